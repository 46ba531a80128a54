//! The command line: one enum of commands, one short file for each. Only this module prints.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

mod eval;
mod experiment;
mod ingest;
mod lyrics;
mod models;
mod moods;
mod profile;
mod recommend;
mod reprocess;
mod see;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::error::{Error, ErrorKind};

/// A photo goes in; songs from your own library come out, each with the passage to play and why.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the library and the settings are.
#[derive(Args, Clone, Debug)]
struct Place {
    /// The folder that the library is kept in [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A file of settings [default: vibelens.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Place {
    fn settings(&self) -> Result<Settings> {
        Ok(Settings::load(self.config.as_deref(), self.data.as_deref())?)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Takes a music folder into the library
    Ingest(ingest::Ingest),
    /// Runs stages again for what the library holds
    Reprocess(reprocess::Reprocess),
    /// Shows the words of a track, and overrules what was thought of them
    #[command(subcommand)]
    Lyrics(lyrics::Lyrics),
    /// Answers photos with songs
    Recommend(Box<recommend::Recommend>),
    /// Says what is to be seen in photos; needs no library
    See(see::See),
    /// Serves the page and the HTTP API
    Serve(serve::Serve),
    /// Shows, exports and deletes what is kept of somebody's taste
    #[command(subcommand)]
    Profile(profile::Profile),
    /// Tells what came out of experiments
    #[command(subcommand)]
    Experiment(experiment::Experiment),
    /// Lists, fetches, checks and switches the models
    #[command(subcommand)]
    Models(models::Models),
    /// Measures how good it all is, on datasets that people labelled
    Eval(eval::Eval),
    /// Lists the moods that can be asked for
    Moods,
}

/// Runs the command.
pub async fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Ingest(command) => ingest::run(command, &cli.place).await,
        Command::Reprocess(command) => reprocess::run(command, &cli.place).await,
        Command::Lyrics(command) => lyrics::run(command, &cli.place).await,
        Command::Recommend(command) => recommend::run(*command, &cli.place).await,
        Command::See(command) => see::run(command, &cli.place).await,
        Command::Serve(command) => serve::run(command, &cli.place).await,
        Command::Eval(command) => eval::run(command, &cli.place).await,
        Command::Profile(command) => profile::run(command, &cli.place).await,
        Command::Experiment(command) => experiment::run(command, &cli.place).await,
        Command::Models(command) => models::run(command, &cli.place).await,
        Command::Moods => {
            moods::run();
            Ok(())
        }
    }
}

/// Says what went wrong and what to do about it, and gives the exit code: 1 for what the caller can
/// change, 2 for wrong usage (clap's), 3 for what may work later, 4 for a fault of our own.
pub fn report(error: &anyhow::Error) -> ExitCode {
    eprintln!("error: {error:#}");
    let ours = error.downcast_ref::<Error>();
    let kind = ours.map(Error::kind);
    if let Some(hint) = ours.and_then(Error::hint).or_else(|| kind.and_then(hint)) {
        eprintln!("hint: {hint}");
    }
    ExitCode::from(match kind {
        Some(ErrorKind::Unavailable) => 3,
        Some(ErrorKind::Internal) | None => 4,
        Some(_) => 1,
    })
}

/// What to do about an error that has no hint of its own.
fn hint(kind: ErrorKind) -> Option<&'static str> {
    match kind {
        ErrorKind::Unsupported => Some("photos can be JPEG, PNG, WebP, GIF, BMP or HEIC"),
        ErrorKind::TooLarge => Some("shrink the photo: 20 MB and 50 megapixels are the limits"),
        ErrorKind::Unavailable => Some("check that the folder can be written and is not full"),
        ErrorKind::Internal => Some("run again with RUST_LOG=debug and report what it says"),
        ErrorKind::Invalid | ErrorKind::NotFound => None,
    }
}

/// A bar of this style on a terminal; hidden elsewhere.
fn progress_bar(style: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    bar.with_style(ProgressStyle::with_template(style).unwrap_or_else(|_| {
        // Only a malformed template is refused; then the plain bar does.
        ProgressStyle::default_bar()
    }))
}

/// Prints a line above a bar.
fn print_above(bar: &ProgressBar, line: &str) {
    bar.suspend(|| eprintln!("{line}"));
}

/// A token that the first SIGINT or SIGTERM cancels.
fn stop_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let cancelled = token.clone();
    tokio::spawn(async move {
        let terminated = async {
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminated => {}
        }
        cancelled.cancel();
    });
    token
}
