//! What came out of an experiment. Pure.
//!
//! A song's reward is what people did with it, summed and bounded to [-1, 1]; a list's is the sum of
//! its songs'. People are compared, not lists: somebody who asks often counts once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Unit;
use super::estimate::{Logged, estimate};
use super::statistics::{Interval, bootstrap, difference, interval, sign_test};
use crate::impression::{Arm, Pick, Shown, Trial};
use crate::profile::Moment;
use crate::random::Random;

/// Differences that chance makes less often than this are called a win.
const SURE: f64 = 0.05;

/// What came out of an experiment.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// What it is called.
    pub experiment: String,
    /// How many lists were offered.
    pub lists: usize,
    /// To how many people; a list without a profile counts as somebody else's.
    pub people: usize,
    /// How many things they did.
    pub events: usize,
    /// When the first list was offered, and the last; in seconds since 1970.
    pub from: Moment,
    /// Likewise.
    pub to: Moment,
    /// Which rankers and encoders made the lists, and how many each: more than one kind means that
    /// something changed on the way.
    pub versions: BTreeMap<String, usize>,
    /// The comparison within lists of both; null without such lists.
    pub interleaved: Option<Interleaved>,
    /// The comparison of people who got lists of one; null without such lists.
    pub split: Option<Split>,
    /// What ranker A alone would have been worth, then ranker B.
    pub alone: [Option<Judged>; 2],
}

/// Which ranker's picks people were glad of.
#[derive(Clone, Debug, Serialize)]
pub struct Interleaved {
    /// `a` or `b`; null if chance explains the difference.
    pub winner: Option<&'static str>,
    /// One less `p_value`.
    pub confidence: f64,
    /// How likely the counts below, or more uneven ones, are between equal rankers: the two-sided sign
    /// test.
    pub p_value: f64,
    /// How many people were gladder of the picks of A, of B, and equally of both.
    pub people: [usize; 3],
    /// The reward of the picks of A less that of B, a person, with its 95 % interval (bootstrap).
    pub difference: Interval,
}

/// Of which ranker's lists people were glad.
#[derive(Clone, Debug, Serialize)]
pub struct Split {
    /// `a` or `b`; null if chance explains the difference.
    pub winner: Option<&'static str>,
    /// One less `p_value`.
    pub confidence: f64,
    /// How likely so large a difference is between equal rankers (two-sided; normal approximation,
    /// for 30 people or more).
    pub p_value: f64,
    /// How many people got lists of A and of B.
    pub people: [usize; 2],
    /// The share of lists with a reward above 0, the mean over people, for A and B.
    pub rates: [f64; 2],
    /// The first less the second, with its 95 % interval.
    pub difference: Interval,
}

/// What one ranker alone would have been worth: a reward for each song of its lists; or, where lists
/// were interleaved, for each song that it would have put where a coin decided.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// By self-normalised inverse propensities, with its 95 % interval (bootstrap over people).
    pub snips: Interval,
    /// Doubly robust, with the mean reward of each place as its model.
    pub doubly_robust: f64,
    /// How many unweighted songs would tell as much.
    pub effective_size: f64,
    /// How many songs there were.
    pub songs: usize,
}

/// One list with what each of its songs was worth.
struct Valued<'a> {
    unit: Unit,
    shown: &'a [Shown],
    rewards: Vec<f64>,
}

impl Report {
    /// Reports on what was logged under the name of an experiment.
    pub fn of(experiment: &str, trials: &[Trial]) -> Self {
        let lists: Vec<Valued> = trials.iter().map(Valued::of).collect();
        let mut random = Random::of(&[b"report", experiment.as_bytes()]);
        let (interleaved, split) =
            lists.iter().partition::<Vec<&Valued>, _>(|list| list.is_mixed());
        let mut versions = BTreeMap::new();
        for trial in trials {
            let made = &trial.impression.versions;
            *versions.entry(format!("{}, {}", made.ranker, made.collection)).or_default() += 1;
        }
        let moments = || trials.iter().map(|trial| trial.impression.at);
        Self {
            experiment: experiment.to_owned(),
            lists: lists.len(),
            people: by_person(&lists.iter().collect::<Vec<_>>()).len(),
            events: trials.iter().map(|trial| trial.events.len()).sum(),
            from: moments().min().unwrap_or_default(),
            to: moments().max().unwrap_or_default(),
            versions,
            interleaved: Interleaved::of(&interleaved, &mut random),
            split: Split::of(&split),
            alone: Arm::BOTH.map(|arm| Judged::of(&lists, arm, &mut random)),
        }
    }
}

impl<'a> Valued<'a> {
    fn of(trial: &'a Trial) -> Self {
        let reward = |shown: &Shown| {
            let own = trial.events.iter().filter(|event| event.track == shown.passage.track);
            own.map(|event| f64::from(event.action.reward())).sum::<f64>().clamp(-1.0, 1.0)
        };
        let impression = &trial.impression;
        Self {
            unit: Unit::of(impression.profile, impression.id),
            shown: &impression.shown,
            rewards: impression.shown.iter().map(reward).collect(),
        }
    }

    /// Whether both rankers picked for it.
    fn is_mixed(&self) -> bool {
        let picked =
            |arm| self.shown.iter().any(|shown| shown.pick.is_some_and(|it| it.arm == arm));
        picked(Arm::A) && picked(Arm::B)
    }

    /// The reward of a ranker's picks.
    fn reward_of(&self, arm: Arm) -> f64 {
        let picks = self.shown.iter().zip(&self.rewards);
        let own = picks.filter(|(shown, _)| shown.pick.is_some_and(|pick| pick.arm == arm));
        own.map(|(_, reward)| reward).sum()
    }
}

