//! Looks at photos: one pass of a convolutional tower gives what the captioner reads, the tags, and
//! the feeling.

use rten_tensor::Tensor;
use rten_tensor::prelude::*;
use serde::Deserialize;

use super::Model;
use super::graph::{Engine, Graph};
use super::pack::Pack;
use super::pixels::{ImageProcessor, Pixels};
use super::vision::States;
use crate::error::Result;
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

/// The tower of a pack and its heads.
pub struct Eye {
    processor: ImageProcessor,
    tower: Graph,
    heads: Graph,
}

impl Eye {
    /// Loads the tower and the heads of `pack`.
    pub fn open(pack: &Pack, engine: &Engine) -> Result<Self> {
        let EyeManifest { graphs, image } = pack.manifest()?;
        let tower = Graph::open(pack, &graphs.tower, engine)?;
        let heads = Graph::open(pack, &graphs.heads, engine)?;
        Ok(Self { processor: image, tower, heads })
    }

    /// How it wants its photos.
    pub fn processor(&self) -> &ImageProcessor {
        &self.processor
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
        Ok((0..batch.len()).map(|photo| view(photo, &seen[0], &heads[0], &heads[1])).collect())
    }
}

fn view(photo: usize, grids: &Tensor<f32>, tags: &Tensor<f32>, feelings: &Tensor<f32>) -> View {
    let feeling = feelings.slice(photo).to_vec();
    View {
        states: States::of(grids, photo),
        tags: tags.slice(photo).to_vec(),
        feeling: Feeling::new(feeling[0], feeling[1]),
    }
}
