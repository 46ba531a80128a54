//! The library at a glance: where its passages lie, what a point stands for, and how well photos are answered.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

use super::Served;
use super::error::Problem;
use super::page::{names, tag};
use crate::blocking::blocking;
use crate::catalog::{Catalog, Charted};
use crate::error::{Error, Result};
use crate::feeling::Feeling;
use crate::music::{PassageId, words};
use crate::recommend::{PassageAnswer, TrackAnswer};
use crate::survey::{Coverage, Survey, coverage};

/// How many parts a coordinate's way from 0 to 1 is told in.
const PARTS: f32 = 1000.0;

/// All passages of the library as columns, for a map of many thousand points.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LibraryMap {
    /// Genres as lowercase words, those of the most passages first.
    genres: Vec<String>,
    /// Languages by their ISO 639 codes, those of the most passages first.
    languages: Vec<String>,
    /// The tracks that have passages, a value each in every column.
    tracks: TrackColumns,
    /// Their passages, likewise.
    passages: PassageColumns,
    /// How much there is for each mood.
    moods: Vec<MoodCoverage>,
}

/// What the map tells of tracks.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct TrackColumns {
    /// Which track it is: 32 hexadecimal digits.
    id: Vec<String>,
    /// The first genre that its tags name, as a place in `genres`; null if they name none.
    genre: Vec<Option<usize>>,
    /// The language of its words, as a place in `languages`; null without words.
    language: Vec<Option<usize>>,
}

/// What the map tells of passages.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(super) struct PassageColumns {
    /// The track that it is a part of, as a place in the columns of `tracks`.
    track: Vec<usize>,
    /// Its number in that track, from 0.
    number: Vec<u32>,
    /// From unpleasant (-1000) to pleasant (1000).
    valence: Vec<i16>,
    /// From still (-1000) to stirred (1000).
    arousal: Vec<i16>,
}

/// How much of the library lies in the region of a mood.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MoodCoverage {
    /// What the mood is called.
    name: &'static str,
    /// Songs with at least one passage in its region.
    songs: usize,
    /// Passages in its region; regions overlap.
    passages: usize,
}

/// A passage and the track that it is a part of.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PassageOfTrack {
    /// The track.
    track: TrackAnswer,
    /// The passage.
    passage: PassageAnswer,
}

/// How well the library answers photos: which songs are among the first ten for those of the built-in sample,
/// by nearness in meaning alone.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SurveyAnswer {
    /// How many photos the sample has.
    photos: usize,
    /// How many songs can be found.
    songs: usize,
    /// The share of them that are among the first ten for some photo, from 0 to 1.
    reach: f64,
    /// What that share would be if every list were drawn by lot.
    reach_by_lot: f64,
    /// The share of all places that one song in a hundred, at least one, takes: those with the most; from 0 to 1.
    hubs: f64,
    /// The songs with the most places, those first; five at most.
    most: Vec<Hub>,
}

/// A song that many photos find.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Hub {
    /// The song.
    track: TrackAnswer,
    /// For how many photos it is among the first ten.
    photos: usize,
}

/// A map as it is sent.
#[derive(Clone)]
pub(super) struct Told {
    json: Bytes,
    tag: String,
}

/// Tells where all passages of the library lie. What was answered before is answered with 304 to whoever names
/// its tag.
#[utoipa::path(
    get,
    path = "/api/v1/map",
    responses(
        (status = 200, body = LibraryMap),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn map(State(served): State<Served>, headers: HeaderMap) -> Result<Response> {
    let made = served.maps.of(&served.recommend.reading.get()).await?;
    let Told { json, tag } = made.get_or_try_init(|| drawn(&*served.catalog)).await?;
    let kept = [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, "no-cache")];
    if names(&headers, header::IF_NONE_MATCH, tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, "application/json")], json.clone()).into_response())
}

async fn drawn(catalog: &dyn Catalog) -> Result<Told> {
    let charted = catalog.chart().await?;
    let json = blocking(move || LibraryMap::of(&charted).json()).await?;
    Ok(Told { tag: tag(&json), json: json.into() })
}

