//! How well a library answers photos: how much of it they reach, whether a few songs crowd out the others,
//! and which moods it has hardly anything for.

mod coverage;
mod latest;
mod places;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

pub use self::coverage::{Coverage, coverage};
pub use self::latest::Latest;
pub use self::places::Places;
use crate::error::{Error, Result};
use crate::music::TrackId;
use crate::reading::Reading;
use crate::recommend::nearest_songs;

/// How many songs of each list count.
pub const PLACES: usize = 10;
/// The songs with the most places, of which the share of all places is told.
pub const TOP: f64 = 0.01;
/// How many of them are named.
const NAMED: usize = 5;
/// How long somebody waits for a survey in one go; it goes on without them.
const PATIENCE: Duration = Duration::from_secs(10);

/// How the library's songs share the places of the lists for many photos: [`Places`] of the built-in bank of
/// what photos ask for, by nearness in meaning alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Survey {
    /// How many photos were answered.
    pub photos: usize,
    /// How many songs there are to be found.
    pub songs: usize,
    /// The share of them that are among the first [`PLACES`] for some photo, from 0 to 1.
    pub reach: f64,
    /// What it would be if each list were drawn by lot.
    pub reach_by_lot: f64,
    /// The share of all places that the [`TOP`] share of songs takes, at least one song, from 0 to 1.
    pub hubs: f64,
    /// The songs with the most places, those first, each with how many it has; five at most.
    pub most: Vec<(TrackId, usize)>,
}

impl Survey {
    /// Searches the index for all that the bank asks for: about as many searches as 512 photos take.
    pub async fn run(reading: &Reading) -> Result<Self> {
        let queries = reading.bank.queries().await?;
        let mut songs: Vec<TrackId> = reading.vectors.tracks().await?.into_keys().collect();
        songs.sort_unstable();
        let number: HashMap<TrackId, usize> = songs.iter().copied().zip(0..).collect();
        let mut lists = Vec::with_capacity(queries.len());
        for query in queries {
            let list = nearest_songs(&*reading.vectors, query, PLACES).await?;
            // What was ingested meanwhile is not counted.
            let numbered = list.iter().filter_map(|song| number.get(song).copied());
            lists.push(numbered.collect::<Vec<_>>());
        }
        Ok(Self::of(&songs, &lists))
    }

    fn of(songs: &[TrackId], lists: &[Vec<usize>]) -> Self {
        let places = Places::count(songs.len(), lists.iter().map(Vec::as_slice));
        let most = places.most(NAMED).into_iter().map(|(song, count)| (songs[song], count));
        Self {
            photos: lists.len(),
            songs: songs.len(),
            reach: places.reach(),
            reach_by_lot: places.reach_by_lot(PLACES),
            hubs: places.top_share(TOP),
            most: most.collect(),
        }
    }
}

/// The latest survey: made when it is first asked for, and kept until the library changes.
#[derive(Clone, Default)]
pub struct Surveys(Latest<Survey>);

impl Surveys {
    /// The survey of the library as it is now, or as it was when the one that is still being made was begun:
    /// there is never more than one, however fast the library changes. Fails as `Unavailable` if it takes longer
    /// than 10 s; then it is still made, for whoever comes back.
    pub async fn latest(&self, reading: Arc<Reading>) -> Result<Survey> {
        let making = self.0.of(&reading).await?;
        let made =
            tokio::spawn(
                async move { making.get_or_try_init(|| Survey::run(&reading)).await.cloned() },
            );
        let late = |_| Error::unavailable("the library is still being surveyed: try again");
        let made = tokio::time::timeout(PATIENCE, made).await.map_err(late)?;
        made.map_err(|error| Error::internal("the survey of the library stopped").because(error))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song(name: &str) -> TrackId {
        TrackId::of(name)
    }

    #[test]
    fn a_survey_tells_who_has_the_places() {
        let songs = ["a", "b", "c", "d"].map(song);
        let survey = Survey::of(&songs, &[vec![2, 0], vec![2], vec![2, 0]]);
        assert_eq!((survey.photos, survey.songs), (3, 4));
        assert_eq!(survey.most, [(song("c"), 3), (song("a"), 2)]);
        assert!((survey.reach - 0.5).abs() < 1e-12);
        assert!((survey.hubs - 0.6).abs() < 1e-12, "one song of four at least");
    }

    #[test]
    fn a_library_without_songs_is_surveyed_all_the_same() {
        let survey = Survey::of(&[], &[vec![], vec![]]);
        assert_eq!((survey.photos, survey.songs, survey.most.len()), (2, 0, 0));
        assert!(survey.reach.abs() < 1e-12 && survey.hubs.abs() < 1e-12);
    }
}
