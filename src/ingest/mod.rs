//! From a music folder to searchable passages: fetch → listen → clean → align → segment → embed →
//! index. Every arrow is a type; a stage takes only what the one before it gives.

pub mod align;
pub mod charset;
pub mod clean;
pub mod cover;
mod embed;
pub mod explicit;
mod hear;
mod index;
pub mod language;
pub mod listen;
pub mod segment;
pub mod source;
mod stage;
mod sweep;
pub mod tags;
pub mod twins;
pub mod words;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use self::align::{AlignedTrack, align};
use self::clean::{CleanTrack, clean};
pub use self::hear::Listening;
use self::listen::{Listened, SoundFeeling};
use self::segment::{Draft, segment};
use self::source::{AudioFile, RawTrack, RawWords};
pub use self::stage::Stage;
pub use self::sweep::{Event, Report, Sweep};
use crate::blobs::Blobs;
use crate::blocking::blocking;
use crate::catalog::{Catalog, Place, Visit};
use crate::embedding::Embedding;
use crate::error::{Error, ErrorKind, Result};
use crate::models::text_encoder::{Encode, FeelingHead};
use crate::music::{AudioCopy, FoundLyrics, TrackId};
use crate::reading::Reading;
use crate::vectors::Record;

/// How the stamp of a place ends whose audio was copied.
const COPIED: &str = "copied";
/// What a lossless file's bits count, against those of others.
const LOSSLESS: u64 = 10;

/// The ingesting pipeline and what it runs on.
#[derive(Clone)]
pub struct Ingest {
    /// Reads passages, and holds what is searched.
    pub reading: Arc<Reading>,
    /// Listens to music.
    pub listening: Listening,
    /// Hears the feeling of words.
    pub words_feeling: WordsFeeling,
    /// Hears the feeling of sound.
    pub sound_feeling: Arc<SoundFeeling>,
    /// Holds what is known.
    pub catalog: Arc<dyn Catalog>,
    /// If set, audio is copied here instead of being read where it lies.
    pub blobs: Option<Blobs>,
    /// Held while a track looks for its twin and is written, so that two files of one recording that
    /// are taken at the same time find each other.
    pub turn: Arc<Mutex<()>>,
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
    listened: Option<Listened>,
    file: Option<AudioCopy>,
    drafts: Vec<Draft>,
}

impl Ingest {
    /// Takes one track from source to searchable, and gives what was odd about it. Safe to repeat.
    /// What was kept of earlier runs is used, unless it was made by the stage `again` or a later one.
    ///
    /// `fetch` reads the raw track; it may block. Fails as `Invalid` or `Unsupported` if the track
    /// cannot be used, which is remembered; as `Unavailable` if the library's text encoder was
    /// switched meanwhile.
    pub async fn run(
        &self,
        place: Place<'_>,
        again: Option<Stage>,
        fetch: impl FnOnce() -> Result<RawTrack> + Send + 'static,
    ) -> Result<Vec<String>> {
        let mut found = Vec::new();
        let taken = self.take(place, again, fetch, &mut found).await;
        if let Err(error) = &taken
            && is_the_tracks(error)
        {
            self.catalog.refuse(place, &error.to_string(), &found).await?;
            self.reading.index(TrackId::of(place.reference), Record::default()).await?;
        }
        taken
    }

    /// The stages in order; `found` becomes the words that were found on the way.
    async fn take(
        &self,
        place: Place<'_>,
        again: Option<Stage>,
        fetch: impl FnOnce() -> Result<RawTrack> + Send + 'static,
        found: &mut Vec<FoundLyrics>,
    ) -> Result<Vec<String>> {
        let mut raw = blocking(fetch).await?;
        self.ask_the_owner(&mut raw).await?;
        if again == Some(Stage::Listen) {
            self.catalog.keep_heard(place.reference, None).await?;
        }
        let listened = match &raw.audio {
            Some(audio) => {
                let catalog = &*self.catalog;
                let heard = self.listening.hear(catalog, place.reference, audio, &raw.words);
                Some(heard.await?)
            }
            None => None,
        };
        let prepared = blocking(move || Ok(prepare(&raw, listened))).await?;
        *found = prepared.0;
        let prepared = prepared.1?;
        let mut notes = prepared.track.notes.clone();
        let known = match again {
            Some(Stage::Listen | Stage::Embed) => HashMap::new(),
            _ => self.known(prepared.track.track.id).await?,
        };
        let mut indexed =
            embed::embed(&self.reading, &self.words_feeling, &self.sound_feeling, prepared, known)
                .await?;
        indexed.lyrics.clone_from(found);
        index::keep_audio(self.blobs.as_ref(), &mut indexed).await?;
        let _turn = self.turn.lock().await;
        let twin = index::index(&self.reading, &*self.catalog, place, &indexed).await?;
        notes.extend(twin.map(|twin| format!("it is the same recording as {twin}")));
        Ok(notes)
    }

