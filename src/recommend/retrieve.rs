//! Query → the passages that may be offered.

use std::collections::HashSet;

use super::rank::telling;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::filter::{Filter, Years};
use crate::music::TrackId;
use crate::vectors::{Hit, VectorIndex};

/// How many passages are looked at to begin with.
const DEPTH: usize = 1_000;
/// How many tracks there should be to choose from: a library where a few tracks have all the
/// nearest passages is searched deeper.
const ENOUGH_TRACKS: usize = 64;

/// How many passages are looked at to begin with for each song that is wanted.
const PASSAGES_A_SONG: usize = 16;

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
    let mut hits = nearest(vectors, query, filter, ENOUGH_TRACKS, DEPTH).await?;
    for hit in hits.iter_mut().filter(|hit| eras.iter().any(|era| era.hold(hit.track.year))) {
        hit.score += ERA;
    }
    Ok(hits)
}

/// The `count` songs that are nearest to `query` in meaning, best first: what a list is chosen from before
/// feelings, tastes and variety have their say.
pub async fn nearest_songs(
    vectors: &dyn VectorIndex,
    query: &Embedding,
    count: usize,
) -> Result<Vec<TrackId>> {
    let hits = nearest(vectors, query, &Filter::default(), count, PASSAGES_A_SONG * count).await?;
    let mut songs = Vec::new();
    for hit in telling(hits) {
        if songs.len() < count && !songs.contains(&hit.passage.track) {
            songs.push(hit.passage.track);
        }
    }
    Ok(songs)
}

/// The nearest passages, at first `depth` of them, and more as long as they are of fewer than `enough`
/// tracks.
async fn nearest(
    vectors: &dyn VectorIndex,
    query: &Embedding,
    filter: &Filter,
    enough: usize,
    mut depth: usize,
) -> Result<Vec<Hit>> {
    loop {
        let hits = vectors.search(query, filter, depth).await?;
        if hits.len() < depth || enough <= tracks(&hits) {
            return Ok(hits);
        }
        depth *= 4;
    }
}

fn tracks(hits: &[Hit]) -> usize {
    hits.iter().map(|hit| hit.passage.track).collect::<HashSet<_>>().len()
}
