//! A taste: how much likelier or unlikelier than others somebody is to be glad of a passage, learnt
//! one event at a time. Pure.
//!
//! It is Bayesian logistic regression with a diagonal covariance (Li, Chu, Langford and Schapire, "A
//! contextual-bandit approach to personalized news article recommendation", 2010; Chapelle and Li,
//! "An empirical evaluation of Thompson sampling", 2011, algorithm 3, with one Newton step an event).
//! Before anything is known each weight is 0 with variance 1; every event moves the weights of its
//! passage by how surprising it was and by how little is known of them. So what is said of a passage
//! is shrunk towards 0 by how little is known, and is in log-odds, as the ranker's word is.
//!
//! How well the song fitted the photo would explain a part of every event, but nothing of the photo
//! is kept. Its place in the list stands in for that, together with a weight of its own that says how
//! easily the person is pleased; neither is a part of the bonus.
//!
//! `simulation` compares this with the whole covariance and with Rocchio's rule.

use super::features::Features;
use crate::odds::probability;
use crate::profile::{Action, Profile};

/// The log-odds that somebody whose taste is not known is glad of the first song of a list, and how
/// much less that is for each place further down.
const FIRST_PLACE: f32 = 0.7;
const LESS_A_PLACE: f32 = 0.1;
/// Events that were certain to come still teach something.
const LEAST_DOUBT: f32 = 0.05;
/// The most that taste may say for or against a passage, in log-odds.
const MOST: f32 = 4.0;

/// How glad somebody is to be offered passages.
#[derive(Clone, Debug, PartialEq)]
pub struct Taste {
    mean: Vec<f32>,
    variance: Vec<f32>,
}

impl Default for Taste {
    /// Nothing is known.
    fn default() -> Self {
        Self { mean: vec![0.0; Self::WEIGHTS], variance: vec![1.0; Self::WEIGHTS] }
    }
}

impl Taste {
    /// One weight for each place of the features, and how easily somebody is pleased.
    pub(super) const WEIGHTS: usize = Features::DIMENSION + 1;

    /// Reads what [`Self::vector`] writes. Anything else, such as what another version learnt from
    /// other features, says nothing.
    pub fn read(vector: &[f32]) -> Self {
        let sound = vector.iter().all(|value| value.is_finite());
        match vector.split_at_checked(Self::WEIGHTS) {
            Some((mean, variance)) if sound && variance.len() == Self::WEIGHTS => {
                Self { mean: mean.to_vec(), variance: variance.to_vec() }
            }
            _ => Self::default(),
        }
    }

    /// The means of all weights, then their variances.
    pub fn vector(&self) -> Vec<f32> {
        [&self.mean[..], &self.variance].concat()
    }

    /// What is added to a passage's log-odds: exactly 0 while nothing is known, and never more than
    /// ±4.
    pub fn bonus(&self, features: &Features) -> f32 {
        self.expected(features.iter()).clamp(-MOST, MOST)
    }

    /// Learns that a passage was met with `action` at a place of the list, counted from 0.
    pub fn learn(&mut self, features: &Features, action: Action, place: usize) {
        let Step { slope, curvature } =
            Step::of(self.expected(Self::weighed(features)), action, place);
        let spread = Self::weighed(features).map(|(at, value)| self.variance[at] * value * value);
        let damping = 1.0 + curvature * spread.sum::<f32>();
        for (at, value) in Self::weighed(features) {
            let gain = self.variance[at] * value / damping;
            self.mean[at] += gain * slope;
            self.variance[at] -= gain * curvature * self.variance[at] * value;
        }
    }

    /// Everything that has a weight.
    pub(super) fn weighed(features: &Features) -> impl Iterator<Item = (usize, f32)> {
        features.iter().chain([(Features::DIMENSION, 1.0)])
    }

    fn expected(&self, weighed: impl Iterator<Item = (usize, f32)>) -> f32 {
        weighed.map(|(at, value)| self.mean[at] * value).sum()
    }
}

/// What an event says: the first two derivatives of its log-likelihood in the log-odds.
pub(super) struct Step {
    pub(super) slope: f32,
    /// Turned to be positive.
    pub(super) curvature: f32,
}

