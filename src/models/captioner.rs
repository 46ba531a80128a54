//! Puts into words what was seen: a decoder that writes a sentence token by token, and the beam search
//! that chooses the tokens. One piece of code for every pack; its manifest says the rest.

use serde::Deserialize;
use tokenizers::Tokenizer;

use super::Model;
use super::beam::{BeamSearch, Sequence};
use super::decoder::{Decoder, Shape};
use super::graph::Engine;
use super::pack::Pack;
use super::vision::States;
use crate::error::{Error, Result};

/// A sentence about a photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// The sentence: single spaces, no full stop of our own.
    pub text: String,
    /// The natural logarithm of the tokens' probability, averaged over the tokens.
    pub mean_log_likelihood: f32,
}

#[derive(Debug, Deserialize)]
struct CaptionerManifest {
    graphs: GraphFiles,
    decoder: DecoderManifest,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    tokenizer: String,
}

#[derive(Debug, Deserialize)]
struct DecoderManifest {
    bos: u32,
    eos: u32,
    /// How many photos its graphs take at once.
    #[serde(default = "one")]
    photos: usize,
    #[serde(flatten)]
    shape: Shape,
    #[serde(flatten)]
    search: BeamSearch,
}

fn one() -> usize {
    1
}

/// The decoder of a captioning pack, its search and its tokenizer.
pub struct Captioner {
    manifest: DecoderManifest,
    decoder: Decoder,
    tokenizer: Tokenizer,
}

impl Captioner {
    /// Loads the decoder of `pack`, which searches as the pack says.
    pub fn open(pack: &Pack, engine: &Engine) -> Result<Self> {
        let CaptionerManifest { graphs, decoder: manifest } = pack.manifest()?;
        manifest.search.check()?;
        let decoder = Decoder::open(pack, manifest.shape, engine)?;
        let tokenizer = pack.tokenizer(&graphs.tokenizer)?;
        Ok(Self { manifest, decoder, tokenizer })
    }

    /// How it searches.
    pub fn search(&self) -> &BeamSearch {
        &self.manifest.search
    }

    /// The sequences that `search` finds for each photo, best first; at least one for each.
    pub fn sequences(
        &mut self,
        photos: &[States],
        search: &BeamSearch,
    ) -> Result<Vec<Vec<Sequence>>> {
        let mut found = Vec::with_capacity(photos.len());
        for photos in photos.chunks(self.manifest.photos.max(1)) {
            let mut writing = self.decoder.begin(photos)?;
            let (begin, end) = (self.manifest.bos, self.manifest.eos);
            found.extend(search.run(photos.len(), begin, end, |step| writing.next(step))?);
        }
        Ok(found)
    }

    /// What tokens say: single spaces, without the marks.
    pub fn text(&self, tokens: &[u32]) -> Result<String> {
        let text = self
            .tokenizer
            .decode(tokens, true)
            .map_err(|error| Error::internal("caption cannot be decoded").because(error))?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    fn caption(&self, sequence: &Sequence) -> Result<Caption> {
        let mean_log_likelihood = sequence.mean_log_likelihood();
        Ok(Caption { text: self.text(&sequence.tokens)?, mean_log_likelihood })
    }
}

impl Model for Captioner {
    type Input = States;
    type Output = Vec<Caption>;

    fn run(&mut self, batch: &[States]) -> Result<Vec<Vec<Caption>>> {
        let search = self.manifest.search.clone();
        let found = self.sequences(batch, &search)?;
        found
            .iter()
            .map(|sequences| sequences.iter().map(|sequence| self.caption(sequence)).collect())
            .collect()
    }
}
