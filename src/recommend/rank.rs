//! Which of the candidates are offered, and in which order. Pure: the same candidates give the
//! same list.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::feeling::{Feeling, Mood};
use crate::models::text_encoder::Relevance;
use crate::music::{Passage, Track, TrackId};

/// At most this many songs of one artist, as long as there are enough of others.
const SONGS_PER_ARTIST: usize = 2;
/// Whatever the artists, this many songs are offered if the library has them.
const FEWEST_SONGS: usize = super::Limit::FEWEST;
/// How much the nearness in meaning counts; the rest is the nearness in feeling.
const MEANING_WEIGHT: f32 = 0.7;
/// How much better a passage must fit to be offered instead of the one of its track that stands out
/// most: the chorus comes before the intro unless the photo says otherwise.
const PROMINENCE_WEIGHT: f32 = 0.12;
/// The distance on the plane of feelings at which nearness has fallen to 0.61.
const FEELING_SCALE: f32 = 0.5;

/// A passage that may be offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The track.
    pub track: Track,
    /// The passage of it.
    pub passage: Passage,
    /// How near its embedding is to the query's, in [-1, 1].
    pub cosine: f32,
}

/// A passage that is offered, and how strongly it fits.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ranked {
    /// The passage.
    pub found: Match,
    /// How strongly it fits.
    pub strength: Strength,
}

/// How strongly a passage fits, each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strength {
    /// In meaning.
    pub meaning: f32,
    /// In feeling.
    pub feeling: f32,
    /// In all; the list is ordered by it.
    pub score: f32,
}

/// The feeling to look for: the photo's own, or the middle of the moods that were asked for.
pub(super) fn target(photo: Feeling, moods: &[&Mood]) -> Feeling {
    if moods.is_empty() {
        return photo;
    }
    let mean = |coordinate: fn(Feeling) -> f32| {
        moods.iter().map(|mood| coordinate(mood.centre)).sum::<f32>() / moods.len() as f32
    };
    Feeling::new(mean(Feeling::valence), mean(Feeling::arousal))
}

/// The best passage of each of the `limit` best songs, best first; equal ones in the order of ids.
pub(super) fn rank(
    matches: Vec<Match>,
    target: Feeling,
    relevance: Relevance,
    limit: usize,
) -> Vec<Ranked> {
    let mut ranked: Vec<Ranked> = matches
        .into_iter()
        .map(|found| Ranked { strength: strength(&found, target, relevance), found })
        .collect();
    ranked.sort_by(by_score);
    let best_of_each = one_passage_a_track(ranked);
    choose(best_of_each, limit)
}

fn strength(found: &Match, target: Feeling, relevance: Relevance) -> Strength {
    let distance = found.passage.feeling.distance(target);
    let meaning = relevance.probability(found.cosine);
    let feeling = (-0.5 * (distance / FEELING_SCALE).powi(2)).exp();
    let score = MEANING_WEIGHT * meaning + (1.0 - MEANING_WEIGHT) * feeling;
    Strength { meaning, feeling, score }
}

/// Of each track the passage that fits best, those that stand out preferred; in the order in which
/// these fit.
fn one_passage_a_track(ranked: Vec<Ranked>) -> Vec<Ranked> {
    let offered =
        |one: &Ranked| one.strength.score + PROMINENCE_WEIGHT * one.found.passage.prominence;
    let mut best: HashMap<TrackId, Ranked> = HashMap::new();
    for one in ranked {
        match best.entry(one.found.track.id) {
            Entry::Vacant(place) => drop(place.insert(one)),
            Entry::Occupied(mut place) if offered(place.get()) < offered(&one) => {
                place.insert(one);
            }
            Entry::Occupied(_) => {}
        }
    }
    let mut best: Vec<Ranked> = best.into_values().collect();
    best.sort_by(by_score);
    best
}

/// Best first; equal ones in the order of their ids.
fn by_score(a: &Ranked, b: &Ranked) -> Ordering {
    let by_score = b.strength.score.total_cmp(&a.strength.score);
    by_score.then(a.found.passage.id.cmp(&b.found.passage.id))
}

/// Takes from the top, passing over artists that have had their share; what was passed over fills
/// the list where it would be shorter than the fewest songs.
fn choose(ranked: Vec<Ranked>, limit: usize) -> Vec<Ranked> {
    let mut songs_of: HashMap<String, usize> = HashMap::new();
    let (mut chosen, mut passed_over) = (Vec::new(), Vec::new());
    for one in ranked {
        let songs = songs_of.entry(artist(&one.found.track)).or_default();
        if *songs < SONGS_PER_ARTIST {
            *songs += 1;
            chosen.push(one);
        } else {
            passed_over.push(one);
        }
    }
    chosen.truncate(limit);
    let missing = FEWEST_SONGS.saturating_sub(chosen.len());
    chosen.extend(passed_over.into_iter().take(missing));
    chosen.sort_by(by_score);
    chosen
}

