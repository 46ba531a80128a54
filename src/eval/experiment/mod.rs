//! The questions that are asked of the product, a file each. Each gives the figures that answer it.

pub mod caption;
pub mod emotion;
pub mod hubs;
pub mod language;
pub mod own;
pub mod theme;

use super::board::{Measure, Summary};
use super::measure::{precision_at, reciprocal_rank};

/// P@1, P@5, P@10 and MRR of a list, as [`measures`] names them.
fn scores(relevant: &[bool]) -> Vec<f64> {
    let at = |k| precision_at(relevant, k);
    vec![at(1), at(5), at(10), reciprocal_rank(relevant)]
}

/// What is measured where queries have classes.
fn measures() -> Vec<Measure> {
    let of = |name, score, summary| Measure { name, score, summary };
    vec![
        of("macro P@1", 0, Summary::Macro),
        of("macro P@5", 1, Summary::Macro),
        of("macro P@10", 2, Summary::Macro),
        of("macro MRR", 3, Summary::Macro),
        of("worst class P@1", 0, Summary::Worst),
        of("P@1", 0, Summary::Mean),
        of("MRR", 3, Summary::Mean),
    ]
}