impl Step {
    /// Of an action at a place, where taste has let `expected` log-odds be expected. Glad or not is
    /// the sign of the action's reward, how much the event counts is its size.
    pub(super) fn of(expected: f32, action: Action, place: usize) -> Self {
        let log_odds = FIRST_PLACE - LESS_A_PLACE * place as f32 + expected;
        let likely = probability(log_odds);
        let (reward, doubt) = (action.reward(), likely * (1.0 - likely));
        let glad = if 0.0 < reward { 1.0 } else { 0.0 };
        let weight = reward.abs();
        Self { slope: weight * (glad - likely), curvature: weight * doubt.max(LEAST_DOUBT) }
    }
}

impl Profile {
    /// Counts the event and learns from it.
    pub fn learn(&mut self, features: &Features, action: Action, place: usize) {
        let mut taste = Taste::read(&self.vector);
        taste.learn(features, action, place);
        self.vector = taste.vector();
        self.count(action);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::{Passage, PassageId, Track, TrackId};

    fn song(artist: &str, language: &str) -> Features {
        let id = TrackId::of(artist);
        let track = Track {
            artist: artist.to_owned(),
            language: language.parse().ok(),
            ..Track::named(id, "Song".to_owned())
        };
        let passage = Passage::of_words(PassageId { track: id, number: 0 }, "words".to_owned());
        Features::of(&track, &passage)
    }

    #[test]
    fn nothing_is_said_before_anything_is_known() {
        assert_eq!(Taste::default().bonus(&song("a", "vi")).to_bits(), 0.0_f32.to_bits());
    }

    #[test]
    fn what_was_liked_is_offered_and_what_is_like_it_too() {
        let mut taste = Taste::default();
        taste.learn(&song("a", "vi"), Action::Like, 0);
        taste.learn(&song("b", "en"), Action::Dislike, 0);
        let bonus = |artist, language| taste.bonus(&song(artist, language));
        assert!(bonus("c", "en") < bonus("c", "vi"), "the same language");
        assert!(bonus("c", "vi") < bonus("a", "vi"), "and the same artist");
        assert!(bonus("b", "en") < 0.0 && 0.0 < bonus("a", "vi"));
    }

    #[test]
    fn the_more_is_known_the_less_an_event_says() {
        let mut taste = Taste::default();
        let one = song("a", "vi");
        let mut steps = Vec::new();
        for _ in 0..200 {
            let before = taste.bonus(&one);
            taste.learn(&one, Action::Like, 0);
            steps.push(taste.bonus(&one) - before);
        }
        assert!(steps.is_sorted_by(|a, b| b < a) && steps[199] < 0.1 * steps[0], "{steps:?}");
        assert!(taste.variance.iter().all(|variance| (0.0..=1.0).contains(variance)));
        for _ in 0..10_000 {
            taste.learn(&one, Action::Like, 0);
        }
        assert!(taste.bonus(&one) <= MOST && taste.mean.iter().all(|mean| mean.is_finite()));
    }

    #[test]
    fn a_weaker_word_says_less() {
        let said = |action| {
            let mut taste = Taste::default();
            taste.learn(&song("a", "vi"), action, 0);
            taste.bonus(&song("a", "vi"))
        };
        let order = [Action::Dislike, Action::Skip, Action::Play, Action::Finish, Action::Like];
        assert!(order.map(said).is_sorted());
        assert!(said(Action::Skip) < 0.0 && 0.0 < said(Action::Play));
    }

    #[test]
    fn a_taste_reads_back_what_it_writes_and_nothing_else() {
        let mut profile = Profile::default();
        profile.learn(&song("a", "vi"), Action::Used, 3);
        let taste = Taste::read(&profile.vector);
        assert_eq!(taste.vector(), profile.vector);
        assert_ne!(taste, Taste::default());
        let mut broken = profile.vector.clone();
        broken[7] = f32::NAN;
        for vector in [&[][..], &profile.vector[1..], &broken] {
            assert_eq!(Taste::read(vector), Taste::default());
        }
    }
}
