//! Audio to what can be heard in it: loudness, brightness, rhythm and harmony, in windows of half a
//! second, and what the tagger hears, in patches of three. From these come the features of a span, the
//! feeling that they suggest, and a few words.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::audio::Pcm;
use crate::audio::spectrum::Spectrum;
use crate::models::audio_tagger::{PATCH, Patch};
use crate::music::TimeSpan;

mod envelope;
mod features;
mod kept;
mod mood;

pub use envelope::Envelope;
pub use features::{Heard, SoundFeatures};
pub use kept::Listened;
pub use mood::{Axis, EDGE, SoundFeeling, words};

/// How long a window is.
pub const HOP: Duration = Duration::from_millis(500);
/// Bands of frequency, evenly spaced to the ear.
pub const BANDS: usize = 16;
/// The twelve notes of an octave, from C.
pub const NOTES: usize = 12;
/// Frames in a window: 32 a second follow the onsets of notes.
pub(crate) const FRAMES: usize = 16;
/// What counts as silence, in dB below full scale.
const FLOOR_DB: f32 = -80.0;
/// The lowest and the highest frequency of the bands, in Hz.
const RANGE: (f32, f32) = (60.0, 7_600.0);
/// The notes whose harmony is measured, in Hz: from A1 to A6.
const NOTE_RANGE: (f32, f32) = (55.0, 1_760.0);

/// What is measured in half a second of sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// The mean power, in dB below full scale: from -80 to about 0.
    pub loudness_db: f32,
    /// The frequency around which the sound is centred, in Hz.
    pub centroid_hz: f32,
    /// How much new sound begins, summed over the bands; 0 in steady sound.
    pub flux: f32,
    /// The energy of each band, in dB below full scale.
    pub bands_db: [f32; BANDS],
    /// How much of each note is heard; the strongest is 1, all are 0 in silence.
    pub notes: [f32; NOTES],
}

/// What was heard in a piece.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "kept::KeptSound", from = "kept::KeptSound")]
pub struct Sound {
    windows: Vec<Window>,
    /// Onset strength of each frame; [`FRAMES`] for each window.
    onsets: Vec<f32>,
    /// What the tagger hears, one patch every [`PATCH`]; none where no tagger listened.
    patches: Vec<Patch>,
}

impl Sound {
    /// The same, with what the tagger hears in it.
    #[must_use]
    pub fn with_patches(self, patches: Vec<Patch>) -> Self {
        Self { patches, ..self }
    }

    /// What the tagger hears, one patch every [`PATCH`]; none where no tagger listened.
    pub fn patches(&self) -> &[Patch] {
        &self.patches
    }

    /// The patches of which the middle lies in `span`, at least the one that holds the span's middle;
    /// all of them for the whole piece.
    fn patches_in(&self, span: Option<TimeSpan>) -> &[Patch] {
        let Some(span) = span else { return &self.patches };
        let length = PATCH.as_secs_f64();
        let (start, end) = (span.start().as_secs_f64() / length, span.end().as_secs_f64() / length);
        let last = self.patches.len().saturating_sub(1);
        let middle = ((f64::midpoint(start, end)) as usize).min(last);
        let from = (start.round() as usize).min(middle);
        let to = (end.round() as usize).max(middle + 1).min(self.patches.len());
        self.patches.get(from..to).unwrap_or_default()
    }

    /// The windows, in order, one every [`HOP`].
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// How strongly something begins in each frame, [`FRAMES`] for each window.
    pub(crate) fn onsets(&self) -> &[f32] {
        &self.onsets
    }

    /// The measures of `span`, or of the whole piece; neutral ones where nothing was heard.
    pub fn features(&self, span: Option<TimeSpan>) -> SoundFeatures {
        let place = |time: Duration| (time.as_secs_f64() / HOP.as_secs_f64()).round() as usize;
        let all = self.windows.len();
        let (from, to) = span.map_or((0, all), |span| (place(span.start()), place(span.end())));
        let to = to.min(all);
        // A span shorter than a window still has the sound of the window that it lies in.
        let from = from.min(to.saturating_sub(1));
        let mut features = features::measure(&self.windows, &self.onsets, from..to);
        features.heard = Heard::of(self.patches_in(span));
        features
    }

    /// Each window as a point among the others: what differs in the piece, each measure alike in
    /// weight.
    pub(crate) fn shapes(&self) -> Vec<Vec<f32>> {
        let raw: Vec<Vec<f32>> = self
            .windows
            .iter()
            .map(|window| {
                let mut shape =
                    vec![window.loudness_db, window.centroid_hz.max(1.0).ln(), window.flux];
                shape.extend(window.bands_db);
                shape.extend(window.notes);
                shape
            })
            .collect();
        let size = raw.first().map_or(0, Vec::len);
        let mut shapes = vec![Vec::with_capacity(size); raw.len()];
        for measure in 0..size {
            let values: Vec<f32> = raw.iter().map(|shape| shape[measure]).collect();
            let (mean, deviation) = features::mean_and_deviation(&values);
            for (shape, value) in shapes.iter_mut().zip(values) {
                shape.push((value - mean) / deviation.max(1e-3));
            }
        }
        shapes
    }
}

/// Measures a piece; [`Sound::with_patches`] adds what the tagger hears. What is left over at the end, shorter than half a window, is not measured.
pub fn listen(pcm: &Pcm) -> Sound {
    let mut ear = Ear::new(pcm.rate());
    let step = (pcm.rate() as usize / (2 * FRAMES)).max(1);
    let window = step * FRAMES;
    let samples = pcm.samples();
    let count = (samples.len() + window / 2) / window;
    let mut windows = Vec::with_capacity(count);
    let mut onsets = Vec::with_capacity(count * FRAMES);
    for number in 0..count {
        let start = number * window;
        let part = &samples[start..(start + window).min(samples.len())];
        let frames: Vec<Frame> =
            (0..FRAMES).map(|frame| ear.frame(samples, start + frame * step)).collect();
        onsets.extend(frames.iter().map(|frame| frame.onset));
        windows.push(summed_up(part, &frames, ear.notes(samples, start)));
    }
    Sound { windows, onsets, patches: Vec::new() }
}

