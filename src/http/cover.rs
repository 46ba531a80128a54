//! `GET /api/v1/tracks/{id}/cover`

use std::io::{Cursor, Read};

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use object_store::{GetResult, GetResultPayload, ObjectMeta, ObjectStoreExt};

use super::Served;
use super::audio::locate;
use super::error::Problem;
use super::library::find;
use super::page::{names, tag};
use crate::blocking::blocking;
use crate::error::{Error, Result};
use crate::image::{Image, MAX_BYTES};
use crate::ingest::cover;
use crate::music::{AudioPlace, CoverPlace};

/// How many covers are made small at the same time.
pub(super) const COVERS_AT_ONCE: usize = 2;
/// The longest side of a cover as it is sent, in pixels: a card shows it at 120, on any screen.
const LONGEST_SIDE: u32 = 320;
/// Of the JPEG that is sent.
const QUALITY: u8 = 82;
/// Covers change hardly ever.
const CACHING: &str = "private, max-age=3600";

/// Shows the cover of a track, small: the picture in its file, else the one that lies beside it.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}/cover",
    params(("id" = String, Path, description = "32 hexadecimal digits")),
    responses(
        (status = 200, description = "a picture, 320 pixels wide and high at most",
            content_type = "image/jpeg"),
        (status = 304, description = "the picture that the header `if-none-match` names"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn cover(
    State(served): State<Served>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let track = find(&served, &id).await?;
    let none = || Error::not_found(format!("track `{id}` has no cover"));
    let audio = track.audio.ok_or_else(none)?;
    let kind = audio.cover.ok_or_else(none)?;
    let place = match &kind {
        CoverPlace::Embedded => audio.place,
        CoverPlace::File(path) => AudioPlace::File(path.clone()),
    };
    let (store, place) = locate(&served, &place)?;
    let tag = tag(state(&store.head(&place).await?).as_bytes());
    let told = [(header::CACHE_CONTROL, CACHING), (header::ETAG, tag.as_str())];
    if names(&headers, header::IF_NONE_MATCH, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, told).into_response());
    }
    let turn = served.covers.acquire_owned().await;
    let turn = turn.map_err(|_| Error::internal("nobody may wait for covers any more"))?;
    let reader = open(store.get(&place).await?).await?;
    let small = blocking(move || {
        let small = shrunk(reader, &kind);
        drop(turn);
        small
    });
    let small = small.await.map_err(|error| none().because(error))?;
    Ok((told, [(header::CONTENT_TYPE, "image/jpeg")], small).into_response())
}

/// Another text for every state of a file.
fn state(file: &ObjectMeta) -> String {
    format!("{} {} {:?} {}", file.location, file.size, file.e_tag, file.last_modified)
}

/// A file that lies on a disk, or the beginning of one that does not.
enum Reader {
    File(std::fs::File),
    Bytes(Cursor<Vec<u8>>),
}

async fn open(file: GetResult) -> Result<Reader> {
    let mut chunks = match file.payload {
        GetResultPayload::File(file, _) => return Ok(Reader::File(file)),
        GetResultPayload::Stream(chunks) => chunks,
    };
    let mut bytes = Vec::new();
    while bytes.len() < cover::MOST_READ
        && let Some(chunk) = chunks.next().await
    {
        bytes.extend_from_slice(&chunk?);
    }
    Ok(Reader::Bytes(Cursor::new(bytes)))
}

fn shrunk(reader: Reader, kind: &CoverPlace) -> Result<Vec<u8>> {
    let bytes = match (reader, kind) {
        (Reader::File(file), CoverPlace::Embedded) => cover::embedded(file),
        (Reader::Bytes(bytes), CoverPlace::Embedded) => cover::embedded(bytes),
        (Reader::File(file), CoverPlace::File(_)) => Some(beginning(file)?),
        (Reader::Bytes(bytes), CoverPlace::File(_)) => Some(bytes.into_inner()),
    };
    let bytes = bytes.ok_or_else(|| Error::not_found("there is no picture any more"))?;
    Image::decode(&bytes)?.within(LONGEST_SIDE)?.to_jpeg(QUALITY)
}

/// As much of a file as a photo may have, and a byte more to tell that it has too many.
fn beginning(file: std::fs::File) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Error::not_found("the picture cannot be read").because(error))?;
    Ok(bytes)
}
