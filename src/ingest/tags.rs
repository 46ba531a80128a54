//! What an audio file says about itself, read with `lofty` and bounded: pictures are left where they are
//! (see [`super::cover`]), long fields are cut.

use std::fmt::Write as _;
use std::io::{Read, Seek};

use lofty::config::{GlobalOptions, ParseOptions, ParsingMode, apply_global_options};
use lofty::file::{FileType, TaggedFile, TaggedFileExt as _};
use lofty::id3::v2::{Frame, FrameFlags, Id3v2Tag, SynchronizedTextFrame, TimestampFormat};
use lofty::probe::Probe;
use lofty::tag::{ItemKey, Tag, TagItem, TagType};

use crate::error::{Error, Result};
use crate::ingest::explicit::Advisory;
use crate::ingest::source::{RawWords, WordsSource};
use crate::ingest::{charset, cover};

/// The most bytes that are kept of words in a tag, and that one item of a tag may hold.
pub const MOST_WORDS: usize = 64 * 1024;
/// The most letters that are kept of any other field.
const LONGEST_FIELD: usize = 500;
/// The most values that are kept of a field that may stand several times.
const MOST_VALUES: usize = 8;
/// What `lofty` may allocate for one item.
pub(super) const LARGEST_ITEM: usize = 8 * 1024 * 1024;

/// The tags of a file, as written in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawTags {
    /// The name of the track.
    pub title: Option<String>,
    /// Who performs or wrote it.
    pub artist: Option<String>,
    /// The collection it is part of.
    pub album: Option<String>,
    /// Kinds of music.
    pub genres: Vec<String>,
    /// Words for its mood.
    pub moods: Vec<String>,
    /// Free text: credits, links, now and then a description.
    pub comments: Vec<String>,
    /// What may be done with it: names of licences, and addresses that tell of them.
    pub licences: Vec<String>,
    /// Whose it is, and sometimes what may be done with it.
    pub copyrights: Vec<String>,
    /// The language of its words, as written: `eng`, `en`, `English`; `zxx` says there are none.
    pub language: Option<String>,
    /// The year of its release.
    pub year: Option<i32>,
    /// Whether it says that its words are explicit, or that they were made clean.
    pub explicit: Option<Advisory>,
}

/// What a file holds beside its sound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tagged {
    /// The tags.
    pub tags: RawTags,
    /// Words in the tags, the timed ones first.
    pub words: Vec<RawWords>,
    /// The media type by the content; `None` if nothing was recognised.
    pub media_type: Option<&'static str>,
    /// Whether there is a picture that can be shown as its cover.
    pub has_picture: bool,
}

/// Reads the tags of an audio file from `reader`. Fails if it is no audio file or its tags are
/// broken beyond reading.
pub fn read(mut reader: impl Read + Seek) -> Result<Tagged> {
    // The limit is kept for each thread by `lofty`, and ingest runs on any.
    apply_global_options(GlobalOptions::new().allocation_limit(LARGEST_ITEM));
    let options = ParseOptions::new()
        .read_properties(false)
        .read_cover_art(false)
        .parsing_mode(ParsingMode::Relaxed);
    let probe = Probe::new(std::io::BufReader::new(&mut reader))
        .options(options)
        .guess_file_type()
        .map_err(|error| Error::invalid("tags cannot be read").because(error))?;
    let media_type = probe.file_type().and_then(media_type);
    if media_type.is_none() {
        return Err(Error::unsupported("is no audio file of a known format"));
    }
    let file = probe.read().map_err(|error| Error::invalid("tags are damaged").because(error))?;
    let has_picture = reader.rewind().is_ok() && cover::embedded(reader).is_some();
    let mut tagged = Tagged { media_type, has_picture, ..Tagged::default() };
    for tag in ordered(&file) {
        tagged.take(tag);
    }
    tagged.mend();
    Ok(tagged)
}

/// The media type of a kind of file; `None` for kinds that are not played here.
fn media_type(kind: FileType) -> Option<&'static str> {
    Some(match kind {
        FileType::Mpeg => "audio/mpeg",
        FileType::Flac => "audio/flac",
        FileType::Mp4 => "audio/mp4",
        FileType::Vorbis | FileType::Speex => "audio/ogg",
        FileType::Opus => "audio/opus",
        FileType::Wav => "audio/wav",
        FileType::Aac => "audio/aac",
        FileType::Aiff => "audio/aiff",
        FileType::Ape => "audio/x-ape",
        FileType::WavPack => "audio/x-wavpack",
        FileType::Mpc => "audio/x-musepack",
        _ => return None,
    })
}

