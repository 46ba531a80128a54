//! The feeling of sound: a ridge on each axis over whole pieces and spans of them together.

use super::{deviation, folds};
use crate::eval::measure::{mean, pearson};
use crate::eval::ridge::Ridge;
use crate::feeling::Feeling;
use crate::ingest::listen::{Axis, EDGE, SoundFeatures, SoundFeeling};

const FOLDS: usize = 5;
const SEED: u64 = 0;
/// A ridge's predictions are stretched toward the spread of the targets, but not more than this.
const MOST_STRETCH: f64 = 1.6;
/// The strengths that the ridge is chosen from, by cross-validation among the tracks it is taught.
const STRENGTHS: [f64; 7] = [3.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0];
/// A feature that hardly varies is not blown up.
const LEAST_SCALE: f64 = 1e-3;

/// What was heard in a track, and how people said it feels.
#[derive(Clone, Debug)]
pub struct HeardTrack {
    /// What is measured in the whole piece, and then in each of its spans.
    pub features: Vec<Vec<f32>>,
    /// How it feels.
    pub feeling: Feeling,
}

/// A row of what is taught: its track, and whether it is the whole piece.
struct Row {
    track: usize,
    whole: bool,
}

/// The head that these tracks teach. `None` if there are too few of them.
pub fn sound_feeling(tracks: &[&HeardTrack]) -> Option<SoundFeeling> {
    let (mut rows, mut raw) = (Vec::new(), Vec::new());
    for (track, heard) in tracks.iter().enumerate() {
        for (number, features) in heard.features.iter().enumerate() {
            rows.push(Row { track, whole: number == 0 });
            raw.push(features.iter().map(|value| f64::from(*value)).collect::<Vec<f64>>());
        }
    }
    let scale = Scale::of(&raw.iter().collect::<Vec<_>>())?;
    let fit = |coordinate: fn(Feeling) -> f32| {
        let target = |row: &Row| f64::from(coordinate(tracks[row.track].feeling));
        axis(&rows, &raw, &rows.iter().map(target).collect::<Vec<_>>(), &scale)
    };
    let single = |values: &[f64]| values.iter().map(|value| *value as f32).collect();
    Some(SoundFeeling {
        features: SoundFeatures::names(),
        mean: single(&scale.mean),
        scale: single(&scale.deviation),
        valence: fit(Feeling::valence)?,
        arousal: fit(Feeling::arousal)?,
    })
}

fn axis(rows: &[Row], raw: &[Vec<f64>], targets: &[f64], scale: &Scale) -> Option<Axis> {
    let strength = strongest(rows, raw, targets)?;
    let standard: Vec<Vec<f64>> = raw.iter().map(|row| scale.standard(row)).collect();
    let ridge = Ridge::fit(&standard, targets, strength)?;
    let whole: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].whole).collect();
    let told: Vec<f64> = whole.iter().map(|row| ridge.predict(&standard[*row])).collect();
    let wanted: Vec<f64> = whole.iter().map(|row| targets[*row]).collect();
    let stretch = (deviation(&wanted) / deviation(&told)).min(MOST_STRETCH);
    let middle = mean(&wanted);
    Some(Axis {
        bias: (middle + stretch * (ridge.intercept - middle)) as f32,
        weights: ridge.weights.iter().map(|weight| (stretch * weight) as f32).collect(),
    })
}

/// The strength whose predictions of tracks that were not taught go best with what people said.
fn strongest(rows: &[Row], raw: &[Vec<f64>], targets: &[f64]) -> Option<f64> {
    let tracks = rows.iter().map(|row| row.track + 1).max()?;
    let fold_of = folds(tracks, FOLDS, SEED);
    let score = |strength: f64| {
        Some(pearson(&cross_validated(rows, raw, targets, &fold_of, strength)?, targets))
    };
    let scored = STRENGTHS.iter().filter_map(|strength| Some((score(*strength)?, *strength)));
    // Of equal ones the first, as in Python.
    scored.reduce(|best, one| if best.0 < one.0 { one } else { best }).map(|(_, strength)| strength)
}

fn cross_validated(
    rows: &[Row],
    raw: &[Vec<f64>],
    targets: &[f64],
    fold_of: &[usize],
    strength: f64,
) -> Option<Vec<f64>> {
    let mut told = vec![0.0; rows.len()];
    for fold in 0..FOLDS {
        let (asked, taught): (Vec<usize>, Vec<usize>) =
            (0..rows.len()).partition(|row| fold_of[rows[*row].track] == fold);
        let scale = Scale::of(&taught.iter().map(|row| &raw[*row]).collect::<Vec<_>>())?;
        let standard: Vec<Vec<f64>> = taught.iter().map(|row| scale.standard(&raw[*row])).collect();
        let wanted: Vec<f64> = taught.iter().map(|row| targets[*row]).collect();
        let ridge = Ridge::fit(&standard, &wanted, strength)?;
        for row in asked {
            told[row] = ridge.predict(&scale.standard(&raw[row]));
        }
    }
    Some(told)
}

/// The mean and the deviation of each feature.
struct Scale {
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

impl Scale {
    fn of(rows: &[&Vec<f64>]) -> Option<Self> {
        let size = rows.first()?.len();
        let column = |feature: usize| rows.iter().map(|row| row[feature]).collect::<Vec<f64>>();
        let columns: Vec<Vec<f64>> = (0..size).map(column).collect();
        Some(Self {
            mean: columns.iter().map(|values| mean(values)).collect(),
            deviation: columns.iter().map(|values| deviation(values).max(LEAST_SCALE)).collect(),
        })
    }

    fn standard(&self, row: &[f64]) -> Vec<f64> {
        let edge = f64::from(EDGE);
        let even = row.iter().zip(self.mean.iter().zip(&self.deviation));
        even.map(|(value, (mean, deviation))| ((value - mean) / deviation).clamp(-edge, edge))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Tracks of which the first feature tells the arousal and the second the valence.
    fn tracks(count: usize) -> Vec<HeardTrack> {
        let mut chance = Random::named(3, "test");
        let mut number = || chance.below(2_001) as f32 / 1_000.0 - 1.0;
        let size = SoundFeatures::names().len();
        (0..count)
            .map(|_| {
                let (arousal, valence) = (number(), number());
                let mut values = vec![0.0; size];
                values[0] = 10.0 * arousal;
                values[1] = 3.0 + valence;
                HeardTrack { features: vec![values; 3], feeling: Feeling::new(valence, arousal) }
            })
            .collect()
    }

    #[test]
    fn a_head_hears_what_it_was_taught_in_tracks_it_never_heard() {
        let all = tracks(80);
        let head = sound_feeling(&all[..60].iter().collect::<Vec<_>>()).unwrap();
        let size = head.mean.len();
        for track in &all[60..] {
            let told = |axis: &Axis| {
                let even = (0..size).map(|i| {
                    axis.weights[i] * (track.features[0][i] - head.mean[i]) / head.scale[i]
                });
                axis.bias + even.sum::<f32>()
            };
            assert!((told(&head.arousal) - track.feeling.arousal()).abs() < 0.1);
            assert!((told(&head.valence) - track.feeling.valence()).abs() < 0.1);
        }
    }

    #[test]
    fn nothing_teaches_nothing() {
        assert!(sound_feeling(&[]).is_none());
    }
}
