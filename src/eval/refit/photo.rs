//! The feeling of a photo: kernel ridge regression on what the tower pools of it.

use super::{deviation, folds};
use crate::eval::measure::mean;
use crate::eval::ridge::{Factor, Square, dot};
use crate::feeling::Feeling;

/// How many numbers each part of what is pooled has: the grid's, then those of three blocks.
const PARTS: [usize; 4] = [1_280, 120, 208, 208];
const SHARPNESS: f64 = 2.0;
const RIDGE: f64 = 0.1;
const BLOCKS_WEIGH: f64 = 0.7;
const SEED: u64 = 7;
const FOLDS: usize = 5;
const ROUNDS: u64 = 6;

/// What the tower pools of a photo: 1,816 numbers.
pub type Pooled = Vec<f32>;

/// Sees how photos feel, as the photos that taught it do.
pub struct PhotoFeeling {
    scale: Scale,
    taught: Vec<Parts>,
    weights: [Vec<f64>; 2],
    middle: [f64; 2],
}

/// The parts of a photo's features, each of length one.
type Parts = [Vec<f64>; 4];

impl PhotoFeeling {
    /// The head that these photos teach. `None` if there are fewer photos than folds.
    pub fn fit(pooled: &[&Pooled], feelings: &[Feeling]) -> Option<Self> {
        if pooled.len() < FOLDS {
            return None;
        }
        let scale = Scale::of(pooled);
        let taught: Vec<Parts> = pooled.iter().map(|photo| scale.parts(photo)).collect();
        let row = |a: &Parts| taught.iter().map(|b| alike(a, b)).collect::<Vec<f64>>();
        let likeness: Vec<Vec<f64>> = taught.iter().map(row).collect();
        let coordinates: [fn(Feeling) -> f32; 2] = [Feeling::valence, Feeling::arousal];
        let targets = coordinates.map(|coordinate| {
            feelings.iter().map(|one| f64::from(coordinate(*one))).collect::<Vec<f64>>()
        });
        let stretch = stretch(&likeness, &targets)?;
        let square = Square::of(taught.len(), |a, b| likeness[a][b]);
        let factor = square.plus_diagonal(RIDGE).factor()?;
        let middle = [mean(&targets[0]), mean(&targets[1])];
        let weights = [0, 1].map(|axis| {
            let solved = solve(&factor, &targets[axis]);
            solved.into_iter().map(|weight| weight * stretch[axis]).collect()
        });
        Some(Self { scale, taught, weights, middle })
    }

    /// How a photo feels.
    pub fn feeling(&self, photo: &Pooled) -> Feeling {
        let parts = self.scale.parts(photo);
        let likeness: Vec<f64> = self.taught.iter().map(|taught| alike(&parts, taught)).collect();
        let [valence, arousal] =
            [0, 1].map(|axis| (self.middle[axis] + dot(&likeness, &self.weights[axis])) as f32);
        Feeling::new(valence, arousal)
    }
}

fn solve(factor: &Factor, targets: &[f64]) -> Vec<f64> {
    let middle = mean(targets);
    factor.solve(targets.iter().map(|target| target - middle).collect())
}

/// How alike two photos are, from 0 to 1.
fn alike(left: &Parts, right: &Parts) -> f64 {
    let grid = dot(&left[0], &right[0]);
    let blocks = (1..4).map(|part| dot(&left[part], &right[part])).sum::<f64>() / 3.0;
    let joint =
        (SHARPNESS * (grid - 1.0)).exp() + BLOCKS_WEIGH * (SHARPNESS * (blocks - 1.0)).exp();
    joint / (1.0 + BLOCKS_WEIGH)
}

/// A regression draws its guesses to the middle: what gives those of photos that were not taught the
/// spread of the ratings, for each axis.
fn stretch(likeness: &[Vec<f64>], targets: &[Vec<f64>; 2]) -> Option<[f64; 2]> {
    let mut spreads = [0.0; 2];
    for round in 0..ROUNDS {
        let guessed =
            cross_validated(likeness, targets, &folds(likeness.len(), FOLDS, SEED + round))?;
        for (spread, guessed) in spreads.iter_mut().zip(&guessed) {
            *spread += deviation(guessed) / ROUNDS as f64;
        }
    }
    Some([0, 1].map(|axis| deviation(&targets[axis]) / spreads[axis]))
}

