//! Tidies tags and words, finds the language, and refuses what cannot be used.

use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use crate::error::{Error, Result};
use crate::ingest::language::{self, Guess};
use crate::ingest::source::{RawTrack, RawWords, WordsSource};
use crate::ingest::words::{Metadata, Words, parse_lrc, parse_text};
use crate::music::{AudioRef, Language, Line, Lyrics, Track, TrackId};

/// Below this confidence, what a tag says about the language counts more than the words.
const SURE: f32 = 0.9;

/// A track with tidy tags and words.
#[derive(Clone, Debug)]
pub struct CleanTrack {
    /// What is known of the track; its duration is not known yet.
    pub track: Track,
    /// The words, empty for music without words. Times are as written.
    pub lyrics: Lyrics,
    /// How sure the language is, from 0 to 1; 0 without words.
    pub language_confidence: f32,
    /// Words of the tags that say how the music sounds or feels: genres, moods, a description.
    pub tags_text: String,
    /// What was odd, a message each.
    pub notes: Vec<String>,
}

/// Tidies a track. Fails if there is neither audio nor a single word.
pub fn clean(mut raw: RawTrack) -> Result<CleanTrack> {
    let mut notes = std::mem::take(&mut raw.notes);
    let (words, declared) = best_words(&raw.words, &mut notes);
    if raw.audio.is_none() && words.lyrics.is_empty() {
        return Err(Error::invalid(format!("`{}` has no words", raw.layout.title)));
    }
    let head = &words.metadata;
    let declared = head.language.clone().or(raw.tags.language.clone()).or(declared);
    let guess = language_of(&words.lyrics, declared.as_deref(), &mut notes);
    let track = Track {
        artist: first([&raw.tags.artist, &head.artist, &raw.layout.artist]),
        album: first([&raw.tags.album, &head.album, &raw.layout.album]),
        genres: genres(&raw.tags.genres),
        year: raw.tags.year,
        language: guess.map(|guess| guess.language),
        audio: raw.audio.as_ref().map(AudioRef::from),
        ..Track::named(TrackId::of(&raw.reference), title(&raw, head))
    };
    Ok(CleanTrack {
        tags_text: tags_text(&track.genres, &raw),
        track,
        lyrics: words.lyrics,
        language_confidence: guess.map_or(0.0, |guess| guess.confidence),
        notes,
    })
}

/// The first source that has words, and the language that it says they are in.
fn best_words(sources: &[RawWords], notes: &mut Vec<String>) -> (Words, Option<String>) {
    let mut head = Metadata::default();
    for raw in sources {
        let mut words = parsed(raw);
        tidy_lyrics(&mut words, notes);
        if !words.lyrics.is_empty() {
            notes.append(&mut words.notes);
            return (words, raw.language.clone());
        }
        notes.push(format!("the {} holds no words", place(raw.source)));
        head = words.metadata;
    }
    (Words { metadata: head, ..Words::default() }, None)
}

fn parsed(raw: &RawWords) -> Words {
    let text = without_markup(&raw.text);
    match raw.source {
        WordsSource::Lrc | WordsSource::TimedTag => parse_lrc(&text),
        WordsSource::Txt | WordsSource::Tag => parse_text(&text),
    }
}

fn place(source: WordsSource) -> &'static str {
    match source {
        WordsSource::Lrc => "`.lrc` file",
        WordsSource::Txt => "`.txt` file",
        WordsSource::TimedTag => "tag of timed lyrics",
        WordsSource::Tag => "tag of lyrics",
    }
}

/// Turns entities and tags of HTML into what they mean, before lines are told apart.
fn without_markup(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let (meaning, length) = tag(from).or_else(|| entity(from)).unwrap_or((&from[..1], 1));
        kept.push_str(meaning);
        rest = &from[length..];
    }
    kept.push_str(rest);
    kept
}

