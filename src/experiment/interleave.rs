//! Two rankings in one list, so that the same person judges both at once: team-draft interleaving
//! (Radlinski, Kurup and Joachims, "How does clickthrough data reflect retrieval quality?", 2008).
//! Pure.

use crate::impression::{Arm, Pick};
use crate::random::Random;

/// A song at its place in the list of both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Picked<T> {
    /// Which song it is.
    pub item: T,
    /// How likely it was to stand here, given what stands before it; in (0, 1].
    pub propensity: f64,
    /// Whose pick it is, and whether each ranker alone would have put it here.
    pub pick: Pick,
}

/// The first `places` of the list of both, or fewer where both have ended. Whoever has picked less
/// picks next, a coin decides between equals, and each picks the best of its ranking that is not in
/// the list yet; so no ranker has two picks more than the other unless the other has ended. Neither
/// ranking names an item twice.
pub fn interleave<T: Copy + PartialEq>(
    [a, b]: [&[T]; 2],
    places: usize,
    random: &mut Random,
) -> Vec<Picked<T>> {
    let mut list: Vec<Picked<T>> = Vec::new();
    let mut picks = [0, 0];
    while list.len() < places {
        let next = |ranking: &[T]| {
            ranking.iter().copied().find(|item| list.iter().all(|picked| picked.item != *item))
        };
        let tops = [next(a), next(b)];
        let chances = chances(tops.map(|top| top.is_some()), picks);
        let arm = if random.uniform() < chances[0] { Arm::A } else { Arm::B };
        let Some(item) = tops[arm.index()] else { break };
        let targets = tops.map(|top| if top == Some(item) { 1.0 } else { 0.0 });
        let propensity = chances[0] * targets[0] + chances[1] * targets[1];
        picks[arm.index()] += 1;
        list.push(Picked { item, propensity, pick: Pick { arm, targets } });
    }
    list
}

/// How likely each of them is to pick next, if it has something left.
fn chances(left: [bool; 2], picks: [usize; 2]) -> [f64; 2] {
    match left {
        [true, false] => [1.0, 0.0],
        [false, _] => [0.0, 1.0],
        _ if picks[0] < picks[1] => [1.0, 0.0],
        _ if picks[1] < picks[0] => [0.0, 1.0],
        _ => [0.5, 0.5],
    }
}

/// The list of one of two rankings, which was chosen by a fair coin, as it stands: its propensities
/// are those of the coin, given what stands before.
pub fn split<T: Copy + PartialEq>(rankings: [&[T]; 2], arm: Arm, places: usize) -> Vec<Picked<T>> {
    let (own, other) = (rankings[arm.index()], rankings[arm.other().index()]);
    let mut alike = true;
    let picked = |(place, item): (usize, &T)| {
        let same = other.get(place) == Some(item);
        let before = alike;
        alike &= same;
        // As long as both lists are alike nobody can tell which one it is.
        let propensity = if before && !same { 0.5 } else { 1.0 };
        let mut targets = [0.0; 2];
        targets[arm.index()] = 1.0;
        targets[arm.other().index()] = if alike { 1.0 } else { 0.0 };
        Picked { item: *item, propensity, pick: Pick { arm, targets } }
    };
    own.iter().take(places).enumerate().map(picked).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two random orders of overlapping items.
    fn rankings(random: &mut Random) -> [Vec<usize>; 2] {
        let mut order = || {
            let mut items: Vec<usize> = (0..=random.below(12)).collect();
            random.shuffle(&mut items);
            items
        };
        [order(), order()]
    }

    /// Whether a song was sure to stand where it stands, whoever ranks.
    fn certain<T>(one: &Picked<T>) -> bool {
        1.0 <= one.propensity && one.pick.targets.iter().all(|target| 1.0 <= *target)
    }

    #[test]
    fn each_ranker_has_as_many_picks_as_the_other_give_or_take_one() {
        let mut random = Random::of(&[b"picks"]);
        for _ in 0..2_000 {
            let [a, b] = rankings(&mut random);
            let list = interleave([&a, &b], 8, &mut random);
            let both: Vec<usize> = a.iter().filter(|item| b.contains(item)).copied().collect();
            let mut items: Vec<usize> = list.iter().map(|one| one.item).collect();
            items.sort_unstable();
            assert!(items.windows(2).all(|pair| pair[0] < pair[1]), "nothing comes twice");
            assert_eq!(list.len(), a.len().max(b.len()).min(8), "{both:?}");
            let ended = both.len() <= list.len();
            let count = |arm| list.iter().filter(|one| one.pick.arm == arm).count();
            assert!(ended || count(Arm::A).abs_diff(count(Arm::B)) <= 1, "{a:?} {b:?} {list:?}");
            assert!(list.iter().all(|one| 0.0 < one.pick.targets[one.pick.arm.index()]));
        }
    }

    #[test]
    fn equal_rankings_are_left_as_they_are() {
        let mut random = Random::of(&[b"equal"]);
        let list = interleave([&[5, 3, 4], &[5, 3, 4]], 8, &mut random);
        assert_eq!(list.iter().map(|one| one.item).collect::<Vec<_>>(), [5, 3, 4]);
        assert!(list.iter().all(certain));
        let list = split([&[5, 3], &[5, 3]], Arm::B, 8);
        assert!(list.iter().all(certain));
    }

    #[test]
    fn lists_come_as_often_as_their_propensities_say() {
        let mut random = Random::of(&[b"often"]);
        let mut seen = std::collections::HashMap::<Vec<char>, (f64, f64)>::new();
        for _ in 0..20_000 {
            let list = interleave([&['a', 'b', 'c'], &['b', 'd', 'a']], 3, &mut random);
            let items = list.iter().map(|one| one.item).collect();
            let said = list.iter().map(|one| one.propensity).product();
            seen.entry(items).or_insert((0.0, said)).0 += 1.0;
        }
        let sum: f64 = seen.values().map(|(_, said)| said).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{seen:?}");
        for (items, (count, said)) in seen {
            assert!((count / 20_000.0 - said).abs() < 0.012, "{items:?}: {count} {said}");
        }
    }

    #[test]
    fn a_split_tells_its_coin_where_the_lists_part() {
        let list = split([&[1, 2, 3], &[1, 3, 2]], Arm::A, 3);
        let told: Vec<(f64, [f64; 2])> =
            list.iter().map(|one| (one.propensity, one.pick.targets)).collect();
        assert_eq!(told, [(1.0, [1.0, 1.0]), (0.5, [1.0, 0.0]), (1.0, [1.0, 0.0])]);
    }
}
