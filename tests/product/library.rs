//! Filling a library: what changes, what goes, and what happens when it is killed.

use std::fs;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::harness::{Product, demo_photo, song};

fn product_with_songs(songs: usize) -> Product {
    let product = Product::new();
    for number in 0..songs {
        let line = format!("line of the song number {number}");
        let words = [line.as_str(), "we walk beside the river", "the night is long and warm"];
        song(&product.music().join("Artist"), &format!("song {number}"), 20, &words);
    }
    product
}

/// What the library answers, without the times that it took.
fn answer(product: &Product) -> Value {
    let mut answer = product.recommend("sunset.jpg", &["--limit", "10"]);
    answer["timing_ms"].take();
    answer
}

#[test]
fn what_did_not_change_is_not_read_again() {
    let product = product_with_songs(6);
    assert!(product.ingest().output.contains("6 tracks taken, 0 unchanged"));
    assert!(product.ingest().output.contains("0 tracks taken, 6 unchanged"));
}

#[test]
fn a_changed_file_is_taken_again_and_a_removed_one_is_forgotten_when_asked() {
    let product = product_with_songs(6);
    product.ingest();
    let folder = product.music().join("Artist");
    song(&folder, "song 1", 24, &["something else is sung here now", "a storm is coming"]);
    fs::remove_file(folder.join("song 2.wav")).unwrap();
    fs::remove_file(folder.join("song 2.lrc")).unwrap();
    let output = product.ingest().output;
    assert!(output.contains("1 tracks taken, 4 unchanged"), "{output}");
    assert!(output.contains("1 tracks are kept although their files are gone"), "{output}");
    assert!(output.contains("6 tracks with"), "{output}");

    let pruned = product.run(&["ingest", "--prune", product.music().to_str().unwrap()]).output;
    assert!(pruned.contains("1 tracks forgotten"), "{pruned}");
    assert!(pruned.contains("5 tracks with"), "{pruned}");
    assert!(answer(&product).to_string().contains("something else is sung"));
    assert!(!answer(&product).to_string().contains("song number 2"));
}

#[test]
fn killed_at_any_moment_it_goes_on_where_it_was() {
    const SONGS: usize = 24;
    let clean = product_with_songs(SONGS);
    clean.ingest();
    let product = product_with_songs(SONGS);
    for round in 0..12 {
        let mut ingest = start_ingest(&product);
        // Somewhere between loading the models and the end: later in each round.
        let _ = wait(&mut ingest, Duration::from_millis(150 * (round + 1)));
        ingest.kill().unwrap();
        ingest.wait().unwrap();
    }
    let output = product.ingest().output;
    assert!(output.contains(&format!("The library has {SONGS} tracks")), "{output}");
    assert!(product.ingest().output.contains(&format!("0 tracks taken, {SONGS} unchanged")));
    assert_eq!(songs(&answer(&product)), songs(&answer(&clean)), "nothing lost, nothing doubled");
}

/// An ingest that goes on in the background.
fn start_ingest(product: &Product) -> Child {
    let mut command = product.command(&["ingest", product.music().to_str().unwrap()]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Waits for the end of a process, for `limit` at most; whether it ended.
fn wait(process: &mut Child, limit: Duration) -> bool {
    let deadline = std::time::Instant::now() + limit;
    while std::time::Instant::now() < deadline {
        if process.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    false
}

/// Titles and scores, in order: ids follow from where the music lies.
fn songs(answer: &Value) -> Vec<(String, String)> {
    let songs = answer["recommendations"].as_array().unwrap();
    let mut songs: Vec<_> = songs
        .iter()
        .map(|song| (song["track"]["title"].to_string(), song["score"].to_string()))
        .collect();
    songs.sort();
    songs
}

#[test]
fn a_lost_or_damaged_index_is_rebuilt_from_the_catalog() {
    let product = product_with_songs(6);
    product.ingest();
    let before = answer(&product);
    let vectors = product.data().join("vectors");
    let log = fs::read_dir(&vectors).unwrap().map(|entry| entry.unwrap().path());
    let log = log.into_iter().find(|path| path.extension().unwrap() == "vectors").unwrap();
    let mut bytes = fs::read(&log).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&log, bytes).unwrap();
    assert_eq!(answer(&product), before, "damaged");
    fs::remove_dir_all(&vectors).unwrap();
    assert_eq!(answer(&product), before, "lost");
}

#[test]
fn copied_audio_plays_after_its_file_is_gone() {
    let product = product_with_songs(5);
    let music = product.music();
    let ran = product.run(&["ingest", "--copy", music.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let original = fs::read(music.join("Artist/song 0.wav")).unwrap();
    fs::remove_dir_all(&music).unwrap();
    let server = product.serve();
    let track = answer(&product)["recommendations"][0]["track"]["id"].as_str().unwrap().to_owned();
    let reply = server.get(&format!("/api/v1/tracks/{track}/audio"));
    assert_eq!((reply.status, reply.body.len()), (200, original.len()));
}

#[test]
fn audio_whose_file_is_gone_is_not_found() {
    let product = product_with_songs(5);
    product.ingest();
    let track = answer(&product)["recommendations"][0]["track"]["id"].as_str().unwrap().to_owned();
    fs::remove_dir_all(product.music()).unwrap();
    let reply = product.serve().get(&format!("/api/v1/tracks/{track}/audio"));
    assert_eq!(reply.status, 404);
}

#[test]
fn a_library_that_is_opened_again_and_again_while_it_is_filled_ends_up_whole() {
    let product = product_with_songs(24);
    let server = product.serve();
    let mut ingest = start_ingest(&product);
    while ingest.try_wait().unwrap().is_none() {
        answer(&product);
    }
    let clean = product_with_songs(24);
    clean.ingest();
    let photo = fs::read(demo_photo("sunset.jpg")).unwrap();
    let served = server.ask(&[("limit", "10")], Some(&photo)).json();
    assert_eq!(songs(&served), songs(&answer(&clean)));
}
