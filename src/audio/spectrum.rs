//! How much of each frequency a stretch of sound holds: the spectrum under a window, and bands of it.

use std::f32::consts::PI;
use std::sync::Arc;

use realfft::num_complex::Complex;
use realfft::{RealFftPlanner, RealToComplex};

/// The power spectrum of a stretch of samples under Hann's window.
pub(crate) struct Spectrum {
    transform: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    input: Vec<f32>,
    output: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    power: Vec<f32>,
}

impl Spectrum {
    /// Of stretches of `length` samples; an even number.
    pub(crate) fn new(length: usize) -> Self {
        let transform = RealFftPlanner::new().plan_fft_forward(length);
        let hann = |n: usize| (PI * n as f32 / length as f32).sin().powi(2);
        Self {
            window: (0..length).map(hann).collect(),
            input: transform.make_input_vec(),
            output: transform.make_output_vec(),
            scratch: transform.make_scratch_vec(),
            power: vec![0.0; length / 2 + 1],
            transform,
        }
    }

    /// How many samples lie under the window.
    pub(crate) fn length(&self) -> usize {
        self.window.len()
    }

    /// The power in each bin, from 0 Hz to half the rate, times `scale`. `fill` writes all samples
    /// that lie under the window.
    pub(crate) fn power(&mut self, scale: f32, fill: impl FnOnce(&mut [f32])) -> &[f32] {
        fill(&mut self.input);
        self.input.iter_mut().zip(&self.window).for_each(|(sample, weight)| *sample *= weight);
        let done = self.transform.process_with_scratch(
            &mut self.input,
            &mut self.output,
            &mut self.scratch,
        );
        debug_assert!(done.is_ok(), "the buffers are of the transform's own making");
        for (power, value) in self.power.iter_mut().zip(&self.output) {
            *power = value.norm_sqr() * scale;
        }
        &self.power
    }
}

/// How much of each bin a band of frequencies takes, from its first bin on.
pub(crate) struct Band {
    pub(crate) first: usize,
    pub(crate) weights: Vec<f32>,
}

impl Band {
    /// The power in the band, of that in each bin.
    pub(crate) fn power(&self, bins: &[f32]) -> f32 {
        bins[self.first..].iter().zip(&self.weights).map(|(power, weight)| power * weight).sum()
    }
}
