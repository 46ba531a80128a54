//! Query → the passages that may be offered.

use std::collections::HashSet;

use crate::embedding::Embedding;
use crate::error::Result;
use crate::filter::Filter;
use crate::vectors::{Hit, VectorIndex};

/// How many passages are looked at to begin with.
const DEPTH: usize = 1_000;
/// How many tracks there should be to choose from: a library where a few tracks have all the
/// nearest passages is searched deeper.
const ENOUGH_TRACKS: usize = 64;

/// The best passages for `query` that `filter` admits, best first, from enough different tracks.
pub(super) async fn candidates(
    vectors: &dyn VectorIndex,
    query: &Embedding,
    filter: &Filter,
) -> Result<Vec<Hit>> {
    let mut depth = DEPTH;
    loop {
        let hits = vectors.search(query, filter, depth).await?;
        if hits.len() < depth || ENOUGH_TRACKS <= tracks(&hits) {
            return Ok(hits);
        }
        depth *= 4;
    }
}

fn tracks(hits: &[Hit]) -> usize {
    hits.iter().map(|hit| hit.passage.track).collect::<HashSet<_>>().len()
}
