//! How the places of many lists are shared out among songs: whether a few are near everything. Pure.

use std::cmp::Reverse;

/// How often each song is on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places(Vec<usize>);

impl Places {
    /// Counts the places of `lists`, whose songs are numbers below `songs`; other numbers do not
    /// count.
    pub fn count<'a>(songs: usize, lists: impl IntoIterator<Item = &'a [usize]>) -> Self {
        let mut counts = vec![0; songs];
        for song in lists.into_iter().flatten() {
            if let Some(count) = counts.get_mut(*song) {
                *count += 1;
            }
        }
        Self(counts)
    }

    /// The share of songs that are on some list, from 0 to 1.
    pub fn reach(&self) -> f64 {
        let reached = self.0.iter().filter(|count| **count != 0).count();
        reached as f64 / self.0.len().max(1) as f64
    }

    /// The reach of as many lists as have these places, each of `places` different songs drawn by lot: what
    /// is expected of it, from 0 to 1.
    pub fn reach_by_lot(&self, places: usize) -> f64 {
        let songs = self.0.len().max(1) as f64;
        let lists = self.0.iter().sum::<usize>() as f64 / places.max(1) as f64;
        1.0 - (1.0 - (places as f64 / songs).min(1.0)).powf(lists)
    }

    /// The songs with the most places, those first, each with how many it has; up to `songs`, and none that
    /// has no place. Equal ones in the order of their numbers.
    pub fn most(&self, songs: usize) -> Vec<(usize, usize)> {
        let mut most: Vec<(usize, usize)> = self.0.iter().copied().enumerate().collect();
        most.retain(|(_, places)| 0 < *places);
        most.sort_by_key(|(song, places)| (Reverse(*places), *song));
        most.truncate(songs);
        most
    }

    /// The share of all places that the `share` of songs with the most places takes, from 0 to 1. At
    /// least one song counts.
    pub fn top_share(&self, share: f64) -> f64 {
        let counts = self.descending();
        let songs = ((share * counts.len() as f64).round() as usize).max(1);
        let top: usize = counts.iter().take(songs).sum();
        top as f64 / counts.iter().sum::<usize>().max(1) as f64
    }

    /// Gini's coefficient: from 0, where all songs have as many places, toward 1, where one has all.
    pub fn gini(&self) -> f64 {
        let mut counts = self.descending();
        counts.reverse();
        let (songs, all) = (counts.len() as f64, counts.iter().sum::<usize>() as f64);
        if all == 0.0 {
            return 0.0;
        }
        let weighted: f64 =
            counts.iter().enumerate().map(|(rank, count)| (rank + 1) as f64 * *count as f64).sum();
        2.0 * weighted / (songs * all) - (songs + 1.0) / songs
    }

    /// The skewness of the counts: the measure of hubs by Radovanović et al. (2010), whose `N_k` are
    /// these counts. Near 0 without hubs.
    pub fn skewness(&self) -> f64 {
        let songs = self.0.len().max(1) as f64;
        let mean = self.0.iter().sum::<usize>() as f64 / songs;
        let moment = |power: i32| {
            self.0.iter().map(|count| (*count as f64 - mean).powi(power)).sum::<f64>() / songs
        };
        let spread = moment(2).sqrt();
        if spread == 0.0 { 0.0 } else { moment(3) / spread.powi(3) }
    }

    /// The counts, the greatest first.
    pub fn descending(&self) -> Vec<usize> {
        let mut counts = self.0.clone();
        counts.sort_unstable_by(|a, b| b.cmp(a));
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(counts: &[usize]) -> Places {
        Places(counts.to_vec())
    }

    #[test]
    fn lists_are_counted_by_song() {
        let lists: [&[usize]; 2] = [&[0, 1], &[1, 7]];
        assert_eq!(Places::count(3, lists), places(&[1, 2, 0]));
    }

    #[test]
    fn shares_are_as_counted_by_hand() {
        let places = places(&[4, 0, 3, 1]);
        assert!((places.reach() - 0.75).abs() < 1e-12);
        assert!((places.top_share(0.25) - 0.5).abs() < 1e-12);
        assert!((places.top_share(0.001) - 0.5).abs() < 1e-12);
        // Sorted 0 1 3 4: 2 × (1×0 + 2×1 + 3×3 + 4×4) / (4 × 8) - 5/4.
        assert!((places.gini() - (54.0 / 32.0 - 1.25)).abs() < 1e-12);
    }

    #[test]
    fn the_songs_with_the_most_places_come_first_and_those_with_none_not_at_all() {
        assert_eq!(places(&[1, 0, 4, 4]).most(3), [(2, 4), (3, 4), (0, 1)]);
        assert_eq!(places(&[0, 7, 2]).most(1), [(1, 7)]);
        assert!(places(&[]).most(3).is_empty());
    }

    #[test]
    fn lists_drawn_by_lot_reach_what_is_expected_of_them() {
        // Two lists of one song each, of four: a song is on neither with (3/4)².
        assert!((places(&[2, 0, 0, 0]).reach_by_lot(1) - 7.0 / 16.0).abs() < 1e-12);
        assert!((places(&[1, 1]).reach_by_lot(5) - (1.0 - 0f64.powf(0.4))).abs() < 1e-12);
        assert!(places(&[]).reach_by_lot(10).abs() < 1e-12);
    }

    #[test]
    fn counts_that_are_all_alike_have_no_hubs() {
        let even = places(&[2; 9]);
        assert!(even.gini().abs() < 1e-12 && even.skewness().abs() < 1e-12);
        // One of four has all: the third moment over the spread cubed.
        let hub = places(&[4, 0, 0, 0]);
        assert!((hub.skewness() - 6.0 / 3f64.powf(1.5)).abs() < 1e-12);
        assert!((hub.gini() - 0.75).abs() < 1e-12);
    }
}
