//! What every catalog must do.

mod browse;
mod learning;

use std::collections::HashMap;

use super::{Catalog, Charted, Choice, IndexedTrack, Kept, Outcome, Place, Summary, Unread, Visit};
use crate::embedding::Embedding;
use crate::error::ErrorKind;
use crate::models::registry::Purpose;
use crate::music::{Decision, PassageId, Track, TrackId};
use crate::vectors::{Record, checksum};

/// Each implementation runs this on an empty catalog.
pub(super) async fn conforms(catalog: &dyn Catalog) {
    choices_are_kept_and_never_taken_by_surprise(catalog).await;
    tracks_are_kept(catalog).await;
    the_library_is_charted_as_it_is(catalog).await;
    places_are_remembered(catalog).await;
    a_second_collection_is_made_beside_the_first(catalog).await;
    what_changed_meanwhile_is_not_mixed_up(catalog).await;
    what_was_heard_is_kept_until_the_place_is_forgotten(catalog).await;
    words_and_what_the_owner_says_of_them_are_kept(catalog).await;
    files_of_one_recording_are_one_track(catalog).await;
    browse::conforms(catalog).await;
    learning::conforms(catalog).await;
}

fn place<'a>(reference: &'a str, stamp: &'a str) -> Place<'a> {
    Place { reference, stamp, root: "/root" }
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
    catalog.put(place("file:/m/first", "1"), &first, None).await.unwrap();
    catalog.put(place("file:/m/second", "1"), &second, None).await.unwrap();
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 2, passages: 4 });
    assert_eq!(catalog.track(first.track.id).await.unwrap().as_ref(), Some(&first.track));
    assert_eq!(catalog.track(TrackId::of("none")).await.unwrap(), None);
    let record = catalog.record(&first.collection, first.track.id).await.unwrap();
    assert_eq!(record, first.record());

    let unknown = PassageId { track: TrackId::of("none"), number: 0 };
    let wanted = [second.passages[0].id, unknown, first.passages[2].id];
    let found = catalog.passages(&wanted).await.unwrap();
    let expected = [
        (second.track.clone(), second.passages[0].clone()),
        (first.track.clone(), first.passages[2].clone()),
    ];
    assert_eq!(found, expected, "in the order asked for, without what is unknown");

    let shorter = samples::track("first", 1);
    catalog.put(place("file:/m/first", "2"), &shorter, None).await.unwrap();
    assert_eq!(catalog.summary().await.unwrap(), Summary { tracks: 2, passages: 2 });
    let checksums = catalog.checksums(&first.collection).await.unwrap();
    assert_eq!(checksums[&first.track.id], checksum(&shorter.record()));
}

async fn the_library_is_charted_as_it_is(catalog: &dyn Catalog) {
    let mut silent = samples::track("silent", 0);
    silent.track.language = None;
    catalog.put(place("file:/m/silent", "1"), &silent, None).await.unwrap();
    let longer = samples::track("first", 3);
    catalog.put(place("file:/m/first", "2"), &longer, None).await.unwrap();
    let mut expected = [charted(&longer), charted(&samples::track("second", 1))];
    expected.sort_by_key(|track| track.track);
    assert_eq!(catalog.chart().await.unwrap(), expected, "by id, without what has no passages");

    catalog.forget("file:/m/silent").await.unwrap();
    catalog.put(place("file:/m/first", "2"), &samples::track("first", 1), None).await.unwrap();
}

fn charted(indexed: &IndexedTrack) -> Charted {
    let Track { id, genres, language, .. } = indexed.track.clone();
    let feelings = indexed.passages.iter().map(|passage| (passage.id.number, passage.feeling));
    Charted { track: id, genres, language, passages: feelings.collect() }
}

