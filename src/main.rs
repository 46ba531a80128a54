//! The program: parses the command line, starts the logs, runs one command, and turns an error into
//! an exit code.

use std::process::ExitCode;

use clap::Parser;
use vibelens::cli::{self, Cli};
use vibelens::telemetry;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    telemetry::start();
    match cli::run(cli).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::report(&error),
    }
}
