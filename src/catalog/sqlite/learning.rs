//! Profiles, the lists that were offered, and what was done with them.

use std::collections::HashMap;

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::rows::{bytes, floats, from_json, json, sixteen, track_id};
use crate::catalog::Learn;
use crate::error::{Error, Result};
use crate::impression::{Impression, ImpressionId, Pick, Shown, Trial, Versions};
use crate::music::PassageId;
use crate::profile::{Event, Moment, Profile, ProfileId};

/// How many events of a profile are kept, and how many lists: the latest.
const EVENTS_A_PROFILE: i64 = 10_000;
const LISTS_A_PROFILE: i64 = 10_000;
/// How many lists are kept that nobody's profile was named for.
const OTHER_LISTS: i64 = 100_000;

/// Events with the ids of their profile and list.
const EVENTS: &str = "select events.*, profiles.id as profile_id, impressions.id as impression_id
     from events join profiles on profiles.number = events.profile
     join impressions on impressions.number = events.impression";

pub(super) async fn begin(
    connection: &mut SqliteConnection,
    id: ProfileId,
    at: Moment,
) -> Result<()> {
    sqlx::query(
        "insert into profiles (id, vector, counts, lists, updated) values (?, x'', ?, 0, ?)
         on conflict (id) do nothing",
    )
    .bind(id.bytes().as_slice())
    .bind(json(&Profile::default().counts)?)
    .bind(at.0.cast_signed())
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn profile(
    connection: &mut SqliteConnection,
    id: ProfileId,
) -> Result<Option<Profile>> {
    let row = sqlx::query("select * from profiles where id = ?")
        .bind(id.bytes().as_slice())
        .fetch_optional(connection)
        .await?;
    let profile = |row: SqliteRow| {
        Ok(Profile {
            vector: floats(row.try_get("vector")?),
            counts: from_json(row.try_get("counts")?)?,
            lists: row.try_get::<i64, _>("lists")?.cast_unsigned(),
            updated: moment(&row, "updated")?,
        })
    };
    row.map(profile).transpose()
}

pub(super) async fn show(connection: &mut SqliteConnection, impression: &Impression) -> Result<()> {
    let Impression { id, profile, experiment, versions, at, shown } = impression;
    if let Some(profile) = profile {
        begin(connection, *profile, *at).await?;
        sqlx::query("update profiles set lists = lists + 1 where id = ?")
            .bind(profile.bytes().as_slice())
            .execute(&mut *connection)
            .await?;
    }
    let row = sqlx::query(
        "insert into impressions (id, profile, experiment, collection, ranker, at)
         values (?, (select number from profiles where id = ?), ?, ?, ?, ?) returning number",
    )
    .bind(id.bytes().as_slice())
    .bind(profile.as_ref().map(|profile| profile.bytes().as_slice()))
    .bind(experiment)
    .bind(&versions.collection)
    .bind(&versions.ranker)
    .bind(at.0.cast_signed())
    .fetch_one(&mut *connection)
    .await?;
    insert_shown(connection, row.try_get("number")?, shown).await?;
    forget_older_lists(connection, *profile).await
}

async fn insert_shown(
    connection: &mut SqliteConnection,
    impression: i64,
    shown: &[Shown],
) -> Result<()> {
    for (position, one) in (0_i64..).zip(shown) {
        sqlx::query(
            "insert into shown
             (impression, position, track, passage, propensity, arm, by_a, by_b)
             values (?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(impression)
        .bind(position)
        .bind(one.passage.track.bytes().as_slice())
        .bind(one.passage.number)
        .bind(one.propensity)
        .bind(one.pick.map(|pick| pick.arm.name()))
        .bind(one.pick.map(|pick| pick.targets[0]))
        .bind(one.pick.map(|pick| pick.targets[1]))
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

async fn forget_older_lists(
    connection: &mut SqliteConnection,
    profile: Option<ProfileId>,
) -> Result<()> {
    let most = if profile.is_some() { LISTS_A_PROFILE } else { OTHER_LISTS };
    sqlx::query(
        "delete from impressions where number in
             (select number from impressions
              where profile is (select number from profiles where id = ?)
              order by number desc limit -1 offset ?)",
    )
    .bind(profile.as_ref().map(|profile| profile.bytes().as_slice()))
    .bind(most)
    .execute(connection)
    .await?;
    Ok(())
}

/// Which lists are asked for: a condition on one bound value, which is given as bytes.
struct Asked<'a> {
    condition: &'static str,
    value: &'a [u8],
}

const WITH_ID: &str = "impressions.id = ?";
const OF_PROFILE: &str = "impressions.profile = (select number from profiles where id = ?)";
const OF_EXPERIMENT: &str = "impressions.experiment = cast(? as text)";

pub(super) async fn impression(
    connection: &mut SqliteConnection,
    id: ImpressionId,
) -> Result<Option<Impression>> {
    let asked = Asked { condition: WITH_ID, value: id.bytes() };
    Ok(lists(connection, &asked).await?.into_iter().map(|(_, found)| found).next())
}

pub(super) async fn impressions(
    connection: &mut SqliteConnection,
    profile: ProfileId,
) -> Result<Vec<Impression>> {
    let asked = Asked { condition: OF_PROFILE, value: profile.bytes() };
    Ok(lists(connection, &asked).await?.into_iter().map(|(_, found)| found).collect())
}

pub(super) async fn trials(
    connection: &mut SqliteConnection,
    experiment: &str,
) -> Result<Vec<Trial>> {
    let asked = Asked { condition: OF_EXPERIMENT, value: experiment.as_bytes() };
    let lists = lists(connection, &asked).await?;
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{EVENTS} where {OF_EXPERIMENT} order by events.number"
    )))
    .bind(asked.value)
    .fetch_all(connection)
    .await?;
    let mut events: HashMap<i64, Vec<Event>> = HashMap::new();
    for row in &rows {
        events.entry(row.try_get("impression")?).or_default().push(event(row)?);
    }
    let trial = |(number, impression)| Trial {
        impression,
        events: events.remove(&number).unwrap_or_default(),
    };
    Ok(lists.into_iter().map(trial).collect())
}

/// The lists that are asked for with their numbers, the oldest first.
async fn lists(
    connection: &mut SqliteConnection,
    asked: &Asked<'_>,
) -> Result<Vec<(i64, Impression)>> {
    let shown_rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select shown.* from shown join impressions on impressions.number = shown.impression
         where {} order by shown.impression, shown.position",
        asked.condition
    )))
    .bind(asked.value)
    .fetch_all(&mut *connection)
    .await?;
    let mut shown: HashMap<i64, Vec<Shown>> = HashMap::new();
    for row in &shown_rows {
        shown.entry(row.try_get("impression")?).or_default().push(shown_at(row)?);
    }
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "select impressions.*, profiles.id as profile_id
         from impressions left join profiles on profiles.number = impressions.profile
         where {} order by impressions.number",
        asked.condition
    )))
    .bind(asked.value)
    .fetch_all(connection)
    .await?;
    let list = |row: &SqliteRow| {
        let number = row.try_get("number")?;
        Ok((number, made_of(row, shown.remove(&number).unwrap_or_default())?))
    };
    rows.iter().map(list).collect()
}

