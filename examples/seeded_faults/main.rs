//! Measures how well words are tidied and judged: songs that are right, and the same songs with one
//! fault each, of which the product knows nothing.
//!
//!     cargo run --release --example seeded_faults -- DATA [FORTUNES]
//!
//! `DATA` is the folder of training data; `FORTUNES` holds the poems and sayings of Debian's packages
//! `fortunes-zh` and `fortunes-es`. Prints tables in Markdown. Songs and phrases are split in halves:
//! rules are tuned with one half, and reported on the other. With `--show` the cases that went wrong
//! in the tuned half are listed on stderr.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that prints tables, run by hand"
)]

mod chance;
mod explicit;
mod faults;
mod phrases;
mod songs;

use std::collections::BTreeMap;
use std::path::PathBuf;

use vibelens::ingest::clean::judged;
use vibelens::ingest::source::{Layout, RawTrack, RawWords, WordsSource};
use vibelens::ingest::tags::RawTags;
use vibelens::music::Reason;

use crate::chance::Chance;
use crate::faults::{Case, Expected, SET_ASIDE, TIDIED};
use crate::phrases::Phrases;
use crate::songs::{Half, Song};

/// Songs for each fault and half, and right songs for each language and half.
const EACH: usize = 60;

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments
        .iter()
        .position(|argument| argument == "--show")
        .map(|at| arguments.remove(at))
        .is_some();
    let Some(data) = arguments.first().map(PathBuf::from) else {
        eprintln!("usage: seeded_faults DATA [FORTUNES] [--show]");
        std::process::exit(2);
    };
    let songs = songs::read(&data, arguments.get(1).map(PathBuf::from).as_deref());
    let phrases = Phrases::read();
    explicit::print(&data, &phrases);
    for (half, name) in [(Half::Tuned, "tuned"), (Half::HeldOut, "held out")] {
        let own: Vec<&Song> = songs.iter().filter(|song| song.half() == half).collect();
        let counts = own.iter().fold(BTreeMap::new(), |mut counts: BTreeMap<&str, usize>, song| {
            *counts.entry(song.language).or_default() += 1;
            counts
        });
        println!("\n### Half: {name}; songs by language: {counts:?}\n");
        let report = Report {
            half,
            own: &own,
            songs: &songs,
            phrases: &phrases,
            show: show && half == Half::Tuned || std::env::var_os("SHOW_ALL").is_some(),
        };
        report.set_aside();
        report.tidied();
    }
}

struct Report<'a> {
    half: Half,
    own: &'a [&'a Song],
    songs: &'a [Song],
    phrases: &'a Phrases,
    show: bool,
}

impl Report<'_> {
    fn set_aside(&self) {
        let mut verdicts: Vec<(Option<usize>, Option<Reason>)> = Vec::new();
        for (number, (fault, _)) in SET_ASIDE.iter().enumerate() {
            let mut chance = Chance::new(fault);
            for song in songs::some(self.songs, self.half, EACH, &mut chance) {
                let other = another(&song, self.own, &mut chance);
                let case = faults::set_aside(
                    number,
                    &song,
                    other,
                    self.own,
                    self.phrases,
                    self.half,
                    &mut chance,
                );
                let found = reason(&case);
                if self.show && found.is_some_and(|found| found != SET_ASIDE[number].1) {
                    eprintln!("taken for {found:?}, {fault}: {}", start(&case.text));
                }
                if self.show && found.is_none() {
                    eprintln!("missed, {fault}: {}", start(&case.text));
                }
                verdicts.push((Some(number), found));
            }
        }
        let mut chance = Chance::new("clean");
        let mut right: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for song in songs::some(self.songs, self.half, 6 * EACH, &mut chance) {
            let case = faults::clean(&song, &mut chance);
            let found = reason(&case);
            if let Some(found) = found.filter(|_| self.show) {
                eprintln!(
                    "wrongly set aside as {}, {} {}: {}",
                    found.name(),
                    song.language,
                    song.title,
                    start(&case.text)
                );
            }
            let count = right.entry(song.language).or_default();
            *count = (count.0 + usize::from(found.is_none()), count.1 + 1);
            verdicts.push((None, found));
        }
        println!("Right songs that were used: {right:?}\n");
        print_verdicts(&verdicts);
    }

    fn tidied(&self) {
        println!(
            "\n| tidied | texts | sung lines kept | other lines removed | lines out that are sung | texts exactly right |\n|---|---|---|---|---|---|"
        );
        for fault in TIDIED {
            let mut chance = Chance::new(fault);
            let mut total = Lines::default();
            for song in songs::some(self.songs, self.half, EACH, &mut chance) {
                let case =
                    faults::tidied(fault, &song, self.own, self.phrases, self.half, &mut chance);
                let lines = total.count(&case);
                if let Some(wrong) = lines.filter(|_| self.show) {
                    eprintln!("{fault}: {wrong}");
                }
            }
            total.print(fault);
        }
    }
}

