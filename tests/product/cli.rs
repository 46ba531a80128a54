//! The command line, on the demo library.

use serde_json::Value;

use crate::harness::{Product, demo, demo_photo, repository};

fn titles(answer: &Value) -> Vec<&str> {
    let songs = answer["recommendations"].as_array().unwrap();
    songs.iter().map(|song| song["track"]["title"].as_str().unwrap()).collect()
}

#[test]
fn every_demo_photo_gets_eight_songs_that_keep_the_promises() {
    let photos: Vec<_> = std::fs::read_dir(repository("demo/photos"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jpg"))
        .collect();
    assert_eq!(photos.len(), 26);
    let mut arguments = vec!["recommend", "--json"];
    arguments.extend(photos.iter().map(|photo| photo.to_str().unwrap()));
    let answers = demo().run(&arguments).json();
    assert_eq!(answers.as_array().unwrap().len(), 26, "an answer for each, in their order");
    for (photo, answer) in photos.iter().zip(answers.as_array().unwrap()) {
        check(answer, &photo.display().to_string());
    }
}

fn check(answer: &Value, photo: &str) {
    let sight = &answer["sight"];
    assert!(!sight["caption"].as_str().unwrap().is_empty(), "{photo} has a caption");
    for axis in ["valence", "arousal"] {
        let coordinate = sight["feeling"][axis].as_f64().unwrap();
        assert!((-1.0..=1.0).contains(&coordinate), "{photo}");
    }
    assert!(!sight["feeling"]["moods"].as_array().unwrap().is_empty(), "{photo} has a mood");
    let songs = answer["recommendations"].as_array().unwrap();
    assert_eq!(songs.len(), 8, "{photo}");
    let mut tracks = std::collections::HashSet::new();
    let mut artists = std::collections::HashMap::new();
    let mut last = f64::INFINITY;
    for (place, song) in songs.iter().enumerate() {
        assert_eq!(song["rank"], place + 1, "{photo}");
        let score = song["score"].as_f64().unwrap();
        assert!(score <= last && (0.0..=1.0).contains(&score), "{photo}: best first");
        last = score;
        assert!(tracks.insert(song["track"]["id"].clone()), "{photo}: one passage a track");
        *artists.entry(song["track"]["artist"].to_string()).or_insert(0) += 1;
        assert!(song["why"].as_str().unwrap().ends_with('.'), "{photo}: each has a reason");
        check_passage(song, photo);
    }
    assert!(artists.values().all(|songs| *songs <= 2), "{photo}: two songs an artist");
}

fn check_passage(song: &Value, photo: &str) {
    let (track, passage) = (&song["track"], &song["passage"]);
    let words = passage["text"].as_str().unwrap();
    let Some(start) = passage["start_s"].as_f64() else {
        assert!(!words.is_empty(), "{photo}: without times there are words");
        return;
    };
    let (end, duration) =
        (passage["end_s"].as_f64().unwrap(), track["duration_s"].as_f64().unwrap());
    assert!(0.0 <= start && start < end && end <= duration + 0.05, "{photo}: {song}");
    assert!(track["has_audio"].as_bool().unwrap(), "{photo}: {song}");
}

#[test]
fn the_same_photo_gives_the_same_answer() {
    let answer = || {
        let mut answer = demo().recommend("bridge.jpg", &[]);
        answer["timing_ms"].take();
        answer
    };
    assert_eq!(answer(), answer());
}

#[test]
fn a_language_that_is_asked_for_is_the_only_one() {
    let answer = demo().recommend("beach_1.jpg", &["--language", "vi", "--language", "ja"]);
    let songs = answer["recommendations"].as_array().unwrap();
    assert!(5 <= songs.len());
    for song in songs {
        assert!(["vi", "ja"].contains(&song["track"]["language"].as_str().unwrap()), "{song}");
    }
}

#[test]
fn a_mood_that_is_asked_for_changes_the_songs() {
    let own = demo().recommend("beach_1.jpg", &[]);
    let sad = demo().recommend("beach_1.jpg", &["--mood", "sad", "--mood", "lonely"]);
    assert_ne!(titles(&own), titles(&sad));
    assert_eq!(own["sight"], sad["sight"], "the photo is seen as it is");
}

#[test]
fn the_limit_is_obeyed_and_checked() {
    for limit in ["5", "10"] {
        let answer = demo().recommend("bridge.jpg", &["--limit", limit]);
        assert_eq!(titles(&answer).len().to_string(), limit);
    }
    for limit in ["4", "11", "many"] {
        let photo = demo_photo("bridge.jpg");
        let ran = demo().run(&["recommend", "--limit", limit, photo.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{}", ran.errors);
        assert!(ran.errors.contains(limit), "{}", ran.errors);
    }
}

#[test]
fn the_table_for_people_names_caption_songs_and_passages() {
    let photo = demo_photo("sunset.jpg");
    let ran = demo().run(&["recommend", photo.to_str().unwrap()]);
    let answer = demo().recommend("sunset.jpg", &[]);
    assert!(ran.output.contains(answer["sight"]["caption"].as_str().unwrap()), "{}", ran.output);
    for title in titles(&answer) {
        assert!(ran.output.contains(title), "{}", ran.output);
    }
}

#[test]
fn a_library_with_nothing_in_it_says_how_to_fill_it() {
    let photo = demo_photo("sunset.jpg");
    let ran = Product::new().run(&["recommend", photo.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert!(ran.output.contains("vibelens ingest"), "{}", ran.output);
}

#[test]
fn wrong_usage_is_told_in_words_and_by_the_exit_code() {
    let photo = demo_photo("sunset.jpg");
    let photo = photo.to_str().unwrap();
    let readme = repository("README.md");
    let readme = readme.to_str().unwrap();
    let cases: [(&str, &[&str], i32, &str); 6] = [
        ("no such photo", &["recommend", "nowhere.jpg"], 1, "`nowhere.jpg` cannot be read"),
        ("not a photo", &["recommend", readme], 1, "hint: photos can be"),
        ("no such mood", &["recommend", "--mood", "green", photo], 2, "no mood `green`"),
        ("no language", &["recommend", "--language", "klingon", photo], 2, "klingon"),
        ("no such folder", &["ingest", "/no/such/folder"], 1, "/no/such/folder"),
        ("wrong settings", &["ingest", "--config", readme, "/tmp"], 1, "README.md` are wrong"),
    ];
    let product = Product::new();
    for (name, arguments, code, message) in cases {
        let ran = product.run(arguments);
        assert_eq!(ran.code, code, "{name}: {}", ran.errors);
        assert!(ran.errors.contains(message), "{name}: {}", ran.errors);
    }
}
