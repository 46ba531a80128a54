//! What learns tastes: that which is used, and what it is compared with.

use crate::learning::features::Features;
use crate::learning::taste::{Step, Taste};
use crate::profile::Action;

/// Something that learns a taste.
pub trait Learner {
    /// What is added to a passage's log-odds.
    fn bonus(&self, features: &Features) -> f32;
    /// Learns that a passage was met with `action` at a place of the list, counted from 0.
    fn learn(&mut self, features: &Features, action: Action, place: usize);
}

impl Learner for Taste {
    fn bonus(&self, features: &Features) -> f32 {
        self.bonus(features)
    }

    fn learn(&mut self, features: &Features, action: Action, place: usize) {
        self.learn(features, action, place);
    }
}

/// Nothing is ever learnt.
pub struct Nothing;

impl Learner for Nothing {
    fn bonus(&self, _: &Features) -> f32 {
        0.0
    }

    fn learn(&mut self, _: &Features, _: Action, _: usize) {}
}

/// Rocchio's rule: the mean of what was liked less a share of the mean of what was not.
#[derive(Clone)]
pub struct Rocchio {
    /// Log-odds for each unit of similarity.
    pub log_odds: f32,
    /// How much what was not liked counts.
    pub against: f32,
    sums: [Vec<f32>; 2],
    weights: [f32; 2],
}

impl Rocchio {
    /// Nothing is known.
    pub fn new(log_odds: f32, against: f32) -> Self {
        let empty = || vec![0.0; Features::DIMENSION];
        Self { log_odds, against, sums: [empty(), empty()], weights: [0.0; 2] }
    }
}

impl Learner for Rocchio {
    fn bonus(&self, features: &Features) -> f32 {
        let mean = |side: usize, at: usize| self.sums[side][at] / self.weights[side].max(1.0);
        let toward = |(at, value)| (mean(0, at) - self.against * mean(1, at)) * value;
        self.log_odds * features.iter().map(toward).sum::<f32>()
    }

    fn learn(&mut self, features: &Features, action: Action, _: usize) {
        let side = usize::from(action.reward() < 0.0);
        let weight = action.reward().abs();
        features.iter().for_each(|(at, value)| self.sums[side][at] += weight * value);
        self.weights[side] += weight;
    }
}

/// The model of [`Taste`] with the whole covariance of the weights: its slow, exact twin.
#[derive(Clone)]
pub struct Whole {
    mean: Vec<f32>,
    covariance: Vec<Vec<f32>>,
}

impl Default for Whole {
    /// Nothing is known.
    fn default() -> Self {
        let row = |place| {
            let mut row = vec![0.0; Taste::WEIGHTS];
            row[place] = 1.0;
            row
        };
        let covariance = (0..Taste::WEIGHTS).map(row).collect();
        Self { mean: vec![0.0; Taste::WEIGHTS], covariance }
    }
}

impl Learner for Whole {
    fn bonus(&self, features: &Features) -> f32 {
        features.iter().map(|(at, value)| self.mean[at] * value).sum()
    }

    fn learn(&mut self, features: &Features, action: Action, place: usize) {
        let weighed: Vec<(usize, f32)> = Taste::weighed(features).collect();
        let expected = weighed.iter().map(|(at, value)| self.mean[*at] * value).sum();
        let Step { slope, curvature } = Step::of(expected, action, place);
        let along = |row: &Vec<f32>| weighed.iter().map(|(at, value)| row[*at] * value).sum();
        let spread: Vec<f32> = self.covariance.iter().map(along).collect();
        let variance: f32 = weighed.iter().map(|(at, value)| spread[*at] * value).sum();
        let damping = 1.0 + curvature * variance;
        for (row, share) in spread.iter().enumerate() {
            self.mean[row] += share * slope / damping;
            for (value, other) in self.covariance[row].iter_mut().zip(&spread) {
                *value -= share * other * curvature / damping;
            }
        }
    }
}
