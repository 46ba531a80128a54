//! The map and the survey of a large library, on made-up songs.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use vibelens::catalog::{self, Choice, IndexedTrack, Place};
use vibelens::embedding::Embedding;
use vibelens::feeling::Feeling;
use vibelens::models::pack::Pack;
use vibelens::models::registry::Purpose;
use vibelens::music::{Passage, PassageId, Track, TrackId};
use vibelens::random::Random;

use crate::row;
use crate::server::Server;

const SONGS: usize = 20_000;
const PASSAGES: u32 = 5;
const DIMENSION: usize = 384;
/// As long as the passages of the demo library are, described and all.
const WORDS: &str = "and the night is long and the road is far from home ";
const REPEATED: usize = 4;
const ROUNDS: usize = 5;

/// Measures both.
pub(crate) fn measure() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(fill(&folder.path().join("catalog.db")));
    let server = Server::start(folder.path(), &[]);
    let map = timed(&server, "/api/v1/map");
    let size = server.get("/api/v1/map").unwrap().len() as f64 / 1e6;
    let measured = format!("{:.0} ms, {size:.1} MB", 1e3 * map.as_secs_f64());
    row("map of 100,000 passages, made for the first time", &measured, "1 s");
    let again = (0..ROUNDS).map(|_| timed(&server, "/api/v1/map")).min().unwrap();
    let measured = format!("{:.0} ms", 1e3 * again.as_secs_f64());
    row("… answered again, the best of five", &measured, "50 ms");
    let measured = format!("{:.1} s", survey(&server).as_secs_f64());
    row("survey of 100,000 passages, made for the first time", &measured, "60 s");
    let again = timed(&server, "/api/v1/survey");
    row("… answered again", &format!("{:.0} ms", 1e3 * again.as_secs_f64()), "1 s");
    row("… peak memory of the server", &format!("{:.0} MB", server.peak_memory()), "–");
}

fn timed(server: &Server, path: &str) -> Duration {
    let started = Instant::now();
    assert!(server.get(path).is_some(), "{path}");
    started.elapsed()
}

/// How long it takes until the survey is there, asked for again and again as clients do.
fn survey(server: &Server) -> Duration {
    let started = Instant::now();
    while server.get("/api/v1/survey").is_none() {
        thread::sleep(Duration::from_millis(200));
    }
    started.elapsed()
}

async fn fill(path: &Path) {
    let catalog = catalog::open(&format!("sqlite:{}", path.display())).await.unwrap();
    let choice = Choice::of(&Pack::e5_small().unwrap());
    catalog.choose(Purpose::TextEncoder, &choice, None).await.unwrap();
    let mut random = Random::named(1, "overview");
    for number in 0..SONGS {
        let reference = format!("file:/made-up/{number}.mp3");
        let song = song(TrackId::of(&reference), number, &choice, &mut random);
        let place = Place { reference: &reference, stamp: "1", root: "/made-up" };
        catalog.put(place, &song, None).await.unwrap();
    }
}

fn song(id: TrackId, number: usize, choice: &Choice, random: &mut Random) -> IndexedTrack {
    let mut passage = |number| {
        let feeling = Feeling::new(random.normal() as f32 / 3.0, random.normal() as f32 / 3.0);
        let passage = Passage::of_words(PassageId { track: id, number }, WORDS.repeat(REPEATED));
        (Passage { feeling, ..passage }, point(random))
    };
    let (passages, embeddings) = (0..PASSAGES).map(&mut passage).unzip();
    let track = Track {
        genres: vec![format!("genre {}", number % 12)],
        language: "en".parse().ok(),
        ..Track::named(id, format!("song {number}"))
    };
    IndexedTrack {
        track,
        passages,
        collection: choice.collection(),
        embeddings,
        lyrics: Vec::new(),
        file: None,
        name: format!("song {number}"),
    }
}

fn point(random: &mut Random) -> Embedding {
    Embedding::from_raw((0..DIMENSION).map(|_| random.normal() as f32).collect()).unwrap()
}
