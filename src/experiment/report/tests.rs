use super::*;
use crate::experiment::{Experiment, Kind};
use crate::impression::{Impression, ImpressionId, Pick, Versions};
use crate::music::{PassageId, TrackId};
use crate::profile::{Action, Event, ProfileId};

/// How many songs a list has.
const PLACES: usize = 6;

fn song(number: usize) -> TrackId {
    TrackId::from_bytes((number as u128).to_be_bytes())
}

fn event(profile: ProfileId, impression: ImpressionId, track: TrackId, action: Action) -> Event {
    Event { profile, impression, track, action, at: Moment(9) }
}

/// People who are glad of a song with a probability of its own.
struct World {
    experiment: Experiment,
    worth: Vec<f64>,
    rankings: [Vec<usize>; 2],
    random: Random,
}

impl World {
    /// Two rankers of twelve songs; with `errors` of 0 both are right, so they are equal.
    fn new(kind: Kind, errors: [f64; 2], seed: usize) -> Self {
        let rankers = ["old", "new"].map(str::to_owned);
        let experiment = Experiment { name: format!("world {seed}"), kind, share: 1.0, rankers };
        let mut random = Random::of(&[&seed.to_le_bytes()]);
        let worth: Vec<f64> = (0..12).map(|_| 0.1 + 0.6 * random.uniform()).collect();
        let rankings = errors.map(|error| {
            let seen: Vec<f64> = worth.iter().map(|it| it + error * random.normal()).collect();
            let mut order: Vec<usize> = (0..worth.len()).collect();
            order.sort_by(|a, b| seen[*b].total_cmp(&seen[*a]));
            order
        });
        Self { experiment, worth, rankings, random }
    }

    /// Both rank at random.
    fn of_equals(kind: Kind, seed: usize) -> Self {
        let mut world = Self::new(kind, [0.0, 0.0], seed);
        for ranking in &mut world.rankings {
            (1..12).for_each(|last| ranking.swap(last, world.random.below(last + 1)));
        }
        world.worth = vec![0.4; 12];
        world
    }

    fn trial(&mut self, person: usize, number: usize) -> Trial {
        let bytes = ((person * 1_000 + number) as u128).to_be_bytes();
        let id = ImpressionId::from_bytes(bytes);
        let profile = ProfileId::from_bytes((person as u128).to_be_bytes());
        let rankings = [&self.rankings[0][..], &self.rankings[1]];
        let unit = Unit::of(Some(profile), id);
        let list = self.experiment.compose(rankings, unit, id, PLACES);
        let mut events = Vec::new();
        for (place, one) in list.iter().enumerate() {
            let looked = self.random.uniform() < 1.0 / ((place + 1) as f64).sqrt();
            if looked && self.random.uniform() < self.worth[one.item] {
                events.push(event(profile, id, song(one.item), Action::Like));
            }
        }
        let shown = list.iter().map(|one| Shown {
            passage: PassageId { track: song(one.item), number: 0 },
            propensity: one.propensity,
            pick: Some(one.pick),
        });
        let versions = Versions { collection: "c".to_owned(), ranker: "old, new".to_owned() };
        let experiment = Some(self.experiment.name.clone());
        let shown = shown.collect();
        let impression =
            Impression { id, profile: Some(profile), experiment, versions, at: Moment(5), shown };
        Trial { impression, events }
    }

    fn report(&mut self, people: usize) -> Report {
        let trials: Vec<Trial> =
            (0..people).flat_map(|person| [self.trial(person, 0), self.trial(person, 1)]).collect();
        Report::of("world", &trials)
    }

    /// What a song of one ranker alone is worth: those of its list; where lists are interleaved, those
    /// that it would have put where a coin decides, averaged over lists that are drafted anew.
    fn truth(&self, arm: Arm) -> f64 {
        let ranking = &self.rankings[arm.index()];
        let worth = |place: usize, song: usize| self.worth[song] / ((place + 1) as f64).sqrt();
        if self.experiment.kind == Kind::Split {
            let all = (0..PLACES).map(|place| worth(place, ranking[place]));
            return all.sum::<f64>() / PLACES as f64;
        }
        let (mut sum, mut tosses) = (0.0, 0.0);
        for number in 0..2_000_u128 {
            let id = ImpressionId::from_bytes(number.to_be_bytes());
            let rankings = [&self.rankings[0][..], &self.rankings[1]];
            let list = self.experiment.compose(rankings, Unit::of(None, id), id, PLACES);
            for (place, one) in list.iter().enumerate() {
                if was_tossed(one.propensity, one.pick) {
                    let before = |song: &&usize| list[..place].iter().all(|it| it.item != **song);
                    sum += worth(place, *ranking.iter().find(before).unwrap());
                    tosses += 1.0;
                }
            }
        }
        sum / tosses
    }
}

