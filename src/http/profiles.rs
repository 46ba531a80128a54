//! `POST /api/v1/feedback` and `/api/v1/profiles`

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Served;
use super::document::Document;
use super::error::Problem;
use crate::error::{Error, Result};
use crate::learning::{self, Export};
use crate::profile::{Event, Moment, ProfileId};

/// A new profile.
#[derive(Serialize, ToSchema)]
pub(super) struct NewProfile {
    /// 32 hexadecimal digits. Whoever knows it may see and delete the profile.
    id: String,
}

/// What somebody did with a song that was offered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Feedback {
    /// Who: 32 hexadecimal digits, random, of the client's or from `POST /api/v1/profiles`.
    profile: String,
    /// In which list it was offered: the answer names it.
    impression: String,
    /// Which song: the id of the track.
    track: String,
    /// What they did: `play`, `finish`, `skip`, `like`, `dislike` or `used` (in a post).
    event: String,
}

impl TryFrom<Feedback> for Event {
    type Error = Error;

    fn try_from(told: Feedback) -> Result<Self> {
        Ok(Self {
            profile: told.profile.parse()?,
            impression: told.impression.parse()?,
            track: told.track.parse()?,
            action: told.event.parse()?,
            at: Moment::now(),
        })
    }
}

/// Learns from what somebody did; the same thing teaches once.
#[utoipa::path(
    post,
    path = "/api/v1/feedback",
    request_body = Feedback,
    responses(
        (status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn feedback(
    State(served): State<Served>,
    Document(told): Document<Feedback>,
) -> Result<StatusCode> {
    learning::learn(&*served.catalog, &told.try_into()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a profile with an id that nobody can guess.
#[utoipa::path(post, path = "/api/v1/profiles", responses((status = 201, body = NewProfile)))]
pub(super) async fn begin(State(served): State<Served>) -> Result<(StatusCode, Json<NewProfile>)> {
    let id = ProfileId::unguessable()?;
    served.catalog.begin_profile(id, Moment::now()).await?;
    Ok((StatusCode::CREATED, Json(NewProfile { id: id.to_string() })))
}

/// Tells all that is kept of a profile.
#[utoipa::path(
    get,
    path = "/api/v1/profiles/{id}",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, body = Export),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn export(
    State(served): State<Served>,
    Path(id): Path<String>,
) -> Result<Json<Export>> {
    Ok(Json(learning::export(&*served.catalog, id.parse()?).await?))
}

/// Forgets a profile and all that is its.
#[utoipa::path(
    delete,
    path = "/api/v1/profiles/{id}",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 204),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn forget(
    State(served): State<Served>,
    Path(id): Path<String>,
) -> Result<StatusCode> {
    learning::forget(&*served.catalog, id.parse()?).await?;
    Ok(StatusCode::NO_CONTENT)
}
