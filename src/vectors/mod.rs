//! Nearest-neighbour search over the passages of many tracks.
//!
//! An index can always be rebuilt: the truth is in the catalog. See [`reconcile`].

mod file;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;

use crate::catalog::Catalog;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::music::{Language, PassageId, TrackId};

/// One passage as the index knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The passage's number in its track.
    pub number: u32,
    /// The language of its words, if it has any.
    pub language: Option<Language>,
    /// What it means.
    pub embedding: Embedding,
}

/// A passage that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Which passage it is.
    pub passage: PassageId,
    /// Its cosine to the query.
    pub score: f32,
}

/// Which passages may be found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// If not empty, only words in these languages; then music without words is not found.
    pub languages: Vec<Language>,
}

impl Filter {
    /// Whether a passage in this language may be found.
    pub fn admits(&self, language: Option<Language>) -> bool {
        self.languages.is_empty() || language.is_some_and(|spoken| self.languages.contains(&spoken))
    }
}

/// Tells one state of a track's entries from another.
pub type Checksum = u32;

/// Nearest-neighbour search by cosine.
#[async_trait]
pub trait VectorIndex: Send + Sync {
    /// Makes `entries` all that the index holds of `track`; an empty list forgets it.
    ///
    /// Later searches, also those of other processes on the same index, see exactly these.
    async fn replace(&self, track: TrackId, entries: &[Entry]) -> Result<()>;

    /// The `limit` nearest passages that `filter` admits, best first; equal scores in the order of
    /// their ids. A query of another dimension is `Invalid`.
    async fn search(&self, query: &Embedding, filter: &Filter, limit: usize) -> Result<Vec<Hit>>;

    /// The tracks that have entries, each with the [`checksum`] of them.
    async fn tracks(&self) -> Result<HashMap<TrackId, Checksum>>;
}

/// Opens the index that `url` names, for embeddings of `dimension` coordinates.
///
/// `collection` names the encoder and its weights: vectors of two encoders never meet.
pub async fn open(url: &str, collection: &str, dimension: usize) -> Result<Arc<dyn VectorIndex>> {
    match url.split_once(':') {
        Some(("file", folder)) => {
            let path = Path::new(folder).join(format!("{collection}.vectors"));
            Ok(Arc::new(file::FileIndex::open(&path, dimension).await?))
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

/// Tells whether two lists of entries are the same, for all that an index needs to know.
pub fn checksum(entries: &[Entry]) -> Checksum {
    let mut hasher = crc32fast::Hasher::new();
    for entry in entries {
        hasher.update(&entry.number.to_le_bytes());
        hasher
            .update(entry.language.map(|spoken| spoken.to_string()).unwrap_or_default().as_bytes());
        entry.embedding.values().iter().for_each(|value| hasher.update(&value.to_le_bytes()));
    }
    hasher.finalize()
}

/// Makes the index of a collection hold what the catalog says, and gives the number of tracks that had to be
/// mended: after a crash between the two, or when the index was lost or damaged.
pub async fn reconcile(
    index: &dyn VectorIndex,
    catalog: &dyn Catalog,
    collection: &str,
) -> Result<usize> {
    let wanted = catalog.checksums(collection).await?;
    let held = index.tracks().await?;
    let mut stale: HashSet<TrackId> = held.keys().copied().collect();
    stale.extend(wanted.keys());
    stale.retain(|track| wanted.get(track) != held.get(track));
    for track in &stale {
        index.replace(*track, &catalog.entries(collection, *track).await?).await?;
    }
    Ok(stale.len())
}

/// What every index must do; each implementation runs it on an empty index of three dimensions.
#[cfg(test)]
pub(crate) async fn conforms(index: &dyn VectorIndex) {
    let track = |name: &str| TrackId::of(name);
    let entry = |number, language: Option<&str>, values: [f32; 3]| Entry {
        number,
        language: language.map(|code| code.parse().unwrap()),
        embedding: Embedding::from_raw(values.to_vec()).unwrap(),
    };
    let query = Embedding::from_raw(vec![1.0, 0.1, 0.0]).unwrap();
    let everything = Filter::default();
    let found = async |filter: &Filter, limit| {
        let hits = index.search(&query, filter, limit).await.unwrap();
        hits.iter().map(|hit| (hit.passage.track, hit.passage.number)).collect::<Vec<_>>()
    };
    assert!(found(&everything, 5).await.is_empty(), "an empty index finds nothing");

    let first = [entry(0, Some("en"), [1.0, 0.0, 0.0]), entry(1, Some("en"), [0.0, 1.0, 0.0])];
    index.replace(track("a"), &first).await.unwrap();
    index.replace(track("b"), &[entry(0, Some("vi"), [0.9, 0.3, 0.0])]).await.unwrap();
    index.replace(track("c"), &[entry(0, None, [0.0, 0.0, 1.0])]).await.unwrap();
    let best_first = [(track("a"), 0), (track("b"), 0), (track("a"), 1), (track("c"), 0)];
    assert_eq!(found(&everything, 9).await, best_first);
    assert_eq!(found(&everything, 2).await, best_first[..2], "never more than the limit");
    let vietnamese = Filter { languages: vec!["vi".parse().unwrap()] };
    assert_eq!(found(&vietnamese, 9).await, [(track("b"), 0)], "the filter holds");

    index.replace(track("a"), &first[1..]).await.unwrap();
    index.replace(track("b"), &[]).await.unwrap();
    assert_eq!(found(&everything, 9).await, [(track("a"), 1), (track("c"), 0)]);
    let held = index.tracks().await.unwrap();
    assert_eq!(held.len(), 2, "what has no entries is forgotten");
    assert_eq!(held[&track("a")], checksum(&first[1..]));

    for name in ["y", "x", "z"] {
        index.replace(track(name), &[entry(0, None, [1.0, 0.0, 0.0])]).await.unwrap();
    }
    let mut tied = [(track("x"), 0), (track("y"), 0), (track("z"), 0)];
    tied.sort_unstable();
    assert_eq!(found(&everything, 3).await, tied, "ties come in the order of their ids");

    let short = Embedding::from_raw(vec![1.0]).unwrap();
    assert!(index.search(&short, &everything, 1).await.is_err(), "dimensions must agree");
}
