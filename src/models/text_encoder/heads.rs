//! What is read off embeddings: how likely a passage is about a query, and how its words feel.

use serde::Deserialize;

use crate::embedding::{Embedding, dot};
use crate::error::Result;
use crate::feeling::Feeling;
use crate::models::pack::Pack;

/// How likely a passage is about a query, by the cosine of their embeddings: a logistic curve,
/// fitted on matching and on unrelated pairs in equal numbers; the card of the pack has the figures.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Relevance {
    slope: f32,
    shift: f32,
}

impl Relevance {
    /// Reads the curve of `pack`.
    pub fn open(pack: &Pack) -> Result<Self> {
        #[derive(Deserialize)]
        struct RelevanceManifest {
            relevance: Relevance,
        }
        Ok(pack.manifest::<RelevanceManifest>()?.relevance)
    }

    /// A curve of this slope, even at `-shift / slope`.
    pub const fn new(slope: f32, shift: f32) -> Self {
        Self { slope, shift }
    }

    /// From 0 to 1.
    pub fn probability(self, cosine: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * cosine + self.shift)).exp())
    }
}

/// Hears the feeling of words from their embedding: one linear map for each coordinate.
#[derive(Clone, Debug, Deserialize)]
pub struct FeelingHead {
    weights: [Vec<f32>; 2],
    bias: [f32; 2],
}

impl FeelingHead {
    /// Reads the head of `pack`.
    pub fn open(pack: &Pack) -> Result<Self> {
        pack.json("feeling.json")
    }

    /// How a passage with this embedding feels.
    pub fn feeling(&self, passage: &Embedding) -> Feeling {
        let [valence, arousal] =
            [0, 1].map(|axis| dot(&self.weights[axis], passage.values()) + self.bias[axis]);
        Feeling::new(valence, arousal)
    }
}
