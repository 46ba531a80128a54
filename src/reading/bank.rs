//! What photos ask for, as a sample: a passage that is near to all of it is near to nothing in
//! particular.
//!
//! In spaces of many dimensions some points are among the nearest of far too many others (Radovanović,
//! Nanopoulos and Ivanović, "Hubs in Space", 2010). Each passage's cosines to the bank tell how near
//! it is to any photo; by their mean and their deviation its cosine to one photo becomes comparable
//! with that of other passages (Gaussian mutual proximity of Schnitzer et al., "Local and Global
//! Scaling Reduce Hubs in Space", 2012, of which one side suffices where one query ranks many
//! passages).

use serde::Deserialize;

use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::models::text_encoder::{Encode, Text};
use crate::vectors::{Correction, Entry, Record};

/// A deviation below this is no measure of anything.
const LEAST_DEVIATION: f32 = 1e-3;

#[derive(Deserialize)]
struct MatchingManifest {
    /// The text encoder that the pack was made for.
    encoder: String,
}

/// Whether the built-in pack `matching` was made for the text encoder of this name.
pub(super) fn is_made_for(encoder: &str) -> Result<bool> {
    Ok(Pack::matching()?.manifest::<MatchingManifest>()?.encoder == encoder)
}

/// Queries such as photos ask.
pub struct Bank {
    queries: Vec<Embedding>,
}

impl Bank {
    /// The built-in bank, as the encoder of the pack `name` reads it: it ships for one encoder; for
    /// another, its texts are read now.
    pub async fn of(name: &str, encoder: &Encode) -> Result<Self> {
        let pack = Pack::matching()?;
        if is_made_for(name)? {
            return Self::read(&pack);
        }
        let texts = pack.file("bank.txt")?;
        let texts = String::from_utf8_lossy(&texts);
        let texts = texts.lines().map(|text| Text::Query(text.to_owned()));
        Self::new(encoder.call_all(texts.collect()).await?)
    }

    /// The bank that ships: a row of signed bytes for each query, of which only the direction counts.
    fn read(pack: &Pack) -> Result<Self> {
        let texts = pack.file("bank.txt")?;
        let rows = String::from_utf8_lossy(&texts).lines().count();
        let bytes = pack.file("bank.i8")?;
        let dimension = bytes.len() / rows.max(1);
        let row = |bytes: &[u8]| {
            Embedding::from_raw(bytes.iter().map(|byte| f32::from(byte.cast_signed())).collect())
        };
        Self::new(bytes.chunks_exact(dimension.max(1)).map(row).collect::<Result<_>>()?)
    }

    /// Takes a sample of queries. Fails if there are fewer than two.
    pub fn new(queries: Vec<Embedding>) -> Result<Self> {
        if queries.len() < 2 {
            return Err(Error::internal("a bank needs two queries"));
        }
        Ok(Self { queries })
    }

    /// Tells one bank from another.
    pub fn edition(&self) -> u32 {
        let mut hasher = crc32fast::Hasher::new();
        let values = self.queries.iter().flat_map(Embedding::values);
        values.for_each(|value| hasher.update(&value.to_le_bytes()));
        hasher.finalize()
    }

    /// The record with the corrections that its passages need.
    pub fn corrected(&self, record: Record) -> Record {
        let corrected =
            |entry: Entry| Entry { correction: self.correction(&entry.embedding), ..entry };
        Record { entries: record.entries.into_iter().map(corrected).collect(), ..record }
    }

    /// Takes a passage's cosines to the distance from their mean over the bank, in deviations.
    fn correction(&self, passage: &Embedding) -> Correction {
        let cosines: Vec<f32> = self.queries.iter().map(|query| query.cosine(passage)).collect();
        let count = cosines.len() as f32;
        let mean = cosines.iter().sum::<f32>() / count;
        let variance = cosines.iter().map(|cosine| (cosine - mean).powi(2)).sum::<f32>() / count;
        let deviation = variance.sqrt().max(LEAST_DEVIATION);
        Correction { scale: 1.0 / deviation, shift: -mean / deviation }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(values: [f32; 3]) -> Embedding {
        Embedding::from_raw(values.to_vec()).unwrap()
    }

    fn bank() -> Bank {
        Bank::new(vec![point([1.0, 0.2, 0.0]), point([1.0, -0.3, 0.1]), point([1.0, 0.0, -0.4])])
            .unwrap()
    }

    #[test]
    fn scores_over_the_bank_have_mean_zero_and_deviation_one() {
        let bank = bank();
        for passage in [point([1.0, 0.1, 0.1]), point([0.1, 1.0, 0.0]), point([-1.0, 0.5, 0.5])] {
            let correction = bank.correction(&passage);
            let scores: Vec<f32> =
                bank.queries.iter().map(|query| correction.of(query.cosine(&passage))).collect();
            let mean = scores.iter().sum::<f32>() / 3.0;
            let variance = scores.iter().map(|score| (score - mean).powi(2)).sum::<f32>() / 3.0;
            assert!(mean.abs() < 1e-3 && (variance - 1.0).abs() < 1e-3, "{mean} {variance}");
        }
    }

    #[test]
    fn what_is_near_to_every_query_gains_less_by_being_near_to_one() {
        let bank = bank();
        let query = point([1.0, 0.6, 0.0]);
        let (hub, own) = (point([1.0, 0.0, 0.0]), point([0.6, 1.0, 0.0]));
        assert!(query.cosine(&own) < query.cosine(&hub));
        let score = |passage: &Embedding| bank.correction(passage).of(query.cosine(passage));
        assert!(score(&hub) < score(&own));
    }

    #[test]
    fn a_passage_that_all_queries_are_equally_near_to_has_a_finite_score() {
        let bank = Bank::new(vec![point([1.0, 0.0, 0.0]); 2]).unwrap();
        assert!(bank.correction(&point([0.5, 0.5, 0.0])).of(0.3).is_finite());
        assert!(Bank::new(vec![point([1.0, 0.0, 0.0])]).is_err());
    }
}
