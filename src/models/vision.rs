//! Turns photos into what a captioner reads: one vector for each place of the photo.

use rten_tensor::prelude::*;
use rten_tensor::{Tensor, TensorView};
use serde::Deserialize;

use super::Model;
use super::graph::{Engine, Graph};
use super::pack::Pack;
use super::pixels::{ImageProcessor, Pixels};
use crate::error::Result;

/// What was seen in one photo, place by place: [1, places, channels].
#[derive(Clone, Debug, PartialEq)]
pub struct States(Tensor<f32>);

impl States {
    /// The part of `states` [photos, places, channels] that belongs to `photo`.
    pub(super) fn of(states: &Tensor<f32>, photo: usize) -> Self {
        Self(states.slice(photo..photo + 1).to_tensor())
    }

    pub(super) fn view(&self) -> TensorView<'_, f32> {
        self.0.view()
    }
}

#[derive(Debug, Deserialize)]
struct EncoderManifest {
    graphs: GraphFiles,
    image: ImageProcessor,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    encoder: Option<String>,
}

/// The vision transformer of a captioning pack. (The built-in captioner has none: it reads what the
/// eye sees.)
pub struct VisionEncoder {
    graph: Graph,
    processor: ImageProcessor,
}

impl VisionEncoder {
    /// Loads the encoder of `pack`, if it has one.
    pub fn open(pack: &Pack, engine: &Engine) -> Result<Option<Self>> {
        let EncoderManifest { graphs, image } = pack.manifest()?;
        let Some(name) = graphs.encoder else { return Ok(None) };
        Ok(Some(Self { graph: Graph::open(pack, &name, engine)?, processor: image }))
    }

    /// How it wants its photos.
    pub fn processor(&self) -> &ImageProcessor {
        &self.processor
    }
}

impl Model for VisionEncoder {
    type Input = Pixels;
    type Output = States;

    fn run(&mut self, batch: &[Pixels]) -> Result<Vec<States>> {
        let pixels = Pixels::stack(batch);
        let inputs = [("pixel_values", pixels.as_dyn().into())];
        let seen = self.graph.run(&inputs, &["last_hidden_state"])?;
        Ok((0..batch.len()).map(|photo| States::of(&seen[0], photo)).collect())
    }
}
