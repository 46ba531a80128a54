//! `vibelens reprocess [TRACK|FOLDER]`

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use clap::Args;

use super::{Place, ingest};
use crate::app::App;
use crate::catalog::{Catalog, Visit};
use crate::error::Error;
use crate::ingest::{Stage, Sweep, is_copied};
use crate::music::TrackId;

#[derive(Args, Debug)]
pub(super) struct Reprocess {
    /// The first stage to run again: listen, clean, align, segment or embed
    #[arg(long, default_value_t = Stage::Clean)]
    stage: Stage,
    /// A track by its id or its file, or a folder [default: the whole library]
    #[arg(value_name = "TRACK|FOLDER")]
    what: Option<String>,
}

pub(super) async fn run(command: Reprocess, place: &Place) -> Result<()> {
    let app = App::open(&place.settings()?).await?;
    let places = places(&*app.catalog, command.what.as_deref()).await?;
    redo(&app, places, command.stage).await
}

/// Runs the stages from `stage` on again for what was found at these places, and tells of it.
pub(super) async fn redo(app: &App, places: HashMap<String, Visit>, stage: Stage) -> Result<()> {
    let sweep = Sweep { prune: false, stop: super::stop_signal() };
    let copied = places.values().any(is_copied);
    let ingest = app.ingest(copied, &sweep.stop).await?;
    let progress = ingest::Progress::new();
    let told = |event: crate::ingest::Event<'_>| progress.tell(&event);
    let report = ingest.redo(places, stage, &sweep, &told).await?;
    progress.finish(&report);
    Ok(())
}

/// The places of what is named. Fails if the library has nothing of that name.
pub(super) async fn places(
    catalog: &dyn Catalog,
    what: Option<&str>,
) -> Result<HashMap<String, Visit>, Error> {
    let mut places = catalog.visits("file:").await?;
    let Some(what) = what else { return Ok(places) };
    if let Ok(id) = what.parse::<TrackId>() {
        places.retain(|reference, _| TrackId::of(reference) == id);
    } else {
        let path = std::fs::canonicalize(what).unwrap_or_else(|_| Path::new(what).to_owned());
        let inside = |reference: &str| {
            reference.strip_prefix("file:").is_some_and(|file| Path::new(file).starts_with(&path))
        };
        places.retain(|reference, _| inside(reference));
    }
    if places.is_empty() {
        return Err(Error::not_found(format!("the library has nothing of `{what}`"))
            .hinting("name a track by its id or its file, or a folder that was ingested"));
    }
    Ok(places)
}
