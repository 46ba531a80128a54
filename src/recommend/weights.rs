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
    pub feeling: FeelingOdds,
}

/// What the feeling counts, by where it was found.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct FeelingOdds {
    /// In words that are sung.
    pub sung: FeelingWeights,
    /// In music without words.
    pub heard: FeelingWeights,
}

impl FeelingOdds {
    /// All of them, `share` times as large.
    #[must_use]
    pub fn scaled(self, share: f32) -> Self {
        Self { sung: self.sung.scaled(share), heard: self.heard.scaled(share) }
    }
}

/// A ranker that the settings name: what it weighs otherwise than the built-in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankerSettings {
    /// For each unit of the corrected score of meaning.
    pub meaning: Option<f32>,
    /// For music without words.
    pub unsung: Option<f32>,
    /// How much the feeling counts, of what it was taught to: 1 leaves it, 0 takes it away.
    pub feeling: Option<f32>,
}

impl OddsWeights {
    /// These, but for what is written.
    #[must_use]
    pub fn with(&self, written: RankerSettings) -> Self {
        let RankerSettings { meaning, unsung, feeling } = written;
        Self {
            bias: self.bias,
            meaning: meaning.unwrap_or(self.meaning),
            unsung: unsung.unwrap_or(self.unsung),
            feeling: self.feeling.scaled(feeling.unwrap_or(1.0)),
        }
    }
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
    fn scaled(self, share: f32) -> Self {
        Self {
            bias: share * self.bias,
            valence_gap_squared: share * self.valence_gap_squared,
            arousal_gap_squared: share * self.arousal_gap_squared,
            valence_product: share * self.valence_product,
            arousal_product: share * self.arousal_product,
        }
    }

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