/// An HTML tag at the start of `text`: what it means for lines, and its length. Times such as
/// `<00:01.00>` are none.
fn tag(text: &str) -> Option<(&'static str, usize)> {
    let inside = text.strip_prefix('<')?;
    let end = inside.find('>').filter(|end| *end < 200)?;
    let name = inside[..end].trim_start_matches('/');
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let name = name.split([' ', '/']).next().unwrap_or_default().to_ascii_lowercase();
    let meaning = match name.as_str() {
        "br" | "div" | "li" | "tr" => "\n",
        "p" => "\n\n",
        _ => "",
    };
    Some((meaning, end + 2))
}

/// An entity at the start of `text`: the character and the entity's length.
fn entity(text: &str) -> Option<(&'static str, usize)> {
    let inside = text.strip_prefix('&')?;
    let end = inside.bytes().take(8).position(|byte| byte == b';')?;
    let meaning = match &inside[..end] {
        "amp" | "#38" => "&",
        "lt" | "#60" => "<",
        "gt" | "#62" => ">",
        "quot" | "#34" | "#x22" | "ldquo" | "rdquo" | "#8220" | "#8221" => "\"",
        "apos" | "#39" | "#039" | "#x27" | "#8217" | "rsquo" => "'",
        "nbsp" | "#160" | "#xa0" => " ",
        "hellip" | "#8230" => "…",
        "ndash" | "#8211" | "mdash" | "#8212" => "–",
        _ => return None,
    };
    Some((meaning, end + 2))
}

/// Tidies each line, drops marks such as `[Chorus]`, and notes what was dropped.
fn tidy_lyrics(words: &mut Words, notes: &mut Vec<String>) {
    let mut marks = 0;
    let mut stanzas: Vec<Vec<Line>> = Vec::new();
    for stanza in std::mem::take(&mut words.lyrics.stanzas) {
        stanzas.push(Vec::new());
        for line in stanza {
            let text = tidy(&line.text);
            if is_mark(&text) {
                marks += 1;
                stanzas.push(Vec::new());
            } else if text.chars().any(char::is_alphanumeric)
                && let Some(stanza) = stanzas.last_mut()
            {
                stanza.push(Line { text, ..line });
            }
        }
    }
    stanzas.retain(|stanza| !stanza.is_empty());
    if 0 < marks {
        notes.push(format!("{marks} marks such as `[Chorus]` were dropped"));
    }
    words.lyrics = Lyrics { stanzas };
}

/// Composed Unicode on one line without control characters or doubled spaces.
fn tidy(text: &str) -> String {
    let invisible = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fffd}');
    let seen = text.nfc().filter(|letter| !invisible(*letter));
    let seen: String = seen.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line only names a part of the song: `[Verse 1]`, `(Chorus)`, `Refrain:`, `Điệp khúc:`.
fn is_mark(line: &str) -> bool {
    const PARTS: [&str; 26] = [
        "verse",
        "chorus",
        "bridge",
        "intro",
        "outro",
        "refrain",
        "hook",
        "pre-chorus",
        "prechorus",
        "interlude",
        "instrumental",
        "solo",
        "strophe",
        "couplet",
        "coro",
        "estribillo",
        "ritornello",
        "strofa",
        "vers",
        "điệp khúc",
        "đk",
        "lời",
        "副歌",
        "主歌",
        "サビ",
        "repeat",
    ];
    let bracketed = (line.starts_with('[') && line.ends_with(']'))
        || (line.starts_with('(') && line.ends_with(')'));
    if !bracketed && !line.ends_with(':') {
        return false;
    }
    let inside =
        line.trim_matches(|letter: char| "[]():".contains(letter) || letter.is_whitespace());
    let inside = inside.to_lowercase();
    let named = |part: &str| {
        inside.strip_prefix(part).is_some_and(|rest| {
            let number = rest.trim_matches(|letter: char| !letter.is_alphanumeric());
            let plain =
                number.chars().all(|letter| letter.is_ascii_digit() || "ivx".contains(letter));
            plain
                || (line.starts_with('[')
                    && rest.trim_start().starts_with([':', '-', '–', '(', ',', '&']))
        })
    };
    inside.chars().count() <= 40 && PARTS.into_iter().any(named)
}

