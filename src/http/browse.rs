//! `GET /api/v1/library`, `/api/v1/tracks` and `/api/v1/refusals`: the library as people look through it.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Served;
use super::error::Problem;
use super::library::find;
use crate::app::within;
use crate::catalog::browse::{Facets, Listing, MOST_ROWS, Only, Refusal, Row, Sort};
use crate::error::{Error, Result};
use crate::music::{Passage, Seconds, rounded};
use crate::recommend::PassageAnswer;

/// How many rows are given where nothing is said.
const ROWS: u32 = 100;
/// How long what is searched for can be, in characters.
const LONGEST_SEARCH: usize = 200;

/// What there is to choose by.
#[derive(Serialize, ToSchema)]
pub(super) struct LibraryAnswer {
    /// Tracks.
    tracks: u64,
    /// Their passages.
    passages: u64,
    /// Tracks that can be played.
    audible: u64,
    /// Tracks with words.
    worded: u64,
    /// Tracks with words that were set aside.
    set_aside: u64,
    /// Places that could not be used.
    refused: u64,
    /// Languages of words by their ISO 639 codes, the most frequent first.
    languages: Vec<Share>,
    /// Genres that the tags name, as lowercase words, the most frequent first; 200 at most.
    genres: Vec<Share>,
    /// Decades by their first years, such as 1990, the earliest first.
    decades: Vec<Share>,
}

/// Something that tracks have in common.
#[derive(Serialize, ToSchema)]
pub(super) struct Share {
    /// What it is called.
    name: String,
    /// How many tracks have it.
    tracks: u64,
}

/// Which tracks are listed, and in which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ListingQuery {
    /// Each of its words begins a word of the title, the artist or the album, whatever the case and the
    /// accents.
    search: Option<String>,
    /// Those whose words are in this language alone: an ISO 639 code.
    language: Option<String>,
    /// Those of this state alone: with words that were set aside, without words that are used, without
    /// audio.
    #[param(inline)]
    only: Option<Only>,
    /// What they are sorted by; without it, by artist.
    #[param(inline)]
    sort: Option<Sort>,
    /// Whether the last comes first.
    descending: Option<bool>,
    /// How many are passed over.
    offset: Option<u64>,
    /// How many are given, from 1 to 500; without it, 100.
    limit: Option<u32>,
}

/// A page of the tracks.
#[derive(Serialize, ToSchema)]
pub(super) struct TrackPage {
    /// All tracks that the question is true of, those of other pages included.
    total: u64,
    /// The tracks of this page.
    rows: Vec<TrackRow>,
}

/// A track in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct TrackRow {
    /// 32 hexadecimal digits.
    id: String,
    /// Its name.
    title: String,
    /// Who made it; empty if nobody is named.
    artist: String,
    /// The collection it is part of; empty if none is named.
    album: String,
    /// What kind of music its tags say it is.
    genres: Vec<String>,
    /// The year of its release; null if that is not known.
    year: Option<i32>,
    /// The language of its words, by its ISO 639 code; null without words.
    language: Option<String>,
    /// How long it plays, in seconds; null without audio.
    duration_s: Option<Seconds>,
    /// Whether its words or its tags say that it is not for everyone.
    explicit: bool,
    /// How many passages it has.
    passages: u32,
    /// Where the words come from that are used: `owner`, `lrc`, `txt`, `timed_tag` or `tag`; null if none
    /// are.
    words: Option<String>,
    /// How many other words were found for it and set aside.
    set_aside: u32,
}

/// A passage among those of its track.
#[derive(Serialize, ToSchema)]
pub(super) struct TrackPassage {
    /// What is told of it wherever it is offered.
    #[serde(flatten)]
    passage: PassageAnswer,
    /// The moods that its feeling is near to, the nearest first; never empty.
    moods: Vec<&'static str>,
    /// How much it stands out in its track, from 0 to 1.
    prominence: f32,
}

/// What was asked of the list of refusals.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct RefusalQuery {
    /// Those whose place or reason holds this text alone.
    search: Option<String>,
    /// How many are passed over.
    offset: Option<u64>,
    /// How many are given, from 1 to 500; without it, 100.
    limit: Option<u32>,
}

/// A page of what could not be used.
#[derive(Serialize, ToSchema)]
pub(super) struct RefusalPage {
    /// All places that the question is true of, those of other pages included.
    total: u64,
    /// The places of this page.
    rows: Vec<RefusalRow>,
}

/// A place whose track could not be used.
#[derive(Serialize, ToSchema)]
pub(super) struct RefusalRow {
    /// The track that would be found there: 32 hexadecimal digits. Words that were found for it are told
    /// under this id.
    track: String,
    /// Where it is, within the folder that was looked at.
    place: String,
    /// Why it was refused.
    reason: String,
    /// How many texts were found for it.
    words: u32,
}

