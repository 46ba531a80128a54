//! A text encoder, and the passages as it read them: all that depends on which encoder is in use.

mod alignment;
mod bank;

use std::collections::HashMap;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tracing::info;

pub use self::alignment::Alignment;
pub use self::bank::Bank;
use crate::blocking::blocking;
use crate::catalog::{Catalog, Choice, Unread};
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::models::text_encoder::{Encode, Text, TextEncoder};
use crate::models::{Batching, Engine, Handle};
use crate::music::TrackId;
use crate::vectors::{self, Record, Shape, VectorIndex};

/// How many texts are encoded together at most.
const TEXTS_A_BATCH: usize = 32;
/// How many texts of a collection are sent to the encoder before others may have their turn.
const TEXTS_AT_ONCE: usize = 8;
/// How many tracks are read between two looks at whether to stop.
const TRACKS_A_STEP: u32 = 8;

/// A text encoder and its collection.
pub struct Reading {
    /// Which encoder it is.
    pub choice: Choice,
    /// Reads queries and passages.
    pub encoder: Encode,
    /// Tells what is near to all photos.
    pub bank: Bank,
    /// Brings what people ask for to where English says the same, if the pack `matching` was made for
    /// the encoder.
    pub alignment: Option<Arc<Alignment>>,
    /// Finds what it has read.
    pub vectors: Arc<dyn VectorIndex>,
}

impl Reading {
    /// Loads the encoder of `pack`, lets it read a word, and opens its part of the index that
    /// `vectors` names. What cannot work fails here.
    pub async fn open(pack: Pack, engine: &Engine, vectors: &str) -> Result<Self> {
        let choice = Choice::of(&pack);
        let engine = engine.clone();
        let encoder = blocking(move || TextEncoder::open(&pack, &engine)).await?;
        let dimension = encoder.dimension();
        let encoder = start(encoder)?;
        let made = encoder.call(Text::Query("music".to_owned())).await?.dimension();
        if made != dimension {
            let told = format!("text encoder `{}` makes {made} dimensions", choice.pack);
            return Err(Error::internal(format!("{told} and says {dimension}")));
        }
        let bank = Bank::of(&choice.pack, &encoder)?;
        let shape = Shape { dimension, edition: bank.edition() };
        let vectors = vectors::open(vectors, &choice.collection(), shape).await?;
        let alignment = bank::is_made_for(&choice.pack)?.then(Alignment::built_in).transpose()?;
        Ok(Self { choice, encoder, bank, alignment: alignment.map(Arc::new), vectors })
    }

    /// Whether photos have a place in the encoder's space.
    pub fn knows_pictures(&self) -> bool {
        self.alignment.is_some()
    }

    /// Reads what somebody asks for in words of their own.
    pub async fn asked(&self, text: String) -> Result<Embedding> {
        let read = self.encoder.call(Text::Query(text)).await?;
        match &self.alignment {
            Some(alignment) => alignment.align(&read),
            None => Ok(read),
        }
    }

    /// Makes the index hold what the catalog says.
    pub async fn mend(&self, catalog: &dyn Catalog) -> Result<()> {
        let collection = self.choice.collection();
        let stale = vectors::stale(&*self.vectors, catalog, &collection).await?;
        for track in &stale {
            self.index(*track, catalog.record(&collection, *track).await?).await?;
        }
        if !stale.is_empty() {
            info!(tracks = stale.len(), collection, "vector index was mended from the catalog");
        }
        Ok(())
    }

    /// Makes `record` all that the index holds of `track`, its scores corrected; one without entries
    /// forgets it.
    pub async fn index(&self, track: TrackId, record: Record) -> Result<()> {
        self.vectors.replace(track, &self.bank.corrected(record).await?).await
    }

    /// Reads every track that the collection lacks, and tells how many it was after each step. Ends
    /// early, after the step in hand, when `stop` is cancelled; safe to repeat.
    pub async fn complete(
        &self,
        catalog: &dyn Catalog,
        stop: &CancellationToken,
        tell: &(dyn Fn(usize) + Sync),
    ) -> Result<()> {
        let collection = self.choice.collection();
        while !stop.is_cancelled() {
            let unread = catalog.unread(&collection, TRACKS_A_STEP).await?;
            if unread.is_empty() {
                break;
            }
            self.read(catalog, &collection, &unread).await?;
            tell(unread.len());
        }
        self.mend(catalog).await
    }

    /// The catalog comes first here: it is what remembers how far the reading went.
    async fn read(&self, catalog: &dyn Catalog, collection: &str, unread: &[Unread]) -> Result<()> {
        let texts = unread.iter().flat_map(|track| &track.descriptions);
        let texts: Vec<Text> = texts.cloned().map(Text::Passage).collect();
        let mut made = Vec::with_capacity(texts.len());
        // Few at a time: a server's queries wait in the same line.
        for some in texts.chunks(TEXTS_AT_ONCE) {
            made.extend(self.encoder.call_all(some.to_vec()).await?);
        }
        for track in unread {
            let later = made.split_off(track.descriptions.len().min(made.len()));
            if catalog.add(collection, track, &made).await? {
                self.index(track.track, catalog.record(collection, track.track).await?).await?;
            }
            made = later;
        }
        Ok(())
    }
}

/// What an encoder makes of passages, in their order. Equal ones are read once, and those that are `known`
/// not again.
pub(crate) async fn read(
    encoder: &Encode,
    passages: &[String],
    mut known: HashMap<String, Embedding>,
) -> Result<Vec<Embedding>> {
    let mut new: Vec<String> =
        passages.iter().filter(|text| !known.contains_key(*text)).cloned().collect();
    new.sort_unstable();
    new.dedup();
    let made = encoder.call_all(new.iter().cloned().map(Text::Passage).collect()).await?;
    known.extend(new.into_iter().zip(made));
    let embedding = |text| known.get(text).cloned();
    let all: Option<Vec<_>> = passages.iter().map(embedding).collect();
    all.ok_or_else(|| Error::internal("the text encoder left something out"))
}

/// Moves an encoder to a thread of its own.
pub fn start(encoder: TextEncoder) -> Result<Encode> {
    Handle::start("text-encoder", encoder, Batching::of(TEXTS_A_BATCH))
}
