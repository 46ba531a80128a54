//! The library as people look through it, and what they say of it while it is served.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Product, Reply, SONG, Server, demo_server, song, wav};

/// No task takes longer.
const PATIENCE: Duration = Duration::from_mins(1);

/// What the stream of a server says, one condition after another.
struct Events(Box<dyn BufRead>);

impl Events {
    fn of(server: &Server) -> Self {
        let reply = ureq::get(server.url("/api/v1/library/events")).call().unwrap();
        assert_eq!(reply.headers()["content-type"], "text/event-stream");
        Self(Box::new(BufReader::new(reply.into_body().into_reader())))
    }

    fn next(&mut self) -> Value {
        let mut line = String::new();
        loop {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the stream ended");
            if let Some(data) = line.strip_prefix("data:") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }

    /// The first condition that `wanted` is true of.
    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let condition = self.next();
            if wanted(&condition) {
                return condition;
            }
            assert!(begun.elapsed() < PATIENCE, "{condition}");
        }
    }

    /// The condition after the task that a reply names.
    fn done(&mut self, asked: &Reply) -> Value {
        assert_eq!(asked.status, 202, "{}", asked.json());
        let task = asked.json()["task"].as_u64().unwrap();
        self.until(|condition| task <= condition["work"]["finished"].as_u64().unwrap())
    }
}

