//! `vibelens models …`

mod list;
mod pull;
mod switch;
mod verify;

use anyhow::Result;
use clap::Subcommand;

use super::Place;

#[derive(Debug, Subcommand)]
pub(super) enum Models {
    /// Lists the models: what is built in, installed, or can be pulled
    List(list::List),
    /// Fetches models from the hub, or takes them from a folder
    Pull(pull::Pull),
    /// Checks the files of models, and that they compute what they should
    Verify(verify::Verify),
    /// Puts another captioner or text encoder in use for the library
    Use(switch::Use),
}

pub(super) async fn run(command: Models, place: &Place) -> Result<()> {
    let all = place.settings()?;
    let settings = all.models.clone();
    match command {
        Models::List(command) => list::run(&command, settings).await,
        Models::Pull(command) => pull::run(command, settings).await,
        Models::Verify(command) => verify::run(command, settings).await,
        Models::Use(command) => switch::run(&command, &all).await,
    }
}
