//! What every vector index must do.

use std::time::Duration;

use super::{Entry, Record, VectorIndex, checksum};
use crate::embedding::Embedding;
use crate::filter::{Filter, Never};
use crate::music::{PassageFacts, TrackFacts, TrackId};

const NEAR: [f32; 3] = [1.0, 0.0, 0.0];

/// Each implementation runs this on an empty index of three dimensions.
pub(crate) async fn conforms(index: &dyn VectorIndex) {
    records_replace_each_other(index).await;
    filters_hold(index).await;
    corrections_count(index).await;
    let short = Embedding::from_raw(vec![1.0]).unwrap();
    assert!(index.search(&short, &Filter::default(), 1).await.is_err(), "dimensions must agree");
}

/// A passage that lies in this direction.
pub(crate) fn entry(number: u32, values: [f32; 3]) -> Entry {
    let embedding = Embedding::from_raw(values.to_vec()).unwrap();
    let facts = PassageFacts { sung: true, prominence: 0.25, ..PassageFacts::default() };
    Entry { number, facts, embedding, correction: 0.0 }
}

/// A track in a language.
pub(crate) fn record(language: &str, entries: &[Entry]) -> Record {
    let facts = TrackFacts { language: language.parse().ok(), ..TrackFacts::default() };
    Record { facts, entries: entries.to_vec() }
}

async fn found(index: &dyn VectorIndex, filter: &Filter, limit: usize) -> Vec<(TrackId, u32)> {
    let query = Embedding::from_raw(vec![1.0, 0.1, 0.0]).unwrap();
    let hits = index.search(&query, filter, limit).await.unwrap();
    hits.iter().map(|hit| (hit.passage.track, hit.passage.number)).collect()
}

async fn records_replace_each_other(index: &dyn VectorIndex) {
    let everything = Filter::default();
    let [a, b, c] = ["a", "b", "c"].map(TrackId::of);
    assert!(found(index, &everything, 5).await.is_empty(), "an empty index finds nothing");

    let first = [entry(0, NEAR), entry(1, [0.0, 1.0, 0.0])];
    index.replace(a, &record("en", &first)).await.unwrap();
    index.replace(b, &record("vi", &[entry(0, [0.9, 0.3, 0.0])])).await.unwrap();
    index.replace(c, &record("", &[entry(0, [0.0, 0.0, 1.0])])).await.unwrap();
    let best_first = [(a, 0), (b, 0), (a, 1), (c, 0)];
    assert_eq!(found(index, &everything, 9).await, best_first);
    assert_eq!(found(index, &everything, 2).await, best_first[..2], "never more than the limit");

    index.replace(a, &record("en", &first[1..])).await.unwrap();
    index.replace(b, &Record::default()).await.unwrap();
    assert_eq!(found(index, &everything, 9).await, [(a, 1), (c, 0)]);
    let held = index.tracks().await.unwrap();
    assert_eq!(held.len(), 2, "what has no entries is forgotten");
    assert_eq!(held[&a], checksum(&record("en", &first[1..])));

    let mut tied = ["x", "y", "z"].map(TrackId::of);
    for track in tied {
        index.replace(track, &record("", &[entry(0, NEAR)])).await.unwrap();
    }
    tied.sort_unstable();
    let best = found(index, &everything, 3).await;
    assert_eq!(best, tied.map(|track| (track, 0)), "ties come in the order of their ids");
    for track in tied.into_iter().chain([a, c]) {
        index.replace(track, &Record::default()).await.unwrap();
    }
}

async fn filters_hold(index: &dyn VectorIndex) {
    let [wanted, other] = ["wanted", "other"].map(TrackId::of);
    let facts = TrackFacts {
        language: "vi".parse().ok(),
        year: Some(1994),
        genres: vec!["indie rock".to_owned()],
        artist: "trịnhcôngsơn".to_owned(),
        album: "bài".to_owned(),
        folder: "/music/a".to_owned(),
        duration: Some(Duration::from_secs(200)),
        has_audio: true,
        explicit: false,
    };
    index.replace(wanted, &Record { facts, entries: vec![entry(0, NEAR)] }).await.unwrap();
    let explicit = TrackFacts { explicit: true, ..TrackFacts::default() };
    let other_record = Record { facts: explicit, entries: vec![entry(0, NEAR)] };
    index.replace(other, &other_record).await.unwrap();

    let only = |change: fn(&mut Filter)| {
        let mut filter = Filter::default();
        change(&mut filter);
        filter
    };
    let filters = [
        only(|filter| filter.languages = vec!["vi".parse().unwrap()]),
        only(|filter| filter.years = "1990s".parse().ok()),
        only(|filter| filter.genres = vec!["Rock".parse().unwrap()]),
        only(|filter| filter.folders = vec!["/music".parse().unwrap()]),
        only(|filter| filter.duration = "180-240".parse().ok()),
        only(|filter| filter.audio = "required".parse().unwrap()),
        only(|filter| filter.explicit = "hide".parse().unwrap()),
    ];
    for filter in filters {
        assert_eq!(found(index, &filter, 9).await, [(wanted, 0)], "{filter:?}");
    }
    let mut never = Never::default();
    never.artist("Trịnh Công Sơn");
    let filter = Filter { never, ..Filter::default() };
    assert_eq!(found(index, &filter, 9).await, [(other, 0)]);
    for track in [wanted, other] {
        index.replace(track, &Record::default()).await.unwrap();
    }
}

async fn corrections_count(index: &dyn VectorIndex) {
    let [hub, rare] = ["hub", "rare"].map(TrackId::of);
    let near = Entry { correction: -0.5, ..entry(0, NEAR) };
    let far = Entry { correction: 0.5, ..entry(0, [1.0, 1.0, 0.0]) };
    index.replace(hub, &record("en", &[near])).await.unwrap();
    index.replace(rare, &record("en", &[far])).await.unwrap();
    assert_eq!(found(index, &Filter::default(), 9).await, [(rare, 0), (hub, 0)]);
}
