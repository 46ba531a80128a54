//! What is sung, as sounds of speech: a small network hears which kinds of vowels and consonants
//! there are in music, 25 times a second. It knows no words; what it hears is compared with words.

use std::sync::Arc;
use std::time::Duration;

use rten_tensor::NdTensor;
use rten_tensor::prelude::*;
use serde::{Deserialize, Serialize};

use self::mel::{BANDS, Mel};
use super::Model;
use super::graph::Graph;
use crate::audio::Pcm;
use crate::error::Result;

mod mel;

/// The kinds of sounds, a letter each: what `-` stands for is no sound of speech or goes on, and `_`
/// is the end of a word. The vowels are open (`A`), front (`E`, `I`), back (`O`, `U`), as in `about`
/// (`Y`), and diphthongs (`Q`); of the consonants, `H` and `D` are those of `th`, `X` is that of
/// `sh` and `ch`, `N` that of `ng`, too, and voiced ones count with their voiceless twins.
pub const KINDS: &str = "-_AEIOUYQPTKFHDSXMNLRWJh";
/// How many kinds there are.
pub const KIND_COUNT: usize = KINDS.len();
/// How long a frame is.
pub const HOP: Duration = Duration::from_millis(40);
/// What is rarer than this in a frame is not kept.
const LEAST: f32 = 0.01;
/// Steps of spectrum in a frame.
const STEPS: usize = 2;
/// How many frames the network hears at once, and how far it looks beyond what it answers for.
const PART: usize = 1_500;
const REACH: usize = 72;

/// How likely each kind of sound is, from 0 to 1, in each frame of a piece.
///
/// A sound is heard where it begins, in a frame or two; between sounds, `-` is likely.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "Vec<u8>", try_from = "Vec<u8>")]
pub struct Sung {
    frames: Vec<[f32; KIND_COUNT]>,
}

impl Sung {
    /// From the likelihoods in each frame.
    pub fn new(frames: Vec<[f32; KIND_COUNT]>) -> Self {
        Self { frames }
    }

    /// The frames in order, one every [`HOP`].
    pub fn frames(&self) -> &[[f32; KIND_COUNT]] {
        &self.frames
    }

    /// How many sounds of speech are heard, on average, in the second around each frame's place.
    pub fn sounds_a_second(&self) -> f32 {
        let heard: f32 = self.frames.iter().map(|frame| 1.0 - frame[0] - frame[1]).sum();
        heard / (self.frames.len().max(1) as f32 * HOP.as_secs_f32())
    }

    /// Packs what is likely: for each frame how many kinds, then a byte for each: the kind, and how
    /// likely it is in eight steps. 5 to 10 kB for a minute of song.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(3 * self.frames.len());
        for frame in &self.frames {
            let kept = || frame.iter().enumerate().skip(1).filter(|(_, likely)| LEAST <= **likely);
            bytes.push(kept().count() as u8);
            bytes.extend(kept().map(|(kind, likely)| (kind as u8) << 3 | level(*likely)));
        }
        bytes
    }

    /// Unpacks what [`Sung::to_bytes`] packed; `None` if it is not of that form.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let mut frames = Vec::new();
        while let Some((count, rest)) = bytes.split_first() {
            let (kept, rest) = rest.split_at_checked(usize::from(*count))?;
            let mut frame = [0.0; KIND_COUNT];
            for packed in kept {
                *frame.get_mut(usize::from(packed >> 3))? = likely(packed & 7);
            }
            frame[0] = (1.0 - frame[1..].iter().sum::<f32>()).max(0.0);
            frames.push(frame);
            bytes = rest;
        }
        Some(Self { frames })
    }
}

impl From<Sung> for Vec<u8> {
    fn from(sung: Sung) -> Self {
        sung.to_bytes()
    }
}

impl TryFrom<Vec<u8>> for Sung {
    type Error = &'static str;

    fn try_from(bytes: Vec<u8>) -> Result<Self, Self::Error> {
        Self::from_bytes(&bytes).ok_or("what was heard of speech is damaged")
    }
}

/// The step from 0 to 7 that is nearest to a likelihood from [`LEAST`] to 1, by its logarithm.
fn level(likely: f32) -> u8 {
    (7.0 * (1.0 - likely.min(1.0).ln() / LEAST.ln())).round() as u8
}

