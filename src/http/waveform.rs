//! `GET /api/v1/tracks/{id}/waveform`

use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::Served;
use super::error::Problem;
use super::library::find;
use crate::error::{Error, Result};
use crate::ingest::listen::{Envelope, Listened};
use crate::music::rounded;

/// How loud a track is from moment to moment, to draw it.
#[derive(Serialize, ToSchema)]
pub(super) struct Waveform {
    /// Seconds from one level to the next.
    step_s: f64,
    /// Root mean square amplitudes, from 0, silence, to 1, the loudest moment; at most 600.
    levels: Vec<f32>,
}

impl From<Envelope> for Waveform {
    fn from(envelope: Envelope) -> Self {
        let levels = envelope.levels.into_iter().map(rounded).collect();
        Self { step_s: envelope.step.as_secs_f64(), levels }
    }
}

/// Tells how loud a track is from moment to moment.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}/waveform",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = Waveform),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn waveform(
    State(served): State<Served>,
    Path(id): Path<String>,
) -> Result<Json<Waveform>> {
    let track = find(&served, &id).await?;
    let kept = served.catalog.heard(track.id).await?;
    let heard = kept.and_then(|kept| Listened::from_bytes(&kept.made));
    let heard =
        heard.ok_or_else(|| Error::not_found(format!("nothing was heard of track `{id}`")))?;
    Ok(Json(Envelope::of(&heard.sound).into()))
}