/// Tells how much the library holds, and what there is to choose by.
#[utoipa::path(get, path = "/api/v1/library", responses((status = 200, body = LibraryAnswer)))]
pub(super) async fn library(State(served): State<Served>) -> Result<Json<LibraryAnswer>> {
    Ok(Json(served.catalog.facets().await?.into()))
}

/// Lists the tracks of the library.
#[utoipa::path(
    get,
    path = "/api/v1/tracks",
    params(ListingQuery),
    responses(
        (status = 200, body = TrackPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn tracks(
    State(served): State<Served>,
    asked: Result<Query<ListingQuery>, QueryRejection>,
) -> Result<Json<TrackPage>> {
    let page = served.catalog.list(&understood(asked)?.try_into()?).await?;
    let rows = page.rows.into_iter().map(TrackRow::from).collect();
    Ok(Json(TrackPage { total: page.total, rows }))
}

/// Tells of the passages of a track, in their order.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}/passages",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = [TrackPassage]),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn passages(
    State(served): State<Served>,
    Path(id): Path<String>,
) -> Result<Json<Vec<TrackPassage>>> {
    let track = find(&served, &id).await?;
    let passages = served.catalog.passages_of(track.id).await?;
    Ok(Json(passages.iter().map(TrackPassage::from).collect()))
}

/// Lists what could not be used, and why.
#[utoipa::path(
    get,
    path = "/api/v1/refusals",
    params(RefusalQuery),
    responses(
        (status = 200, body = RefusalPage),
        (status = 400, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn refusals(
    State(served): State<Served>,
    asked: Result<Query<RefusalQuery>, QueryRejection>,
) -> Result<Json<RefusalPage>> {
    let RefusalQuery { search, offset, limit } = understood(asked)?;
    let (search, offset) = (searched(search)?, offset.unwrap_or(0));
    let page = served.catalog.refusals(&search, offset, rows(limit)?).await?;
    let rows = page.rows.into_iter().map(RefusalRow::from).collect();
    Ok(Json(RefusalPage { total: page.total, rows }))
}

fn understood<T>(asked: Result<Query<T>, QueryRejection>) -> Result<T> {
    asked.map(|Query(asked)| asked).map_err(|rejection| Error::invalid(rejection.body_text()))
}

fn searched(search: Option<String>) -> Result<String> {
    let search = search.unwrap_or_default();
    match search.chars().count() {
        0..=LONGEST_SEARCH => Ok(search),
        long => Err(Error::invalid(format!(
            "a search has at most {LONGEST_SEARCH} characters, not {long}"
        ))),
    }
}

fn rows(limit: Option<u32>) -> Result<u32> {
    match limit.unwrap_or(ROWS) {
        limit @ 1..=MOST_ROWS => Ok(limit),
        limit => Err(Error::invalid(format!("limit {limit} is not from 1 to {MOST_ROWS}"))),
    }
}

impl TryFrom<ListingQuery> for Listing {
    type Error = Error;

    fn try_from(asked: ListingQuery) -> Result<Self> {
        Ok(Self {
            search: searched(asked.search)?,
            language: asked.language.as_deref().map(str::parse).transpose()?,
            only: asked.only,
            sort: asked.sort.unwrap_or_default(),
            descending: asked.descending.unwrap_or(false),
            offset: asked.offset.unwrap_or(0),
            limit: rows(asked.limit)?,
        })
    }
}

impl From<Facets> for LibraryAnswer {
    fn from(facets: Facets) -> Self {
        Self {
            tracks: facets.tracks,
            passages: facets.passages,
            audible: facets.audible,
            worded: facets.worded,
            set_aside: facets.set_aside,
            refused: facets.refused,
            languages: shares(facets.languages),
            genres: shares(facets.genres),
            decades: shares(facets.decades),
        }
    }
}

fn shares(counted: Vec<(impl ToString, u64)>) -> Vec<Share> {
    counted.into_iter().map(|(name, tracks)| Share { name: name.to_string(), tracks }).collect()
}

impl From<Row> for TrackRow {
    fn from(Row { track, passages, words, set_aside }: Row) -> Self {
        Self {
            id: track.id.to_string(),
            title: track.title,
            artist: track.artist,
            album: track.album,
            genres: track.genres,
            year: track.year,
            language: track.language.map(|language| language.to_string()),
            duration_s: track.duration.map(Seconds::from),
            explicit: track.explicit,
            passages,
            words,
            set_aside,
        }
    }
}

impl From<&Passage> for TrackPassage {
    fn from(passage: &Passage) -> Self {
        Self {
            passage: passage.into(),
            moods: passage.feeling.moods().into_iter().map(|mood| mood.name).collect(),
            prominence: rounded(passage.prominence),
        }
    }
}

impl From<Refusal> for RefusalRow {
    fn from(refusal: Refusal) -> Self {
        Self {
            track: refusal.track.to_string(),
            place: within(refusal.root.as_deref().unwrap_or_default(), &refusal.reference),
            reason: refusal.reason,
            words: refusal.words,
        }
    }
}
