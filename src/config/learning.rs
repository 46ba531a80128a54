//! The tables `[learning]`, `[experiment]` and `[rankers.NAME]`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::experiment::{Experiment, Kind};
use crate::recommend::RankerSettings;

/// How much chance there is in the lists of profiles.
const EXPLORATION: f32 = 0.1;
/// The most that can be set.
const MOST_EXPLORATION: f32 = 5.0;
/// The ranker that is always there.
const BUILT_IN: &str = "built-in";

/// What may make lists different for different people.
#[derive(Clone, Debug, PartialEq)]
pub struct LearningSettings {
    /// How much chance there is in the lists of profiles: a temperature in log-odds; 0 is none.
    pub exploration: f32,
    /// The experiment that runs.
    pub experiment: Option<Experiment>,
    rankers: BTreeMap<String, RankerSettings>,
}

impl LearningSettings {
    /// What a ranker weighs otherwise than the built-in one. Fails if no settings name it.
    pub fn ranker(&self, name: &str) -> Result<RankerSettings> {
        let found = self.rankers.get(name).copied();
        let found = found.or_else(|| (name == BUILT_IN).then(RankerSettings::default));
        found.ok_or_else(|| Error::invalid(format!("there is no ranker `{name}` in the settings")))
    }

    pub(super) fn check(&self) -> Result<()> {
        let Self { exploration, experiment, rankers } = self;
        if !(0.0..=MOST_EXPLORATION).contains(exploration) {
            let told = format!("setting learning.exploration is {exploration}");
            return Err(Error::invalid(format!("{told}, not 0 to {MOST_EXPLORATION}")));
        }
        if rankers.contains_key(BUILT_IN) {
            return Err(Error::invalid(format!("ranker `{BUILT_IN}` cannot be set")));
        }
        let Some(experiment) = experiment else { return Ok(()) };
        if experiment.name.is_empty() || !(0.0..=1.0).contains(&experiment.share) {
            return Err(Error::invalid("an experiment has a name, and a share of 0 to 1"));
        }
        experiment.rankers.iter().try_for_each(|name| self.ranker(name).map(drop))
    }
}

/// The table `[learning]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenLearning {
    pub(super) exploration: Option<f32>,
}

/// The table `[experiment]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenExperiment {
    name: String,
    kind: WrittenKind,
    share: Option<f64>,
    a: String,
    b: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenKind {
    Interleave,
    Split,
}

impl From<WrittenExperiment> for Experiment {
    fn from(written: WrittenExperiment) -> Self {
        let WrittenExperiment { name, kind, share, a, b } = written;
        let kind = match kind {
            WrittenKind::Interleave => Kind::Interleave,
            WrittenKind::Split => Kind::Split,
        };
        Self { name, kind, share: share.unwrap_or(1.0), rankers: [a, b] }
    }
}

impl WrittenLearning {
    pub(super) fn completed(
        self,
        experiment: Option<WrittenExperiment>,
        rankers: BTreeMap<String, RankerSettings>,
    ) -> LearningSettings {
        LearningSettings {
            exploration: self.exploration.unwrap_or(EXPLORATION),
            experiment: experiment.map(Experiment::from),
            rankers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Written;

    fn check(written: &str) -> Result<()> {
        let written: Written =
            toml::from_str(written).map_err(|error| Error::invalid("wrong").because(error))?;
        written.completed().learning.check()
    }

    #[test]
    fn an_experiment_names_rankers_that_are_there() {
        let experiment = "[experiment]\nname = 'x'\nkind = 'split'\na = 'built-in'\n";
        let cases = [
            ("nothing", String::new(), true),
            ("both built in", format!("{experiment}b = 'built-in'"), true),
            ("a named one", format!("{experiment}b = 'm'\n[rankers.m]\nmeaning = 2.0"), true),
            ("an unknown one", format!("{experiment}b = 'm'"), false),
            ("a share", format!("{experiment}b = 'built-in'\nshare = 0.5"), true),
            ("too large a share", format!("{experiment}b = 'built-in'\nshare = 1.5"), false),
            ("another weight", "[rankers.m]\nmeanings = 2.0".to_owned(), false),
            ("the built-in one", "[rankers.built-in]\nmeaning = 2.0".to_owned(), false),
            ("exploration", "[learning]\nexploration = 0.0".to_owned(), true),
            ("less than none", "[learning]\nexploration = -1.0".to_owned(), false),
        ];
        for (name, written, right) in cases {
            assert_eq!(check(&written).is_ok(), right, "{name}");
        }
    }
}
