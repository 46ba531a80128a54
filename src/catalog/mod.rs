//! What the library holds: tracks, their passages, what became of every place that was looked at,
//! and which models are in use. A passage exists if and only if the catalog says so.
//!
//! What a text encoder made of the passages is a *collection*, named after the encoder and its
//! weights. Several can be there: one is in use while another one is made.

pub mod browse;
#[cfg(test)]
mod conformance;
mod sqlite;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;

use self::browse::Browse;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::feeling::Feeling;
use crate::impression::{Impression, ImpressionId, Trial};
use crate::models::pack::Pack;
use crate::models::registry::Purpose;
use crate::music::{
    AudioCopy, Decision, FoundLyrics, Language, Passage, PassageId, Track, TrackId,
};
use crate::profile::{Event, Moment, Profile, ProfileId};
use crate::vectors::{Checksum, Record};

/// Weights that are in use: a pack, and which state of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the pack is called.
    pub pack: String,
    /// Names its weights: another revision gives other results.
    pub revision: String,
}

impl Choice {
    /// The pack as it is now.
    pub fn of(pack: &Pack) -> Self {
        Self { pack: pack.name().to_owned(), revision: pack.revision().to_owned() }
    }

    /// What a text encoder's embeddings are kept under.
    pub fn collection(&self) -> String {
        format!("{}-{}", self.pack, self.revision)
    }
}

/// A track that is ready to be found.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexedTrack {
    /// The track itself.
    pub track: Track,
    /// Its passages, numbered from 0.
    pub passages: Vec<Passage>,
    /// Names the encoder that read them.
    pub collection: String,
    /// What it made of each passage.
    pub embeddings: Vec<Embedding>,
    /// The words that were found for it, by trust, those that were set aside included.
    pub lyrics: Vec<FoundLyrics>,
    /// The file that it was heard in.
    pub file: Option<AudioCopy>,
    /// Its title as others are compared with it.
    pub name: String,
}

impl IndexedTrack {
    /// What the vector index of the collection is to hold of it, scores not corrected yet.
    pub fn record(&self) -> Record {
        Record::new(&self.track, &self.passages, &self.embeddings)
    }
}

/// Where a track was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// Which source and which place: `file:/music/a.mp3`.
    pub reference: &'a str,
    /// Changes when the place's content does, or when a newer version would treat it otherwise.
    pub stamp: &'a str,
    /// The folder that was looked at, whose path names artist and album.
    pub root: &'a str,
}

/// What listening made of a file, so that it need not be decoded again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The file's size and time and the version of listening: of another key, it is of no use.
    pub key: String,
    /// What was made.
    pub made: Vec<u8>,
}

/// A track that may be the same recording as another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Namesake {
    /// The track.
    pub track: Track,
    /// One of its files.
    pub file: AudioCopy,
    /// Whether it has words.
    pub words: bool,
}

/// A track that a text encoder has not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Which one.
    pub track: TrackId,
    /// What there is to read: the descriptions of its passages, in their order.
    pub descriptions: Vec<String>,
}

/// A track on the map of the library: its kind, and where its passages lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Charted {
    /// Which one.
    pub track: TrackId,
    /// What kind of music its tags say it is.
    pub genres: Vec<String>,
    /// The language of its words; `None` for music without words.
    pub language: Option<Language>,
    /// The numbers of its passages, at least one, and how each of them feels.
    pub passages: Vec<(u32, Feeling)>,
}

/// What became of a place that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Changes when the place's content does, or when a newer version would treat it otherwise.
    pub stamp: String,
    /// What became of it.
    pub outcome: Outcome,
    /// The folder that was looked at; `None` if an older version found it.
    pub root: Option<String>,
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

/// What an event makes of a profile: quick, and without waiting for anything.
pub type Learn<'a> = dyn Fn(&mut Profile) + Send + Sync + 'a;

/// The library's records. Every method that writes is atomic: all of it happens, or nothing.
#[async_trait]
pub trait Catalog: Browse {
    /// Makes this all that is known of the track, and remembers that `place` is done. The files of
    /// the track `twin`, if one is named, become files of this one, and that track is forgotten. Fails
    /// as `Unavailable` if the text encoder that is in use is not the one that read the track; what
    /// other encoders made of it is forgotten.
    async fn put(
        &self,
        place: Place<'_>,
        indexed: &IndexedTrack,
        twin: Option<TrackId>,
    ) -> Result<()>;