#[derive(Default)]
struct Lines {
    texts: usize,
    exact: usize,
    expected: usize,
    kept: usize,
    out: usize,
    noise: usize,
    left: usize,
}

impl Lines {
    /// Counts a case; gives what went wrong in it.
    fn count(&mut self, case: &Case) -> Option<String> {
        let Expected::Lines(expected) = &case.expected else { return None };
        let judged = judged(&track(case), Some(case.duration));
        let found: Vec<String> = judged[0].lyrics.lines().map(|line| bare(&line.text)).collect();
        let expected: Vec<String> =
            expected.iter().map(|line| bare(line)).filter(|line| !line.is_empty()).collect();
        let mut unmatched = found.clone();
        let take = |line: &&String| {
            unmatched
                .iter()
                .position(|found| found == *line)
                .map(|at| unmatched.remove(at))
                .is_some()
        };
        let kept = expected.iter().filter(take).count();
        // What went in beside the song: lines whose words are not the song's.
        let given = case.text.lines().filter(|line| !bare(line).is_empty()).count();
        let noise = given.saturating_sub(expected.len().min(given));
        self.texts += 1;
        self.exact += usize::from(found == expected);
        self.expected += expected.len();
        self.kept += kept;
        self.out += found.len();
        self.noise += noise;
        self.left += found.len() - kept;
        let missing = expected.iter().find(|line| !found.contains(line));
        (found != expected)
            .then(|| format!("{} | left {unmatched:?} | missing {missing:?}", case.song.title))
    }

    fn print(&self, fault: &str) {
        let share = |part: usize, of: usize| {
            if of == 0 { "–".to_owned() } else { format!("{:.3}", part as f64 / of as f64) }
        };
        let removed = share(self.noise.saturating_sub(self.left), self.noise);
        println!(
            "| {fault} | {} | {} | {removed} | {} | {} |",
            self.texts,
            share(self.kept, self.expected),
            share(self.kept, self.out),
            share(self.exact, self.texts)
        );
    }
}

/// Letters alone: punctuation and spaces may be tidied.
fn bare(line: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    line.nfc().filter(|letter| letter.is_alphanumeric()).collect()
}

fn start(text: &str) -> String {
    text.chars().take(160).collect::<String>().replace('\n', " / ")
}

fn another<'a>(song: &Song, own: &[&'a Song], chance: &mut Chance) -> &'a Song {
    loop {
        let other = *chance.one(own);
        if other.title != song.title && other.language == song.language {
            return other;
        }
    }
}

fn track(case: &Case) -> RawTrack {
    RawTrack {
        reference: "file:/song.mp3".into(),
        tags: RawTags {
            title: Some(case.song.title.clone()),
            artist: Some(case.song.artist.clone()),
            language: case.language_tag.map(str::to_owned),
            ..RawTags::default()
        },
        layout: Layout { title: case.song.title.clone(), ..Layout::default() },
        words: vec![RawWords {
            source: WordsSource::Tag,
            text: case.text.clone(),
            language: None,
            decision: None,
        }],
        ..RawTrack::default()
    }
}

fn reason(case: &Case) -> Option<Reason> {
    judged(&track(case), Some(case.duration))[0].verdict.reason
}

fn print_verdicts(verdicts: &[(Option<usize>, Option<Reason>)]) {
    println!(
        "| set aside | texts | recall | precision of the reason | reason named right |\n|---|---|---|---|---|"
    );
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    for (number, (fault, reason)) in SET_ASIDE.iter().enumerate() {
        let of: Vec<Option<Reason>> = verdicts
            .iter()
            .filter(|verdict| verdict.0 == Some(number))
            .map(|verdict| verdict.1)
            .collect();
        let found = of.iter().flatten().count();
        let named = of.iter().filter(|found| **found == Some(*reason)).count();
        let wrong = verdicts
            .iter()
            .filter(|verdict| verdict.0.is_none() && verdict.1 == Some(*reason))
            .count();
        println!(
            "| {fault} | {} | {:.3} | {:.3} | {:.3} |",
            of.len(),
            share(found, of.len()),
            share(named, named + wrong),
            share(named, found)
        );
    }
    let faulty = verdicts.iter().filter(|verdict| verdict.0.is_some()).count();
    let found =
        verdicts.iter().filter(|verdict| verdict.0.is_some() && verdict.1.is_some()).count();
    let wrong =
        verdicts.iter().filter(|verdict| verdict.0.is_none() && verdict.1.is_some()).count();
    let right = verdicts.len() - faulty;
    println!(
        "| **all** | {faulty} | {:.3} | {:.3} | – |",
        share(found, faulty),
        share(found, found + wrong)
    );
    println!("\n{right} right songs, {wrong} of them wrongly set aside.");
}
