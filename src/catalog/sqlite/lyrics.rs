//! The words that were found for tracks, and what the owner says of them.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::{from_json, json, language, milliseconds};
use crate::error::{Error, Result};
use crate::music::{Decision, FoundLyrics, Line, Lyrics, Reason, TimeSpan, TrackId, Verdict};

/// A line as it is kept: its words, and from when to when it is sung, in milliseconds.
#[derive(Serialize, Deserialize)]
struct KeptLine(String, Option<(i64, i64)>);

impl From<&Line> for KeptLine {
    fn from(line: &Line) -> Self {
        let span = |span: TimeSpan| (milliseconds(span.start()), milliseconds(span.end()));
        Self(line.text.clone(), line.span.map(span))
    }
}

impl From<KeptLine> for Line {
    fn from(KeptLine(text, span): KeptLine) -> Self {
        let time = |milliseconds: i64| Duration::from_millis(milliseconds.try_into().unwrap_or(0));
        match span.and_then(|(start, end)| TimeSpan::new(time(start), time(end))) {
            Some(span) => Self::timed(&text, span),
            None => Self::untimed(&text),
        }
    }
}

/// Makes `found` all that is known of the words of a track.
pub(super) async fn replace(
    connection: &mut SqliteConnection,
    track: TrackId,
    found: &[FoundLyrics],
) -> Result<()> {
    sqlx::query("delete from lyrics where track = ?")
        .bind(track.bytes().as_slice())
        .execute(&mut *connection)
        .await?;
    for (place, found) in (0_i64..).zip(found) {
        let stanzas = found.lyrics.stanzas.iter();
        let stanzas: Vec<Vec<KeptLine>> =
            stanzas.map(|lines| lines.iter().map(KeptLine::from).collect()).collect();
        sqlx::query(
            "insert into lyrics
             (track, place, source, key, language, stanzas, reason, confidence, used)
             values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(track.bytes().as_slice())
        .bind(place)
        .bind(&found.source)
        .bind(&found.key)
        .bind(found.language.map(|language| language.to_string()))
        .bind(json(&stanzas)?)
        .bind(found.verdict.reason.map(Reason::name))
        .bind(found.verdict.confidence)
        .bind(found.used)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

pub(super) async fn of(
    connection: &mut SqliteConnection,
    track: TrackId,
) -> Result<Vec<FoundLyrics>> {
    let rows = sqlx::query("select * from lyrics where track = ? order by place")
        .bind(track.bytes().as_slice())
        .fetch_all(connection)
        .await?;
    rows.iter().map(found).collect()
}

fn found(row: &SqliteRow) -> Result<FoundLyrics> {
    let reason: Option<&str> = row.try_get("reason")?;
    let stanzas: Vec<Vec<KeptLine>> = from_json(row.try_get("stanzas")?)?;
    let stanzas = stanzas.into_iter().map(|lines| lines.into_iter().map(Line::from).collect());
    Ok(FoundLyrics {
        source: row.try_get("source")?,
        key: row.try_get("key")?,
        language: language(row)?,
        lyrics: Lyrics { stanzas: stanzas.collect() },
        verdict: Verdict {
            reason: reason.map(str::parse).transpose()?,
            confidence: row.try_get("confidence")?,
        },
        used: row.try_get("used")?,
    })
}

pub(super) async fn decisions(
    connection: &mut SqliteConnection,
    track: TrackId,
) -> Result<HashMap<String, Decision>> {
    let rows = sqlx::query("select key, decision from decisions where track = ?")
        .bind(track.bytes().as_slice())
        .fetch_all(connection)
        .await?;
    let decision = |row: &SqliteRow| {
        let decision = match row.try_get("decision")? {
            "accept" => Decision::Accept,
            "reject" => Decision::Reject,
            _ => return Err(Error::internal("catalog holds a damaged decision")),
        };
        Ok((row.try_get("key")?, decision))
    };
    rows.iter().map(decision).collect()
}

/// `None` forgets what was said.
pub(super) async fn decide(
    connection: &mut SqliteConnection,
    track: TrackId,
    key: &str,
    decision: Option<Decision>,
) -> Result<()> {
    let track = track.bytes().as_slice();
    let query = match decision {
        Some(decision) => {
            sqlx::query("insert or replace into decisions (decision, track, key) values (?, ?, ?)")
                .bind(match decision {
                    Decision::Accept => "accept",
                    Decision::Reject => "reject",
                })
        }
        None => sqlx::query("delete from decisions where track = ? and key = ?"),
    };
    query.bind(track).bind(key).execute(connection).await?;
    Ok(())
}

/// What the owner wrote.
pub(super) async fn own(
    connection: &mut SqliteConnection,
    track: TrackId,
) -> Result<Option<String>> {
    let query = sqlx::query_scalar("select text from own_words where track = ?");
    Ok(query.bind(track.bytes().as_slice()).fetch_optional(connection).await?)
}

/// `None` forgets what was written.
pub(super) async fn keep_own(
    connection: &mut SqliteConnection,
    track: TrackId,
    text: Option<&str>,
) -> Result<()> {
    let track = track.bytes().as_slice();
    let query = match text {
        Some(text) => sqlx::query("insert or replace into own_words (track, text) values (?, ?)")
            .bind(track)
            .bind(text),
        None => sqlx::query("delete from own_words where track = ?").bind(track),
    };
    query.execute(connection).await?;
    Ok(())
}
