//! `GET /api/v1/abilities`: what this server can do beyond finding songs, so that a page offers no more.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::Served;

/// What this server can do beyond finding songs.
#[derive(Serialize, ToSchema)]
pub(super) struct Abilities {
    /// Clips: `POST /api/v1/clips`.
    clip: Ability,
    /// Sending lists to a music server: `POST /api/v1/playlists`.
    subsonic: SubsonicAbility,
}

/// Whether something can be done here.
#[derive(Serialize, ToSchema)]
pub(super) struct Ability {
    /// Whether it can.
    available: bool,
    /// What is missing, by its name; null if nothing is.
    missing: Option<String>,
}

impl Ability {
    /// Something that can be done unless `missing` names what it needs.
    fn lacking(missing: Option<String>) -> Self {
        Self { available: missing.is_none(), missing }
    }
}

/// Whether lists can be sent to a music server that speaks the Subsonic API.
#[derive(Serialize, ToSchema)]
pub(super) struct SubsonicAbility {
    /// Whether the settings name such a server; whether it answers is known when a list is sent.
    available: bool,
    /// Its host, and the port if it is not the usual one.
    host: Option<String>,
}

/// Tells what this server can do beyond finding songs.
#[utoipa::path(get, path = "/api/v1/abilities", responses((status = 200, body = Abilities)))]
pub(super) async fn abilities(State(served): State<Served>) -> Json<Abilities> {
    let host = served.subsonic.as_ref().map(|subsonic| subsonic.host().to_owned());
    Json(Abilities {
        clip: Ability::lacking(served.studio.missing().await),
        subsonic: SubsonicAbility { available: host.is_some(), host },
    })
}
