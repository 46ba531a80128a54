//! What is in a music library: tracks, the words that are sung, and the passages of a track that
//! can be offered with a photo.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;
use crate::feeling::Feeling;
use crate::id;

mod facts;
mod file;
mod licence;
mod verdict;

pub use self::facts::{PassageFacts, TrackFacts};
pub(crate) use self::facts::{letters, words};
pub use self::file::{AudioCopy, AudioPlace, AudioRef, CoverPlace};
pub use self::licence::{ClipUse, Licence, Terms};
pub use self::verdict::{Decision, Reason, Verdict};

/// Which track it is: 16 bytes that follow from where the track comes from, so that the same place
/// gives the same id again. Written as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TrackId([u8; 16]);

impl TrackId {
    /// The id of the track that is found at `reference`, which names the source and the place.
    pub fn of(reference: &str) -> Self {
        let hash = blake3::hash(reference.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.as_bytes()[..16]);
        Self(bytes)
    }

    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for TrackId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        id::write(&self.0, formatter)
    }
}

impl FromStr for TrackId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        id::read(text, "a track id").map(Self)
    }
}

/// Which passage it is: the passages of a track are numbered from 0 in the order of the track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PassageId {
    /// The track that it is a part of.
    pub track: TrackId,
    /// Its place among the track's passages.
    pub number: u32,
}

/// A language by its ISO 639-1 code where there is one, else its ISO 639-3 code: `en`, `vi`, `haw`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language([u8; 3]);

impl Language {
    /// The code: two or three lowercase letters.
    pub fn code(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or("und").trim_end_matches('\0')
    }
}

impl FromStr for Language {
    type Err = Error;

    /// Reads a language tag by its first part: `en`, `EN`, `en-GB` and `en_US` are one language.
    fn from_str(text: &str) -> Result<Self, Error> {
        let code = text.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if !(2..=3).contains(&code.len()) || !code.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return Err(Error::invalid(format!(
                "`{text}` is not a language code such as `en` or `vi`"
            )));
        }
        let mut bytes = [0; 3];
        bytes[..code.len()].copy_from_slice(code.as_bytes());
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Language {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.to_string()
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// A stretch of a track: it starts before it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    start: Duration,
    end: Duration,
}

impl TimeSpan {
    /// The span from `start` to `end`, or `None` where it would be empty.
    pub fn new(start: Duration, end: Duration) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// When it begins, from the start of the track.
    pub fn start(self) -> Duration {
        self.start
    }

    /// When it ends, from the start of the track.
    pub fn end(self) -> Duration {
        self.end
    }

    /// How long it lasts.
    pub fn length(self) -> Duration {
        self.end.saturating_sub(self.start)
    }
}

/// A line of a song and, where it is known, when it is sung.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The words; never empty.
    pub text: String,
    /// From when to when it is sung.
    pub span: Option<TimeSpan>,
    /// How sure its start is, from 0 to 1: the share of such starts that lie within 3 s. It is 1
    /// where the time is written, and 0 where none is known.
    pub certainty: f32,
}

impl Line {
    /// A line whose time is written.
    pub fn timed(text: &str, span: TimeSpan) -> Self {
        Self { text: text.to_owned(), span: Some(span), certainty: 1.0 }
    }

    /// A line of which nobody knows when it is sung.
    pub fn untimed(text: &str) -> Self {
        Self { text: text.to_owned(), span: None, certainty: 0.0 }
    }
}

/// The words of a song.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lyrics {
    /// The stanzas in order, each with at least one line.
    pub stanzas: Vec<Vec<Line>>,
}

impl Lyrics {
    /// All lines in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.stanzas.iter().flatten()
    }

    /// The words, a line each.
    pub fn text(&self) -> String {
        self.lines().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
    }

    /// Whether there are no words at all.
    pub fn is_empty(&self) -> bool {
        self.stanzas.is_empty()
    }

    /// For each stanza the number of the first stanza with the same words; `None` where it is the
    /// first itself. A chorus that is sung three times gives `None`, `Some(n)`, `Some(n)`.
    ///
    /// All stanzas stay in the lyrics, for each is sung at its own time; what is said about a song
    /// should say it once.
    pub fn repeats(&self) -> Vec<Option<usize>> {
        let key = |stanza: &Vec<Line>| stanza.iter().map(|line| letters(&line.text)).collect();
        let keys: Vec<String> = self.stanzas.iter().map(key).collect();
        keys.iter()
            .enumerate()
            .map(|(place, key)| keys[..place].iter().position(|earlier| earlier == key))
            .collect()
    }

    /// Each distinct stanza once, in order, with how often it is sung.
    pub fn distinct(&self) -> Vec<(&[Line], usize)> {
        let repeats = self.repeats();
        let first = repeats.iter().enumerate().filter(|(_, of)| of.is_none());
        let sung = |number| 1 + repeats.iter().filter(|of| **of == Some(number)).count();
        first.map(|(number, _)| (self.stanzas[number].as_slice(), sung(number))).collect()
    }
}

/// What the library knows of a piece of music or of a text that is sung.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Which track it is.
    pub id: TrackId,
    /// Its name; never empty.
    pub title: String,
    /// Who made it; empty if nobody is named.
    pub artist: String,
    /// The collection it is part of; empty if none is named.
    pub album: String,
    /// The folder that it was found in; empty if it was not found in a folder.
    pub folder: String,
    /// What kind of music its tags say it is.
    pub genres: Vec<String>,
    /// The year of its release.
    pub year: Option<i32>,
    /// The language of its words; `None` for music without words.
    pub language: Option<Language>,
    /// How long it plays; `None` where there are only words.
    pub duration: Option<Duration>,
    /// Where its audio can be read; `None` where there are only words.
    pub audio: Option<AudioRef>,
    /// Whether its tags or its words say that it is not for everyone.
    pub explicit: bool,
    /// What may be done with it, by its tags; `None` where they do not say.
    pub licence: Option<Licence>,
    /// What is heard in all of it; `None` where there are only words.
    pub heard: Option<Heard>,
}

