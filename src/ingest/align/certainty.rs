//! How sure the times of lines are: whether they stay where they are if singers may pause less, and
//! whether the words fit better than the same sounds backwards.

use crate::odds::probability;

/// Lines before and after a line that tell how sure it is: a shift moves several.
const AROUND: usize = 2;
/// Lines farther apart than this, as the logarithm of 1 and their seconds, are no less sure.
const FARTHEST: f32 = 2.5;

/// The logistic regression that gives the share of such lines that lie within 3 s. Fitted by
/// `training/speech_sounds/calibrate.py`; its README says how well it holds for
/// songs that it was not fitted to.
const BY_APART: f32 = -0.129;
const BY_APART_AROUND: f32 = -1.276;
const BY_MARGIN: f32 = 27.594;
const BIAS: f32 = -1.250;

/// What tells how sure a line is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    /// How far apart the likeliest time lies from the one with fewer pauses: the logarithm of 1 and
    /// the seconds, from 0 to 2.5.
    pub apart: f32,
    /// The mean of the same over the lines around it, from 0 to 2.5.
    pub apart_around: f32,
    /// By how much the words fit better than backwards: the logarithm for each sound.
    pub margin: f32,
}

impl Signs {
    /// The share of such lines whose start lies within 3 s, from 0 to 1.
    pub fn certainty(self) -> f32 {
        let sum = BIAS
            + BY_APART * self.apart
            + BY_APART_AROUND * self.apart_around
            + BY_MARGIN * self.margin;
        probability(sum)
    }
}

/// The signs of lines that are found `seconds` from where they are found with fewer pauses.
pub(super) fn signs(seconds: &[f32], margin: f32) -> Vec<Signs> {
    let apart: Vec<f32> = seconds.iter().map(|seconds| seconds.ln_1p()).collect();
    (0..apart.len())
        .map(|line| {
            let around = &apart[line.saturating_sub(AROUND)..(line + AROUND + 1).min(apart.len())];
            let mean = around.iter().sum::<f32>() / around.len() as f32;
            Signs { apart: apart[line].min(FARTHEST), apart_around: mean.min(FARTHEST), margin }
        })
        .collect()
}
