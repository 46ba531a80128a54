//! How likely the list is a good one, and what to say where it is not.

use super::reason::no_good_match;
use super::request::Tongue;
use super::sight::Sight;
use super::weights::ConfidenceWeights;
use super::{Candidate, Limit};
use crate::filter::Filter;
use crate::odds::probability;

/// Of lists that are less sure than this, not one in six is good: then it is said.
const POOR: f32 = 0.15;

/// The probability that the list is good. An empty one is not.
pub(super) fn confidence<'a>(
    songs: impl IntoIterator<Item = &'a Candidate>,
    weights: ConfidenceWeights,
) -> f32 {
    let first = songs.into_iter().take(Limit::FEWEST);
    let scores: Vec<f32> = first.map(|song| song.hit.score).collect();
    if scores.is_empty() {
        return 0.0;
    }
    let mean = scores.iter().sum::<f32>() / scores.len() as f32;
    probability(weights.bias + weights.meaning * mean)
}

/// What to say of a list that is probably not good.
pub(super) fn advice(
    confidence: f32,
    sight: &Sight,
    filter: &Filter,
    tongue: Tongue,
) -> Option<String> {
    (confidence < POOR).then(|| no_good_match(sight, *filter != Filter::default(), tongue))
}
