//! Tidies tags and words, finds the language, and refuses what cannot be used.

mod lines;
mod markup;
mod tags;

use self::lines::tidy_lyrics;
use self::markup::without_markup;
use self::tags::{first, genres, tags_text, title};
use crate::error::{Error, Result};
use crate::ingest::language::{self, Guess};
use crate::ingest::source::{RawTrack, RawWords, WordsSource};
use crate::ingest::words::{Metadata, Words, parse_lrc, parse_text};
use crate::music::{AudioPlace, AudioRef, Language, Lyrics, Track, TrackId};

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
        id: TrackId::of(&raw.reference),
        title: title(&raw, head),
        artist: first([&raw.tags.artist, &head.artist, &raw.layout.artist]),
        album: first([&raw.tags.album, &head.album, &raw.layout.album]),
        genres: genres(&raw.tags.genres),
        year: raw.tags.year,
        language: guess.map(|guess| guess.language),
        duration: None,
        audio: raw.audio.as_ref().map(|audio| AudioRef {
            place: AudioPlace::File(audio.path.clone()),
            media_type: audio.media_type.to_owned(),
        }),
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
            audio: Some(AudioFile { path: "/music/A/B/C.mp3".into(), media_type: "audio/mpeg" }),
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
