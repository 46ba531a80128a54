//! The graphs of a captioner's decoder, in the two layouts that there are.
//!
//! `cross-cached`: the keys and values of the attention to the photo are computed once (`cross`), and
//! a `step` reads one token. Inside it the rows of a photo fold into one query, so that its keys are
//! never copied. `published`: the ONNX files that others export have a `step` alone, which computes
//! those keys and values again for every token and every row. In both, the keys and values of the
//! attention to the sentence come out of a step and go into the next; the first begins with none.

use rten_tensor::prelude::*;
use rten_tensor::{Layout as _, NdTensor, Tensor, TensorView};
use serde::Deserialize;

use super::beam::{Row, Step};
use super::graph::{Engine, Graph, Input};
use super::pack::Pack;
use super::vision::States;
use crate::error::Result;

/// The sizes of a decoder.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct Shape {
    layers: usize,
    heads: usize,
    head_dim: usize,
}

#[derive(Debug, Deserialize)]
struct DecoderManifest {
    layout: Layout,
    graphs: GraphFiles,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Layout {
    CrossCached,
    Published,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    /// Only `cross-cached` has it.
    cross: Option<String>,
    step: String,
}

/// The graphs of a decoder.
pub(super) struct Decoder {
    shape: Shape,
    cross: Option<Graph>,
    step: Graph,
    names: Names,
}

/// The names of the graphs' inputs and outputs, layer by layer, keys before values.
struct Names {
    tokens: &'static str,
    /// How many tokens came before, where the graph does not count them itself.
    position: Option<&'static str>,
    /// Chooses the branch that has a past, where the graph has two.
    branch: Option<&'static str>,
    /// What the photo gives to every step.
    photo: Vec<String>,
    past: Vec<String>,
    /// The logits, then the longer past.
    outputs: Vec<String>,
}

/// Sentences about some photos that are being written.
pub(super) struct Writing<'a> {
    decoder: &'a mut Decoder,
    /// What each photo gives to every step: `[1, …]` each.
    photos: Vec<Vec<Tensor<f32>>>,
    fed: Fed,
    /// Keys and values of the rows of the last step: `[rows, heads, tokens, head_dim]` each.
    past: Vec<Tensor<f32>>,
}

/// What some photos give to a step, put together; kept until it is for other photos or rows.
#[derive(Default)]
struct Fed {
    photos: Vec<usize>,
    /// How often each photo stands in it.
    rows: usize,
    states: Vec<Tensor<f32>>,
}

impl Decoder {
    pub(super) fn open(pack: &Pack, shape: Shape, engine: &Engine) -> Result<Self> {
        let DecoderManifest { layout, graphs } = pack.manifest()?;
        let step = Graph::open(pack, &graphs.step, engine)?;
        let cross = graphs.cross.map(|name| Graph::open(pack, &name, engine)).transpose()?;
        let names = match layout {
            Layout::CrossCached => Names::cross_cached(shape.layers),
            Layout::Published => Names::published(shape.layers, step.has_input(BRANCH)),
        };
        Ok(Self { shape, cross, step, names })
    }

    /// Begins to write about `photos`.
    pub(super) fn begin(&mut self, photos: &[States]) -> Result<Writing<'_>> {
        let shape = [photos.len(), self.shape.heads, 0, self.shape.head_dim];
        let past = self.names.past.iter().map(|_| Tensor::zeros(&shape)).collect();
        let photos = photos.iter().map(|states| self.photo(states)).collect::<Result<_>>()?;
        Ok(Writing { decoder: self, photos, fed: Fed::default(), past })
    }

    /// What a photo gives to every step.
    fn photo(&mut self, states: &States) -> Result<Vec<Tensor<f32>>> {
        let Some(cross) = &mut self.cross else { return Ok(vec![states.view().to_tensor()]) };
        let outputs: Vec<&str> = self.names.photo.iter().map(String::as_str).collect();
        cross.run(&[("states", states.view().into())], &outputs)
    }
}

