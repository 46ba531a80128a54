//! `vibelens eval DATA`

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::Place;
use crate::eval::report::write;
use crate::eval::{self, Findings, Plan, Topic};

#[derive(Args, Debug)]
pub(super) struct Eval {
    /// The folder of the datasets; docs/evaluation.md says what belongs into it
    #[arg(value_name = "DATA")]
    data: PathBuf,
    /// Measure on this labelled folder instead; with `--only`, on these datasets as well
    #[arg(long, value_name = "DIR")]
    dataset: Option<PathBuf>,
    /// Ask only this; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<Topic>,
    /// Where report.json and plots/ are written
    #[arg(long, value_name = "FOLDER", default_value = "target/evaluation/report")]
    out: PathBuf,
    /// Where the report is written for reading [default: EVALUATION.md in the folder of --out]
    #[arg(long, value_name = "FILE")]
    summary: Option<PathBuf>,
    /// Where libraries and what was seen are kept for the next run
    #[arg(long, value_name = "FOLDER", default_value = "target/evaluation/cache")]
    cache: PathBuf,
    /// What all random numbers start from
    #[arg(long, default_value = "7")]
    seed: u64,
}

pub(super) async fn run(command: Eval, place: &Place) -> Result<()> {
    let Eval { data, dataset, only, out, summary, cache, seed } = command;
    let topics = match (&dataset, only.is_empty()) {
        (None, true) => Topic::ALL.to_vec(),
        _ => only,
    };
    let plan = Plan { data, own: dataset, cache, topics, seed };
    let found = eval::run(&plan, &place.settings()?, &|told| eprintln!("{told}")).await?;
    let Findings { report, timing } = found;
    report.write(&out)?;
    let summary = summary.unwrap_or_else(|| out.join("EVALUATION.md"));
    let text = report.markdown(&from_beside(&summary, &out));
    write(&summary, &text)?;
    println!("{text}");
    if let Some(timing) = timing {
        write(&out.join("timing.json"), &serde_json::to_string_pretty(&timing)?)?;
    }
    eprintln!("written: {}, {}", summary.display(), out.display());
    Ok(())
}

/// The folder as it is named in a file that lies in the same folder or above it.
fn from_beside(file: &Path, folder: &Path) -> String {
    let inside = folder.strip_prefix(file.parent().unwrap_or(file)).unwrap_or(folder);
    let named = inside.display().to_string();
    if named.is_empty() { ".".to_owned() } else { named }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plots_are_named_from_where_the_text_lies() {
        let cases = [
            ("EVALUATION.md", "evaluation/report", "evaluation/report"),
            ("out/EVALUATION.md", "out", "."),
            ("out/EVALUATION.md", "out/report", "report"),
        ];
        for (file, folder, expected) in cases {
            assert_eq!(from_beside(Path::new(file), Path::new(folder)), expected);
        }
    }
}
