//! Another captioner or text encoder for a library: tried first, made ready beside the old one,
//! then put in its place.

use tokio_util::sync::CancellationToken;
use tracing::warn;

use super::choice::{built_in, pack};
use super::open_looking;
use crate::blocking::blocking;
use crate::catalog::{self, Catalog, Choice};
use crate::config::{ModelSettings, Settings};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::models::pack::Pack;
use crate::models::registry::{BUILT_IN, Purpose};
use crate::models::store;
use crate::reading::Reading;
use crate::recommend::Looking;
use crate::vectors;

/// How far a text encoder has read the library.
#[derive(Clone, Copy, Debug)]
pub enum Progress {
    /// So many tracks are to be read.
    ToRead(u64),
    /// So many more have been read.
    Read(usize),
}

/// What became of a switch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Switched {
    /// It was in use before.
    Already(Purpose),
    /// It is in use now, instead of the pack of this name.
    InsteadOf(Purpose, String),
}

/// Puts the pack called `name` in use. What cannot work is found out before anything changes, and
/// until the end the old one stays in use.
///
/// A text encoder reads the library first, as far as it has not yet. When `stop` is cancelled it
/// finishes the step in hand, and this fails as `Unavailable`; the next run goes on from there.
pub async fn switch(
    settings: &Settings,
    name: &str,
    stop: &CancellationToken,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<Switched> {
    let pack = whole(pack(&settings.models, name)?).await?;
    let (purpose, wanted) = (store::purpose(&pack)?, Choice::of(&pack));
    let catalog = &*catalog::open(&settings.catalog).await?;
    let built_in = Choice::of(&built_in(purpose)?);
    let before = before(catalog, purpose, &built_in).await?;
    match purpose {
        Purpose::Captioner => {
            try_looking(&settings.models, pack).await.map_err(|error| unusable(name, error))?;
            catalog.choose(purpose, &wanted, before.as_ref()).await?;
        }
        Purpose::TextEncoder => {
            let reading = Reading::open(pack, &settings.models.engine, &settings.vectors).await;
            let reading = reading.map_err(|error| unusable(name, error))?;
            read_and_choose(&reading, catalog, before.as_ref(), stop, tell).await?;
        }
    }
    let used = before.unwrap_or_else(|| built_in.clone());
    if used == wanted {
        return Ok(Switched::Already(purpose));
    }
    if purpose == Purpose::TextEncoder {
        forget_older(settings, catalog, &[wanted, used.clone(), built_in]).await;
    }
    Ok(Switched::InsteadOf(purpose, used.pack))
}

/// Fails if a file of the pack is not what its manifest says.
async fn whole(pack: Pack) -> Result<Pack> {
    if BUILT_IN.contains(&pack.name()) {
        return Ok(pack);
    }
    blocking(move || match store::check(&pack)?.faults.first() {
        None => Ok(pack),
        Some(fault) => {
            let (name, file, reason) = (pack.name(), &fault.file, &fault.reason);
            let told = format!("model `{name}` cannot be used, `{file}` is damaged: {reason}");
            let hint = format!("`vibelens models pull {name}` repairs what was pulled");
            Err(Error::invalid(told).hinting(hint))
        }
    })
    .await
}

/// What is in use. A library that never said so uses the built-in pack; now it says so, if that has
/// read it all, because whoever opens the library meanwhile would, too.
async fn before(
    catalog: &dyn Catalog,
    purpose: Purpose,
    built_in: &Choice,
) -> Result<Option<Choice>> {
    if catalog.choice(purpose).await?.is_none() {
        catalog.choose(purpose, built_in, None).await?;
    }
    catalog.choice(purpose).await
}

fn unusable(name: &str, error: Error) -> Error {
    Error::new(error.kind(), format!("model `{name}` cannot be used"))
        .because(error)
        .hinting(format!("`vibelens models verify {name}` checks its files"))
}

/// Loads the models that see and lets them look at a grey square: what cannot work fails here.
pub(super) async fn try_looking(models: &ModelSettings, captioner: Pack) -> Result<Looking> {
    const SIDE: u32 = 64;
    let looking = open_looking(models, captioner).await?;
    let square = Image::from_rgb(SIDE, SIDE, vec![128; (3 * SIDE * SIDE) as usize])?;
    looking.seeing.see(square).await?;
    Ok(looking)
}

/// Reads until nothing is left, tracks that are ingested meanwhile included.
async fn read_and_choose(
    reading: &Reading,
    catalog: &dyn Catalog,
    before: Option<&Choice>,
    stop: &CancellationToken,
    tell: &(dyn Fn(Progress) + Sync),
) -> Result<()> {
    let choice = &reading.choice;
    loop {
        tell(Progress::ToRead(catalog.lacks(&choice.collection()).await?));
        reading.complete(catalog, stop, &|tracks| tell(Progress::Read(tracks))).await?;
        match catalog.choose(Purpose::TextEncoder, choice, before).await? {
            0 => return Ok(()),
            left if stop.is_cancelled() => {
                let told = format!("stopped, `{}` has {left} tracks left to read", choice.pack);
                return Err(Error::unavailable(told).hinting("run it again, and it goes on"));
            }
            _ => {}
        }
    }
}

/// What was in use until now stays, so that switching back is quick and a server that has not
/// noticed yet goes on; so does the built-in encoder's, which stands in for one that is missing.
pub(super) async fn forget_older(settings: &Settings, catalog: &dyn Catalog, kept: &[Choice]) {
    let kept: Vec<String> = kept.iter().map(Choice::collection).collect();
    let forgotten = match catalog.keep(&kept).await {
        Ok(()) => vectors::keep(&settings.vectors, &kept).await,
        failed => failed,
    };
    if let Err(error) = forgotten {
        // The switch is done; the next one forgets them.
        warn!(%error, "embeddings that are no longer needed could not be forgotten");
    }
}