async fn places_are_remembered(catalog: &dyn Catalog) {
    let second = TrackId::of("file:/m/second");
    catalog.refuse(place("file:/m/second", "2"), "it is broken", &[]).await.unwrap();
    catalog
        .put(place("file:/n/third", "1"), &samples::track_in("/n/", "third", 1), None)
        .await
        .unwrap();
    let visits = catalog.visits("file:/m/").await.unwrap();
    let taken =
        Visit { stamp: "2".to_owned(), outcome: Outcome::Taken, root: Some("/root".to_owned()) };
    let refused = Outcome::Refused("it is broken".to_owned());
    let refused = Visit { stamp: "2".to_owned(), outcome: refused, root: Some("/root".to_owned()) };
    let expected = [("file:/m/first".to_owned(), taken), ("file:/m/second".to_owned(), refused)];
    assert_eq!(visits, HashMap::from(expected));
    assert_eq!(catalog.track(second).await.unwrap(), None, "refused is forgotten");

    let first = samples::track("first", 1);
    catalog.forget("file:/m/first").await.unwrap();
    assert_eq!(catalog.track(first.track.id).await.unwrap(), None);
    let none = catalog.record(&first.collection, first.track.id).await.unwrap();
    assert_eq!(none, Record::default());
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
    let made = catalog.record(&new, third.track.id).await.unwrap();
    assert_eq!(made, Record::new(&third.track, &third.passages, &other));
    assert_eq!(catalog.checksums(&new).await.unwrap()[&third.track.id], checksum(&made));
    let read_before = catalog.record(&old, third.track.id).await.unwrap();
    assert_eq!(read_before, third.record(), "both are");

    assert_eq!(catalog.choose(Purpose::TextEncoder, &second, Some(&first)).await.unwrap(), 0);
    assert_eq!(catalog.choice(Purpose::TextEncoder).await.unwrap(), Some(second));
    catalog.keep(std::slice::from_ref(&new)).await.unwrap();
    assert!(catalog.checksums(&old).await.unwrap().is_empty());
    assert_eq!(catalog.record(&new, third.track.id).await.unwrap(), made);
}

async fn what_changed_meanwhile_is_not_mixed_up(catalog: &dyn Catalog) {
    let [first, second] = [samples::choice("first"), samples::choice("second")];
    let before = samples::track_in("/n/", "third", 1);
    let late = catalog.put(place("file:/n/third", "2"), &before, None).await.unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Unavailable, "another encoder is in use by now");
    assert_eq!(catalog.visits("file:/n/").await.unwrap()["file:/n/third"].stamp, "1");

    let unread = catalog.unread(&first.collection(), 9).await.unwrap();
    let mut longer = samples::track_in("/n/", "third", 2);
    longer.collection = second.collection();
    catalog.put(place("file:/n/third", "2"), &longer, None).await.unwrap();
    let made = vec![samples::point(&[0.0, 1.0])];
    assert!(!catalog.add(&first.collection(), &unread[0], &made).await.unwrap());
    let gone = Unread { track: TrackId::of("none"), descriptions: vec![String::new()] };
    assert!(!catalog.add(&first.collection(), &gone, &made).await.unwrap());
    assert_eq!(catalog.lacks(&first.collection()).await.unwrap(), 1);
    let record = catalog.record(&second.collection(), longer.track.id).await.unwrap();
    assert_eq!(record, longer.record());
}

async fn what_was_heard_is_kept_until_the_place_is_forgotten(catalog: &dyn Catalog) {
    let kept = |key: &str| Kept { key: key.to_owned(), made: vec![1, 2, 3] };
    assert_eq!(catalog.kept("file:/h/a").await.unwrap(), None);
    for key in ["1", "2"] {
        catalog.keep_heard("file:/h/a", Some(&kept(key))).await.unwrap();
        assert_eq!(catalog.kept("file:/h/a").await.unwrap(), Some(kept(key)));
    }
    catalog.refuse(place("file:/h/a", "1"), "no", &[]).await.unwrap();
    assert!(catalog.kept("file:/h/a").await.unwrap().is_some(), "a refusal is no reason");
    catalog.forget("file:/h/a").await.unwrap();
    assert_eq!(catalog.kept("file:/h/a").await.unwrap(), None);
    catalog.keep_heard("file:/h/a", Some(&kept("3"))).await.unwrap();
    catalog.keep_heard("file:/h/a", None).await.unwrap();
    assert_eq!(catalog.kept("file:/h/a").await.unwrap(), None);
}