fn made_of(row: &SqliteRow, shown: Vec<Shown>) -> Result<Impression> {
    let profile: Option<&[u8]> = row.try_get("profile_id")?;
    Ok(Impression {
        id: ImpressionId::from_bytes(sixteen(row.try_get("id")?)?),
        profile: profile.map(sixteen).transpose()?.map(ProfileId::from_bytes),
        experiment: row.try_get("experiment")?,
        versions: Versions {
            collection: row.try_get("collection")?,
            ranker: row.try_get("ranker")?,
        },
        at: moment(row, "at")?,
        shown,
    })
}

fn shown_at(row: &SqliteRow) -> Result<Shown> {
    let arm: Option<&str> = row.try_get("arm")?;
    let targets = [row.try_get("by_a")?, row.try_get("by_b")?];
    let pick =
        |arm: &str| Ok::<_, Error>(Pick { arm: arm.parse()?, targets: targets.map(or_zero) });
    Ok(Shown {
        passage: PassageId { track: track_id(row, "track")?, number: row.try_get("passage")? },
        propensity: row.try_get("propensity")?,
        pick: arm.map(pick).transpose()?,
    })
}

fn or_zero(target: Option<f64>) -> f64 {
    target.unwrap_or_default()
}

pub(super) async fn learn(
    connection: &mut SqliteConnection,
    event: &Event,
    learn: &Learn<'_>,
) -> Result<bool> {
    begin(connection, event.profile, event.at).await?;
    let kept = sqlx::query(
        "insert into events (profile, impression, track, action, at)
         select profiles.number, impressions.number, ?, ?, ? from profiles join impressions
         where profiles.id = ? and impressions.id = ?
         on conflict do nothing",
    )
    .bind(event.track.bytes().as_slice())
    .bind(event.action.name())
    .bind(event.at.0.cast_signed())
    .bind(event.profile.bytes().as_slice())
    .bind(event.impression.bytes().as_slice())
    .execute(&mut *connection)
    .await?;
    if kept.rows_affected() == 0 {
        return Ok(false);
    }
    let mut profile = profile(connection, event.profile).await?.unwrap_or_default();
    learn(&mut profile);
    update(connection, event.profile, &Profile { updated: event.at, ..profile }).await?;
    forget_older_events(connection, event.profile).await?;
    Ok(true)
}

async fn update(connection: &mut SqliteConnection, id: ProfileId, profile: &Profile) -> Result<()> {
    sqlx::query("update profiles set vector = ?, counts = ?, updated = ? where id = ?")
        .bind(bytes(&profile.vector))
        .bind(json(&profile.counts)?)
        .bind(profile.updated.0.cast_signed())
        .bind(id.bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}

async fn forget_older_events(connection: &mut SqliteConnection, id: ProfileId) -> Result<()> {
    sqlx::query(
        "delete from events where number in
             (select number from events where profile = (select number from profiles where id = ?)
              order by number desc limit -1 offset ?)",
    )
    .bind(id.bytes().as_slice())
    .bind(EVENTS_A_PROFILE)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn events(
    connection: &mut SqliteConnection,
    profile: ProfileId,
) -> Result<Vec<Event>> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "{EVENTS} where profiles.id = ? order by events.number"
    )))
    .bind(profile.bytes().as_slice())
    .fetch_all(connection)
    .await?;
    rows.iter().map(event).collect()
}

fn event(row: &SqliteRow) -> Result<Event> {
    Ok(Event {
        profile: ProfileId::from_bytes(sixteen(row.try_get("profile_id")?)?),
        impression: ImpressionId::from_bytes(sixteen(row.try_get("impression_id")?)?),
        track: track_id(row, "track")?,
        action: row.try_get::<&str, _>("action")?.parse()?,
        at: moment(row, "at")?,
    })
}

pub(super) async fn forget(connection: &mut SqliteConnection, id: ProfileId) -> Result<bool> {
    let done = sqlx::query("delete from profiles where id = ?")
        .bind(id.bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(0 < done.rows_affected())
}

fn moment(row: &SqliteRow, column: &str) -> Result<Moment> {
    Ok(Moment(row.try_get::<i64, _>(column)?.cast_unsigned()))
}
