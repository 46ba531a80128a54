//! Sound as the network hears it: how loud each of 40 bands of frequency is, 50 times a second.

use crate::audio::spectrum::{Band, Spectrum};
use crate::audio::{Pcm, RATE};

/// Bands of frequency, evenly spaced to the ear.
pub(super) const BANDS: usize = 40;
/// Samples from one step to the next.
const HOP: usize = 320;
/// Samples under the window.
const WINDOW: usize = 512;
/// The lowest and the highest frequency, in Hz.
const RANGE: (f32, f32) = (60.0, 7_600.0);
/// Nothing counts as softer than this power, as a logarithm to base 10.
const SOFTEST: f32 = -8.0;

/// The levels of the bands at each step, as logarithms to base 10 of their power, less the mean of
/// the band over the piece.
pub(super) struct Mel {
    levels: Vec<[f32; BANDS]>,
}

impl Mel {
    pub(super) fn of(pcm: &Pcm) -> Self {
        debug_assert_eq!(pcm.rate(), RATE, "the bands are those of this rate");
        let samples = pcm.samples();
        let bands = bands();
        let mut spectrum = Spectrum::new(WINDOW);
        // Hann's window has a mean of one half.
        let scale = (WINDOW as f32 / 2.0).powi(-2);
        let mut levels = Vec::with_capacity(samples.len() / HOP);
        for step in 0..samples.len() / HOP {
            // The middle of the window is where the step begins; outside of the piece is silence.
            let start = (step * HOP) as isize - (WINDOW / 2) as isize;
            let bins = spectrum.power(scale, |input| {
                for (place, input) in (start..).zip(input) {
                    let at = usize::try_from(place).ok();
                    *input = at.and_then(|at| samples.get(at)).copied().unwrap_or(0.0);
                }
            });
            levels.push(std::array::from_fn(|band| level(bands[band].power(bins))));
        }
        Self { levels: without_mean(levels) }
    }

    /// How many steps there are.
    pub(super) fn steps(&self) -> usize {
        self.levels.len()
    }

    pub(super) fn level(&self, step: usize, band: usize) -> f32 {
        self.levels[step][band]
    }
}

fn level(power: f32) -> f32 {
    (power + 1e-9).log10().max(SOFTEST)
}

/// Triangles that overlap by half, as high as they are narrow, so that noise is level.
fn bands() -> Vec<Band> {
    let mel = |hz: f32| 2_595.0 * (1.0 + hz / 700.0).log10();
    let hz = |mel: f32| 700.0 * (10f32.powf(mel / 2_595.0) - 1.0);
    let (low, high) = (mel(RANGE.0), mel(RANGE.1));
    let edge = |number: usize| hz(low + (high - low) * number as f32 / (BANDS + 1) as f32);
    (0..BANDS)
        .map(|band| {
            let (from, top, to) = (edge(band), edge(band + 1), edge(band + 2));
            let weights: Vec<f32> = (0..=WINDOW / 2)
                .map(|bin| bin as f32 * RATE as f32 / WINDOW as f32)
                .map(|hz| ((hz - from) / (top - from)).min((to - hz) / (to - top)).max(0.0))
                .collect();
            let first = weights.iter().position(|weight| 0.0 < *weight).unwrap_or(0);
            let sum = weights.iter().sum::<f32>() + 1e-9;
            let inside = weights[first..].iter().take_while(|weight| 0.0 < **weight);
            Band { first, weights: inside.map(|weight| weight / sum).collect() }
        })
        .collect()
}

fn without_mean(mut levels: Vec<[f32; BANDS]>) -> Vec<[f32; BANDS]> {
    for band in 0..BANDS {
        let sum: f64 = levels.iter().map(|step| f64::from(step[band])).sum();
        let mean = (sum / levels.len().max(1) as f64) as f32;
        for step in &mut levels {
            step[band] -= mean;
        }
    }
    levels
}
