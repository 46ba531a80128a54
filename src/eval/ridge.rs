//! Regressions that have a solution in closed form, for refitting heads on the half of a dataset that
//! they are not tested on. Pure.

use super::measure::mean;

/// A linear regression whose weights are held small (Hoerl and Kennard, 1970); the intercept is free.
#[derive(Clone, Debug, PartialEq)]
pub struct Ridge {
    /// One for each feature.
    pub weights: Vec<f64>,
    /// What is said where all features are zero.
    pub intercept: f64,
}

impl Ridge {
    /// Fits `rows` to `targets`; the larger the `strength`, the smaller the weights. `None` without
    /// rows or for a strength that is not above 0.
    pub fn fit(rows: &[Vec<f64>], targets: &[f64], strength: f64) -> Option<Self> {
        let size = rows.first()?.len();
        let middle: Vec<f64> = (0..size)
            .map(|feature| mean(&rows.iter().map(|row| row[feature]).collect::<Vec<_>>()))
            .collect();
        let target = mean(targets);
        let (mut square, mut right) = (Square::new(size), vec![0.0; size]);
        for (row, value) in rows.iter().zip(targets) {
            let centred: Vec<f64> = row.iter().zip(&middle).map(|(x, mean)| x - mean).collect();
            for (i, x) in centred.iter().enumerate() {
                right[i] += x * (value - target);
                square.row_mut(i).iter_mut().zip(&centred).for_each(|(sum, y)| *sum += x * y);
            }
        }
        let weights = square.plus_diagonal(strength).factor()?.solve(right);
        let intercept = target - dot(&weights, &middle);
        Some(Self { weights, intercept })
    }

    /// What is said of a row.
    pub fn predict(&self, row: &[f64]) -> f64 {
        self.intercept + dot(&self.weights, row)
    }
}

/// A symmetric matrix.
#[derive(Clone, Debug)]
pub struct Square {
    size: usize,
    values: Vec<f64>,
}

impl Square {
    fn new(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    /// The matrix of `size` rows whose entries `entry` gives by row and column; it must be symmetric.
    pub fn of(size: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let values = (0..size * size).map(|place| entry(place / size, place % size)).collect();
        Self { size, values }
    }

    fn row(&self, row: usize) -> &[f64] {
        &self.values[row * self.size..(row + 1) * self.size]
    }

    fn row_mut(&mut self, row: usize) -> &mut [f64] {
        &mut self.values[row * self.size..(row + 1) * self.size]
    }

    /// The same with `value` added to the diagonal.
    #[must_use]
    pub fn plus_diagonal(mut self, value: f64) -> Self {
        (0..self.size).for_each(|row| self.row_mut(row)[row] += value);
        self
    }

    /// Its Cholesky factor; `None` if it is not positive definite.
    pub fn factor(&self) -> Option<Factor> {
        let mut lower = Self::new(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let known = dot(&lower.row(row)[..column], &lower.row(column)[..column]);
                let rest = self.row(row)[column] - known;
                lower.row_mut(row)[column] = if row == column {
                    Some(rest).filter(|rest| 0.0 < *rest)?.sqrt()
                } else {
                    rest / lower.row(column)[column]
                };
            }
        }
        Some(Factor(lower))
    }
}

/// A lower triangle whose product with its transpose is a matrix.
#[derive(Clone, Debug)]
pub struct Factor(Square);

impl Factor {
    /// What gives `right` when it is multiplied with the matrix.
    pub fn solve(&self, right: Vec<f64>) -> Vec<f64> {
        let (lower, mut solved) = (&self.0, right);
        for row in 0..lower.size {
            let known = dot(&lower.row(row)[..row], &solved[..row]);
            solved[row] = (solved[row] - known) / lower.row(row)[row];
        }
        for row in (0..lower.size).rev() {
            let known: f64 =
                (row + 1..lower.size).map(|below| lower.row(below)[row] * solved[below]).sum();
            solved[row] = (solved[row] - known) / lower.row(row)[row];
        }
        solved
    }
}

pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is not {right}");
    }

    #[test]
    fn a_system_is_solved() {
        let matrix = [[4.0, 2.0, 0.6], [2.0, 5.0, 1.0], [0.6, 1.0, 3.0]];
        let square = Square::of(3, |row, column| matrix[row][column]);
        let solved = square.factor().unwrap().solve(vec![1.0, 2.0, 3.0]);
        for (row, expected) in matrix.iter().zip([1.0, 2.0, 3.0]) {
            close(dot(row, &solved), expected);
        }
        assert!(Square::of(2, |_, _| 1.0).factor().is_none(), "it is singular");
    }

    #[test]
    fn a_line_is_found_and_the_strength_flattens_it() {
        // y = 3 + 2x at -1, 0, 1: the sum of squares is 2, so that a strength of 2 halves the slope.
        let rows = [vec![-1.0], vec![0.0], vec![1.0]];
        let targets = [1.0, 3.0, 5.0];
        let steep = Ridge::fit(&rows, &targets, 1e-12).unwrap();
        close(steep.predict(&[2.0]), 7.0);
        let flat = Ridge::fit(&rows, &targets, 2.0).unwrap();
        close(flat.weights[0], 1.0);
        close(flat.intercept, 3.0);
        assert_eq!(Ridge::fit(&[], &[], 1.0), None);
    }
}
