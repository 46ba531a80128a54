//! What a request can ask for besides the photo, on the demo library.

use serde_json::Value;

use crate::harness::{demo, demo_photo, demo_server};

fn songs(answer: &Value) -> &[Value] {
    answer["recommendations"].as_array().unwrap()
}

fn titles(answer: &Value) -> Vec<&str> {
    songs(answer).iter().map(|song| song["track"]["title"].as_str().unwrap()).collect()
}

fn ask(fields: &[(&str, &str)], photo: &str) -> Value {
    let photo = std::fs::read(demo_photo(photo)).unwrap();
    let reply = demo_server().ask(fields, Some(&photo));
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

#[test]
fn every_filter_holds() {
    type Holds = fn(&Value) -> bool;
    let whole = ask(&[], "beach_1.jpg");
    let best = &songs(&whole)[0]["track"];
    let (id, artist) = (best["id"].as_str().unwrap(), best["artist"].as_str().unwrap());
    let cases: [(&[(&str, &str)], Holds); 5] = [
        (&[("language", "vi,ja")], |song| {
            ["vi", "ja"].contains(&song["track"]["language"].as_str().unwrap())
        }),
        (&[("audio", "required")], |song| song["track"]["has_audio"] == true),
        (&[("duration", "30-90")], |song| {
            let seconds = song["track"]["duration_s"].as_f64().unwrap();
            (30.0..=90.0).contains(&seconds)
        }),
        (&[("mood", "sad")], |song| !song["passage"]["text"].is_null()),
        (&[("folder", "no such folder")], |_| false),
    ];
    for (fields, holds) in cases {
        let answer = ask(fields, "beach_1.jpg");
        for song in songs(&answer) {
            assert!(holds(song), "{fields:?}: {song}");
        }
    }
    for (field, value) in [("never_track", id), ("never_artist", artist)] {
        let answer = ask(&[(field, value)], "beach_1.jpg");
        let path = if field == "never_track" { "id" } else { "artist" };
        assert_eq!(songs(&answer).len(), 8, "{field}: others take the place");
        assert!(songs(&answer).iter().all(|song| song["track"][path] != value), "{field}");
    }
}

#[test]
fn a_caption_that_is_edited_replaces_what_was_seen() {
    let own = ask(&[], "beach_1.jpg");
    let snow = ask(&[("caption", "snow falls in a cold winter night")], "beach_1.jpg");
    assert_eq!(own["sight"], snow["sight"], "the photo is seen as it is");
    assert_ne!(titles(&own), titles(&snow));
    let why = snow["recommendations"].to_string();
    assert!(!why.contains(own["sight"]["caption"].as_str().unwrap()), "{why}");
}

#[test]
fn words_steer_toward_and_away() {
    let place = |fields: &[(&str, &str)]| {
        let answer =
            ask(&[fields, &[("limit", "10"), ("diversity", "0")]].concat(), "sunset_4.jpg");
        titles(&answer).iter().map(|title| (*title).to_owned()).collect::<Vec<_>>()
    };
    let plain = place(&[]);
    let more = place(&[("more", "a storm at sea with waves and thunder")]);
    let less = place(&[("less", "mountains and hills")]);
    let typed = place(&[("more", "not mountains and hills")]);
    assert_ne!(plain, more);
    assert_ne!(plain, less);
    assert_eq!(less, typed, "a refusal can be typed");
}

#[test]
fn a_feeling_that_is_asked_for_is_looked_for() {
    let sad = ask(&[("valence", "-0.8"), ("arousal", "-0.6")], "beach_1.jpg");
    assert_eq!(sad["target"]["valence"], -0.8);
    assert!(sad["target"]["moods"].to_string().contains("sad"));
    assert_ne!(titles(&sad), titles(&ask(&[], "beach_1.jpg")));
}

#[test]
fn several_photos_are_one_question() {
    let [beach, snow] = ["beach_1.jpg", "snow_3.jpg"].map(demo_photo);
    let (beach, snow) = (beach.to_str().unwrap(), snow.to_str().unwrap());
    let ran = demo().run(&["recommend", "--json", "--together", beach, snow]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let answer = ran.json();
    let photos = answer["photos"].as_array().unwrap();
    assert_eq!(photos.len(), 2);
    let caption = answer["sight"]["caption"].as_str().unwrap();
    assert!(photos.iter().all(|photo| caption.contains(photo["caption"].as_str().unwrap())));
    assert_eq!(songs(&answer).len(), 8);
    assert!(demo().recommend("beach_1.jpg", &[])["photos"].is_null(), "one is told once");
}

#[test]
fn reasons_are_given_in_vietnamese_when_asked() {
    let answer = ask(&[("tongue", "vi")], "beach_1.jpg");
    for song in songs(&answer) {
        let why = song["why"].as_str().unwrap();
        let told = ["gần nghĩa với", "mang cảm giác", "là một trong những bài gần nhất"];
        assert!(told.iter().any(|words| why.contains(words)), "{why}");
    }
}

#[test]
fn a_list_says_how_sure_it_is() {
    let answer = ask(&[], "beach_1.jpg");
    let confidence = answer["confidence"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&confidence));
    assert_eq!(answer["advice"].is_null(), 0.15 <= confidence, "{}", answer["advice"]);
    let none = ask(&[("folder", "no such folder")], "beach_1.jpg");
    assert_eq!((songs(&none).len(), none["confidence"].as_f64()), (0, Some(0.0)));
    assert!(none["advice"].as_str().unwrap().contains("filters"), "{}", none["advice"]);
}

#[test]
fn the_line_that_is_quoted_is_sung_in_the_passage() {
    for photo in ["beach_1.jpg", "snow_3.jpg", "sunset.jpg"] {
        for song in songs(&ask(&[], photo)) {
            let Some(line) = song["line"].as_str() else {
                assert_eq!(song["passage"]["text"], "", "{song}");
                continue;
            };
            let text = song["passage"]["text"].as_str().unwrap();
            assert!(text.lines().any(|sung| sung == line), "{song}");
        }
    }
}

#[test]
fn wrong_wishes_are_refused_in_words() {
    let photo = std::fs::read(demo_photo("beach_1.jpg")).unwrap();
    let wishes = [
        ("era", "long ago"),
        ("duration", "short"),
        ("audio", "some"),
        ("valence", "0.5"),
        ("valence", "7"),
        ("diversity", "2"),
        ("tongue", "klingon"),
        ("never_track", "12"),
    ];
    for (field, value) in wishes {
        let reply = demo_server().ask(&[(field, value)], Some(&photo));
        assert_eq!(reply.status, 400, "{field}: {reply:?}");
        let detail = reply.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(value) || detail.contains("go together"), "{field}: {detail}");
    }
}