/// The lists of each person.
fn by_person<'a, 'b>(lists: &[&'b Valued<'a>]) -> BTreeMap<Unit, Vec<&'b Valued<'a>>> {
    let mut people: BTreeMap<Unit, Vec<&Valued>> = BTreeMap::new();
    for list in lists {
        people.entry(list.unit).or_default().push(list);
    }
    people
}

/// Who won, if chance does not explain it.
fn winner(p_value: f64, a_less_b: f64) -> Option<&'static str> {
    let arm = if 0.0 < a_less_b { Arm::A } else { Arm::B };
    (p_value < SURE && a_less_b != 0.0).then_some(arm.name())
}

impl Interleaved {
    fn of(lists: &[&Valued<'_>], random: &mut Random) -> Option<Self> {
        if lists.is_empty() {
            return None;
        }
        let difference = |list: &&Valued| list.reward_of(Arm::A) - list.reward_of(Arm::B);
        let people = by_person(lists);
        let differences: Vec<f64> =
            people.values().map(|lists| lists.iter().map(difference).sum()).collect();
        let count = |of: fn(f64) -> bool| differences.iter().filter(|it| of(**it)).count();
        let [a, b] = [count(|it| 0.0 < it), count(|it| it < 0.0)];
        let p_value = sign_test(a, b);
        Some(Self {
            winner: winner(p_value, a as f64 - b as f64),
            confidence: 1.0 - p_value,
            p_value,
            people: [a, b, differences.len() - a - b],
            difference: bootstrap(&differences, random),
        })
    }
}

impl Split {
    fn of(lists: &[&Valued<'_>]) -> Option<Self> {
        if lists.is_empty() {
            return None;
        }
        let rates = Arm::BOTH.map(|arm| {
            let picked = |list: &&&Valued| {
                list.shown.first().and_then(|shown| shown.pick).is_some_and(|pick| pick.arm == arm)
            };
            let own: Vec<&Valued> = lists.iter().filter(picked).copied().collect();
            by_person(&own).values().map(|lists| rate(lists)).collect::<Vec<f64>>()
        });
        let (difference, p_value) = difference(&rates[0], &rates[1]);
        let mean = |rates: &Vec<f64>| rates.iter().sum::<f64>() / rates.len().max(1) as f64;
        Some(Self {
            winner: winner(p_value, difference.mean),
            confidence: 1.0 - p_value,
            p_value,
            people: [rates[0].len(), rates[1].len()],
            rates: [mean(&rates[0]), mean(&rates[1])],
            difference,
        })
    }
}

/// The share of lists that somebody was glad of.
fn rate(lists: &[&Valued<'_>]) -> f64 {
    let glad = lists.iter().filter(|list| 0.0 < list.rewards.iter().sum::<f64>()).count();
    glad as f64 / lists.len() as f64
}

impl Judged {
    fn of(lists: &[Valued<'_>], arm: Arm, random: &mut Random) -> Option<Self> {
        let model = mean_by_place(lists);
        let mut people: BTreeMap<Unit, [f64; 2]> = BTreeMap::new();
        let mut logged = Vec::new();
        for list in lists {
            let sums = people.entry(list.unit).or_default();
            for one in songs(list, arm, &model) {
                let weight = one.target / one.propensity;
                sums[0] += weight * one.reward;
                sums[1] += weight;
                logged.push(one);
            }
        }
        let made = estimate(&logged)?;
        let ratio = |people: &[[f64; 2]]| {
            let sum = |at: usize| people.iter().map(|sums| sums[at]).sum::<f64>();
            sum(0) / sum(1).max(f64::MIN_POSITIVE)
        };
        Some(Self {
            snips: interval(&people.into_values().collect::<Vec<_>>(), ratio, random),
            doubly_robust: made.doubly_robust,
            effective_size: made.effective_size,
            songs: logged.len(),
        })
    }
}

/// The songs of a list as a log of what the ranker alone would have shown.
///
/// Where lists are split, what stands at a place depends on all that stands before it, so both
/// probabilities are those of the list as far as there. In a list of both, no ranker alone could have
/// made more than the first few places; there each place at which a coin was tossed is judged by
/// itself, given what stands before it.
fn songs(list: &Valued<'_>, arm: Arm, model: &[f64]) -> Vec<Logged> {
    let mixed = list.is_mixed();
    let mut before = (1.0, 1.0);
    let mut songs = Vec::new();
    for ((shown, reward), expected) in list.shown.iter().zip(&list.rewards).zip(model) {
        let Some(pick) = shown.pick else { continue };
        if mixed && !was_tossed(shown.propensity, pick) {
            continue;
        }
        let (propensity, target) =
            (before.0 * shown.propensity, before.1 * pick.targets[arm.index()]);
        if !mixed {
            before = (propensity, target);
        }
        // The model knows places only, so it expects the same of whatever stands there.
        let (expected, expected_of_target) = (*expected, *expected);
        songs.push(Logged { reward: *reward, propensity, target, expected, expected_of_target });
    }
    songs
}

/// Whether either ranker might have picked for a place, or both would have picked the same.
fn was_tossed(propensity: f64, pick: Pick) -> bool {
    propensity < 1.0 || pick.targets.iter().all(|target| 0.0 < *target)
}

fn mean_by_place(lists: &[Valued<'_>]) -> Vec<f64> {
    let longest = lists.iter().map(|list| list.rewards.len()).max().unwrap_or(0);
    let mean = |place: usize| {
        let there: Vec<f64> =
            lists.iter().filter_map(|list| list.rewards.get(place).copied()).collect();
        there.iter().sum::<f64>() / there.len() as f64
    };
    (0..longest).map(mean).collect()
}

#[cfg(test)]
mod tests;
