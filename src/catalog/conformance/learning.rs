//! Profiles, the lists that were offered, and what was done with them.

use crate::catalog::Catalog;
use crate::impression::{Arm, Impression, ImpressionId, Pick, Shown, Trial, Versions};
use crate::music::{PassageId, TrackId};
use crate::profile::{Action, Event, Moment, Profile, ProfileId};

const SOMEBODY: ProfileId = ProfileId::from_bytes([1; 16]);
const ANOTHER: ProfileId = ProfileId::from_bytes([2; 16]);

fn song(name: &str) -> TrackId {
    TrackId::of(name)
}

fn list(number: u8, profile: Option<ProfileId>, experiment: Option<&str>) -> Impression {
    let shown = |(place, name): (u32, &str)| Shown {
        passage: PassageId { track: song(name), number: place },
        propensity: 0.5,
        pick: experiment.map(|_| Pick { arm: Arm::B, targets: [0.25, 1.0] }),
    };
    Impression {
        id: ImpressionId::from_bytes([number; 16]),
        profile,
        experiment: experiment.map(str::to_owned),
        versions: Versions { collection: "e5-1".to_owned(), ranker: "built-in".to_owned() },
        at: Moment(number.into()),
        shown: [(0, "x"), (1, "y")].map(shown).to_vec(),
    }
}

fn event(profile: ProfileId, number: u8, action: Action) -> Event {
    let impression = ImpressionId::from_bytes([number; 16]);
    Event { profile, impression, track: song("x"), action, at: Moment(99) }
}

/// Learns by adding a number and counting.
async fn learn(catalog: &dyn Catalog, event: &Event) -> bool {
    let step = |profile: &mut Profile| {
        profile.vector.push(1.5);
        profile.count(event.action);
    };
    catalog.learn(event, &step).await.unwrap()
}

/// Everything about learning.
pub(super) async fn conforms(catalog: &dyn Catalog) {
    lists_are_kept_as_they_were_offered(catalog).await;
    events_are_learnt_from_once(catalog).await;
    experiments_have_their_lists_and_events(catalog).await;
    a_profile_is_forgotten_with_all_that_is_its(catalog).await;
}

async fn lists_are_kept_as_they_were_offered(catalog: &dyn Catalog) {
    assert_eq!(catalog.profile(SOMEBODY).await.unwrap(), None);
    catalog.begin_profile(SOMEBODY, Moment(3)).await.unwrap();
    catalog.begin_profile(SOMEBODY, Moment(4)).await.unwrap();
    let new = Profile { updated: Moment(3), ..Profile::default() };
    assert_eq!(catalog.profile(SOMEBODY).await.unwrap(), Some(new), "it stays as it is");
    let lists = [
        list(1, Some(SOMEBODY), None),
        list(2, Some(SOMEBODY), Some("test")),
        list(3, Some(ANOTHER), Some("test")),
        list(4, None, Some("test")),
    ];
    for list in &lists {
        catalog.show(list).await.unwrap();
        assert_eq!(catalog.impression(list.id).await.unwrap().as_ref(), Some(list));
    }
    assert_eq!(catalog.impressions(SOMEBODY).await.unwrap(), lists[..2]);
    let counted = catalog.profile(SOMEBODY).await.unwrap().map(|profile| profile.lists);
    assert_eq!(counted, Some(2));
    let begun = catalog.profile(ANOTHER).await.unwrap().map(|profile| profile.lists);
    assert_eq!(begun, Some(1), "it began with its first list");
}

async fn events_are_learnt_from_once(catalog: &dyn Catalog) {
    let [liked, played] = [Action::Like, Action::Play].map(|action| event(SOMEBODY, 1, action));
    assert!(learn(catalog, &liked).await);
    assert!(!learn(catalog, &liked).await, "the same was told before");
    assert!(learn(catalog, &played).await);
    let profile = catalog.profile(SOMEBODY).await.unwrap().unwrap();
    assert_eq!((profile.vector.as_slice(), profile.events()), (&[1.5, 1.5][..], 2));
    assert_eq!((profile.lists, profile.updated), (2, Moment(99)));
    assert_eq!(catalog.events(SOMEBODY).await.unwrap(), [liked, played]);
    assert!(!learn(catalog, &event(SOMEBODY, 9, Action::Like)).await, "there is no such list");
    let unknown = ProfileId::from_bytes([7; 16]);
    assert!(!learn(catalog, &event(unknown, 9, Action::Like)).await);
    assert_eq!(catalog.profile(unknown).await.unwrap(), None, "nothing was changed");
}

async fn experiments_have_their_lists_and_events(catalog: &dyn Catalog) {
    let (own, others) = (event(ANOTHER, 3, Action::Skip), event(SOMEBODY, 4, Action::Used));
    assert!(learn(catalog, &own).await && learn(catalog, &others).await);
    let trial = |list, events: &[&Event]| Trial {
        impression: list,
        events: events.iter().copied().cloned().collect(),
    };
    let expected = [
        trial(list(2, Some(SOMEBODY), Some("test")), &[]),
        trial(list(3, Some(ANOTHER), Some("test")), &[&own]),
        trial(list(4, None, Some("test")), &[&others]),
    ];
    assert_eq!(catalog.trials("test").await.unwrap(), expected);
    assert!(catalog.trials("tests").await.unwrap().is_empty());
}

async fn a_profile_is_forgotten_with_all_that_is_its(catalog: &dyn Catalog) {
    assert!(catalog.forget_profile(SOMEBODY).await.unwrap());
    assert!(!catalog.forget_profile(SOMEBODY).await.unwrap(), "there is none any more");
    assert_eq!(catalog.profile(SOMEBODY).await.unwrap(), None);
    assert!(catalog.events(SOMEBODY).await.unwrap().is_empty());
    assert!(catalog.impressions(SOMEBODY).await.unwrap().is_empty());
    for number in [1, 2] {
        let gone = catalog.impression(ImpressionId::from_bytes([number; 16])).await.unwrap();
        assert_eq!(gone, None);
    }
    assert!(!learn(catalog, &event(SOMEBODY, 1, Action::Finish)).await);
    assert_eq!(catalog.profile(SOMEBODY).await.unwrap(), None, "a late event brings nothing back");
    let trials = catalog.trials("test").await.unwrap();
    let events: Vec<usize> = trials.iter().map(|trial| trial.events.len()).collect();
    assert_eq!(events, [1, 0], "others stay, without what was told by it");
}