/// The likelihood of a step.
fn likely(level: u8) -> f32 {
    LEAST.powf(1.0 - f32::from(level) / 7.0)
}

/// The network.
pub struct SpeechEar {
    graph: Graph,
}

impl SpeechEar {
    /// Loads the network that ships.
    pub fn shipped() -> Result<Self> {
        Ok(Self { graph: Graph::shipped("speech-sounds.onnx", vibelens_weights::SPEECH_SOUNDS)? })
    }

    /// Hears a piece. What is left over at the end, shorter than a frame, is not heard.
    pub fn hear(&mut self, pcm: &Pcm) -> Result<Sung> {
        self.hear_in_parts(pcm, PART)
    }

    fn hear_in_parts(&mut self, pcm: &Pcm, part: usize) -> Result<Sung> {
        let mel = Mel::of(pcm);
        let count = mel.steps() / STEPS;
        let mut frames = Vec::with_capacity(count);
        for start in (0..count).step_by(part) {
            let end = (start + part).min(count);
            let (from, to) = (start.saturating_sub(REACH), (end + REACH).min(count));
            let (first, last) = (from * STEPS, if to == count { mel.steps() } else { to * STEPS });
            let input = NdTensor::from_fn([1, BANDS, last - first], |[_, band, step]| {
                mel.level(first + step, band)
            });
            let heard = self.graph.run(&[("mel", input.view().as_dyn().into())], &["sounds"])?;
            let heard = heard[0].view();
            frames.extend((start..end).map(|frame| {
                std::array::from_fn(|kind| {
                    heard.get([0, kind, frame - from]).copied().unwrap_or(0.0)
                })
            }));
        }
        Ok(Sung { frames })
    }
}

impl Model for SpeechEar {
    type Input = Arc<Pcm>;
    type Output = Sung;

    fn run(&mut self, batch: &[Arc<Pcm>]) -> Result<Vec<Sung>> {
        batch.iter().map(|pcm| self.hear(pcm)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_in_parts_is_what_is_heard_at_once() {
        let samples = (0..16_000 * 13).map(|n| {
            let time = n as f32 / 16_000.0;
            0.3 * (2.0 * std::f32::consts::PI * (200.0 + 40.0 * (3.0 * time).sin()) * time).sin()
        });
        let pcm = Pcm::new(samples.collect(), 16_000).unwrap();
        let mut ear = SpeechEar::shipped().unwrap();
        let (once, parts) =
            (ear.hear_in_parts(&pcm, 10_000).unwrap(), ear.hear_in_parts(&pcm, 90).unwrap());
        assert_eq!(once.frames().len(), 325);
        for (once, parts) in once.frames().iter().zip(parts.frames()) {
            assert!(once.iter().zip(parts).all(|(once, parts)| (once - parts).abs() < 1e-3));
            assert!((once.iter().sum::<f32>() - 1.0).abs() < 1e-3);
        }
    }

    #[test]
    fn what_is_packed_is_unpacked_but_for_steps() {
        let mut frames = vec![[0.0; KIND_COUNT]; 3];
        frames[0][0] = 1.0;
        frames[1][5] = 0.75;
        frames[1][0] = 0.25;
        frames[2][KIND_COUNT - 1] = 0.02;
        frames[2][2] = 0.005;
        let unpacked = Sung::from_bytes(&Sung::new(frames).to_bytes()).unwrap();
        let [first, second, third] = unpacked.frames() else { panic!("{unpacked:?}") };
        assert!(0.99 < first[0]);
        assert!((0.5..=1.0).contains(&second[5]) && second[6] < 0.001, "{second:?}");
        let (last, rare) = (third[KIND_COUNT - 1], third[2]);
        assert!((0.014..0.028).contains(&last) && rare < 0.001, "{third:?}");
        assert_eq!(Sung::from_bytes(&unpacked.to_bytes()), Some(unpacked));
        assert_eq!(Sung::from_bytes(&[]), Some(Sung::default()));
        for broken in [&[1][..], &[2, 9], &[1, (KIND_COUNT as u8) << 3]] {
            assert_eq!(Sung::from_bytes(broken), None);
        }
    }
}
