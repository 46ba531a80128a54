//! The catalog in one SQLite file, in write-ahead mode: readers never wait for the writer.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{QueryBuilder, Row, SqlSafeStr, Sqlite, SqliteConnection, Transaction};

use super::{Catalog, IndexedTrack, Outcome, Summary, Visit};
use crate::embedding::Embedding;
use crate::error::{Error, ErrorKind, Result};
use crate::feeling::Feeling;
use crate::music::{Language, Passage, PassageId, TimeSpan, Track, TrackId};
use crate::vectors::{Checksum, Entry, checksum};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// SQLite allows this many variables in a statement, and two are needed for each passage.
const PASSAGES_A_QUERY: usize = 400;

/// Versions and their changes; what was released is never edited.
const MIGRATIONS: [(i64, &str, &str); 1] =
    [(1, "begin", include_str!("../../migrations/sqlite/0001_begin.sql"))];

pub(super) struct SqliteCatalog {
    pool: SqlitePool,
}

impl SqliteCatalog {
    pub(super) async fn open(path: &str) -> Result<Self> {
        if let Some(folder) = Path::new(path).parent() {
            std::fs::create_dir_all(folder).map_err(|error| {
                Error::unavailable(format!("folder `{}` cannot be made", folder.display()))
                    .because(error)
            })?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        migrator().run(&pool).await.map_err(|error| {
            Error::unavailable(format!("catalog `{path}` cannot be brought up to date"))
                .because(error)
        })?;
        Ok(Self { pool })
    }

    /// A transaction that may write from its first statement on, so that it never has to give up
    /// half-way because another one wrote first.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>> {
        Ok(self.pool.begin_with("begin immediate").await?)
    }
}

