//! Folders as they are found in life: every file that cannot be used gets a line, and the rest goes
//! on.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use vibelens::audio;
use vibelens::ingest::tags;

use crate::harness::{Product, repository, song, wav, wav_of};

#[test]
fn a_folder_full_of_faults_is_taken_as_far_as_it_goes() {
    let product = Product::new();
    let music = product.music();
    let write = |name: &str, bytes: &[u8]| fs::write(music.join(name), bytes).unwrap();
    let words = ["a line that is sung", "and another one", "and a third", "and the last one"];
    song(&music, "good", 20, &words);
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

/// How many damaged files are made of each format.
const MUTATIONS: u64 = 200;

/// The next of a fixed row of numbers that look random.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

/// A file with some of its bits turned, cut, doubled or filled with nonsense, by `seed`.
fn mutated(whole: &[u8], seed: u64) -> Vec<u8> {
    let mut state = seed;
    let mut bytes = whole.to_vec();
    for _ in 0..=(next(&mut state) % 8) {
        let place = next(&mut state) % bytes.len();
        let length = (1 + next(&mut state) % 400).min(bytes.len() - place);
        match next(&mut state) % 5 {
            0 => bytes[place] ^= 1 << (next(&mut state) % 8),
            1 => bytes[place..place + length].fill(next(&mut state) as u8),
            2 => bytes.truncate(place.max(1)),
            3 => {
                let part = bytes[place..place + length].to_vec();
                bytes.splice(place..place, part);
            }
            // Heads hold lengths and counts: the largest are the most dangerous.
            _ => {
                let head = bytes.len().min(200);
                bytes[next(&mut state) % head] = 0xff;
            }
        }
    }
    bytes
}

#[test]
fn damaged_files_of_every_format_are_decoded_or_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = |name: &str| fs::read(repository("tests/fixtures/audio").join(name)).unwrap();
    let wholes = [
        ("mp3", fixture("tone.mp3")),
        ("flac", fixture("tone.flac")),
        ("ogg", fixture("tone.ogg")),
        ("m4a", fixture("tone.m4a")),
        ("wav", wav(3, 440.0)),
    ];
    for (extension, whole) in &wholes {
        let mut refused = 0;
        for seed in 0..MUTATIONS {
            let path = folder.path().join(format!("song.{extension}"));
            fs::write(&path, mutated(whole, seed)).unwrap();
            // The parser of tags may fail; the walk over a folder catches even its panics.
            drop(std::panic::catch_unwind(|| tags::read(fs::File::open(&path).unwrap())));
            match audio::decode(&path) {
                Ok(decoded) => {
                    let samples = decoded.pcm.samples();
                    assert!(samples.iter().all(|sample| sample.is_finite()), "{extension} {seed}");
                    assert!(!decoded.duration.is_zero(), "{extension} {seed}");
                }
                Err(error) => {
                    refused += 1;
                    assert!(error.to_string().contains("song."), "{extension} {seed}: {error}");
                }
            }
        }
        assert!(0 < refused && refused < MUTATIONS, "{extension}: {refused} are refused");
    }
}

/// Eight channels at 192 kHz, of which the first sounds.
fn many_channels() -> Vec<u8> {
    let frames = (0..2 * 192_000).flat_map(|place: u32| {
        let sample = (place as f32 * 0.01).sin() * 0.3;
        std::iter::once(sample).chain(std::iter::repeat_n(0.0, 7))
    });
    let mut file = wav_of(frames, 192_000);
    file[22] = 8;
    file[28..32].copy_from_slice(&(192_000_u32 * 16).to_le_bytes());
    file[32] = 16;
    file
}

/// An ID3 tag that claims to be this long, filled up with nothing.
fn tag_of(bytes: usize) -> Vec<u8> {
    let size = [21, 14, 7, 0].map(|shift| (bytes >> shift) as u8 & 0x7f);
    let mut tag = b"ID3\x04\0\0".to_vec();
    tag.extend(size);
    tag.extend(b"APIC");
    tag.extend([21, 14, 7, 0].map(|shift| ((bytes - 10) >> shift) as u8 & 0x7f));
    tag.extend([0, 0]);
    tag.resize(bytes + 10, 0);
    tag
}

#[test]
fn extremes_are_taken_or_told_and_never_stop_the_rest() {
    let product = Product::new();
    let music = product.music();
    let mp3 = fs::read(repository("tests/fixtures/audio/tone.mp3")).unwrap();
    song(&music, "good", 20, &["a line that is sung", "and another one"]);
    fs::write(music.join("channels.wav"), many_channels()).unwrap();
    fs::write(music.join("picture.mp3"), [tag_of(100_000_000), mp3.clone()].concat()).unwrap();
    fs::write(music.join("wrong name.flac"), mp3).unwrap();
    // Ten hours of silence: a file with a hole, so that it takes no room.
    let silence = music.join("silence.wav");
    let seconds = 36_000_u32;
    let mut head = wav(1, 440.0)[..44].to_vec();
    head[4..8].copy_from_slice(&(36 + seconds * 16_000).to_le_bytes());
    head[40..44].copy_from_slice(&(seconds * 16_000).to_le_bytes());
    fs::write(&silence, head).unwrap();
    let file = fs::File::options().write(true).open(&silence).unwrap();
    file.set_len(44 + u64::from(seconds) * 16_000).unwrap();

    let ran = product.ingest();
    let said = format!("{}{}", ran.output, ran.errors);
    assert!(said.contains("5 tracks taken"), "{said}");
    assert!(said.contains("only the first 60:00 of `silence.wav` was decoded"), "{said}");
    assert!(said.contains("`wrong name.flac` is audio/mpeg by its content"), "{said}");
}