/// The language that the words are in; what the tags say counts unless the words surely differ.
fn language_of(lyrics: &Lyrics, declared: Option<&str>, notes: &mut Vec<String>) -> Option<Guess> {
    if lyrics.is_empty() {
        return None;
    }
    let text: Vec<&str> = lyrics.lines().map(|line| line.text.as_str()).collect();
    let detected = language::detect(&text.join("\n"));
    let Some(declared) = declared.and_then(language::named) else { return detected };
    match detected {
        Some(detected) if detected.language == declared => {
            Some(Guess { confidence: detected.confidence.max(0.95), ..detected })
        }
        Some(detected) if SURE <= detected.confidence && knows(declared) => {
            notes.push(format!(
                "the tags say `{declared}`, the words are in `{}`",
                detected.language
            ));
            Some(detected)
        }
        _ => Some(Guess { language: declared, confidence: 0.8 }),
    }
}

/// Whether the detector could have found `language` at all.
fn knows(language: Language) -> bool {
    whatlang::Lang::all()
        .iter()
        .any(|known| language::named(known.code()).is_some_and(|known| known == language))
}

fn title(raw: &RawTrack, head: &Metadata) -> String {
    let known = first([&raw.tags.title, &head.title]);
    let known = if known.is_empty() { tidy(&raw.layout.title) } else { known };
    if known.is_empty() { file_name(&raw.reference) } else { known }
}

/// A reference without a usable title still ends in a name.
fn file_name(reference: &str) -> String {
    let name = Path::new(reference).file_name().and_then(std::ffi::OsStr::to_str);
    name.unwrap_or(reference).to_owned()
}

/// The first that says anything, tidied.
fn first<const N: usize>(candidates: [&Option<String>; N]) -> String {
    let texts = candidates.into_iter().flatten().map(|text| tidy(text));
    let mut texts = texts;
    texts.find(|text| !text.is_empty()).unwrap_or_default()
}

fn genres(raw: &[String]) -> Vec<String> {
    let mut genres: Vec<String> = Vec::new();
    for genre in raw.iter().flat_map(|genre| genre.split([';', '\0', '/'])) {
        let genre = tidy(genre);
        let known = genres.iter().any(|known| known.eq_ignore_ascii_case(&genre));
        let empty =
            ["", "other", "unknown", "none", "misc"].contains(&genre.to_lowercase().as_str());
        if !known && !empty {
            genres.push(genre);
        }
    }
    genres
}

