//! The files that a track is played from.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where a track's audio can be read, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioRef {
    /// Where the bytes lie.
    pub place: AudioPlace,
    /// The media type, such as `audio/mpeg`.
    pub media_type: String,
    /// Where the picture of its cover is; `None` where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cover: Option<CoverPlace>,
}

/// Where the picture of a cover is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoverPlace {
    /// In the audio itself.
    Embedded,
    /// In a file of the owner's, which lies beside it.
    File(PathBuf),
}

/// Where audio lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AudioPlace {
    /// A file of the owner's, read where it lies.
    File(PathBuf),
    /// A copy in the blob store, by its key.
    Blob(String),
}

/// An audio file that holds the recording of a track; several may hold the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioCopy {
    /// Where it can be read.
    pub audio: AudioRef,
    /// Bits a second; a lossless file counts ten times. The best of a track's files is played.
    pub quality: u64,
    /// Chromaprint's fingerprint: a number for about every eighth of a second; see
    /// [`crate::ingest`]'s `twins`.
    pub fingerprint: Vec<u32>,
}
