//! Tracks, their passages, and the places that they were found at.

use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::rows::{json, milliseconds};
use crate::catalog::Place;
use crate::catalog::browse::folded;
use crate::error::Result;
use crate::music::{Passage, PassageId, Track, TrackId};

/// Forgets a track, its passages, and what encoders made of them.
pub(super) async fn delete(connection: &mut SqliteConnection, id: TrackId) -> Result<()> {
    sqlx::query("delete from tracks where id = ?")
        .bind(id.bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds a track; `name` is its title as others are compared with it.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    track: &Track,
    name: &str,
) -> Result<()> {
    sqlx::query(
        "insert into tracks
         (id, title, artist, album, folder, genres, year, language, duration_ms, audio, name,
          explicit, licence, heard, title_key, artist_key, album_key)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(track.id.bytes().as_slice())
    .bind(&track.title)
    .bind(&track.artist)
    .bind(&track.album)
    .bind(&track.folder)
    .bind(json(&track.genres)?)
    .bind(track.year)
    .bind(track.language.map(|language| language.to_string()))
    .bind(track.duration.map(milliseconds))
    .bind(track.audio.as_ref().map(json).transpose()?)
    .bind(name)
    .bind(track.explicit)
    .bind(track.licence.as_ref().map(json).transpose()?)
    .bind(track.heard.as_ref().map(json).transpose()?)
    .bind(folded(&track.title))
    .bind(folded(&track.artist))
    .bind(folded(&track.album))
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn insert_passage(
    connection: &mut SqliteConnection,
    passage: &Passage,
) -> Result<()> {
    sqlx::query(
        "insert into passages
         (track, number, start_ms, end_ms, text, description, valence, arousal, explicit, heard,
          certainty, typicality, prominence)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(passage.id.track.bytes().as_slice())
    .bind(passage.id.number)
    .bind(passage.span.map(|span| milliseconds(span.start())))
    .bind(passage.span.map(|span| milliseconds(span.end())))
    .bind(&passage.text)
    .bind(&passage.description)
    .bind(passage.feeling.valence())
    .bind(passage.feeling.arousal())
    .bind(passage.explicit)
    .bind(passage.heard.as_ref().map(json).transpose()?)
    .bind(passage.certainty)
    .bind(passage.typicality)
    .bind(passage.prominence)
    .execute(connection)
    .await?;
    Ok(())
}

/// Remembers what became of a place.
pub(super) async fn insert_visit(
    connection: &mut SqliteConnection,
    place: Place<'_>,
    track: TrackId,
    refusal: Option<&str>,
) -> Result<()> {
    sqlx::query(
        "insert into visits (reference, stamp, track, refusal, root) values (?, ?, ?, ?, ?)
         on conflict (reference) do update
         set stamp = excluded.stamp, track = excluded.track, refusal = excluded.refusal,
             root = excluded.root",
    )
    .bind(place.reference)
    .bind(place.stamp)
    .bind(track.bytes().as_slice())
    .bind(refusal)
    .bind(place.root)
    .execute(connection)
    .await?;
    Ok(())
}

/// Passages with their tracks, as `rows` reads both.
const PASSAGES: &str = "select tracks.*, passages.number, passages.start_ms, passages.end_ms,
        passages.text, passages.description, passages.valence, passages.arousal,
        passages.explicit as passage_explicit, passages.heard as passage_heard,
        passages.certainty, passages.typicality, passages.prominence
     from passages join tracks on tracks.id = passages.track";

/// Those of the passages that exist, with their tracks, in any order.
pub(super) async fn passage_rows(pool: &SqlitePool, ids: &[PassageId]) -> Result<Vec<SqliteRow>> {
    let mut query = QueryBuilder::<Sqlite>::new(PASSAGES);
    query.push(" where (passages.track, passages.number) in ");
    query.push_tuples(ids, |mut tuple, id| {
        tuple.push_bind(id.track.bytes().to_vec()).push_bind(id.number);
    });
    Ok(query.build().fetch_all(pool).await?)
}

/// The passages of a track with the track, in order.
pub(super) async fn passages_of(
    connection: &mut SqliteConnection,
    track: TrackId,
) -> Result<Vec<SqliteRow>> {
    let query = format!("{PASSAGES} where passages.track = ? order by passages.number");
    let query = sqlx::query(sqlx::AssertSqlSafe(query)).bind(track.bytes().to_vec());
    Ok(query.fetch_all(connection).await?)
}

pub(super) async fn exists(connection: &mut SqliteConnection, id: TrackId) -> Result<bool> {
    let row = sqlx::query("select 1 from tracks where id = ?")
        .bind(id.bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    Ok(row.is_some())
}

/// Forgets that a place was looked at, and what was heard there.
pub(super) async fn forget_place(connection: &mut SqliteConnection, reference: &str) -> Result<()> {
    for query in ["delete from visits where reference = ?", "delete from heard where reference = ?"]
    {
        sqlx::query(query).bind(reference).execute(&mut *connection).await?;
    }
    Ok(())
}
