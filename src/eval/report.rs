//! What was found, as JSON, as Markdown, and as plots. Pure, but for writing the files: the same
//! findings give the same bytes.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::bootstrap::Estimate;
use super::dataset::About;
use crate::error::{Error, Result};

/// Everything that was found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of the program.
    pub version: &'static str,
    /// What all random numbers start from.
    pub seed: u64,
    /// How often queries were drawn anew for an interval and for a p value.
    pub rounds: usize,
    /// The packs that were measured: names with revisions.
    pub models: Vec<String>,
    /// What it was measured on.
    pub datasets: Vec<About>,
    /// What was measured.
    pub experiments: Vec<Experiment>,
}

/// One question, how it was asked, and the figures that answer it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Experiment {
    /// By what it can be asked for.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// How it was done, a paragraph each.
    pub about: Vec<String>,
    /// The figures.
    pub tables: Vec<Table>,
    /// Pictures of them.
    pub plots: Vec<Plot>,
}

/// Figures of several systems.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// What it tells, and over how many queries.
    pub title: String,
    /// What each column measures.
    pub measures: Vec<String>,
    /// A row for each system.
    pub rows: Vec<Row>,
}

/// The figures of one system.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What it is called.
    pub name: String,
    /// A figure for each measure, if there is one.
    pub cells: Vec<Option<Cell>>,
}

/// A figure of a system.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Cell {
    /// The figure and its interval.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// How likely a difference to the product as large as this is by chance, corrected for the number
    /// of comparisons; `None` where nothing is compared.
    pub p: Option<f64>,
}

/// A picture.
#[derive(Clone, Debug, Serialize)]
pub struct Plot {
    /// The name of its file, without a folder.
    pub file: String,
    /// What is to be seen.
    pub title: String,
    /// The picture itself.
    #[serde(skip)]
    pub svg: String,
}

impl Cell {
    /// A figure that is compared with nothing.
    pub const fn alone(estimate: Estimate) -> Self {
        Self { estimate, p: None }
    }
}

impl Row {
    /// A row of figures that others published: they have no interval.
    pub fn published(name: &str, figures: &[Option<f64>]) -> Self {
        let cell = |figure: &Option<f64>| figure.map(|value| Cell::alone(Estimate::exact(value)));
        Self { name: name.to_owned(), cells: figures.iter().map(cell).collect() }
    }
}

/// The folder of the plots, beside the report.
const PLOTS: &str = "plots";

impl Report {
    /// Writes `report.json` and the plots into `folder`.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let plots = folder.join(PLOTS);
        fs::create_dir_all(&plots).map_err(|error| unwritable(folder).because(error))?;
        write(&folder.join("report.json"), &self.json()?)?;
        let mut all = self.experiments.iter().flat_map(|experiment| &experiment.plots);
        all.try_for_each(|plot| write(&plots.join(&plot.file), &plot.svg))
    }

    /// As JSON.
    pub fn json(&self) -> Result<String> {
        let json = serde_json::to_string_pretty(self);
        let json = json.map_err(|error| Error::internal("a report is no JSON").because(error))?;
        Ok(json + "\n")
    }

    /// As Markdown, with links to the plots in `folder` as it is named from where the text will be.
    pub fn markdown(&self, folder: &str) -> String {
        let mut text = String::new();
        let command = "`vibelens eval`";
        put(&mut text, format_args!("# Evaluation\n"));
        put(
            &mut text,
            format_args!(
                "Written by {command} (version {}, seed {}); do not edit. [docs/evaluation.md](docs/evaluation.md) says how it is run and what the measures are. Run again on the same data and models, it is the same to the last byte.\n",
                self.version, self.seed
            ),
        );
        put(
            &mut text,
            format_args!(
                "Behind a figure stand its 95 % interval (paired percentile bootstrap over queries, {} rounds) and, where a system is compared with the product, p: how likely a difference as large is by chance (paired randomisation test, two-sided, {} rounds, Holm's correction within a column).\n",
                self.rounds, self.rounds
            ),
        );
        put(&mut text, format_args!("Measured: {}.\n", self.models.join(", ")));
        for experiment in &self.experiments {
            experiment.markdown(&mut text, folder);
        }
        put(&mut text, format_args!("## Data and terms\n"));
        put(&mut text, format_args!("| dataset | source | terms |\n|---|---|---|"));
        for About { name, source, terms } in &self.datasets {
            put(&mut text, format_args!("| {name} | {source} | {terms} |"));
        }
        text
    }
}

