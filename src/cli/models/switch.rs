//! `vibelens models use NAME`

use anyhow::Result;
use clap::Args;

use super::super::{progress_bar, stop_signal};
use crate::app::{self, Progress, Switched};
use crate::config::Settings;

#[derive(Args, Debug)]
pub(in crate::cli) struct Use {
    /// What the model is called; `e5-small` and `lite` are built in
    #[arg(value_name = "NAME")]
    name: String,
}

pub(super) async fn run(command: &Use, settings: &Settings) -> Result<()> {
    let name = &command.name;
    let bar = progress_bar("{bar:40} {pos}/{len} tracks read, {per_sec}, {eta} left");
    let tell = |progress| match progress {
        Progress::ToRead(tracks) if bar.is_hidden() => eprintln!("{tracks} tracks are to be read"),
        Progress::ToRead(tracks) => bar.set_length(bar.position() + tracks),
        Progress::Read(tracks) => bar.inc(tracks as u64),
    };
    let switched = app::switch(settings, name, &stop_signal(), &tell).await;
    bar.finish_and_clear();
    match switched? {
        Switched::Already(purpose) => println!("`{name}` is the library's {purpose} already."),
        Switched::InsteadOf(purpose, old) if old == *name => {
            println!("`{name}` is the library's {purpose} with its new weights now.");
        }
        Switched::InsteadOf(purpose, old) => {
            println!("`{name}` is the library's {purpose} now, instead of `{old}`.");
        }
    }
    Ok(())
}