fn summed_up(samples: &[f32], frames: &[Frame], notes: [f32; NOTES]) -> Window {
    let power =
        samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32;
    let mut bands_db = [0.0; BANDS];
    for (band, level) in bands_db.iter_mut().enumerate() {
        *level = decibels(
            frames.iter().map(|frame| frame.bands[band]).sum::<f32>() / frames.len() as f32,
        );
    }
    let energy: f32 = frames.iter().map(|frame| frame.energy).sum();
    let weighted: f32 = frames.iter().map(|frame| frame.energy * frame.centroid_hz).sum();
    Window {
        loudness_db: decibels(power),
        centroid_hz: if 0.0 < energy { weighted / energy } else { 0.0 },
        flux: frames.iter().map(|frame| frame.onset).sum::<f32>() / frames.len() as f32,
        bands_db,
        notes,
    }
}

fn decibels(power: f32) -> f32 {
    (10.0 * power.max(1e-12).log10()).max(FLOOR_DB)
}

/// What is measured 32 times a second.
struct Frame {
    energy: f32,
    centroid_hz: f32,
    onset: f32,
    bands: [f32; BANDS],
}

/// The transforms, made once for a piece, and the frame before the present one.
struct Ear {
    short: Spectrum,
    long: Spectrum,
    /// The first bin of each band, and the bin after the last band.
    edges: [usize; BANDS + 1],
    /// For each bin of the long transform, its note.
    note_of: Vec<Option<usize>>,
    hz: f32,
    before: [f32; BANDS],
}

impl Ear {
    fn new(rate: u32) -> Self {
        let short = Spectrum::new(1024);
        let long = Spectrum::new(4096);
        let hz = rate as f32 / 1024.0;
        let mel = |hz: f32| (1.0 + hz / 700.0).ln();
        let (low, high) = (mel(RANGE.0), mel(RANGE.1));
        let mut edges = [0; BANDS + 1];
        for (number, edge) in edges.iter_mut().enumerate() {
            let at = 700.0 * ((low + (high - low) * number as f32 / BANDS as f32).exp() - 1.0);
            *edge = (at / hz).round() as usize;
        }
        // At low rates and low frequencies, bands would be empty.
        for number in 1..=BANDS {
            edges[number] = edges[number].max(edges[number - 1] + 1).min(512);
        }
        let note_of = (0..=2048).map(|bin| note(bin as f32 * rate as f32 / 4096.0)).collect();
        Self { short, long, edges, note_of, hz, before: [0.0; BANDS] }
    }

    fn frame(&mut self, samples: &[f32], start: usize) -> Frame {
        // In the middle of its step, so that what follows does not sound in what was before.
        let spectrum = power(&mut self.short, samples, start.saturating_sub(262));
        let mut frame = Frame { energy: 0.0, centroid_hz: 0.0, onset: 0.0, bands: [0.0; BANDS] };
        let mut moment = 0.0;
        for (bin, power) in spectrum.iter().enumerate().skip(2) {
            frame.energy += power;
            moment += power * bin as f32;
        }
        if 0.0 < frame.energy {
            frame.centroid_hz = moment / frame.energy * self.hz;
        }
        for band in 0..BANDS {
            let bins = &spectrum[self.edges[band].min(512)..self.edges[band + 1].min(512)];
            frame.bands[band] = bins.iter().sum();
            // Loud and soft notes alike begin with a jump on a scale of decibels; the floor keeps
            // the hiss of silence from counting.
            let level = (1.0 + 1e4 * frame.bands[band]).ln();
            frame.onset += (level - self.before[band]).max(0.0);
            self.before[band] = level;
        }
        frame
    }

    fn notes(&mut self, samples: &[f32], start: usize) -> [f32; NOTES] {
        let mut notes = [0.0; NOTES];
        for (power, note) in power(&mut self.long, samples, start).iter().zip(&self.note_of) {
            if let Some(note) = note {
                notes[*note] += power.sqrt();
            }
        }
        let most = notes.iter().copied().fold(0.0, f32::max);
        if 1e-4 < most {
            return notes.map(|note| note / most);
        }
        [0.0; NOTES]
    }
}

/// The note that is nearest to a frequency, tuned to 440 Hz.
fn note(hz: f32) -> Option<usize> {
    let inside = (NOTE_RANGE.0..=NOTE_RANGE.1).contains(&hz);
    let above_a = (12.0 * (hz / 440.0).log2()).round() as i32;
    inside.then(|| (above_a + 9).rem_euclid(12) as usize)
}

/// The spectrum of what begins at `start`; behind the end lies silence. A full-scale tone has power
/// 0.5.
fn power<'a>(spectrum: &'a mut Spectrum, samples: &[f32], start: usize) -> &'a [f32] {
    // Hann's window has a mean square of 3/8, and each half of the spectrum half the power.
    let scale = 2.0 / (0.375 * (spectrum.length() as f32).powi(2));
    spectrum.power(scale, |input| {
        let part = samples.get(start..).unwrap_or_default();
        let (heard, silence) = input.split_at_mut(part.len().min(input.len()));
        heard.copy_from_slice(&part[..heard.len()]);
        silence.fill(0.0);
    })
}

#[cfg(test)]
mod tests;
