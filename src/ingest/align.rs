//! When each line is sung: written times are checked against the audio and completed; lines without
//! are looked for in what is heard of speech.

use std::time::Duration;

use crate::ingest::clean::CleanTrack;
use crate::models::speech::Sung;
use crate::music::{Lyrics, Track};

mod certainty;
mod path;
mod spelling;
mod unwritten;
mod written;

pub use certainty::Signs;
pub use unwritten::{Found, find};

/// A track whose times can be relied on as far as each line's certainty says.
#[derive(Clone, Debug)]
pub struct AlignedTrack {
    /// What is known of the track, its duration included.
    pub track: Track,
    /// The words. Either every line has a time or none has. Timed lines are in order, start within
    /// the audio, and end before the next one starts; lines that start together end together.
    pub lyrics: Lyrics,
    /// How sure the language is, from 0 to 1.
    pub language_confidence: f32,
    /// What the tags say of how the music sounds or feels.
    pub tags_text: String,
    /// What was odd, a message each.
    pub notes: Vec<String>,
}

/// Finds when each line of a track is sung. `duration` is how long its audio plays, `None` where it
/// has none; `sung` is what is heard of speech in it, `None` where nobody listened.
///
/// Written times that cannot be right are dropped, and a note says so. Lines after the end are
/// dropped with their words, for nobody hears them; where most lie there, it is the times that are
/// wrong. Words without times, or whose times were dropped, are looked for in `sung`.
pub fn align(clean: CleanTrack, duration: Option<Duration>, sung: Option<&Sung>) -> AlignedTrack {
    let CleanTrack { track, mut lyrics, language_confidence, tags_text, mut notes, .. } = clean;
    if lyrics.lines().any(|line| line.span.is_some()) {
        written::check(&mut lyrics, duration, &mut notes);
    }
    let timed = lyrics.lines().all(|line| line.span.is_some());
    if let (false, Some(duration), Some(sung)) = (timed, duration, sung)
        && let Err(reason) = unwritten::time(&mut lyrics, track.language, sung, duration)
    {
        notes.push(format!("it is not known when the lines are sung: {reason}"));
    }
    AlignedTrack {
        track: Track { duration, ..track },
        lyrics,
        language_confidence,
        tags_text,
        notes,
    }
}
