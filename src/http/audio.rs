//! `GET /api/v1/tracks/{id}/audio`, whole or in parts.

use std::ops::RangeInclusive;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use object_store::local::LocalFileSystem;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt, path};

use super::Served;
use super::error::Problem;
use super::library::find;
use crate::error::{Error, Result};
use crate::music::AudioPlace;

/// The bytes that a request wants.
enum Wanted {
    Whole,
    Part(RangeInclusive<u64>),
    Unsatisfiable,
}

/// Plays a track: its audio file as it is, or the range of bytes that is asked for.
#[utoipa::path(
    get,
    path = "/api/v1/tracks/{id}/audio",
    params(
        ("id" = String, Path, description = "32 hexadecimal digits"),
        ("range" = Option<String>, Header, description = "such as `bytes=0-65535`"),
    ),
    responses(
        (status = 200, description = "the whole file", content_type = "audio/*"),
        (status = 206, description = "the part that was asked for", content_type = "audio/*"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 416, description = "no such part"),
    )
)]
pub(super) async fn audio(
    State(served): State<Served>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response> {
    let track = find(&served, &id).await?;
    let audio =
        track.audio.ok_or_else(|| Error::not_found(format!("track `{id}` has no audio")))?;
    let (store, place) = locate(&served, &audio.place)?;
    let size = store.head(&place).await?.size;
    let range = match wanted(&headers, size) {
        Wanted::Whole => None,
        Wanted::Part(range) => Some(range),
        Wanted::Unsatisfiable => return Ok(unsatisfiable(size)),
    };
    let part = range.as_ref().map(|range| (*range.start()..range.end() + 1).into());
    let found = store.get_opts(&place, GetOptions { range: part, ..GetOptions::default() }).await?;
    let length = found.range.end - found.range.start;
    let kind = [
        (header::CONTENT_TYPE, audio.media_type),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
    ];
    let body = Body::from_stream(found.into_stream());
    Ok(match range {
        None => (kind, body).into_response(),
        Some(range) => {
            let told = format!("bytes {}-{}/{size}", range.start(), range.end());
            (StatusCode::PARTIAL_CONTENT, kind, [(header::CONTENT_RANGE, told)], body)
                .into_response()
        }
    })
}

/// The store that holds the audio, and where in it: the owner's files are a store too.
pub(super) fn locate(
    served: &Served,
    place: &AudioPlace,
) -> Result<(Arc<dyn ObjectStore>, path::Path)> {
    match place {
        AudioPlace::Blob(key) => Ok((served.blobs.clone(), path::Path::from(key.as_str()))),
        AudioPlace::File(file) => {
            let place = path::Path::from_absolute_path(file).map_err(|error| {
                Error::not_found("the file of this track is gone").because(error)
            })?;
            Ok((Arc::new(LocalFileSystem::new()), place))
        }
    }
}

/// A header that cannot be read, or that asks for several parts, is answered with the whole file,
/// as RFC 9110, section 14.2, allows.
fn wanted(headers: &HeaderMap, size: u64) -> Wanted {
    let Some(range) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else {
        return Wanted::Whole;
    };
    let Ok(parsed) = http_range_header::parse_range_header(range) else {
        return Wanted::Whole;
    };
    match parsed.validate(size).as_deref() {
        Ok([range]) => Wanted::Part(range.clone()),
        Ok(_) => Wanted::Whole,
        Err(_) => Wanted::Unsatisfiable,
    }
}

fn unsatisfiable(size: u64) -> Response {
    let told = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
    (StatusCode::RANGE_NOT_SATISFIABLE, told).into_response()
}
