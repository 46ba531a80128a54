//! What the library holds, what can be asked for, and whether the server is well.

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Served;
use super::error::Problem;
use crate::catalog::Summary;
use crate::error::{Error, Result};
use crate::feeling::MOODS;
use crate::music::{Track, TrackId};
use crate::recommend::TrackAnswer;

/// A mood that can be asked for.
#[derive(Serialize, ToSchema)]
pub(super) struct MoodAnswer {
    /// What it is called.
    name: &'static str,
    /// The middle of its region: from unpleasant (-1) to pleasant (1).
    valence: f32,
    /// The middle of its region: from still (-1) to stirred (1).
    arousal: f32,
    /// How far its region reaches from there.
    radius: f32,
}

/// Whether the server can answer.
#[derive(Serialize, ToSchema)]
pub(super) struct Ready {
    /// Tracks in the library.
    tracks: u64,
    /// Passages in the library.
    passages: u64,
    /// The captioner that is in use.
    captioner: String,
    /// The text encoder that is in use.
    text_encoder: String,
}

/// Tells of one track.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = TrackAnswer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn track(
    State(served): State<Served>,
    Path(id): Path<String>,
) -> Result<Json<TrackAnswer>> {
    Ok(Json((&find(&served, &id).await?).into()))
}

/// The track with this id, as written in an address.
pub(super) async fn find(served: &Served, id: &str) -> Result<Track> {
    let id: TrackId = id.parse()?;
    let track = served.catalog.track(id).await?;
    track.ok_or_else(|| Error::not_found(format!("there is no track `{id}`")))
}

/// Lists the moods that can be asked for.
#[utoipa::path(get, path = "/api/v1/moods", responses((status = 200, body = [MoodAnswer])))]
pub(super) async fn moods() -> Json<Vec<MoodAnswer>> {
    let told = |mood: &crate::feeling::Mood| MoodAnswer {
        name: mood.name,
        valence: mood.centre.valence(),
        arousal: mood.centre.arousal(),
        radius: mood.radius,
    };
    Json(MOODS.iter().map(told).collect())
}

/// Says that the server runs.
#[utoipa::path(get, path = "/healthz", responses((status = 200, body = String)))]
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// Says whether the server can answer: its catalog can be read.
#[utoipa::path(
    get,
    path = "/readyz",
    responses(
        (status = 200, body = Ready),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn readyz(State(served): State<Served>) -> Result<Json<Ready>> {
    let Summary { tracks, passages } = served.catalog.summary().await?;
    let captioner = served.recommend.looking.get().choice.pack.clone();
    let text_encoder = served.recommend.reading.get().choice.pack.clone();
    Ok(Json(Ready { tracks, passages, captioner, text_encoder }))
}
