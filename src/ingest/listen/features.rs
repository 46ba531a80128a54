//! The measures of a stretch of sound, as plain numbers.

use std::ops::Range;

use crate::ingest::listen::{BANDS, FRAMES, NOTES, Window};
use crate::models::audio_tagger::{Labels, Patch};

/// Frames a second.
const RATE: f32 = 2.0 * FRAMES as f32;
/// Windows quieter than the loudest by more than this many dB say nothing about colour or harmony.
const QUIET: f32 = 40.0;

/// The measures of a stretch of sound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SoundFeatures {
    /// Mean power, in dB below full scale.
    pub loudness_db: f32,
    /// How much louder the stretch is than the whole piece, in dB.
    pub loudness_relative_db: f32,
    /// How much the loudness varies: its standard deviation, in dB.
    pub dynamics_db: f32,
    /// The frequency around which the sound is centred, in Hz.
    pub brightness_hz: f32,
    /// How much the brightness varies: its standard deviation, in octaves.
    pub brightness_varies: f32,
    /// Notes or beats that begin, each second.
    pub onset_rate: f32,
    /// How much new sound begins in the mean.
    pub flux: f32,
    /// How strongly the onsets stand out from what lies between them.
    pub attack: f32,
    /// The likeliest beat, in beats a minute; 0 where there is none.
    pub tempo_bpm: f32,
    /// How regular that beat is, from 0 to 1.
    pub pulse: f32,
    /// From minor (-1) to major (1).
    pub mode: f32,
    /// How well the notes fit one key, from 0 to 1.
    pub key_clarity: f32,
    /// The mean level of each band against the mean of all, in dB.
    pub colour_db: [f32; BANDS],
    /// The standard deviation of each band's level, in dB.
    pub colour_varies_db: [f32; BANDS],
    /// What the tagger hears; none where it did not listen.
    pub heard: Option<Heard>,
}

/// What the tagger hears in a stretch of sound.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// The mean probability of each tag, in the order of [`Labels::order`].
    pub tags: Vec<f32>,
    /// How much of the stretch is sung, from 0 to 1.
    pub voice: f32,
}

impl Heard {
    /// The mean over `patches`; none if there are none.
    pub(super) fn of(patches: &[Patch]) -> Option<Self> {
        let mut tags: Vec<f32> = patches.first()?.tags().map(|_| 0.0).collect();
        let share = 1.0 / patches.len() as f32;
        for patch in patches {
            tags.iter_mut().zip(patch.tags()).for_each(|(mean, tag)| *mean += share * tag);
        }
        let voice = patches.iter().map(Patch::voice).sum::<f32>() * share;
        Some(Self { tags, voice })
    }
}

impl SoundFeatures {
    /// The names of what [`Self::values`] gives, in its order.
    pub fn names() -> Vec<String> {
        let plain = [
            "dynamics_db",
            "log_brightness",
            "brightness_varies",
            "onset_rate",
            "flux",
            "attack",
            "log_tempo",
            "pulse",
            "mode",
            "key_clarity",
        ];
        let band = |name: &'static str| (0..BANDS).map(move |band| format!("{name}_{band}"));
        plain
            .map(str::to_owned)
            .into_iter()
            .chain(band("colour"))
            .chain(band("colour_varies"))
            .chain(Labels::built_in().order.iter().cloned())
            .collect()
    }

    /// What the model of feelings reads, the tags last if they were heard. Loudness is not in it: it
    /// says how a record was mastered.
    pub fn values(&self) -> Vec<f32> {
        let mut values = vec![
            self.dynamics_db,
            self.brightness_hz.max(50.0).log2(),
            self.brightness_varies,
            self.onset_rate,
            self.flux,
            self.attack,
            self.tempo_bpm.max(40.0).log2(),
            self.pulse,
            self.mode,
            self.key_clarity,
        ];
        values.extend(self.colour_db);
        values.extend(self.colour_varies_db);
        values.extend(self.heard.iter().flat_map(|heard| &heard.tags));
        values
    }
}

/// Measures the windows of `range`; all zero where there is none.
pub(super) fn measure(windows: &[Window], onsets: &[f32], range: Range<usize>) -> SoundFeatures {
    let part = &windows[range.clone()];
    if part.is_empty() {
        return SoundFeatures::default();
    }
    let levels: Vec<f32> = part.iter().map(|window| window.loudness_db).collect();
    let loudest = levels.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let heard: Vec<&Window> =
        part.iter().filter(|window| loudest - QUIET <= window.loudness_db).collect();
    let octaves: Vec<f32> =
        heard.iter().map(|window| window.centroid_hz.max(50.0).log2()).collect();
    let (octave, brightness_varies) = mean_and_deviation(&octaves);
    let loudness_db = mean_power(part);
    let onsets =
        &onsets[(range.start * FRAMES).min(onsets.len())..(range.end * FRAMES).min(onsets.len())];
    let (flux, spread) = mean_and_deviation(onsets);
    let (tempo_bpm, pulse) = tempo(onsets);
    let (mode, key_clarity) = key(&heard);
    let (colour_db, colour_varies_db) = colour(&heard);
    SoundFeatures {
        loudness_db,
        loudness_relative_db: loudness_db - mean_power(windows),
        dynamics_db: mean_and_deviation(&levels).1,
        brightness_hz: octave.exp2(),
        brightness_varies,
        onset_rate: onset_rate(onsets, flux + 0.5 * spread),
        flux,
        attack: spread / (flux + 0.1),
        tempo_bpm,
        pulse,
        mode,
        key_clarity,
        colour_db,
        colour_varies_db,
        heard: None,
    }
}

