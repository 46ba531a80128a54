//! Measures what learning is worth to people who are made up, as Markdown: nDCG of the lists that they
//! are offered without and with a profile. The users, and what they do, are described in
//! `learning::simulation`.
//!
//! The library is the demo's tracks and made-up ones, 2,000 in all; name the demo's `CREDITS.csv`
//! first, and how many users second (1,000 if that is left out).

use std::path::Path;

use anyhow::{Context, Result};
use vibelens::learning::Taste;
use vibelens::learning::simulation::{Gain, Learner, Library, Rocchio, User, Whole, compare};
use vibelens::music::{Track, TrackId};
use vibelens::random::Random;

/// How many tracks there are.
const TRACKS: usize = 2_000;
/// How strong tastes are, in log-odds; how well songs fit photos has a standard deviation of 1.
const STRENGTHS: [f64; 6] = [0.0, 1.0, 1.5, 2.0, 2.5, 3.0];
/// The strength and the number of events that are looked at in the other tables.
const USUAL: (f64, usize) = (2.5, 20);
/// The strengths that learners are compared at.
const COMPARED: [f64; 4] = [0.0, 1.0, 2.0, 3.0];
/// After how many events profiles are looked at.
const EVENTS: [usize; 8] = [0, 1, 2, 5, 10, 20, 50, 200];
/// The whole covariance is slow: it is tried on fewer users.
const FEWER: usize = 10;

/// Makes a learner that knows nothing.
type Begin<'a> = &'a dyn Fn() -> Box<dyn Learner>;

#[expect(clippy::print_stdout, reason = "a program of a few lines")]
fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let credits = arguments.next().context("name the file of credits")?;
    let users = arguments.next().map_or(Ok(1_000), |number| number.parse())?;
    let real = demo_tracks(Path::new(&credits))?;
    let told = format!("{} tracks of the demo, {TRACKS} in all; {users} users", real.len());
    let library = Library::made_up(real, TRACKS, &mut Random::of(&[b"library"]));
    let taste: Begin = &|| Box::new(Taste::default());
    println!("{told}\n\n| events | nDCG@8 without | with | gain, 95 % |\n|--:|--:|--:|--:|");
    for events in EVENTS {
        println!("| {events} | {}", row(&gain(&library, taste, USUAL.0, events, users)));
    }
    println!("\n| strength of taste | nDCG@8 without | with | gain, 95 % |\n|--:|--:|--:|--:|");
    for strength in STRENGTHS {
        println!("| {strength} | {}", row(&gain(&library, taste, strength, USUAL.1, users)));
    }
    println!("\n| learner | tastes of 0 | of 1 | of 2 | of 3 |\n|---|--:|--:|--:|--:|");
    let timid: Begin = &|| Box::new(Rocchio::new(2.0, 0.5));
    let bold: Begin = &|| Box::new(Rocchio::new(4.0, 1.0));
    let whole: Begin = &|| Box::new(Whole::default());
    for (name, begin, users) in [
        ("diagonal (used)", taste, users),
        ("Rocchio, 2 and 0.5", timid, users),
        ("Rocchio, 4 and 1", bold, users),
        ("diagonal, fewer users", taste, users / FEWER),
        ("whole covariance, fewer users", whole, users / FEWER),
    ] {
        let gains = COMPARED.map(|strength| gain(&library, begin, strength, USUAL.1, users));
        let cells = gains.map(|gain| relative(&gain));
        println!("| {name} | {} |", cells.join(" | "));
    }
    Ok(())
}

fn gain(library: &Library, begin: Begin<'_>, strength: f64, events: usize, users: usize) -> Gain {
    let one = |number: usize| {
        let seed = number.to_le_bytes();
        let user = User::made_up(library, strength, &mut Random::of(&[&seed]));
        compare(library, &user, &mut *begin(), events, &seed)
    };
    Gain::of(&(0..users).map(one).collect::<Vec<_>>())
}

fn row(gain: &Gain) -> String {
    format!("{:.4} | {:.4} | {} |", gain.without, gain.with, relative(gain))
}

fn relative(Gain { relative, margin, .. }: &Gain) -> String {
    format!("{:+.1} % ± {:.1}", 100.0 * relative, 100.0 * margin)
}

/// The tracks that the credits name: their artists, albums and titles. The path is the first column,
/// `Artist/Album/Title.mp3`, in quotes where it has a comma.
fn demo_tracks(credits: &Path) -> Result<Vec<Track>> {
    let text = std::fs::read_to_string(credits)?;
    let path = |row: &str| match row.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().map(str::to_owned),
        None => row.split(',').next().map(str::to_owned),
    };
    let track = |path: String| {
        let id = TrackId::of(&path);
        let mut parts = path.rsplit('/');
        let title = parts.next()?.rsplit_once('.')?.0.to_owned();
        let (album, artist) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Track { artist, album, ..Track::named(id, title) })
    };
    Ok(text.lines().skip(1).filter_map(path).filter_map(track).collect())
}
