//! Numbers that look random and follow from their seed alone, on every machine: what is drawn with
//! them can be drawn again. Seeds are hashed with BLAKE3, numbers are those of xoshiro256++ (Blackman and
//! Vigna, "Scrambled linear pseudorandom number generators", 2021). Not for secrets.

use blake3::Hasher;

/// A stream of numbers.
pub struct Random {
    state: [u64; 4],
}

impl Random {
    /// The stream of this seed. `["ab", "c"]` and `["a", "bc"]` are different seeds.
    pub fn of(seed: &[&[u8]]) -> Self {
        let mut hasher = Hasher::new();
        for part in seed {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let hash = hasher.finalize();
        let (words, _) = hash.as_bytes().as_chunks::<8>();
        let mut state = [0; 4];
        state.iter_mut().zip(words).for_each(|(part, word)| *part = u64::from_le_bytes(*word));
        Self { state }
    }

    /// The stream of a number for one purpose, so that one use of a seed does not move another.
    pub fn named(seed: u64, purpose: &str) -> Self {
        Self::of(&[&seed.to_le_bytes(), purpose.as_bytes()])
    }

    /// Any 64 bits.
    pub fn bits(&mut self) -> u64 {
        let [a, b, c, d] = self.state;
        let bits = a.wrapping_add(d).rotate_left(23).wrapping_add(a);
        let (c, d) = (c ^ a, d ^ b);
        self.state = [a ^ d, b ^ c, c ^ (b << 17), d.rotate_left(45)];
        bits
    }

    /// Uniform in [0, 1).
    pub fn uniform(&mut self) -> f64 {
        const STEPS: f64 = (1_u64 << 53) as f64;
        (self.bits() >> 11) as f64 / STEPS
    }

    /// Uniform in 0 to `end`, without it; `end` is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        ((self.uniform() * end as f64) as usize).min(end.saturating_sub(1))
    }

    /// Puts `values` in an order of which all are alike in likelihood (Fisher and Yates).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }

    /// What `statistic` makes of samples of `count` numbers that are drawn from 0 to `count`, without it,
    /// each again and again; of `rounds` samples, in ascending order (the bootstrap: Efron, 1979).
    pub fn resampled(
        &mut self,
        (count, rounds): (usize, usize),
        statistic: impl Fn(&[usize]) -> f64,
    ) -> Vec<f64> {
        let mut drawn = vec![0; count];
        let mut resampled: Vec<f64> = (0..rounds)
            .map(|_| {
                drawn.fill_with(|| self.below(count));
                statistic(&drawn)
            })
            .collect();
        resampled.sort_by(f64::total_cmp);
        resampled
    }

    /// Normal with mean 0 and variance 1 (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let (length, angle) = (1.0 - self.uniform(), std::f64::consts::TAU * self.uniform());
        (-2.0 * length.ln()).sqrt() * angle.cos()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_numbers_and_its_parts_count() {
        let first = |seed: &[&[u8]]| Random::of(seed).bits();
        assert_eq!(first(&[b"ab", b"c"]), first(&[b"ab", b"c"]));
        assert_ne!(first(&[b"ab", b"c"]), first(&[b"a", b"bc"]));
    }

    #[test]
    fn the_numbers_are_those_of_the_reference_program() {
        let mut random = Random { state: [1, 2, 3, 4] };
        let numbers: Vec<u64> = (0..5).map(|_| random.bits()).collect();
        let expected = [
            41_943_041,
            58_720_359,
            3_588_806_011_781_223,
            3_591_011_842_654_386,
            9_228_616_714_210_784_205,
        ];
        assert_eq!(numbers, expected);
    }

    #[test]
    fn a_shuffle_keeps_all_values_and_every_place_is_as_likely() {
        let mut random = Random::named(7, "test");
        let mut first = [0; 4];
        for _ in 0..4_000 {
            let mut values = [0, 1, 2, 3];
            random.shuffle(&mut values);
            first[values[0]] += 1;
            values.sort_unstable();
            assert_eq!(values, [0, 1, 2, 3]);
        }
        assert!(first.iter().all(|count| (900..1_100).contains(count)), "{first:?}");
    }

    #[test]
    fn numbers_are_spread_as_they_say() {
        let mut random = Random::of(&[b"spread"]);
        let count = 20_000;
        let mean = |draw: &mut dyn FnMut() -> f64| {
            (0..count).map(|_| draw()).sum::<f64>() / f64::from(count)
        };
        assert!((mean(&mut || random.uniform()) - 0.5).abs() < 0.01);
        assert!(mean(&mut || random.normal()).abs() < 0.03);
        assert!((mean(&mut || random.normal().powi(2)) - 1.0).abs() < 0.05);
        assert!((0..1000).all(|_| random.below(3) < 3));
    }
}