fn titles(reply: &Reply) -> Vec<String> {
    let page = reply.json();
    let rows = page["rows"].as_array().unwrap();
    rows.iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_demo_library_is_listed_searched_and_sorted() {
    let server = demo_server();
    let all = server.get("/api/v1/tracks?limit=500").json();
    assert_eq!((&all["total"], all["rows"].as_array().unwrap().len()), (&json!(112), 112));
    let page = server.get("/api/v1/tracks?limit=10&offset=105").json();
    assert_eq!((&page["total"], &page["rows"][0]), (&json!(112), &all["rows"][105]));
    assert_eq!(page["rows"].as_array().unwrap().len(), 7);

    let years = server.get("/api/v1/tracks?sort=duration&descending=true&limit=500").json();
    let lengths = years["rows"].as_array().unwrap().iter();
    let lengths: Vec<f64> = lengths.filter_map(|row| row["duration_s"].as_f64()).collect();
    assert!(10 < lengths.len() && lengths.is_sorted_by(|a, b| b <= a), "{lengths:?}");

    let vietnamese = server.get("/api/v1/tracks?language=vi&limit=500").json();
    let rows = vietnamese["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["language"] == "vi"));
    let library = server.get("/api/v1/library").json();
    let language = library["languages"].as_array().unwrap();
    let share = language.iter().find(|share| share["name"] == "vi").unwrap();
    assert_eq!(share["tracks"], vietnamese["total"]);
    assert_eq!(library["tracks"], 112);
    let silent = server.get("/api/v1/tracks?only=silent&limit=1").json();
    assert_eq!(library["audible"].as_u64().unwrap(), 112 - silent["total"].as_u64().unwrap());
}

#[test]
fn what_cannot_be_asked_of_the_list_is_told_in_words() {
    let cases = [
        ("sort=colour", "colour"),
        ("limit=0", "limit 0 is not from 1 to 500"),
        ("limit=501", "limit 501"),
        ("language=tiếng", "not a language code"),
        ("colour=red", "colour"),
    ];
    for (query, told) in cases {
        let reply = demo_server().get(&format!("/api/v1/tracks?{query}"));
        assert_eq!(reply.header("content-type"), "application/problem+json", "{query}");
        let problem = reply.json();
        assert_eq!(problem["status"], 400, "{query}");
        assert!(problem["detail"].as_str().unwrap().contains(told), "{problem}");
    }
    for path in ["passages", "lyrics"] {
        let none = format!("/api/v1/tracks/{}/{path}", "0".repeat(32));
        assert_eq!(demo_server().get(&none).status, 404, "{path}");
    }
}

#[test]
fn a_track_is_told_with_its_passages_and_its_words() {
    let row = demo_server().get("/api/v1/tracks?sort=duration&descending=true&limit=1").json();
    let id = row["rows"][0]["id"].as_str().unwrap().to_owned();
    let passages = demo_server().get(&format!("/api/v1/tracks/{id}/passages")).json();
    let passages = passages.as_array().unwrap();
    assert_eq!(row["rows"][0]["passages"], passages.len());
    let starts: Vec<f64> =
        passages.iter().map(|passage| passage["start_s"].as_f64().unwrap()).collect();
    assert!(starts.is_sorted(), "{starts:?}");
    for passage in passages {
        assert!(!passage["moods"].as_array().unwrap().is_empty());
        let prominence = passage["prominence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&prominence));
    }
    let lyrics = demo_server().get(&format!("/api/v1/tracks/{id}/lyrics")).json();
    assert_eq!(lyrics["own"], Value::Null);
}

/// A served library of two songs, one with words that were set aside.
fn served() -> (Product, Server, String) {
    let product = Product::new();
    song(&product.music().join("Artist"), "right", 20, &SONG);
    fs::create_dir_all(product.music().join("Other")).unwrap();
    fs::write(product.music().join("Other/odd.wav"), wav(40, 220.0)).unwrap();
    fs::write(
        product.music().join("Other/odd.txt"),
        "Thanks for watching\nThank you for watching, please subscribe\nThanks for watching\n",
    )
    .unwrap();
    fs::write(product.music().join("Other/broken.mp3"), "no sound at all").unwrap();
    product.ingest();
    let server = product.serve();
    let odd = server.get("/api/v1/tracks?search=odd").json();
    let id = odd["rows"][0]["id"].as_str().unwrap().to_owned();
    (product, server, id)
}

#[test]
fn words_are_accepted_rejected_written_and_taken_back_while_it_is_served() {
    let (_product, server, id) = served();
    let mut events = Events::of(&server);
    let path = format!("/api/v1/tracks/{id}/lyrics");
    let lyrics = || server.get(&path).json();
    let sung = || server.get(&format!("/api/v1/tracks/{id}/passages")).json().to_string();
    let first = lyrics()["found"][0].clone();
    assert_eq!((&first["used"], &first["reason"]["name"]), (&json!(false), &json!("made_up")));
    let set_aside = server.get("/api/v1/tracks?only=set_aside");
    assert_eq!(titles(&set_aside), ["odd"]);

    let key = format!("{path}/{}", first["key"].as_str().unwrap());
    events.done(&server.put(&key, &json!({ "decision": "accept" })));
    assert_eq!(lyrics()["found"][0]["decision"], "accept");
    assert!(sung().contains("watching"), "{}", sung());
    events.done(&server.put(&key, &json!({ "decision": null })));
    assert!(!sung().contains("watching"));

    let own = "a boat upon the silver lake\na morning wide awake\n";
    let done = events.done(&server.put(&path, &json!({ "text": own })));
    assert_eq!(done["work"]["taken"], 1, "{done}");
    let told = lyrics();
    assert_eq!((&told["own"], &told["found"][0]["source"]), (&json!(own), &json!("owner")));
    assert_eq!(told["found"][0]["used"], true);
    assert!(sung().contains("silver lake"), "{}", sung());
    events.done(&server.put(&path, &json!({ "text": null })));
    assert!(!sung().contains("silver lake"));
    assert_eq!(lyrics()["own"], Value::Null);
}

#[test]
fn what_cannot_be_said_of_words_is_refused_in_words() {
    let (_product, server, id) = served();
    let path = format!("/api/v1/tracks/{id}/lyrics");
    let put = |path: &str, body: Value| server.put(path, &body).status;
    assert_eq!(put(&format!("{path}/{}", "0".repeat(64)), json!({ "decision": "accept" })), 404);
    assert_eq!(put(&path, json!({ "text": "x".repeat(64 * 1024 + 1) })), 413);
    assert_eq!(put(&path, json!({ "words": "la" })), 400);
    let none = format!("/api/v1/tracks/{}/lyrics", "0".repeat(32));
    assert_eq!(put(&none, json!({ "text": "la" })), 404);
}

#[test]
fn changes_in_the_folder_are_taken_in_when_somebody_asks_and_what_failed_is_told() {
    let (product, server, _) = served();
    let mut events = Events::of(&server);
    assert_eq!(events.next()["tracks"], 2, "how it is comes at once");
    let refusals = server.get("/api/v1/refusals").json();
    assert_eq!(
        (&refusals["total"], &refusals["rows"][0]["place"]),
        (&json!(1), &json!("Other/broken.mp3"))
    );

    song(&product.music().join("Artist"), "new", 20, &SONG);
    fs::write(product.music().join("Artist/film.wma"), "not played here").unwrap();
    fs::remove_file(product.music().join("Artist/right.wav")).unwrap();
    fs::remove_file(product.music().join("Artist/right.lrc")).unwrap();
    let done = events.done(&server.post("/api/v1/library/look", &json!({})));
    let work = &done["work"];
    assert_eq!(
        (&work["taken"], &work["unchanged"], &work["gone"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(work["refused"][0]["place"], "Artist/film.wma", "{work}");
    assert_eq!(done["tracks"], 3);
    let done = events.done(&server.post("/api/v1/library/look", &json!({ "prune": true })));
    assert_eq!(done["tracks"], 2, "{done}");
    let odd = server.post("/api/v1/library/look", &json!({ "prune": "yes" }));
    assert_eq!(odd.status, 400);
    assert!(odd.json()["detail"].as_str().unwrap().contains("a boolean"), "{}", odd.json());
    let form = server.post_as("/api/v1/library/look", "text/plain", b"{}");
    assert_eq!(form.status, 415, "a form of another site's page");
}

#[test]
fn what_another_process_takes_in_is_told_and_a_stream_ends_with_the_server() {
    let (product, mut server, _) = served();
    let mut events = Events::of(&server);
    assert_eq!(events.next()["tracks"], 2);
    song(&product.music().join("Artist"), "new", 20, &SONG);
    product.ingest();
    events.until(|condition| condition["tracks"] == 3);
    let pid = server.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let begun = Instant::now();
    assert!(server.process.wait().unwrap().success());
    assert!(begun.elapsed() < Duration::from_secs(20), "nobody waits for a stream without an end");
}
