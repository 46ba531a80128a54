//! What photos ask for, as a sample: a song that is near to all of it is near to nothing in particular.
//!
//! In spaces of many dimensions some points are among the nearest of far too many others (Radovanović,
//! Nanopoulos and Ivanović, "Hubs in Space", 2010). From each cosine the soft maximum of the song's
//! cosines over the bank is taken away, which ranks as the inverted softmax does (Smith et al.,
//! "Offline bilingual word vectors", 2017) that QB-Norm (Bogolin et al., 2022) is built on. The card of
//! the pack `matching` compares it with others.

use serde::Deserialize;
use tokio::sync::OnceCell;

use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::models::text_encoder::{Encode, Text};
use crate::vectors::{Entry, Record};

/// The file of what the captioner said of the photos whose queries are in the bank.
const TEXTS: &str = "bank.txt";
/// The file of these queries, as the encoder that the pack was made for reads them.
const VECTORS: &str = "bank.i8";
/// How many of the texts are read for an encoder that no bank ships for; more change little.
const TEXTS_READ: usize = 256;

#[derive(Deserialize)]
struct MatchingManifest {
    /// The text encoder that the pack was made for.
    encoder: String,
    /// How hard hubs are corrected for.
    sharpness: f32,
}

/// Whether the built-in pack `matching` was made for the text encoder of this name.
pub(super) fn is_made_for(encoder: &str) -> Result<bool> {
    Ok(Pack::matching()?.manifest::<MatchingManifest>()?.encoder == encoder)
}

/// The built-in bank, as one encoder reads it. It ships for one encoder; another one reads its texts when
/// something is indexed for the first time: who only searches does not wait for it.
pub struct Bank {
    encoder: Encode,
    sharpness: f32,
    edition: u32,
    sample: OnceCell<Sample>,
}

impl Bank {
    /// The bank for the encoder of the pack `name`.
    pub fn of(name: &str, encoder: &Encode) -> Result<Self> {
        let pack = Pack::matching()?;
        let sharpness = pack.manifest::<MatchingManifest>()?.sharpness;
        let ships = is_made_for(name)?;
        let sample = if ships { Some(Sample::read(&pack, sharpness)?) } else { None };
        Ok(Self {
            encoder: encoder.clone(),
            sharpness,
            edition: edition(&pack.file(if ships { VECTORS } else { TEXTS })?, sharpness),
            sample: OnceCell::new_with(sample),
        })
    }

    /// Tells what is corrected by this bank from what is corrected by another.
    pub fn edition(&self) -> u32 {
        self.edition
    }

    /// The record with the correction that its song needs: all passages share it, read off the one that
    /// is nearest to each query.
    pub async fn corrected(&self, record: Record) -> Result<Record> {
        if record.entries.is_empty() {
            return Ok(record);
        }
        let sample = self.sample.get_or_try_init(|| self.read_texts()).await?;
        Ok(sample.corrected(record))
    }

    /// What photos ask for, as the encoder reads it: a few hundred queries.
    pub async fn queries(&self) -> Result<&[Embedding]> {
        let sample = self.sample.get_or_try_init(|| self.read_texts()).await?;
        Ok(&sample.queries)
    }

    async fn read_texts(&self) -> Result<Sample> {
        let texts = Pack::matching()?.file(TEXTS)?;
        let texts = String::from_utf8_lossy(&texts);
        let texts = texts.lines().take(TEXTS_READ).map(|text| Text::Query(text.to_owned()));
        Sample::new(self.encoder.call_all(texts.collect()).await?, self.sharpness)
    }
}

fn edition(bank: &[u8], sharpness: f32) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(bank);
    hasher.update(&sharpness.to_le_bytes());
    hasher.finalize()
}

/// Queries such as photos ask.
struct Sample {
    queries: Vec<Embedding>,
    /// At 0 the mean over the sample counts, at large values the nearest query alone.
    sharpness: f32,
}

impl Sample {
    /// The one that ships: a row of signed bytes for each query, of which only the direction counts.
    fn read(pack: &Pack, sharpness: f32) -> Result<Self> {
        let rows = String::from_utf8_lossy(&pack.file(TEXTS)?).lines().count();
        let bytes = pack.file(VECTORS)?;
        let dimension = bytes.len() / rows.max(1);
        let row = |bytes: &[u8]| {
            Embedding::from_raw(bytes.iter().map(|byte| f32::from(byte.cast_signed())).collect())
        };
        let queries = bytes.chunks_exact(dimension.max(1)).map(row).collect::<Result<_>>()?;
        Self::new(queries, sharpness)
    }

