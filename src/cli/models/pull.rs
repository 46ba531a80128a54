//! `vibelens models pull NAME…`

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use clap::Args;
use indicatif::{DecimalBytes, ProgressBar};

use super::super::{print_above, progress_bar};
use crate::blocking::blocking;
use crate::config::ModelSettings;
use crate::models::pull::{self, Event, Outcome, Source};

#[derive(Args, Debug)]
pub(in crate::cli) struct Pull {
    /// The models, as `vibelens models list` calls them
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
    /// Take the files from a folder instead: a pack with its manifest, or the hub's files
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
}

pub(super) async fn run(command: Pull, settings: ModelSettings) -> Result<()> {
    let source = command.from.map_or(Source::Hub, Source::Folder);
    let settings = Arc::new(settings);
    for name in command.names {
        let (settings, source, pulled) = (settings.clone(), source.clone(), name.clone());
        let outcome = blocking(move || {
            let progress = Progress::new();
            let outcome = pull::pull(&settings, &pulled, &source, &|event| progress.tell(&event));
            progress.bar.finish_and_clear();
            outcome
        });
        println!("{}", said(&name, &outcome.await?));
    }
    Ok(())
}

fn said(name: &str, outcome: &Outcome) -> String {
    match outcome {
        Outcome::BuiltIn => format!("{name} is built in."),
        Outcome::Whole => format!("{name} is installed, and all of its files are right."),
        Outcome::Installed { kept: 0, brought } => {
            format!("{name} is installed: {brought} files, all checked.")
        }
        Outcome::Installed { kept, brought } => {
            format!("{name} is installed: {brought} files brought, {kept} were right already.")
        }
    }
}

/// A bar on a terminal, plain lines elsewhere.
struct Progress {
    bar: ProgressBar,
}

impl Progress {
    fn new() -> Self {
        let style = "{bar:30} {decimal_bytes}/{decimal_total_bytes}, \
                     {decimal_bytes_per_sec}, {eta} left  {wide_msg}";
        Self { bar: progress_bar(style) }
    }

    fn tell(&self, event: &Event<'_>) {
        match event {
            Event::Waiting => print_above(&self.bar, "waiting for another pull of the same model"),
            Event::Begun { path, size, from } => {
                self.bar.set_length(size.unwrap_or(0));
                self.bar.set_position(*from);
                self.bar.reset_eta();
                self.bar.set_message((*path).to_owned());
                if self.bar.is_hidden() {
                    eprintln!("{}", begun(path, *size, *from));
                }
            }
            Event::Here(bytes) => self.bar.set_position(*bytes),
            Event::Again { reason, pause } => {
                print_above(&self.bar, &format!("again in {:.1} s: {reason}", pause.as_secs_f32()));
            }
            Event::Done(path) => print_above(&self.bar, &format!("checked: {path}")),
        }
    }
}

fn begun(path: &str, size: Option<u64>, from: u64) -> String {
    let size = size.map_or_else(String::new, |size| format!(", {}", DecimalBytes(size)));
    match from {
        0 => format!("fetching: {path}{size}"),
        from => format!("going on: {path}{size}, at byte {from}"),
    }
}