impl Writing<'_> {
    /// Feeds one token for each row and gives the logits, row by row.
    pub(super) fn next(&mut self, step: &Step) -> Result<Vec<f32>> {
        self.choose(step);
        self.follow(step.rows);
        let tokens: Vec<i32> = step.rows.iter().map(|row| row.token as i32).collect();
        let tokens = NdTensor::from_data([tokens.len(), 1], tokens);
        let position = self.past.first().map_or(0, |keys| keys.size(2)) as i32;
        let (position, branch) = (Tensor::from([position]), Tensor::from([1]));
        let Decoder { names, step: graph, .. } = &mut *self.decoder;
        let mut inputs: Vec<Input> = vec![(names.tokens, tokens.as_dyn().into())];
        inputs.extend(names.position.map(|name| (name, position.view().into())));
        inputs.extend(names.branch.map(|name| (name, branch.view().into())));
        let photo = names.photo.iter().zip(&self.fed.states);
        let states = photo.chain(names.past.iter().zip(&self.past));
        inputs.extend(states.map(|(name, states)| (name.as_str(), states.view().into())));
        let outputs: Vec<&str> = names.outputs.iter().map(String::as_str).collect();
        let mut results = graph.run(&inputs, &outputs)?;
        let logits = results.remove(0);
        self.past = results;
        Ok(logits.into_data())
    }

    /// Puts together what the photos give, unless it is what was fed last.
    fn choose(&mut self, step: &Step) {
        let rows = match self.decoder.cross {
            Some(_) => 1,
            None => step.rows.len() / step.subjects.len(),
        };
        if self.fed.photos == step.subjects && self.fed.rows == rows {
            return;
        }
        let each = step.subjects.iter().flat_map(|photo| std::iter::repeat_n(*photo, rows));
        let each: Vec<usize> = each.collect();
        let parts = 0..self.decoder.names.photo.len();
        let states = parts
            .map(|part| stacked(each.iter().map(|photo| self.photos[*photo][part].view())))
            .collect();
        self.fed = Fed { photos: step.subjects.to_vec(), rows, states };
    }

    /// Makes the past that of the rows' parents.
    fn follow(&mut self, rows: &[Row]) {
        let stays = |(place, row): (usize, &Row)| place == row.parent;
        let all = self.past.first().is_some_and(|keys| keys.size(0) == rows.len());
        if all && rows.iter().enumerate().all(stays) {
            return;
        }
        for states in &mut self.past {
            let parents = rows.iter().map(|row| states.slice(row.parent..row.parent + 1));
            *states = stacked(parents.collect::<Vec<_>>().into_iter());
        }
    }
}

/// Tensors [1, …] of the same shape, one after another.
fn stacked<'a>(parts: impl ExactSizeIterator<Item = TensorView<'a, f32>>) -> Tensor<f32> {
    let (count, mut shape, mut values) = (parts.len(), Vec::new(), Vec::new());
    for part in parts {
        if values.is_empty() {
            shape = part.shape().to_vec();
            values.reserve_exact(part.len() * count);
        }
        match part.data() {
            Some(data) => values.extend_from_slice(data),
            None => values.extend(part.iter()),
        }
    }
    shape[0] = count;
    Tensor::from_data(&shape, values)
}

/// The input that chooses between the branches of a published `decoder_model_merged.onnx`.
const BRANCH: &str = "use_cache_branch";

impl Names {
    fn cross_cached(layers: usize) -> Self {
        let each = |prefix: &str| {
            both(layers, |layer, part| format!("{prefix}{part}_{layer}"), ["keys", "values"])
        };
        Self {
            tokens: "tokens",
            position: Some("position"),
            branch: None,
            photo: each("cross_"),
            past: each("past_"),
            outputs: std::iter::once("logits".to_owned()).chain(each("")).collect(),
        }
    }

    /// As `optimum` names them.
    fn published(layers: usize, has_branch: bool) -> Self {
        let each = |prefix: &str| {
            both(layers, |layer, part| format!("{prefix}.{layer}.{part}"), ["key", "value"])
        };
        Self {
            tokens: "input_ids",
            position: None,
            branch: has_branch.then_some(BRANCH),
            photo: vec!["encoder_hidden_states".to_owned()],
            past: each("past_key_values"),
            outputs: std::iter::once("logits".to_owned()).chain(each("present")).collect(),
        }
    }
}