/// Tells of one passage: what a point of the map stands for.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}/passages/{number}",
    params(
        ("id" = String, Path, description = "32 hexadecimal digits"),
        ("number" = u32, Path, description = "its number in the track, from 0"),
    ),
    responses(
        (status = 200, body = PassageOfTrack),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn passage(
    State(served): State<Served>,
    Path((track, number)): Path<(String, String)>,
) -> Result<Json<PassageOfTrack>> {
    let wrong = |error| Error::invalid(format!("`{number}` is not a number")).because(error);
    let id = PassageId { track: track.parse()?, number: number.parse().map_err(wrong)? };
    let found = served.catalog.passages(&[id]).await?.pop();
    let missing = || Error::not_found(format!("track `{track}` has no passage {number}"));
    let (track, passage) = found.ok_or_else(missing)?;
    Ok(Json(PassageOfTrack { track: (&track).into(), passage: (&passage).into() }))
}

/// Tells how well the library answers photos. It is surveyed when this is first asked, and again after it
/// changed; a survey that takes long is answered with 503 until it is made.
#[utoipa::path(
    get,
    path = "/api/v1/survey",
    responses(
        (status = 200, body = SurveyAnswer),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn survey(State(served): State<Served>) -> Result<Json<SurveyAnswer>> {
    let survey = served.surveys.latest(served.recommend.reading.get()).await?;
    let Survey { photos, songs, reach, reach_by_lot, hubs, most } = survey;
    let mut named = Vec::with_capacity(most.len());
    for (track, photos) in most {
        // One that the catalog has forgotten meanwhile has no name any more.
        if let Some(track) = served.catalog.track(track).await? {
            named.push(Hub { track: (&track).into(), photos });
        }
    }
    Ok(Json(SurveyAnswer { photos, songs, reach, reach_by_lot, hubs, most: named }))
}

impl LibraryMap {
    fn of(charted: &[Charted]) -> Self {
        let genre = |track: &Charted| track.genres.first().map(|genre| words(genre));
        let language = |track: &Charted| track.language.map(|language| language.to_string());
        let (genres, genre) = by_frequency(charted, genre);
        let (languages, language) = by_frequency(charted, language);
        let id = charted.iter().map(|track| track.track.to_string()).collect();
        let feelings = |track: &Charted| -> Vec<Feeling> {
            track.passages.iter().map(|(_, feeling)| *feeling).collect()
        };
        let moods = coverage(charted.iter().map(feelings));
        Self {
            genres,
            languages,
            tracks: TrackColumns { id, genre, language },
            passages: PassageColumns::of(charted),
            moods: moods.into_iter().map(MoodCoverage::from).collect(),
        }
    }

    fn json(&self) -> Result<Vec<u8>> {
        let unwritten = |error| Error::internal("the map cannot be written").because(error);
        serde_json::to_vec(self).map_err(unwritten)
    }
}

impl PassageColumns {
    fn of(charted: &[Charted]) -> Self {
        let mut columns = Self::default();
        for (place, track) in charted.iter().enumerate() {
            for (number, feeling) in &track.passages {
                columns.track.push(place);
                columns.number.push(*number);
                columns.valence.push((PARTS * feeling.valence()).round() as i16);
                columns.arousal.push((PARTS * feeling.arousal()).round() as i16);
            }
        }
        columns
    }
}

impl From<Coverage> for MoodCoverage {
    fn from(Coverage { mood, songs, passages }: Coverage) -> Self {
        Self { name: mood.name, songs, passages }
    }
}

/// The names that the tracks have, those of the most passages first, equal ones by the alphabet; and for each
/// track the place of its name among them.
fn by_frequency(
    charted: &[Charted],
    name: impl Fn(&Charted) -> Option<String>,
) -> (Vec<String>, Vec<Option<usize>>) {
    let of: Vec<Option<String>> =
        charted.iter().map(|track| name(track).filter(|name| !name.is_empty())).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (track, name) in charted.iter().zip(&of) {
        if let Some(name) = name {
            *counts.entry(name).or_default() += track.passages.len();
        }
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
    names.sort_unstable_by(|(a, many), (b, more)| more.cmp(many).then(a.cmp(b)));
    let place: HashMap<&str, usize> = names.iter().map(|(name, _)| *name).zip(0..).collect();
    let places = of.iter().map(|name| place.get(name.as_deref()?).copied()).collect();
    (names.into_iter().map(|(name, _)| name.to_owned()).collect(), places)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::TrackId;

    fn track(name: &str, genres: &[&str], language: &str, feelings: &[(f32, f32)]) -> Charted {
        let feeling = |(valence, arousal): &(f32, f32)| Feeling::new(*valence, *arousal);
        Charted {
            track: TrackId::of(name),
            genres: genres.iter().map(|genre| (*genre).to_owned()).collect(),
            language: language.parse().ok(),
            passages: (0..).zip(feelings.iter().map(feeling)).collect(),
        }
    }

    #[test]
    fn names_come_by_how_many_passages_they_have() {
        let charted = [
            track("a", &["Jazz"], "vi", &[(0.0, 0.0)]),
            track("b", &["hip-hop", "Jazz"], "", &[(0.1, 0.2), (0.3, 0.4)]),
            track("c", &[], "en", &[(0.5, 0.6), (0.7, 0.8)]),
            track("d", &["HIP HOP"], "en", &[(0.9, 1.0)]),
        ];
        let map = LibraryMap::of(&charted);
        assert_eq!(
            (map.genres, map.languages),
            (vec!["hip hop".to_owned(), "jazz".to_owned()], vec!["en".to_owned(), "vi".to_owned()])
        );
        assert_eq!(map.tracks.genre, [Some(1), Some(0), None, Some(0)]);
        assert_eq!(map.tracks.language, [Some(1), None, Some(0), Some(0)]);
        assert_eq!(map.passages.track, [0, 1, 1, 2, 2, 3]);
        assert_eq!(map.passages.number, [0, 0, 1, 0, 1, 0]);
    }

    #[test]
    fn feelings_are_told_in_thousandths() {
        let map = LibraryMap::of(&[track("a", &[], "", &[(-1.0, 1.0), (0.1234, -0.9996)])]);
        assert_eq!(map.passages.valence, [-1000, 123]);
        assert_eq!(map.passages.arousal, [1000, -1000]);
    }

    #[test]
    fn an_empty_library_has_an_empty_map() {
        let map = LibraryMap::of(&[]);
        assert!(map.tracks.id.is_empty() && map.passages.number.is_empty());
        assert!(map.moods.iter().all(|mood| mood.songs == 0), "{:?}", map.moods);
    }
}
