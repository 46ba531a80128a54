//! How sure a difference is. Pure and seeded.

use serde::Serialize;

use crate::random::Random;

/// How often a sample is drawn again for an interval.
const RESAMPLES: usize = 1_000;

/// A mean and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// The mean.
    pub mean: f64,
    /// The end below.
    pub low: f64,
    /// The end above.
    pub high: f64,
}

/// How likely a split of `wins` to `losses`, or one further from even, is by fair coins: the two-sided
/// sign test, exact.
pub fn sign_test(wins: usize, losses: usize) -> f64 {
    let (count, fewer) = (wins + losses, wins.min(losses));
    let mut logarithm = -(count as f64) * std::f64::consts::LN_2;
    let mut sum = 0.0;
    for chosen in 0..=fewer {
        sum += logarithm.exp();
        // From the binomial coefficient of `chosen` to the next one.
        logarithm += ((count - chosen) as f64).ln() - ((chosen + 1) as f64).ln();
    }
    (2.0 * sum).min(1.0)
}

/// The mean of `values` and where 95 % of the means of samples drawn again from them lie.
pub fn bootstrap(values: &[f64], random: &mut Random) -> Interval {
    interval(values, |sample| sample.iter().sum::<f64>() / sample.len() as f64, random)
}

/// What `of` makes of `items`, and where 95 % of what it makes of samples drawn again from them lie.
pub fn interval<T: Copy>(items: &[T], of: impl Fn(&[T]) -> f64, random: &mut Random) -> Interval {
    if items.is_empty() {
        return Interval { mean: 0.0, low: 0.0, high: 0.0 };
    }
    let of_drawn = |drawn: &[usize]| of(&drawn.iter().map(|at| items[*at]).collect::<Vec<T>>());
    let made = random.resampled((items.len(), RESAMPLES), of_drawn);
    let at = |share: f64| made[(share * (RESAMPLES - 1) as f64).round() as usize];
    Interval { mean: of(items), low: at(0.025), high: at(0.975) }
}

/// The difference of two means and its 95 % interval, and how likely one at least as large is without
/// any true difference (two-sided, Welch's statistic, normal approximation: samples of 30 or more).
pub fn difference(a: &[f64], b: &[f64]) -> (Interval, f64) {
    let (mean_a, error_a) = mean_and_error(a);
    let (mean_b, error_b) = mean_and_error(b);
    let (mean, error) = (mean_a - mean_b, (error_a + error_b).sqrt());
    let margin = 1.96 * error;
    let chance = match error {
        0.0 if mean == 0.0 => 1.0,
        0.0 => 0.0,
        _ => 2.0 * normal_above(mean.abs() / error),
    };
    (Interval { mean, low: mean - margin, high: mean + margin }, chance)
}

/// The mean, and the variance of the mean.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    if values.len() < 2 {
        return (values.iter().sum(), 0.0);
    }
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (mean, variance / count)
}

/// The share of a normal distribution above `z`, which is not negative: Abramowitz and Stegun, formula
/// 26.2.17, off by less than 1e-7.
fn normal_above(z: f64) -> f64 {
    const TERMS: [f64; 5] =
        [0.319_381_530, -0.356_563_782, 1.781_477_937, -1.821_255_978, 1.330_274_429];
    let step = 1.0 / (1.0 + 0.231_641_9 * z);
    let series = TERMS.iter().rev().fold(0.0, |sum, term| (sum + term) * step);
    let density = (-0.5 * z * z).exp() / std::f64::consts::TAU.sqrt();
    density * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_test_gives_what_tables_give() {
        let cases = [
            (0, 0, 1.0),
            (5, 5, 1.0),
            (5, 0, 0.0625),
            (9, 1, 0.021_484_375),
            (1, 9, 0.021_484_375),
        ];
        for (wins, losses, expected) in cases {
            assert!((sign_test(wins, losses) - expected).abs() < 1e-9, "{wins} {losses}");
        }
        assert!(sign_test(5_200, 4_800) < 1e-4 && 0.9 < sign_test(5_000, 4_998));
    }

    #[test]
    fn the_tail_of_the_normal_distribution_is_known() {
        for (z, share) in
            [(0.0, 0.5), (1.0, 0.158_655_254), (1.959_964, 0.025), (3.0, 0.001_349_898)]
        {
            assert!((normal_above(z) - share).abs() < 1e-7, "{z}");
        }
    }

    #[test]
    fn intervals_hold_the_truth_nineteen_times_in_twenty() {
        let mut random = Random::of(&[b"intervals"]);
        let (mut bootstrapped, mut differing) = (0, 0);
        for _ in 0..400 {
            let a: Vec<f64> = (0..60).map(|_| 1.0 + random.normal()).collect();
            let b: Vec<f64> = (0..50).map(|_| 2.0 * random.normal()).collect();
            let holds = |interval: Interval| interval.low <= 1.0 && 1.0 <= interval.high;
            bootstrapped += usize::from(holds(bootstrap(&a, &mut random)));
            differing += usize::from(holds(difference(&a, &b).0));
        }
        for count in [bootstrapped, differing] {
            assert!((364..=394).contains(&count), "{count} of 400, not about 380");
        }
    }

    #[test]
    fn samples_without_spread_are_told_apart_only_if_they_differ() {
        assert_eq!(difference(&[1.0, 1.0], &[1.0, 1.0]).1.to_bits(), 1.0_f64.to_bits());
        assert_eq!(difference(&[1.0, 1.0], &[0.0, 0.0]).1.to_bits(), 0.0_f64.to_bits());
        assert_eq!(bootstrap(&[], &mut Random::of(&[])).mean.to_bits(), 0.0_f64.to_bits());
    }
}
