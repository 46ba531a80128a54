//! Query → the passages that may be offered.

use std::collections::HashSet;

use crate::embedding::Embedding;
use crate::error::Result;
use crate::filter::{Filter, Years};
use crate::vectors::{Hit, VectorIndex};

/// How many passages are looked at to begin with.
const DEPTH: usize = 1_000;
/// How many tracks there should be to choose from: a library where a few tracks have all the
/// nearest passages is searched deeper.
const ENOUGH_TRACKS: usize = 64;

/// What being of an era that is asked for adds to a score: about as much as lies between the best songs
/// for a photo and the next hundred.
const ERA: f32 = 0.1;

/// The best passages for `query` that `filter` admits, from enough different tracks; those of the `eras`
/// gain by it.
pub(super) async fn candidates(
    vectors: &dyn VectorIndex,
    query: &Embedding,
    filter: &Filter,
    eras: &[Years],
) -> Result<Vec<Hit>> {
    let mut depth = DEPTH;
    loop {
        let mut hits = vectors.search(query, filter, depth).await?;
        if hits.len() < depth || ENOUGH_TRACKS <= tracks(&hits) {
            for hit in hits.iter_mut().filter(|hit| eras.iter().any(|era| era.hold(hit.track.year)))
            {
                hit.score += ERA;
            }
            return Ok(hits);
        }
        depth *= 4;
    }
}

fn tracks(hits: &[Hit]) -> usize {
    hits.iter().map(|hit| hit.passage.track).collect::<HashSet<_>>().len()
}
