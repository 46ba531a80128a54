//! Puts into words what the eye saw: a decoder that writes a sentence token by token.

use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use serde::Deserialize;
use tokenizers::Tokenizer;

use super::Model;
use super::beam::BeamSearch;
use super::eye::Grid;
use super::graph::{Engine, Graph, Input};
use super::pack::Pack;
use crate::error::{Error, Result};

/// A sentence about a photo.
#[derive(Clone, Debug, PartialEq)]
pub struct Caption {
    /// The sentence: lowercase, no full stop.
    pub text: String,
    /// The natural logarithm of the tokens' probability, averaged over the tokens.
    pub mean_log_likelihood: f32,
}

#[derive(Debug, Deserialize)]
struct CaptionerManifest {
    graphs: GraphFiles,
    decoder: Decoder,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    cross: String,
    step: String,
    tokenizer: String,
}

#[derive(Debug, Deserialize)]
struct Decoder {
    layers: usize,
    heads: usize,
    head_dim: usize,
    bos: u32,
    eos: u32,
    #[serde(flatten)]
    search: BeamSearch,
}

/// The decoder of a captioning pack. The keys and values of its attention to the photo are computed
/// once a photo (`cross`), those of its attention to the sentence grow token by token (`step`).
pub struct Captioner {
    decoder: Decoder,
    cross: Graph,
    step: Graph,
    tokenizer: Tokenizer,
    names: Names,
}

/// The names of the graphs' inputs and outputs, layer by layer, keys before values.
struct Names {
    cross: Vec<String>,
    past: Vec<String>,
    /// The logits, then the longer past.
    step_outputs: Vec<String>,
}

impl Captioner {
    /// Loads the decoder of `pack`.
    pub fn open(pack: &Pack, engine: Engine) -> Result<Self> {
        let CaptionerManifest { graphs, decoder } = pack.manifest()?;
        let cross = Graph::open(pack, &graphs.cross, engine)?;
        let step = Graph::open(pack, &graphs.step, engine)?;
        let tokenizer = pack.tokenizer(&graphs.tokenizer)?;
        let names = Names::of(decoder.layers);
        Ok(Self { decoder, cross, step, tokenizer, names })
    }

    /// The sentences that the search finds for one photo, best first; at least one.
    fn captions(&mut self, grid: &Grid) -> Result<Vec<Caption>> {
        let cross = self.cross_states(grid)?;
        let mut past = self.empty_past();
        let (begin, end) = (self.decoder.bos, self.decoder.eos);
        let search = self.decoder.search.clone();
        let found = search.run(begin, end, |tokens, parents| {
            self.next_logits(&cross, &mut past, tokens, parents)
        })?;
        found
            .into_iter()
            .map(|sequence| {
                let mean_log_likelihood = sequence.mean_log_likelihood();
                Ok(Caption { text: self.text(&sequence.tokens)?, mean_log_likelihood })
            })
            .collect()
    }

    /// Keys and values of the attention to the photo, layer by layer.
    fn cross_states(&mut self, grid: &Grid) -> Result<Vec<Tensor<f32>>> {
        let outputs: Vec<&str> = self.names.cross.iter().map(String::as_str).collect();
        self.cross.run(&[("states", grid.states().into())], &outputs)
    }

    fn empty_past(&self) -> Vec<Tensor<f32>> {
        let shape = [1, self.decoder.heads, 0, self.decoder.head_dim];
        self.names.past.iter().map(|_| Tensor::zeros(&shape)).collect()
    }

