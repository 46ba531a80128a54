//! Looks at photos: one pass of a convolutional tower gives the grid that the captioner reads, the
//! tags, and the feeling.

use fast_image_resize::FilterType;
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, Tensor};
use serde::Deserialize;

use super::Model;
use super::graph::{Engine, Graph};
use super::pack::Pack;
use crate::error::Result;
use crate::feeling::Feeling;
use crate::image::Image;

/// What the tower saw in one photo, place by place: [1, places, channels].
#[derive(Clone, Debug)]
pub struct Grid(Tensor<f32>);

impl Grid {
    pub(super) fn states(&self) -> rten_tensor::TensorView<'_, f32> {
        self.0.view()
    }
}

/// What the eye tells of one photo.
#[derive(Clone, Debug)]
pub struct View {
    /// For the captioner.
    pub grid: Grid,
    /// The probability of every tag of the pack, in the order of its list.
    pub tags: Vec<f32>,
    /// How the photo feels.
    pub feeling: Feeling,
}

#[derive(Debug, Deserialize)]
struct EyeManifest {
    graphs: GraphFiles,
    image: ImageManifest,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    tower: String,
    heads: String,
}

#[derive(Debug, Deserialize)]
struct ImageManifest {
    /// Width and height that the tower takes, in pixels.
    size: u32,
    filter: Filter,
    /// Per channel, for values in [0, 1].
    mean: [f32; 3],
    std: [f32; 3],
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Filter {
    Bilinear,
    Bicubic,
}

/// The tower of a pack and its heads.
pub struct Eye {
    image: ImageManifest,
    tower: Graph,
    heads: Graph,
}

impl Eye {
    /// Loads the tower and the heads of `pack`.
    pub fn open(pack: &Pack, engine: Engine) -> Result<Self> {
        let manifest: EyeManifest = pack.manifest()?;
        let tower = Graph::open(pack, &manifest.graphs.tower, engine)?;
        let heads = Graph::open(pack, &manifest.graphs.heads, engine)?;
        Ok(Self { image: manifest.image, tower, heads })
    }

    /// Red, green and blue planes one after another, [3, size, size], normalised.
    fn planes(&self, image: &Image) -> Result<Vec<f32>> {
        let ImageManifest { size, filter, mean, std } = &self.image;
        let filter = match filter {
            Filter::Bilinear => FilterType::Bilinear,
            Filter::Bicubic => FilterType::CatmullRom,
        };
        let square = image.resized(*size, *size, filter)?;
        let plane = |channel: usize| {
            let values = square.pixels().iter().skip(channel).step_by(3);
            values.map(move |value| (f32::from(*value) / 255.0 - mean[channel]) / std[channel])
        };
        Ok((0..3).flat_map(plane).collect())
    }
}

impl Model for Eye {
    type Input = Image;
    type Output = View;

    fn run(&mut self, batch: &[Image]) -> Result<Vec<View>> {
        let mut planes = Vec::new();
        for image in batch {
            planes.extend(self.planes(image)?);
        }
        let size = self.image.size as usize;
        let images = NdTensor::from_data([batch.len(), 3, size, size], planes);
        let images = images.as_dyn();
        let seen = self.tower.run(&[("image", images.into())], &["grid", "pooled"])?;
        let heads = self.heads.run(&[("pooled", seen[1].view().into())], &["tags", "feeling"])?;
        Ok((0..batch.len()).map(|photo| view(photo, &seen[0], &heads[0], &heads[1])).collect())
    }
}

fn view(photo: usize, grids: &Tensor<f32>, tags: &Tensor<f32>, feelings: &Tensor<f32>) -> View {
    let grid = grids.slice(photo..photo + 1).to_tensor();
    let feeling = feelings.slice(photo).to_vec();
    View {
        grid: Grid(grid),
        tags: tags.slice(photo).to_vec(),
        feeling: Feeling::new(feeling[0], feeling[1]),
    }
}
