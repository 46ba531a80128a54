//! From a music folder to searchable passages: fetch → clean → listen → align → segment → embed →
//! index. Every arrow is a type; a stage takes only what the one before it gives.

pub mod align;
pub mod charset;
pub mod clean;
mod embed;
pub mod explicit;
mod index;
pub mod language;
pub mod listen;
pub mod segment;
pub mod source;
mod sweep;
pub mod tags;
pub mod words;

use std::path::Path;
use std::sync::Arc;

use self::align::{AlignedTrack, align};
use self::clean::clean;
use self::listen::{Sound, listen};
use self::segment::{Draft, segment};
use self::source::RawTrack;
pub use self::sweep::{Event, Report, Sweep};
use crate::audio;
use crate::blobs::Blobs;
use crate::blocking::blocking;
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::models::text_encoder::{Encode, FeelingHead};
use crate::reading::Reading;

/// Changes when the pipeline would make something else of the same files: then they are ingested
/// again. Another text encoder is no reason: it reads what the catalog holds.
const VERSION: &str = "1";

/// The ingesting pipeline and what it runs on.
#[derive(Clone)]
pub struct Ingest {
    /// Reads passages, and holds what is searched.
    pub reading: Arc<Reading>,
    /// Hears the feeling of words.
    pub words_feeling: WordsFeeling,
    /// Holds what is known.
    pub catalog: Arc<dyn Catalog>,
    /// If set, audio is copied here instead of being read where it lies.
    pub blobs: Option<Blobs>,
}

/// Hears the feeling of words with a head that was fitted to the embeddings of one encoder, so that
/// a passage feels the same whichever encoder is in use.
#[derive(Clone)]
pub struct WordsFeeling {
    /// Hears it in an embedding.
    pub head: Arc<FeelingHead>,
    /// Makes those embeddings; none if the encoder that reads the passages makes them anyhow.
    pub encoder: Option<Encode>,
}

/// A track cut into passages, and what was heard in it.
struct Prepared {
    track: AlignedTrack,
    sound: Option<Sound>,
    drafts: Vec<Draft>,
}

impl Ingest {
    /// Takes one track from source to searchable, and gives what was odd about it. Safe to repeat.
    ///
    /// `fetch` reads the raw track; it may block. Fails as `Invalid` or `Unsupported` if the track
    /// cannot be used, and as `Unavailable` if the library's text encoder was switched meanwhile.
    pub async fn run(
        &self,
        reference: &str,
        stamp: &str,
        fetch: impl FnOnce() -> Result<RawTrack> + Send + 'static,
    ) -> Result<Vec<String>> {
        let prepared = blocking(move || prepare(fetch()?)).await?;
        let notes = prepared.track.notes.clone();
        let mut indexed = embed::embed(&self.reading, &self.words_feeling, prepared).await?;
        index::keep_audio(self.blobs.as_ref(), &mut indexed.track).await?;
        index::index(&*self.reading.vectors, &*self.catalog, reference, stamp, &indexed).await?;
        Ok(notes)
    }

    /// What a place's stamp is remembered as: a new pipeline makes it stale.
    fn stamp(&self, of_the_source: &str) -> String {
        let kept = if self.blobs.is_some() { "copied" } else { "in place" };
        format!("{of_the_source} | {VERSION} {kept}")
    }
}

/// All stages that need no model. How long the audio plays says whether the words can be sung to it.
fn prepare(raw: RawTrack) -> Result<Prepared> {
    let decoded = raw.audio.as_ref().map(|audio| audio::decode(&audio.path)).transpose()?;
    let duration = decoded.as_ref().map(|decoded| decoded.duration);
    let mut clean = clean(raw, duration)?;
    let sound = decoded.map(|decoded| {
        clean.notes.extend(decoded.notes);
        listen(&decoded.pcm)
    });
    let track = align(clean, duration);
    let drafts = segment(&track, sound.as_ref());
    if drafts.is_empty() {
        return Err(Error::invalid("there is neither sound nor a word in it"));
    }
    Ok(Prepared { track, sound, drafts })
}

/// The folder that `root` names, as the references of its tracks begin.
fn reference_prefix(root: &Path) -> String {
    format!("file:{}/", root.display().to_string().trim_end_matches('/'))
}
