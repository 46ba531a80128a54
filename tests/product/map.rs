//! The library at a glance: the map, what its points stand for, and the survey.

use serde_json::Value;

use crate::harness::{Product, demo_photo, demo_server, song};

fn numbers(column: &Value) -> Vec<i64> {
    column.as_array().unwrap().iter().map(|value| value.as_i64().unwrap()).collect()
}

#[test]
fn every_passage_of_the_library_is_on_the_map_with_its_kind() {
    let map = demo_server().get("/api/v1/map").json();
    let ready = demo_server().get("/readyz").json();
    let (tracks, passages) = (&map["tracks"], &map["passages"]);
    let columns = ["track", "number", "valence", "arousal"].map(|name| numbers(&passages[name]));
    for column in &columns {
        assert_eq!(column.len() as u64, ready["passages"].as_u64().unwrap());
    }
    assert!(columns[2..].iter().flatten().all(|value| (-1000..=1000).contains(value)));
    let count = tracks["id"].as_array().unwrap().len();
    assert!(columns[0].iter().all(|track| (*track as usize) < count));
    for (column, names) in [("genre", "genres"), ("language", "languages")] {
        let places = tracks[column].as_array().unwrap();
        assert_eq!(places.len(), count, "{column}");
        let named = map[names].as_array().unwrap();
        assert!(
            places.iter().filter_map(Value::as_u64).all(|place| (place as usize) < named.len())
        );
    }
    for language in ["de", "en", "vi"] {
        assert!(map["languages"].as_array().unwrap().contains(&language.into()), "{language}");
    }
}

#[test]
fn a_point_of_the_map_is_the_passage_that_its_track_and_number_say() {
    let map = demo_server().get("/api/v1/map").json();
    let (tracks, passages) = (&map["tracks"], &map["passages"]);
    let last = numbers(&passages["track"]).len() - 1;
    for point in [0, last / 2, last] {
        let place = passages["track"][point].as_u64().unwrap() as usize;
        let (track, number) = (tracks["id"][place].as_str().unwrap(), &passages["number"][point]);
        let path = format!("/api/v1/tracks/{track}/passages/{number}");
        let found = demo_server().get(&path).json();
        assert_eq!(found["track"]["id"], track);
        for axis in ["valence", "arousal"] {
            let told = passages[axis][point].as_f64().unwrap() / 1000.0;
            let feeling = found["passage"]["feeling"][axis].as_f64().unwrap();
            assert!((told - feeling).abs() < 1e-6, "{path}: {axis} {told} {feeling}");
        }
    }
    let known = tracks["id"][0].as_str().unwrap();
    let nowhere = "0".repeat(32);
    let cases = [
        (format!("/api/v1/tracks/{known}/passages/9999"), 404),
        (format!("/api/v1/tracks/{nowhere}/passages/0"), 404),
        (format!("/api/v1/tracks/{known}/passages/first"), 400),
        ("/api/v1/tracks/first/passages/0".to_owned(), 400),
    ];
    for (path, status) in cases {
        assert_eq!(demo_server().get(&path).status, status, "{path}");
    }
}

#[test]
fn a_map_that_is_known_already_is_not_sent_again() {
    let map = demo_server().get("/api/v1/map");
    let known = [("if-none-match", map.header("etag"))];
    let again = demo_server().get_with("/api/v1/map", &known);
    assert_eq!((again.status, again.body.len()), (304, 0));
}

#[test]
fn moods_say_how_much_of_the_library_they_have() {
    let map = demo_server().get("/api/v1/map").json();
    let moods = demo_server().get("/api/v1/moods").json();
    let (valence, arousal) = (&map["passages"]["valence"], &map["passages"]["arousal"]);
    let points: Vec<(i64, i64)> = numbers(valence).into_iter().zip(numbers(arousal)).collect();
    for (told, mood) in map["moods"].as_array().unwrap().iter().zip(moods.as_array().unwrap()) {
        assert_eq!(told["name"], mood["name"]);
        let [x, y, radius] =
            ["valence", "arousal", "radius"].map(|name| 1000.0 * mood[name].as_f64().unwrap());
        let within = |slack: f64| {
            let distance =
                |(valence, arousal): &(i64, i64)| (*valence as f64 - x).hypot(*arousal as f64 - y);
            points.iter().filter(|point| distance(point) <= radius + slack).count() as u64
        };
        let passages = told["passages"].as_u64().unwrap();
        assert!((within(-1.0)..=within(1.0)).contains(&passages), "{told}");
        assert!(told["songs"].as_u64().unwrap() <= passages, "{told}");
    }
}

#[test]
fn the_survey_says_how_much_of_the_library_photos_find() {
    let survey = demo_server().get("/api/v1/survey").json();
    assert_eq!((&survey["photos"], &survey["songs"]), (&512.into(), &112.into()), "{survey}");
    let [reach, by_lot, hubs] =
        ["reach", "reach_by_lot", "hubs"].map(|name| survey[name].as_f64().unwrap());
    assert!(0.5 < reach && reach <= 1.0, "{survey}");
    assert!(reach <= by_lot + 0.001 && by_lot <= 1.0, "{survey}");
    assert!(1.0 / 112.0 < hubs && hubs < 0.2, "{survey}");
    let most = survey["most"].as_array().unwrap();
    assert_eq!(most.len(), 5);
    let photos: Vec<u64> = most.iter().map(|hub| hub["photos"].as_u64().unwrap()).collect();
    assert!(photos.is_sorted_by(|a, b| a >= b), "{photos:?}");
    // One song in a hundred of these is one song.
    assert!((hubs - photos[0] as f64 / 5120.0).abs() < 1e-9, "{survey}");
}

#[test]
fn map_and_survey_follow_a_library_that_begins_empty() {
    let product = Product::new();
    let server = product.serve();
    let told = || {
        let (map, survey) = (server.get("/api/v1/map").json(), server.get("/api/v1/survey").json());
        (map["tracks"]["id"].as_array().unwrap().len(), survey["songs"].as_u64().unwrap())
    };
    assert_eq!(told(), (0, 0));
    for name in ["one", "two"] {
        song(&product.music(), name, 20, &["the sun goes down behind the sea", "and all is red"]);
    }
    product.ingest();
    assert_eq!(told(), (2, 2));
    let photo = std::fs::read(demo_photo("sunset.jpg")).unwrap();
    assert_eq!(server.ask(&[], Some(&photo)).status, 200, "and photos are answered as before");
}