/// The mean and the standard deviation of `values`; zeros where there are none.
pub(super) fn mean_and_deviation(values: &[f32]) -> (f32, f32) {
    let count = values.len().max(1) as f32;
    let mean = values.iter().sum::<f32>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / count;
    (mean, variance.sqrt())
}

fn mean_power(windows: &[Window]) -> f32 {
    let powers = windows.iter().map(|window| 10_f32.powf(window.loudness_db / 10.0));
    10.0 * (powers.sum::<f32>() / windows.len().max(1) as f32).max(1e-8).log10()
}

fn colour(windows: &[&Window]) -> ([f32; BANDS], [f32; BANDS]) {
    let (mut means, mut deviations) = ([0.0; BANDS], [0.0; BANDS]);
    for band in 0..BANDS {
        let levels: Vec<f32> = windows.iter().map(|window| window.bands_db[band]).collect();
        (means[band], deviations[band]) = mean_and_deviation(&levels);
    }
    let middle = means.iter().sum::<f32>() / BANDS as f32;
    (means.map(|mean| mean - middle), deviations)
}

/// Peaks of the onset strength above `least`, each second; they are at least 90 ms apart.
fn onset_rate(onsets: &[f32], least: f32) -> f32 {
    let mut count = 0;
    let mut last = None;
    for place in 1..onsets.len().saturating_sub(1) {
        let value = onsets[place];
        let peak = least < value && onsets[place - 1] <= value && onsets[place + 1] < value;
        if peak && last.is_none_or(|last| last + 3 <= place) {
            count += 1;
            last = Some(place);
        }
    }
    count as f32 * RATE / onsets.len().max(1) as f32
}

/// The lag at which the onsets repeat best, between 40 and 210 beats a minute, and how well they do.
fn tempo(onsets: &[f32]) -> (f32, f32) {
    let (mean, deviation) = mean_and_deviation(onsets);
    let lags = (RATE * 60.0 / 210.0) as usize..=(RATE * 60.0 / 40.0) as usize;
    if onsets.len() < 2 * lags.end() || deviation < 1e-3 {
        return (0.0, 0.0);
    }
    let even: Vec<f32> = onsets.iter().map(|onset| (onset - mean) / deviation).collect();
    let repeats = |lag: usize| -> f32 {
        let pairs = even.iter().zip(&even[lag..]);
        pairs.map(|(now, later)| now * later).sum::<f32>() / (even.len() - lag) as f32
    };
    // People hear beats around 120 a minute first (Parncutt, 1994).
    let weighted = lags.map(|lag| {
        let bpm = RATE * 60.0 / lag as f32;
        let away = (bpm / 120.0).log2();
        (repeats(lag), repeats(lag) * (-0.5 * away * away).exp(), bpm)
    });
    let best = weighted.max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or((0.0, 0.0), |(repeat, _, bpm)| (bpm, repeat.clamp(0.0, 1.0)))
}

/// How well each note fits a major and a minor key on C (Krumhansl & Kessler, 1982).
const MAJOR: [f32; NOTES] =
    [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88];
const MINOR: [f32; NOTES] =
    [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17];

/// How much better the best major key fits than the best minor key, and how well the best fits.
fn key(windows: &[&Window]) -> (f32, f32) {
    let mut notes = [0.0; NOTES];
    for window in windows {
        notes.iter_mut().zip(&window.notes).for_each(|(sum, note)| *sum += note);
    }
    let best = |profile: &[f32; NOTES]| -> f32 {
        let fits = (0..NOTES).map(|tonic| {
            let mut turned = notes;
            turned.rotate_left(tonic);
            correlation(&turned, profile)
        });
        fits.fold(-1.0, f32::max)
    };
    if notes.iter().all(|note| *note == 0.0) {
        return (0.0, 0.0);
    }
    let (major, minor) = (best(&MAJOR), best(&MINOR));
    ((4.0 * (major - minor)).clamp(-1.0, 1.0), major.max(minor).clamp(0.0, 1.0))
}

fn correlation(a: &[f32; NOTES], b: &[f32; NOTES]) -> f32 {
    let ((mean_a, spread_a), (mean_b, spread_b)) = (mean_and_deviation(a), mean_and_deviation(b));
    let covariance: f32 = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum();
    covariance / NOTES as f32 / (spread_a * spread_b).max(1e-6)
}
