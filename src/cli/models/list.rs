//! `vibelens models list`

use anyhow::Result;
use clap::Args;
use indicatif::DecimalBytes;

use crate::blocking::blocking;
use crate::config::ModelSettings;
use crate::models::store::{self, Entry, State};

#[derive(Args, Debug)]
pub(in crate::cli) struct List {
    /// Print one list in JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: &List, settings: ModelSettings) -> Result<()> {
    let entries = blocking(move || Ok(store::all(&settings))).await?;
    if command.json {
        println!("{}", serde_json::to_string(&entries)?);
        return Ok(());
    }
    println!(
        "{:12} {:13} {:14} {:>10}  {:11} CHECKSUMS",
        "NAME", "FOR", "STATE", "SIZE", "LICENCE"
    );
    entries.iter().for_each(print);
    Ok(())
}

/// A line of the table; below it where the model comes from and what is wrong with it.
fn print(entry: &Entry) {
    let purpose = entry.purpose.map_or_else(|| "?".to_owned(), |purpose| purpose.to_string());
    println!(
        "{:12} {purpose:13} {:14} {:>10}  {:11} {}",
        entry.name,
        state(entry.state),
        size(entry),
        entry.license.as_deref().unwrap_or("?"),
        checksums(entry)
    );
    let source = entry.source.as_deref().unwrap_or("made for VibeLens, see its card");
    println!("{:12} from {source}", "");
    if let Some(revision) = &entry.revision {
        println!("{:12} revision {revision}", "");
    }
    for fault in &entry.faults {
        println!("{:12} damaged: `{}`: {}", "", fault.file, fault.reason);
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::BuiltIn => "built in",
        State::Installed => "installed",
        State::NotInstalled => "not installed",
        State::Damaged => "damaged",
    }
}

fn size(entry: &Entry) -> String {
    match (entry.state, entry.bytes) {
        (_, 0) => "?".to_owned(),
        (State::NotInstalled, bytes) => format!("~{} MB", bytes / 1_000_000),
        (_, bytes) => DecimalBytes(bytes).to_string(),
    }
}

fn checksums(entry: &Entry) -> String {
    match (entry.state, entry.faults.len()) {
        (State::NotInstalled, _) => "–".to_owned(),
        (_, 0) => format!("all {} right", entry.right),
        (_, wrong) => format!("{wrong} of {} wrong", wrong + entry.right),
    }
}
