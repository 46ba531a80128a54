//! Nearest-neighbour search over the passages of many tracks.
//!
//! An index can always be rebuilt: the truth is in the catalog. See [`stale`].

mod file;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;

use crate::catalog::Catalog;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::music::{Passage, PassageFacts, PassageId, Track, TrackFacts, TrackId};

/// All that the index knows of a track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// What the track can be left out by.
    pub facts: TrackFacts,
    /// Its passages; without any, the track cannot be found.
    pub entries: Vec<Entry>,
}

impl Record {
    /// What the index is to hold of a track whose passages mean this, in their order; scores are not
    /// corrected yet.
    pub fn new(track: &Track, passages: &[Passage], embeddings: &[Embedding]) -> Self {
        let entry = |(passage, embedding): (&Passage, &Embedding)| Entry {
            number: passage.id.number,
            facts: passage.into(),
            embedding: embedding.clone(),
            correction: 0.0,
        };
        let entries = passages.iter().zip(embeddings).map(entry).collect();
        Self { facts: track.into(), entries }
    }
}

/// One passage as the index knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The passage's number in its track.
    pub number: u32,
    /// What it can be left out by.
    pub facts: PassageFacts,
    /// What it means.
    pub embedding: Embedding,
    /// What is added to its cosine to any query, so that what is near to all of them gains less by being
    /// near to one. An index that searches by inner product can hold it as one more coordinate.
    pub correction: f32,
}

/// A passage that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Which passage it is.
    pub passage: PassageId,
    /// What is known of its track.
    pub track: Arc<TrackFacts>,
    /// What is known of it.
    pub facts: PassageFacts,
    /// What it means.
    pub embedding: Embedding,
    /// Its cosine to the query and its correction.
    pub score: f32,
}

/// Tells one state of a track's entries from another.
pub type Checksum = u32;

/// Nearest-neighbour search by corrected cosine.
#[async_trait]
pub trait VectorIndex: Send + Sync {
    /// Makes `record` all that the index holds of `track`; one without entries forgets it.
    ///
    /// Later searches, also those of other processes on the same index, see exactly this.
    async fn replace(&self, track: TrackId, record: &Record) -> Result<()>;

    /// The `limit` best passages that `filter` admits, by their corrected scores, best first; equal
    /// ones in the order of their ids. A query of another dimension is `Invalid`.
    async fn search(&self, query: &Embedding, filter: &Filter, limit: usize) -> Result<Vec<Hit>>;

    /// The tracks that have entries, each with its record's [`checksum`].
    async fn tracks(&self) -> Result<HashMap<TrackId, Checksum>>;
}

/// What the vectors of an index have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many coordinates each has.
    pub dimension: usize,
    /// Names what the scores are corrected by: with another edition the index is made anew.
    pub edition: u32,
}

/// Opens the index that `url` names, for vectors of this `shape`.
///
/// `collection` names the encoder and its weights: vectors of two encoders never meet.
pub async fn open(url: &str, collection: &str, shape: Shape) -> Result<Arc<dyn VectorIndex>> {
    match url.split_once(':') {
        Some(("file", folder)) => {
            let path = Path::new(folder).join(format!("{collection}.vectors"));
            Ok(Arc::new(file::FileIndex::open(&path, shape).await?))
        }
        _ => Err(not_an_index(url)),
    }
}

/// Removes the indexes of all other collections. Whoever still searches one of them goes on with
/// what was read of it.
pub async fn keep(url: &str, collections: &[String]) -> Result<()> {
    match url.split_once(':') {
        Some(("file", folder)) => file::keep(Path::new(folder), collections).await,
        _ => Err(not_an_index(url)),
    }
}

fn not_an_index(url: &str) -> Error {
    Error::invalid(format!("`{url}` is not a vector index: use file:FOLDER"))
}

/// Tells whether two records are the same, but for the corrections: these follow from the rest.
pub fn checksum(record: &Record) -> Checksum {
    let mut hasher = crc32fast::Hasher::new();
    // Writing plain data to memory as JSON cannot fail.
    hasher.update(&serde_json::to_vec(&record.facts).unwrap_or_default());
    for Entry { number, facts, embedding, .. } in &record.entries {
        let PassageFacts { feeling, explicit, sung, prominence } = facts;
        hasher.update(&number.to_le_bytes());
        hasher.update(&[u8::from(*explicit), u8::from(*sung)]);
        let measures = [feeling.valence(), feeling.arousal(), *prominence];
        measures.iter().chain(embedding.values()).for_each(|v| hasher.update(&v.to_le_bytes()));
    }
    hasher.finalize()
}

/// The tracks of which the index of a collection does not hold what the catalog says: after a crash
/// between the two, or when the index was lost or damaged.
pub async fn stale(
    index: &dyn VectorIndex,
    catalog: &dyn Catalog,
    collection: &str,
) -> Result<HashSet<TrackId>> {
    let wanted = catalog.checksums(collection).await?;
    let held = index.tracks().await?;
    let mut stale: HashSet<TrackId> = held.keys().copied().collect();
    stale.extend(wanted.keys());
    stale.retain(|track| wanted.get(track) != held.get(track));
    Ok(stale)
}

#[cfg(test)]
pub(crate) mod conformance;
