//! Odds: what is added up as their natural logarithm is told as a probability.

/// The probability, from 0 to 1, whose odds have this natural logarithm: the logistic function.
pub(crate) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
