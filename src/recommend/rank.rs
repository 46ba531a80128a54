//! Which of the candidates are offered, and in which order. Pure: the same candidates give the same
//! list, whatever their order.

use std::cmp::Ordering;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::request::{Diversity, Limit};
use super::weights::OddsWeights;
use crate::feeling::Feeling;
use crate::music::{PassageId, TrackId};
use crate::odds::probability;
use crate::vectors::Hit;

/// At most this many songs of one artist, and of one album, as long as there are enough of others.
const SONGS_OF_ONE: usize = 2;
/// Passages whose embeddings have this cosine say the same.
const SAME: f32 = 0.97;
/// How much better a passage must fit, in log-odds, to be offered instead of the one of its track that
/// stands out most: the chorus comes before the intro unless the photo says otherwise.
const PROMINENCE: f32 = 0.5;
/// The distance on the plane of feelings at which nearness has fallen to 0.61.
const FEELING_SCALE: f32 = 0.5;
/// How many of the best songs the list is chosen from.
pub const POOL: usize = 64;

/// A song that may be offered, by the passage of it that fits best.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The passage.
    pub hit: Hit,
    /// How strongly it fits.
    pub strength: Strength,
}

/// How strongly a passage fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// The probability that it fits, by its meaning alone.
    pub meaning: f32,
    /// How near it is in feeling, from 0 to 1.
    pub feeling: f32,
    /// The natural logarithm of the odds that it fits, all told; the list is ordered by it.
    pub log_odds: f32,
}

impl Strength {
    fn of(hit: &Hit, target: Feeling, weights: &OddsWeights) -> Self {
        let OddsWeights { bias, meaning, unsung, feeling } = weights;
        let (kind, feeling) =
            if hit.facts.sung { (0.0, feeling.sung) } else { (*unsung, feeling.heard) };
        let by_meaning = bias + kind + meaning * hit.score;
        let distance = hit.facts.feeling.distance(target);
        Self {
            meaning: probability(by_meaning),
            feeling: (-0.5 * (distance / FEELING_SCALE).powi(2)).exp(),
            log_odds: by_meaning + feeling.log_odds(target, hit.facts.feeling),
        }
    }

    /// The probability that the passage fits.
    pub fn score(self) -> f32 {
        probability(self.log_odds)
    }
}

/// The [`POOL`] best songs of the passages that were found, each by the passage that fits best; equal
/// ones in the order of their ids.
pub fn pool(hits: Vec<Hit>, target: Feeling, weights: &OddsWeights) -> Vec<Candidate> {
    let strength = |hit: Hit| Candidate { strength: Strength::of(&hit, target, weights), hit };
    let mut songs = one_passage_a_track(telling(hits).map(strength));
    songs.sort_by(Candidate::before);
    songs.truncate(POOL);
    songs
}

/// The passages that say something of their songs: what is played between the words of a song does not.
pub(super) fn telling(hits: Vec<Hit>) -> impl Iterator<Item = Hit> {
    let sung: HashSet<TrackId> =
        hits.iter().filter(|hit| hit.facts.sung).map(|hit| hit.passage.track).collect();
    hits.into_iter().filter(move |hit| hit.facts.sung || !sung.contains(&hit.passage.track))
}

/// Adds to the log-odds of each song what `bonus` says of its passage; the best come first again.
pub fn correct(pool: &mut [Candidate], bonus: impl Fn(PassageId) -> f32) {
    for song in &mut *pool {
        song.strength.log_odds += bonus(song.hit.passage);
    }
    pool.sort_by(Candidate::before);
}

/// Of each track the passage that fits best, those that stand out preferred.
fn one_passage_a_track(candidates: impl Iterator<Item = Candidate>) -> Vec<Candidate> {
    let mut best: HashMap<TrackId, Candidate> = HashMap::new();
    for candidate in candidates {
        match best.entry(candidate.hit.passage.track) {
            Entry::Vacant(place) => drop(place.insert(candidate)),
            Entry::Occupied(mut place) if candidate.is_rather_offered_than(place.get()) => {
                place.insert(candidate);
            }
            Entry::Occupied(_) => {}
        }
    }
    best.into_values().collect()
}

