//! The spectrogram that the tagger reads: 96 bands evenly spaced to the ear, in steps of 16 ms.
//!
//! Every number is that of librosa's `melspectrogram` (Slaney's scale and norm, power 2, reflected at
//! the ends), which the weights were trained with; `training/audio_tagger` checks it against librosa.

use crate::audio::spectrum::{Band, Spectrum};

/// Bands of a frame.
pub(super) const BANDS: usize = 96;
/// Samples from one frame to the next.
pub(super) const HOP: usize = 256;
/// Samples that a frame covers.
const WIDTH: usize = 512;
/// Bins of a frame's spectrum.
const BINS: usize = WIDTH / 2 + 1;
/// Samples a second.
const RATE: f32 = 16_000.0;

/// Makes frames of the spectrogram.
pub(super) struct Ear {
    spectrum: Spectrum,
    bands: Vec<Band>,
}

impl Ear {
    pub(super) fn new() -> Self {
        Self { spectrum: Spectrum::new(WIDTH), bands: bands() }
    }

    /// The frame `number` of `samples`, whose middle lies `number` hops after the start: for each band
    /// log10(10,000 · power + 1), from 0 to about 6.7. `samples` must not be empty.
    pub(super) fn frame(&mut self, samples: &[f32], number: usize, frame: &mut [f32]) {
        let start = (number * HOP) as isize - (WIDTH / 2) as isize;
        let inside =
            usize::try_from(start).ok().and_then(|start| samples.get(start..start + WIDTH));
        let bins = self.spectrum.power(1.0, |input| match inside {
            Some(inside) => input.copy_from_slice(inside),
            None => {
                for (place, input) in (start..).zip(input) {
                    *input = samples[reflected(place, samples.len())];
                }
            }
        });
        for (level, band) in frame.iter_mut().zip(&self.bands) {
            *level = (10_000.0 * band.power(bins) + 1.0).log10();
        }
    }
}

/// The place in `0..length` that `place` mirrors; the ends themselves are not doubled.
fn reflected(place: isize, length: usize) -> usize {
    let last = length.saturating_sub(1);
    if last == 0 {
        return 0;
    }
    let round = place.unsigned_abs() % (2 * last);
    if last < round { 2 * last - round } else { round }
}

/// Triangles between neighbours on Slaney's scale, each with the area 1 in Hz.
fn bands() -> Vec<Band> {
    let top = mel(RATE / 2.0);
    let edges: Vec<f32> =
        (0..BANDS + 2).map(|edge| hz(top * edge as f32 / (BANDS + 1) as f32)).collect();
    edges
        .windows(3)
        .map(|edges| {
            let (low, middle, high) = (edges[0], edges[1], edges[2]);
            let weight = |bin: usize| {
                let at = bin as f32 * RATE / WIDTH as f32;
                let rising = (at - low) / (middle - low);
                let falling = (high - at) / (high - middle);
                rising.min(falling).max(0.0) * 2.0 / (high - low)
            };
            let first = (0..BINS).find(|bin| 0.0 < weight(*bin)).unwrap_or(0);
            let last = (first..BINS).rev().find(|bin| 0.0 < weight(*bin)).unwrap_or(first);
            Band { first, weights: (first..=last).map(weight).collect() }
        })
        .collect()
}

/// Slaney's scale (Auditory Toolbox, 1998): even up to 1 kHz, then logarithmic.
const LINEAR_TO: f32 = 1_000.0;
const STEP_HZ: f32 = 200.0 / 3.0;
/// From 1 kHz on, 27 steps are a factor of 6.4.
const STEPS: f32 = 27.0;
const FACTOR: f32 = 6.4;

fn mel(hz: f32) -> f32 {
    if hz < LINEAR_TO {
        return hz / STEP_HZ;
    }
    LINEAR_TO / STEP_HZ + (hz / LINEAR_TO).ln() * STEPS / FACTOR.ln()
}

fn hz(mel: f32) -> f32 {
    let linear = LINEAR_TO / STEP_HZ;
    if mel < linear {
        return mel * STEP_HZ;
    }
    LINEAR_TO * ((mel - linear) * FACTOR.ln() / STEPS).exp()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    struct Fixture {
        /// Of the whole signal.
        frames: usize,
        /// Some frames by number, as librosa gives them.
        levels: Vec<(usize, Vec<f32>)>,
    }

    /// What `training/audio_tagger/fixture.py` makes, sample for sample.
    fn signal() -> Vec<f32> {
        let mut state = 1_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state) / f64::from(u32::MAX) - 0.5
        };
        let sample = |n: u32| {
            let time = f64::from(n) / 16_000.0;
            // A glide from 50 Hz to 7 kHz, over noise that fades in.
            let glide = (std::f64::consts::TAU * time * (50.0 + 1_737.5 * time)).sin();
            (0.4 * glide + 0.05 * time * noise()) as f32
        };
        (0..32_000).map(sample).collect()
    }

    #[test]
    fn frames_are_those_of_librosa() {
        let fixture: Fixture =
            serde_json::from_str(include_str!("../../../tests/fixtures/mel.json")).unwrap();
        let (samples, mut ear) = (signal(), Ear::new());
        assert_eq!(fixture.frames, samples.len() / HOP + 1);
        for (number, expected) in fixture.levels {
            let mut frame = [0.0; BANDS];
            ear.frame(&samples, number, &mut frame);
            for (band, (level, expected)) in frame.iter().zip(expected).enumerate() {
                assert!((level - expected).abs() < 1e-3, "{number}, {band}: {level}, {expected}");
            }
        }
    }

    #[test]
    fn places_outside_are_mirrored() {
        let cases = [(-1, 1), (-3, 3), (0, 0), (4, 4), (5, 3), (8, 0), (9, 1), (-9, 1)];
        for (place, expected) in cases {
            assert_eq!(reflected(place, 5), expected, "{place}");
        }
        assert_eq!(reflected(-7, 1), 0);
    }
}
