//! A photo as pixels: decoded, turned upright, bounded in size, and free of all metadata.
//!
//! This is where strangers' bytes enter, so every limit is checked before anything is allocated.

use std::io::Cursor;

use fast_image_resize::images::{Image as Canvas, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use heifer::heifer_isobmff::HeifFile;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage,
};

use crate::error::{Error, Result};

/// The most bytes a photo may have before it is decoded.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// The most pixels a photo may have.
pub const MAX_PIXELS: u64 = 50_000_000;
/// The most frames an animation may have; only its first is looked at.
pub const MAX_FRAMES: u32 = 1_000;
/// What can be read.
pub const FORMATS: &str = "JPEG, PNG, WebP, GIF, BMP or HEIC";
/// What a decoder may allocate beside the pixels themselves.
const MAX_ALLOCATION: u64 = 512 * 1024 * 1024;

/// Red, green and blue pixels, row by row from the top left, a byte each.
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    width: u32,
    height: u32,
    pixels: Vec<u8>,
}

/// A part of a picture, in pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Where it begins, from the left.
    pub left: f64,
    /// Where it begins, from the top.
    pub top: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

impl Area {
    /// The same around the same middle, `times` as wide and high, from 0 to 1.
    #[must_use]
    pub fn shrunk(self, times: f64) -> Self {
        let (width, height) = (self.width * times, self.height * times);
        let left = self.left + (self.width - width) / 2.0;
        let top = self.top + (self.height - height) / 2.0;
        Self { left, top, width, height }
    }
}

impl Image {
    /// Decodes a JPEG, PNG, WebP, GIF (its first frame), BMP or HEIC.
    ///
    /// The content decides what it is, not a name. The result is turned as its EXIF orientation
    /// says. Fails as `Unsupported` if it is none of these
    /// formats, as `TooLarge` above [`MAX_BYTES`], [`MAX_PIXELS`] or [`MAX_FRAMES`], and as
    /// `Invalid` if it is damaged or empty.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            return Err(Error::too_large(format!(
                "photo has {} bytes, more than {MAX_BYTES}",
                bytes.len()
            )));
        }
        match sniff(bytes)? {
            Format::Heic => Self::from_decoded(decode_heic(bytes)?),
            Format::Common(format) => {
                check_complete(bytes, format)?;
                check_frames(bytes, format)?;
                Self::from_decoded(decode_upright(bytes, format)?)
            }
        }
    }

    /// Whether these bytes begin as one of the formats that can be read.
    pub fn is_known(bytes: &[u8]) -> bool {
        sniff(bytes).is_ok()
    }

    /// An image of these pixels: `width` × `height` × 3 bytes.
    pub fn from_rgb(width: u32, height: u32, pixels: Vec<u8>) -> Result<Self> {
        let expected = u64::from(width) * u64::from(height) * 3;
        if expected == 0 || expected != pixels.len() as u64 {
            return Err(Error::invalid(format!(
                "{} bytes are not an image of {width} by {height} pixels",
                pixels.len()
            )));
        }
        Ok(Self { width, height, pixels })
    }

    /// Its width in pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// Its height in pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The bytes, red first, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// The whole picture pressed into `width` × `height`, whatever its shape was.
    ///
    /// The filter is a convolution whose support grows with the reduction, as in Pillow.
    pub fn resized(&self, width: u32, height: u32, filter: FilterType) -> Result<Self> {
        if (self.width, self.height) == (width, height) {
            return Ok(self.clone());
        }
        self.part(self.middle(self.width, self.height), (width, height), filter)
    }

    /// The whole picture, made smaller if one of its sides is longer than `side`.
    pub fn within(&self, side: u32) -> Result<Self> {
        let longest = self.width.max(self.height);
        let scaled = |length: u32| {
            let exact = f64::from(length) * f64::from(side) / f64::from(longest);
            (exact.round() as u32).max(1)
        };
        if longest <= side {
            return Ok(self.clone());
        }
        self.resized(scaled(self.width), scaled(self.height), FilterType::Lanczos3)
    }

    /// As a JPEG without metadata; `quality` goes from 1 to 100.
    pub fn to_jpeg(&self, quality: u8) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, quality)
            .encode(&self.pixels, self.width, self.height, ExtendedColorType::Rgb8)
            .map_err(|error| Error::internal("photo cannot be written").because(error))?;
        Ok(bytes)
    }

    /// The largest area in the middle that is as wide for its height as `width` is for `height`.
    pub fn middle(&self, width: u32, height: u32) -> Area {
        let (own_width, own_height) = (f64::from(self.width), f64::from(self.height));
        let scale = (own_width / f64::from(width)).min(own_height / f64::from(height));
        let width = (f64::from(width) * scale).min(own_width);
        let height = (f64::from(height) * scale).min(own_height);
        let (left, top) = ((own_width - width) / 2.0, (own_height - height) / 2.0);
        Area { left, top, width, height }
    }

    /// What lies in `area`, pressed into `size`, width first; as [`Self::resized`] does it. Its edges
    /// may lie between pixels.
    pub fn part(&self, area: Area, size: (u32, u32), filter: FilterType) -> Result<Self> {
        let (width, height) = size;
        let source = ImageRef::new(self.width, self.height, &self.pixels, PixelType::U8x3)
            .map_err(|error| Error::internal("photo has no pixels").because(error))?;
        let mut canvas = Canvas::new(width, height, PixelType::U8x3);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(
            area.left,
            area.top,
            area.width,
            area.height,
        );
        Resizer::new()
            .resize(&source, &mut canvas, &options)
            .map_err(|error| Error::internal("photo cannot be resized").because(error))?;
        Self::from_rgb(width, height, canvas.into_vec())
    }

    /// Transparency is dropped, not blended, as Pillow's `convert("RGB")` does.
    fn from_decoded(image: DynamicImage) -> Result<Self> {
        let rgb = image.into_rgb8();
        let (width, height) = rgb.dimensions();
        Self::from_rgb(width, height, rgb.into_raw())
    }
}

