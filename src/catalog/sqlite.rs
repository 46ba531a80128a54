//! The catalog in one SQLite file, in write-ahead mode: readers never wait for the writer.

mod browse;
mod chart;
mod collections;
mod files;
mod learning;
mod lyrics;
mod rows;
mod tracks;

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use async_trait::async_trait;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{QueryBuilder, Row, SqlSafeStr, Sqlite, Transaction};

use self::collections::AGAIN;
use self::rows::{kept, passage, track, visit};
use super::{
    Catalog, Charted, Choice, IndexedTrack, Kept, Learn, Namesake, Place, Summary, Unread, Visit,
};
use crate::embedding::Embedding;
use crate::error::{Error, ErrorKind, Result};
use crate::impression::{Impression, ImpressionId, Trial};
use crate::models::registry::Purpose;
use crate::music::{AudioCopy, Decision, FoundLyrics, Passage, PassageId, Track, TrackId};
use crate::profile::{Event, Moment, Profile, ProfileId};
use crate::vectors::{Checksum, Record};

/// How long a writer waits for another one.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);
/// SQLite allows this many variables in a statement, and two are needed for each passage.
const PASSAGES_A_QUERY: usize = 400;

/// Versions and their changes; what was released is never edited.
const MIGRATIONS: [(i64, &str, &str); 7] = [
    (1, "begin", include_str!("../../migrations/sqlite/0001_begin.sql")),
    (2, "collections", include_str!("../../migrations/sqlite/0002_collections.sql")),
    (3, "stages", include_str!("../../migrations/sqlite/0003_stages.sql")),
    (4, "facts", include_str!("../../migrations/sqlite/0004_facts.sql")),
    (5, "learning", include_str!("../../migrations/sqlite/0005_learning.sql")),
    (6, "presentation", include_str!("../../migrations/sqlite/0006_presentation.sql")),
    (7, "browse", include_str!("../../migrations/sqlite/0007_browse.sql")),
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
            // What is deleted is overwritten: whoever has a profile forgotten wants it gone.
            .pragma("secure_delete", "on")
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        migrator(&MIGRATIONS).run(&pool).await.map_err(|error| {
            Error::unavailable(format!("catalog `{path}` cannot be brought up to date"))
                .because(error)
        })?;
        let catalog = Self { pool };
        browse::make_keys(&catalog).await?;
        Ok(catalog)
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
    async fn put(
        &self,
        place: Place<'_>,
        indexed: &IndexedTrack,
        twin: Option<TrackId>,
    ) -> Result<()> {
        let mut transaction = self.begin().await?;
        collections::check_in_use(&mut transaction, &indexed.collection).await?;
        let IndexedTrack { track, passages, collection, lyrics, file, name, .. } = indexed;
        let mut copies = files::others(&mut transaction, place.reference, file.as_ref()).await?;
        if let Some(twin) = twin {
            copies.extend(files::of(&mut transaction, twin, place.reference).await?);
            lyrics::replace(&mut transaction, twin, &[]).await?;
            tracks::delete(&mut transaction, twin).await?;
        }
        tracks::delete(&mut transaction, track.id).await?;
        tracks::insert(&mut transaction, track, name).await?;
        for passage in passages {
            tracks::insert_passage(&mut transaction, passage).await?;
        }
        collections::insert(&mut transaction, collection, track.id, &indexed.record()).await?;
        lyrics::replace(&mut transaction, track.id, lyrics).await?;
        if let Some(file) = file {
            copies.push((place.reference.to_owned(), file.clone()));
        }
        files::insert(&mut transaction, track.id, &copies).await?;
        files::play_the_best(&mut transaction, track.id).await?;
        tracks::insert_visit(&mut transaction, place, track.id, None).await?;
        Ok(transaction.commit().await?)
    }

    async fn attach(&self, place: Place<'_>, file: &AudioCopy, twin: TrackId) -> Result<()> {
        let mut transaction = self.begin().await?;
        if !tracks::exists(&mut transaction, twin).await? {
            return Err(Error::unavailable("a track was forgotten meanwhile").hinting(AGAIN));
        }
        files::leave(&mut transaction, place.reference).await?;
        tracks::delete(&mut transaction, TrackId::of(place.reference)).await?;
        let copy = (place.reference.to_owned(), file.clone());
        files::insert(&mut transaction, twin, std::slice::from_ref(&copy)).await?;
        files::play_the_best(&mut transaction, twin).await?;
        tracks::insert_visit(&mut transaction, place, twin, None).await?;
        Ok(transaction.commit().await?)
    }

    async fn refuse(&self, place: Place<'_>, reason: &str, lyrics: &[FoundLyrics]) -> Result<()> {
        let mut transaction = self.begin().await?;
        let track = TrackId::of(place.reference);
        files::leave(&mut transaction, place.reference).await?;
        tracks::delete(&mut transaction, track).await?;
        lyrics::replace(&mut transaction, track, lyrics).await?;
        tracks::insert_visit(&mut transaction, place, track, Some(reason)).await?;
        Ok(transaction.commit().await?)
    }

    async fn forget(&self, reference: &str) -> Result<()> {
        let mut transaction = self.begin().await?;
        let track = TrackId::of(reference);
        files::leave(&mut transaction, reference).await?;
        tracks::delete(&mut transaction, track).await?;
        lyrics::replace(&mut transaction, track, &[]).await?;
        tracks::forget_place(&mut transaction, reference).await?;
        Ok(transaction.commit().await?)
    }

    async fn kept(&self, reference: &str) -> Result<Option<Kept>> {
        let row = sqlx::query("select key, made from heard where reference = ?")
            .bind(reference)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(kept).transpose()
    }

    async fn heard(&self, track: TrackId) -> Result<Option<Kept>> {
        // Of these files `files::play_the_best` plays the first.
        let row = sqlx::query(
            "select key, made from heard join files using (reference)
             where files.track = ? order by quality desc, reference limit 1",
        )
        .bind(track.bytes().as_slice())
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(kept).transpose()
    }

    async fn keep_heard(&self, reference: &str, kept: Option<&Kept>) -> Result<()> {
        let query = match kept {
            Some(kept) => sqlx::query(
                "insert into heard (reference, key, made) values (?, ?, ?)
                 on conflict (reference) do update set key = excluded.key, made = excluded.made",
            )
            .bind(reference)
            .bind(&kept.key)
            .bind(&kept.made),
            None => sqlx::query("delete from heard where reference = ?").bind(reference),
        };
        query.execute(&self.pool).await?;
        Ok(())
    }

    async fn namesakes(&self, name: &str, but: TrackId) -> Result<Vec<Namesake>> {
        files::namesakes(&mut *self.pool.acquire().await?, name, but).await
    }

    async fn lyrics(&self, track: TrackId) -> Result<Vec<FoundLyrics>> {
        lyrics::of(&mut *self.pool.acquire().await?, track).await
    }

    async fn decisions(&self, track: TrackId) -> Result<HashMap<String, Decision>> {
        lyrics::decisions(&mut *self.pool.acquire().await?, track).await
    }

    async fn decide(&self, track: TrackId, key: &str, decision: Option<Decision>) -> Result<()> {
        lyrics::decide(&mut *self.pool.acquire().await?, track, key, decision).await
    }

    async fn own_words(&self, track: TrackId) -> Result<Option<String>> {
        lyrics::own(&mut *self.pool.acquire().await?, track).await
    }

    async fn keep_own_words(&self, track: TrackId, text: Option<&str>) -> Result<()> {
        lyrics::keep_own(&mut *self.pool.acquire().await?, track, text).await
    }

    async fn readings(
        &self,
        collection: &str,
        track: TrackId,
    ) -> Result<HashMap<String, Embedding>> {
        collections::readings(&mut *self.pool.acquire().await?, collection, track).await
    }

    async fn visits(&self, prefix: &str) -> Result<HashMap<String, Visit>> {
        // Not `like`: a file name may hold its wildcards.
        let rows = sqlx::query(
            "select reference, stamp, refusal, root from visits where substr(reference, 1, ?) = ?",
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
            for row in tracks::passage_rows(&self.pool, some).await? {
                let (track, passage) = (track(&row)?, passage(&row)?);
                found.insert(passage.id, (track, passage));
            }
        }
        Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
    }

    async fn chart(&self) -> Result<Vec<Charted>> {
        chart::read(&mut *self.pool.acquire().await?).await
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
        let known = collections::checksums(&mut *self.pool.acquire().await?, collection).await?;
        if known.values().all(Option::is_some) {
            return Ok(known.into_iter().filter_map(|(track, sum)| Some((track, sum?))).collect());
        }
        let mut transaction = self.begin().await?;
        let checksums = collections::make_checksums(&mut transaction, collection).await?;
        transaction.commit().await?;
        Ok(checksums)
    }

    async fn record(&self, collection: &str, track: TrackId) -> Result<Record> {
        // One state of the catalog: a track may change between two statements.
        let mut transaction = self.pool.begin().await?;
        collections::record(&mut transaction, collection, track).await
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

    async fn begin_profile(&self, id: ProfileId, at: Moment) -> Result<()> {
        learning::begin(&mut *self.pool.acquire().await?, id, at).await
    }

    async fn profile(&self, id: ProfileId) -> Result<Option<Profile>> {
        learning::profile(&mut *self.pool.acquire().await?, id).await
    }

    async fn show(&self, impression: &Impression) -> Result<()> {
        let mut transaction = self.begin().await?;
        learning::show(&mut transaction, impression).await?;
        Ok(transaction.commit().await?)
    }

    async fn impression(&self, id: ImpressionId) -> Result<Option<Impression>> {
        learning::impression(&mut *self.pool.begin().await?, id).await
    }

    async fn learn(&self, event: &Event, learn: &Learn<'_>) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let learnt = learning::learn(&mut transaction, event, learn).await?;
        if learnt {
            transaction.commit().await?;
        }
        Ok(learnt)
    }

    async fn impressions(&self, profile: ProfileId) -> Result<Vec<Impression>> {
        learning::impressions(&mut *self.pool.begin().await?, profile).await
    }

    async fn events(&self, profile: ProfileId) -> Result<Vec<Event>> {
        learning::events(&mut *self.pool.acquire().await?, profile).await
    }

    async fn forget_profile(&self, id: ProfileId) -> Result<bool> {
        let mut transaction = self.begin().await?;
        let forgotten = learning::forget(&mut transaction, id).await?;
        transaction.commit().await?;
        // The write-ahead log still holds pages as they were.
        sqlx::query("pragma wal_checkpoint(truncate)").execute(&self.pool).await?;
        Ok(forgotten)
    }

    async fn trials(&self, experiment: &str) -> Result<Vec<Trial>> {
        learning::trials(&mut *self.pool.begin().await?, experiment).await
    }
}

#[cfg(test)]
mod tests;
