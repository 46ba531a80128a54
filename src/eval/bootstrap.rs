//! How sure a figure is: intervals by the paired percentile bootstrap (Efron and Tibshirani, "An
//! introduction to the bootstrap", 1993, chapter 13), and p values by the paired randomisation test
//! (Noreen, "Computer-intensive methods for testing hypotheses", 1989). Both draw whole queries.

use serde::Serialize;

use super::measure::mean;
use crate::random::Random;

/// The share of resamples inside an interval.
const INSIDE: f64 = 0.95;
/// As many standard errors on each side hold that share of a normal distribution.
const ERRORS: f64 = 1.96;
/// How many groups the jackknife leaves out in turn.
const GROUPS: usize = 20;

/// A figure and its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure itself.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Estimate {
    /// A figure that is known, not estimated.
    pub const fn exact(value: f64) -> Self {
        Self { value, low: value, high: value }
    }
}

/// Draws queries anew, always the same ones for as many queries: figures of several systems are
/// paired by it.
#[derive(Clone, Copy, Debug)]
pub struct Resampling {
    /// What the random numbers start from.
    pub seed: u64,
    /// How often it is drawn.
    pub rounds: usize,
}

impl Resampling {
    /// The statistic of `count` queries, given as the list of their numbers, with its interval.
    pub fn interval(self, count: usize, statistic: impl Fn(&[usize]) -> f64) -> Estimate {
        let all: Vec<usize> = (0..count).collect();
        let value = statistic(&all);
        if count == 0 {
            return Estimate::exact(value);
        }
        let mut chance = Random::named(self.seed, "bootstrap");
        let resampled = chance.resampled((count, self.rounds), statistic);
        let (low, high) = (
            percentile(&resampled, 0.5 - INSIDE / 2.0),
            percentile(&resampled, 0.5 + INSIDE / 2.0),
        );
        Estimate { value, low: low.unwrap_or(value), high: high.unwrap_or(value) }
    }

    /// The statistic with an interval by the grouped jackknife (Efron and Tibshirani, 1993, chapter 11), for
    /// what grows with the number of different queries: each of 20 groups of queries is left out once.
    pub fn jackknife(self, count: usize, statistic: impl Fn(&[usize]) -> f64) -> Estimate {
        let mut order: Vec<usize> = (0..count).collect();
        let value = statistic(&order);
        Random::named(self.seed, "jackknife").shuffle(&mut order);
        let groups = GROUPS.min(count);
        let without = |group: usize| {
            let kept = order.iter().enumerate().filter(|(place, _)| place % groups != group);
            statistic(&kept.map(|(_, query)| *query).collect::<Vec<usize>>())
        };
        let figures: Vec<f64> = (0..groups).map(without).collect();
        let middle = mean(&figures);
        let squares: f64 = figures.iter().map(|figure| (figure - middle).powi(2)).sum();
        let error = ((groups as f64 - 1.0) / groups.max(1) as f64 * squares).max(0.0).sqrt();
        Estimate { value, low: value - ERRORS * error, high: value + ERRORS * error }
    }

    /// How likely a difference as large as that of two systems is if they are alike: two-sided, from
    /// `1 / (rounds + 1)` to 1. The scores of a query are swapped or not by the toss of a coin.
    ///
    /// `statistic` makes one figure of the scores of all queries; both systems answered the same.
    pub fn significance(
        self,
        left: &[f64],
        right: &[f64],
        statistic: impl Fn(&[f64]) -> f64,
    ) -> f64 {
        let seen = (statistic(left) - statistic(right)).abs();
        let mut chance = Random::named(self.seed, "randomisation");
        let (mut first, mut second) = (left.to_vec(), right.to_vec());
        let as_large = (0..self.rounds).filter(|_| {
            let mut coins = 0;
            for (query, (a, b)) in left.iter().zip(right).enumerate() {
                if query % 64 == 0 {
                    coins = chance.bits();
                }
                let swap = coins >> (query % 64) & 1 == 1;
                (first[query], second[query]) = if swap { (*b, *a) } else { (*a, *b) };
            }
            // Sums in another order differ in the last digits.
            seen - 1e-12 <= (statistic(&first) - statistic(&second)).abs()
        });
        (as_large.count() + 1) as f64 / (self.rounds + 1) as f64
    }
}

