//! How loud a piece is to the ear: EBU R128, by the `ebur128` crate.

use ebur128::{EbuR128, Mode};

/// How loud a piece is; what cannot be measured, silence before all, is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Loudness {
    /// Integrated loudness in LUFS (ITU-R BS.1770-4).
    pub integrated_lufs: Option<f32>,
    /// The loudness range in LU (EBU Tech 3342).
    pub range_lu: Option<f32>,
}

/// Measures what it is given, in memory that does not grow.
pub(super) struct Meter {
    state: Option<EbuR128>,
    channels: usize,
}

impl Meter {
    /// A meter for interleaved samples of so many channels, of which it hears the first two: the
    /// others may stand for anything.
    pub(super) fn new(channels: usize, rate: u32) -> Self {
        let heard = channels.min(2) as u32;
        let mode = Mode::I | Mode::LRA | Mode::HISTOGRAM;
        Self { state: EbuR128::new(heard, rate, mode).ok(), channels }
    }

    /// Hears some more; whatever has another number of channels is passed over.
    pub(super) fn hear(&mut self, interleaved: &[f32], channels: usize) {
        let Some(state) = &mut self.state else { return };
        if channels != self.channels {
            return;
        }
        // What cannot be measured is left out: loudness is worth no failure.
        let _ = match channels {
            1 | 2 => state.add_frames_f32(interleaved),
            _ => {
                let pairs: Vec<f32> = interleaved
                    .chunks_exact(channels)
                    .flat_map(|frame| [frame[0], frame[1]])
                    .collect();
                state.add_frames_f32(&pairs)
            }
        };
    }

    /// What was heard.
    pub(super) fn finish(&self) -> Loudness {
        let Some(state) = &self.state else { return Loudness::default() };
        let number = |measured: Result<f64, ebur128::Error>| {
            measured.ok().filter(|value| value.is_finite()).map(|value| value as f32)
        };
        let integrated_lufs = number(state.loudness_global());
        let range_lu = integrated_lufs.and_then(|_| number(state.loudness_range()));
        Loudness { integrated_lufs, range_lu }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_scale_tone_of_1_khz_has_the_loudness_that_the_standard_says() {
        // ITU-R BS.1770-4, annex 1: a 0 dBFS sine at 997 Hz in one front channel reads -3.01 LKFS.
        let mut meter = Meter::new(1, 48_000);
        let sine = |place: usize| (place as f32 / 48_000.0 * 997.0 * std::f32::consts::TAU).sin();
        let tone: Vec<f32> = (0..48_000 * 5).map(sine).collect();
        meter.hear(&tone, 1);
        let measured = meter.finish().integrated_lufs.unwrap();
        assert!((measured + 3.01).abs() < 0.1, "{measured}");
    }

    #[test]
    fn silence_has_no_loudness() {
        let mut meter = Meter::new(2, 44_100);
        meter.hear(&vec![0.0; 44_100 * 4], 2);
        assert_eq!(meter.finish(), Loudness::default());
    }
}