    /// Feeds one token a beam and makes `past` one token longer.
    fn next_logits(
        &mut self,
        cross: &[Tensor<f32>],
        past: &mut Vec<Tensor<f32>>,
        tokens: &[u32],
        parents: &[usize],
    ) -> Result<Vec<Vec<f32>>> {
        let position = past.first().map_or(0, |keys| keys.size(2)) as i32;
        let ids: Vec<i32> = tokens.iter().map(|token| *token as i32).collect();
        let followed: Vec<_> = past.iter().map(|states| rows(states, parents)).collect();
        let ids = NdTensor::from_data([tokens.len(), 1], ids);
        let position = NdTensor::from_data([1], vec![position]);
        let mut inputs: Vec<Input> =
            vec![("tokens", ids.as_dyn().into()), ("position", position.as_dyn().into())];
        let crossed = self.names.cross.iter().zip(cross);
        let remembered = self.names.past.iter().zip(&followed);
        inputs.extend(
            crossed.chain(remembered).map(|(name, states)| (name.as_str(), states.view().into())),
        );
        let outputs: Vec<&str> = self.names.step_outputs.iter().map(String::as_str).collect();
        let mut results = self.step.run(&inputs, &outputs)?;
        let logits = results.remove(0);
        *past = results;
        Ok(logits.to_vec().chunks(logits.size(logits.ndim() - 1)).map(<[f32]>::to_vec).collect())
    }

    fn text(&self, tokens: &[u32]) -> Result<String> {
        let text = self
            .tokenizer
            .decode(tokens, true)
            .map_err(|error| Error::internal("caption cannot be decoded").because(error))?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

impl Model for Captioner {
    type Input = Grid;
    type Output = Vec<Caption>;

    fn run(&mut self, batch: &[Grid]) -> Result<Vec<Vec<Caption>>> {
        batch.iter().map(|grid| self.captions(grid)).collect()
    }
}

impl Names {
    fn of(layers: usize) -> Self {
        let each = |prefix: &str| {
            (0..layers)
                .flat_map(|layer| {
                    [format!("{prefix}keys_{layer}"), format!("{prefix}values_{layer}")]
                })
                .collect::<Vec<_>>()
        };
        let step_outputs = std::iter::once("logits".to_owned()).chain(each("")).collect();
        Self { cross: each("cross_"), past: each("past_"), step_outputs }
    }
}

/// The rows of `states` along its first axis, in the order of `parents`.
fn rows(states: &Tensor<f32>, parents: &[usize]) -> Tensor<f32> {
    let mut shape = states.shape().to_vec();
    let row = shape[1..].iter().product::<usize>();
    let data = states.to_vec();
    let picked = parents.iter().flat_map(|parent| &data[parent * row..(parent + 1) * row]);
    let picked = picked.copied().collect::<Vec<f32>>();
    shape[0] = parents.len();
    Tensor::from_data(&shape, picked)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::embedding::Embedding;
    use crate::image::Image;
    use crate::models::eye::Eye;

    /// The picture `gradient` of the pack's reference.
    fn gradient() -> Image {
        const SIDE: u32 = 260;
        let pixel = |place: u32| {
            let (x, y) = (place % SIDE, place / SIDE);
            [x * 255 / 259, y * 255 / 259, (7 * x + 13 * y) % 256].map(|value| value as u8)
        };
        Image::from_rgb(SIDE, SIDE, (0..SIDE * SIDE).flat_map(pixel).collect()).unwrap()
    }

    #[test]
    fn the_quantised_decoder_stays_near_to_its_fp32_original() {
        let reference = concat!(env!("CARGO_MANIFEST_DIR"), "/models/lite/reference.json");
        let reference: Value =
            serde_json::from_str(&std::fs::read_to_string(reference).unwrap()).unwrap();
        let numbers = |name: &str| -> Vec<f32> {
            let values = reference["gradient"][name].as_array().unwrap();
            values.iter().map(|value| value.as_f64().unwrap() as f32).collect()
        };
        let pack = Pack::lite().unwrap();
        let view = Eye::open(&pack, Engine::Rten).unwrap().run(&[gradient()]).unwrap().remove(0);
        let mut captioner = Captioner::open(&pack, Engine::Rten).unwrap();
        let cross = captioner.cross_states(&view.grid).unwrap();
        let mut past = captioner.empty_past();
        let mut logits = Vec::new();
        for token in numbers("tokens") {
            let next = captioner.next_logits(&cross, &mut past, &[token as u32], &[0]);
            logits = next.unwrap().remove(0);
        }
        let point = |values: Vec<f32>| Embedding::from_raw(values).unwrap();
        let cosine = point(logits).cosine(&point(numbers("logits")));
        assert!(0.99 <= cosine, "{cosine}");
    }
}
