//! `vibelens ingest DIR`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use indicatif::ProgressBar;

use super::{Place, print_above, progress_bar};
use crate::app::App;
use crate::ingest::{Event, Report, Sweep};

#[derive(Args, Debug)]
pub(super) struct Ingest {
    /// The music folder: mp3, flac, ogg, m4a and wav, with lyrics in .lrc and .txt files or in tags
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Forget tracks whose files are gone
    #[arg(long)]
    prune: bool,
    /// Copy the audio into the library, instead of playing it from where it lies
    #[arg(long)]
    copy: bool,
}

pub(super) async fn run(command: Ingest, place: &Place) -> Result<()> {
    let app = App::open(&place.settings()?).await?;
    let sweep = Sweep { prune: command.prune, stop: super::stop_signal() };
    let progress = Progress::new();
    let report = app
        .ingest(command.copy, &sweep.stop)
        .await?
        .sweep(&command.folder, &sweep, &|event| progress.tell(&event))
        .await?;
    progress.finish(&report);
    let summary = app.catalog.summary().await?;
    println!("The library has {} tracks with {} passages.", summary.tracks, summary.passages);
    Ok(())
}

/// A bar on a terminal, plain lines elsewhere.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new() -> Self {
        let style = "{bar:40} {pos}/{len} tracks, {per_sec}, {eta} left  {wide_msg}";
        Self { bar: progress_bar(style) }
    }

    pub(super) fn tell(&self, event: &Event<'_>) {
        match event {
            Event::Looked { to_do } => {
                self.bar.set_length(*to_do as u64);
                if self.bar.is_hidden() {
                    eprintln!("{to_do} tracks are new or changed");
                }
            }
            Event::Taken { reference, notes } => {
                self.bar.inc(1);
                self.bar.set_message(name(reference).to_owned());
                if self.bar.is_hidden() {
                    eprintln!("taken: {}", path(reference));
                }
                for note in *notes {
                    print_above(&self.bar, &format!("note: {}: {note}", path(reference)));
                }
            }
            Event::Refused { reference, reason } => {
                self.bar.inc(1);
                print_above(&self.bar, &format!("refused: {}: {reason}", path(reference)));
            }
        }
    }

    pub(super) fn finish(&self, report: &Report) {
        self.bar.finish_and_clear();
        print(report);
    }
}

fn path(reference: &str) -> &str {
    reference.strip_prefix("file:").unwrap_or(reference)
}

fn name(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

fn print(report: &Report) {
    println!("{} tracks taken, {} unchanged.", report.taken, report.unchanged);
    if 0 < report.forgotten {
        println!("{} tracks forgotten, their files are gone.", report.forgotten);
    }
    if 0 < report.gone {
        println!(
            "{} tracks are kept although their files are gone; --prune forgets them.",
            report.gone
        );
    }
    if 0 < report.left {
        println!("{} tracks left for the next run, because it was stopped.", report.left);
    }
    if !report.skipped.is_empty() {
        println!("{} files skipped:", report.skipped.len());
        report.skipped.iter().for_each(|skip| println!("  {}: {}", skip.place, skip.reason));
    }
    if !report.refused.is_empty() {
        println!("{} tracks refused:", report.refused.len());
        for (reference, reason) in &report.refused {
            println!("  {}: {reason}", path(reference));
        }
    }
}