async fn words_and_what_the_owner_says_of_them_are_kept(catalog: &dyn Catalog) {
    let mut track = second_encoders("/l/", "a");
    let id = track.track.id;
    track.lyrics = vec![samples::found("aa", false), samples::found("bb", true)];
    catalog.put(place("file:/l/a", "1"), &track, None).await.unwrap();
    assert_eq!(catalog.lyrics(id).await.unwrap(), track.lyrics);
    catalog.decide(id, "aa", Some(Decision::Reject)).await.unwrap();
    catalog.decide(id, "aa", Some(Decision::Accept)).await.unwrap();
    catalog.decide(id, "bb", Some(Decision::Reject)).await.unwrap();
    let said =
        HashMap::from([("aa".to_owned(), Decision::Accept), ("bb".to_owned(), Decision::Reject)]);
    assert_eq!(catalog.decisions(id).await.unwrap(), said);

    let refused = [samples::found("cc", false)];
    catalog.refuse(place("file:/l/a", "2"), "no words", &refused).await.unwrap();
    assert_eq!(catalog.lyrics(id).await.unwrap(), refused, "to be shown and accepted");
    catalog.forget("file:/l/a").await.unwrap();
    assert!(catalog.lyrics(id).await.unwrap().is_empty());
    assert_eq!(catalog.decisions(id).await.unwrap(), said, "should the file come back");
}

/// A track that the encoder has read that is in use by now.
fn second_encoders(folder: &str, name: &str) -> IndexedTrack {
    let mut track = samples::track_in(folder, name, 1);
    track.collection = samples::choice("second").collection();
    track
}

async fn files_of_one_recording_are_one_track(catalog: &dyn Catalog) {
    let [a, b, c] = ["a", "b", "c"].map(|name| second_encoders("/t/", name));
    let (best, worst) = (samples::file("/t/", "b", 900_000), samples::file("/t/", "c", 64_000));
    catalog.put(place("file:/t/a", "1"), &a, None).await.unwrap();
    let namesakes = catalog.namesakes("song", b.track.id).await.unwrap();
    let ours = namesakes.iter().find(|namesake| namesake.track.id == a.track.id).unwrap();
    assert_eq!((Some(&ours.file), ours.words), (a.file.as_ref(), false));
    assert!(catalog.namesakes("other", b.track.id).await.unwrap().is_empty());

    catalog.attach(place("file:/t/b", "1"), &best, a.track.id).await.unwrap();
    catalog.attach(place("file:/t/c", "1"), &worst, a.track.id).await.unwrap();
    let played = async |id| catalog.track(id).await.unwrap().and_then(|track| track.audio);
    for name in ["a", "b"] {
        let kept = Kept { key: name.to_owned(), made: vec![1] };
        catalog.keep_heard(&format!("file:/t/{name}"), Some(&kept)).await.unwrap();
    }
    let heard = async |id| catalog.heard(id).await.unwrap().map(|kept| kept.key);
    assert_eq!(heard(a.track.id).await.as_deref(), Some("b"), "of the file that is played");
    assert_eq!(heard(c.track.id).await, None);
    assert_eq!(played(a.track.id).await, Some(best.audio.clone()), "the best is played");
    assert_eq!(played(b.track.id).await, None, "it is no track of its own");
    assert_eq!(catalog.visits("file:/t/").await.unwrap().len(), 3);

    catalog.put(place("file:/t/a", "2"), &a, None).await.unwrap();
    assert_eq!(played(a.track.id).await, Some(best.audio.clone()), "its files stay");
    catalog.forget("file:/t/b").await.unwrap();
    assert_eq!(played(a.track.id).await, a.track.audio, "the best that is left");

    catalog.put(place("file:/t/b", "2"), &b, Some(a.track.id)).await.unwrap();
    assert_eq!(played(a.track.id).await, None, "it became a file of the other");
    assert_eq!(played(b.track.id).await, a.track.audio, "equal ones in the order of their places");
    catalog.forget("file:/t/b").await.unwrap();
    assert!(catalog.visits("file:/t/").await.unwrap().is_empty(), "copies are looked at anew");
    let gone = catalog.attach(place("file:/t/c", "3"), &worst, c.track.id).await.unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::Unavailable);
}

