//! What people look through: tracks by the page, what there is to choose by, and what could not be used.

use async_trait::async_trait;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use utoipa::ToSchema;

use super::Visit;
use crate::error::Result;
use crate::music::{Language, Passage, Track, TrackId, words};

/// The most rows that are given at once.
pub const MOST_ROWS: u32 = 500;

/// Which tracks are listed, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// Each of its words begins a word of the title, the artist or the album, whatever the case and the
    /// accents.
    pub search: String,
    /// Those in this language alone.
    pub language: Option<Language>,
    /// Those of this state alone.
    pub only: Option<Only>,
    /// What the rows are sorted by.
    pub sort: Sort,
    /// Whether the last comes first; what is not known comes last in any case.
    pub descending: bool,
    /// How many rows are passed over.
    pub offset: u64,
    /// How many rows are given at most; never more than [`MOST_ROWS`].
    pub limit: u32,
}

/// What tracks are sorted by; equal ones by artist, album and title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Their names.
    Title,
    /// Who made them.
    #[default]
    Artist,
    /// The collections that they are part of.
    Album,
    /// The years of their release.
    Year,
    /// How long they play.
    Duration,
    /// The codes of the languages of their words.
    Language,
}

/// A state that tracks can be chosen by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Only {
    /// Words were found for them and set aside.
    SetAside,
    /// No words are used for them.
    Wordless,
    /// They cannot be played.
    Silent,
}

/// A track in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The track.
    pub track: Track,
    /// How many passages it has.
    pub passages: u32,
    /// Where the words come from that are used; `None` if none are.
    pub words: Option<String>,
    /// How many other words were found for it and set aside.
    pub set_aside: u32,
}

/// A page of something, and how much of it there is.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// All rows that the question is true of, those of other pages included.
    pub total: u64,
    /// The rows of this page.
    pub rows: Vec<T>,
}

/// What there is to choose by, the most frequent first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// Tracks.
    pub tracks: u64,
    /// Their passages.
    pub passages: u64,
    /// Tracks that can be played.
    pub audible: u64,
    /// Tracks with words.
    pub worded: u64,
    /// Tracks with words that were set aside.
    pub set_aside: u64,
    /// Places that could not be used.
    pub refused: u64,
    /// Languages of words, each with the number of tracks.
    pub languages: Vec<(Language, u64)>,
    /// Genres that the tags name, as lowercase words, each with the number of tracks.
    pub genres: Vec<(String, u64)>,
    /// Decades by their first years, each with the number of tracks.
    pub decades: Vec<(i32, u64)>,
}

/// A place whose track could not be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The track that would be found there: words that were found for it are kept under this id.
    pub track: TrackId,
    /// Which source and which place: `file:/music/a.mp3`.
    pub reference: String,
    /// The folder that was looked at.
    pub root: Option<String>,
    /// Why it was refused.
    pub reason: String,
    /// How many texts were found for it.
    pub words: u32,
}

/// What a library is looked through with.
#[async_trait]
pub trait Browse: Send + Sync {
    /// A page of the tracks.
    async fn list(&self, listing: &Listing) -> Result<Page<Row>>;

    /// What there is to choose by.
    async fn facets(&self) -> Result<Facets>;

    /// Places that could not be used, by reference: those whose path within their folder, or whose reason,
    /// holds `search`, whatever the case of ASCII letters.
    async fn refusals(&self, search: &str, offset: u64, limit: u32) -> Result<Page<Refusal>>;

    /// The passages of a track, in their order.
    async fn passages_of(&self, track: TrackId) -> Result<Vec<Passage>>;

    /// The places that were looked at for a track: where it was found, and where else it lies.
    async fn places_of(&self, track: TrackId) -> Result<Vec<(String, Visit)>>;

    /// The folders that were looked at, in order.
    async fn roots(&self) -> Result<Vec<String>>;
}

/// The place that a track is named after, whether it could be used or not; its other files lie elsewhere.
pub async fn own_place(
    catalog: &(impl Browse + ?Sized),
    track: TrackId,
) -> Result<Option<(String, Visit)>> {
    let places = catalog.places_of(track).await?;
    Ok(places.into_iter().find(|(reference, _)| TrackId::of(reference) == track))
}

/// A name as it is searched and sorted: lowercase words without accents, single spaces between them.
pub fn folded(name: &str) -> String {
    let plain: String = name.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    // The one letter of Vietnamese that Unicode does not take apart.
    words(&plain).replace('đ', "d")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_what_people_type() {
        let cases = [
            ("Đường Về", "duong ve"),
            ("Für Élise (live)", "fur elise live"),
            ("AC/DC", "ac dc"),
            ("ｆｕｌｌ", "full"),
            ("", ""),
        ];
        for (name, expected) in cases {
            assert_eq!(folded(name), expected, "{name}");
        }
    }
}