/// Whose song it is, for counting; one without a named artist is nobody else's.
fn artist(track: &Track) -> String {
    if track.artist.is_empty() { track.id.to_string() } else { track.artist.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::PassageId;

    fn found(song: &str, artist: &str, number: u32, cosine: f32) -> Match {
        let id = TrackId::of(song);
        let track = Track { artist: artist.to_owned(), ..Track::named(id, song.to_owned()) };
        let passage = Passage::of_words(PassageId { track: id, number }, String::new());
        Match { track, passage, cosine }
    }

    fn rank(matches: Vec<Match>, target: Feeling, limit: usize) -> Vec<Ranked> {
        super::rank(matches, target, Relevance::new(20.0, -10.0), limit)
    }

    fn titles(ranked: &[Ranked]) -> Vec<&str> {
        ranked.iter().map(|one| one.found.track.title.as_str()).collect()
    }

    #[test]
    fn the_best_passage_stands_for_its_track() {
        let matches = vec![found("a", "x", 0, 0.80), found("a", "x", 1, 0.85)];
        let ranked = rank(matches, Feeling::default(), 8);
        assert_eq!(ranked.len(), 1);
        assert_eq!(ranked[0].found.passage.id.number, 1);
    }

    #[test]
    fn of_passages_that_fit_alike_the_one_that_stands_out_is_offered() {
        let intro = found("a", "x", 0, 0.80);
        let mut chorus = found("a", "x", 1, 0.79);
        chorus.passage.prominence = 1.0;
        let ranked = rank(vec![intro.clone(), chorus.clone()], Feeling::default(), 8);
        assert_eq!(ranked[0].found.passage.id.number, 1);
        chorus.cosine = 0.3;
        let ranked = rank(vec![intro, chorus], Feeling::default(), 8);
        assert_eq!(ranked[0].found.passage.id.number, 0, "unless the other fits better");
    }

    #[test]
    fn an_artist_has_two_songs_while_there_are_enough_of_others() {
        let mut matches: Vec<Match> =
            (0..6).map(|song| found(&format!("hit {song}"), "Star", 0, 0.9)).collect();
        matches.extend((0..6).map(|song| found(&format!("b {song}"), &format!("{song}"), 0, 0.7)));
        let ranked = rank(matches, Feeling::default(), 8);
        let star = ranked.iter().filter(|one| one.found.track.artist == "Star").count();
        assert_eq!((ranked.len(), star), (8, 2));
    }

    #[test]
    fn a_library_of_one_artist_still_gives_five_songs() {
        let matches = (0..7).map(|song| found(&format!("s{song}"), "Star", 0, 0.8)).collect();
        assert_eq!(rank(matches, Feeling::default(), 8).len(), 5);
    }

    #[test]
    fn songs_without_an_artist_are_not_one_artist() {
        let matches = (0..7).map(|song| found(&format!("s{song}"), "", 0, 0.8)).collect();
        assert_eq!(rank(matches, Feeling::default(), 8).len(), 7);
    }

    #[test]
    fn equal_songs_come_in_a_fixed_order() {
        let songs: Vec<Match> = ["p", "q", "r"].map(|song| found(song, song, 0, 0.8)).to_vec();
        let forward = rank(songs.clone(), Feeling::default(), 8);
        let backward = rank(songs.into_iter().rev().collect(), Feeling::default(), 8);
        assert_eq!(titles(&forward), titles(&backward));
    }

    #[test]
    fn among_equal_meanings_the_nearer_feeling_wins() {
        let mut near = found("near", "x", 0, 0.8);
        near.passage.feeling = Feeling::new(0.7, 0.6);
        let far = found("far", "y", 0, 0.8);
        let ranked = rank(vec![far, near], Feeling::new(0.8, 0.6), 8);
        assert_eq!(titles(&ranked), ["near", "far"]);
    }

    #[test]
    fn moods_that_are_asked_for_replace_the_feeling_of_the_photo() {
        let moods = [Mood::named("sad").unwrap(), Mood::named("calm").unwrap()];
        let aim = target(Feeling::new(0.9, 0.9), &moods);
        assert!(aim.arousal() < 0.0);
        assert_eq!(target(Feeling::new(0.9, 0.9), &[]), Feeling::new(0.9, 0.9));
    }
}