    /// Remembers that `place` holds one more file of the track `twin`; what was known of the place
    /// before is forgotten. Fails as `Unavailable` if there is no such track by now.
    async fn attach(&self, place: Place<'_>, file: &AudioCopy, twin: TrackId) -> Result<()>;

    /// Forgets what was known of the track at `place`, and remembers why it was refused, and the words
    /// that were found for it.
    async fn refuse(&self, place: Place<'_>, reason: &str, lyrics: &[FoundLyrics]) -> Result<()>;

    /// Forgets the track at `reference` and that the place was ever looked at. Other files of the
    /// same track count as never looked at; if it was one of those, the track stays.
    async fn forget(&self, reference: &str) -> Result<()>;

    /// What was kept of `reference` when it was last listened to.
    async fn kept(&self, reference: &str) -> Result<Option<Kept>>;

    /// What was kept of the file that `track` is played from.
    async fn heard(&self, track: TrackId) -> Result<Option<Kept>>;

    /// Keeps this instead; `None` keeps nothing.
    async fn keep_heard(&self, reference: &str, kept: Option<&Kept>) -> Result<()>;

    /// Files of tracks with this name, those of `but` excepted.
    async fn namesakes(&self, name: &str, but: TrackId) -> Result<Vec<Namesake>>;

    /// The words that were found for a track, by trust.
    async fn lyrics(&self, track: TrackId) -> Result<Vec<FoundLyrics>>;

    /// What the owner said of the words of a track, by their key.
    async fn decisions(&self, track: TrackId) -> Result<HashMap<String, Decision>>;

    /// Keeps what the owner says of words of a track; `None` leaves it to the program again.
    async fn decide(&self, track: TrackId, key: &str, decision: Option<Decision>) -> Result<()>;

    /// What the owner wrote as the words of a track.
    async fn own_words(&self, track: TrackId) -> Result<Option<String>>;

    /// Keeps this instead; `None` keeps nothing.
    async fn keep_own_words(&self, track: TrackId, text: Option<&str>) -> Result<()>;

    /// What an encoder made of the track's descriptions, by description.
    async fn readings(
        &self,
        collection: &str,
        track: TrackId,
    ) -> Result<HashMap<String, Embedding>>;

    /// What became of all places whose reference begins with `prefix`, by reference.
    async fn visits(&self, prefix: &str) -> Result<HashMap<String, Visit>>;

    /// The track with this id.
    async fn track(&self, id: TrackId) -> Result<Option<Track>>;

    /// Those of the passages that exist, each with its track, in the order of `ids`.
    async fn passages(&self, ids: &[PassageId]) -> Result<Vec<(Track, Passage)>>;

    /// All tracks with passages, in the order of their ids. Reads nothing else of them, so that a library of
    /// 100,000 passages is charted at once.
    async fn chart(&self) -> Result<Vec<Charted>>;

    /// How much there is.
    async fn summary(&self) -> Result<Summary>;

    /// For every track that the collection holds, the checksum of its record.
    async fn checksums(&self, collection: &str) -> Result<HashMap<TrackId, Checksum>>;

    /// What the vector index of the collection should hold of the track, scores not corrected yet:
    /// nothing, if the collection does not have it.
    async fn record(&self, collection: &str, track: TrackId) -> Result<Record>;

    /// How many tracks with passages the collection lacks.
    async fn lacks(&self, collection: &str) -> Result<u64>;

    /// Up to `limit` of the tracks that the collection lacks.
    async fn unread(&self, collection: &str, limit: u32) -> Result<Vec<Unread>>;

    /// Adds to the collection what its encoder made of the track's descriptions. Says `false`, and
    /// changes nothing, if they are no longer the track's.
    async fn add(&self, collection: &str, read: &Unread, made: &[Embedding]) -> Result<bool>;

    /// Forgets all collections but those.
    async fn keep(&self, collections: &[String]) -> Result<()>;

    /// What is in use, if it was ever said.
    async fn choice(&self, purpose: Purpose) -> Result<Option<Choice>>;

    /// Puts `choice` in use instead of `before`; a text encoder only if its collection lacks nothing.
    /// Gives the number of tracks that it lacks: with 0, it is in use. Fails as `Unavailable` if
    /// neither of the two is in use by now.
    async fn choose(
        &self,
        purpose: Purpose,
        choice: &Choice,
        before: Option<&Choice>,
    ) -> Result<u64>;

    /// Begins a profile of which nothing is known; one that is there already stays as it is.
    async fn begin_profile(&self, id: ProfileId, at: Moment) -> Result<()>;

    /// What is known of somebody's taste; `None` if there is no such profile.
    async fn profile(&self, id: ProfileId) -> Result<Option<Profile>>;

    /// Remembers a list that was offered, and counts it for its profile, which begins with it if it is
    /// not there. Of a profile the latest 10,000 lists are kept, of others 100,000.
    async fn show(&self, impression: &Impression) -> Result<()>;

    /// The list with this id.
    async fn impression(&self, id: ImpressionId) -> Result<Option<Impression>>;

    /// Keeps an event and makes of its profile what `learn` makes of it; the profile begins with it
    /// if it is not there. Says `false`, and changes nothing, if the same was told before or there is
    /// no such list. Of a profile the latest 10,000 events are kept, and none longer than its list.
    async fn learn(&self, event: &Event, learn: &Learn<'_>) -> Result<bool>;

    /// The lists that were offered to a profile, the oldest first.
    async fn impressions(&self, profile: ProfileId) -> Result<Vec<Impression>>;

    /// What a profile did, the oldest first.
    async fn events(&self, profile: ProfileId) -> Result<Vec<Event>>;

    /// Forgets a profile, its events and its lists, so that not even a file holds a byte of its id any
    /// more. Says `false` if there is none.
    async fn forget_profile(&self, id: ProfileId) -> Result<bool>;

    /// The lists that were offered within an experiment, with what was done with them; the oldest
    /// first.
    async fn trials(&self, experiment: &str) -> Result<Vec<Trial>>;
}

/// Opens the catalog that `url` names and brings its tables up to date.
pub async fn open(url: &str) -> Result<Arc<dyn Catalog>> {
    match url.split_once(':') {
        Some(("sqlite", path)) => Ok(Arc::new(sqlite::SqliteCatalog::open(path).await?)),
        _ => Err(Error::invalid(format!("`{url}` is not a catalog: use sqlite:FILE"))),
    }
}

/// The catalog that `url` names if there is one; none is made.
pub async fn open_existing(url: &str) -> Result<Option<Arc<dyn Catalog>>> {
    match url.split_once(':') {
        Some(("sqlite", path)) if !Path::new(path).exists() => Ok(None),
        _ => open(url).await.map(Some),
    }
}
