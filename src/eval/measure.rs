//! Measures of ranked lists and of predictions. Pure.

mod agreement;
mod calibration;

pub use self::agreement::{pearson, spearman};
pub use self::calibration::{Bin, bins, brier, expected_calibration_error};

/// The share of the first `k` places that are relevant. Places that the list does not fill count as
/// irrelevant; 0 if `k` is 0.
pub fn precision_at(relevant: &[bool], k: usize) -> f64 {
    share(hits(relevant, k), k)
}

/// The share of all `total` relevant things that are among the first `k`; 0 if there is none.
pub fn recall_at(relevant: &[bool], k: usize, total: usize) -> f64 {
    share(hits(relevant, k), total)
}

fn hits(relevant: &[bool], k: usize) -> usize {
    relevant.iter().take(k).filter(|relevant| **relevant).count()
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// One over the place, from 1, of the first relevant thing; 0 if there is none.
pub fn reciprocal_rank(relevant: &[bool]) -> f64 {
    relevant.iter().position(|relevant| *relevant).map_or(0.0, |place| 1.0 / (place + 1) as f64)
}

/// Normalised discounted cumulative gain of the first `k` places, from 0 to 1 (Järvelin and
/// Kekäläinen, 2002, with the gain 2^grade - 1 of Burges et al., 2005).
///
/// `ranked` are the grades of the list, best first, and `all` those of everything that could be
/// ranked; 0 if nothing has a grade above 0.
pub fn ndcg_at(ranked: &[f64], all: &[f64], k: usize) -> f64 {
    let mut best = all.to_vec();
    best.sort_by(|a, b| b.total_cmp(a));
    let ideal = discounted_gain(&best, k);
    if ideal == 0.0 { 0.0 } else { discounted_gain(ranked, k) / ideal }
}

fn discounted_gain(grades: &[f64], k: usize) -> f64 {
    let gain = |(place, grade): (usize, &f64)| (grade.exp2() - 1.0) / ((place + 2) as f64).log2();
    grades.iter().take(k).enumerate().map(gain).sum()
}

/// The share of things that two lists have in common, of the longer one; 1 for two empty lists.
pub fn overlap<T: PartialEq>(left: &[T], right: &[T]) -> f64 {
    let longer = left.len().max(right.len());
    if longer == 0 {
        return 1.0;
    }
    share(left.iter().filter(|one| right.contains(one)).count(), longer)
}

/// The mean; 0 of nothing.
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

/// The mean of the means of classes, each alike in weight; classes that have no value are left out.
pub fn macro_mean(values: &[f64], classes: &[usize]) -> f64 {
    let means: Vec<f64> = class_means(values, classes).into_iter().flatten().collect();
    mean(&means)
}

/// The least of the means of classes; 0 of nothing.
pub fn worst_class(values: &[f64], classes: &[usize]) -> f64 {
    class_means(values, classes).into_iter().flatten().min_by(f64::total_cmp).unwrap_or(0.0)
}

/// The mean of each class, by its number; `None` for one without a value.
pub fn class_means(values: &[f64], classes: &[usize]) -> Vec<Option<f64>> {
    let most = classes.iter().max().map_or(0, |class| class + 1);
    let mut sums = vec![(0.0, 0); most];
    for (value, class) in values.iter().zip(classes) {
        sums[*class].0 += value;
        sums[*class].1 += 1;
    }
    sums.into_iter().map(|(sum, count)| (count != 0).then(|| sum / f64::from(count))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is not {right}");
    }

    #[test]
    fn precision_recall_and_reciprocal_rank_are_as_counted_by_hand() {
        let list = [false, true, true, false];
        close(precision_at(&list, 1), 0.0);
        close(precision_at(&list, 3), 2.0 / 3.0);
        close(precision_at(&list, 10), 0.2);
        close(recall_at(&list, 2, 4), 0.25);
        close(recall_at(&list, 2, 0), 0.0);
        close(reciprocal_rank(&list), 0.5);
        close(reciprocal_rank(&[false; 3]), 0.0);
    }

    #[test]
    fn graded_gain_is_as_counted_by_hand() {
        // Grades 3 2 3 0 1 2: the textbook list, with gains 7 3 7 0 1 3.
        let ranked = [3.0, 2.0, 3.0, 0.0, 1.0, 2.0];
        let gain = 7.0 + 3.0 / 3f64.log2() + 7.0 / 2.0 + 1.0 / 6f64.log2() + 3.0 / 7f64.log2();
        let ideal = 7.0 + 7.0 / 3f64.log2() + 3.0 / 2.0 + 3.0 / 5f64.log2() + 1.0 / 6f64.log2();
        close(ndcg_at(&ranked, &ranked, 6), gain / ideal);
        close(ndcg_at(&[2.0, 1.0], &[1.0, 2.0, 0.0], 10), 1.0);
        close(ndcg_at(&[0.0], &[0.0], 10), 0.0);
    }

    #[test]
    fn lists_overlap_by_what_they_share() {
        close(overlap(&[1, 2, 3, 4], &[4, 3, 9, 8]), 0.5);
        close(overlap(&[1], &[1, 2]), 0.5);
        close(overlap::<u8>(&[], &[]), 1.0);
    }

    #[test]
    fn classes_count_alike_and_the_worst_is_told() {
        let (values, classes) = ([1.0, 1.0, 0.0, 0.5], [0, 0, 2, 2]);
        close(macro_mean(&values, &classes), 0.625);
        close(worst_class(&values, &classes), 0.25);
        assert_eq!(class_means(&values, &classes), [Some(1.0), None, Some(0.25)]);
        close(macro_mean(&[], &[]), 0.0);
    }
}
