//! Profiles, feedback and experiments.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Product, Reply, Server, demo_photo};

/// No chance in lists, so that only taste makes them different.
const CERTAIN: (&str, &str) = ("VIBELENS_LEARNING_EXPLORATION", "0");

/// A library of texts by two singers, in two languages.
fn library() -> Product {
    let product = Product::new();
    let songs = [
        ("Anna", "Night sea", "the night is falling on the sea\nthe waves are singing low"),
        ("Anna", "Evening", "the evening sky is red and gold\nthe sun goes down at last"),
        ("Anna", "Harbour", "the boats come home across the bay\nthe harbour lights are on"),
        ("Anna", "Mountains", "the mountains stand against the sky\nand clouds are passing by"),
        ("Bình", "Biển", "biển chiều nay sóng vỗ rì rào\nthuyền ai về bến xa khơi"),
        ("Bình", "Hoàng hôn", "hoàng hôn buông xuống bên sông\nánh mặt trời đỏ như lửa hồng"),
        ("Bình", "Núi", "núi cao mây trắng bay ngang trời\nđường về quê mẹ xa vời"),
        ("Bình", "Trăng", "trăng lên soi sáng con đường làng\nlời ru của mẹ dịu dàng"),
    ];
    for (artist, title, words) in songs {
        let folder = product.music().join(artist).join("Songs");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{title}.txt")), words).unwrap();
    }
    product.ingest();
    product
}

fn ask(server: &Server, fields: &[(&str, &str)]) -> Value {
    let reply = server.ask(fields, Some(&fs::read(demo_photo("sunset.jpg")).unwrap()));
    assert_eq!(reply.status, 200, "{:?}", String::from_utf8_lossy(&reply.body));
    reply.json()
}

fn new_profile(server: &Server) -> String {
    let reply = server.post("/api/v1/profiles", &Value::Null);
    assert_eq!(reply.status, 201);
    reply.json()["id"].as_str().unwrap().to_owned()
}

fn tell(server: &Server, profile: &str, answer: &Value, track: &Value, event: &str) -> Reply {
    let told = json!({"profile": profile, "impression": answer["impression"], "track": track,
                      "event": event});
    server.post("/api/v1/feedback", &told)
}

fn songs(answer: &Value) -> &Vec<Value> {
    answer["recommendations"].as_array().unwrap()
}

/// How much of the list is an artist's: each song counts the less the lower it stands.
fn share(answer: &Value, artist: &str) -> f64 {
    let places = songs(answer).iter().enumerate();
    let own = places.filter(|(_, song)| song["track"]["artist"] == artist);
    let own: Vec<usize> = own.map(|(place, _)| place).collect();
    own.iter().map(|place| 1.0 / (1 + place) as f64).sum()
}

/// All that lies in a folder.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: std::path::PathBuf| {
        if path.is_dir() { all_bytes(&path) } else { fs::read(path).unwrap() }
    };
    entries.flat_map(read).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn raw(id: &str) -> [u8; 16] {
    u128::from_str_radix(id, 16).unwrap().to_be_bytes()
}

