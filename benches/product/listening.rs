//! What it costs to take music in: processor time for a song, what an update of one stage costs, and
//! memory over many files.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use vibelens::audio;
use walkdir::WalkDir;

use crate::{PROGRAM, Run, repository, row, run};

/// Files of the folder that memory is watched over.
const FILES: u32 = 2_000;
/// How long each of them plays.
const SECONDS: u32 = 12;
const RATE: u32 = 16_000;

/// Prints the rows; `folder` is an empty one.
pub(crate) fn measure(folder: &Path) {
    analyse(folder);
    many_files(&folder.join("many"));
}

/// The demo's recordings, from nothing and after a change of one stage.
fn analyse(folder: &Path) {
    let (music, empty) = (folder.join("recordings"), folder.join("empty"));
    fs::create_dir_all(&empty).unwrap();
    let played = copy_recordings(&music);
    let data = folder.join("data");
    let loading = run(&data, &["ingest", empty.to_str().unwrap()]).cpu;
    let Run { cpu, wall, .. } = run(&data, &["ingest", music.to_str().unwrap()]);
    let spent = cpu.saturating_sub(loading).as_secs_f64();
    let three_minutes = spent * 180.0 / played.as_secs_f64();
    let what =
        "full analysis of three minutes of MP3 with words, CPU time, without loading the models";
    row(what, &format!("{three_minutes:.2} s"), "0.9 s");
    let again = run(&data, &["reprocess", "--stage", "segment"]);
    let gain = spent / again.cpu.saturating_sub(loading).as_secs_f64().max(0.01);
    row(
        "a run after a change in `segment` alone, of one from nothing, CPU time",
        &format!("1/{gain:.0}"),
        "1/20",
    );
    let gain = wall.as_secs_f64() / again.wall.as_secs_f64();
    row("… wall time, loading included", &format!("1/{gain:.0}"), "–");
}

/// Copies the demo's MP3s and the words beside them; how long they play together.
fn copy_recordings(to: &Path) -> Duration {
    let from = repository("demo/music");
    let mut played = Duration::ZERO;
    for entry in WalkDir::new(&from) {
        let entry = entry.unwrap();
        let path = entry.path();
        if path.extension().is_none_or(|extension| extension != "mp3") {
            continue;
        }
        let copy = to.join(path.strip_prefix(&from).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(path, &copy).unwrap();
        let words = path.with_extension("lrc");
        if words.exists() {
            fs::copy(words, copy.with_extension("lrc")).unwrap();
        }
        played += audio::decode(path).unwrap().duration;
    }
    played
}

/// Files of noise, so that no two are alike.
fn many_files(folder: &Path) {
    let music = folder.join("music");
    fs::create_dir_all(&music).unwrap();
    for number in 0..FILES {
        fs::write(music.join(format!("noise {number}.wav")), noise(number)).unwrap();
    }
    eprintln!("ingesting {FILES} files of sound …");
    let resident = watch(&folder.join("data"), &music);
    let quarter = resident.len() / 4;
    let mean = |some: &[f64]| some.iter().sum::<f64>() / some.len().max(1) as f64;
    // The first quarter warms up: buffers grow to the size of what is being worked on.
    let (early, late) = (mean(&resident[quarter..2 * quarter]), mean(&resident[3 * quarter..]));
    let most = resident.iter().copied().fold(0.0, f64::max);
    row(
        &format!("memory over {FILES} files of sound, at most"),
        &format!("{most:.0} MB"),
        "700 MB",
    );
    let drift = 100.0 * (late / early - 1.0);
    row("… last quarter against the second one", &format!("{drift:+.1} %"), "+2 %");
}

/// Resident memory in MB, ten times a second, while a folder is ingested.
fn watch(data: &Path, music: &Path) -> Vec<f64> {
    let mut process = Command::new(PROGRAM)
        .args(["ingest", music.to_str().unwrap()])
        .env("VIBELENS_DATA", data)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut resident = Vec::new();
    while process.try_wait().unwrap().is_none() {
        let status =
            fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmRSS"));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
        resident.extend(kilobytes.map(|kilobytes| kilobytes / 1e3));
        std::thread::sleep(Duration::from_millis(100));
    }
    resident
}

/// A WAV file of noise whose colour changes, from a seed.
fn noise(seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
    let mut random = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as i16
    };
    let mut smooth = 0_i32;
    let samples = (0..SECONDS * RATE).flat_map(|place| {
        let share = 1 + (place / 20_000 + seed) as i32 % 12;
        smooth += (i32::from(random()) - smooth) / share;
        ((smooth / 2) as i16).to_le_bytes()
    });
    let data: Vec<u8> = samples.collect();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + data.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    file.extend(RATE.to_le_bytes());
    file.extend((2 * RATE).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}