impl std::fmt::Debug for Image {
    /// Says the size only: pixels never reach a log.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Image({} × {})", self.width, self.height)
    }
}

/// Which decoder reads a photo.
#[derive(Clone, Copy)]
enum Format {
    /// One of the `image` crate's.
    Common(ImageFormat),
    /// What phones by Apple take.
    Heic,
}

fn sniff(bytes: &[u8]) -> Result<Format> {
    use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
    if bytes.is_empty() {
        return Err(Error::invalid("photo is empty"));
    }
    if heifer::check_file_type(bytes) == heifer::FileTypeResult::Supported {
        return Ok(Format::Heic);
    }
    match image::guess_format(bytes) {
        Ok(format) if [Jpeg, Png, WebP, Gif, Bmp].contains(&format) => Ok(Format::Common(format)),
        Ok(format) => {
            let kind = format.to_mime_type();
            Err(Error::unsupported(format!("photo is {kind}, not {FORMATS}")))
        }
        Err(_) => Err(Error::unsupported(format!("file is not a photo: {FORMATS}"))),
    }
}

/// A JPEG that was cut off decodes with grey where the rest should be: it has no end marker.
fn check_complete(bytes: &[u8], format: ImageFormat) -> Result<()> {
    const END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];
    let complete =
        format != ImageFormat::Jpeg || bytes.windows(2).rev().any(|pair| pair == END_OF_IMAGE);
    if complete { Ok(()) } else { Err(Error::invalid("photo is cut off: its end is missing")) }
}

fn check_frames(bytes: &[u8], format: ImageFormat) -> Result<()> {
    let frames = match format {
        ImageFormat::Gif => gif_frames(bytes),
        ImageFormat::WebP => image_webp::WebPDecoder::new(Cursor::new(bytes))
            .map_or(1, |decoder| decoder.num_frames()),
        _ => 1,
    };
    if frames > MAX_FRAMES {
        return Err(Error::too_large(format!("animation has more than {MAX_FRAMES} frames")));
    }
    Ok(())
}

/// Counts frames without decoding them, and stops counting just above the limit.
fn gif_frames(bytes: &[u8]) -> u32 {
    let mut options = gif::DecodeOptions::new();
    options.skip_frame_decoding(true);
    let Ok(mut decoder) = options.read_info(bytes) else { return 1 };
    let mut frames = 0;
    while frames <= MAX_FRAMES && matches!(decoder.next_frame_info(), Ok(Some(_))) {
        frames += 1;
    }
    frames
}

fn decode_upright(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage> {
    let damaged = |error| Error::invalid("photo cannot be decoded").because(error);
    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), format).into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOCATION);
    decoder.set_limits(limits).map_err(damaged)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    Ok(image)
}

/// The decoder applies the turns that are stored in the file.
fn decode_heic(bytes: &[u8]) -> Result<DynamicImage> {
    let damaged = || Error::invalid("photo cannot be decoded");
    let (width, height) = heic_size(bytes).map_err(|error| damaged().because(error))?;
    check_size(width, height)?;
    let options = heifer::Options { max_threads: 1, max_pixels: MAX_PIXELS };
    let decoded =
        heifer::decode_srgb_rgba8(bytes, &options).map_err(|error| damaged().because(error))?;
    let pixels = RgbaImage::from_raw(decoded.width, decoded.height, decoded.data);
    Ok(pixels.ok_or_else(damaged)?.into())
}

/// The size that the container promises, before anything is decoded.
fn heic_size(bytes: &[u8]) -> Result<(u32, u32), heifer::heifer_isobmff::Error> {
    let file = HeifFile::parse(bytes)?;
    let size = file.image_size(file.primary_item()?.id)?;
    Ok(size.unwrap_or_default())
}

