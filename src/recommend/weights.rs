//! How much each signal counts: learned from data, kept in the pack `matching` of the built-in
//! models, whose card says how.

use serde::Deserialize;

use crate::error::Result;
use crate::feeling::Feeling;
use crate::models::pack::Pack;

/// All that the ranking was taught.
#[derive(Clone, Debug, Deserialize)]
pub struct Weights {
    /// What is looked for.
    pub query: QueryWeights,
    /// How likely a passage fits.
    pub odds: OddsWeights,
    /// How likely a list is good.
    pub confidence: ConfidenceWeights,
}

impl Weights {
    /// The built-in weights.
    pub fn built_in() -> Result<Self> {
        Pack::matching()?.json("weights.json")
    }
}

/// How much each part counts in what is looked for.
#[derive(Clone, Debug, Deserialize)]
pub struct QueryWeights {
    /// The caption.
    pub caption: f32,
    /// The other captions that the captioner found.
    pub captions: f32,
    /// The tags, as one text.
    pub tags: f32,
    /// The picture itself, mapped into the space of texts.
    pub picture: f32,
    /// The moods that are asked for.
    pub moods: f32,
    /// What more is asked for.
    pub more: f32,
    /// What is not to be looked for.
    pub less: f32,
}

/// The natural logarithm of the odds that a passage fits, as a sum.
#[derive(Clone, Debug, Deserialize)]
pub struct OddsWeights {
    /// Where the sum begins.
    pub bias: f32,
    /// For each unit of the corrected score of meaning.
    pub meaning: f32,
    /// For music without words.
    pub unsung: f32,
    /// For the feeling.
    pub feeling: FeelingWeights,
}

/// What the feeling adds to the log-odds: the logarithm of how much likelier such feelings are in pairs
/// that people find alike than in others, as a quadratic form of both places on the plane.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct FeelingWeights {
    /// Where the sum begins.
    pub bias: f32,
    /// For the squared difference in valence.
    pub valence_gap_squared: f32,
    /// For the squared difference in arousal.
    pub arousal_gap_squared: f32,
    /// For the product of both valences: large where both are far from neutral on the same side.
    pub valence_product: f32,
    /// For the product of both arousals.
    pub arousal_product: f32,
}

impl FeelingWeights {
    /// What two feelings add to the log-odds.
    pub fn log_odds(&self, wanted: Feeling, found: Feeling) -> f32 {
        let gap_squared = |axis: fn(Feeling) -> f32| (axis(wanted) - axis(found)).powi(2);
        let product = |axis: fn(Feeling) -> f32| axis(wanted) * axis(found);
        self.bias
            + self.valence_gap_squared * gap_squared(Feeling::valence)
            + self.arousal_gap_squared * gap_squared(Feeling::arousal)
            + self.valence_product * product(Feeling::valence)
            + self.arousal_product * product(Feeling::arousal)
    }
}

/// The natural logarithm of the odds that a list is good, as a sum.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ConfidenceWeights {
    /// Where the sum begins.
    pub bias: f32,
    /// For the mean score of meaning of the first five songs.
    pub meaning: f32,
}

/// From log-odds to a probability.
pub(super) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