/// The tags of a file, the richest kind first: `ID3v1` cuts its fields at 30 letters.
pub(super) fn ordered(file: &TaggedFile) -> Vec<&Tag> {
    let mut tags: Vec<&Tag> = file.tags().iter().collect();
    tags.sort_by_key(|tag| match tag.tag_type() {
        kind if kind == file.file_type().primary_tag_type() => 0,
        TagType::Id3v1 => 2,
        _ => 1,
    });
    tags
}

impl Tagged {
    /// Takes from `tag` what is not known yet.
    fn take(&mut self, tag: &Tag) {
        let first = |key| texts(tag, key).find_map(field);
        let tags = &mut self.tags;
        fill(&mut tags.title, || first(ItemKey::TrackTitle));
        fill(&mut tags.artist, || {
            first(ItemKey::TrackArtist)
                .or_else(|| first(ItemKey::AlbumArtist))
                .or_else(|| first(ItemKey::Composer))
        });
        fill(&mut tags.album, || first(ItemKey::AlbumTitle));
        fill(&mut tags.language, || first(ItemKey::Language));
        fill(&mut tags.explicit, || Advisory::of(&first(ItemKey::ParentalAdvisory)?));
        let dates = [
            ItemKey::OriginalReleaseDate,
            ItemKey::RecordingDate,
            ItemKey::Year,
            ItemKey::ReleaseDate,
        ];
        fill(&mut tags.year, || dates.into_iter().find_map(|key| year(&first(key)?)));
        let rights = [ItemKey::License, ItemKey::CopyrightUrl];
        for (keys, values) in [
            (&[ItemKey::Genre][..], &mut tags.genres),
            (&[ItemKey::Mood], &mut tags.moods),
            (&[ItemKey::Comment], &mut tags.comments),
            (&rights, &mut tags.licences),
            (&[ItemKey::CopyrightMessage], &mut tags.copyrights),
        ] {
            add(values, keys.iter().flat_map(|key| texts(tag, *key)));
        }
        if tag.tag_type() == TagType::Id3v2 {
            let frames = Id3v2Tag::from(tag.clone());
            // Where `ffmpeg` puts what has no frame of its own.
            add(&mut tags.comments, user_texts(&frames, "comment"));
            add(&mut tags.licences, user_texts(&frames, "license"));
            self.words.extend(timed_words(&frames));
        }
        self.words.extend(plain_words(tag));
        self.words.truncate(MOST_VALUES);
    }

    /// Undoes wrong readings of encodings, see [`charset::mend`].
    fn mend(&mut self) {
        let tags = &mut self.tags;
        let mut fields: Vec<&mut String> =
            [&mut tags.title, &mut tags.artist, &mut tags.album].into_iter().flatten().collect();
        fields.extend(tags.genres.iter_mut().chain(&mut tags.comments).chain(&mut tags.copyrights));
        fields.extend(self.words.iter_mut().map(|words| &mut words.text));
        let evidence: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
        let evidence = evidence.join("\n");
        for field in fields {
            if let Some(mended) = charset::mend(field, &evidence) {
                *field = mended;
            }
        }
    }
}

/// What a tag says under a key, addresses included.
fn texts(tag: &Tag, key: ItemKey) -> impl Iterator<Item = &str> {
    let values = tag.get_items(key).map(TagItem::value);
    values.filter_map(|value| value.text().or_else(|| value.locator()))
}

/// Adds values that are not there yet, as fields.
fn add<'a>(values: &mut Vec<String>, found: impl Iterator<Item = &'a str>) {
    for value in found.filter_map(field) {
        if values.len() < MOST_VALUES && !values.contains(&value) {
            values.push(value);
        }
    }
}

/// What `TXXX` frames of this name say, whatever its case.
fn user_texts<'a>(frames: &'a Id3v2Tag, name: &'a str) -> impl Iterator<Item = &'a str> {
    frames.into_iter().filter_map(move |frame| match frame {
        Frame::UserText(text) if text.description.eq_ignore_ascii_case(name) => {
            Some(text.content.as_ref())
        }
        _ => None,
    })
}

fn fill<T>(known: &mut Option<T>, find: impl FnOnce() -> Option<T>) {
    if known.is_none() {
        *known = find();
    }
}

