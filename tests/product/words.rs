//! Words that are judged, shown and overruled; and words that are not for everyone.

use std::fs;

use serde_json::Value;

use crate::harness::{Product, SONG, song, wav};

/// A library of five songs and one file whose words are `words`.
fn product(words: &str) -> Product {
    let product = Product::new();
    for number in 0..5 {
        song(&product.music().join("Artist"), &format!("song {number}"), 20, &SONG);
    }
    // By somebody else: of one artist there are two songs in a list.
    fs::create_dir_all(product.music().join("Other")).unwrap();
    fs::write(product.music().join("Other/odd.wav"), wav(40, 220.0)).unwrap();
    fs::write(product.music().join("Other/odd.txt"), words).unwrap();
    product
}

/// What is offered of the odd one, all words of its passages together.
fn offered(product: &Product) -> String {
    let answer = product.recommend("sunset.jpg", &["--limit", "10"]);
    let songs = answer["recommendations"].as_array().unwrap().clone();
    let odd = songs.into_iter().find(|song| song["track"]["title"] == "odd").unwrap_or(Value::Null);
    odd["passage"]["text"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn words_that_are_set_aside_are_shown_with_their_reason_and_can_be_accepted_and_rejected() {
    let words = "Thank you for watching, and please subscribe to my channel\n\
                 Thanks for watching\nThank you for watching\n";
    let product = product(words);
    let ran = product.ingest();
    assert!(
        ran.errors.contains("odd.wav: the words of the `.txt` file were set aside"),
        "{}",
        ran.errors
    );
    let file = product.music().join("Other/odd.wav");
    let file = file.to_str().unwrap();
    let shown = product.run(&["lyrics", "show", file]);
    assert_eq!(shown.code, 0, "{}", shown.errors);
    assert!(shown.output.contains("made up by speech recognition"), "{}", shown.output);
    assert!(shown.output.contains("subscribe"), "{}", shown.output);
    assert!(!offered(&product).contains("watching"), "they never reach the index");

    let accepted = product.run(&["lyrics", "accept", file]);
    assert_eq!(accepted.code, 0, "{}", accepted.errors);
    assert!(offered(&product).contains("watching"), "what the owner says counts");
    let shown = product.run(&["lyrics", "show", file]).output;
    assert!(shown.contains("you accepted them"), "{shown}");
    product.ingest();
    assert!(offered(&product).contains("watching"), "and is remembered");

    product.run(&["lyrics", "reject", file]);
    assert!(!offered(&product).contains("watching"));
    let shown = product.run(&["lyrics", "show", file]).output;
    assert!(shown.contains("you rejected them"), "{shown}");
}

#[test]
fn words_of_a_track_that_was_refused_can_still_be_accepted() {
    let product = product(&SONG.join("\n"));
    let words = product.music().join("Artist/alone.txt");
    fs::write(&words, "Lyrics not available\n").unwrap();
    let ran = product.ingest();
    assert!(ran.output.contains("alone.txt"), "{}", ran.output);
    let file = words.to_str().unwrap();
    let shown = product.run(&["lyrics", "show", file]);
    assert!(shown.output.contains("there are no words"), "{}{}", shown.output, shown.errors);
    assert_eq!(product.run(&["lyrics", "accept", file, "2"]).code, 1, "there is only one");
    let accepted = product.run(&["lyrics", "accept", file]);
    assert!(accepted.output.contains("1 tracks taken"), "{}{}", accepted.output, accepted.errors);
}

#[test]
fn songs_that_are_not_for_everyone_can_be_hidden() {
    let product =
        product("so fuck the river and the town\nI walk along the fucking shore\nno more");
    product.ingest();
    assert!(offered(&product).contains("river"));
    let answer = product.recommend("sunset.jpg", &["--limit", "10", "--explicit", "hide"]);
    let songs = answer["recommendations"].as_array().unwrap();
    assert_eq!(songs.len(), 5);
    assert!(songs.iter().all(|song| song["track"]["explicit"] == false));
    let server = product.serve();
    let photo = fs::read(crate::harness::demo_photo("sunset.jpg")).unwrap();
    let hidden = server.ask(&[("explicit", "hide")], Some(&photo)).json();
    assert!(!hidden.to_string().contains("fuck"), "{hidden}");
    let shown = server.ask(&[("explicit", "show"), ("limit", "10")], Some(&photo)).json();
    assert!(shown.to_string().contains("fuck"), "{shown}");
    assert_eq!(server.ask(&[("explicit", "perhaps")], Some(&photo)).status, 400);
}
