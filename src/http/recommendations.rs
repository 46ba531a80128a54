//! `POST /api/v1/recommendations`

use std::str::FromStr;

use axum::Json;
use axum::extract::{Multipart, Request as HttpRequest, State};
use utoipa::ToSchema;

use super::Served;
use super::error::Problem;
use super::form;
use crate::error::{Error, Result};
use crate::feeling::{Feeling, Mood};
use crate::filter::{Filter, Genre};
use crate::music::Language;
use crate::profile::ProfileId;
use crate::recommend::{Answer, Diversity, Limit, Photos, Request, Steering, Tongue};

/// The form, as the documentation shows it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used; the form is read field by field")]
struct Form {
    /// A photo: JPEG, PNG, WebP, GIF, BMP or HEIC; at most 20 MB and 50 megapixels. Up to ten are one
    /// question, as an album is.
    #[schema(value_type = Vec<String>, format = Binary)]
    image: Vec<Vec<u8>>,
    /// How many songs, 5 to 10; 8 if it is left out.
    limit: Option<u8>,
    /// What the photos show, instead of what was seen.
    caption: Option<String>,
    /// What more to look for, in any language: `road trip, 90s, not sad`.
    more: Option<String>,
    /// What not to look for.
    less: Option<String>,
    /// The feeling to look for, with `arousal`: from unpleasant (-1) to pleasant (1).
    valence: Option<f32>,
    /// From still (-1) to stirred (1).
    arousal: Option<f32>,
    /// How unlike each other the songs are to be, from 0 to 1; 0.2 if it is left out.
    diversity: Option<f32>,
    /// The language of the reasons: `en` or `vi`; `en` if it is left out.
    tongue: Option<String>,
    /// For whom: 32 hexadecimal digits, random, of the client's or from `POST /api/v1/profiles`. Their
    /// taste counts, and the list is remembered, so that they can tell what they did with it.
    profile: Option<String>,
    /// Only songs in this language, by its ISO 639 code; may be given several times.
    language: Option<Vec<String>>,
    /// Only passages of this mood, which is looked for, too; may be given several times.
    mood: Option<Vec<String>>,
    /// `hide` leaves out songs whose words or tags are not for everyone; `show` if it is left out.
    explicit: Option<String>,
    /// Only songs that were released then: `1990s`, `1985-1994`, `1970-`.
    era: Option<String>,
    /// Only songs of this kind; may be given several times.
    genre: Option<Vec<String>>,
    /// Only songs that play for so many seconds: `120-300`, `-240`.
    duration: Option<String>,
    /// `required` leaves out songs that cannot be played; `any` if it is left out.
    audio: Option<String>,
    /// Only songs that lie in this folder, by its path or its name; may be given several times.
    folder: Option<Vec<String>>,
    /// Never this track, by its id; may be given several times.
    never_track: Option<Vec<String>>,
    /// Never this artist; may be given several times.
    never_artist: Option<Vec<String>>,
    /// Never this album; may be given several times.
    never_album: Option<Vec<String>>,
}

/// What was read of the form so far.
#[derive(Default)]
struct Fields {
    photos: Vec<Vec<u8>>,
    limit: Limit,
    filter: Filter,
    steering: Steering,
    valence: Option<f32>,
    arousal: Option<f32>,
    diversity: Diversity,
    tongue: Tongue,
    profile: Option<ProfileId>,
}

/// Answers photos with songs.
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
    let (bytes, with) = form::read(request, read).await?.request()?;
    let place = served.door.enter()?;
    Ok(Json(served.recommend.run_bytes(bytes, place, with).await?))
}

async fn read(form: &mut Multipart) -> Result<Fields> {
    let mut fields = Fields::default();
    while let Some(field) = form.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "image" {
            Photos::check(fields.photos.len() + 1)?;
            fields.photos.push(form::photo(field).await?);
        } else {
            fields.take(&name, field.text().await?.trim())?;
        }
    }
    Ok(fields)
}

impl Fields {
    /// Takes a field. An empty one, as a form sends it for nothing chosen, asks for nothing.
    fn take(&mut self, name: &str, value: &str) -> Result<()> {
        let (filter, steering) = (&mut self.filter, &mut self.steering);
        match name {
            _ if value.is_empty() && FIELDS.contains(&name) => {}
            "limit" => self.limit = value.parse()?,
            "caption" => steering.say(value)?,
            "more" => steering.add(value)?,
            "less" => steering.refuse(value)?,
            "valence" => self.valence = Some(coordinate(value)?),
            "arousal" => self.arousal = Some(coordinate(value)?),
            "diversity" => self.diversity = value.parse()?,
            "tongue" => self.tongue = value.parse()?,
            "profile" => self.profile = Some(value.parse()?),
            "language" => filter.languages.extend(each::<Language>(value)?),
            "mood" => filter.moods.extend(each::<Asked>(value)?.iter().map(|asked| asked.0)),
            "explicit" => filter.explicit = value.parse()?,
            "era" => filter.years = Some(value.parse()?),
            "genre" => filter.genres.extend(each::<Genre>(value)?),
            "duration" => filter.duration = Some(value.parse()?),
            "audio" => filter.audio = value.parse()?,
            "folder" => filter.folders.push(value.parse()?),
            "never_track" => each(value)?.into_iter().for_each(|track| filter.never.track(track)),
            "never_artist" => filter.never.artist(value),
            "never_album" => filter.never.album(value),
            other => {
                return Err(Error::invalid(format!("the form has an unknown field `{other}`")));
            }
        }
        Ok(())
    }

    /// The photos' bytes, and the request about what they hold.
    fn request(self) -> Result<(Vec<Vec<u8>>, impl FnOnce(Photos) -> Request)> {
        let Self {
            photos: bytes,
            limit,
            filter,
            mut steering,
            valence,
            arousal,
            diversity,
            tongue,
            profile,
        } = self;
        if bytes.is_empty() {
            return Err(Error::invalid("the form has no field `image`"));
        }
        steering.feeling = match (valence, arousal) {
            (Some(valence), Some(arousal)) => Some(Feeling::new(valence, arousal)),
            (None, None) => None,
            _ => return Err(Error::invalid("valence and arousal go together")),
        };
        let with =
            move |photos| Request { photos, limit, filter, steering, diversity, tongue, profile };
        Ok((bytes, with))
    }
}

/// The fields that may be empty.
const FIELDS: [&str; 20] = [
    "limit",
    "caption",
    "more",
    "less",
    "valence",
    "arousal",
    "diversity",
    "tongue",
    "profile",
    "language",
    "mood",
    "explicit",
    "era",
    "genre",
    "duration",
    "audio",
    "folder",
    "never_track",
    "never_artist",
    "never_album",
];

/// The values of a field, with commas between them.
fn each<T: FromStr<Err = Error>>(value: &str) -> Result<Vec<T>> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
}

/// A mood that is asked for by its name.
struct Asked(&'static Mood);

impl FromStr for Asked {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let mood = Mood::named(name);
        mood.map(Self).ok_or_else(|| Error::invalid(format!("there is no mood `{name}`")))
    }
}

/// A coordinate of the plane of feelings.
fn coordinate(value: &str) -> Result<f32> {
    let coordinate = value.parse().ok().filter(|value: &f32| (-1.0..=1.0).contains(value));
    coordinate.ok_or_else(|| Error::invalid(format!("`{value}` is not in -1 to 1")))
}