mod samples {
    use std::time::Duration;

    use super::{Choice, Embedding, IndexedTrack, PassageId, TrackId, Unread};
    use crate::feeling::Feeling;
    use crate::music::{
        AudioCopy, AudioPlace, AudioRef, CoverPlace, FoundLyrics, Heard, HeardTag, Licence, Line,
        Lyrics, Passage, Reason, TimeSpan, Track, Verdict,
    };

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

    pub(super) fn file(folder: &str, name: &str, quality: u64) -> AudioCopy {
        let place = AudioPlace::File(format!("{folder}{name}.mp3").into());
        let audio = AudioRef {
            place,
            media_type: "audio/mpeg".to_owned(),
            cover: Some(CoverPlace::Embedded),
        };
        AudioCopy { audio, quality, fingerprint: vec![7, u32::MAX, 0] }
    }

    pub(super) fn found(key: &str, used: bool) -> FoundLyrics {
        let line = |text: &str, seconds| {
            let (start, end) = (Duration::from_secs(seconds), Duration::from_secs(seconds + 2));
            Line::timed(text, TimeSpan::new(start, end).unwrap())
        };
        FoundLyrics {
            source: "lrc".to_owned(),
            key: key.to_owned(),
            language: "vi".parse().ok(),
            lyrics: Lyrics {
                stanzas: vec![vec![line("một", 1), line("hai", 3)], vec![line("bốn", 9)]],
            },
            verdict: Verdict { reason: (!used).then_some(Reason::Prose), confidence: 0.5 },
            used,
        }
    }

    fn heard() -> Heard {
        let tags = vec![HeardTag { label: "piano".to_owned(), strength: 1.5 }];
        Heard { sentence: "slow piano".to_owned(), tags, ..Heard::default() }
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
            folder: folder.to_owned(),
            genres: vec!["folk".to_owned(), "live".to_owned()],
            year: Some(1931),
            language,
            duration: Some(Duration::from_millis(61_250)),
            audio: Some(AudioRef {
                place: AudioPlace::File(format!("{folder}{name}.mp3").into()),
                media_type: "audio/mpeg".to_owned(),
                cover: Some(CoverPlace::Embedded),
            }),
            explicit: true,
            licence: Some(Licence { name: "CC BY 4.0".to_owned(), url: None }),
            heard: Some(heard()),
        };
        let passage = |number| Passage {
            id: PassageId { track: id, number },
            span: TimeSpan::new(Duration::from_secs(number.into()), Duration::from_millis(60_500)),
            text: format!("dòng {number}"),
            description: format!("lời: dòng {number}"),
            feeling: Feeling::new(0.5, -0.25),
            explicit: number == 1,
            heard: Some(heard()),
            certainty: 0.75,
            typicality: 0.25,
            prominence: 0.5,
        };
        let embeddings = (0..passages).map(|number| point(&[1.0, number as f32, 0.5])).collect();
        let passages = (0..passages).map(passage).collect();
        IndexedTrack {
            track,
            passages,
            collection: choice("first").collection(),
            embeddings,
            lyrics: Vec::new(),
            file: Some(file(folder, name, 128_000)),
            name: "song".to_owned(),
        }
    }
}
