//! What listening makes of a file, in the form in which it is kept: small enough for every track of a
//! large library, about 15 kB a minute.

use std::time::Duration;

use half::f16;
use serde::{Deserialize, Serialize};

use super::{BANDS, NOTES, Sound, Window};
use crate::audio::Loudness;
use crate::error::{Error, Result};
use crate::models::audio_tagger::Patch;
use crate::models::speech::Sung;

/// Numbers that are kept of a window.
const NUMBERS: usize = 3 + BANDS + NOTES;

/// What listening makes of one audio file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Listened {
    /// How long the whole file plays.
    pub duration: Duration,
    /// What was odd about the file, a message each.
    pub notes: Vec<String>,
    /// How loud it is.
    pub loudness: Loudness,
    /// The fingerprint of its first two minutes.
    pub fingerprint: Vec<u32>,
    /// What is heard from moment to moment.
    pub sound: Sound,
    /// What is heard of speech, if there are words whose times have to be found.
    pub sung: Option<Sung>,
}

impl Listened {
    /// As bytes. Half-precision floats lose a little: what is heard anew goes this way too, so that
    /// it is the same as what was kept.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        postcard::to_stdvec(self)
            .map_err(|error| Error::internal("what was heard cannot be kept").because(error))
    }

    /// From bytes; `None` if they are none of [`Self::to_bytes`]'s.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

/// A [`Sound`] in half-precision floats, little-endian.
#[derive(Serialize, Deserialize)]
pub(super) struct KeptSound {
    windows: Vec<u8>,
    onsets: Vec<u8>,
    patches: Vec<Patch>,
}

impl From<Sound> for KeptSound {
    fn from(sound: Sound) -> Self {
        let numbers = |window: &Window| {
            let plain = [window.loudness_db, window.centroid_hz, window.flux];
            plain.into_iter().chain(window.bands_db).chain(window.notes).collect::<Vec<f32>>()
        };
        Self {
            windows: halves(sound.windows.iter().flat_map(numbers)),
            onsets: halves(sound.onsets.iter().copied()),
            patches: sound.patches,
        }
    }
}

impl From<KeptSound> for Sound {
    fn from(kept: KeptSound) -> Self {
        let numbers: Vec<f32> = floats(&kept.windows);
        let window = |numbers: &[f32; NUMBERS]| {
            let [loudness_db, centroid_hz, flux, ..] = *numbers;
            let mut window = Window {
                loudness_db,
                centroid_hz,
                flux,
                bands_db: [0.0; BANDS],
                notes: [0.0; NOTES],
            };
            window.bands_db.copy_from_slice(&numbers[3..3 + BANDS]);
            window.notes.copy_from_slice(&numbers[3 + BANDS..]);
            window
        };
        let windows = numbers.as_chunks::<NUMBERS>().0.iter().map(window).collect();
        Self { windows, onsets: floats(&kept.onsets), patches: kept.patches }
    }
}

fn halves(values: impl Iterator<Item = f32>) -> Vec<u8> {
    values.flat_map(|value| f16::from_f32(value).to_le_bytes()).collect()
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::Pcm;
    use crate::ingest::listen::listen;

    fn listened() -> Listened {
        let tone = |place: usize| (place as f32 * 0.05).sin() * ((place / 4_000) % 3) as f32 * 0.2;
        let pcm = Pcm::new((0..160_000).map(tone).collect(), 16_000).unwrap();
        Listened {
            duration: pcm.duration(),
            notes: vec!["odd".to_owned()],
            loudness: Loudness { integrated_lufs: Some(-12.5), range_lu: None },
            fingerprint: vec![7, u32::MAX],
            sound: listen(&pcm).with_patches(vec![Patch::new(&[0.3; 100], &[0.5; 24]); 3]),
            sung: None,
        }
    }

    #[test]
    fn what_is_kept_comes_back_and_is_kept_again_as_it_is() {
        let fresh = listened();
        let once = Listened::from_bytes(&fresh.to_bytes().unwrap()).unwrap();
        let twice = Listened::from_bytes(&once.to_bytes().unwrap()).unwrap();
        assert_eq!(once, twice);
        let loudness = |listened: &Listened| listened.sound.windows()[7].loudness_db;
        assert!((loudness(&fresh) - loudness(&once)).abs() < 0.05);
        assert_eq!(fresh.sound.patches(), once.sound.patches());
        assert_eq!(fresh.fingerprint, once.fingerprint);
    }

    #[test]
    fn a_minute_takes_little_room() {
        let bytes = listened().to_bytes().unwrap().len();
        assert!(bytes * 6 < 16_500, "{bytes} bytes for ten seconds");
    }

    #[test]
    fn damaged_bytes_are_nothing() {
        let bytes = listened().to_bytes().unwrap();
        assert_eq!(Listened::from_bytes(&bytes[..bytes.len() / 2]), None);
    }
}
