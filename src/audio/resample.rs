//! From any rate to another: a polyphase filter, the textbook one (Smith, "Digital Audio
//! Resampling", <https://ccrma.stanford.edu/~jos/resample/>), run piece by piece.

use std::f64::consts::PI;

/// Above this share of the lower rate's half, tones are damped on their way to silence.
const PASS: f64 = 0.9;
/// Attenuation of what would fold back, in dB.
const STOP: f64 = 70.0;
/// More phases than this are rounded to the nearest one: only odd rates have more.
const MOST_PHASES: u64 = 640;

/// Changes the rate of a stream of samples.
pub(super) struct Resampler {
    /// One filter of `taps` numbers for each phase, one after the other.
    filters: Vec<f32>,
    taps: usize,
    phases: u64,
    /// An output sample advances by `from / to` input samples, in lowest terms.
    from: u64,
    to: u64,
    /// Input that is still needed, and where in it, in parts of `to`, the next output lies.
    waiting: Vec<f32>,
    place: u64,
}

impl Resampler {
    /// From `from` to `to` samples a second; neither is zero.
    pub(super) fn new(from: u32, to: u32) -> Self {
        let common = u64::from(greatest_common_divisor(from, to));
        let (from, to) = (u64::from(from) / common, u64::from(to) / common);
        let phases = to.min(MOST_PHASES);
        // The width between pass and stop sets the length of the filter (Kaiser's formula).
        let lower = (to as f64 / from as f64).min(1.0);
        let width = PI * lower * (1.0 - PASS);
        let half = ((STOP - 8.0) / (2.285 * width) / 2.0).ceil() as usize;
        let taps = (2 * half).next_multiple_of(8);
        let cutoff = lower * (1.0 + PASS) / 2.0;
        let filters = (0..phases)
            .flat_map(|phase| filter(taps, cutoff, phase as f64 / phases as f64))
            .collect();
        // Half a filter of silence before the first sample puts the output in time with the input.
        Self { filters, taps, phases, from, to, waiting: vec![0.0; taps / 2 - 1], place: 0 }
    }

    /// Takes more input and appends what can be computed from it.
    pub(super) fn run(&mut self, input: &[f32], output: &mut Vec<f32>) {
        if self.from == self.to {
            return output.extend_from_slice(input);
        }
        self.waiting.extend_from_slice(input);
        loop {
            let first = (self.place / self.to) as usize;
            let Some(window) = self.waiting.get(first..first + self.taps) else { break };
            let phase = ((self.place % self.to) * self.phases / self.to) as usize;
            let filter = &self.filters[phase * self.taps..][..self.taps];
            output.push(crate::embedding::dot(window, filter));
            self.place += self.from;
        }
        let used = ((self.place / self.to) as usize).min(self.waiting.len());
        self.waiting.drain(..used);
        self.place -= used as u64 * self.to;
    }

    /// Appends what the last samples still give.
    pub(super) fn finish(&mut self, output: &mut Vec<f32>) {
        if self.from != self.to {
            self.run(&vec![0.0; self.taps / 2], output);
        }
    }
}

/// A low-pass that reads its input `delay` of a sample late: a sinc under Kaiser's window.
fn filter(taps: usize, cutoff: f64, delay: f64) -> Vec<f32> {
    let beta = 0.1102 * (STOP - 8.7);
    let middle = (taps / 2 - 1) as f64 + delay;
    let half = taps as f64 / 2.0;
    let weight = |tap: usize| {
        let x = tap as f64 - middle;
        let sinc = if x.abs() < 1e-9 { cutoff } else { (PI * x * cutoff).sin() / (PI * x) };
        let edge = (1.0 - (x / half).powi(2)).max(0.0).sqrt();
        sinc * bessel(beta * edge) / bessel(beta)
    };
    let weights: Vec<f64> = (0..taps).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| (weight / sum) as f32).collect()
}

/// The modified Bessel function of the first kind and order zero, by its series.
fn bessel(x: f64) -> f64 {
    let (mut sum, mut term) = (1.0, 1.0);
    for step in 1..40 {
        term *= (x / 2.0 / f64::from(step)).powi(2);
        sum += term;
    }
    sum
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(frequency: f64, rate: u32, seconds: f64) -> Vec<f32> {
        let samples = (f64::from(rate) * seconds) as usize;
        let at = |n: usize| (2.0 * PI * frequency * n as f64 / f64::from(rate)).sin() as f32;
        (0..samples).map(at).collect()
    }

    fn resampled(input: &[f32], from: u32, to: u32, piece: usize) -> Vec<f32> {
        let mut resampler = Resampler::new(from, to);
        let mut output = Vec::new();
        input.chunks(piece).for_each(|piece| resampler.run(piece, &mut output));
        resampler.finish(&mut output);
        output
    }

    fn loudest(samples: &[f32]) -> f32 {
        samples.iter().fold(0.0, |most, sample| most.max(sample.abs()))
    }

    #[test]
    fn a_tone_keeps_its_pitch_loudness_and_time() {
        for from in [8_000, 11_025, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000, 44_099] {
            let output = resampled(&tone(440.0, from, 0.5), from, 16_000, 1_000);
            let expected = tone(440.0, 16_000, 0.5);
            assert!(output.len().abs_diff(expected.len()) <= 1, "{from}: {}", output.len());
            let middle = 1_000..7_000;
            let error = output[middle.clone()].iter().zip(&expected[middle]).map(|(a, b)| a - b);
            let error = loudest(&error.collect::<Vec<_>>());
            assert!(error < 0.01, "{from}: {error}");
        }
    }

    #[test]
    fn tones_that_cannot_be_kept_fall_silent() {
        let output = resampled(&tone(9_500.0, 44_100, 0.5), 44_100, 16_000, 777);
        assert!(loudest(&output[1_000..7_000]) < 0.001);
    }

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let input = tone(1_234.0, 44_100, 0.2);
        let whole = resampled(&input, 44_100, 16_000, input.len());
        assert_eq!(resampled(&input, 44_100, 16_000, 1), whole);
        assert_eq!(resampled(&input, 16_000, 16_000, 10), input);
    }
}
