//! `vibelens experiment report NAME`

use anyhow::Result;
use clap::{Args, Subcommand};

use super::Place;
use crate::catalog;
use crate::error::Error;
use crate::experiment::{Interleaved, Interval, Judged, Report, Split};

/// Tells what came out of experiments
#[derive(Debug, Subcommand)]
pub(super) enum Experiment {
    /// Tells which ranker wins, how sure that is, and what each alone would have been worth
    Report(Asked),
}

#[derive(Args, Debug)]
pub(super) struct Asked {
    /// What the settings call the experiment
    #[arg(value_name = "NAME")]
    name: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(command: Experiment, place: &Place) -> Result<()> {
    let Experiment::Report(Asked { name, json }) = command;
    let catalog = catalog::open(&place.settings()?.catalog).await?;
    let trials = catalog.trials(&name).await?;
    if trials.is_empty() {
        return Err(Error::not_found(format!("no list was offered in experiment `{name}`")).into());
    }
    let report = Report::of(&name, &trials);
    if json {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print(&report);
    }
    Ok(())
}

fn print(report: &Report) {
    let Report { experiment, lists, people, events, .. } = report;
    println!("{experiment}: {lists} lists, {people} people, {events} events");
    for (version, lists) in &report.versions {
        println!("  {lists} lists by {version}");
    }
    report.interleaved.iter().for_each(print_interleaved);
    report.split.iter().for_each(print_split);
    for (name, judged) in ["a", "b"].into_iter().zip(&report.alone) {
        match judged {
            Some(judged) => print_judged(name, judged),
            None => println!("{name} alone: nothing that it would have offered was offered"),
        }
    }
}

fn print_interleaved(interleaved: &Interleaved) {
    let Interleaved { people: [a, b, even], difference, .. } = interleaved;
    println!("in one list: {}", verdict(interleaved.winner, interleaved.p_value));
    println!("  gladder of a: {a}, of b: {b}, equally: {even}");
    println!("  reward of a less that of b, a person: {}", told(difference));
}

fn print_split(split: &Split) {
    let Split { people: [of_a, of_b], rates: [a, b], difference, .. } = split;
    println!("in lists of their own: {}", verdict(split.winner, split.p_value));
    println!("  glad of lists of a: {a:.3} ({of_a} people), of b: {b:.3} ({of_b} people)");
    println!("  the difference: {}", told(difference));
}

fn print_judged(name: &str, judged: &Judged) {
    let Judged { snips, doubly_robust, effective_size, songs } = judged;
    println!(
        "{name} alone, the reward of a song: {} (SNIPS), {doubly_robust:.3} (doubly robust)",
        told(snips)
    );
    println!("  from {songs} songs, worth {effective_size:.0}");
}

fn verdict(winner: Option<&str>, p_value: f64) -> String {
    match winner {
        Some(name) => format!("{name} wins (p = {p_value:.4})"),
        None => format!("no winner (p = {p_value:.4})"),
    }
}

fn told(interval: &Interval) -> String {
    let Interval { mean, low, high } = interval;
    format!("{mean:+.3} [{low:+.3}, {high:+.3}]")
}
