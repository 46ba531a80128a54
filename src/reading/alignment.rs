//! What people ask for, in whatever language, brought to where English says the same.
//!
//! An encoder of many languages puts translations near each other, but not in one place: what a wish
//! brings would depend on the language it is said in. The map is affine and was learned from translations,
//! as spaces of words are aligned (Conneau et al., "Word translation without parallel data", 2018). The card
//! of the pack `matching` says how, and what it brings.

use crate::embedding::Embedding;
use crate::error::Result;
use crate::models::linear::Linear;
use crate::models::pack::Pack;

/// The file of the map.
const FILE: &str = "asked.safetensors";

/// The map, for the space of the encoder that the pack `matching` was made for.
pub struct Alignment(Linear);

impl Alignment {
    pub(super) fn built_in() -> Result<Self> {
        Ok(Self(Linear::open(&Pack::matching()?, FILE)?))
    }

    /// Where English says what `asked`, a query, says.
    pub fn align(&self, asked: &Embedding) -> Result<Embedding> {
        Embedding::from_raw(self.0.run(asked.values()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::text_encoder::{Text, TextEncoder};
    use crate::models::{Engine, Model};

    #[test]
    fn translations_meet_and_different_things_do_not() {
        let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap(), &Engine::Rten).unwrap();
        let texts = ["a walk in the rain", "đi dạo dưới mưa", "雨の中の散歩", "a wedding dance"];
        let queries = texts.map(|text| Text::Query(text.to_owned()));
        let plain = encoder.run(&queries).unwrap();
        let alignment = Alignment::built_in().unwrap();
        let aligned: Vec<Embedding> =
            plain.iter().map(|query| alignment.align(query).unwrap()).collect();
        let near = |points: &[Embedding], other: usize| points[0].cosine(&points[other]);
        for translation in [1, 2] {
            let text = texts[translation];
            assert!(0.15 + near(&plain, translation) < near(&aligned, translation), "{text}");
            let ahead = |points: &[Embedding]| near(points, translation) - near(points, 3);
            assert!(0.15 + ahead(&plain) < ahead(&aligned), "{text}");
        }
    }
}
