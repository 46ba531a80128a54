//! `vibelens lyrics show|accept|reject TRACK`

use std::collections::HashMap;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::{Place, reprocess};
use crate::app::App;
use crate::catalog::Visit;
use crate::error::Error;
use crate::ingest::Stage;
use crate::music::{Decision, FoundLyrics, Line, TrackId};

/// Shows the words that were found for a track, and overrules what was thought of them
#[derive(Debug, Subcommand)]
pub(super) enum Lyrics {
    /// Shows all words that were found, where, and why they are used or set aside
    Show(Named),
    /// Uses words that were set aside
    Accept(Chosen),
    /// Sets words aside
    Reject(Chosen),
}

#[derive(Args, Debug)]
pub(super) struct Named {
    /// The track, by its id or its file
    #[arg(value_name = "TRACK")]
    track: String,
}

#[derive(Args, Debug)]
pub(super) struct Chosen {
    #[command(flatten)]
    named: Named,
    /// Which of the words that `show` lists, from 1
    #[arg(default_value_t = 1)]
    number: usize,
}

pub(super) async fn run(command: Lyrics, place: &Place) -> Result<()> {
    let app = App::open(&place.settings()?).await?;
    match command {
        Lyrics::Show(named) => show(&app, &named.track).await,
        Lyrics::Accept(chosen) => decide(&app, &chosen, Decision::Accept).await,
        Lyrics::Reject(chosen) => decide(&app, &chosen, Decision::Reject).await,
    }
}

async fn show(app: &App, named: &str) -> Result<()> {
    let Asked { track, found, .. } = find(app, named).await?;
    let decisions = app.catalog.decisions(track).await?;
    for (number, words) in (1..).zip(&found) {
        let language = words.language.map(|language| format!(", {language}")).unwrap_or_default();
        println!(
            "{number}. {}{language}: {}",
            words.source,
            told(words, decisions.get(&words.key).copied())
        );
        for (stanza, lines) in words.lyrics.stanzas.iter().enumerate() {
            if 0 < stanza {
                println!();
            }
            for line in lines {
                println!("   {}", shown(line));
            }
        }
    }
    Ok(())
}

/// What became of words, and why.
fn told(words: &FoundLyrics, decision: Option<Decision>) -> String {
    let sure = format!("{:.0} % sure", 100.0 * words.verdict.confidence);
    let thought = match (words.verdict.reason, words.used) {
        (Some(reason), _) => format!("set aside, {sure}: {reason}"),
        (None, true) => format!("used, {sure}"),
        (None, false) => "not used: others come first".to_owned(),
    };
    match decision {
        Some(Decision::Accept) if words.used => format!("used: you accepted them ({thought})"),
        Some(Decision::Accept) => format!("you accepted them, others come first ({thought})"),
        Some(Decision::Reject) => format!("set aside: you rejected them ({thought})"),
        None => thought,
    }
}

fn shown(line: &Line) -> String {
    let Some(span) = line.span else { return line.text.clone() };
    let start = span.start().as_secs_f64();
    format!("[{:02.0}:{:05.2}] {}", (start / 60.0).floor(), start % 60.0, line.text)
}

async fn decide(app: &App, chosen: &Chosen, decision: Decision) -> Result<()> {
    let Asked { track, places, found } = find(app, &chosen.named.track).await?;
    let Some(words) = chosen.number.checked_sub(1).and_then(|place| found.get(place)) else {
        let told =
            format!("there are no words number {}: {} were found", chosen.number, found.len());
        return Err(Error::invalid(told).into());
    };
    app.catalog.decide(track, &words.key, Some(decision)).await?;
    reprocess::redo(app, places, Stage::Clean).await
}

/// A track that was asked for.
struct Asked {
    track: TrackId,
    /// Where it was found.
    places: HashMap<String, Visit>,
    /// The words that were found for it.
    found: Vec<FoundLyrics>,
}

/// The track of that name.
async fn find(app: &App, named: &str) -> Result<Asked> {
    let places = reprocess::places(&*app.catalog, Some(named)).await?;
    let mut references = places.keys();
    let (Some(reference), None) = (references.next(), references.next()) else {
        return Err(Error::invalid(format!("`{named}` is more than one track")).into());
    };
    let track = TrackId::of(reference);
    let found = app.catalog.lyrics(track).await?;
    if found.is_empty() {
        return Err(Error::not_found(format!("no words were found for `{named}`")).into());
    }
    Ok(Asked { track, places, found })
}
