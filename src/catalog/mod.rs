//! What the library holds: tracks, their passages, and what became of every place that was looked
//! at. A passage exists if and only if the catalog says so.

mod sqlite;

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;

use crate::error::{Error, Result};
use crate::music::{Passage, PassageId, Track, TrackId};
use crate::vectors::{Checksum, Entry};

/// A track that is ready to be found.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexedTrack {
    /// The track itself.
    pub track: Track,
    /// Its passages, numbered from 0.
    pub passages: Vec<Passage>,
    /// What the vector index holds of it.
    pub entries: Vec<Entry>,
}

/// What became of a place that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Changes when the place's content does, or when a newer version would treat it otherwise.
    pub stamp: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is in the library.
    Taken,
    /// It cannot be used, for this reason.
    Refused(String),
}

/// How much there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Tracks, those without audio included.
    pub tracks: u64,
    /// Passages of all tracks.
    pub passages: u64,
}

/// The library's records. Every method that writes is atomic: all of it happens, or nothing.
#[async_trait]
pub trait Catalog: Send + Sync {
    /// Makes this all that is known of the track, and remembers that `reference` with this `stamp`
    /// is done.
    async fn put(&self, reference: &str, stamp: &str, indexed: &IndexedTrack) -> Result<()>;

    /// Forgets what was known of the track at `reference`, and remembers why it was refused.
    async fn refuse(&self, reference: &str, stamp: &str, reason: &str) -> Result<()>;

    /// Forgets the track at `reference` and that the place was ever looked at.
    async fn forget(&self, reference: &str) -> Result<()>;

    /// What became of all places whose reference begins with `prefix`, by reference.
    async fn visits(&self, prefix: &str) -> Result<HashMap<String, Visit>>;

    /// The track with this id.
    async fn track(&self, id: TrackId) -> Result<Option<Track>>;

    /// Those of the passages that exist, each with its track, in the order of `ids`.
    async fn passages(&self, ids: &[PassageId]) -> Result<Vec<(Track, Passage)>>;

    /// For every track with passages, the checksum of its entries.
    async fn checksums(&self) -> Result<HashMap<TrackId, Checksum>>;

    /// What a vector index should hold of the track: nothing, if there is no such track.
    async fn entries(&self, track: TrackId) -> Result<Vec<Entry>>;

    /// How much there is.
    async fn summary(&self) -> Result<Summary>;
}

/// Opens the catalog that `url` names and brings its tables up to date.
pub async fn open(url: &str) -> Result<Arc<dyn Catalog>> {
    match url.split_once(':') {
        Some(("sqlite", path)) => Ok(Arc::new(sqlite::SqliteCatalog::open(path).await?)),
        _ => Err(Error::invalid(format!("`{url}` is not a catalog: use sqlite:FILE"))),
    }
}

/// What every catalog must do; each implementation runs it on an empty one.
#[cfg(test)]
pub(crate) async fn conforms(catalog: &dyn Catalog) {
    let first = samples::track("first", 3);
    let second = samples::track("second", 1);
    catalog.put("file:/m/first", "1", &first).await.unwrap();
    catalog.put("file:/m/second", "1", &second).await.unwrap();
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 2, passages: 4 });
    assert_eq!(catalog.track(first.track.id).await.unwrap().as_ref(), Some(&first.track));
    assert_eq!(catalog.track(TrackId::of("none")).await.unwrap(), None);
    assert_eq!(catalog.entries(first.track.id).await.unwrap(), first.entries);

    let unknown = PassageId { track: TrackId::of("none"), number: 0 };
    let wanted = [second.passages[0].id, unknown, first.passages[2].id];
    let found = catalog.passages(&wanted).await.unwrap();
    let expected = [
        (second.track.clone(), second.passages[0].clone()),
        (first.track.clone(), first.passages[2].clone()),
    ];
    assert_eq!(found, expected, "in the order asked for, without what is unknown");

    let shorter = samples::track("first", 1);
    catalog.put("file:/m/first", "2", &shorter).await.unwrap();
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 2, passages: 2 });
    let checksums = catalog.checksums().await.unwrap();
    assert_eq!(checksums[&first.track.id], crate::vectors::checksum(&shorter.entries));

    catalog.refuse("file:/m/second", "2", "it is broken").await.unwrap();
    catalog.put("file:/n/third", "1", &samples::track("third", 1)).await.unwrap();
    let visits = catalog.visits("file:/m/").await.unwrap();
    let taken = Visit { stamp: "2".to_owned(), outcome: Outcome::Taken };
    let refused = Outcome::Refused("it is broken".to_owned());
    let refused = Visit { stamp: "2".to_owned(), outcome: refused };
    let expected = [("file:/m/first".to_owned(), taken), ("file:/m/second".to_owned(), refused)];
    assert_eq!(visits, HashMap::from(expected));
    assert_eq!(catalog.track(second.track.id).await.unwrap(), None, "refused is forgotten");

    catalog.forget("file:/m/first").await.unwrap();
    assert_eq!(catalog.track(first.track.id).await.unwrap(), None);
    assert!(catalog.entries(first.track.id).await.unwrap().is_empty());
    assert_eq!(catalog.visits("file:/m/").await.unwrap().len(), 1);
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 1, passages: 1 });
}

#[cfg(test)]
mod samples {
    use std::time::Duration;

    use super::{IndexedTrack, Passage, PassageId, Track, TrackId};
    use crate::embedding::Embedding;
    use crate::feeling::Feeling;
    use crate::music::{AudioPlace, AudioRef, TimeSpan};
    use crate::vectors::Entry;

    pub(super) fn track(name: &str, passages: u32) -> IndexedTrack {
        let id = TrackId::of(&format!("file:/m/{name}"));
        let language = "vi".parse().ok();
        let track = Track {
            id,
            title: name.to_owned(),
            artist: "Người hát".to_owned(),
            album: String::new(),
            genres: vec!["folk".to_owned(), "live".to_owned()],
            year: Some(1931),
            language,
            duration: Some(Duration::from_millis(61_250)),
            audio: Some(AudioRef {
                place: AudioPlace::File(format!("/m/{name}.mp3").into()),
                media_type: "audio/mpeg".to_owned(),
            }),
        };
        let passage = |number| Passage {
            id: PassageId { track: id, number },
            span: TimeSpan::new(Duration::from_secs(number.into()), Duration::from_millis(60_500)),
            text: format!("dòng {number}"),
            description: format!("dòng {number}"),
            feeling: Feeling::new(0.5, -0.25),
        };
        let entry = |number| Entry {
            number,
            language,
            embedding: Embedding::from_raw(vec![1.0, number as f32, 0.5]).unwrap(),
        };
        let passages_of = (0..passages).map(passage).collect();
        IndexedTrack { track, passages: passages_of, entries: (0..passages).map(entry).collect() }
    }
}
