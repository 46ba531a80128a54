//! What tracks and passages can be chosen or left out by: kept beside the vectors, so that a search
//! need not ask the catalog.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Language, Passage, Track};
use crate::feeling::Feeling;

/// What is known of a track, its names as they are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrackFacts {
    /// The language of its words; `None` for music without words.
    pub language: Option<Language>,
    /// The year of its release.
    pub year: Option<i32>,
    /// What its tags say that it is: lowercase words with single spaces.
    pub genres: Vec<String>,
    /// Who made it: lowercase letters and digits; empty if nobody is named.
    pub artist: String,
    /// The collection it is part of, likewise.
    pub album: String,
    /// The folder that its file lies in; empty if it was not found in a folder.
    pub folder: String,
    /// How long it plays; `None` where there are only words.
    pub duration: Option<Duration>,
    /// Whether it can be played.
    pub has_audio: bool,
    /// Whether it is not for everyone.
    pub explicit: bool,
}

/// What is known of a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PassageFacts {
    /// How it feels.
    pub feeling: Feeling,
    /// Whether its words are not for everyone.
    pub explicit: bool,
    /// Whether there are words in it.
    pub sung: bool,
    /// How much it stands out in its track, from 0 to 1.
    pub prominence: f32,
}

impl From<&Track> for TrackFacts {
    fn from(track: &Track) -> Self {
        Self {
            language: track.language,
            year: track.year,
            genres: track.genres.iter().map(|genre| words(genre)).collect(),
            artist: letters(&track.artist),
            album: letters(&track.album),
            folder: track.folder.clone(),
            duration: track.duration,
            has_audio: track.audio.is_some(),
            explicit: track.explicit,
        }
    }
}

impl From<&Passage> for PassageFacts {
    fn from(passage: &Passage) -> Self {
        Self {
            feeling: passage.feeling,
            explicit: passage.explicit,
            sung: !passage.text.is_empty(),
            prominence: passage.prominence,
        }
    }
}

/// What two texts share that differ in punctuation, spaces and capitals only.
pub(crate) fn letters(text: &str) -> String {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The words of a text in lowercase, with single spaces between them.
pub(crate) fn words(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
