//! The heads that hear and see feelings, fitted anew on the half of a dataset that they are not measured
//! on. Constants and steps are those of `training/audio_feeling/fit.py` and `training/feeling.py`. Pure.

use crate::random::Random;

mod photo;
mod sound;

pub use self::photo::{PhotoFeeling, Pooled};
pub use self::sound::{HeardTrack, sound_feeling};

/// Puts things in halves, each class as evenly as it goes: `true` for the first half.
pub fn halves(classes: &[String], seed: u64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..classes.len()).collect();
    Random::named(seed, "halves").shuffle(&mut order);
    // Sorting keeps the order by lot within a class.
    order.sort_by(|a, b| classes[*a].cmp(&classes[*b]));
    let mut first = vec![false; classes.len()];
    order.iter().step_by(2).for_each(|thing| first[*thing] = true);
    first
}

/// Puts things in folds by lot, all of about the same size.
fn folds(count: usize, folds: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    Random::named(seed, "folds").shuffle(&mut order);
    let mut fold_of = vec![0; count];
    order.iter().enumerate().for_each(|(place, thing)| fold_of[*thing] = place % folds);
    fold_of
}

fn deviation(values: &[f64]) -> f64 {
    let middle = super::measure::mean(values);
    let squares: Vec<f64> = values.iter().map(|value| (value - middle).powi(2)).collect();
    super::measure::mean(&squares).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_share_every_class() {
        let classes: Vec<String> = (0..21).map(|thing| format!("{}", thing % 3)).collect();
        let first = halves(&classes, 7);
        for class in ["0", "1", "2"] {
            let of_class = (0..21).filter(|thing| classes[*thing] == class);
            let count = of_class.filter(|thing| first[*thing]).count();
            assert!((3..=4).contains(&count), "{class}: {count}");
        }
        assert_eq!(first, halves(&classes, 7));
        assert_ne!(first, halves(&classes, 8));
    }

    #[test]
    fn folds_are_of_the_same_size() {
        let folds = folds(11, 5, 7);
        let sizes: Vec<usize> =
            (0..5).map(|fold| folds.iter().filter(|own| **own == fold).count()).collect();
        assert_eq!(sizes, [3, 2, 2, 2, 2]);
    }
}