    /// What the owner has said of words counts more than what is thought of them.
    async fn ask_the_owner(&self, raw: &mut RawTrack) -> Result<()> {
        let track = TrackId::of(&raw.reference);
        let decisions = self.catalog.decisions(track).await?;
        for words in &mut raw.words {
            words.decision = decisions.get(&clean::key(&words.text)).copied();
        }
        if let Some(text) = self.catalog.own_words(track).await? {
            raw.words.insert(0, RawWords::of_the_owner(text));
        }
        Ok(())
    }

    /// What the text encoder has made of descriptions of the track.
    async fn known(&self, track: TrackId) -> Result<HashMap<String, Embedding>> {
        self.catalog.readings(&self.reading.choice.collection(), track).await
    }

    /// What a place's stamp is remembered as: a new version of a stage makes it stale.
    fn stamp(&self, of_the_source: &str) -> String {
        let kept = if self.blobs.is_some() { COPIED } else { "in place" };
        format!("{of_the_source} | {} | {kept}", Stage::versions())
    }
}

/// Whether a place's audio was copied into the library, as its stamp says.
pub(crate) fn is_copied(visit: &Visit) -> bool {
    visit.stamp.ends_with(COPIED)
}

/// All stages between listening and reading, and the words that were found, whatever comes of them.
fn prepare(raw: &RawTrack, listened: Option<Listened>) -> (Vec<FoundLyrics>, Result<Prepared>) {
    let duration = listened.as_ref().map(|listened| listened.duration);
    let file = raw.audio.as_ref().zip(listened.as_ref()).map(|(audio, listened)| AudioCopy {
        audio: audio.into(),
        quality: quality(audio, listened.duration),
        fingerprint: listened.fingerprint.clone(),
    });
    let clean = match clean(raw, duration) {
        Ok(clean) => clean,
        Err(error) => {
            let judged = clean::judged(raw, duration);
            return (judged.iter().map(|words| words.found(false)).collect(), Err(error));
        }
    };
    let used = |place| clean.used == Some(place);
    let found = clean.candidates.iter().enumerate().map(|(place, words)| words.found(used(place)));
    (found.collect(), cut(clean, listened, file))
}

fn cut(
    mut clean: CleanTrack,
    listened: Option<Listened>,
    file: Option<AudioCopy>,
) -> Result<Prepared> {
    clean.notes.extend(listened.iter().flat_map(|listened| listened.notes.clone()));
    let heard = listened.as_ref();
    let sung = heard.and_then(|listened| listened.sung.as_ref());
    let track = align(clean, heard.map(|listened| listened.duration), sung);
    let drafts = segment(&track, heard.map(|listened| &listened.sound));
    if drafts.is_empty() {
        return Err(Error::invalid("there is neither sound nor a word in it"));
    }
    Ok(Prepared { track, listened, file, drafts })
}

/// Bits a second, those of lossless files counted more than once.
fn quality(audio: &AudioFile, duration: Duration) -> u64 {
    let bits = audio.bytes.saturating_mul(8) as f64 / duration.as_secs_f64().max(1.0);
    let lossless = ["audio/flac", "audio/wav"].contains(&audio.media_type);
    (bits as u64).saturating_mul(if lossless { LOSSLESS } else { 1 })
}

/// Whether the track is at fault, and not the library or a model.
fn is_the_tracks(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Invalid | ErrorKind::Unsupported | ErrorKind::TooLarge | ErrorKind::NotFound
    )
}

/// The folder that `root` names, as the references of its tracks begin.
pub(crate) fn reference_prefix(root: &Path) -> String {
    format!("file:{}/", root.display().to_string().trim_end_matches('/'))
}
