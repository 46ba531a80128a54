use std::sync::Arc;

use super::*;
use crate::embedding::Embedding;
use crate::music::{PassageFacts, PassageId, TrackFacts};
use crate::recommend::weights::{FeelingOdds, FeelingWeights};

const FEELING: FeelingWeights = FeelingWeights {
    bias: 0.0,
    valence_gap_squared: -1.0,
    arousal_gap_squared: -1.0,
    valence_product: 0.0,
    arousal_product: 0.0,
};

const WEIGHTS: OddsWeights = OddsWeights {
    bias: -3.0,
    meaning: 1.0,
    unsung: 0.0,
    feeling: FeelingOdds { sung: FEELING, heard: FEELING },
};

/// A passage of a song; songs of different names mean different things.
fn found(song: &str, artist: &str, number: u32, score: f32) -> Hit {
    let track = TrackId::of(song);
    let direction = track.bytes().map(|byte| f32::from(byte) - 127.5);
    Hit {
        passage: PassageId { track, number },
        track: Arc::new(TrackFacts { artist: artist.to_owned(), ..TrackFacts::default() }),
        facts: PassageFacts { sung: true, ..PassageFacts::default() },
        embedding: Embedding::from_raw(direction.to_vec()).unwrap(),
        score,
    }
}

fn ranked(hits: Vec<Hit>, target: Feeling, songs: usize) -> Vec<Candidate> {
    choose(pool(hits, target, &WEIGHTS), songs, Diversity::new(0.0).unwrap())
}

fn passages(candidates: &[Candidate]) -> Vec<PassageId> {
    candidates.iter().map(|candidate| candidate.hit.passage).collect()
}

fn passage(song: &str, number: u32) -> PassageId {
    PassageId { track: TrackId::of(song), number }
}

#[test]
fn the_best_passage_stands_for_its_track() {
    let hits = vec![found("a", "x", 0, 2.0), found("a", "x", 1, 3.0)];
    assert_eq!(passages(&ranked(hits, Feeling::default(), 8)), [passage("a", 1)]);
}

#[test]
fn of_passages_that_fit_alike_the_one_that_stands_out_is_offered() {
    let intro = found("a", "x", 0, 3.0);
    let mut chorus = found("a", "x", 1, 2.8);
    chorus.facts.prominence = 1.0;
    let hits = vec![intro.clone(), chorus.clone()];
    assert_eq!(passages(&ranked(hits, Feeling::default(), 8)), [passage("a", 1)]);
    chorus.score = 1.0;
    let best = ranked(vec![intro, chorus], Feeling::default(), 8);
    assert_eq!(passages(&best), [passage("a", 0)], "unless the other fits better");
}

#[test]
fn what_is_played_between_the_words_of_a_song_is_not_offered() {
    let mut interlude = found("a", "x", 0, 9.0);
    interlude.facts.sung = false;
    let sung = found("a", "x", 1, 1.0);
    let mut piece = found("piece", "y", 0, 1.0);
    piece.facts.sung = false;
    let best = ranked(vec![interlude, sung, piece], Feeling::default(), 8);
    assert!(passages(&best).contains(&passage("a", 1)) && best.len() == 2);
}

#[test]
fn an_artist_has_two_songs_while_there_are_enough_of_others() {
    let mut hits: Vec<Hit> = (0..6).map(|n| found(&format!("hit {n}"), "star", 0, 4.0)).collect();
    hits.extend((0..6).map(|n| found(&format!("b {n}"), &format!("{n}"), 0, 2.0)));
    let best = ranked(hits, Feeling::default(), 8);
    let star = best.iter().filter(|song| song.hit.track.artist == "star").count();
    assert_eq!((best.len(), star), (8, 2));
}

#[test]
fn an_album_has_two_songs_while_there_are_enough_of_others() {
    let hits = (0..9).map(|n| {
        let mut hit = found(&format!("s {n}"), &format!("{n}"), 0, 9.0 - n as f32);
        let album = if n < 4 { "hits" } else { "" };
        hit.track = Arc::new(TrackFacts { album: album.to_owned(), ..(*hit.track).clone() });
        hit
    });
    let best = ranked(hits.collect(), Feeling::default(), 7);
    let hits = best.iter().filter(|song| song.hit.track.album == "hits").count();
    assert_eq!((best.len(), hits), (7, 2));
}

#[test]
fn a_library_of_one_artist_still_gives_five_songs() {
    let hits = (0..7).map(|n| found(&format!("s{n}"), "star", 0, 2.0)).collect();
    assert_eq!(ranked(hits, Feeling::default(), 8).len(), 5);
}

#[test]
fn songs_without_an_artist_are_not_one_artist() {
    let hits = (0..7).map(|n| found(&format!("s{n}"), "", 0, 2.0)).collect();
    assert_eq!(ranked(hits, Feeling::default(), 8).len(), 7);
}

#[test]
fn the_order_of_what_is_found_does_not_matter() {
    let hits: Vec<Hit> = ["p", "q", "r", "s"].map(|song| found(song, song, 0, 2.0)).to_vec();
    let forward = ranked(hits.clone(), Feeling::default(), 3);
    let backward = ranked(hits.into_iter().rev().collect(), Feeling::default(), 3);
    assert_eq!(passages(&forward), passages(&backward));
}

#[test]
fn among_equal_meanings_the_nearer_feeling_wins() {
    let mut near = found("near", "x", 0, 2.0);
    near.facts.feeling = Feeling::new(0.7, 0.6);
    let far = found("far", "y", 0, 2.0);
    let best = ranked(vec![far, near], Feeling::new(0.8, 0.6), 8);
    assert_eq!(passages(&best), [passage("near", 0), passage("far", 0)]);
}

#[test]
fn the_same_words_are_offered_once_while_there_is_enough_else() {
    let first = found("first", "", 0, 9.0);
    let again = Hit { embedding: first.embedding.clone(), ..found("again", "", 0, 8.0) };
    let mut hits = vec![first, again];
    hits.extend((0..3).map(|n| found(&format!("other {n}"), "", 0, 2.0)));
    assert!(passages(&ranked(hits.clone(), Feeling::default(), 8)).contains(&passage("again", 0)));
    hits.push(found("one more", "", 0, 2.0));
    assert!(!passages(&ranked(hits, Feeling::default(), 8)).contains(&passage("again", 0)));
}

#[test]
fn a_diverse_list_passes_over_what_is_like_the_best() {
    let point = |angle: f32| Embedding::from_raw(vec![angle.cos(), angle.sin()]).unwrap();
    let hit =
        |song: &str, angle, score| Hit { embedding: point(angle), ..found(song, song, 0, score) };
    let hits = vec![hit("best", 0.0, 4.0), hit("like it", 0.4, 3.5), hit("other", 1.5, 3.0)];
    let two = |share| {
        let pool = pool(hits.clone(), Feeling::default(), &WEIGHTS);
        passages(&choose(pool, 2, Diversity::new(share).unwrap()))
    };
    assert_eq!(two(0.0), [passage("best", 0), passage("like it", 0)]);
    assert_eq!(two(0.5), [passage("best", 0), passage("other", 0)]);
}
