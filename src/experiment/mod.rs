//! Two rankers against each other, on the lists that people are offered. Pure: what takes part and
//! what is picked follows from hashes, so nothing is remembered and everything can be drawn again.

mod estimate;
mod interleave;
mod report;
mod statistics;

pub use self::estimate::{Estimates, Logged, estimate};
pub use self::interleave::{Picked, interleave, split};
pub use self::report::{Interleaved, Judged, Report, Split};
pub use self::statistics::{Interval, bootstrap, difference, interval, sign_test};
use crate::impression::{Arm, ImpressionId};
use crate::profile::ProfileId;
use crate::random::Random;

/// How two rankers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Both pick songs for the same list.
    Interleave,
    /// Each list is one ranker's; somebody always gets the same one's.
    Split,
}

/// Two rankers against each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Experiment {
    /// What it is called; another name draws other people.
    pub name: String,
    /// How they are compared.
    pub kind: Kind,
    /// The share of people that takes part, from 0 to 1.
    pub share: f64,
    /// The names of ranker A and ranker B.
    pub rankers: [String; 2],
}

/// Who counts once: a profile, or, without one, a single list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit([u8; 16]);

impl Unit {
    /// Whom a list counts for.
    pub fn of(profile: Option<ProfileId>, impression: ImpressionId) -> Self {
        Self(profile.map_or(*impression.bytes(), |profile| *profile.bytes()))
    }
}

impl Experiment {
    /// Whether somebody takes part; it is always the same for the same person.
    pub fn takes_part(&self, unit: Unit) -> bool {
        self.draw(b"part", unit.0).uniform() < self.share
    }

    /// The first `places` of the list that somebody who takes part is offered, made of the rankings of
    /// A and B.
    pub fn compose<T: Copy + PartialEq>(
        &self,
        rankings: [&[T]; 2],
        unit: Unit,
        impression: ImpressionId,
        places: usize,
    ) -> Vec<Picked<T>> {
        match self.kind {
            Kind::Interleave => {
                interleave(rankings, places, &mut self.draw(b"draft", *impression.bytes()))
            }
            Kind::Split => split(rankings, self.arm(unit), places),
        }
    }

    /// Whose lists somebody gets where lists are split.
    fn arm(&self, unit: Unit) -> Arm {
        if self.draw(b"arm", unit.0).uniform() < 0.5 { Arm::A } else { Arm::B }
    }

    fn draw(&self, what: &[u8], who: [u8; 16]) -> Random {
        Random::of(&[b"experiment", self.name.as_bytes(), what, &who])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn experiment(name: &str, kind: Kind, share: f64) -> Experiment {
        let rankers = ["old", "new"].map(str::to_owned);
        Experiment { name: name.to_owned(), kind, share, rankers }
    }

    fn units() -> impl Iterator<Item = Unit> {
        (0..4_000_u128).map(|number| Unit(number.to_be_bytes()))
    }

    #[test]
    fn as_many_take_part_as_was_said_and_always_the_same() {
        let [first, second] = ["one", "two"].map(|name| experiment(name, Kind::Split, 0.25));
        let part: Vec<bool> = units().map(|unit| first.takes_part(unit)).collect();
        let again: Vec<bool> = units().map(|unit| first.takes_part(unit)).collect();
        assert_eq!(part, again);
        let share = |mut which: Box<dyn FnMut(Unit) -> bool>| {
            units().filter(|unit| which(*unit)).count() as f64 / 4_000.0
        };
        let (a, b) = (first.clone(), second.clone());
        assert!((share(Box::new(move |unit| a.takes_part(unit))) - 0.25).abs() < 0.03);
        let both = share(Box::new(move |unit| first.takes_part(unit) && b.takes_part(unit)));
        assert!((both - 0.0625).abs() < 0.02, "another experiment draws others: {both}");
        for (share, all) in [(0.0, false), (1.0, true)] {
            assert!(
                units().all(|unit| experiment("x", Kind::Split, share).takes_part(unit) == all)
            );
        }
    }

    #[test]
    fn somebody_gets_lists_of_the_same_ranker_and_half_get_each() {
        let split = experiment("one", Kind::Split, 1.0);
        let list = |unit, impression: u128| {
            let impression = ImpressionId::from_bytes(impression.to_be_bytes());
            split.compose([&[1, 2], &[3, 4]], unit, impression, 2)
        };
        let mut first = 0;
        for unit in units() {
            assert_eq!(list(unit, 7), list(unit, 8));
            first += usize::from(list(unit, 7)[0].item == 1);
        }
        assert!((1_900..2_100).contains(&first), "{first}");
    }

    #[test]
    fn a_draft_follows_from_the_list_and_lists_differ() {
        let draft = experiment("one", Kind::Interleave, 1.0);
        let first = |impression: u128| {
            let impression = ImpressionId::from_bytes(impression.to_be_bytes());
            let unit = Unit::of(Some(ProfileId::from_bytes([7; 16])), impression);
            draft.compose([&[1, 2], &[3, 4]], unit, impression, 2)[0].item
        };
        assert_eq!(first(5), first(5));
        let ones = (0..1_000).filter(|number| first(*number) == 1).count();
        assert!((440..560).contains(&ones), "{ones}");
    }
}
