//! What text encoders made of the passages, and which models are in use.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::{self, bytes, track_id};
use super::tracks;
use crate::catalog::{Choice, Unread};
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::models::registry::Purpose;
use crate::music::TrackId;
use crate::vectors::{Checksum, Record, checksum};

/// What to do when somebody else was quicker.
pub(super) const AGAIN: &str = "run it again";

/// Tracks that have passages and are not in the collection that is bound.
const UNREAD: &str = "from tracks
     where exists (select 1 from passages where passages.track = tracks.id)
       and not exists (select 1 from embedded
                       where embedded.track = tracks.id and embedded.collection = ?)";

/// Fails as `Unavailable` if another text encoder than the collection's is in use.
pub(super) async fn check_in_use(
    connection: &mut SqliteConnection,
    collection: &str,
) -> Result<()> {
    let chosen = choice(connection, Purpose::TextEncoder).await?;
    if chosen.is_some_and(|chosen| chosen.collection() == collection) {
        return Ok(());
    }
    Err(Error::unavailable("the text encoder was switched meanwhile").hinting(AGAIN))
}

pub(super) async fn insert(
    connection: &mut SqliteConnection,
    collection: &str,
    track: TrackId,
    record: &Record,
) -> Result<()> {
    if record.entries.is_empty() {
        return Ok(());
    }
    sqlx::query("insert into embedded (track, collection, checksum) values (?, ?, ?)")
        .bind(track.bytes().as_slice())
        .bind(collection)
        .bind(checksum(record))
        .execute(&mut *connection)
        .await?;
    for entry in &record.entries {
        sqlx::query(
            "insert into embeddings (track, collection, number, embedding) values (?, ?, ?, ?)",
        )
        .bind(track.bytes().as_slice())
        .bind(collection)
        .bind(entry.number)
        .bind(bytes(entry.embedding.values()))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// The checksums of the collection's records; `None` where an older version did not know it.
pub(super) async fn checksums(
    connection: &mut SqliteConnection,
    collection: &str,
) -> Result<HashMap<TrackId, Option<Checksum>>> {
    let rows = sqlx::query("select track, checksum from embedded where collection = ?")
        .bind(collection)
        .fetch_all(connection)
        .await?;
    let checksum = |row: &SqliteRow| {
        let checksum = Checksum::try_from(row.try_get::<i64, _>("checksum")?).ok();
        Ok((track_id(row, "track")?, checksum))
    };
    rows.iter().map(checksum).collect()
}

/// The same; those that are not known are made.
pub(super) async fn make_checksums(
    connection: &mut SqliteConnection,
    collection: &str,
) -> Result<HashMap<TrackId, Checksum>> {
    let mut made = HashMap::new();
    for (track, known) in checksums(connection, collection).await? {
        let checksum = match known {
            Some(known) => known,
            None => make_checksum(connection, collection, track).await?,
        };
        made.insert(track, checksum);
    }
    Ok(made)
}

async fn make_checksum(
    connection: &mut SqliteConnection,
    collection: &str,
    track: TrackId,
) -> Result<Checksum> {
    let checksum = checksum(&record(connection, collection, track).await?);
    sqlx::query("update embedded set checksum = ? where track = ? and collection = ?")
        .bind(checksum)
        .bind(track.bytes().as_slice())
        .bind(collection)
        .execute(connection)
        .await?;
    Ok(checksum)
}

/// The record of a track; nothing, if the collection does not have it.
pub(super) async fn record(
    connection: &mut SqliteConnection,
    collection: &str,
    track: TrackId,
) -> Result<Record> {
    let rows = sqlx::query(
        "select embedding from embeddings where track = ? and collection = ? order by number",
    )
    .bind(track.bytes().as_slice())
    .bind(collection)
    .fetch_all(&mut *connection)
    .await?;
    let embeddings = rows.iter().map(rows::embedding).collect::<Result<Vec<_>>>()?;
    if embeddings.is_empty() {
        return Ok(Record::default());
    }
    let rows = tracks::passages_of(connection, track).await?;
    recorded(&rows, &embeddings)
}

/// The record of a track from the rows of its passages, in order.
fn recorded(rows: &[SqliteRow], embeddings: &[Embedding]) -> Result<Record> {
    let Some(first) = rows.first() else { return Ok(Record::default()) };
    let passages = rows.iter().map(rows::passage).collect::<Result<Vec<_>>>()?;
    Ok(Record::new(&rows::track(first)?, &passages, embeddings))
}

/// What the collection holds of the track, by description.
pub(super) async fn readings(
    connection: &mut SqliteConnection,
    collection: &str,
    track: TrackId,
) -> Result<HashMap<String, Embedding>> {
    let rows = sqlx::query(
        "select passages.description, embeddings.embedding from embeddings join passages on passages.track = embeddings.track
            and passages.number = embeddings.number
         where embeddings.track = ? and embeddings.collection = ?",
    )
    .bind(track.bytes().as_slice())
    .bind(collection)
    .fetch_all(connection)
    .await?;
    let reading = |row: &SqliteRow| Ok((row.try_get("description")?, rows::embedding(row)?));
    rows.iter().map(reading).collect()
}

pub(super) async fn lacks(connection: &mut SqliteConnection, collection: &str) -> Result<u64> {
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("select count(*) as tracks {UNREAD}")))
        .bind(collection)
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>("tracks")?.cast_unsigned())
}

