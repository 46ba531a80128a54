//! `POST /api/v1/playlists`

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Served;
use super::document::Document;
use super::error::Problem;
use super::library::find;
use crate::blocking::blocking;
use crate::error::{Error, Result};
use crate::music::Track;
use crate::subsonic::{Sent, Subsonic};

/// How long the name of a list can be, in characters.
const LONGEST_NAME: usize = 200;
/// How many songs a list can have.
const MOST_SONGS: usize = 50;

/// A list to send to the music server that the settings name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPlaylist {
    /// What the playlist is to be called: 1 to 200 characters.
    name: String,
    /// Its songs in their order: 1 to 50. Playlists there know no passages: the songs are whole.
    songs: Vec<WantedSong>,
}

/// A song of a list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WantedSong {
    /// The id of the track: 32 hexadecimal digits.
    track: String,
}

/// What became of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct SentPlaylist {
    /// The playlist that was made; null if the music server has none of the songs.
    playlist: Option<PlaylistAnswer>,
    /// The songs that it holds, in its order.
    found: Vec<ListedSong>,
    /// The songs that the music server does not have.
    missing: Vec<ListedSong>,
}

/// A playlist of the music server.
#[derive(Serialize, ToSchema)]
pub(super) struct PlaylistAnswer {
    /// What that server knows it by; null if it does not say.
    id: Option<String>,
    /// What it is called.
    name: String,
}

/// A song, as people know it.
#[derive(Serialize, ToSchema)]
pub(super) struct ListedSong {
    /// The id of the track.
    track: String,
    /// What it is called.
    title: String,
    /// Who made it; empty if nobody is named.
    artist: String,
}

impl From<Track> for ListedSong {
    fn from(Track { id, title, artist, .. }: Track) -> Self {
        Self { track: id.to_string(), title, artist }
    }
}

impl From<Sent> for SentPlaylist {
    fn from(Sent { playlist, found, missing }: Sent) -> Self {
        Self {
            playlist: playlist.map(|made| PlaylistAnswer { id: made.id, name: made.name }),
            found: found.into_iter().map(|placed| placed.track.into()).collect(),
            missing: missing.into_iter().map(ListedSong::from).collect(),
        }
    }
}

/// Makes a playlist of a list on the music server that the settings name, of the songs that are found there
/// by title and artist.
#[utoipa::path(
    post,
    path = "/api/v1/playlists",
    request_body = NewPlaylist,
    responses(
        (status = 200, body = SentPlaylist, description = "that server has none of the songs"),
        (status = 201, body = SentPlaylist, description = "the playlist was made"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn send(
    State(served): State<Served>,
    Document(list): Document<NewPlaylist>,
) -> Result<(StatusCode, Json<SentPlaylist>)> {
    let server = server(&served)?;
    let NewPlaylist { name, songs } = bounded(list)?;
    let mut tracks = Vec::with_capacity(songs.len());
    for song in songs {
        tracks.push(find(&served, &song.track).await?);
    }
    let sent = blocking(move || server.send(&name, tracks)).await?;
    let status = if sent.playlist.is_some() { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(sent.into())))
}

fn server(served: &Served) -> Result<Arc<Subsonic>> {
    served.subsonic.clone().ok_or_else(|| {
        Error::not_found("there is no music server that lists could be sent to").hinting(
            "set `url` and `user` in `[subsonic]`, and put the password into VIBELENS_SUBSONIC_PASSWORD",
        )
    })
}

fn bounded(mut list: NewPlaylist) -> Result<NewPlaylist> {
    list.name = list.name.trim().to_owned();
    let (name, songs) = (list.name.chars().count(), list.songs.len());
    if !(1..=LONGEST_NAME).contains(&name) {
        return Err(Error::invalid(format!(
            "a name has 1 to {LONGEST_NAME} characters, not {name}"
        )));
    }
    if !(1..=MOST_SONGS).contains(&songs) {
        return Err(Error::invalid(format!("a list has 1 to {MOST_SONGS} songs, not {songs}")));
    }
    Ok(list)
}
