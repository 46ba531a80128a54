//! Query → candidate passages that the catalog still knows.

use std::collections::HashSet;

use super::rank::Match;
use crate::catalog::Catalog;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::music::Track;
use crate::vectors::{Filter, VectorIndex};

/// How many passages are looked at to begin with.
const DEPTH: usize = 256;
/// How many tracks there should be to choose from: a library where a few tracks have all the
/// nearest passages is searched deeper.
const ENOUGH_TRACKS: usize = 48;

/// The passages nearest to `query` that are wanted, best first, from enough different tracks.
pub(super) async fn candidates(
    vectors: &dyn VectorIndex,
    catalog: &dyn Catalog,
    query: &Embedding,
    filter: &Filter,
    wanted: impl Fn(&Track) -> bool,
) -> Result<Vec<Match>> {
    let mut depth = DEPTH;
    loop {
        let hits = vectors.search(query, filter, depth).await?;
        let ids: Vec<_> = hits.iter().map(|hit| hit.passage).collect();
        let known = catalog.passages(&ids).await?;
        let mut scores = hits.iter().map(|hit| (hit.passage, hit.score));
        let matches = known.into_iter().filter_map(|(track, passage)| {
            let (_, cosine) = scores.find(|(id, _)| *id == passage.id)?;
            Some(Match { track, passage, cosine })
        });
        let matches: Vec<Match> = matches.filter(|found| wanted(&found.track)).collect();
        if hits.len() < depth || ENOUGH_TRACKS <= tracks(&matches) {
            return Ok(matches);
        }
        depth *= 4;
    }
}

fn tracks(matches: &[Match]) -> usize {
    matches.iter().map(|found| found.track.id).collect::<HashSet<_>>().len()
}
