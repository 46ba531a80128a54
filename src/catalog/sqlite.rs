//! The catalog in one SQLite file, in write-ahead mode: readers never wait for the writer.

mod collections;
mod rows;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{QueryBuilder, Row, SqlSafeStr, Sqlite, SqliteConnection, Transaction};

use self::rows::{entry, json, milliseconds, passage, track, track_id, visit};
use super::{Catalog, Choice, IndexedTrack, Summary, Unread, Visit};
use crate::embedding::Embedding;
use crate::error::{Error, ErrorKind, Result};
use crate::models::registry::Purpose;
use crate::music::{Passage, PassageId, Track, TrackId};
use crate::vectors::{Checksum, Entry};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// SQLite allows this many variables in a statement, and two are needed for each passage.
const PASSAGES_A_QUERY: usize = 400;

/// Versions and their changes; what was released is never edited.
const MIGRATIONS: [(i64, &str, &str); 2] = [
    (1, "begin", include_str!("../../migrations/sqlite/0001_begin.sql")),
    (2, "collections", include_str!("../../migrations/sqlite/0002_collections.sql")),
];

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
        migrator(&MIGRATIONS).run(&pool).await.map_err(|error| {
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

fn migrator(migrations: &[(i64, &'static str, &'static str)]) -> Migrator {
    let migrations = migrations.iter().map(|(version, description, sql)| {
        let sql = sql.into_sql_str();
        Migration::new(*version, (*description).into(), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
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
        collections::check_in_use(&mut transaction, &indexed.collection).await?;
        let IndexedTrack { track, passages, collection, entries } = indexed;
        delete_track(&mut transaction, track.id).await?;
        insert_track(&mut transaction, track).await?;
        for passage in passages {
            insert_passage(&mut transaction, passage).await?;
        }
        collections::insert(&mut transaction, collection, track.id, entries).await?;
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

    async fn checksums(&self, collection: &str) -> Result<HashMap<TrackId, Checksum>> {
        let rows = sqlx::query("select track, checksum from embedded where collection = ?")
            .bind(collection)
            .fetch_all(&self.pool)
            .await?;
        rows.iter().map(|row| Ok((track_id(row, "track")?, row.try_get("checksum")?))).collect()
    }

    async fn entries(&self, collection: &str, track: TrackId) -> Result<Vec<Entry>> {
        let rows = sqlx::query(
            "select embeddings.number, embeddings.embedding, tracks.language
             from embeddings join tracks on tracks.id = embeddings.track
             where embeddings.track = ? and embeddings.collection = ? order by embeddings.number",
        )
        .bind(track.bytes().as_slice())
        .bind(collection)
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(entry).collect()
    }

    async fn lacks(&self, collection: &str) -> Result<u64> {
        collections::lacks(&mut *self.pool.acquire().await?, collection).await
    }

    async fn unread(&self, collection: &str, limit: u32) -> Result<Vec<Unread>> {
        // One state of the catalog: a track may change between two statements.
        let mut transaction = self.pool.begin().await?;
        collections::unread(&mut transaction, collection, limit).await
    }

    async fn add(&self, collection: &str, read: &Unread, made: &[Embedding]) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let added = collections::add(&mut transaction, collection, read, made).await?;
        transaction.commit().await?;
        Ok(added)
    }

    async fn keep(&self, collections: &[String]) -> Result<()> {
        let mut query =
            QueryBuilder::<Sqlite>::new("delete from embedded where collection not in ");
        query.push_tuples(collections, |mut tuple, name| {
            tuple.push_bind(name);
        });
        query.build().execute(&self.pool).await?;
        Ok(())
    }

    async fn choice(&self, purpose: Purpose) -> Result<Option<Choice>> {
        collections::choice(&mut *self.pool.acquire().await?, purpose).await
    }

    async fn choose(
        &self,
        purpose: Purpose,
        choice: &Choice,
        before: Option<&Choice>,
    ) -> Result<u64> {
        let mut transaction = self.begin().await?;
        let left = collections::choose(&mut transaction, purpose, choice, before).await?;
        transaction.commit().await?;
        Ok(left)
    }
}

async fn delete_track(connection: &mut SqliteConnection, id: TrackId) -> Result<()> {
    sqlx::query("delete from tracks where id = ?")
        .bind(id.bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert_track(connection: &mut SqliteConnection, track: &Track) -> Result<()> {
    sqlx::query(
        "insert into tracks
         (id, title, artist, album, genres, year, language, duration_ms, audio)
         values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
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
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_passage(connection: &mut SqliteConnection, passage: &Passage) -> Result<()> {
    sqlx::query(
        "insert into passages
         (track, number, start_ms, end_ms, text, description, valence, arousal)
         values (?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(passage.id.track.bytes().as_slice())
    .bind(passage.id.number)
    .bind(passage.span.map(|span| milliseconds(span.start())))
    .bind(passage.span.map(|span| milliseconds(span.end())))
    .bind(&passage.text)
    .bind(&passage.description)
    .bind(passage.feeling.valence())
    .bind(passage.feeling.arousal())
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

#[cfg(test)]
mod tests;
