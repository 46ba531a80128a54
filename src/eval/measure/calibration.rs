//! Whether a probability that is told comes true as often as it says.

/// Predictions of about the same confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// The mean probability that was told, from 0 to 1.
    pub confidence: f64,
    /// The share of what came true, from 0 to 1.
    pub accuracy: f64,
    /// How many predictions it holds.
    pub count: usize,
}

/// The predictions in at most `count` bins of as many each (equal mass), least confident first.
pub fn bins(predictions: &[(f64, bool)], count: usize) -> Vec<Bin> {
    let mut sorted = predictions.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let count = count.clamp(1, sorted.len().max(1));
    let edge = |number: usize| number * sorted.len() / count;
    let parts = (0..count).map(|number| &sorted[edge(number)..edge(number + 1)]);
    parts.filter(|part| !part.is_empty()).map(bin).collect()
}

fn bin(part: &[(f64, bool)]) -> Bin {
    let count = part.len();
    let told: f64 = part.iter().map(|(probability, _)| probability).sum();
    let came_true = part.iter().filter(|(_, true_)| *true_).count();
    Bin { confidence: told / count as f64, accuracy: came_true as f64 / count as f64, count }
}

/// The mean distance of confidence and accuracy over the bins, weighted by what they hold (Naeini et
/// al., 2015), from 0 to 1.
pub fn expected_calibration_error(bins: &[Bin]) -> f64 {
    let all: usize = bins.iter().map(|bin| bin.count).sum();
    let off = |bin: &Bin| (bin.confidence - bin.accuracy).abs() * bin.count as f64;
    bins.iter().map(off).sum::<f64>() / all.max(1) as f64
}

/// The mean squared error of the probabilities (Brier, 1950), from 0 to 1; 0 of nothing.
pub fn brier(predictions: &[(f64, bool)]) -> f64 {
    let error = |(told, came_true): &(f64, bool)| (told - f64::from(*came_true)).powi(2);
    predictions.iter().map(error).sum::<f64>() / predictions.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_as_many_each_and_their_error_is_as_counted_by_hand() {
        let predictions = [(0.9, true), (0.1, false), (0.7, false), (0.3, true)];
        let bins = bins(&predictions, 2);
        assert_eq!(bins[0], Bin { confidence: 0.2, accuracy: 0.5, count: 2 });
        assert!((bins[1].confidence - 0.8).abs() < 1e-12 && bins[1].count == 2);
        assert!((expected_calibration_error(&bins) - 0.3).abs() < 1e-12);
        assert!((brier(&predictions) - (0.01 + 0.01 + 0.49 + 0.49) / 4.0).abs() < 1e-12);
    }

    #[test]
    fn few_predictions_make_few_bins() {
        assert_eq!(bins(&[(0.5, true)], 10).len(), 1);
        assert!(bins(&[], 10).is_empty());
    }
}
