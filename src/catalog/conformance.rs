//! What every catalog must do.

use std::collections::HashMap;

use super::{Catalog, Choice, IndexedTrack, Outcome, Summary, Unread, Visit};
use crate::embedding::Embedding;
use crate::error::ErrorKind;
use crate::models::registry::Purpose;
use crate::music::{PassageId, TrackId};
use crate::vectors::checksum;

/// Each implementation runs this on an empty catalog.
pub(super) async fn conforms(catalog: &dyn Catalog) {
    choices_are_kept_and_never_taken_by_surprise(catalog).await;
    tracks_are_kept(catalog).await;
    places_are_remembered(catalog).await;
    a_second_collection_is_made_beside_the_first(catalog).await;
    what_changed_meanwhile_is_not_mixed_up(catalog).await;
}

async fn choices_are_kept_and_never_taken_by_surprise(catalog: &dyn Catalog) {
    let [first, second] = [samples::choice("first"), samples::choice("second")];
    assert_eq!(catalog.choice(Purpose::Captioner).await.unwrap(), None);
    for purpose in [Purpose::Captioner, Purpose::TextEncoder] {
        assert_eq!(catalog.choose(purpose, &first, None).await.unwrap(), 0);
        assert_eq!(catalog.choice(purpose).await.unwrap(), Some(first.clone()));
        assert_eq!(catalog.choose(purpose, &first, None).await.unwrap(), 0, "what is, is");
        let late = catalog.choose(purpose, &second, None).await.unwrap_err();
        assert_eq!(late.kind(), ErrorKind::Unavailable, "somebody else chose meanwhile");
        assert_eq!(catalog.choice(purpose).await.unwrap(), Some(first.clone()));
    }
    assert_eq!(catalog.choose(Purpose::Captioner, &second, Some(&first)).await.unwrap(), 0);
    assert_eq!(
        catalog.choice(Purpose::TextEncoder).await.unwrap(),
        Some(first),
        "each purpose its own"
    );
}

async fn tracks_are_kept(catalog: &dyn Catalog) {
    let first = samples::track("first", 3);
    let second = samples::track("second", 1);
    catalog.put("file:/m/first", "1", &first).await.unwrap();
    catalog.put("file:/m/second", "1", &second).await.unwrap();
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 2, passages: 4 });
    assert_eq!(catalog.track(first.track.id).await.unwrap().as_ref(), Some(&first.track));
    assert_eq!(catalog.track(TrackId::of("none")).await.unwrap(), None);
    let entries = catalog.entries(&first.collection, first.track.id).await.unwrap();
    assert_eq!(entries, first.entries);

    let unknown = PassageId { track: TrackId::of("none"), number: 0 };
    let wanted = [second.passages[0].id, unknown, first.passages[2].id];
    let found = catalog.passages(&wanted).await.unwrap();
    let expected = [
        (second.track.clone(), second.passages[0].clone()),
        (first.track.clone(), first.passages[2].clone()),
    ];
    assert_eq!(found, expected, "in the order asked for, without what is unknown");

    let shorter = samples::track("first", 1);
    catalog.put("file:/m/first", "2", &shorter).await.unwrap();
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 2, passages: 2 });
    let checksums = catalog.checksums(&first.collection).await.unwrap();
    assert_eq!(checksums[&first.track.id], checksum(&shorter.entries));
}

async fn places_are_remembered(catalog: &dyn Catalog) {
    let second = TrackId::of("file:/m/second");
    catalog.refuse("file:/m/second", "2", "it is broken").await.unwrap();
    catalog.put("file:/n/third", "1", &samples::track_in("/n/", "third", 1)).await.unwrap();
    let visits = catalog.visits("file:/m/").await.unwrap();
    let taken = Visit { stamp: "2".to_owned(), outcome: Outcome::Taken };
    let refused = Outcome::Refused("it is broken".to_owned());
    let refused = Visit { stamp: "2".to_owned(), outcome: refused };
    let expected = [("file:/m/first".to_owned(), taken), ("file:/m/second".to_owned(), refused)];
    assert_eq!(visits, HashMap::from(expected));
    assert_eq!(catalog.track(second).await.unwrap(), None, "refused is forgotten");

    let first = samples::track("first", 1);
    catalog.forget("file:/m/first").await.unwrap();
    assert_eq!(catalog.track(first.track.id).await.unwrap(), None);
    assert!(catalog.entries(&first.collection, first.track.id).await.unwrap().is_empty());
    assert_eq!(catalog.visits("file:/m/").await.unwrap().len(), 1);
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 1, passages: 1 });
}

