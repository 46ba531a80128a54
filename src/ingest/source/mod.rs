//! Where tracks come from, and what a track is before anything was tidied.

use std::path::PathBuf;

use crate::ingest::tags::RawTags;
use crate::music::{AudioPlace, AudioRef, CoverPlace, Decision};

pub mod folder;

/// A track as its source has it.
#[derive(Clone, Debug, Default)]
pub struct RawTrack {
    /// Which source and which place: `file:/music/a.mp3`.
    pub reference: String,
    /// What the file says about itself.
    pub tags: RawTags,
    /// What its place among the folders says.
    pub layout: Layout,
    /// Its words, the most trusted first; none for music without words.
    pub words: Vec<RawWords>,
    /// Where it can be heard; `None` where there are only words.
    pub audio: Option<AudioFile>,
    /// What was odd, a message each.
    pub notes: Vec<String>,
}

/// What a place such as `Artist/Album/01 Title.mp3` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// The file's name without its number and extension.
    pub title: String,
    /// The folder above the album, or what stands before ` - ` in the file's name.
    pub artist: Option<String>,
    /// The folder that the file lies in.
    pub album: Option<String>,
}

/// Words as they were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawWords {
    /// What they were found in.
    pub source: WordsSource,
    /// The text, decoded but not parsed.
    pub text: String,
    /// The language that the place says they are in, as written.
    pub language: Option<String>,
    /// What a person decided about this very text before; sources leave it open.
    pub decision: Option<Decision>,
}

impl RawWords {
    /// What the owner wrote as the words of a track: nothing is trusted more.
    pub fn of_the_owner(text: String) -> Self {
        let decision = Some(Decision::Accept);
        Self { source: WordsSource::Owner, text, language: None, decision }
    }
}

/// What words were found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WordsSource {
    /// The owner, who wrote them.
    Owner,
    /// An `.lrc` file.
    Lrc,
    /// A `.txt` file.
    Txt,
    /// A tag that keeps a time for each line (ID3's `SYLT`).
    TimedTag,
    /// A tag that keeps text (`USLT`, Vorbis `LYRICS`, `©lyr`).
    Tag,
}

impl WordsSource {
    /// The name by which it is kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Lrc => "lrc",
            Self::Txt => "txt",
            Self::TimedTag => "timed_tag",
            Self::Tag => "tag",
        }
    }
}

/// An audio file of the owner's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AudioFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The media type, such as `audio/mpeg`, by what is in the file.
    pub media_type: &'static str,
    /// Changes whenever the file does: its size and time.
    pub stamp: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// Where the picture of its cover is.
    pub cover: Option<CoverPlace>,
}

impl From<&AudioFile> for AudioRef {
    fn from(audio: &AudioFile) -> Self {
        Self {
            place: AudioPlace::File(audio.path.clone()),
            media_type: audio.media_type.to_owned(),
            cover: audio.cover.clone(),
        }
    }
}
