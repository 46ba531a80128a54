//! Turns texts into embeddings, so that a query lies near the passages that mean the same, whatever
//! their languages.

use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use serde::Deserialize;

use super::Model;
use super::graph::{Engine, Graph};
use super::pack::Pack;
use super::unigram::Unigram;
use crate::embedding::{Embedding, dot};
use crate::error::Result;
use crate::feeling::Feeling;

/// The most tokens of one call, padding included: it bounds the memory of a batch.
const MAX_BATCH_TOKENS: usize = 2_048;

/// A text and the part that it plays in a search.
#[derive(Clone, Debug)]
pub enum Text {
    /// What is asked for.
    Query(String),
    /// What can be found.
    Passage(String),
}

#[derive(Debug, Deserialize)]
struct EncoderManifest {
    dimension: usize,
    max_tokens: usize,
    graphs: GraphFiles,
    tokenizer: TokenizerFile,
    prefixes: Prefixes,
    centre: String,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    embeddings: String,
    transformer: String,
}

#[derive(Debug, Deserialize)]
struct TokenizerFile {
    file: String,
    begin: u32,
    end: u32,
    padding: u32,
}

#[derive(Debug, Deserialize)]
struct Prefixes {
    query: String,
    passage: String,
}

/// The encoder of a pack: one graph looks up the tokens' embeddings, one relates them, and their
/// mean is the text's.
pub struct TextEncoder {
    manifest: EncoderManifest,
    embeddings: Graph,
    transformer: Graph,
    tokenizer: Unigram,
    centre: Centre,
}

/// What all queries have in common, and all passages: it says nothing about any of them, and
/// without it related texts stand out (Mu and Viswanath, "All-but-the-Top", 2018).
#[derive(Debug, Deserialize)]
struct Centre {
    query: Vec<f32>,
    passage: Vec<f32>,
}

impl TextEncoder {
    /// Loads the encoder of `pack`.
    pub fn open(pack: &Pack, engine: Engine) -> Result<Self> {
        let manifest: EncoderManifest = pack.manifest()?;
        let tokenizer = pack.unigram(&manifest.tokenizer.file)?;
        let embeddings = Graph::open(pack, &manifest.graphs.embeddings, engine)?;
        let transformer = Graph::open(pack, &manifest.graphs.transformer, engine)?;
        let centre = pack.json(&manifest.centre)?;
        Ok(Self { manifest, embeddings, transformer, tokenizer, centre })
    }

    /// How many coordinates its embeddings have.
    pub fn dimension(&self) -> usize {
        self.manifest.dimension
    }

    /// The tokens of a text between its marks, cut at the most that the encoder takes.
    fn tokens(&self, text: &Text) -> Vec<u32> {
        let EncoderManifest { prefixes, tokenizer, max_tokens, .. } = &self.manifest;
        let prefixed = match text {
            Text::Query(text) => format!("{}{text}", prefixes.query),
            Text::Passage(text) => format!("{}{text}", prefixes.passage),
        };
        let mut tokens = vec![tokenizer.begin];
        tokens.extend(self.tokenizer.encode(&prefixed));
        tokens.truncate(max_tokens - 1);
        tokens.push(tokenizer.end);
        tokens
    }

    /// Encodes token sequences, padded to the longest of them.
    fn encode(&mut self, sequences: &[&[u32]]) -> Result<Vec<Embedding>> {
        let longest = sequences.iter().map(|tokens| tokens.len()).max().unwrap_or(0);
        let shape = [sequences.len(), longest];
        let padded = |fill: i32, value: fn(u32) -> i32| {
            let row = |tokens: &&[u32]| {
                let values = tokens.iter().map(|token| value(*token)).collect::<Vec<_>>();
                values.into_iter().chain(std::iter::repeat(fill)).take(longest).collect::<Vec<_>>()
            };
            NdTensor::from_data(shape, sequences.iter().flat_map(row).collect::<Vec<i32>>())
        };
        let ids = padded(self.manifest.tokenizer.padding as i32, |token| token as i32);
        let mask = padded(0, |_| 1);
        let ids = [("ids", ids.as_dyn().into())];
        let embedded = self.embeddings.run(&ids, &["embedded"])?.remove(0);
        let inputs = [("embedded", embedded.view().into()), ("mask", mask.as_dyn().into())];
        let hidden = self.transformer.run(&inputs, &["hidden"])?.remove(0);
        sequences.iter().enumerate().map(|(row, tokens)| mean(&hidden, row, tokens.len())).collect()
    }

    fn centred(&self, text: &Text, embedding: &Embedding) -> Result<Embedding> {
        let centre = match text {
            Text::Query(_) => &self.centre.query,
            Text::Passage(_) => &self.centre.passage,
        };
        let values = embedding.values().iter().zip(centre).map(|(value, mean)| value - mean);
        Embedding::from_raw(values.collect())
    }
}

impl Model for TextEncoder {
    type Input = Text;
    type Output = Embedding;

    /// Passages of like length run together, so that little is computed for padding. Queries run one
    /// by one: a batch changes the last digits, and the same photo must give the same answer whoever
    /// else asks.
    fn run(&mut self, batch: &[Text]) -> Result<Vec<Embedding>> {
        let sequences: Vec<_> = batch.iter().map(|text| self.tokens(text)).collect();
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        order.sort_by_key(|index| {
            (matches!(batch[*index], Text::Query(_)), sequences[*index].len())
        });
        let mut embeddings = vec![None; sequences.len()];
        while let Some(longest) = order.last() {
            let rows = match batch[*longest] {
                Text::Query(_) => 1,
                Text::Passage(_) => MAX_BATCH_TOKENS / sequences[*longest].len(),
            };
            let rows = rows.clamp(1, order.len());
            let together = order.split_off(order.len() - rows);
            let texts: Vec<&[u32]> = together.iter().map(|index| &*sequences[*index]).collect();
            for (index, embedding) in together.iter().zip(self.encode(&texts)?) {
                embeddings[*index] = Some(self.centred(&batch[*index], &embedding)?);
            }
        }
        Ok(embeddings.into_iter().flatten().collect())
    }
}

/// The mean of the first `tokens` rows of text `row` in `hidden` [texts, tokens, dimension].
fn mean(hidden: &Tensor<f32>, row: usize, tokens: usize) -> Result<Embedding> {
    let mut sum = vec![0.0; hidden.size(2)];
    for token in 0..tokens {
        let values = hidden.slice((row, token));
        sum.iter_mut().zip(values.iter()).for_each(|(total, value)| *total += value);
    }
    Embedding::from_raw(sum)
}

/// Calls a text encoder.
pub type Encode = super::Handle<Text, Embedding>;

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
