//! A meaning as a point on the unit sphere, and how near two of them are.

use std::sync::Arc;

use crate::error::{Error, Result};

/// A point on the unit sphere: what a text means, as its encoder sees it. Cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding(Arc<[f32]>);

impl Embedding {
    /// Scales `values` to length one. Fails if they have no direction.
    pub fn from_raw(mut values: Vec<f32>) -> Result<Self> {
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        if !(length.is_finite() && 0.0 < length) {
            return Err(Error::invalid("embedding has no direction"));
        }
        for value in &mut values {
            *value /= length;
        }
        Ok(Self(values.into()))
    }

    /// Takes `values` whose length is one already, as they were stored; `None` if it is not, to
    /// within rounding.
    pub fn from_unit(values: Vec<f32>) -> Option<Self> {
        let squared: f32 = values.iter().map(|value| value * value).sum();
        ((squared - 1.0).abs() < 1e-3).then(|| Self(values.into()))
    }

    /// The direction of the weighted sum of `parts`: its cosine to any point ranks as the weighted
    /// sum of the parts' cosines does, so several queries can be asked as one.
    ///
    /// Fails if there are no parts or if they cancel each other out.
    pub fn blend(parts: &[(f32, &Embedding)]) -> Result<Self> {
        let dimension = parts.first().map_or(0, |(_, part)| part.dimension());
        let mut sum = vec![0.0; dimension];
        for (weight, part) in parts {
            for (total, value) in sum.iter_mut().zip(part.values()) {
                *total += weight * value;
            }
        }
        Self::from_raw(sum)
    }

    /// The coordinates; their squares add up to one.
    pub fn values(&self) -> &[f32] {
        &self.0
    }

    /// How many coordinates there are.
    pub fn dimension(&self) -> usize {
        self.0.len()
    }

    /// The cosine of the angle to `other`, in [-1, 1].
    pub fn cosine(&self, other: &Self) -> f32 {
        dot(&self.0, &other.0)
    }
}

/// The inner product, summed in eight lanes so that the compiler can use vector instructions.
pub(crate) fn dot(left: &[f32], right: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut sums = [0.0; LANES];
    let (left_chunks, right_chunks) = (left.chunks_exact(LANES), right.chunks_exact(LANES));
    let (left_rest, right_rest) = (left_chunks.remainder(), right_chunks.remainder());
    for (a, b) in left_chunks.zip(right_chunks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_is_scaled_to_length_one() {
        let embedding = Embedding::from_raw(vec![3.0, 4.0]).unwrap();
        assert_eq!(embedding.values(), [0.6, 0.8]);
    }

    #[test]
    fn a_vector_without_direction_is_refused() {
        for values in [vec![], vec![0.0; 4], vec![f32::NAN, 1.0], vec![f32::INFINITY, 1.0]] {
            assert!(Embedding::from_raw(values).is_err());
        }
    }

    #[test]
    fn the_lanes_add_up_to_the_plain_sum() {
        let left: Vec<f32> = (0..387).map(|i| (i as f32 * 0.7).sin()).collect();
        let right: Vec<f32> = (0..387).map(|i| (i as f32 * 0.3).cos()).collect();
        let plain: f32 = left.iter().zip(&right).map(|(a, b)| a * b).sum();
        assert!((dot(&left, &right) - plain).abs() < 1e-3);
    }

    #[test]
    fn a_blend_ranks_as_the_weighted_cosines_do() {
        let point = |values: [f32; 3]| Embedding::from_raw(values.to_vec()).unwrap();
        let (first, second) = (point([1.0, 0.0, 0.2]), point([0.0, 1.0, 0.1]));
        let blend = Embedding::blend(&[(0.7, &first), (0.3, &second)]).unwrap();
        let weighted = |p: &Embedding| 0.7 * first.cosine(p) + 0.3 * second.cosine(p);
        let (near, far) = (point([0.9, 0.1, 0.3]), point([0.1, 0.9, 0.3]));
        assert_eq!(blend.cosine(&near) > blend.cosine(&far), weighted(&near) > weighted(&far));
    }
}
