//! Query → candidate passages that the catalog still knows.

use std::collections::HashSet;

use super::rank::Match;
use crate::catalog::Catalog;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::vectors::{Filter, Hit, VectorIndex};

/// How many passages are looked at to begin with.
const DEPTH: usize = 256;
/// How many tracks there should be to choose from: a library where a few tracks have all the
/// nearest passages is searched deeper.
const ENOUGH_TRACKS: usize = 48;

/// The passages nearest to `query`, best first, from enough different tracks.
pub(super) async fn candidates(
    vectors: &dyn VectorIndex,
    catalog: &dyn Catalog,
    query: &Embedding,
    filter: &Filter,
) -> Result<Vec<Match>> {
    let mut depth = DEPTH;
    let mut hits = vectors.search(query, filter, depth).await?;
    while hits.len() == depth && tracks(&hits) < ENOUGH_TRACKS {
        depth *= 4;
        hits = vectors.search(query, filter, depth).await?;
    }
    let ids: Vec<_> = hits.iter().map(|hit| hit.passage).collect();
    let mut scores = hits.iter().map(|hit| (hit.passage, hit.score));
    let known = catalog.passages(&ids).await?;
    let matches = known.into_iter().filter_map(|(track, passage)| {
        let (_, cosine) = scores.find(|(id, _)| *id == passage.id)?;
        Some(Match { track, passage, cosine })
    });
    Ok(matches.collect())
}

fn tracks(hits: &[Hit]) -> usize {
    hits.iter().map(|hit| hit.passage.track).collect::<HashSet<_>>().len()
}