/// The value below which the share of the sorted `values` lies, with a line drawn between two of them.
fn percentile(values: &[f64], share: f64) -> Option<f64> {
    let place = share * (values.len().checked_sub(1)?) as f64;
    let (below, part) = (values[place as usize], place.fract());
    let above = values.get(place as usize + 1).unwrap_or(&below);
    Some(below + part * (above - below))
}

/// Corrects p values for being several (Holm, "A simple sequentially rejective multiple test
/// procedure", 1979); in the order in which they came.
pub fn holm(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut corrected = vec![0.0; values.len()];
    let mut most: f64 = 0.0;
    for (place, number) in order.into_iter().enumerate() {
        most = most.max(((values.len() - place) as f64 * values[number]).min(1.0));
        corrected[number] = most;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWS: Resampling = Resampling { seed: 7, rounds: 4_000 };

    fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> f64 {
        |drawn| mean(&drawn.iter().map(|query| values[*query]).collect::<Vec<_>>())
    }

    #[test]
    fn the_interval_of_a_mean_is_about_two_standard_errors_wide() {
        let values: Vec<f64> = (0..400).map(|query| f64::from(query % 2)).collect();
        let estimate = DRAWS.interval(values.len(), mean_of(&values));
        assert!((estimate.value - 0.5).abs() < 1e-12);
        // The standard error of a fair coin tossed 400 times is 0.025.
        assert!(
            (estimate.low - 0.451).abs() < 0.006 && (estimate.high - 0.549).abs() < 0.006,
            "{estimate:?}"
        );
        assert_eq!(
            estimate,
            DRAWS.interval(values.len(), mean_of(&values)),
            "it is the same again"
        );
    }

    #[test]
    fn the_jackknife_of_a_mean_is_its_standard_error() {
        // One query in each group: the jackknife is the textbook's standard error of the mean.
        let values: Vec<f64> = (0..20).map(f64::from).collect();
        let estimate = DRAWS.jackknife(20, mean_of(&values));
        let error = (35.0_f64 / 20.0).sqrt();
        assert!((estimate.value - 9.5).abs() < 1e-12);
        assert!((estimate.high - 9.5 - 1.96 * error).abs() < 1e-9, "{estimate:?}");
        assert_eq!(DRAWS.jackknife(0, mean_of(&[])), Estimate::exact(0.0));
    }

    #[test]
    fn what_does_not_vary_is_sure_and_nothing_is_nothing() {
        let estimate = DRAWS.interval(5, mean_of(&[0.3; 5]));
        assert!((estimate.low - 0.3).abs() < 1e-12 && (estimate.high - 0.3).abs() < 1e-12);
        assert_eq!(DRAWS.interval(0, mean_of(&[])), Estimate::exact(0.0));
    }

    #[test]
    fn the_randomisation_test_agrees_with_counting_all_swaps() {
        // Differences 1 1 1 1 1: of the 32 ways to swap, the two that swap all or none are as large.
        let (left, right) = ([1.0; 5], [0.0; 5]);
        let p = DRAWS.significance(&left, &right, mean);
        assert!((p - 2.0 / 32.0).abs() < 0.012, "{p}");
        assert!((DRAWS.significance(&left, &left, mean) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn several_p_values_are_corrected_step_by_step() {
        let corrected = holm(&[0.01, 0.04, 0.03]);
        let expected = [0.03, 0.06, 0.06];
        assert!(
            corrected.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12),
            "{corrected:?}"
        );
        assert!(holm(&[0.6, 0.7]).iter().all(|p| *p <= 1.0));
    }

    #[test]
    fn percentiles_lie_between_values() {
        assert_eq!(percentile(&[0.0, 1.0, 2.0], 0.25), Some(0.5));
        assert_eq!(percentile(&[3.0], 0.9), Some(3.0));
        assert_eq!(percentile(&[], 0.5), None);
    }
}
