//! What a vision model is fed: a photo pressed into a square and normalised.

use fast_image_resize::FilterType;
use rten_tensor::NdTensor;
use serde::Deserialize;

use crate::error::Result;
use crate::image::Image;

/// How a model wants its photos, as the table `[image]` of its pack says.
#[derive(Clone, Debug, Deserialize)]
pub struct ImageProcessor {
    /// Width and height in pixels.
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

/// Red, green and blue planes one after another, [3, size, size], normalised.
#[derive(Clone, Debug, PartialEq)]
pub struct Pixels {
    size: usize,
    planes: Vec<f32>,
}

impl ImageProcessor {
    /// Presses the whole photo into the square, whatever its shape, and normalises it.
    pub fn pixels(&self, image: &Image) -> Result<Pixels> {
        let filter = match self.filter {
            Filter::Bilinear => FilterType::Bilinear,
            Filter::Bicubic => FilterType::CatmullRom,
        };
        let square = image.resized(self.size, self.size, filter)?;
        let plane = |channel: usize| {
            let (mean, std) = (self.mean[channel], self.std[channel]);
            let values = square.pixels().iter().skip(channel).step_by(3);
            values.map(move |value| (f32::from(*value) / 255.0 - mean) / std)
        };
        Ok(Pixels { size: self.size as usize, planes: (0..3).flat_map(plane).collect() })
    }
}

impl Pixels {
    /// The planes one after another, each row by row from the top left.
    pub fn planes(&self) -> &[f32] {
        &self.planes
    }

    /// Several photos, [photos, 3, size, size]; all of one processor.
    pub(super) fn stack(batch: &[Self]) -> NdTensor<f32, 4> {
        let size = batch.first().map_or(0, |pixels| pixels.size);
        let planes = batch.iter().flat_map(|pixels| &pixels.planes).copied().collect::<Vec<f32>>();
        NdTensor::from_data([batch.len(), 3, size, size], planes)
    }
}