fn both(layers: usize, name: impl Fn(usize, &str) -> String, parts: [&str; 2]) -> Vec<String> {
    (0..layers).flat_map(|layer| parts.map(|part| name(layer, part))).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;
    use crate::embedding::Embedding;
    use crate::image::Image;
    use crate::models::Model;
    use crate::models::check::pictures;
    use crate::models::eye::Eye;
    use crate::models::vision::VisionEncoder;

    fn repository(path: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
    }

    fn json(path: &str) -> Value {
        serde_json::from_str(&std::fs::read_to_string(repository(path)).unwrap()).unwrap()
    }

    fn floats(values: &Value) -> Vec<f32> {
        let values = values.as_array().unwrap().iter();
        values.map(|value| value.as_f64().unwrap() as f32).collect()
    }

    #[derive(Deserialize)]
    struct Sizes {
        decoder: Shape,
    }

    fn decoder(pack: &Pack) -> Decoder {
        let Sizes { decoder } = pack.manifest().unwrap();
        Decoder::open(pack, decoder, &Engine::Rten).unwrap()
    }

    /// The logits after each of the tokens, read one after another.
    fn logits(decoder: &mut Decoder, states: &States, tokens: &Value) -> Vec<Vec<f32>> {
        let mut writing = decoder.begin(std::slice::from_ref(states)).unwrap();
        let tokens = tokens.as_array().unwrap().iter().map(|token| token.as_u64().unwrap() as u32);
        let feed = |token| {
            let rows = [Row { parent: 0, token }];
            writing.next(&Step { subjects: &[0], rows: &rows }).unwrap()
        };
        tokens.map(feed).collect()
    }

    #[test]
    fn states_and_logits_of_fp32_graphs_are_those_of_the_reference() {
        let reference = json("tests/fixtures/published/captioner/reference.json");
        for name in ["captioner", "captioner-published"] {
            let folder = repository("tests/fixtures/published");
            let pack = Pack::in_folder(&folder.join(name)).unwrap();
            let mut encoder = VisionEncoder::open(&pack, &Engine::Rten).unwrap().unwrap();
            let mut decoder = decoder(&pack);
            for photo in reference["photos"].as_array().unwrap() {
                let picture = folder.join("photos/expected").join(photo["photo"].as_str().unwrap());
                let picture = picture.with_extension("png");
                let image = Image::decode(&std::fs::read(picture).unwrap()).unwrap();
                let pixels = encoder.processor().pixels(&image).unwrap();
                let states = encoder.run(&[pixels]).unwrap().remove(0);
                let every = reference["every"].as_u64().unwrap() as usize;
                let some = states.view().iter().step_by(every).copied().collect::<Vec<_>>();
                near(&some, &floats(&photo["states"]));
                let found = logits(&mut decoder, &states, &reference["tokens"]);
                let wanted = photo["logits"].as_array().unwrap();
                for (found, wanted) in found.iter().rev().zip(wanted.iter().rev()) {
                    near(found, &floats(wanted));
                }
            }
        }
    }

    fn near(found: &[f32], wanted: &[f32]) {
        assert_eq!(found.len(), wanted.len());
        for (found, wanted) in found.iter().zip(wanted) {
            assert!((found - wanted).abs() < 1e-4, "{found} {wanted}");
        }
    }

    #[test]
    fn the_built_in_quantised_decoder_stays_near_to_its_fp32_original() {
        let reference = &json("models/lite/reference.json")["gradient"];
        let pack = Pack::lite().unwrap();
        let mut eye = Eye::open(&pack, &Engine::Rten).unwrap();
        let pixels = eye.processor().pixels(&pictures().unwrap()[0].1).unwrap();
        let states = eye.run(&[pixels]).unwrap().remove(0).states;
        let last = logits(&mut decoder(&pack), &states, &reference["tokens"]).pop().unwrap();
        let point = |values: Vec<f32>| Embedding::from_raw(values).unwrap();
        let cosine = point(last).cosine(&point(floats(&reference["logits"])));
        assert!(0.99 <= cosine, "{cosine}");
    }
}
