//! How good the product is, measured on what people labelled: datasets → libraries and sights → lists →
//! figures with intervals → a report.

pub mod board;
pub mod bootstrap;
pub mod caption;
pub mod dataset;
pub mod experiment;
pub mod kept;
pub mod lab;
pub mod library;
pub mod measure;
pub mod rankers;
pub mod refit;
pub mod report;
pub mod ridge;
pub mod sights;
pub mod svg;
pub mod timing;

use std::path::PathBuf;
use std::str::FromStr;

use self::bootstrap::Resampling;
use self::lab::Lab;
use self::report::{Experiment, Report};
use self::timing::Timing;
use crate::config::Settings;
use crate::error::{Error, Result};

/// How often queries are drawn anew.
const ROUNDS: usize = 2_000;

/// What is to be measured, and on what.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The folder of the datasets.
    pub data: PathBuf,
    /// Where libraries and what is seen in photos are kept for the next run.
    pub cache: PathBuf,
    /// A folder that somebody labelled, to be measured beside them.
    pub own: Option<PathBuf>,
    /// What is asked.
    pub topics: Vec<Topic>,
    /// What all random numbers start from.
    pub seed: u64,
}

/// A question that can be asked by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// How near captions are to people's.
    Caption,
    /// Whether photos find music that feels like them.
    Emotion,
    /// Whether photos and captions find songs of their themes, and scores come true.
    Theme,
    /// Whether the same is found in every language.
    Language,
    /// Whether a few songs are near everything.
    Hubs,
    /// How long it takes and how much memory; no part of the report.
    Timing,
}

impl Topic {
    /// All of them, in the order of the report.
    pub const ALL: [Self; 6] =
        [Self::Caption, Self::Emotion, Self::Theme, Self::Language, Self::Hubs, Self::Timing];

    /// By what it is asked for.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caption => "caption",
            Self::Emotion => "emotion",
            Self::Theme => "theme",
            Self::Language => "language",
            Self::Hubs => "hubs",
            Self::Timing => "timing",
        }
    }
}

impl FromStr for Topic {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let names = || Self::ALL.map(Self::name).join(", ");
        let topic = Self::ALL.into_iter().find(|topic| topic.name() == text);
        topic.ok_or_else(|| Error::invalid(format!("there is no experiment `{text}`: {}", names())))
    }
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// What is the same in every run.
    pub report: Report,
    /// What is not, if it was asked for.
    pub timing: Option<Timing>,
}

/// Asks everything that is planned, in order. The same plan on the same data and models gives the same
/// report. `tell` hears what is going on.
pub async fn run(plan: &Plan, settings: &Settings, tell: &dyn Fn(&str)) -> Result<Findings> {
    let draws = Resampling { seed: plan.seed, rounds: ROUNDS };
    let mut lab = Lab::open(&plan.data, &plan.cache, draws, settings, tell).await?;
    let (mut experiments, mut timing) = (Vec::new(), None);
    for topic in &plan.topics {
        tell(&format!("experiment `{}`", topic.name()));
        match ask(*topic, &mut lab).await? {
            Some(experiment) => experiments.push(experiment),
            None => timing = Some(timing::measure(&mut lab).await?),
        }
    }
    if let Some(folder) = &plan.own {
        tell("experiment `own`");
        experiments.push(experiment::own::run(folder, &mut lab).await?);
    }
    let report = Report {
        version: env!("CARGO_PKG_VERSION"),
        seed: plan.seed,
        rounds: draws.rounds,
        models: lab.models()?,
        datasets: lab.datasets,
        experiments,
    };
    Ok(Findings { report, timing })
}

/// What the experiment finds; none for what is no part of the report.
async fn ask(topic: Topic, lab: &mut Lab<'_>) -> Result<Option<Experiment>> {
    let found = match topic {
        Topic::Caption => experiment::caption::run(lab).await,
        Topic::Emotion => experiment::emotion::run(lab).await,
        Topic::Theme => experiment::theme::run(lab).await,
        Topic::Language => experiment::language::run(lab).await,
        Topic::Hubs => experiment::hubs::run(lab).await,
        Topic::Timing => return Ok(None),
    };
    found.map(Some)
}
