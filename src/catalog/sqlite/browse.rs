//! Lists of tracks. Keys of names stand in indexes, which are searched instead of the wide rows.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use async_trait::async_trait;
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{QueryBuilder, Row as _, Sqlite};

use super::rows::{from_json, passage, track, track_id, visit};
use super::{SqliteCatalog, tracks};
use crate::catalog::browse::{
    Browse, Facets, Listing, MOST_ROWS, Only, Page, Refusal, Row, Sort, folded,
};
use crate::catalog::{Catalog as _, Visit};
use crate::error::Result;
use crate::music::{Language, Passage, TrackId, words};

/// How many genres are told at most: what people tag is endless.
const MOST_GENRES: usize = 200;
const REFUSED: &str = " from visits where refusal is not null";

#[async_trait]
impl Browse for SqliteCatalog {
    async fn list(&self, listing: &Listing) -> Result<Page<Row>> {
        let mut count = QueryBuilder::new("select count(*) from tracks where true");
        choose(&mut count, listing);
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        let rows = rows_query(listing).build().fetch_all(&self.pool).await?;
        let rows = rows.iter().map(row).collect::<Result<_>>()?;
        Ok(Page { total: total.cast_unsigned(), rows })
    }

    async fn facets(&self) -> Result<Facets> {
        let pool = &self.pool;
        let summary = self.summary().await?;
        let languages = counted(
            pool,
            "select language, count(*) from tracks where language is not null
             group by language order by 2 desc, 1",
        );
        let languages: Vec<(String, u64)> = languages.await?;
        let known =
            |(code, tracks): &(String, u64)| Some((Language::from_str(code).ok()?, *tracks));
        Ok(Facets {
            tracks: summary.tracks,
            passages: summary.passages,
            audible: count(pool, "tracks where audio is not null").await?,
            worded: count(pool, "lyrics where used and track in (select id from tracks)").await?,
            set_aside: count(
                pool,
                "tracks where id in (select track from lyrics
                 where not used and reason is not null)",
            )
            .await?,
            refused: count(pool, "visits where refusal is not null").await?,
            languages: languages.iter().filter_map(known).collect(),
            genres: genres(pool).await?,
            decades: decades(pool).await?,
        })
    }

    async fn refusals(&self, search: &str, offset: u64, limit: u32) -> Result<Page<Refusal>> {
        let mut count = QueryBuilder::new("select count(*)");
        refused(&mut count, search);
        let total: i64 = count.build_query_scalar().fetch_one(&self.pool).await?;
        let mut query = QueryBuilder::new(
            "select track, reference, root, refusal,
                    (select count(*) from lyrics where lyrics.track = visits.track) as words",
        );
        refused(&mut query, search);
        query.push(" order by reference");
        page(&mut query, offset, limit);
        let rows = query.build().fetch_all(&self.pool).await?;
        let rows = rows.iter().map(refusal).collect::<Result<_>>()?;
        Ok(Page { total: total.cast_unsigned(), rows })
    }

    async fn passages_of(&self, track: TrackId) -> Result<Vec<Passage>> {
        let rows = tracks::passages_of(&mut *self.pool.acquire().await?, track).await?;
        rows.iter().map(passage).collect()
    }

    async fn places_of(&self, track: TrackId) -> Result<Vec<(String, Visit)>> {
        let rows = sqlx::query(
            "select reference, stamp, refusal, root from visits where track = ? order by reference",
        )
        .bind(track.bytes().as_slice())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(visit).collect()
    }

    async fn roots(&self) -> Result<Vec<String>> {
        let query = "select distinct root from visits where root is not null order by root";
        Ok(sqlx::query_scalar(query).fetch_all(&self.pool).await?)
    }
}

/// Makes the keys of tracks that an older version took.
pub(super) async fn make_keys(catalog: &SqliteCatalog) -> Result<()> {
    let query = "select id, title, artist, album from tracks where title_key is null";
    let rows = sqlx::query(query).fetch_all(&catalog.pool).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut transaction = catalog.begin().await?;
    for row in rows {
        let key = |column| Ok::<_, sqlx::Error>(folded(row.try_get(column)?));
        sqlx::query("update tracks set title_key = ?, artist_key = ?, album_key = ? where id = ?")
            .bind(key("title")?)
            .bind(key("artist")?)
            .bind(key("album")?)
            .bind(row.try_get::<&[u8], _>("id")?)
            .execute(&mut *transaction)
            .await?;
    }
    Ok(transaction.commit().await?)
}

/// The rows are read for the tracks of the page alone.
fn rows_query(listing: &Listing) -> QueryBuilder<Sqlite> {
    let order = order(listing);
    let mut query =
        QueryBuilder::new("with page as materialized (select id from tracks where true");
    choose(&mut query, listing);
    query.push(format_args!(" order by {order}"));
    page(&mut query, listing.offset, listing.limit);
    query.push(format_args!(
        ") select tracks.*,
            (select count(*) from passages where passages.track = tracks.id) as passages,
            (select source from lyrics where lyrics.track = tracks.id and used) as words,
            (select count(*) from lyrics where lyrics.track = tracks.id
                 and not used and reason is not null) as set_aside
         from page join tracks using (id) order by {order}"
    ));
    query
}

