//! All that is kept of somebody, to be read by them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::impression::Impression;
use crate::profile::{Action, Event, Moment, ProfileId};

/// All that is kept of a profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct Export {
    /// 32 hexadecimal digits.
    pub id: String,
    /// When it last changed; in seconds since 1970.
    pub updated: Moment,
    /// How many lists were offered to it, those included that are not kept any more.
    pub lists: u64,
    /// How often each thing was done, likewise.
    pub counts: BTreeMap<&'static str, u64>,
    /// What was learnt: the means of all weights, then their variances; empty to begin with.
    pub vector: Vec<f32>,
    /// The lists that were offered to it, the oldest first.
    pub impressions: Vec<ExportedImpression>,
    /// What was done, the oldest first.
    pub events: Vec<ExportedEvent>,
}

/// A list that was offered.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedImpression {
    /// 32 hexadecimal digits.
    pub id: String,
    /// When; in seconds since 1970.
    pub at: Moment,
    /// The experiment that it was a part of.
    pub experiment: Option<String>,
    /// The collection of the text encoder that was in use.
    pub collection: String,
    /// What ranked it.
    pub ranker: String,
    /// The songs, from the top.
    pub shown: Vec<ExportedSong>,
}

/// A song in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedSong {
    /// The track: 32 hexadecimal digits.
    pub track: String,
    /// The number of the passage that was offered.
    pub passage: u32,
    /// How likely it was to stand here, given those before it.
    pub propensity: f64,
    /// Within an experiment: whose pick it is, `a` or `b`.
    pub arm: Option<&'static str>,
}

/// Something that was done with a song.
#[derive(Debug, Serialize, ToSchema)]
pub struct ExportedEvent {
    /// When it was told; in seconds since 1970.
    pub at: Moment,
    /// The list: 32 hexadecimal digits.
    pub impression: String,
    /// The track: 32 hexadecimal digits.
    pub track: String,
    /// What was done.
    pub event: Action,
}

/// All that is kept of a profile. Fails as `NotFound` if there is none.
pub async fn export(catalog: &dyn Catalog, id: ProfileId) -> Result<Export> {
    let profile = catalog.profile(id).await?.ok_or_else(no_such_profile)?;
    let counts = Action::ALL.iter().zip(profile.counts).map(|(action, it)| (action.name(), it));
    Ok(Export {
        id: id.to_string(),
        updated: profile.updated,
        lists: profile.lists,
        counts: counts.collect(),
        vector: profile.vector,
        impressions: catalog.impressions(id).await?.iter().map(ExportedImpression::from).collect(),
        events: catalog.events(id).await?.iter().map(ExportedEvent::from).collect(),
    })
}

/// Forgets a profile and all that is its. Fails as `NotFound` if there is none.
pub async fn forget(catalog: &dyn Catalog, id: ProfileId) -> Result<()> {
    if catalog.forget_profile(id).await? { Ok(()) } else { Err(no_such_profile()) }
}

/// The id is not told: it may end in a log.
fn no_such_profile() -> Error {
    Error::not_found("there is no such profile")
}

impl From<&Impression> for ExportedImpression {
    fn from(list: &Impression) -> Self {
        let song = |shown: &crate::impression::Shown| ExportedSong {
            track: shown.passage.track.to_string(),
            passage: shown.passage.number,
            propensity: shown.propensity,
            arm: shown.pick.map(|pick| pick.arm.name()),
        };
        Self {
            id: list.id.to_string(),
            at: list.at,
            experiment: list.experiment.clone(),
            collection: list.versions.collection.clone(),
            ranker: list.versions.ranker.clone(),
            shown: list.shown.iter().map(song).collect(),
        }
    }
}

impl From<&Event> for ExportedEvent {
    fn from(event: &Event) -> Self {
        Self {
            at: event.at,
            impression: event.impression.to_string(),
            track: event.track.to_string(),
            event: event.action,
        }
    }
}
