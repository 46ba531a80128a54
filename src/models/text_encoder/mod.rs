//! Turns texts into embeddings, so that a query lies near the passages that mean the same, whatever
//! their languages. One piece of code for every pack; its manifest says the rest.

mod heads;
mod tokenizer;
mod unigram;

use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use serde::Deserialize;

pub use self::heads::FeelingHead;
pub use self::tokenizer::Tokenizer;
use super::Model;
use super::graph::{Engine, Graph};
use super::linear::Linear;
use super::pack::Pack;
use crate::embedding::Embedding;
use crate::error::{Error, Result};

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
    graphs: GraphFiles,
    #[serde(default)]
    prefixes: Prefixes,
    /// The file of the centres, if the pack has them.
    centre: Option<String>,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    /// Looks up the tokens' embeddings, where the transformer does not do so itself.
    embeddings: Option<String>,
    transformer: String,
    /// The weights of the layer after pooling, if there is one.
    dense: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct Prefixes {
    query: String,
    passage: String,
}

/// The encoder of a pack: a transformer relates the tokens of a text to each other; the mean of what
/// it makes of them, through a dense layer if there is one, is the text's embedding.
pub struct TextEncoder {
    manifest: EncoderManifest,
    embeddings: Option<Graph>,
    transformer: Graph,
    dense: Option<Linear>,
    tokenizer: Tokenizer,
    centre: Option<Centre>,
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
    pub fn open(pack: &Pack, engine: &Engine) -> Result<Self> {
        let manifest: EncoderManifest = pack.manifest()?;
        let graph = |name: &String| Graph::open(pack, name, engine);
        Ok(Self {
            embeddings: manifest.graphs.embeddings.as_ref().map(graph).transpose()?,
            transformer: graph(&manifest.graphs.transformer)?,
            dense: manifest
                .graphs
                .dense
                .as_ref()
                .map(|name| Linear::open(pack, name))
                .transpose()?,
            tokenizer: Tokenizer::open(pack)?,
            centre: manifest.centre.as_ref().map(|name| pack.json(name)).transpose()?,
            manifest,
        })
    }

    /// How many coordinates its embeddings have.
    pub fn dimension(&self) -> usize {
        self.manifest.dimension
    }

    /// The tokens of a text with its marks, cut at the most that the encoder takes.
    fn tokens(&self, text: &Text) -> Result<Vec<u32>> {
        let Prefixes { query, passage } = &self.manifest.prefixes;
        self.tokenizer.encode(&match text {
            Text::Query(text) => format!("{query}{text}"),
            Text::Passage(text) => format!("{passage}{text}"),
        })
    }

    /// The means of what the transformer makes of each sequence, padded to the longest of them.
    fn encode(&mut self, sequences: &[&[u32]]) -> Result<Vec<Vec<f32>>> {
        let longest = sequences.iter().map(|tokens| tokens.len()).max().unwrap_or(0);
        let shape = [sequences.len(), longest];
        let padded = |fill: i32, value: fn(u32) -> i32| {
            let row = |tokens: &&[u32]| {
                let values = tokens.iter().map(|token| value(*token)).collect::<Vec<_>>();
                values.into_iter().chain(std::iter::repeat(fill)).take(longest).collect::<Vec<_>>()
            };
            NdTensor::from_data(shape, sequences.iter().flat_map(row).collect::<Vec<i32>>())
        };
        let ids = padded(self.tokenizer.padding() as i32, |token| token as i32);
        let mask = padded(0, |_| 1);
        let hidden = self.hidden(&ids, &mask)?;
        let rows = sequences.iter().enumerate();
        Ok(rows.map(|(row, tokens)| mean(&hidden, row, tokens.len())).collect())
    }

    /// What the transformer makes of each token, [texts, tokens, channels].
    fn hidden(&mut self, ids: &NdTensor<i32, 2>, mask: &NdTensor<i32, 2>) -> Result<Tensor<f32>> {
        let (ids, mask) = (ids.as_dyn(), mask.as_dyn());
        let mut outputs = if let Some(embeddings) = &mut self.embeddings {
            let embedded = embeddings.run(&[("ids", ids.into())], &["embedded"])?;
            let inputs = [("embedded", embedded[0].view().into()), ("mask", mask.into())];
            self.transformer.run(&inputs, &["hidden"])?
        } else {
            let inputs = [("input_ids", ids.into()), ("attention_mask", mask.into())];
            self.transformer.run(&inputs, &["last_hidden_state"])?
        };
        Ok(outputs.remove(0))
    }

    /// The embedding of a text from the mean over its tokens.
    fn embedding(&self, text: &Text, mean: Vec<f32>) -> Result<Embedding> {
        let projected = self.dense.as_ref().map(|dense| projected(dense, &mean));
        let embedding = directed(projected.unwrap_or(mean))?;
        let Some(centre) = &self.centre else { return Ok(embedding) };
        let centre = match text {
            Text::Query(_) => &centre.query,
            Text::Passage(_) => &centre.passage,
        };
        let values = embedding.values().iter().zip(centre).map(|(value, mean)| value - mean);
        directed(values.collect())
    }
}

/// What `sentence_transformers.models.Dense` makes of the mean.
fn projected(dense: &Linear, mean: &[f32]) -> Vec<f32> {
    dense.run(mean).into_iter().map(f32::tanh).collect()
}

/// A text encoder that gives no direction is at fault, whatever the text.
fn directed(values: Vec<f32>) -> Result<Embedding> {
    Embedding::from_raw(values)
        .map_err(|error| Error::internal("text encoder failed").because(error))
}

impl Model for TextEncoder {
    type Input = Text;
    type Output = Embedding;

    /// Passages of like length run together, so that little is computed for padding. Queries run one
    /// by one: a batch changes the last digits, and the same photo must give the same answer whoever
    /// else asks.
    fn run(&mut self, batch: &[Text]) -> Result<Vec<Embedding>> {
        let sequences: Vec<_> =
            batch.iter().map(|text| self.tokens(text)).collect::<Result<_>>()?;
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
            for (index, mean) in together.iter().zip(self.encode(&texts)?) {
                embeddings[*index] = Some(self.embedding(&batch[*index], mean)?);
            }
        }
        Ok(embeddings.into_iter().flatten().collect())
    }
}

/// The mean of the first `tokens` rows of text `row` in `hidden` [texts, tokens, channels].
fn mean(hidden: &Tensor<f32>, row: usize, tokens: usize) -> Vec<f32> {
    let mut sum = vec![0.0; hidden.size(2)];
    for token in 0..tokens {
        let values = hidden.slice((row, token));
        sum.iter_mut().zip(values.iter()).for_each(|(total, value)| *total += value);
    }
    sum.into_iter().map(|total| total / tokens as f32).collect()
}

/// Calls a text encoder.
pub type Encode = super::Handle<Text, Embedding>;
