//! Folders as they are found in life: every file that cannot be used gets a line, and the rest goes
//! on.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use crate::harness::{Product, song, wav};

#[test]
fn a_folder_full_of_faults_is_taken_as_far_as_it_goes() {
    let product = Product::new();
    let music = product.music();
    let write = |name: &str, bytes: &[u8]| fs::write(music.join(name), bytes).unwrap();
    song(&music, "good", 20, &["a line that is sung", "and another one"]);
    write("empty.mp3", b"");
    write("text.mp3", b"this is no music at all, whatever its name says");
    write("cut.wav", &wav(20, 440.0)[..30]);
    write("short.wav", &wav(10, 440.0)[..100_000]);
    write("blank.txt", b"  \n\n \n");
    write("utf16.txt", &utf16("Bèo dạt mây trôi\nchốn xa xôi\n"));
    write("latin1.txt", b"\xC9tait-ce un r\xEAve\nla for\xEAt s'endort\nl'\xE9toile p\xE2le\n");
    fs::write(music.join("LICENSE.txt"), b"Permission is hereby granted").unwrap();
    fs::write(music.join(std::ffi::OsStr::from_bytes(b"caf\xE9.mp3")), wav(9, 440.0)).unwrap();
    symlink(&music, music.join("circle")).unwrap();
    symlink("/no/such/file.mp3", music.join("dangling.mp3")).unwrap();

    let ran = product.ingest();
    let said = format!("{}{}", ran.output, ran.errors);
    for name in ["empty.mp3", "text.mp3", "cut.wav", "blank.txt", "LICENSE.txt", "dangling.mp3"] {
        let lines = ran.output.lines().filter(|line| line.contains(name));
        assert_eq!(lines.count(), 1, "{name} has one line of its own:\n{said}");
    }
    assert!(said.contains("caf"), "a name that is not UTF-8 is told:\n{said}");
    assert!(said.contains("short.wav"), "audio that is cut off is told:\n{said}");
    let answer = product.recommend("sunset.jpg", &["--limit", "10"]).to_string();
    for words in ["a line that is sung", "Bèo dạt mây trôi", "la forêt s'endort"] {
        assert!(answer.contains(words), "{words} in:\n{answer}");
    }
    let again = product.ingest().output;
    assert!(again.contains("0 tracks taken"), "refused files are not tried again: {again}");
    assert!(again.contains("empty.mp3"), "but still told: {again}");
}

fn utf16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn lyrics_longer_than_the_song_are_told_and_do_not_reach_beyond_it() {
    let product = Product::new();
    let words: Vec<String> = (0..8).map(|line| format!("this is line number {line}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    song(&product.music(), "cut", 26, &words);
    let ran = product.ingest();
    assert!(ran.errors.contains("cut.wav"), "{}", ran.errors);
    let answer = product.recommend("sunset.jpg", &[]);
    let end = answer["recommendations"][0]["passage"]["end_s"].as_f64().unwrap();
    assert!(end <= 26.05, "{answer}");
}