fn migrator() -> Migrator {
    let migrations = MIGRATIONS.map(|(version, description, sql)| {
        let sql = sql.into_sql_str();
        Migration::new(version, description.into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.to_vec())
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let kind = match error {
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => ErrorKind::Internal,
            _ => ErrorKind::Unavailable,
        };
        Self::new(kind, "catalog failed").because(error)
    }
}

#[async_trait]
impl Catalog for SqliteCatalog {
    async fn put(&self, reference: &str, stamp: &str, indexed: &IndexedTrack) -> Result<()> {
        let mut transaction = self.begin().await?;
        delete_track(&mut transaction, indexed.track.id).await?;
        insert_track(&mut transaction, &indexed.track, checksum(&indexed.entries)).await?;
        for (passage, entry) in indexed.passages.iter().zip(&indexed.entries) {
            insert_passage(&mut transaction, passage, entry).await?;
        }
        insert_visit(&mut transaction, reference, stamp, indexed.track.id, None).await?;
        Ok(transaction.commit().await?)
    }

    async fn refuse(&self, reference: &str, stamp: &str, reason: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        let track = TrackId::of(reference);
        delete_track(&mut transaction, track).await?;
        insert_visit(&mut transaction, reference, stamp, track, Some(reason)).await?;
        Ok(transaction.commit().await?)
    }

    async fn forget(&self, reference: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        delete_track(&mut transaction, TrackId::of(reference)).await?;
        sqlx::query("delete from visits where reference = ?")
            .bind(reference)
            .execute(&mut *transaction)
            .await?;
        Ok(transaction.commit().await?)
    }

    async fn visits(&self, prefix: &str) -> Result<HashMap<String, Visit>> {
        // Not `like`: a file name may hold its wildcards.
        let rows = sqlx::query(
            "select reference, stamp, refusal from visits where substr(reference, 1, ?) = ?",
        )
        .bind(prefix.chars().count() as i64)
        .bind(prefix)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(visit).collect()
    }

    async fn track(&self, id: TrackId) -> Result<Option<Track>> {
        let row = sqlx::query("select * from tracks where id = ?")
            .bind(id.bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(track).transpose()
    }

    async fn passages(&self, ids: &[PassageId]) -> Result<Vec<(Track, Passage)>> {
        let mut found = HashMap::new();
        for some in ids.chunks(PASSAGES_A_QUERY) {
            for row in passage_rows(&self.pool, some).await? {
                let (track, passage) = (track(&row)?, passage(&row)?);
                found.insert(passage.id, (track, passage));
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    async fn checksums(&self) -> Result<HashMap<TrackId, Checksum>> {
        let rows = sqlx::query(
            "select id, checksum from tracks
             where exists (select 1 from passages where passages.track = tracks.id)",
        )
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| Ok((track_id(row, "id")?, row.try_get("checksum")?))).collect()
    }

    async fn entries(&self, track: TrackId) -> Result<Vec<Entry>> {
        let rows = sqlx::query(
            "select passages.number, passages.embedding, tracks.language
             from passages join tracks on tracks.id = passages.track
             where passages.track = ? order by passages.number",
        )
        .bind(track.bytes().as_slice())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(entry).collect()
    }

    async fn summary(&self) -> Result<Summary> {
        let row = sqlx::query(
            "select (select count(*) from tracks) as tracks,
                    (select count(*) from passages) as passages",
        )
        .fetch_one(&self.pool)
        .await?;
        let count = |column| row.try_get::<i64, _>(column).map(i64::cast_unsigned);
        Ok(Summary { tracks: count("tracks")?, passages: count("passages")? })
    }
}

async fn delete_track(connection: &mut SqliteConnection, id: TrackId) -> Result<()> {
    sqlx::query("delete from tracks where id = ?")
        .bind(id.bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_track(
    connection: &mut SqliteConnection,
    track: &Track,
    checksum: Checksum,
) -> Result<()> {
    sqlx::query(
        "insert into tracks
         (id, title, artist, album, genres, year, language, duration_ms, audio, checksum)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(track.id.bytes().as_slice())
    .bind(&track.title)
    .bind(&track.artist)
    .bind(&track.album)
    .bind(json(&track.genres)?)
    .bind(track.year)
    .bind(track.language.map(|language| language.to_string()))
    .bind(track.duration.map(milliseconds))
    .bind(track.audio.as_ref().map(json).transpose()?)
    .bind(checksum)
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_passage(
    connection: &mut SqliteConnection,
    passage: &Passage,
    entry: &Entry,
) -> Result<()> {
    let embedding: Vec<u8> =
        entry.embedding.values().iter().flat_map(|value| value.to_le_bytes()).collect();
    sqlx::query(
        "insert into passages
         (track, number, start_ms, end_ms, text, description, valence, arousal, embedding)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(passage.id.track.bytes().as_slice())
    .bind(passage.id.number)
    .bind(passage.span.map(|span| milliseconds(span.start())))
    .bind(passage.span.map(|span| milliseconds(span.end())))
    .bind(&passage.text)
    .bind(&passage.description)
    .bind(passage.feeling.valence())
    .bind(passage.feeling.arousal())
    .bind(embedding)
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_visit(
    connection: &mut SqliteConnection,
    reference: &str,
    stamp: &str,
    track: TrackId,
    refusal: Option<&str>,
) -> Result<()> {
    sqlx::query(
        "insert into visits (reference, stamp, track, refusal) values (?, ?, ?, ?)
         on conflict (reference) do update
         set stamp = excluded.stamp, track = excluded.track, refusal = excluded.refusal",
    )
    .bind(reference)
    .bind(stamp)
    .bind(track.bytes().as_slice())
    .bind(refusal)
    .execute(connection)
    .await?;
    Ok(())
}

async fn passage_rows(pool: &SqlitePool, ids: &[PassageId]) -> Result<Vec<SqliteRow>> {
    let mut query = QueryBuilder::<Sqlite>::new(
        "select tracks.*, passages.number, passages.start_ms, passages.end_ms, passages.text,
                passages.description, passages.valence, passages.arousal
         from passages join tracks on tracks.id = passages.track
         where (passages.track, passages.number) in ",
    );
    query.push_tuples(ids, |mut tuple, id| {
        tuple.push_bind(id.track.bytes().to_vec()).push_bind(id.number);
    });
    Ok(query.build().fetch_all(pool).await?)
}

fn track(row: &SqliteRow) -> Result<Track> {
    let duration: Option<i64> = row.try_get("duration_ms")?;
    let audio: Option<String> = row.try_get("audio")?;
    Ok(Track {
        id: track_id(row, "id")?,
        title: row.try_get("title")?,
        artist: row.try_get("artist")?,
        album: row.try_get("album")?,
        genres: from_json(row.try_get("genres")?)?,
        year: row.try_get("year")?,
        language: language(row)?,
        duration: duration.map(from_milliseconds),
        audio: audio.as_deref().map(from_json).transpose()?,
    })
}

fn passage(row: &SqliteRow) -> Result<Passage> {
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
    })
}

fn entry(row: &SqliteRow) -> Result<Entry> {
    let bytes: &[u8] = row.try_get("embedding")?;
    let (values, _) = bytes.as_chunks::<4>();
    let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let embedding = Embedding::from_unit(values)
        .ok_or_else(|| Error::internal("catalog holds a damaged embedding"))?;
    Ok(Entry { number: row.try_get("number")?, language: language(row)?, embedding })
}

fn visit(row: &SqliteRow) -> Result<(String, Visit)> {
    let refusal: Option<String> = row.try_get("refusal")?;
    let outcome = refusal.map_or(Outcome::Taken, Outcome::Refused);
    Ok((row.try_get("reference")?, Visit { stamp: row.try_get("stamp")?, outcome }))
}

fn track_id(row: &SqliteRow, column: &str) -> Result<TrackId> {
    let bytes: &[u8] = row.try_get(column)?;
    let bytes = bytes.try_into().map_err(|_| Error::internal("catalog holds a damaged id"))?;
    Ok(TrackId::from_bytes(bytes))
}

fn language(row: &SqliteRow) -> Result<Option<Language>> {
    let code: Option<String> = row.try_get("language")?;
    code.as_deref().map(Language::from_str).transpose()
}

fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

fn from_milliseconds(milliseconds: i64) -> Duration {
    Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0))
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Error::internal("record cannot be written").because(error))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text)
        .map_err(|error| Error::internal("catalog holds a damaged record").because(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn conforms() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/catalog.db");
        let catalog = SqliteCatalog::open(path.to_str().unwrap()).await.unwrap();
        super::super::conforms(&catalog).await;
    }

    #[tokio::test]
    async fn a_file_name_with_wildcards_is_no_pattern() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("catalog.db");
        let catalog = SqliteCatalog::open(path.to_str().unwrap()).await.unwrap();
        catalog.refuse("file:/100%/a", "1", "no").await.unwrap();
        catalog.refuse("file:/100x/a", "1", "no").await.unwrap();
        assert_eq!(catalog.visits("file:/100%/").await.unwrap().len(), 1);
    }
}