    /// Takes queries. Fails if there are none.
    fn new(queries: Vec<Embedding>, sharpness: f32) -> Result<Self> {
        if queries.is_empty() {
            return Err(Error::internal("a bank without queries corrects nothing"));
        }
        Ok(Self { queries, sharpness })
    }

    fn corrected(&self, record: Record) -> Record {
        let correction = self.correction(&record.entries);
        let corrected = |entry| Entry { correction, ..entry };
        Record { entries: record.entries.into_iter().map(corrected).collect(), ..record }
    }

    fn correction(&self, entries: &[Entry]) -> f32 {
        let nearest = |query: &Embedding| {
            let cosines = entries.iter().map(|entry| query.cosine(&entry.embedding));
            cosines.fold(-1.0, f32::max)
        };
        let soft = self.queries.iter().map(|query| (self.sharpness * nearest(query)).exp());
        let mean = soft.sum::<f32>() / self.queries.len() as f32;
        -mean.ln() / self.sharpness
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::PassageFacts;

    const SHARPNESS: f32 = 18.0;

    fn point(values: [f32; 3]) -> Embedding {
        Embedding::from_raw(values.to_vec()).unwrap()
    }

    fn bank() -> Sample {
        let queries = [[1.0, 0.2, 0.0], [1.0, -0.3, 0.1], [1.0, 0.0, -0.4]];
        Sample::new(queries.map(point).to_vec(), SHARPNESS).unwrap()
    }

    fn song(passages: &[[f32; 3]]) -> Record {
        let entry = |values: &[f32; 3]| Entry {
            number: 0,
            facts: PassageFacts::default(),
            embedding: point(*values),
            correction: 0.0,
        };
        Record { entries: passages.iter().map(entry).collect(), ..Record::default() }
    }

    #[test]
    fn a_song_is_corrected_by_the_soft_maximum_over_the_bank() {
        let bank = bank();
        let passage = [0.4, 1.0, 0.2];
        let corrected = bank.corrected(song(&[passage]));
        let soft = |query: &Embedding| (SHARPNESS * query.cosine(&point(passage))).exp();
        let mean = bank.queries.iter().map(soft).sum::<f32>() / 3.0;
        let expected = 0.5 - mean.ln() / SHARPNESS;
        assert!((0.5 + corrected.entries[0].correction - expected).abs() < 1e-5);
    }

    #[test]
    fn the_passages_of_a_song_share_a_correction() {
        let corrected = bank().corrected(song(&[[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]));
        let [near, far] = &corrected.entries[..] else { panic!("two passages") };
        assert!((near.correction - far.correction).abs() < f32::EPSILON);
        let alone = bank().corrected(song(&[[0.0, 1.0, 0.0]]));
        assert!(near.correction < alone.entries[0].correction);
    }

    #[test]
    fn what_is_near_to_every_query_gains_less_by_being_near_to_one() {
        let query = point([1.0, 0.4, 0.0]);
        let (hub, own) = ([1.0, 0.0, 0.0], [0.6, 1.0, 0.0]);
        assert!(query.cosine(&point(own)) < query.cosine(&point(hub)));
        let score = |values| {
            let record = bank().corrected(song(&[values]));
            record.entries[0].correction + query.cosine(&point(values))
        };
        assert!(score(hub) < score(own));
    }

    #[test]
    fn the_bank_that_ships_has_a_row_for_each_text() {
        let bank = Sample::read(&Pack::matching().unwrap(), SHARPNESS).unwrap();
        assert_eq!((bank.queries.len(), bank.queries[0].dimension()), (512, 384));
        assert!(Sample::new(Vec::new(), SHARPNESS).is_err());
    }

    #[test]
    fn another_bank_or_another_sharpness_is_another_edition() {
        assert_ne!(edition(b"one", SHARPNESS), edition(b"another", SHARPNESS));
        assert_ne!(edition(b"one", SHARPNESS), edition(b"one", SHARPNESS + 1.0));
    }
}
