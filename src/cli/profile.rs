//! `vibelens profile new|show|export|delete`

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Place;
use crate::catalog;
use crate::learning::{self, Export};
use crate::profile::{Moment, ProfileId};

/// Shows, exports and deletes what is kept of somebody's taste
#[derive(Debug, Subcommand)]
pub(super) enum Profile {
    /// Begins a profile and prints its id
    New,
    /// Shows what was done, and how much is kept
    Show(Named),
    /// Prints all that is kept as JSON
    Export(Named),
    /// Deletes it with all that is its
    Delete(Named),
}

#[derive(Args, Debug)]
pub(super) struct Named {
    /// The profile: 32 hexadecimal digits
    #[arg(value_name = "ID")]
    id: ProfileId,
}

pub(super) async fn run(command: Profile, place: &Place) -> Result<()> {
    let catalog = catalog::open(&place.settings()?.catalog).await?;
    match command {
        Profile::New => {
            let id = ProfileId::unguessable()?;
            catalog.begin_profile(id, Moment::now()).await?;
            println!("{id}");
        }
        Profile::Show(Named { id }) => show(&learning::export(&*catalog, id).await?),
        Profile::Export(Named { id }) => {
            let all = learning::export(&*catalog, id).await?;
            println!("{}", serde_json::to_string_pretty(&all)?);
        }
        Profile::Delete(Named { id }) => {
            learning::forget(&*catalog, id).await?;
            println!("deleted");
        }
    }
    Ok(())
}

fn show(all: &Export) {
    for (action, count) in &all.counts {
        println!("{action:>8} {count}");
    }
    let (lists, kept, events) = (all.lists, all.impressions.len(), all.events.len());
    println!("{lists} lists were offered; {kept} lists and {events} events are kept");
}
