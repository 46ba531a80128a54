//! In which order songs are offered: mostly from the best down, sometimes otherwise, so that what
//! people do also tells of songs that would never have been at the top. Pure.

use crate::random::Random;

/// A song's place in an order that was drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Which of the candidates it is.
    pub candidate: usize,
    /// How likely it was to be drawn here, given those before it; in (0, 1].
    pub propensity: f64,
}

/// Draws up to `places` of the candidates, first to last: each time one of those that are left, with
/// odds `exp(log-odds / temperature)` (Plackett and Luce). With a temperature of 0, the best first and
/// equal ones as they stand, each with propensity 1. The log-odds are numbers.
pub fn draw(log_odds: &[f32], places: usize, temperature: f32, random: &mut Random) -> Vec<Drawn> {
    let mut left: Vec<usize> = (0..log_odds.len()).collect();
    left.sort_by(|a, b| log_odds[*b].total_cmp(&log_odds[*a]));
    let mut drawn = Vec::new();
    while drawn.len() < places && !left.is_empty() {
        let shares = shares(&left, log_odds, temperature);
        let at = pick(&shares, random.uniform());
        drawn.push(Drawn { candidate: left.remove(at), propensity: shares[at] });
    }
    drawn
}

/// How likely each of those left is to be next; they are sorted, the best first.
fn shares(left: &[usize], log_odds: &[f32], temperature: f32) -> Vec<f64> {
    let best = f64::from(log_odds[left[0]]);
    let odds = |(place, one): (usize, &usize)| {
        if temperature <= 0.0 {
            return if place == 0 { 1.0 } else { 0.0 };
        }
        ((f64::from(log_odds[*one]) - best) / f64::from(temperature)).exp()
    };
    let odds: Vec<f64> = left.iter().enumerate().map(odds).collect();
    let sum: f64 = odds.iter().sum();
    odds.into_iter().map(|odds| odds / sum).collect()
}

/// The first place at which the shares add up to more than `level`, which lies in [0, 1). It is never
/// one whose share is 0.
fn pick(shares: &[f64], level: f64) -> usize {
    let mut sum = 0.0;
    let found = shares.iter().position(|share| {
        sum += share;
        level < sum
    });
    // Rounding may leave the sum below the level.
    found.unwrap_or_else(|| shares.iter().rposition(|share| 0.0 < *share).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_temperature_the_best_comes_first_and_equal_ones_as_they_stand() {
        let drawn = draw(&[0.5, 2.0, 0.5, -1.0], 3, 0.0, &mut Random::of(&[]));
        let expected = [1, 0, 2].map(|candidate| Drawn { candidate, propensity: 1.0 });
        assert_eq!(drawn, expected);
        assert!(draw(&[], 3, 0.0, &mut Random::of(&[])).is_empty());
    }

    #[test]
    fn orders_come_as_often_as_their_propensities_say() {
        let log_odds = [1.0, 0.0, -0.5];
        let mut random = Random::of(&[b"orders"]);
        let mut seen = std::collections::HashMap::<Vec<usize>, (f64, f64)>::new();
        let rounds = 20_000;
        for _ in 0..rounds {
            let drawn = draw(&log_odds, 2, 0.7, &mut random);
            let order = drawn.iter().map(|one| one.candidate).collect();
            let said: f64 = drawn.iter().map(|one| one.propensity).product();
            let (count, _) = seen.entry(order).or_insert((0.0, said));
            *count += 1.0;
        }
        assert_eq!(seen.len(), 6);
        for (order, (count, said)) in seen {
            let share = count / f64::from(rounds);
            assert!((share - said).abs() < 0.012, "{order:?}: {share} {said}");
        }
    }

    #[test]
    fn an_order_follows_from_its_seed() {
        let order = |seed: &[u8]| draw(&[0.3; 9], 9, 1.0, &mut Random::of(&[seed]));
        assert_eq!(order(b"one"), order(b"one"));
        assert_ne!(order(b"one"), order(b"two"));
    }

    #[test]
    fn far_log_odds_do_not_overflow() {
        let drawn = draw(&[1e6, -1e6, 0.0], 3, 1e-3, &mut Random::of(&[]));
        assert_eq!(drawn.iter().map(|one| one.candidate).collect::<Vec<_>>(), [0, 2, 1]);
        assert!(drawn.iter().all(|one| 1.0 <= one.propensity));
    }
}
