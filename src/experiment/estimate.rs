//! How good a policy would have been, from what another one showed: inverse propensities,
//! self-normalised (Swaminathan and Joachims, "The self-normalized estimator for counterfactual
//! learning", 2015), and doubly robust (Dudík, Langford and Li, "Doubly robust policy evaluation and
//! learning", 2011). Pure.

/// Something that was shown, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logged {
    /// What came of it.
    pub reward: f64,
    /// How likely it was to be shown; in (0, 1].
    pub propensity: f64,
    /// How likely the policy that is judged would have been to show it; in [0, 1].
    pub target: f64,
    /// The reward that a model expects of what was shown.
    pub expected: f64,
    /// The reward that the model expects of what the judged policy would have shown.
    pub expected_of_target: f64,
}

impl Logged {
    /// By how much it counts for the judged policy.
    fn weight(&self) -> f64 {
        self.target / self.propensity
    }
}

/// What a policy is thought to be worth: a reward for each thing shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimates {
    /// By inverse propensities: unbiased, and wild where weights are large.
    pub inverse: f64,
    /// By self-normalised ones: a little biased, and much steadier.
    pub self_normalised: f64,
    /// Doubly robust: unbiased if either the propensities or the model are right.
    pub doubly_robust: f64,
    /// How many unweighted observations would tell as much (Kish, 1965): the square of the weights'
    /// sum over the sum of their squares.
    pub effective_size: f64,
}

/// Judges a policy by what was logged; `None` if the log holds nothing that it would have shown.
pub fn estimate(logged: &[Logged]) -> Option<Estimates> {
    let sum = |of: &dyn Fn(&Logged) -> f64| logged.iter().map(of).sum::<f64>();
    let count = logged.len() as f64;
    let weights = sum(&Logged::weight);
    if weights <= 0.0 {
        return None;
    }
    let weighted = sum(&|one| one.weight() * one.reward);
    let corrected = sum(&|one| one.expected_of_target + one.weight() * (one.reward - one.expected));
    Some(Estimates {
        inverse: weighted / count,
        self_normalised: weighted / weights,
        doubly_robust: corrected / count,
        effective_size: weights.powi(2) / sum(&|one| one.weight().powi(2)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn logged(reward: f64, propensity: f64, target: f64) -> Logged {
        Logged { reward, propensity, target, expected: 0.0, expected_of_target: 0.0 }
    }

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn small_cases_come_out_as_by_hand() {
        // Weights 2, 0 and 1: 2·1 + 0 + 1·0.5 = 2.5; 2.5 / 3; (2 + 1)² / (4 + 1).
        let log = [logged(1.0, 0.5, 1.0), logged(1.0, 0.5, 0.0), logged(0.5, 1.0, 1.0)];
        let made = estimate(&log).unwrap();
        assert!(near(made.inverse, 2.5 / 3.0) && near(made.self_normalised, 2.5 / 3.0));
        assert!(near(made.effective_size, 1.8));
        // A model that expects 0.4 of everything: 0.4 + (2·0.6 + 1·0.1) / 3.
        let modelled = log.map(|one| Logged { expected: 0.4, expected_of_target: 0.4, ..one });
        assert!(near(estimate(&modelled).unwrap().doubly_robust, 0.4 + 1.3 / 3.0));
        assert_eq!(estimate(&[logged(1.0, 0.5, 0.0)]), None);
        assert_eq!(estimate(&[]), None);
    }

    #[test]
    fn a_policy_that_is_its_own_log_is_worth_the_mean() {
        let log: Vec<Logged> = (0..10).map(|it| logged(f64::from(it), 0.3, 0.3)).collect();
        let made = estimate(&log).unwrap();
        assert!(near(made.inverse, 4.5) && near(made.self_normalised, 4.5));
        assert!(near(made.effective_size, 10.0));
    }

    const WORTH: [f64; 3] = [0.2, 0.5, 0.9];
    const SHOWN: [f64; 3] = [0.6, 0.3, 0.1];
    const JUDGED: [f64; 3] = [0.1, 0.2, 0.7];

    /// Estimates over many logs: their means by inverse propensities, self-normalised, and doubly
    /// robust, and the variances of the first and the last, where propensities and the model are
    /// `propensity` and `model`.
    fn simulated(propensity: [f64; 3], model: [f64; 3]) -> ([f64; 3], [f64; 2]) {
        let mut random = Random::of(&[b"bandit"]);
        let expected_of_target = (0..3).map(|arm| JUDGED[arm] * model[arm]).sum();
        let mut log = || {
            let one = |_| {
                let level = random.uniform();
                let arm = usize::from(SHOWN[0] < level) + usize::from(0.9 < level);
                let reward = f64::from(u8::from(random.uniform() < WORTH[arm]));
                let (propensity, target) = (propensity[arm], JUDGED[arm]);
                Logged { reward, propensity, target, expected: model[arm], expected_of_target }
            };
            (0..200).map(one).collect::<Vec<_>>()
        };
        let made: Vec<Estimates> = (0..3_000).filter_map(|_| estimate(&log())).collect();
        let mean = |of: fn(&Estimates) -> f64| made.iter().map(of).sum::<f64>() / 3_000.0;
        let variance = |of: fn(&Estimates) -> f64| {
            let middle = mean(of);
            made.iter().map(|one| (of(one) - middle).powi(2)).sum::<f64>() / 3_000.0
        };
        let means =
            [mean(|it| it.inverse), mean(|it| it.self_normalised), mean(|it| it.doubly_robust)];
        (means, [variance(|it| it.inverse), variance(|it| it.doubly_robust)])
    }

    fn truth() -> f64 {
        (0..3).map(|arm| JUDGED[arm] * WORTH[arm]).sum()
    }

    #[test]
    fn with_true_propensities_estimates_are_unbiased_whatever_the_model() {
        let (means, _) = simulated(SHOWN, [0.9, 0.1, 0.3]);
        let [inverse, self_normalised, doubly_robust] = means.map(|mean| (mean - truth()).abs());
        assert!(inverse < 0.01 && doubly_robust < 0.01, "{means:?} {}", truth());
        assert!(self_normalised < 0.02, "its bias falls with the size of the log");
    }

    #[test]
    fn with_a_true_model_doubly_robust_is_unbiased_whatever_the_propensities_and_steadier() {
        let (means, _) = simulated([1.0 / 3.0; 3], WORTH);
        assert!(0.1 < (means[0] - truth()).abs(), "wrong propensities mislead: {means:?}");
        assert!((means[2] - truth()).abs() < 0.01, "{means:?}");
        let (_, [inverse, doubly_robust]) = simulated(SHOWN, WORTH);
        assert!(doubly_robust < 0.6 * inverse, "{doubly_robust} {inverse}");
    }
}
