//! Choosing among a thousand candidates, and searching with a filter that leaves one song in a thousand,
//! on made-up libraries.

use std::sync::Arc;
use std::time::{Duration, Instant};

use vibelens::embedding::Embedding;
use vibelens::feeling::Feeling;
use vibelens::filter::Filter;
use vibelens::music::{PassageFacts, PassageId, TrackFacts, TrackId};
use vibelens::random::Random;
use vibelens::recommend::{Diversity, Limit, Weights, rank};
use vibelens::vectors::{self, Entry, Hit, Record, Shape, VectorIndex};

use crate::{quantile, row};

const DIMENSION: usize = 384;
const CANDIDATES: usize = 1_000;
const SONGS: usize = 10_000;
const PASSAGES: u32 = 4;
/// One song in so many is of the year that is asked for.
const RARE: usize = 1_000;
const YEAR: i32 = 1994;
const FOUND: usize = 10;
const ROUNDS: usize = 50;

/// Measures both.
pub(crate) fn measure() {
    let mut random = Random::named(1, "ranking");
    rank_candidates(&mut random);
    tokio::runtime::Runtime::new().unwrap().block_on(search_filtered(&mut random));
}

fn rank_candidates(random: &mut Random) {
    let weights = Weights::built_in().unwrap();
    let hits: Vec<Hit> = (0..CANDIDATES).map(|number| hit(number, random)).collect();
    let rank = |_| {
        let hits = hits.clone();
        let started = Instant::now();
        let pool = rank::pool(hits, Feeling::new(0.3, -0.2), &weights.odds);
        let chosen = rank::choose(pool, Limit::MOST, Diversity::default());
        assert_eq!(chosen.len(), Limit::MOST);
        milliseconds(started.elapsed())
    };
    let spent: Vec<f64> = (0..ROUNDS).map(rank).collect();
    let measured =
        format!("p50 {:.2} ms, p95 {:.2} ms", quantile(&spent, 0.5), quantile(&spent, 0.95));
    row("ranking 1,000 candidates", &measured, "3 ms");
}

fn hit(number: usize, random: &mut Random) -> Hit {
    Hit {
        passage: PassageId { track: TrackId::of(&(number / 3).to_string()), number: number as u32 },
        track: Arc::new(TrackFacts { artist: (number % 200).to_string(), ..TrackFacts::default() }),
        facts: facts(random),
        embedding: point(random),
        score: random.normal() as f32 / 10.0,
    }
}

fn facts(random: &mut Random) -> PassageFacts {
    let feeling = Feeling::new(random.normal() as f32 / 2.0, random.normal() as f32 / 2.0);
    PassageFacts { feeling, sung: true, prominence: random.uniform() as f32, explicit: false }
}

fn point(random: &mut Random) -> Embedding {
    Embedding::from_raw((0..DIMENSION).map(|_| random.normal() as f32).collect()).unwrap()
}

async fn search_filtered(random: &mut Random) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file:{}", folder.path().display());
    let shape = Shape { dimension: DIMENSION, edition: 0 };
    let index = vectors::open(&url, "made-up", shape).await.unwrap();
    let mut rare = Vec::new();
    for number in 0..SONGS {
        let record = song(number, random);
        let track = TrackId::of(&number.to_string());
        index.replace(track, &record).await.unwrap();
        if number.is_multiple_of(RARE) {
            rare.extend(record.entries.into_iter().map(|entry| (track, entry)));
        }
    }
    let filter = Filter { years: Some(YEAR.to_string().parse().unwrap()), ..Filter::default() };
    let (mut open, mut filtered, mut recalled) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        let query = point(random);
        open.push(time(&*index, &query, &Filter::default()).await.0);
        let (spent, found) = time(&*index, &query, &filter).await;
        filtered.push(spent);
        recalled += exact(&rare, &query).iter().filter(|passage| found.contains(passage)).count();
    }
    let recall = recalled as f64 / (ROUNDS * FOUND) as f64;
    row("filter that leaves one song in 1,000: recall@10", &format!("{recall:.3}"), "≥ 0.98");
    let ratio = quantile(&filtered, 0.5) / quantile(&open, 0.5);
    let measured = format!("{ratio:.2} × ({:.1} ms of {SONGS} songs)", quantile(&open, 0.5));
    row("… its time, of a search without a filter", &measured, "2 ×");
}

fn song(number: usize, random: &mut Random) -> Record {
    let year = if number.is_multiple_of(RARE) { YEAR } else { 2000 };
    let entry =
        |number| Entry { number, facts: facts(random), embedding: point(random), correction: 0.0 };
    let entries = (0..PASSAGES).map(entry).collect();
    Record { facts: TrackFacts { year: Some(year), ..TrackFacts::default() }, entries }
}

async fn time(
    index: &dyn VectorIndex,
    query: &Embedding,
    filter: &Filter,
) -> (f64, Vec<PassageId>) {
    let started = Instant::now();
    let hits = index.search(query, filter, FOUND).await.unwrap();
    (milliseconds(started.elapsed()), hits.iter().map(|hit| hit.passage).collect())
}

/// The best passages by plain comparison.
fn exact(entries: &[(TrackId, Entry)], query: &Embedding) -> Vec<PassageId> {
    let mut scored: Vec<(f32, PassageId)> = entries
        .iter()
        .map(|(track, entry)| {
            (entry.embedding.cosine(query), PassageId { track: *track, number: entry.number })
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(FOUND).map(|(_, passage)| passage).collect()
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