/// Genres, moods, and comments that describe rather than credit.
fn tags_text(genres: &[String], raw: &RawTrack) -> String {
    let moods = raw.tags.moods.iter().map(|mood| tidy(mood));
    let comments =
        raw.tags.comments.iter().map(|comment| tidy(comment)).filter(|text| describes(text));
    let mut parts: Vec<String> = genres.to_vec();
    for part in moods.chain(comments) {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(", ")
}

/// Whether a comment says something about the music, not about files, people or rights.
fn describes(comment: &str) -> bool {
    const CREDITS: [&str; 22] = [
        "http",
        "www.",
        ".com",
        ".org",
        ".net",
        "©",
        "(c)",
        "℗",
        "licen",
        "copyright",
        "cc0",
        "cc by",
        "source:",
        "encoded",
        "ripped",
        "download",
        "rights",
        "purchased",
        "vol.",
        "exact audio copy",
        "lame",
        "itun",
    ];
    let small = comment.to_lowercase();
    let letters = comment.chars().filter(|letter| letter.is_alphabetic()).count();
    let mostly_letters = comment.chars().count() < 2 * letters;
    mostly_letters
        && comment.chars().count() <= 200
        && !CREDITS.iter().any(|credit| small.contains(credit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::source::{AudioFile, Layout};
    use crate::ingest::tags::RawTags;

    fn song(text: &str) -> RawTrack {
        RawTrack {
            reference: "file:/music/A/B/C.mp3".into(),
            layout: Layout { title: "C".into(), artist: Some("A".into()), album: Some("B".into()) },
            words: vec![RawWords { source: WordsSource::Txt, text: text.into(), language: None }],
            audio: Some(AudioFile { path: "/music/A/B/C.mp3".into(), ..AudioFile::default() }),
            ..RawTrack::default()
        }
    }

    fn lines(track: &CleanTrack) -> Vec<&str> {
        track.lyrics.lines().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn words_are_tidied() {
        let cases: [(&str, &str, &[&str]); 6] = [
            (
                "entities and tags",
                "Rock &amp; roll<br>it&#39;s <b>true</b>",
                &["Rock & roll", "it's true"],
            ),
            (
                "marks go",
                "[Verse 1]\nla\n(Chorus)\nlo\nRefrain:\nlu\n[Chorus: A & B]\nli",
                &["la", "lo", "lu", "li"],
            ),
            (
                "words in brackets stay",
                "(oh, take me)\n[softly]\nSolo tú",
                &["(oh, take me)", "[softly]", "Solo tú"],
            ),
            ("spaces and invisible letters", "\u{feff} a \u{200b}\t b\u{7} ", &["a b"]),
            ("lines without letters go", "***\n---\nwords\n♪", &["words"]),
            ("decomposed letters are composed", "e\u{302}\u{301}", &["ế"]),
        ];
        for (name, text, expected) in cases {
            assert_eq!(lines(&clean(song(text)).unwrap()), expected, "{name}");
        }
    }

    #[test]
    fn tags_come_before_the_head_of_the_words_before_the_folders() {
        let mut raw = song("[ti:Head]\n[ar:Singer]\nwords of a song");
        assert_eq!(clean(raw.clone()).unwrap().track.title, "Head");
        raw.tags = RawTags { title: Some("  Tag ".into()), ..RawTags::default() };
        let track = clean(raw).unwrap().track;
        assert_eq!(
            (track.title.as_str(), track.artist.as_str(), track.album.as_str()),
            ("Tag", "Singer", "B")
        );
    }

    #[test]
    fn empty_words_are_no_words() {
        let track = clean(song("[ti:x]\n\n***\n")).unwrap();
        assert!(track.lyrics.is_empty() && track.track.language.is_none());
        assert_eq!(track.notes, ["the `.txt` file holds no words"]);
        let alone = RawTrack { audio: None, ..song(" \n") };
        assert_eq!(clean(alone).unwrap_err().to_string(), "`C` has no words");
    }

    #[test]
    fn the_language_is_what_the_tags_say_unless_the_words_surely_differ() {
        let german = "Drüben hinterm Dorfe steht ein Leiermann, und mit starren Fingern dreht er, was er kann. \
            Barfuss auf dem Eise wankt er hin und her, und sein kleiner Teller bleibt ihm immer leer. \
            Keiner mag ihn hören, keiner sieht ihn an, und die Hunde knurren um den alten Mann.";
        for (tag, text, code) in [
            (None, german, "de"),
            (Some("deu"), german, "de"),
            (Some("eng"), german, "de"),
            (Some("haw"), "Aloha mai no", "haw"),
            (Some("und"), german, "de"),
        ] {
            let mut raw = song(text);
            raw.tags.language = tag.map(str::to_owned);
            let track = clean(raw).unwrap();
            assert_eq!(
                track.track.language.map(|language| language.to_string()).as_deref(),
                Some(code)
            );
            assert_eq!(track.notes.len(), usize::from(tag == Some("eng")));
        }
    }

    #[test]
    fn comments_that_credit_are_not_told_to_the_encoder() {
        let mut raw = song("words");
        raw.tags.genres = vec!["Folk; Rock".into(), "folk".into(), "Other".into()];
        raw.tags.moods = vec!["dreamy".into()];
        raw.tags.comments = vec![
            "CC BY 3.0. Source: https://example.org".into(),
            "a slow waltz by the sea".into(),
            "0000C3A1 0000B5F2".into(),
        ];
        assert_eq!(clean(raw).unwrap().tags_text, "Folk, Rock, dreamy, a slow waltz by the sea");
    }
}