#[test]
fn a_profile_learns_is_told_and_is_gone_in_one_call() {
    let product = library();
    let server = product.serve_with(&[CERTAIN]);
    let (profile, other) = (new_profile(&server), new_profile(&server));
    let path = format!("/api/v1/profiles/{profile}");
    assert_eq!(server.get(&path).json()["events"], json!([]));

    let plain = ask(&server, &[]);
    let cold = ask(&server, &[("profile", &profile)]);
    assert_eq!(plain["recommendations"], cold["recommendations"], "nothing is known yet");
    assert!(plain["impression"].is_null() && cold["impression"].is_string());

    for song in songs(&cold) {
        let event = if song["track"]["artist"] == "Bình" { "like" } else { "skip" };
        for _ in 0..2 {
            let reply = tell(&server, &profile, &cold, &song["track"]["id"], event);
            assert_eq!(reply.status, 204, "{reply:?}");
        }
    }
    let warm = ask(&server, &[("profile", &profile)]);
    assert!(share(&plain, "Bình") < share(&warm, "Bình"), "{warm}");
    assert_eq!(ask(&server, &[])["recommendations"], plain["recommendations"], "for others not");

    let all = server.get(&path).json();
    let told = all["events"].as_array().unwrap().len();
    assert_eq!(told, songs(&cold).len(), "the same thing teaches once");
    assert_eq!((&all["lists"], &all["counts"]["dislike"]), (&json!(2), &json!(0)));
    assert_eq!(all["impressions"][0]["id"], cold["impression"]);
    assert!(all["impressions"][0]["shown"][0]["propensity"].as_f64().unwrap() > 0.0);
    assert_eq!(product.run(&["profile", "export", &profile]).json(), all);

    let start = Instant::now();
    assert_eq!(server.delete(&path).status, 204);
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!((server.get(&path).status, server.delete(&path).status), (404, 404));
    let left = all_bytes(&product.data());
    assert!(!holds(&left, &raw(&profile)) && !holds(&left, profile.as_bytes()));
    assert!(holds(&left, &raw(&other)), "another's stays");
    let late = tell(&server, &profile, &cold, &songs(&cold)[0]["track"]["id"], "finish");
    assert_eq!(late.status, 404, "what comes late brings nothing back");
}

#[test]
fn a_profile_that_has_told_something_gets_some_chance_and_the_list_says_how_much() {
    let product = library();
    let server = product.serve_with(&[("VIBELENS_LEARNING_EXPLORATION", "5")]);
    let profile = new_profile(&server);
    let cold = ask(&server, &[("profile", &profile)]);
    assert_eq!(cold["recommendations"], ask(&server, &[])["recommendations"]);
    tell(&server, &profile, &cold, &songs(&cold)[0]["track"]["id"], "like");
    let order = |answer: &Value| {
        songs(answer).iter().map(|song| song["track"]["id"].to_string()).collect::<Vec<_>>()
    };
    let drawn: Vec<_> = (0..3).map(|_| order(&ask(&server, &[("profile", &profile)]))).collect();
    assert!(drawn.iter().any(|other| *other != drawn[0]), "each list has its own chance");
    let all = server.get(&format!("/api/v1/profiles/{profile}")).json();
    let propensities = |list: usize| -> Vec<f64> {
        let shown = all["impressions"][list]["shown"].as_array().unwrap();
        shown.iter().map(|song| song["propensity"].as_f64().unwrap()).collect()
    };
    assert!(propensities(0).iter().all(|propensity| 1.0 <= *propensity), "certain at first");
    assert!(propensities(1).iter().take(3).all(|it| 0.0 < *it && *it < 1.0), "{all}");
}

#[test]
fn nothing_of_a_photo_is_kept() {
    let product = library();
    let server = product.serve();
    let profile = new_profile(&server);
    let before = all_bytes(&product.data());
    let caption = "three zebras under a purple umbrella";
    let fields = [("profile", &*profile), ("caption", caption), ("more", "quokkas")];
    let answer = ask(&server, &fields);
    for (song, event) in songs(&answer).iter().zip(["play", "used", "dislike"]) {
        assert_eq!(tell(&server, &profile, &answer, &song["track"]["id"], event).status, 204);
    }
    let seen = ask(&server, &[("profile", &profile)]);
    let after = all_bytes(&product.data());
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    let said = seen["sight"]["caption"].as_str().unwrap();
    for (name, part) in [
        ("the caption that was given", caption.as_bytes()),
        ("what was asked for", b"quokkas"),
        ("the caption that was seen", said.as_bytes()),
        ("the photo", &photo[..64]),
    ] {
        assert!(!holds(&after, part), "{name}");
    }
    assert!(before.len() < after.len(), "but the lists are");
}

