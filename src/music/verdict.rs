//! Whether words are what is sung: what was found, and what a person says about it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Error;

/// Why words are set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Nothing is left when what is not sung is taken away.
    Empty,
    /// They say that there are no words: “instrumental”, “lyrics not available”.
    Placeholder,
    /// Letters were lost on the way: the text cannot be read any more.
    Garbled,
    /// Speech recognition made them up: “thanks for watching”.
    MadeUp,
    /// A few words again and again, as speech recognition does when it is lost.
    WordLoop,
    /// Only syllables without a meaning: “la la la”.
    Vocalise,
    /// They name the songs of an album.
    TrackList,
    /// They tell about the song or its people.
    Prose,
    /// They say that they are the words of another song.
    OtherSong,
    /// They are in another language than the tags say.
    OtherLanguage,
    /// Far too few for how long the music plays.
    TooShort,
    /// More than anybody could sing in the time.
    TooLong,
}

/// What [`Reason::name`] calls each reason, and what people read.
const REASONS: [(Reason, &str, &str); 12] = [
    (Reason::Empty, "empty", "nothing is left that could be sung"),
    (Reason::Placeholder, "placeholder", "they say that there are no words"),
    (Reason::Garbled, "garbled", "letters were lost, so that they cannot be read"),
    (Reason::MadeUp, "made_up", "they seem to be made up by speech recognition"),
    (Reason::WordLoop, "word_loop", "a few words are repeated endlessly"),
    (Reason::Vocalise, "vocalise", "they are syllables without a meaning"),
    (Reason::TrackList, "track_list", "they are a list of tracks"),
    (Reason::Prose, "prose", "they are prose, not the words of a song"),
    (Reason::OtherSong, "other_song", "they say that they belong to another song"),
    (Reason::OtherLanguage, "other_language", "they are in another language than the tags say"),
    (Reason::TooShort, "too_short", "they are too few for how long the music plays"),
    (Reason::TooLong, "too_long", "they are more than can be sung while the music plays"),
];

impl Reason {
    /// The name by which it is stored; it never changes.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        // A test holds the table complete.
        REASONS.iter().find(|row| row.0 == self).unwrap_or(&REASONS[0])
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.row().2)
    }
}

impl FromStr for Reason {
    type Err = Error;

    /// Reads what [`Reason::name`] writes.
    fn from_str(name: &str) -> Result<Self, Error> {
        let known = REASONS.iter().find(|row| row.1 == name);
        known.map(|row| row.0).ok_or_else(|| Error::invalid(format!("`{name}` is not a reason")))
    }
}

/// What was found about words, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Why they are set aside; `None` if they are to be used.
    pub reason: Option<Reason>,
    /// How sure, from 0 to 1: 0.5 is a guess, 0.9 is hardly ever wrong.
    pub confidence: f32,
}

impl Verdict {
    /// Words that are to be used.
    pub const fn used(confidence: f32) -> Self {
        Self { reason: None, confidence }
    }

    /// Words that are to be set aside.
    pub const fn set_aside(reason: Reason, confidence: f32) -> Self {
        Self { reason: Some(reason), confidence }
    }
}

/// What a person says about words; it counts more than any verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// They are the words of this track.
    Accept,
    /// They are not.
    Reject,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_reads_back_what_it_writes() {
        for (place, (reason, name, _)) in REASONS.into_iter().enumerate() {
            assert_eq!(reason as usize, place);
            assert_eq!(name.parse::<Reason>().unwrap(), reason);
            assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{}\"", reason.name()));
        }
        assert!("nonsense".parse::<Reason>().is_err());
    }
}
