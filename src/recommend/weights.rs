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
    /// Other captions that the captioner found.
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

/// What the feeling adds to the log-odds: `bias - valence Δv² - arousal Δa²`, with the differences on
/// the plane of feelings.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct FeelingWeights {
    /// Where both feel the same.
    pub bias: f32,
    /// For the squared difference in valence.
    pub valence: f32,
    /// For the squared difference in arousal.
    pub arousal: f32,
}

impl FeelingWeights {
    /// What two feelings add to the log-odds.
    pub fn log_odds(&self, wanted: Feeling, found: Feeling) -> f32 {
        let difference = |axis: fn(Feeling) -> f32| (axis(wanted) - axis(found)).powi(2);
        self.bias
            - self.valence * difference(Feeling::valence)
            - self.arousal * difference(Feeling::arousal)
    }
}

/// The natural logarithm of the odds that a list is good, as a sum.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ConfidenceWeights {
    /// Where the sum begins.
    pub bias: f32,
    /// For the mean probability of the first five songs.
    pub mean: f32,
}

/// From log-odds to a probability.
pub(super) fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}