#[test]
fn feedback_that_makes_no_sense_is_refused_and_says_why() {
    let product = library();
    let server = product.serve();
    let (profile, other) = (new_profile(&server), new_profile(&server));
    let answer = ask(&server, &[("profile", &profile)]);
    let track = &songs(&answer)[0]["track"]["id"];
    let unknown = json!("0".repeat(32));
    let elsewhere = json!({"impression": unknown});
    let cases = [
        ("an unknown event", tell(&server, &profile, &answer, track, "adore"), 400),
        ("a song that was not offered", tell(&server, &profile, &answer, &unknown, "like"), 400),
        ("no id", tell(&server, "me", &answer, track, "like"), 400),
        ("an unknown list", tell(&server, &profile, &elsewhere, track, "like"), 404),
        ("another's list", tell(&server, &other, &answer, track, "like"), 404),
        ("no document", server.post("/api/v1/feedback", &json!("like")), 400),
        ("an unknown profile", server.get(&format!("/api/v1/profiles/{}", "0".repeat(32))), 404),
        ("a malformed id", server.get("/api/v1/profiles/me"), 400),
    ];
    for (name, reply, status) in cases {
        assert_eq!(reply.status, status, "{name}: {reply:?}");
        assert_eq!(reply.header("content-type"), "application/problem+json", "{name}");
    }
    let all = server.get(&format!("/api/v1/profiles/{profile}")).json();
    assert_eq!(all["events"], json!([]));
}

#[test]
fn a_profile_is_made_shown_and_deleted_on_the_command_line() {
    let product = library();
    let made = product.run(&["profile", "new"]);
    let id = made.output.trim();
    let answer = product.recommend("sunset.jpg", &["--profile", id]);
    assert!(answer["impression"].is_string());
    let shown = product.run(&["profile", "show", id]);
    assert!(shown.output.contains("1 lists were offered"), "{shown:?}");
    assert_eq!(product.run(&["profile", "delete", id]).code, 0);
    assert!(!holds(&all_bytes(&product.data()), &raw(id)));
    let gone = product.run(&["profile", "show", id]);
    assert_eq!((gone.code, gone.errors.contains("there is no such profile")), (1, true));
    assert_eq!(product.run(&["profile", "show", "me"]).code, 2, "that is no id");
}

#[test]
fn an_experiment_mixes_two_rankers_and_is_reported() {
    let product = library();
    let settings = "[experiment]\nname = 'more meaning'\nkind = 'interleave'\na = 'built-in'\n\
                    b = 'meaning'\n[rankers.meaning]\nmeaning = 19.0\nfeeling = 0.0\n";
    fs::write(product.data().parent().unwrap().join("vibelens.toml"), settings).unwrap();
    let server = product.serve();
    for _ in 0..3 {
        let profile = new_profile(&server);
        let answer = ask(&server, &[("profile", &profile)]);
        let reply = tell(&server, &profile, &answer, &songs(&answer)[0]["track"]["id"], "like");
        assert_eq!(reply.status, 204);
        let all = server.get(&format!("/api/v1/profiles/{profile}")).json();
        let shown = all["impressions"][0]["shown"].as_array().unwrap().clone();
        let picks = |arm: &str| shown.iter().filter(|song| song["arm"] == arm).count();
        assert!(picks("a").abs_diff(picks("b")) <= 1, "{all}");
    }
    assert!(ask(&server, &[])["impression"].is_string(), "a list without a profile counts, too");
    let report = product.run(&["experiment", "report", "more meaning", "--json"]).json();
    assert_eq!(
        (&report["lists"], &report["people"], &report["events"]),
        (&json!(4), &json!(4), &json!(3))
    );
    let interleaved = &report["interleaved"];
    assert!(interleaved["winner"].is_null(), "four people are too few: {report}");
    assert!(interleaved["confidence"].as_f64().unwrap() < 0.95);
    assert!(report["alone"][0]["effective_size"].as_f64().unwrap() > 0.0);
    let told = product.run(&["experiment", "report", "more meaning"]);
    assert!(told.output.contains("no winner") && told.output.contains("SNIPS"), "{told:?}");
    assert_eq!(product.run(&["experiment", "report", "another"]).code, 1);
}