fn check_size(width: u32, height: u32) -> Result<()> {
    if width == 0 || height == 0 {
        return Err(Error::invalid("photo has no pixels"));
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        let megapixels = MAX_PIXELS / 1_000_000;
        return Err(Error::too_large(format!(
            "photo has {width} by {height} pixels, more than {megapixels} megapixels"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;
    use crate::error::ErrorKind;

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let picture = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8 * 6, y as u8 * 8, 99]));
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn refusal(bytes: &[u8]) -> ErrorKind {
        Image::decode(bytes).unwrap_err().kind()
    }

    #[test]
    fn every_format_decodes_to_its_size() {
        use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
        for format in [Jpeg, Png, WebP, Gif, Bmp] {
            let image = Image::decode(&encoded(format)).unwrap();
            assert_eq!((image.width(), image.height()), (40, 30), "{format:?}");
        }
    }

    #[test]
    fn a_picture_is_made_small_whole_and_written_anew() {
        let image = Image::decode(&encoded(ImageFormat::Png)).unwrap();
        for (side, size) in [(100, (40, 30)), (40, (40, 30)), (20, (20, 15)), (1, (1, 1))] {
            let small = image.within(side).unwrap();
            assert_eq!((small.width(), small.height()), size, "within {side}");
            let again = Image::decode(&small.to_jpeg(90).unwrap()).unwrap();
            assert_eq!((again.width(), again.height()), size, "within {side}");
        }
    }

    #[test]
    fn heic_decodes_to_its_size_and_refuses_damage() {
        let picture = heifer::Image::<u16>::filled(48, 32, 8, [200, 100, 50, 255]);
        let bytes = heifer::encode(&picture, &heifer::EncodeOptions::default()).unwrap();
        let image = Image::decode(&bytes).unwrap();
        assert_eq!((image.width(), image.height()), (48, 32));
        assert_eq!(refusal(&bytes[..bytes.len() / 2]), ErrorKind::Invalid);
        let wide = 48_u32.to_be_bytes();
        let place = bytes
            .windows(8)
            .position(|part| part[..4] == wide && part[4..] == 32_u32.to_be_bytes());
        let mut bomb = bytes.clone();
        bomb[place.unwrap()..][..8].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        assert_eq!(refusal(&bomb), ErrorKind::TooLarge, "65,536 pixels wide and high");
    }

    #[test]
    fn a_photo_that_is_cut_off_is_refused() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Gif] {
            let bytes = encoded(format);
            assert_eq!(refusal(&bytes[..bytes.len() * 2 / 3]), ErrorKind::Invalid, "{format:?}");
        }
    }

    #[test]
    fn what_is_not_a_photo_is_refused() {
        assert_eq!(refusal(b""), ErrorKind::Invalid);
        for bytes in [&b"%PDF-1.7 ..."[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"hello"]
        {
            assert_eq!(refusal(bytes), ErrorKind::Unsupported);
        }
        assert_eq!(refusal(&vec![0; MAX_BYTES + 1]), ErrorKind::TooLarge);
    }

    #[test]
    fn a_header_that_promises_too_many_pixels_is_refused_before_allocating() {
        let mut bytes = encoded(ImageFormat::Bmp);
        bytes[18..22].copy_from_slice(&60_000_u32.to_le_bytes());
        bytes[22..26].copy_from_slice(&60_000_u32.to_le_bytes());
        assert_eq!(refusal(&bytes), ErrorKind::TooLarge);
    }

    #[test]
    fn an_animation_of_too_many_frames_is_refused() {
        let mut bytes = Vec::new();
        let mut encoder = gif::Encoder::new(&mut bytes, 1, 1, &[0, 0, 0]).unwrap();
        for _ in 0..=MAX_FRAMES {
            encoder.write_frame(&gif::Frame::from_indexed_pixels(1, 1, vec![0], None)).unwrap();
        }
        drop(encoder);
        assert_eq!(refusal(&bytes), ErrorKind::TooLarge);
    }

    #[test]
    fn the_orientation_in_the_metadata_is_obeyed() {
        let jpeg = encoded(ImageFormat::Jpeg);
        let turned = [&jpeg[..2], &exif_orientation(6), &jpeg[2..]].concat();
        let image = Image::decode(&turned).unwrap();
        assert_eq!((image.width(), image.height()), (30, 40));
    }

    /// An APP1 segment that holds nothing but the orientation (EXIF 2.3, tag 0x0112).
    fn exif_orientation(value: u8) -> Vec<u8> {
        let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        tiff.extend([value, 0, 0, 0, 0, 0, 0]);
        let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
        [&[0xFF, 0xE1][..], &length, &tiff].concat()
    }
}