/// Adds what the tracks are chosen by.
fn choose(query: &mut QueryBuilder<Sqlite>, listing: &Listing) {
    for word in folded(&listing.search).split(' ').filter(|word| !word.is_empty()) {
        query
            .push(" and instr(' ' || artist_key || ' ' || album_key || ' ' || title_key, ")
            .push_bind(format!(" {word}"))
            .push(")");
    }
    if let Some(language) = listing.language {
        query.push(" and language = ").push_bind(language.to_string());
    }
    query.push(match listing.only {
        None => "",
        Some(Only::SetAside) => {
            " and id in (select track from lyrics where not used and reason is not null)"
        }
        Some(Only::Wordless) => " and id not in (select track from lyrics where used)",
        Some(Only::Silent) => " and audio is null",
    });
}

/// Each order is that of an index, from either end.
fn order(listing: &Listing) -> String {
    let direction = if listing.descending { "desc" } else { "asc" };
    let columns: &[&str] = match listing.sort {
        Sort::Title => &["title_key", "artist_key", "album_key"],
        Sort::Artist => &["artist_key", "album_key", "title_key"],
        Sort::Album => &["album_key", "artist_key", "title_key"],
        Sort::Year => &["year", "artist_key", "album_key", "title_key"],
        Sort::Duration => &["duration_ms", "artist_key", "album_key", "title_key"],
        Sort::Language => &["language", "artist_key", "album_key", "title_key"],
    };
    let mut terms: Vec<String> =
        columns.iter().chain(&["id"]).map(|column| format!("{column} {direction}")).collect();
    terms[0].push_str(" nulls last");
    terms.join(", ")
}

fn page(query: &mut QueryBuilder<Sqlite>, offset: u64, limit: u32) {
    query
        .push(" limit ")
        .push_bind(i64::from(limit.min(MOST_ROWS)))
        .push(" offset ")
        .push_bind(i64::try_from(offset).unwrap_or(i64::MAX));
}

fn refused(query: &mut QueryBuilder<Sqlite>, search: &str) {
    query.push(REFUSED);
    let search = search.trim().to_ascii_lowercase();
    if !search.is_empty() {
        // Where the folder lies is not told, so it is not searched.
        query
            .push(
                " and instr(lower(case when instr(reference, 'file:' || root || '/') = 1
                     then substr(reference, length('file:' || root || '/') + 1) else reference end
                     || ' ' || refusal), ",
            )
            .push_bind(search)
            .push(")");
    }
}

fn row(row: &SqliteRow) -> Result<Row> {
    Ok(Row {
        track: track(row)?,
        passages: row.try_get("passages")?,
        words: row.try_get("words")?,
        set_aside: row.try_get("set_aside")?,
    })
}

fn refusal(row: &SqliteRow) -> Result<Refusal> {
    Ok(Refusal {
        track: track_id(row, "track")?,
        reference: row.try_get("reference")?,
        root: row.try_get("root")?,
        reason: row.try_get("refusal")?,
        words: row.try_get("words")?,
    })
}

/// How many rows there are of `what`.
async fn count(pool: &SqlitePool, what: &'static str) -> Result<u64> {
    let mut query = QueryBuilder::<Sqlite>::new("select count(*) from ");
    let count: i64 = query.push(what).build_query_scalar().fetch_one(pool).await?;
    Ok(count.cast_unsigned())
}

/// Genres as the filter compares them: a track counts once for each.
async fn genres(pool: &SqlitePool) -> Result<Vec<(String, u64)>> {
    let written: Vec<(String, i64)> =
        sqlx::query_as("select genres, count(*) from tracks group by genres")
            .fetch_all(pool)
            .await?;
    let mut tracks = BTreeMap::new();
    for (genres, count) in written {
        let genres: Vec<String> = from_json(&genres)?;
        let names: BTreeSet<String> = genres.iter().map(|genre| words(genre)).collect();
        for name in names.into_iter().filter(|name| !name.is_empty()) {
            *tracks.entry(name).or_insert(0) += count.cast_unsigned();
        }
    }
    let mut tracks: Vec<(String, u64)> = tracks.into_iter().collect();
    tracks.sort_by_key(|(_, count)| Reverse(*count));
    tracks.truncate(MOST_GENRES);
    Ok(tracks)
}

async fn decades(pool: &SqlitePool) -> Result<Vec<(i32, u64)>> {
    let rows: Vec<(i32, i64)> = sqlx::query_as(
        "select year / 10 * 10, count(*) from tracks where year is not null group by 1 order by 1",
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|(year, tracks)| (year, tracks.cast_unsigned())).collect())
}

async fn counted(pool: &SqlitePool, query: &'static str) -> Result<Vec<(String, u64)>> {
    let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(pool).await?;
    Ok(rows.into_iter().map(|(name, tracks)| (name, tracks.cast_unsigned())).collect())
}
