//! Audio files: several may hold one recording, and the best of them is played.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::{from_json, json, track, track_id};
use crate::catalog::Namesake;
use crate::error::Result;
use crate::music::{AudioCopy, TrackId};

/// The other files of the track that was found at `reference`, which now holds `file`. If it held
/// something else before, or another track's recording, there are none any more.
pub(super) async fn others(
    connection: &mut SqliteConnection,
    reference: &str,
    file: Option<&AudioCopy>,
) -> Result<Vec<(String, AudioCopy)>> {
    let own = TrackId::of(reference);
    let row = sqlx::query("select * from files where reference = ? and track = ?")
        .bind(reference)
        .bind(own.bytes().as_slice())
        .fetch_optional(&mut *connection)
        .await?;
    let before = row.as_ref().map(|row| copy(row, "audio")).transpose()?;
    let same = file.zip(before).is_some_and(|(now, before)| now.fingerprint == before.fingerprint);
    if same {
        return of(connection, own, reference).await;
    }
    leave(connection, reference).await?;
    Ok(Vec::new())
}

/// The files of a track by their references, that of `but` excepted.
pub(super) async fn of(
    connection: &mut SqliteConnection,
    track: TrackId,
    but: &str,
) -> Result<Vec<(String, AudioCopy)>> {
    let rows = sqlx::query("select * from files where track = ? and reference <> ?")
        .bind(track.bytes().as_slice())
        .bind(but)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("reference")?, copy(row, "audio")?))).collect()
}

/// Gives files to a track. Places that held one of them before now belong to this track.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    track: TrackId,
    copies: &[(String, AudioCopy)],
) -> Result<()> {
    for (reference, copy) in copies {
        sqlx::query(
            "insert or replace into files (reference, track, audio, quality, fingerprint)
             values (?, ?, ?, ?, ?)",
        )
        .bind(reference)
        .bind(track.bytes().as_slice())
        .bind(json(&copy.audio)?)
        .bind(copy.quality.cast_signed())
        .bind(bytes(&copy.fingerprint))
        .execute(&mut *connection)
        .await?;
        sqlx::query("update visits set track = ? where reference = ?")
            .bind(track.bytes().as_slice())
            .bind(reference)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Lets a track be played from the best of its files; equal ones in the order of their references.
pub(super) async fn play_the_best(connection: &mut SqliteConnection, track: TrackId) -> Result<()> {
    sqlx::query(
        "update tracks set audio = coalesce(
             (select audio from files where files.track = tracks.id
              order by quality desc, reference limit 1), audio)
         where id = ?",
    )
    .bind(track.bytes().as_slice())
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a file from its track. If the track was found there, the places of its other files count as
/// never looked at, because the track is to be deleted.
pub(super) async fn leave(connection: &mut SqliteConnection, reference: &str) -> Result<()> {
    let own = TrackId::of(reference);
    let row = sqlx::query("delete from files where reference = ? returning track")
        .bind(reference)
        .fetch_optional(&mut *connection)
        .await?;
    let Some(row) = row else { return Ok(()) };
    let track = track_id(&row, "track")?;
    if track != own {
        return play_the_best(connection, track).await;
    }
    sqlx::query("delete from visits where track = ? and reference <> ?")
        .bind(own.bytes().as_slice())
        .bind(reference)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn namesakes(
    connection: &mut SqliteConnection,
    name: &str,
    but: TrackId,
) -> Result<Vec<Namesake>> {
    let rows = sqlx::query(
        "select tracks.*, files.audio as file_audio, files.quality, files.fingerprint,
                exists (select 1 from lyrics where lyrics.track = tracks.id and used) as words
         from tracks join files on files.track = tracks.id
         where tracks.name = ? and tracks.id <> ? order by files.reference",
    )
    .bind(name)
    .bind(but.bytes().as_slice())
    .fetch_all(connection)
    .await?;
    let namesake = |row: &SqliteRow| {
        let file = copy(row, "file_audio")?;
        Ok(Namesake { track: track(row)?, file, words: row.try_get("words")? })
    };
    rows.iter().map(namesake).collect()
}

fn copy(row: &SqliteRow, audio: &str) -> Result<AudioCopy> {
    let audio: String = row.try_get(audio)?;
    let quality: i64 = row.try_get("quality")?;
    Ok(AudioCopy {
        audio: from_json(&audio)?,
        quality: quality.cast_unsigned(),
        fingerprint: numbers(row.try_get("fingerprint")?),
    })
}

/// Little-endian 32-bit numbers.
fn bytes(fingerprint: &[u32]) -> Vec<u8> {
    fingerprint.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
}
