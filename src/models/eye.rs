//! Looks at photos: one pass of a convolutional tower gives what the captioner reads, the tags,
//! the feeling, and a point among texts.

use rten_tensor::Tensor;
use rten_tensor::prelude::*;
use serde::Deserialize;

use super::Model;
use super::graph::{Engine, Graph};
use super::pack::Pack;
use super::pixels::{ImageProcessor, Pixels};
use super::vision::States;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::feeling::Feeling;

/// What the eye tells of one photo.
#[derive(Clone, Debug)]
pub struct View {
    /// For the captioner.
    pub states: States,
    /// The probability of every tag of the pack, in the order of its list.
    pub tags: Vec<f32>,
    /// How the photo feels.
    pub feeling: Feeling,
    /// The photo as a point in the space of the built-in text encoder.
    pub meaning: Embedding,
}

#[derive(Debug, Deserialize)]
struct EyeManifest {
    graphs: GraphFiles,
    image: ImageProcessor,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    tower: String,
    heads: String,
}

/// The file of the graph that maps photos into the space of texts.
const ADAPTER: &str = "adapter.onnx";

/// The tower of a pack and its heads, and the adapter that was made for the tower.
pub struct Eye {
    processor: ImageProcessor,
    tower: Graph,
    heads: Graph,
    adapter: Graph,
}

impl Eye {
    /// Loads the tower and the heads of `pack`, and the built-in adapter.
    pub fn open(pack: &Pack, engine: &Engine) -> Result<Self> {
        let EyeManifest { graphs, image } = pack.manifest()?;
        let tower = Graph::open(pack, &graphs.tower, engine)?;
        let heads = Graph::open(pack, &graphs.heads, engine)?;
        let adapter = Graph::open(&Pack::matching()?, ADAPTER, engine)?;
        Ok(Self { processor: image, tower, heads, adapter })
    }

    /// How it wants its photos.
    pub fn processor(&self) -> &ImageProcessor {
        &self.processor
    }

    /// What the tower pools of one photo, 1,816 numbers: what the heads read.
    pub fn pool(&mut self, photo: Pixels) -> Result<Vec<f32>> {
        let pixels = Pixels::stack(&[photo]);
        let pooled = self.tower.run(&[("image", pixels.as_dyn().into())], &["pooled"])?;
        Ok(pooled[0].slice(0).to_vec())
    }
}

impl Model for Eye {
    type Input = Pixels;
    type Output = View;

    fn run(&mut self, batch: &[Pixels]) -> Result<Vec<View>> {
        let pixels = Pixels::stack(batch);
        let seen = self.tower.run(&[("image", pixels.as_dyn().into())], &["grid", "pooled"])?;
        let pooled = [("pooled", seen[1].view().into())];
        let heads = self.heads.run(&pooled, &["tags", "feeling"])?;
        let meanings = self.adapter.run(&pooled, &["embedding"])?;
        let view = |photo| view(photo, &seen[0], (&heads[0], &heads[1]), &meanings[0]);
        (0..batch.len()).map(view).collect()
    }
}

fn view(
    photo: usize,
    grids: &Tensor<f32>,
    (tags, feelings): (&Tensor<f32>, &Tensor<f32>),
    meanings: &Tensor<f32>,
) -> Result<View> {
    let feeling = feelings.slice(photo).to_vec();
    let meaning = Embedding::from_raw(meanings.slice(photo).to_vec());
    Ok(View {
        states: States::of(grids, photo),
        tags: tags.slice(photo).to_vec(),
        feeling: Feeling::new(feeling[0], feeling[1]),
        meaning: meaning.map_err(|error| Error::internal("adapter failed").because(error))?,
    })
}
