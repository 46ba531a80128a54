//! `POST /api/v1/recommendations`

use axum::Json;
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request as HttpRequest, State};
use utoipa::ToSchema;

use super::Served;
use super::error::Problem;
use crate::error::{Error, ErrorKind, Result};
use crate::feeling::Mood;
use crate::image::MAX_BYTES;
use crate::music::Language;
use crate::recommend::{Answer, Explicit, Limit, Request};

/// The form, as the documentation shows it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the form is read field by field")]
struct Form {
    /// The photo: JPEG, PNG, WebP, GIF, BMP or HEIC; at most 20 MB and 50 megapixels.
    #[schema(value_type = String, format = Binary)]
    image: Vec<u8>,
    /// How many songs, 5 to 10; 8 if it is left out.
    limit: Option<u8>,
    /// Only songs in this language, by its ISO 639 code; may be given several times.
    language: Option<Vec<String>>,
    /// Look for this mood instead of the photo's own; may be given several times.
    mood: Option<Vec<String>>,
    /// `hide` leaves out songs whose words or tags are not for everyone; `show` if it is left out.
    explicit: Option<String>,
}

/// What was read of the form so far.
#[derive(Default)]
struct Fields {
    image: Option<Vec<u8>>,
    limit: Limit,
    languages: Vec<Language>,
    moods: Vec<&'static Mood>,
    explicit: Explicit,
}

/// Answers a photo with songs.
#[utoipa::path(
    post,
    path = "/api/v1/recommendations",
    request_body(content = Form, content_type = "multipart/form-data"),
    responses(
        (status = 200, body = Answer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(super) async fn recommend(
    State(served): State<Served>,
    request: HttpRequest,
) -> Result<Json<Answer>> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| {
        Error::unsupported("send multipart/form-data with the photo in the field `image`")
    })?;
    let fields = read(&mut form).await;
    if fields.is_err() {
        drain(&mut form).await;
    }
    let Fields { image, limit, languages, moods, explicit } = fields?;
    let bytes = image.ok_or_else(|| Error::invalid("the form has no field `image`"))?;
    let place = served.door.enter()?;
    let with = |image| Request { image, limit, languages, moods, explicit };
    Ok(Json(served.recommend.run_bytes(bytes, place, with).await?))
}

async fn read(form: &mut Multipart) -> Result<Fields> {
    let mut fields = Fields::default();
    while let Some(field) = form.next_field().await? {
        match field.name().unwrap_or_default() {
            "image" => fields.image = Some(photo(field).await?),
            "limit" => fields.limit = limit(&field.text().await?)?,
            "language" => fields.languages.extend(
                each(field)
                    .await?
                    .iter()
                    .map(|code| code.parse())
                    .collect::<Result<Vec<Language>>>()?,
            ),
            "mood" => fields.moods.extend(
                each(field).await?.iter().map(|name| mood(name)).collect::<Result<Vec<_>>>()?,
            ),
            "explicit" => fields.explicit = field.text().await?.parse()?,
            other => {
                return Err(Error::invalid(format!("the form has an unknown field `{other}`")));
            }
        }
    }
    Ok(fields)
}

/// The bytes of a photo. What is too large is read to its end but not kept.
async fn photo(mut field: Field<'_>) -> Result<Vec<u8>> {
    let (mut bytes, mut size) = (Vec::new(), 0);
    while let Some(chunk) = field.chunk().await? {
        size += chunk.len();
        if size <= MAX_BYTES {
            bytes.extend_from_slice(&chunk);
        }
    }
    if MAX_BYTES < size {
        return Err(Error::too_large(format!("photo has {size} bytes, more than {MAX_BYTES}")));
    }
    Ok(bytes)
}

/// Reads what is left: a client that is still sending would not hear the answer.
async fn drain(form: &mut Multipart) {
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Ok(Some(_)) = field.chunk().await {}
    }
}

/// The values of a field; an empty field, as a form sends it for nothing chosen, has none.
async fn each(field: Field<'_>) -> Result<Vec<String>> {
    let text = field.text().await?;
    Ok(text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect())
}

fn limit(text: &str) -> Result<Limit> {
    let songs = text.trim().parse();
    Limit::new(songs.map_err(|_| Error::invalid(format!("limit `{text}` is not a number")))?)
}

fn mood(name: &str) -> Result<&'static Mood> {
    Mood::named(name).ok_or_else(|| Error::invalid(format!("there is no mood `{name}`")))
}

impl From<MultipartError> for Error {
    fn from(error: MultipartError) -> Self {
        let kind = match error.status().as_u16() {
            413 => ErrorKind::TooLarge,
            _ => ErrorKind::Invalid,
        };
        Self::new(kind, format!("the form cannot be read: {}", error.body_text()))
    }
}
