//! The pictures of a clip: a photo that comes nearer, slowly and without a jump.

use fast_image_resize::FilterType;

use super::Shape;
use crate::error::Result;
use crate::image::{Area, Image};

/// How much nearer the photo is at the end.
const NEARER: f64 = 1.12;

/// A photo that comes nearer.
pub(super) struct Zoom {
    photo: Image,
    whole: Area,
    shape: Shape,
    pictures: u32,
}

impl Zoom {
    /// The middle of `photo`, in so many pictures of the form `shape`.
    ///
    /// What is cut from the edges of each picture lies between pixels, so that the speed is even: with
    /// whole pixels, as a video filter would cut, a slow movement is a row of small jerks.
    pub(super) fn new(photo: &Image, shape: Shape, pictures: u32) -> Result<Self> {
        let (width, height) = shape.size();
        // At the end a pixel of the photo is a pixel of the picture; more would only take longer.
        let enlarged = |side: u32| (f64::from(side) * NEARER).round() as u32;
        let size = (enlarged(width), enlarged(height));
        let photo = photo.part(photo.middle(width, height), size, FilterType::Lanczos3)?;
        let whole = photo.middle(width, height);
        Ok(Self { photo, whole, shape, pictures })
    }

    /// The picture with this number, from 0.
    pub(super) fn picture(&self, number: u32) -> Result<Image> {
        let passed = f64::from(number) / f64::from(self.pictures.saturating_sub(1).max(1));
        // The same factor in the same time looks like the same speed.
        let area = self.whole.shrunk(NEARER.powf(-passed));
        self.photo.part(area, self.shape.size(), FilterType::CatmullRom)
    }

    /// How many there are.
    pub(super) fn pictures(&self) -> u32 {
        self.pictures
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bright in the left half.
    fn halves(width: u32, height: u32) -> Image {
        let bright = |place: u32| if place % width < width / 2 { 240 } else { 10 };
        let pixels = (0..width * height).flat_map(|place| [bright(place); 3]).collect();
        Image::from_rgb(width, height, pixels).unwrap()
    }

    /// How much of a picture is bright.
    fn brightness(image: &Image) -> f64 {
        let sum: u64 = image.pixels().iter().map(|value| u64::from(*value)).sum();
        sum as f64 / image.pixels().len() as f64
    }

    #[test]
    fn every_picture_has_the_size_of_its_shape_and_the_middle_stays_in_the_middle() {
        for shape in Shape::ALL {
            for (width, height) in [(640, 480), (30, 900), (2, 1)] {
                let zoom = Zoom::new(&halves(width, height), shape, 5).unwrap();
                for number in 0..zoom.pictures() {
                    let picture = zoom.picture(number).unwrap();
                    assert_eq!((picture.width(), picture.height()), shape.size());
                    let brightness = brightness(&picture);
                    assert!((brightness - 125.0).abs() < 4.0, "{shape:?} {number}: {brightness}");
                }
            }
        }
    }

    #[test]
    fn the_photo_comes_nearer_in_even_steps() {
        let (width, height) = Shape::Square.size();
        let bright = |place: u32| {
            let from_middle =
                (place % width).abs_diff(width / 2).max((place / width).abs_diff(height / 2));
            if from_middle < width / 4 { 250 } else { 0 }
        };
        let pixels = (0..width * height).flat_map(|place| [bright(place); 3]).collect();
        let zoom = Zoom::new(&Image::from_rgb(width, height, pixels).unwrap(), Shape::Square, 200);
        let zoom = zoom.unwrap();
        let side = |number| brightness(&zoom.picture(number).unwrap()).sqrt();
        let steps: Vec<f64> = (100..110).map(|number| side(number + 1) / side(number)).collect();
        let expected = NEARER.powf(1.0 / 199.0);
        for step in steps {
            assert!((step - expected).abs() < 2e-4, "{step}, not {expected}");
        }
    }
}