impl Candidate {
    /// Best first; equal ones in the order of their ids.
    fn before(&self, other: &Self) -> Ordering {
        let by_odds = other.strength.log_odds.total_cmp(&self.strength.log_odds);
        by_odds.then(self.hit.passage.cmp(&other.hit.passage))
    }

    fn is_rather_offered_than(&self, other: &Self) -> bool {
        let value = |one: &Self| one.strength.log_odds + PROMINENCE * one.hit.facts.prominence;
        let order = value(self).total_cmp(&value(other));
        order.then(other.hit.passage.cmp(&self.hit.passage)) == Ordering::Greater
    }

    fn likeness(&self, other: &Self) -> f32 {
        self.hit.embedding.cosine(&other.hit.embedding).max(0.0)
    }
}

/// Up to `songs` of the pool, best first: at each step the one that fits best and is least like those
/// that were chosen before (maximal marginal relevance: Carbonell and Goldstein, 1998). What says the same
/// as another is passed over; so are artists and albums that have had their share. Where the list would
/// be shorter than [`Limit::FEWEST`], what was passed over fills it.
pub fn choose(pool: Vec<Candidate>, songs: usize, diversity: Diversity) -> Vec<Candidate> {
    let mut shares = Shares::default();
    let mut chosen: Vec<Candidate> = Vec::new();
    let mut left = Left::new(pool);
    while chosen.len() < songs
        && let Some(next) =
            left.best(diversity, |song, likeness| likeness < SAME && shares.admit(song))
    {
        shares.add(&next);
        left.has_chosen(&next);
        chosen.push(next);
    }
    while chosen.len() < songs.min(Limit::FEWEST)
        && let Some(next) = left.best(diversity, |_, _| true)
    {
        left.has_chosen(&next);
        chosen.push(next);
    }
    chosen.sort_by(Candidate::before);
    chosen
}

/// Songs that are not chosen yet, each with its likeness to the chosen one that it is most like.
struct Left(Vec<(Candidate, f32)>);

impl Left {
    fn new(pool: Vec<Candidate>) -> Self {
        Self(pool.into_iter().map(|song| (song, 0.0)).collect())
    }

    /// Takes out the best that is admitted.
    fn best(
        &mut self,
        diversity: Diversity,
        admitted: impl Fn(&Candidate, f32) -> bool,
    ) -> Option<Candidate> {
        let share = diversity.share();
        let value = |(song, likeness): &(Candidate, f32)| {
            (1.0 - share) * song.strength.score() - share * likeness
        };
        let songs = self.0.iter().enumerate();
        let admitted = songs.filter(|(_, (song, likeness))| admitted(song, *likeness));
        let (place, _) = admitted.max_by(|(_, a), (_, b)| {
            value(a).total_cmp(&value(b)).then(Candidate::before(&b.0, &a.0))
        })?;
        Some(self.0.swap_remove(place).0)
    }

    /// Remembers how like a chosen song the others are.
    fn has_chosen(&mut self, chosen: &Candidate) {
        for (song, likeness) in &mut self.0 {
            *likeness = likeness.max(song.likeness(chosen));
        }
    }
}

/// How many songs of each artist and album are chosen. Nobody's songs are not one artist's.
#[derive(Default)]
struct Shares {
    artists: HashMap<String, usize>,
    albums: HashMap<String, usize>,
}

impl Shares {
    fn admit(&self, song: &Candidate) -> bool {
        let has_room = |songs_of: &HashMap<String, usize>, name: &String| {
            name.is_empty() || songs_of.get(name).is_none_or(|songs| *songs < SONGS_OF_ONE)
        };
        let track = &song.hit.track;
        has_room(&self.artists, &track.artist) && has_room(&self.albums, &track.album)
    }

    fn add(&mut self, song: &Candidate) {
        let track = &song.hit.track;
        *self.artists.entry(track.artist.clone()).or_default() += 1;
        *self.albums.entry(track.album.clone()).or_default() += 1;
    }
}

#[cfg(test)]
mod tests;
