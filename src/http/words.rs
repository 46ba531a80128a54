//! `/api/v1/tracks/{id}/lyrics`: the words that were found for a track, and what its owner says of them.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Served;
use super::document::Document;
use super::error::Problem;
use super::upkeep::Asked;
use crate::app::{Place, Task};
use crate::catalog::browse::own_place;
use crate::error::{Error, Result};
use crate::ingest::tags::MOST_WORDS;
use crate::music::{Decision, FoundLyrics, Line, Reason, Seconds, TrackId, rounded};

/// The words of a track.
#[derive(Serialize, ToSchema)]
pub(super) struct LyricsAnswer {
    /// What the owner wrote as its words, as it was written; null if they wrote nothing.
    own: Option<String>,
    /// All words that were found, the most trusted first.
    found: Vec<FoundAnswer>,
}

/// Words that were found for a track.
#[derive(Serialize, ToSchema)]
pub(super) struct FoundAnswer {
    /// Which words they are: 64 hexadecimal digits.
    key: String,
    /// What they were found in: `owner`, `lrc`, `txt`, `timed_tag` or `tag`.
    source: String,
    /// The language they are in, by its ISO 639 code; null if that is not known.
    language: Option<String>,
    /// Whether they are the words of the track.
    used: bool,
    /// Why they are set aside; null if nothing is wrong with them.
    reason: Option<ReasonAnswer>,
    /// How sure that is, from 0 to 1.
    confidence: f32,
    /// What the owner says of them, whatever the reason; null if they said nothing.
    decision: Option<Decision>,
    /// The lines by stanzas.
    stanzas: Vec<Vec<LineAnswer>>,
}

/// Why words are set aside.
#[derive(Serialize, ToSchema)]
pub(super) struct ReasonAnswer {
    /// Names the reason; it never changes.
    name: &'static str,
    /// The same in words.
    told: String,
}

/// A line of a song.
#[derive(Serialize, ToSchema)]
pub(super) struct LineAnswer {
    /// Its words.
    text: String,
    /// When it begins, in seconds from the start of the track; null if no time is written.
    start_s: Option<Seconds>,
}

/// What an owner says of words.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    /// Whether they are the words of the track; null leaves it to the program again.
    decision: Option<Decision>,
}

/// Words that an owner writes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// A line each, an empty line between stanzas; lines may have times, as in `.lrc` files. 64 KiB at
    /// most. Null, or nothing but spaces, forgets what was written before.
    text: Option<String>,
}

/// Tells the words that were found for a track, and why they are used or set aside.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}/lyrics",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = LyricsAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn lyrics(
    State(served): State<Served>,
    Path(id): Path<String>,
) -> Result<Json<LyricsAnswer>> {
    let track = known(&served, &id).await?;
    let own = served.catalog.own_words(track).await?;
    let decisions = served.catalog.decisions(track).await?;
    let found = served.catalog.lyrics(track).await?;
    let answer = |words: FoundLyrics| {
        let decision = decisions.get(&words.key).copied();
        FoundAnswer { decision, ..words.into() }
    };
    Ok(Json(LyricsAnswer { own, found: found.into_iter().map(answer).collect() }))
}

/// Uses words that were set aside, or sets words aside; the track is cut anew.
#[utoipa::path(
    put,
    path = "/api/v1/tracks/{id}/lyrics/{key}",
    params(
        ("id" = String, Path, description = "32 hexadecimal digits"),
        ("key" = String, Path, description = "which words: 64 hexadecimal digits"),
    ),
    request_body = Said,
    responses(
        (status = 202, body = Asked),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn decide(
    State(served): State<Served>,
    Path((id, key)): Path<(String, String)>,
    Document(Said { decision }): Document<Said>,
) -> Result<(StatusCode, Json<Asked>)> {
    let track = known(&served, &id).await?;
    if !served.catalog.lyrics(track).await?.iter().any(|words| words.key == key) {
        return Err(Error::not_found(format!("there are no words `{key}` for this track")));
    }
    let place = served.upkeep.reserve()?;
    served.catalog.decide(track, &key, decision).await?;
    Ok(redo(place, track))
}

/// Keeps the owner's own words for a track; the track is cut anew.
#[utoipa::path(
    put,
    path = "/api/v1/tracks/{id}/lyrics",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    request_body = Written,
    responses(
        (status = 202, body = Asked),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn write(
    State(served): State<Served>,
    Path(id): Path<String>,
    Document(Written { text }): Document<Written>,
) -> Result<(StatusCode, Json<Asked>)> {
    let text = text.filter(|text| !text.trim().is_empty());
    if text.as_ref().is_some_and(|text| MOST_WORDS < text.len()) {
        return Err(Error::too_large(format!("the words have more than {MOST_WORDS} bytes")));
    }
    let track = known(&served, &id).await?;
    let place = served.upkeep.reserve()?;
    served.catalog.keep_own_words(track, text.as_deref()).await?;
    Ok(redo(place, track))
}

fn redo(place: Place, track: TrackId) -> (StatusCode, Json<Asked>) {
    (StatusCode::ACCEPTED, Json(Asked { task: place.ask(Task::Redo(track)) }))
}

/// A track that was looked at, whether it could be used or not.
async fn known(served: &Served, id: &str) -> Result<TrackId> {
    let track: TrackId = id.parse()?;
    let place = own_place(&*served.catalog, track).await?;
    place.map(|_| track).ok_or_else(|| Error::not_found(format!("there is no track `{id}`")))
}

impl From<FoundLyrics> for FoundAnswer {
    fn from(found: FoundLyrics) -> Self {
        let stanzas = found.lyrics.stanzas.iter();
        Self {
            key: found.key,
            source: found.source,
            language: found.language.map(|language| language.to_string()),
            used: found.used,
            reason: found.verdict.reason.map(ReasonAnswer::from),
            confidence: rounded(found.verdict.confidence),
            decision: None,
            stanzas: stanzas.map(|lines| lines.iter().map(LineAnswer::from).collect()).collect(),
        }
    }
}

impl From<Reason> for ReasonAnswer {
    fn from(reason: Reason) -> Self {
        Self { name: reason.name(), told: reason.to_string() }
    }
}

impl From<&Line> for LineAnswer {
    fn from(line: &Line) -> Self {
        Self { text: line.text.clone(), start_s: line.span.map(|span| span.start().into()) }
    }
}
