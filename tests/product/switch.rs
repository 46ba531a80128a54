//! Another text encoder or captioner for a library that is in use.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Product, Ran, Server, demo_photo, song};
use crate::packs::{install_captioner, install_encoder};

/// A product with songs in its music folder and another encoder at hand, `e5-other`.
pub(crate) fn product_with_songs(songs: usize) -> Product {
    let product = Product::new();
    for number in 0..songs {
        let line = format!("line of the song number {number}");
        let words = [line.as_str(), "we walk beside the river", "the night is long and warm"];
        song(
            &product.music().join(format!("Artist {number}")),
            &format!("song {number}"),
            16,
            &words,
        );
    }
    install_encoder(&product, "e5-other");
    product
}

pub(crate) fn switch(product: &Product, name: &str) -> Ran {
    let ran = product.run(&["models", "use", name]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    ran
}

/// A switch that goes on in the background.
pub(crate) fn start_switch(product: &Product, name: &str) -> Child {
    let mut command = product.command(&["models", "use", name]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// What the library answers, without the times that it took.
pub(crate) fn answer(product: &Product) -> Value {
    let mut answer = product.recommend("sunset.jpg", &["--limit", "10"]);
    answer["timing_ms"].take();
    answer
}

/// How strongly each song matches, by its title: in meaning, which is the encoder's, or in feeling,
/// which is not.
pub(crate) fn matches(answer: &Value, part: &str) -> BTreeMap<String, String> {
    let songs = answer["recommendations"].as_array().unwrap();
    let told = |song: &Value| {
        let title = song["track"]["title"].as_str().unwrap().to_owned();
        (title, song["match"][part].to_string())
    };
    songs.iter().map(told).collect()
}

/// The collections that there are vectors of, without their revisions.
fn collections(product: &Product) -> Vec<String> {
    let files = fs::read_dir(product.data().join("vectors")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut logs: Vec<String> = names
        .filter_map(|name| Some(name.strip_suffix(".vectors")?.rsplit_once('-')?.0.to_owned()))
        .collect();
    logs.sort();
    logs
}

#[test]
fn a_switch_reads_the_library_anew_and_ingests_nothing_and_switching_back_is_free() {
    let product = product_with_songs(8);
    product.ingest();
    let before = answer(&product);
    let ran = switch(&product, "e5-other");
    assert!(ran.output.contains("text encoder now, instead of `e5-small`"), "{}", ran.output);
    assert!(ran.errors.contains("8 tracks are to be read"), "{}", ran.errors);
    assert_eq!(collections(&product), ["e5-other", "e5-small"]);

    let after = answer(&product);
    assert_eq!(matches(&after, "feeling"), matches(&before, "feeling"));
    assert_ne!(matches(&after, "meaning"), matches(&before, "meaning"));
    let ingest = product.ingest().output;
    assert!(ingest.contains("0 tracks taken, 8 unchanged"), "{ingest}");
    let again = switch(&product, "e5-other").output;
    assert!(again.contains("`e5-other` is the library's text encoder already"), "{again}");

    let back = switch(&product, "e5-small").errors;
    assert!(back.contains("0 tracks are to be read"), "{back}");
    assert_eq!(answer(&product), before);
}

#[test]
fn what_is_ingested_after_a_switch_is_read_by_the_new_encoder_and_feels_the_same() {
    let (usual, switched) = (product_with_songs(8), product_with_songs(8));
    switch(&switched, "e5-other");
    usual.ingest();
    switched.ingest();
    assert_eq!(collections(&switched), ["e5-other"]);
    let (usual_answer, other_answer) = (answer(&usual), answer(&switched));
    assert_eq!(matches(&other_answer, "feeling"), matches(&usual_answer, "feeling"));
    assert_ne!(matches(&other_answer, "meaning"), matches(&usual_answer, "meaning"));

    let back = switch(&switched, "e5-small").errors;
    assert!(back.contains("8 tracks are to be read"), "{back}");
    assert_eq!(matches(&answer(&switched), "meaning"), matches(&usual_answer, "meaning"));
}

#[test]
fn a_collection_that_is_two_switches_old_is_forgotten_unless_it_is_the_built_in_one() {
    let product = product_with_songs(5);
    install_encoder(&product, "e5-third");
    product.ingest();
    for name in ["e5-other", "e5-third"] {
        switch(&product, name);
    }
    assert_eq!(collections(&product), ["e5-other", "e5-small", "e5-third"]);
    switch(&product, "e5-small");
    assert_eq!(collections(&product), ["e5-small", "e5-third"]);
}

/// Asks the server again and again until `done`; every answer must be a good one.
fn ask_until(server: &Server, photo: &[u8], mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(2);
    loop {
        let reply = server.ask(&[("limit", "10")], Some(photo));
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.json()["recommendations"].as_array().unwrap().len(), 8);
        if done() {
            return;
        }
        assert!(Instant::now() < deadline, "it never came about");
    }
}

fn served(server: &Server, photo: &[u8]) -> Value {
    let mut answer = server.ask(&[("limit", "10")], Some(photo)).json();
    answer["timing_ms"].take();
    answer
}

#[test]
fn a_server_answers_all_the_time_and_follows_every_switch() {
    let product = product_with_songs(8);
    install_captioner(&product, "lite-other");
    product.ingest();
    let server = product.serve();
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    assert_eq!(served(&server, &photo), answer(&product));
    let uses = |part: &str, name: &str| server.get("/readyz").json()[part] == name;
    assert!(uses("captioner", "lite") && uses("text_encoder", "e5-small"));

    for (part, name) in [("text_encoder", "e5-other"), ("captioner", "lite-other")] {
        let mut switching = start_switch(&product, name);
        ask_until(&server, &photo, || switching.try_wait().unwrap().is_some());
        assert!(switching.wait().unwrap().success());
        ask_until(&server, &photo, || uses(part, name));
        assert_eq!(served(&server, &photo), answer(&product), "{name}");
    }
    song(&product.music(), "a new one", 16, &["the sun goes down behind the sea"]);
    product.ingest();
    assert!(served(&server, &photo).to_string().contains("a new one"));
}

#[test]
fn another_captioner_writes_other_captions_with_a_library_and_without_a_picture_of_it() {
    let product = product_with_songs(5);
    install_captioner(&product, "lite-other");
    let photo = demo_photo("beach_1.jpg");
    let captions = || product.run(&["see", "--json", photo.to_str().unwrap()]).json();
    let before = captions();
    assert!(!product.data().exists(), "looking at a photo makes no library");
    let output = switch(&product, "lite-other").output;
    assert!(output.contains("captioner now, instead of `lite`"), "{output}");
    let after = captions();
    assert_ne!(after["captioned"], before["captioned"]);
    assert_eq!(after["sight"]["tags"], before["sight"]["tags"]);
    assert_eq!(after["sight"]["feeling"], before["sight"]["feeling"]);
    switch(&product, "lite");
    assert_eq!(captions(), before);
}
