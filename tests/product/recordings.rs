//! The same recording in several files is one entry of the library.

use std::fs;
use std::path::{Path, PathBuf};

use vibelens::audio;

use crate::harness::{Product, repository, wav_of};

const SONG: &str = "demo/music/Kevin MacLeod";

/// A demo song: its file.
fn demo_song(name: &str) -> PathBuf {
    let folder = repository(SONG);
    let albums = fs::read_dir(folder).unwrap().map(|album| album.unwrap().path());
    albums.map(|album| album.join(format!("{name}.mp3"))).find(|file| file.exists()).unwrap()
}

/// The same recording as it would come out of another encoder: at another rate, in 16 bits, softer.
fn encoded_otherwise(song: &Path) -> Vec<u8> {
    let decoded = audio::decode(song).unwrap();
    let softer = decoded.pcm.samples().iter().map(|sample| (0.6 * sample).clamp(-1.0, 1.0));
    wav_of(softer, decoded.pcm.rate())
}

/// How the song at `path` is known, after `vibelens ingest` said how many tracks there are.
fn tracks(product: &Product) -> String {
    let output = product.ingest().output;
    output.lines().last().unwrap().to_owned()
}

fn put(product: &Product, name: &str, bytes: &[u8]) -> PathBuf {
    let folder = product.music().join("Kevin MacLeod/Album");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
    folder.join(name)
}

#[test]
fn another_encoding_of_a_recording_is_the_same_entry_and_the_better_file_is_played() {
    let product = Product::new();
    let song = demo_song("Sneaky Snitch");
    put(&product, "Sneaky Snitch.mp3", &fs::read(&song).unwrap());
    assert!(tracks(&product).contains("has 1 tracks"));
    let wav = encoded_otherwise(&song);
    let better = put(&product, "Sneaky Snitch.wav", &wav);
    let ran = product.ingest();
    assert!(ran.output.contains("has 1 tracks"), "{}", ran.output);
    assert!(ran.errors.contains("it is the same recording as `Sneaky Snitch`"), "{}", ran.errors);
    assert!(product.ingest().output.contains("0 tracks taken, 2 unchanged"));

    let server = product.serve();
    let answer = product.recommend("sunset.jpg", &[]);
    let id = answer["recommendations"][0]["track"]["id"].as_str().unwrap().to_owned();
    let played = server.get(&format!("/api/v1/tracks/{id}/audio"));
    assert_eq!((played.header("content-type"), played.body.len()), ("audio/wav", wav.len()));

    fs::remove_file(better).unwrap();
    let pruned = product.run(&["ingest", "--prune", product.music().to_str().unwrap()]).output;
    assert!(pruned.contains("has 1 tracks"), "{pruned}");
    let played = server.get(&format!("/api/v1/tracks/{id}/audio"));
    assert_eq!(played.header("content-type"), "audio/mpeg", "what is left is played");
}

#[test]
fn the_copy_that_is_left_becomes_the_entry() {
    let product = Product::new();
    let song = demo_song("Sneaky Snitch");
    let first = put(&product, "Sneaky Snitch.mp3", &fs::read(&song).unwrap());
    tracks(&product);
    put(&product, "01 Sneaky Snitch.wav", &encoded_otherwise(&song));
    assert!(tracks(&product).contains("has 1 tracks"));
    fs::remove_file(first).unwrap();
    let pruned = product.run(&["ingest", "--prune", product.music().to_str().unwrap()]).output;
    assert!(pruned.contains("1 tracks taken") && pruned.contains("has 1 tracks"), "{pruned}");
}

#[test]
fn other_music_of_the_same_name_stays_apart() {
    let product = Product::new();
    put(&product, "Sneaky Snitch.mp3", &fs::read(demo_song("Sneaky Snitch")).unwrap());
    // Of another piece, under the same name: a live version, say.
    put(&product, "Sneaky Snitch.wav", &encoded_otherwise(&demo_song("Hyperfun")));
    assert!(tracks(&product).contains("has 2 tracks"));
}

#[test]
fn the_file_with_words_gives_them_to_the_entry() {
    let product = Product::new();
    let song = demo_song("Sneaky Snitch");
    put(&product, "Sneaky Snitch.mp3", &fs::read(&song).unwrap());
    tracks(&product);
    put(&product, "Sneaky Snitch.wav", &encoded_otherwise(&song));
    let other = product.music().join("Kevin MacLeod/Other");
    fs::create_dir_all(&other).unwrap();
    fs::rename(
        product.music().join("Kevin MacLeod/Album/Sneaky Snitch.wav"),
        other.join("Sneaky Snitch.wav"),
    )
    .unwrap();
    let words = "[00:10]somebody walks in the night\n[00:14]nobody hears the steps\n[00:18]softly, softly over the stairs\n";
    fs::write(other.join("Sneaky Snitch.lrc"), words).unwrap();
    assert!(tracks(&product).contains("has 1 tracks"));
    let words = product.run(&["lyrics", "show", other.join("Sneaky Snitch.wav").to_str().unwrap()]);
    assert!(words.output.contains("used") && words.output.contains("softly"), "{}", words.output);
    let offered = product.recommend("sunset.jpg", &[])["recommendations"][0]["track"].clone();
    assert_eq!(offered["album"], "Other", "{offered}");
}