#[test]
fn equal_rankers_have_no_winner_nineteen_times_in_twenty() {
    for kind in [Kind::Interleave, Kind::Split] {
        let won = |seed| {
            let report = World::of_equals(kind, seed).report(60);
            let [interleaved, split] = [
                report.interleaved.is_some_and(|it| it.winner.is_some()),
                report.split.is_some_and(|it| it.winner.is_some()),
            ];
            interleaved || split
        };
        let wins = (0..1_000).filter(|seed| won(*seed)).count();
        assert!(wins <= 70, "{kind:?}: {wins} of 1,000");
    }
}

#[test]
fn the_better_ranker_wins_and_sooner_where_lists_are_interleaved() {
    let won = |kind, people| {
        let right = |seed| {
            let report = World::new(kind, [0.0, 1.0], seed).report(people);
            let winner = match kind {
                Kind::Interleave => report.interleaved.and_then(|it| it.winner),
                Kind::Split => report.split.and_then(|it| it.winner),
            };
            assert_ne!(winner, Some("b"), "{kind:?} {seed}");
            winner == Some("a")
        };
        (0..40).filter(|seed| right(*seed)).count()
    };
    let (interleaved, split) = (won(Kind::Interleave, 150), won(Kind::Split, 150));
    assert!(35 <= interleaved && split < interleaved, "{interleaved} {split}");
}

#[test]
fn what_a_ranker_alone_is_worth_is_estimated_without_its_lists() {
    for kind in [Kind::Interleave, Kind::Split] {
        let mut off = [[0.0; 2]; 2];
        let worlds = 30;
        for seed in 0..worlds {
            let mut world = World::new(kind, [0.1, 0.6], seed);
            let report = world.report(300);
            for arm in Arm::BOTH {
                let judged = report.alone[arm.index()].clone().unwrap();
                let truth = world.truth(arm);
                off[arm.index()][0] += (judged.snips.mean - truth) / worlds as f64;
                off[arm.index()][1] += (judged.doubly_robust - truth) / worlds as f64;
                assert!(judged.effective_size < judged.songs as f64);
            }
        }
        assert!(off.as_flattened().iter().all(|off| off.abs() < 0.01), "{kind:?}: {off:?}");
    }
}

#[test]
fn somebody_who_asks_often_counts_once() {
    let mut world = World::new(Kind::Interleave, [0.0, 1.0], 1);
    let trials: Vec<Trial> = (0..50).map(|number| world.trial(7, number)).collect();
    let report = Report::of("world", &trials);
    assert_eq!((report.lists, report.people), (50, 1));
    assert_eq!(report.interleaved.unwrap().people.iter().sum::<usize>(), 1);
}

#[test]
fn a_small_experiment_is_reported_as_by_hand() {
    let (profile, id) = (ProfileId::from_bytes([1; 16]), ImpressionId::from_bytes([2; 16]));
    let shown = |number, propensity, arm, targets| Shown {
        passage: PassageId { track: song(number), number: 0 },
        propensity,
        pick: Some(Pick { arm, targets }),
    };
    let impression = Impression {
        id,
        profile: Some(profile),
        experiment: Some("small".to_owned()),
        versions: Versions { collection: "e5".to_owned(), ranker: "old, new".to_owned() },
        at: Moment(5),
        shown: vec![shown(1, 0.5, Arm::A, [1.0, 0.0]), shown(2, 1.0, Arm::B, [0.0, 1.0])],
    };
    let did = |track, action| event(profile, id, song(track), action);
    // Glad of the pick of A: 0.2 + 0.5, and not of that of B.
    let events = vec![did(1, Action::Play), did(1, Action::Finish), did(2, Action::Skip)];
    let report = Report::of("small", &[Trial { impression, events }]);
    let interleaved = report.interleaved.unwrap();
    assert_eq!((interleaved.winner, interleaved.people), (None, [1, 0, 0]));
    assert!((interleaved.difference.mean - 1.2).abs() < 1e-6);
    // A alone: weights 2 and 0. B alone would have begun otherwise.
    let judged = report.alone[0].clone().unwrap();
    assert!((judged.snips.mean - 0.7).abs() < 1e-6 && (judged.effective_size - 1.0).abs() < 1e-9);
    assert!(report.alone[1].is_none() && report.split.is_none());
    assert_eq!(report.versions.get("old, new, e5"), Some(&1));
    let nothing = Report::of("nothing", &[]);
    assert!(nothing.interleaved.is_none() && nothing.alone[0].is_none() && nothing.lists == 0);
}