fn cross_validated(
    likeness: &[Vec<f64>],
    targets: &[Vec<f64>; 2],
    fold_of: &[usize],
) -> Option<[Vec<f64>; 2]> {
    let mut guessed = [vec![0.0; likeness.len()], vec![0.0; likeness.len()]];
    for fold in 0..FOLDS {
        let (asked, taught): (Vec<usize>, Vec<usize>) =
            (0..likeness.len()).partition(|photo| fold_of[*photo] == fold);
        let square = Square::of(taught.len(), |a, b| likeness[taught[a]][taught[b]]);
        let factor = square.plus_diagonal(RIDGE).factor()?;
        for (targets, guessed) in targets.iter().zip(&mut guessed) {
            let wanted: Vec<f64> = taught.iter().map(|photo| targets[*photo]).collect();
            let (middle, weights) = (mean(&wanted), solve(&factor, &wanted));
            let row = |photo: usize| taught.iter().map(move |other| likeness[photo][*other]);
            let guess = |photo: usize| middle + dot(&row(photo).collect::<Vec<f64>>(), &weights);
            for photo in &asked {
                guessed[*photo] = guess(*photo);
            }
        }
    }
    Some(guessed)
}

/// The mean and the spread of each feature, the grid's by the square root of its values.
struct Scale {
    mean: Vec<f64>,
    spread: Vec<f64>,
}

impl Scale {
    fn of(photos: &[&Pooled]) -> Self {
        let rows: Vec<Vec<f64>> = photos.iter().map(|photo| spread_out(photo)).collect();
        let size = rows.first().map_or(0, Vec::len);
        let column = |feature: usize| rows.iter().map(|row| row[feature]).collect::<Vec<f64>>();
        let (middle, spread): (Vec<f64>, Vec<f64>) =
            (0..size).map(column).map(|values| (mean(&values), deviation(&values))).unzip();
        let least = 1e-3 * mean(&spread);
        Self { mean: middle, spread: spread.into_iter().map(|spread| spread + least).collect() }
    }

    fn parts(&self, photo: &Pooled) -> Parts {
        let even = spread_out(photo).into_iter().zip(self.mean.iter().zip(&self.spread));
        let mut even = even.map(|(value, (mean, spread))| (value - mean) / spread);
        PARTS.map(|size| {
            let part: Vec<f64> = even.by_ref().take(size).collect();
            let length = dot(&part, &part).sqrt().max(f64::MIN_POSITIVE);
            part.into_iter().map(|value| value / length).collect()
        })
    }
}

fn spread_out(photo: &Pooled) -> Vec<f64> {
    let plain = |(place, value): (usize, &f32)| {
        let value = f64::from(*value);
        if place < PARTS[0] { value.max(0.0).sqrt() } else { value }
    };
    photo.iter().enumerate().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Photos that are one of two pictures, with some noise.
    fn photos(count: usize) -> (Vec<Pooled>, Vec<Feeling>) {
        let mut chance = Random::named(5, "test");
        let size: usize = PARTS.iter().sum();
        let photo = |number: usize, chance: &mut Random| {
            let value = |place: usize, noise: usize| {
                let own = if place % 2 == number % 2 { 1.0 } else { 0.2 };
                own + noise as f32 / 1_000.0
            };
            (0..size).map(|place| value(place, chance.below(300))).collect::<Pooled>()
        };
        let feeling = |number: usize| {
            if number.is_multiple_of(2) { Feeling::new(0.6, -0.2) } else { Feeling::new(-0.6, 0.4) }
        };
        (
            (0..count).map(|number| photo(number, &mut chance)).collect(),
            (0..count).map(feeling).collect(),
        )
    }

    #[test]
    fn photos_feel_like_those_they_look_like() {
        let (photos, feelings) = photos(24);
        let head =
            PhotoFeeling::fit(&photos[..20].iter().collect::<Vec<_>>(), &feelings[..20]).unwrap();
        for (photo, feeling) in photos[20..].iter().zip(&feelings[20..]) {
            assert!(
                head.feeling(photo).distance(*feeling) < 0.2,
                "{:?} {feeling:?}",
                head.feeling(photo)
            );
        }
    }

    #[test]
    fn a_handful_of_photos_teaches_nothing() {
        let (photos, feelings) = photos(3);
        assert!(PhotoFeeling::fit(&photos.iter().collect::<Vec<_>>(), &feelings).is_none());
    }
}
