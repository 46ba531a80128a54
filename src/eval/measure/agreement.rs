//! How well two rows of numbers go together.

use super::mean;

/// Pearson's correlation, from -1 to 1; 0 if one of the rows does not vary. Rows are as long as the
/// shorter one.
pub fn pearson(left: &[f64], right: &[f64]) -> f64 {
    let count = left.len().min(right.len());
    let (left, right) = (&left[..count], &right[..count]);
    let (middle_left, middle_right) = (mean(left), mean(right));
    let (mut both, mut only_left, mut only_right) = (0.0, 0.0, 0.0);
    for (a, b) in left.iter().zip(right) {
        let (a, b) = (a - middle_left, b - middle_right);
        both += a * b;
        only_left += a * a;
        only_right += b * b;
    }
    let spread = (only_left * only_right).sqrt();
    if spread == 0.0 { 0.0 } else { both / spread }
}

/// Spearman's rank correlation: Pearson's over ranks, equal values sharing the mean of theirs.
pub fn spearman(left: &[f64], right: &[f64]) -> f64 {
    pearson(&ranks(left), &ranks(right))
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    for equal in order.chunk_by(|a, b| values[*a].total_cmp(&values[*b]).is_eq()) {
        let first = order.iter().position(|one| *one == equal[0]).unwrap_or(0);
        let shared = first as f64 + (equal.len() as f64 - 1.0) / 2.0;
        for one in equal {
            ranks[*one] = shared;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correlations_are_as_counted_by_hand() {
        let (left, right) = ([1.0, 2.0, 3.0, 4.0], [2.0, 1.0, 4.0, 3.0]);
        assert!((pearson(&left, &right) - 0.6).abs() < 1e-12);
        assert!((spearman(&left, &right) - 0.6).abs() < 1e-12);
        assert!((spearman(&[1.0, 2.0, 30.0], &[1.0, 4.0, 5.0]) - 1.0).abs() < 1e-12);
        assert!((pearson(&[1.0, 1.0], &[1.0, 2.0])).abs() < 1e-12);
    }

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[5.0, 1.0, 5.0, 7.0]), [1.5, 0.0, 1.5, 3.0]);
    }
}
