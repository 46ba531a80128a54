//! Looking through a made-up library of 100,000 tracks.

use std::time::{Duration, Instant};

use vibelens::catalog::browse::{Listing, Only, Sort};
use vibelens::catalog::{self, Catalog, Choice, IndexedTrack, Place};
use vibelens::embedding::Embedding;
use vibelens::models::registry::Purpose;
use vibelens::music::{Passage, PassageId, Track, TrackId};
use vibelens::random::Random;

use crate::row;

const TRACKS: u32 = 100_000;
const PASSAGES: u32 = 3;
const ROUNDS: usize = 5;
const ROWS: u32 = 100;
const WORDS: [&str; 16] = [
    "river", "town", "shore", "évening", "light", "voice", "moon", "winter", "summer", "rose",
    "bird", "sea", "mother", "heart", "night", "dance",
];

/// Fills a catalog, and then lists it in several ways.
pub(crate) fn measure() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("catalog.db").display());
        let catalog = catalog::open(&url).await.unwrap();
        fill(&*catalog).await;
        list(&*catalog).await;
    });
}

async fn fill(catalog: &dyn Catalog) {
    let mut random = Random::named(1, "browsing");
    let encoder = encoder();
    assert_eq!(catalog.choose(Purpose::TextEncoder, &encoder, None).await.unwrap(), 0);
    for number in 0..TRACKS {
        let reference = format!("file:/music/{number}.mp3");
        let place = Place { reference: &reference, stamp: "1", root: "/music" };
        catalog.put(place, &track(&reference, &mut random), None).await.unwrap();
    }
}

/// Nothing is read here, but tracks belong to the encoder that is in use.
fn encoder() -> Choice {
    Choice { pack: "none".to_owned(), revision: "1".to_owned() }
}

fn track(reference: &str, random: &mut Random) -> IndexedTrack {
    let mut name = |words: usize| {
        let word = |_| WORDS[random.below(WORDS.len())];
        (0..words).map(word).collect::<Vec<_>>().join(" ")
    };
    let id = TrackId::of(reference);
    let track = Track {
        artist: name(2),
        album: name(2),
        genres: vec![name(1)],
        ..Track::named(id, name(3))
    };
    let anywhere = Embedding::from_raw(vec![1.0, 0.0]).unwrap();
    let passage = |number| Passage::of_words(PassageId { track: id, number }, String::new());
    IndexedTrack {
        track: Track {
            year: Some(1950 + random.below(76) as i32),
            duration: Some(Duration::from_secs(random.below(400) as u64)),
            ..track
        },
        passages: (0..PASSAGES).map(passage).collect(),
        collection: encoder().collection(),
        embeddings: (0..PASSAGES).map(|_| anywhere.clone()).collect(),
        lyrics: Vec::new(),
        file: None,
        name: String::new(),
    }
}

async fn list(catalog: &dyn Catalog) {
    let first = Listing { limit: ROWS, ..Listing::default() };
    let cases = [
        ("a page of 100,000 tracks by artist, the first", first.clone()),
        ("… the last", Listing { offset: u64::from(TRACKS - ROWS), ..first.clone() }),
        (
            "… from the middle by year, the latest first",
            Listing {
                sort: Sort::Year,
                descending: true,
                offset: u64::from(TRACKS / 2),
                ..first.clone()
            },
        ),
        (
            "… of those with two words in their names",
            Listing { search: "ev riv".to_owned(), ..first.clone() },
        ),
        ("… of those without words", Listing { only: Some(Only::Wordless), ..first.clone() }),
    ];
    for (what, listing) in cases {
        let mut spent = Vec::new();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            let page = catalog.list(&listing).await.unwrap();
            assert!(!page.rows.is_empty());
            spent.push(1000.0 * started.elapsed().as_secs_f64());
        }
        row(what, &format!("p50 {:.0} ms", crate::quantile(&spent, 0.5)), "200 ms");
    }
    let started = Instant::now();
    catalog.facets().await.unwrap();
    let spent = 1000.0 * started.elapsed().as_secs_f64();
    row("… all there is to choose by", &format!("{spent:.0} ms"), "2000 ms");
}
