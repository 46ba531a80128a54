//! The picture of a cover that stands in an audio file, read with `lofty`. Only so much of the file is read:
//! a tag can hold any number of pictures, of any size.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use lofty::config::{GlobalOptions, ParseOptions, ParsingMode, apply_global_options};
use lofty::picture::{Picture, PictureType};
use lofty::probe::Probe;
use lofty::tag::Tag;

use super::tags::{LARGEST_ITEM, ordered};
use crate::image::{Image, MAX_BYTES};

/// The most bytes that are read in search of a picture, which are also the most that all pictures can take in
/// memory.
pub const MOST_READ: usize = 32 * 1024 * 1024;

/// The bytes of the front cover in an audio file, else of its first picture; `None` if there is none that
/// begins as an [`Image`] and has no more bytes than one may have, or none that could be reached within
/// bounds.
pub fn embedded(reader: impl Read + Seek) -> Option<Vec<u8>> {
    // The limit is kept for each thread by `lofty`, and this runs on any.
    apply_global_options(GlobalOptions::new().allocation_limit(LARGEST_ITEM));
    let options = ParseOptions::new().read_properties(false).parsing_mode(ParsingMode::Relaxed);
    let bounded = Bounded { inner: reader, left: MOST_READ };
    let probe = Probe::new(BufReader::new(bounded)).options(options).guess_file_type().ok()?;
    let file = probe.read().ok()?;
    let pictures = ordered(&file).into_iter().flat_map(Tag::pictures);
    let known = pictures
        .filter(|picture| picture.data().len() <= MAX_BYTES && Image::is_known(picture.data()));
    known.min_by_key(|picture| !is_front(picture)).map(|picture| picture.data().to_vec())
}

fn is_front(picture: &Picture) -> bool {
    picture.pic_type() == PictureType::CoverFront
}

/// A file of which no more than so many bytes can be read, wherever they lie.
struct Bounded<R> {
    inner: R,
    left: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("more would be read than is allowed"));
        }
        let most = buffer.len().min(self.left);
        let read = self.inner.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        self.inner.seek(place)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::ingest::tags::tests::mp3;

    /// An `APIC` frame's content: a picture of this type (3: front, 4: back).
    fn picture(kind: u8, data: &[u8]) -> Vec<u8> {
        [b"\x00image/png\x00".as_slice(), &[kind, 0], data].concat()
    }

    fn photo(brightness: u8) -> Vec<u8> {
        let image = Image::from_rgb(2, 2, vec![brightness; 12]).unwrap();
        image.to_jpeg(90).unwrap()
    }

    /// A name, pictures, and which of them is the cover.
    type Case<'a> = (&'a str, &'a [&'a [u8]], Option<Vec<u8>>);

    #[test]
    fn the_front_cover_is_taken_and_what_is_no_picture_is_not() {
        let (front, back) = (picture(3, &photo(9)), picture(4, &photo(200)));
        let broken = picture(3, b"<svg xmlns='http://www.w3.org/2000/svg'/>");
        let cases: [Case<'_>; 5] = [
            ("none", &[], None),
            ("one that cannot be read", &[&broken], None),
            ("the back alone", &[&back], Some(photo(200))),
            ("the front after the back", &[&back, &front], Some(photo(9))),
            ("a front that cannot be read", &[&broken, &back], Some(photo(200))),
        ];
        for (name, pictures, expected) in cases {
            let frames: Vec<(&str, &[u8])> = pictures.iter().map(|data| ("APIC", *data)).collect();
            assert!(embedded(mp3(&frames)) == expected, "{name}");
        }
    }

    #[test]
    fn enormous_and_countless_pictures_are_not_read() {
        let enormous = picture(3, &[photo(9), vec![0; MAX_BYTES]].concat());
        assert!(embedded(mp3(&[("APIC", &enormous)])).is_none());
        let large = picture(4, &[photo(9), vec![0; MAX_BYTES / 4]].concat());
        let many = vec![("APIC", large.as_slice()); 8];
        assert!(embedded(mp3(&many)).is_none());
    }

    #[test]
    fn no_more_is_read_than_is_allowed() {
        let mut bounded = Bounded { inner: Cursor::new(vec![7; 100]), left: 10 };
        let mut bytes = Vec::new();
        assert!(bounded.read_to_end(&mut bytes).is_err());
        assert_eq!(bytes.len(), 10);
    }
}
