//! What is read off embeddings: how words feel.

use serde::Deserialize;

use crate::embedding::{Embedding, dot};
use crate::error::Result;
use crate::feeling::Feeling;
use crate::models::pack::Pack;

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