impl Experiment {
    fn markdown(&self, text: &mut String, folder: &str) {
        put(text, format_args!("## {}\n", self.title));
        for paragraph in &self.about {
            put(text, format_args!("{paragraph}\n"));
        }
        for table in &self.tables {
            put(text, format_args!("{}:\n", table.title));
            put(text, format_args!("| | {} |", table.measures.join(" | ")));
            put(text, format_args!("|---|{}", "---|".repeat(table.measures.len())));
            for row in &table.rows {
                let cells: Vec<String> = row.cells.iter().map(|cell| shown(*cell)).collect();
                put(text, format_args!("| {} | {} |", row.name, cells.join(" | ")));
            }
            text.push('\n');
        }
        for plot in &self.plots {
            put(text, format_args!("![{}]({folder}/{PLOTS}/{})\n", plot.title, plot.file));
        }
    }
}

/// `0.512 (0.480–0.541, p 0.003)`.
fn shown(cell: Option<Cell>) -> String {
    let Some(Cell { estimate: Estimate { value, low, high }, p }) = cell else {
        return "–".to_owned();
    };
    // A figure that is known has no interval.
    if low.to_bits() == high.to_bits() && p.is_none() {
        return format!("{value:.3}");
    }
    let p = match p {
        Some(p) if p < 0.001 => ", p < 0.001".to_owned(),
        Some(p) => format!(", p {p:.3}"),
        None => String::new(),
    };
    format!("{value:.3} ({low:.3}–{high:.3}{p})")
}

fn put(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _ = writeln!(text, "{line}");
}

/// Writes a file of a report.
pub fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(|error| unwritable(path).because(error))
}

/// The error of a place that cannot be written.
pub(super) fn unwritable(path: &Path) -> Error {
    Error::unavailable(format!("`{}` cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let estimate = Estimate { value: 0.5, low: 0.4, high: 0.6 };
        let rows = vec![
            Row { name: "product".to_owned(), cells: vec![Some(Cell::alone(estimate)), None] },
            Row {
                name: "random".to_owned(),
                cells: vec![Some(Cell { estimate, p: Some(0.0004) }), None],
            },
            Row::published("theirs", &[Some(0.25), None]),
        ];
        let measures = vec!["P@1".to_owned(), "MRR".to_owned()];
        let table = Table { title: "3 photos".to_owned(), measures, rows };
        let plot =
            Plot { file: "a.svg".to_owned(), title: "A".to_owned(), svg: "<svg/>".to_owned() };
        let about = vec!["How.".to_owned()];
        let (name, title) = ("emotion", "Emotion");
        let experiment = Experiment { name, title, about, tables: vec![table], plots: vec![plot] };
        Report {
            version: "1",
            seed: 7,
            rounds: 100,
            models: vec!["lite-1".to_owned()],
            datasets: Vec::new(),
            experiments: vec![experiment],
        }
    }

    #[test]
    fn figures_are_told_with_their_intervals_and_p_values() {
        let text = report().markdown("evaluation");
        assert!(text.contains("| product | 0.500 (0.400–0.600) | – |"), "{text}");
        assert!(text.contains("| random | 0.500 (0.400–0.600, p < 0.001) | – |"), "{text}");
        assert!(text.contains("| theirs | 0.250 | – |"), "{text}");
        assert!(text.contains("![A](evaluation/plots/a.svg)"), "{text}");
    }

    #[test]
    fn files_are_written_beside_each_other() {
        let folder = tempfile::tempdir().unwrap();
        report().write(folder.path()).unwrap();
        let json = fs::read_to_string(folder.path().join("report.json")).unwrap();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["experiments"][0]["tables"][0]["rows"][1]["cells"][0]["p"], 0.0004);
        assert!(folder.path().join("plots/a.svg").is_file());
    }
}
