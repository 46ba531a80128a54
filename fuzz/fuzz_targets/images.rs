//! Whatever the bytes of a photo are: it is decoded within its bounds or refused, and never panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vibelens::image::Image;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(image) = Image::decode(bytes) {
        assert!(image.width() <= 1_024 && image.height() <= 1_024);
        assert_eq!(image.pixels().len() as u64, u64::from(image.width()) * u64::from(image.height()) * 3);
    }
});
