//! Rows and values of the tables, and what they stand for.

use std::str::FromStr;
use std::time::Duration;

use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use crate::catalog::{Choice, Kept, Outcome, Visit};
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::feeling::Feeling;
use crate::music::{Heard, Language, Passage, PassageId, TimeSpan, Track, TrackId};

pub(super) fn track(row: &SqliteRow) -> Result<Track> {
    let duration: Option<i64> = row.try_get("duration_ms")?;
    let audio: Option<String> = row.try_get("audio")?;
    let licence: Option<String> = row.try_get("licence")?;
    Ok(Track {
        id: track_id(row, "id")?,
        title: row.try_get("title")?,
        artist: row.try_get("artist")?,
        album: row.try_get("album")?,
        folder: row.try_get("folder")?,
        genres: from_json(row.try_get("genres")?)?,
        year: row.try_get("year")?,
        language: language(row)?,
        duration: duration.map(from_milliseconds),
        audio: audio.as_deref().map(from_json).transpose()?,
        explicit: row.try_get("explicit")?,
        licence: licence.as_deref().map(from_json).transpose()?,
        heard: heard(row, "heard")?,
    })
}

fn heard(row: &SqliteRow, column: &str) -> Result<Option<Heard>> {
    let heard: Option<String> = row.try_get(column)?;
    heard.as_deref().map(from_json).transpose()
}

pub(super) fn passage(row: &SqliteRow) -> Result<Passage> {
    let start: Option<i64> = row.try_get("start_ms")?;
    let end: Option<i64> = row.try_get("end_ms")?;
    let span = start
        .zip(end)
        .and_then(|(start, end)| TimeSpan::new(from_milliseconds(start), from_milliseconds(end)));
    Ok(Passage {
        id: PassageId { track: track_id(row, "id")?, number: row.try_get("number")? },
        span,
        text: row.try_get("text")?,
        description: row.try_get("description")?,
        feeling: Feeling::new(row.try_get("valence")?, row.try_get("arousal")?),
        explicit: row.try_get("passage_explicit")?,
        heard: heard(row, "passage_heard")?,
        certainty: row.try_get("certainty")?,
        typicality: row.try_get("typicality")?,
        prominence: row.try_get("prominence")?,
    })
}

pub(super) fn embedding(row: &SqliteRow) -> Result<Embedding> {
    let values = floats(row.try_get("embedding")?);
    Embedding::from_unit(values).ok_or_else(|| Error::internal("catalog holds a damaged embedding"))
}

pub(super) fn choice(row: &SqliteRow) -> Result<Choice> {
    Ok(Choice { pack: row.try_get("pack")?, revision: row.try_get("revision")? })
}

pub(super) fn visit(row: &SqliteRow) -> Result<(String, Visit)> {
    let refusal: Option<String> = row.try_get("refusal")?;
    let outcome = refusal.map_or(Outcome::Taken, Outcome::Refused);
    let (stamp, root) = (row.try_get("stamp")?, row.try_get("root")?);
    Ok((row.try_get("reference")?, Visit { stamp, outcome, root }))
}

pub(super) fn kept(row: &SqliteRow) -> Result<Kept> {
    Ok(Kept { key: row.try_get("key")?, made: row.try_get("made")? })
}

pub(super) fn track_id(row: &SqliteRow, column: &str) -> Result<TrackId> {
    sixteen(row.try_get(column)?).map(TrackId::from_bytes)
}

/// The bytes of an id.
pub(super) fn sixteen(bytes: &[u8]) -> Result<[u8; 16]> {
    bytes.try_into().map_err(|_| Error::internal("catalog holds a damaged id"))
}

pub(super) fn language(row: &SqliteRow) -> Result<Option<Language>> {
    let code: Option<String> = row.try_get("language")?;
    code.as_deref().map(Language::from_str).transpose()
}

pub(super) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn from_milliseconds(milliseconds: i64) -> Duration {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}

/// Little-endian 32-bit floats.
pub(super) fn bytes(values: &[f32]) -> Vec<u8> {
    values.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// What [`bytes`] wrote.
pub(super) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

pub(super) fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::internal("record cannot be written").because(error))
}

pub(super) fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| Error::internal("catalog holds a damaged record").because(error))
}
