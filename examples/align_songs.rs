//! Measures when the lines of songs are found to be sung, against even spreading, as Markdown. The
//! folder holds songs and an `index.jsonl` with when each line of theirs starts.
//!
//! With `--signs`, prints what tells how sure each line is, a JSON object a line, also for the words
//! of other songs: what `training/speech_sounds/calibrate.py` fits the certainty to.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use serde::Deserialize;
use vibelens::audio;
use vibelens::ingest::align::{Found, find};
use vibelens::models::speech::{SpeechEar, Sung};
use vibelens::music::{Language, Line, Lyrics};

/// A line that is found within this many seconds is found.
const NEAR: f64 = 3.0;
/// How far in the list the songs are whose words are tried on a song.
const OTHERS: [usize; 2] = [5, 8];
/// The edges of the rows in which certainties are compared with what came true.
const ROWS: [f32; 7] = [0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95];

#[derive(Deserialize)]
struct Row {
    title: String,
    language: String,
    audio: String,
    lines: Vec<Timed>,
}

#[derive(Deserialize)]
struct Timed {
    start: f64,
    text: String,
}

struct Song {
    row: Row,
    duration: Duration,
    sung: Sung,
}

/// How far off each line is, in seconds.
struct Errors(Vec<f64>);

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a program of a few lines")]
fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("name the folder of songs")?;
    let signs = arguments.next().is_some_and(|argument| argument == "--signs");
    let songs = songs(Path::new(&folder))?;
    if signs {
        for (number, song) in songs.iter().enumerate() {
            for other in std::iter::once(0).chain(OTHERS) {
                print_signs(song, &songs[(number + other) % songs.len()].row);
            }
        }
        return Ok(());
    }
    println!(
        "| song | lines | even: median s | within 3 s | found: median s | within 3 s | certainty |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let (mut even, mut found) = (Errors(Vec::new()), Errors(Vec::new()));
    let mut certainties = Vec::new();
    for song in &songs {
        let start = Instant::now();
        let lines = lines(song, &song.row).context("the words do not fit into the song")?;
        eprintln!("{}: aligned in {:.0?}", song.row.title, start.elapsed());
        let (spread, errors) = (Errors::of_even(song), Errors::of(song, &lines));
        let sure: Vec<f32> = lines.iter().map(|line| line.signs.certainty()).collect();
        println!("{}", table_row(&song.row.title, &spread, &errors, &sure));
        even.0.extend(spread.0);
        found.0.extend(errors.0);
        certainties.extend(sure);
    }
    println!("{}", table_row("all", &even, &found, &certainties));
    println!("\n| certainty | lines | said | within 3 s |\n|---|--:|--:|--:|");
    for (number, from) in ROWS.iter().enumerate() {
        let to = ROWS.get(number + 1).copied().unwrap_or(1.01);
        let inside = |(certainty, _): &(&f32, &f64)| (*from..to).contains(*certainty);
        let row: Vec<(&f32, &f64)> = certainties.iter().zip(&found.0).filter(inside).collect();
        if !row.is_empty() {
            let said = row.iter().map(|(certainty, _)| **certainty).sum::<f32>() / row.len() as f32;
            let near = row.iter().filter(|(_, error)| **error <= NEAR).count();
            let near = near as f32 / row.len() as f32;
            println!("| {from}–{:.2} | {} | {said:.2} | {near:.2} |", to.min(1.0), row.len());
        }
    }
    Ok(())
}

#[expect(clippy::print_stderr, reason = "tells how far it is")]
fn songs(folder: &Path) -> Result<Vec<Song>> {
    let mut ear = SpeechEar::shipped()?;
    let index = std::fs::read_to_string(folder.join("index.jsonl"))?;
    let rows = index.lines().map(serde_json::from_str::<Row>);
    rows.map(|row| {
        let row = row?;
        let decoded = audio::decode(&folder.join(&row.audio))?;
        let start = Instant::now();
        let sung = ear.hear(&decoded.pcm)?;
        let (took, packed) = (start.elapsed(), sung.to_bytes());
        let minutes = decoded.duration.as_secs_f64() / 60.0;
        let a_minute = packed.len() as f64 / 1_000.0 / minutes;
        eprintln!(
            "{}: {minutes:.2} minutes heard in {took:.0?}, {a_minute:.1} kB a minute, {:.2} sounds a second",
            row.title,
            sung.sounds_a_second(),
        );
        // What is kept is what is measured.
        let sung = Sung::from_bytes(&packed).context("what was packed is unpacked")?;
        Ok(Song { row, duration: decoded.duration, sung })
    })
    .collect()
}

/// When the words of `row` are found to be sung in `song`.
fn lines(song: &Song, row: &Row) -> Option<Vec<Found>> {
    let line = |timed: &Timed| Line { text: timed.text.clone(), span: None, certainty: 0.0 };
    let lyrics = Lyrics { stanzas: vec![row.lines.iter().map(line).collect()] };
    let language: Option<Language> = row.language[..2].parse().ok();
    find(&lyrics, language, &song.sung, song.duration)
}

#[expect(clippy::print_stdout, reason = "the output of the program")]
fn print_signs(song: &Song, words: &Row) {
    let own = song.row.title == words.title;
    let found = lines(song, words).unwrap_or_default();
    for (found, timed) in found.iter().zip(&words.lines) {
        let error = (found.span.start().as_secs_f64() - timed.start).abs();
        let signs = found.signs;
        let row = serde_json::json!({
            "song": song.row.title, "words": words.title, "error_s": own.then_some(error),
            "signs": [signs.apart, signs.apart_around, signs.margin],
        });
        println!("{row}");
    }
}

fn table_row(title: &str, even: &Errors, found: &Errors, certainties: &[f32]) -> String {
    let certainty = certainties.iter().sum::<f32>() / certainties.len() as f32;
    format!(
        "| {title} | {} | {:.2} | {:.0} % | {:.2} | {:.0} % | {certainty:.2} |",
        found.0.len(),
        even.median(),
        even.near(),
        found.median(),
        found.near(),
    )
}

impl Errors {
    fn of(song: &Song, found: &[Found]) -> Self {
        let error = |(found, timed): (&Found, &Timed)| {
            (found.span.start().as_secs_f64() - timed.start).abs()
        };
        Self(found.iter().zip(&song.row.lines).map(error).collect())
    }

    fn of_even(song: &Song) -> Self {
        let gap = song.duration.as_secs_f64() / song.row.lines.len() as f64;
        let error = |(number, line): (usize, &Timed)| (gap * number as f64 - line.start).abs();
        Self(song.row.lines.iter().enumerate().map(error).collect())
    }

    fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        if sorted.len().is_multiple_of(2) {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        } else {
            sorted[middle]
        }
    }

    fn near(&self) -> f64 {
        100.0 * self.0.iter().filter(|error| **error <= NEAR).count() as f64 / self.0.len() as f64
    }
}
