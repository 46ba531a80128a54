//! `POST /api/v1/clips`

use std::path::PathBuf;
use std::time::Duration;

use axum::extract::{Multipart, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use object_store::{GetResultPayload, ObjectStoreExt};
use utoipa::ToSchema;

use super::Served;
use super::error::Problem;
use super::library::find;
use super::{audio, form};
use crate::clip::{LONGEST, Order, SHORTEST, Shape};
use crate::error::{Error, Result};
use crate::music::{TimeSpan, Track};
use crate::recommend::decode;

/// The form, as the documentation shows it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the form is read field by field")]
struct ClipForm {
    /// The photo, as `POST /api/v1/recommendations` takes it.
    #[schema(value_type = String, format = Binary)]
    image: Vec<u8>,
    /// The song: 32 hexadecimal digits.
    track: String,
    /// Where the passage begins, in seconds from the start of the track.
    start_s: f64,
    /// Where it ends, likewise: 1 to 30 seconds later.
    end_s: f64,
    /// `9:16`, `1:1` or `16:9`; `9:16` if it is left out.
    shape: Option<String>,
}

/// What was read of the form.
#[derive(Default)]
struct Fields {
    photo: Option<Vec<u8>>,
    track: Option<String>,
    start: Option<Duration>,
    end: Option<Duration>,
    shape: Option<Shape>,
}

/// Makes a clip: the photo, coming slowly nearer, with exactly the passage, as a film. Whoever
/// leaves ends the work. Whether it is allowed to be shown is for whoever shows it to know: see the
/// track's `licence`.
#[utoipa::path(
    post,
    path = "/api/v1/clips",
    request_body(content = ClipForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "H.264 and AAC", content_type = "video/mp4"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "`ffmpeg` is not installed, or others are being made",
            body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn clip(State(served): State<Served>, request: Request) -> Result<Response> {
    let fields = form::read(request, read).await?;
    let place = served.studio_door.enter()?;
    let order = fields.order(&served, place.clone()).await?;
    let film = served.studio.make(order).await?;
    let told = [(header::CONTENT_TYPE, "video/mp4"), (header::CACHE_CONTROL, "no-store")];
    Ok((told, film).into_response())
}

async fn read(form: &mut Multipart) -> Result<Fields> {
    let mut fields = Fields::default();
    while let Some(field) = form.next_field().await? {
        match field.name().unwrap_or_default() {
            "image" => fields.photo = Some(form::photo(field).await?),
            "track" => fields.track = Some(field.text().await?),
            "start_s" => fields.start = Some(seconds(&field.text().await?)?),
            "end_s" => fields.end = Some(seconds(&field.text().await?)?),
            "shape" => fields.shape = Some(field.text().await?.trim().parse()?),
            other => {
                return Err(Error::invalid(format!("the form has an unknown field `{other}`")));
            }
        }
    }
    Ok(fields)
}

impl Fields {
    /// What is to be made; `place` is held until the photo is decoded.
    async fn order(self, served: &Served, place: impl Send + 'static) -> Result<Order> {
        let lacks = |name| Error::invalid(format!("the form has no field `{name}`"));
        let track = self.track.ok_or_else(|| lacks("track"))?;
        let track = find(served, track.trim()).await?;
        let start = self.start.ok_or_else(|| lacks("start_s"))?;
        let span = span(&track, start, self.end.ok_or_else(|| lacks("end_s"))?)?;
        let sound = sound(served, &track).await?;
        let photo = decode(self.photo.ok_or_else(|| lacks("image"))?, place).await?;
        let shape = self.shape.unwrap_or(Shape::Tall);
        Ok(Order { photo, shape, sound, span, told: told(&track) })
    }
}

fn seconds(text: &str) -> Result<Duration> {
    let seconds =
        text.trim().parse().ok().and_then(|number| Duration::try_from_secs_f64(number).ok());
    seconds.ok_or_else(|| Error::invalid(format!("`{text}` is no number of seconds")))
}

/// The passage, which lies in the track and is neither too short nor too long.
fn span(track: &Track, start: Duration, end: Duration) -> Result<TimeSpan> {
    let span = TimeSpan::new(start, end);
    let span =
        span.filter(|span| (SHORTEST..=LONGEST).contains(&span.length())).ok_or_else(|| {
            let (least, most) = (SHORTEST.as_secs(), LONGEST.as_secs());
            Error::invalid(format!("a clip plays for {least} to {most} seconds"))
        })?;
    match track.duration {
        Some(duration) if duration <= span.start() => {
            Err(Error::invalid(format!("track `{}` ends before the passage begins", track.id)))
        }
        _ => Ok(span),
    }
}

/// The file of the track's audio, and its media type.
async fn sound(served: &Served, track: &Track) -> Result<(PathBuf, String)> {
    let none = || Error::not_found(format!("track `{}` has no audio", track.id));
    let audio = track.audio.as_ref().ok_or_else(none)?;
    let (store, place) = audio::locate(served, &audio.place)?;
    match store.get(&place).await?.payload {
        GetResultPayload::File(_, path) => Ok((path, audio.media_type.clone())),
        GetResultPayload::Stream(_) => {
            Err(Error::unsupported("clips are made of audio on a disk of the server"))
        }
    }
}

/// What the clip says of itself, so that whoever made the music is named wherever it goes.
fn told(track: &Track) -> Vec<(&'static str, String)> {
    let rights = track.licence.as_ref().map(|licence| match &licence.url {
        Some(url) if *url != licence.name => format!("{}, {url}", licence.name),
        _ => licence.name.clone(),
    });
    let named = [
        ("title", track.title.clone()),
        ("artist", track.artist.clone()),
        ("copyright", rights.unwrap_or_default()),
    ];
    named.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