/// A field's text without control characters, cut at [`LONGEST_FIELD`]; `None` if nothing is left.
fn field(text: &str) -> Option<String> {
    let clean: String = text
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(LONGEST_FIELD)
        .collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

/// The year of a date such as `1827`, `1827-02-01` or `Feb 1827`.
fn year(date: &str) -> Option<i32> {
    let mut numbers = date.split(|letter: char| !letter.is_ascii_digit());
    let year: i32 = numbers.find(|digits| digits.len() == 4)?.parse().ok()?;
    (1000..=2999).contains(&year).then_some(year)
}

fn plain_words(tag: &Tag) -> Vec<RawWords> {
    let keys = [ItemKey::Lyrics, ItemKey::UnsyncLyrics];
    let mut found: Vec<RawWords> = Vec::new();
    for item in keys.into_iter().flat_map(|key| tag.get_items(key)) {
        let Some(text) = item.value().text() else { continue };
        let text = cut(text);
        let known = found.iter().any(|words| words.text == text);
        if !text.trim().is_empty() && !known {
            let language = Some(item.lang()).filter(|lang| lang.iter().all(u8::is_ascii_lowercase));
            let language = language.map(|lang| lang.iter().copied().map(char::from).collect());
            found.push(RawWords {
                source: WordsSource::Tag,
                text: text.to_owned(),
                language,
                decision: None,
            });
        }
    }
    found
}

/// The longest beginning of `text` that may be kept.
fn cut(text: &str) -> &str {
    let end = (0..=MOST_WORDS.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// The texts of `SYLT` frames, written as `.lrc`.
fn timed_words(frames: &Id3v2Tag) -> Vec<RawWords> {
    let mut found = Vec::new();
    for frame in frames {
        let Frame::Binary(frame) = frame else { continue };
        if frame.id().as_str() != "SYLT" || MOST_WORDS < frame.data.len() {
            continue;
        }
        let Ok(words) = SynchronizedTextFrame::parse(&frame.data, FrameFlags::default()) else {
            continue;
        };
        // Times in MPEG frames would need the stream's frame length; nobody writes them.
        if words.timestamp_format == TimestampFormat::MS {
            let language = str::from_utf8(&words.language).ok().map(str::to_owned);
            let text = as_lrc(&words.content);
            found.push(RawWords { source: WordsSource::TimedTag, text, language, decision: None });
        }
    }
    found
}

/// `SYLT` holds lines or syllables: with syllables, a line begins where a text begins with a line end.
fn as_lrc(content: &[(u32, String)]) -> String {
    let syllables = content.iter().any(|(_, text)| text.starts_with(['\n', '\r']));
    let mut lrc = String::new();
    for (place, (time, text)) in content.iter().enumerate() {
        if !syllables || place == 0 || text.starts_with(['\n', '\r']) {
            let (minutes, rest) = (time / 60_000, time % 60_000);
            let _ = write!(lrc, "\n[{minutes:02}:{:02}.{:03}]", rest / 1000, rest % 1000);
        }
        lrc.push_str(&text.replace(['\n', '\r'], ""));
    }
    lrc
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Cursor;

    use lofty::config::WriteOptions;
    use lofty::mp4::{AdvisoryRating, Ilst};
    use lofty::tag::TagExt as _;

    use super::*;

    /// An ID3v2.3 tag with these frames, followed by silence in MPEG frames.
    pub(crate) fn mp3(frames: &[(&str, &[u8])]) -> Cursor<Vec<u8>> {
        let mut body = Vec::new();
        for (name, data) in frames {
            body.extend(name.as_bytes());
            body.extend((data.len() as u32).to_be_bytes());
            body.extend([0, 0]);
            body.extend(*data);
        }
        let size = body.len();
        let sevens = [21, 14, 7, 0].map(|shift| (size >> shift & 0x7f) as u8);
        let mut bytes = [b"ID3\x03\x00\x00".as_slice(), &sevens, &body].concat();
        for _ in 0..4 {
            bytes.extend([0xff, 0xfb, 0x90, 0xc4]);
            bytes.extend([0; 413]);
        }
        Cursor::new(bytes)
    }

    #[test]
    fn the_tags_of_an_mp3_are_read() {
        let words = b"\x00eng\x00first line\nsecond line";
        let timed = b"\x00eng\x02\x01\x00Drown\x00\x00\x00\x05\xdced\x00\x00\x00\x07\xd0\nagain\x00\x00\x00\x0b\xb8";
        let tagged = read(mp3(&[
            ("TIT2", b"\x00Am Meer"),
            ("TPE1", b"\x00Franz Schubert"),
            ("TALB", b"\x00Schwanengesang"),
            ("TCON", b"\x00(24)"),
            ("TYER", b"\x001828"),
            ("TLAN", b"\x00deu"),
            ("USLT", words),
            ("SYLT", timed),
        ]))
        .unwrap();
        assert_eq!(tagged.media_type, Some("audio/mpeg"));
        assert_eq!(tagged.tags.title.as_deref(), Some("Am Meer"));
        assert_eq!(tagged.tags.artist.as_deref(), Some("Franz Schubert"));
        assert_eq!(tagged.tags.genres, ["Soundtrack"]);
        assert_eq!((tagged.tags.year, tagged.tags.language.as_deref()), (Some(1828), Some("deu")));
        let texts: Vec<&str> = tagged.words.iter().map(|words| words.text.trim()).collect();
        assert_eq!(texts, ["[00:01.500]Drowned\n[00:03.000]again", "first line\nsecond line"]);
    }

    #[test]
    fn what_may_be_done_with_it_is_read_from_texts_and_addresses() {
        let tagged = read(mp3(&[
            ("WCOP", b"https://creativecommons.org/licenses/by/3.0/"),
            ("TCOP", b"\x002011 Somebody"),
            ("TXXX", b"\x00LICENSE\x00CC BY 3.0"),
            ("TXXX", b"\x00comment\x00CC BY 3.0. Recorded at home"),
            ("TXXX", b"\x00mood\x00none of it"),
        ]))
        .unwrap();
        let address = "https://creativecommons.org/licenses/by/3.0/";
        assert_eq!(tagged.tags.licences, [address, "CC BY 3.0"]);
        assert_eq!(tagged.tags.copyrights, ["2011 Somebody"]);
        assert_eq!(tagged.tags.comments, ["CC BY 3.0. Recorded at home"], "as `ffmpeg` writes it");
    }

    #[test]
    fn the_advisory_is_read_where_each_format_keeps_it() {
        let cases = [(1, Some(Advisory::Explicit)), (2, Some(Advisory::Clean)), (0, None)];
        for (number, advisory) in cases {
            let text = format!("\0ITUNESADVISORY\0{number}");
            let tagged = read(mp3(&[("TXXX", text.as_bytes())])).unwrap();
            assert_eq!(tagged.tags.explicit, advisory, "{number} in ID3");
            let whole = include_bytes!("../../tests/fixtures/audio/tone.m4a");
            let mut file = Cursor::new(whole.to_vec());
            let mut tag = Ilst::new();
            tag.set_advisory_rating(AdvisoryRating::try_from(number).unwrap());
            tag.save_to(&mut file, WriteOptions::default()).unwrap();
            file.set_position(0);
            assert_eq!(read(file).unwrap().tags.explicit, advisory, "{number} in MP4");
        }
    }

    #[test]
    fn pictures_are_left_in_the_file_and_long_fields_are_cut() {
        let picture = [b"\x00image/png\x00\x03\x00".to_vec(), vec![7; 3_000_000]].concat();
        let endless = [b"\x00".to_vec(), vec![b'x'; 100_000]].concat();
        let tagged = read(mp3(&[("APIC", &picture), ("TIT2", &endless)])).unwrap();
        assert_eq!(tagged.tags.title.map(|title| title.len()), Some(LONGEST_FIELD));
        assert!(!tagged.has_picture, "it is none");
    }

    #[test]
    fn what_is_no_audio_file_is_refused() {
        for bytes in [
            &b""[..],
            b"hello",
            b"ID3\x03\x00\x00\x7f\x7f\x7f\x7f",
            b"fLaC",
            b"OggS",
            b"RIFF\x00\x00\x00\x00WAVE",
        ] {
            let _ =
                read(Cursor::new(bytes)).map(|tagged| assert_eq!(tagged.tags, RawTags::default()));
        }
        assert!(read(Cursor::new(b"this is a text about music")).is_err());
    }

    #[test]
    fn a_year_is_found_in_a_date() {
        let cases = [
            ("1827", Some(1827)),
            ("1827-02-01", Some(1827)),
            ("Feb 1827", Some(1827)),
            ("27", None),
            ("0000", None),
        ];
        for (date, expected) in cases {
            assert_eq!(year(date), expected, "{date}");
        }
    }
}