async fn a_second_collection_is_made_beside_the_first(catalog: &dyn Catalog) {
    let [first, second] = [samples::choice("first"), samples::choice("second")];
    let (old, new) = (first.collection(), second.collection());
    assert_eq!(catalog.lacks(&old).await.unwrap(), 0);
    assert_eq!(catalog.lacks(&new).await.unwrap(), 1);
    let left = catalog.choose(Purpose::TextEncoder, &second, Some(&first)).await.unwrap();
    assert_eq!(left, 1, "not before it is complete");
    assert_eq!(catalog.choice(Purpose::TextEncoder).await.unwrap(), Some(first.clone()));

    let third = samples::track_in("/n/", "third", 1);
    let unread = catalog.unread(&new, 9).await.unwrap();
    assert_eq!(unread, [samples::unread(&third)]);
    assert!(catalog.unread(&new, 0).await.unwrap().is_empty(), "never more than the limit");
    let other = vec![samples::point(&[0.0, 1.0])];
    assert!(catalog.add(&new, &unread[0], &other).await.unwrap());
    assert!(catalog.add(&new, &unread[0], &other).await.unwrap(), "again is the same");
    let made = catalog.entries(&new, third.track.id).await.unwrap();
    assert_eq!((made[0].number, made[0].language), (0, third.track.language));
    assert_eq!(made[0].embedding, other[0]);
    assert_eq!(catalog.checksums(&new).await.unwrap()[&third.track.id], checksum(&made));
    assert_eq!(catalog.entries(&old, third.track.id).await.unwrap(), third.entries, "both are");

    assert_eq!(catalog.choose(Purpose::TextEncoder, &second, Some(&first)).await.unwrap(), 0);
    assert_eq!(catalog.choice(Purpose::TextEncoder).await.unwrap(), Some(second));
    catalog.keep(std::slice::from_ref(&new)).await.unwrap();
    assert!(catalog.checksums(&old).await.unwrap().is_empty());
    assert_eq!(catalog.entries(&new, third.track.id).await.unwrap(), made);
}

async fn what_changed_meanwhile_is_not_mixed_up(catalog: &dyn Catalog) {
    let [first, second] = [samples::choice("first"), samples::choice("second")];
    let before = samples::track_in("/n/", "third", 1);
    let late = catalog.put("file:/n/third", "2", &before).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Unavailable, "another encoder is in use by now");
    assert_eq!(catalog.visits("file:/n/").await.unwrap()["file:/n/third"].stamp, "1");

    let unread = catalog.unread(&first.collection(), 9).await.unwrap();
    let mut longer = samples::track_in("/n/", "third", 2);
    longer.collection = second.collection();
    catalog.put("file:/n/third", "2", &longer).await.unwrap();
    let made = vec![samples::point(&[0.0, 1.0])];
    assert!(!catalog.add(&first.collection(), &unread[0], &made).await.unwrap());
    let gone = Unread { track: TrackId::of("none"), descriptions: vec![String::new()] };
    assert!(!catalog.add(&first.collection(), &gone, &made).await.unwrap());
    assert_eq!(catalog.lacks(&first.collection()).await.unwrap(), 1);
    let entries = catalog.entries(&second.collection(), longer.track.id).await.unwrap();
    assert_eq!(entries, longer.entries);
}

mod samples {
    use std::time::Duration;

    use super::{Choice, Embedding, IndexedTrack, PassageId, TrackId, Unread};
    use crate::feeling::Feeling;
    use crate::music::{AudioPlace, AudioRef, Passage, TimeSpan, Track};
    use crate::vectors::Entry;

    pub(super) fn choice(pack: &str) -> Choice {
        Choice { pack: pack.to_owned(), revision: "0123".to_owned() }
    }

    pub(super) fn point(values: &[f32]) -> Embedding {
        Embedding::from_raw(values.to_vec()).unwrap()
    }

    pub(super) fn unread(indexed: &IndexedTrack) -> Unread {
        let descriptions = indexed.passages.iter().map(|passage| passage.description.clone());
        Unread { track: indexed.track.id, descriptions: descriptions.collect() }
    }

    pub(super) fn track(name: &str, passages: u32) -> IndexedTrack {
        track_in("/m/", name, passages)
    }

    pub(super) fn track_in(folder: &str, name: &str, passages: u32) -> IndexedTrack {
        let id = TrackId::of(&format!("file:{folder}{name}"));
        let language = "vi".parse().ok();
        let track = Track {
            id,
            title: name.to_owned(),
            artist: "Người hát".to_owned(),
            album: String::new(),
            genres: vec!["folk".to_owned(), "live".to_owned()],
            year: Some(1931),
            language,
            duration: Some(Duration::from_millis(61_250)),
            audio: Some(AudioRef {
                place: AudioPlace::File(format!("{folder}{name}.mp3").into()),
                media_type: "audio/mpeg".to_owned(),
            }),
        };
        let passage = |number| Passage {
            id: PassageId { track: id, number },
            span: TimeSpan::new(Duration::from_secs(number.into()), Duration::from_millis(60_500)),
            text: format!("dòng {number}"),
            description: format!("lời: dòng {number}"),
            feeling: Feeling::new(0.5, -0.25),
        };
        let entry =
            |number| Entry { number, language, embedding: point(&[1.0, number as f32, 0.5]) };
        let entries = (0..passages).map(entry).collect();
        let passages = (0..passages).map(passage).collect();
        IndexedTrack { track, passages, collection: choice("first").collection(), entries }
    }
}