pub(super) async fn unread(
    connection: &mut SqliteConnection,
    collection: &str,
    limit: u32,
) -> Result<Vec<Unread>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("select id {UNREAD} limit ?")))
        .bind(collection)
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    let mut found = Vec::new();
    for row in &rows {
        let track = track_id(row, "id")?;
        found.push(Unread { track, descriptions: descriptions(connection, track).await? });
    }
    Ok(found)
}

async fn descriptions(connection: &mut SqliteConnection, track: TrackId) -> Result<Vec<String>> {
    let rows = sqlx::query("select description from passages where track = ? order by number")
        .bind(track.bytes().as_slice())
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok(row.try_get("description")?)).collect()
}

pub(super) async fn add(
    connection: &mut SqliteConnection,
    collection: &str,
    read: &Unread,
    made: &[Embedding],
) -> Result<bool> {
    let rows = tracks::passages_of(connection, read.track).await?;
    let told = rows.iter().map(|row| row.try_get("description"));
    if told.collect::<Result<Vec<String>, _>>()? != read.descriptions {
        return Ok(false);
    }
    sqlx::query("delete from embedded where track = ? and collection = ?")
        .bind(read.track.bytes().as_slice())
        .bind(collection)
        .execute(&mut *connection)
        .await?;
    insert(connection, collection, read.track, &recorded(&rows, made)?).await?;
    Ok(true)
}

fn code(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Captioner => "captioner",
        Purpose::TextEncoder => "text-encoder",
    }
}

pub(super) async fn choice(
    connection: &mut SqliteConnection,
    purpose: Purpose,
) -> Result<Option<Choice>> {
    let row = sqlx::query("select pack, revision from choices where purpose = ?")
        .bind(code(purpose))
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(rows::choice).transpose()
}

pub(super) async fn choose(
    connection: &mut SqliteConnection,
    purpose: Purpose,
    wanted: &Choice,
    before: Option<&Choice>,
) -> Result<u64> {
    let chosen = choice(connection, purpose).await?;
    if chosen.as_ref() == Some(wanted) {
        return Ok(0);
    }
    if chosen.as_ref() != before {
        let told = format!("another {purpose} was chosen meanwhile");
        return Err(Error::unavailable(told).hinting(AGAIN));
    }
    if purpose == Purpose::TextEncoder {
        let left = lacks(connection, &wanted.collection()).await?;
        if 0 < left {
            return Ok(left);
        }
    }
    sqlx::query("insert or replace into choices (purpose, pack, revision) values (?, ?, ?)")
        .bind(code(purpose))
        .bind(&wanted.pack)
        .bind(&wanted.revision)
        .execute(connection)
        .await?;
    Ok(0)
}