impl Track {
    /// A track of which nothing but the title is known.
    pub fn named(id: TrackId, title: String) -> Self {
        Self {
            id,
            title,
            artist: String::new(),
            album: String::new(),
            folder: String::new(),
            genres: Vec::new(),
            year: None,
            language: None,
            duration: None,
            audio: None,
            explicit: false,
            licence: None,
            heard: None,
        }
    }
}

/// What is heard in a piece or a passage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Heard {
    /// In words: `calm solo piano, slow, no voice`.
    pub sentence: String,
    /// Instruments, voices, genres and moods that are believed to be there, surest first.
    pub tags: Vec<HeardTag>,
    /// The likeliest beat, in beats a minute; null where none is felt.
    pub tempo_bpm: Option<f32>,
    /// Integrated loudness in LUFS (EBU R128); null for silence.
    pub loudness_lufs: Option<f32>,
    /// How much the loudness varies: the loudness range in LU (EBU Tech 3342) of a piece, the
    /// standard deviation in dB of a passage.
    pub dynamics_db: Option<f32>,
    /// How likely somebody sings, from 0 to 1.
    pub voice: Option<f32>,
}

/// Something that is heard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct HeardTag {
    /// What it is called.
    pub label: String,
    /// How strongly it is heard, against what it takes to be believed: 1 or more.
    pub strength: f32,
}

/// Words that were found for a track, used or not.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundLyrics {
    /// What they were found in: `owner`, `lrc`, `txt`, `timed_tag` or `tag`.
    pub source: String,
    /// Which words they are, by the source's text: 64 hexadecimal digits. Decisions are kept by it.
    pub key: String,
    /// The language they are in, if that is known.
    pub language: Option<Language>,
    /// The words.
    pub lyrics: Lyrics,
    /// Whether they are what is sung.
    pub verdict: Verdict,
    /// Whether they are the words of the track.
    pub used: bool,
}

/// A part of a track that is worth playing, or of a text that is worth quoting.
#[derive(Clone, Debug, PartialEq)]
pub struct Passage {
    /// Which passage it is.
    pub id: PassageId,
    /// From when to when it plays; `None` where the times are not known.
    pub span: Option<TimeSpan>,
    /// The words that are sung in it, a line each; empty for music without words.
    pub text: String,
    /// What the text encoder reads: the words, or for music without words a description of it.
    pub description: String,
    /// How it feels.
    pub feeling: Feeling,
    /// Whether its words are not for everyone.
    pub explicit: bool,
    /// What is heard in it; `None` where there are only words.
    pub heard: Option<Heard>,
    /// How sure the times are, from 0 to 1.
    pub certainty: f32,
    /// How much it is like the rest of its track, from 0 to 1.
    pub typicality: f32,
    /// How much it stands out in its track, from 0 to 1: the chorus and the climax rather than the
    /// intro.
    pub prominence: f32,
}

impl Passage {
    /// A passage that has no times and feels like nothing in particular; its description is its text.
    pub fn of_words(id: PassageId, text: String) -> Self {
        Self {
            id,
            span: None,
            description: text.clone(),
            text,
            feeling: Feeling::default(),
            explicit: false,
            heard: None,
            certainty: 1.0,
            typicality: 0.0,
            prominence: 0.0,
        }
    }
}

/// To three places: what is told to people is not surer than that.
pub(crate) fn rounded(value: f32) -> f32 {
    (value * 1000.0).round() / 1000.0
}

/// A passage's times as they are told to clients: seconds from the start of the track.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct Seconds(pub f64);

impl From<Duration> for Seconds {
    fn from(duration: Duration) -> Self {
        Self((duration.as_secs_f64() * 1000.0).round() / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stanza_that_comes_again_is_known() {
        let stanza = |text: &str| vec![Line::untimed(text)];
        let stanzas = ["One", "Sing, sing!", "Two", "sing sing", "Sing… sing"].map(stanza);
        let lyrics = Lyrics { stanzas: stanzas.into() };
        assert_eq!(lyrics.repeats(), [None, None, None, Some(1), Some(1)]);
        let times: Vec<usize> = lyrics.distinct().into_iter().map(|(_, times)| times).collect();
        assert_eq!(times, [1, 3, 1]);
    }

    #[test]
    fn a_track_id_reads_back_what_it_writes() {
        let id = TrackId::of("folder:/music/a.mp3");
        assert_eq!(id.to_string().parse::<TrackId>().unwrap(), id);
        assert_ne!(id, TrackId::of("folder:/music/b.mp3"));
    }

    #[test]
    fn what_is_not_a_track_id_is_refused() {
        for text in
            ["", "12", "zz345678901234567890123456789012", "é2345678901234567890123456789012"]
        {
            assert!(text.parse::<TrackId>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_language_tag_is_read_by_its_first_part() {
        for (tag, code) in [("en", "en"), ("EN-gb", "en"), ("zh_Hant", "zh"), ("haw", "haw")] {
            assert_eq!(tag.parse::<Language>().unwrap().code(), code);
        }
        for tag in ["", "e", "engl", "e1", "tiếng"] {
            assert!(tag.parse::<Language>().is_err(), "{tag}");
        }
    }
}
