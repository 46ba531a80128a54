//! How loud a piece is from moment to moment, as coarse as it is drawn (pure).

use std::time::Duration;

use super::{HOP, Sound};

/// The most levels that a piece of any length has.
const MOST: usize = 600;

/// How loud a piece is, step by step.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    /// The time from one level to the next.
    pub step: Duration,
    /// Root mean square amplitudes: from 0, silence, to 1, the loudest moment of the piece; at most 600.
    pub levels: Vec<f32>,
}

impl Envelope {
    /// The envelope of `sound`: of each step the loudest moment counts.
    pub fn of(sound: &Sound) -> Self {
        let loudness: Vec<f32> = sound.windows().iter().map(|window| window.loudness_db).collect();
        let together = loudness.len().div_ceil(MOST).max(1);
        let steps: Vec<f32> = loudness.chunks(together).map(loudest).collect();
        let top = loudest(&steps);
        let level = |db: &f32| 10_f32.powf((db - top) / 20.0);
        Self { step: HOP * together as u32, levels: steps.iter().map(level).collect() }
    }
}

fn loudest(loudness: &[f32]) -> f32 {
    loudness.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::Pcm;
    use crate::ingest::listen::listen;

    /// Seconds of a tone, each as loud as `volume` says.
    fn envelope(seconds: usize, volume: impl Fn(usize) -> f32) -> Envelope {
        let tone = |place: usize| (place as f32 * 0.2).sin() * volume(place / 16_000);
        let pcm = Pcm::new((0..seconds * 16_000).map(tone).collect(), 16_000).unwrap();
        Envelope::of(&listen(&pcm))
    }

    #[test]
    fn the_loudest_moment_is_one_and_silence_is_nothing() {
        let Envelope { step, levels } = envelope(12, |second| [0.5, 0.05, 0.0][second / 4]);
        assert_eq!(step, HOP);
        assert!((levels[2] - 1.0).abs() < 0.01, "{levels:?}");
        assert!((levels[12] - 0.1).abs() < 0.01, "a tenth: {levels:?}");
        assert!(levels[20] < 0.01, "{levels:?}");
    }

    #[test]
    fn a_long_piece_has_no_more_levels_and_loses_no_moment() {
        let Envelope { step, levels } =
            envelope(700, |second| if second == 401 { 0.5 } else { 0.0 });
        assert_eq!(step, 3 * HOP);
        assert!((400..=MOST).contains(&levels.len()));
        let loud = levels.iter().position(|level| 0.9 < *level).unwrap();
        assert!((loud as f64 * step.as_secs_f64() - 401.0).abs() <= 2.0);
    }

    #[test]
    fn nothing_has_no_levels() {
        assert!(envelope(0, |_| 0.0).levels.is_empty());
    }
}
