//! Where the passages of the library lie on the plane of feelings.

use futures::TryStreamExt;
use sqlx::{Row, SqliteConnection};

use super::rows::{from_json, language, sixteen};
use crate::catalog::Charted;
use crate::error::Result;
use crate::feeling::Feeling;
use crate::music::TrackId;

/// Both tables are stored in the order that is asked for, so nothing is sorted.
const CHART: &str = "select id, genres, language, number, valence, arousal
     from tracks join passages on passages.track = tracks.id
     order by id, number";

pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Vec<Charted>> {
    let mut charted: Vec<Charted> = Vec::new();
    let mut rows = sqlx::query(CHART).fetch(connection);
    while let Some(row) = rows.try_next().await? {
        let track = TrackId::from_bytes(sixteen(row.try_get("id")?)?);
        if charted.last().is_none_or(|last| last.track != track) {
            let genres = from_json(row.try_get("genres")?)?;
            charted.push(Charted {
                track,
                genres,
                language: language(&row)?,
                passages: Vec::new(),
            });
        }
        let feeling = Feeling::new(row.try_get("valence")?, row.try_get("arousal")?);
        if let Some(last) = charted.last_mut() {
            last.passages.push((row.try_get("number")?, feeling));
        }
    }
    Ok(charted)
}
