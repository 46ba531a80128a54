//! One client after another against eight at once: what a server gains by working for several, what
//! the slowest of them waits, and whether anything else waits for them.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::server::Server;
use crate::{photos, quantile, row};

const CLIENTS: usize = 8;
/// How often every photo is asked about.
const ROUNDS: usize = 3;
/// How long after one health check the next one comes.
const PAUSE: Duration = Duration::from_millis(5);

/// Serves the library in `data` with these variables and prints the rows.
pub(crate) fn measure(what: &str, data: &Path, variables: &[(&str, &str)]) {
    let server = Server::start(data, variables);
    let photos = photos();
    for photo in &photos {
        server.ask(photo);
    }
    let started = Instant::now();
    let alone: Vec<f64> = (0..ROUNDS)
        .flat_map(|_| &photos)
        .map(|photo| server.ask(photo).1.as_secs_f64() * 1e3)
        .collect();
    let one_rate = alone.len() as f64 / started.elapsed().as_secs_f64();
    let single = quantile(&alone, 0.5);
    let Crowd { waits, refused, wall, health } = crowd(&server, &photos);
    let gain = waits.len() as f64 / wall.as_secs_f64() / one_rate;
    let (worst, half) = (quantile(&waits, 0.99), quantile(&waits, 0.5));
    row(
        &format!("{what}: one client after another"),
        &format!("{one_rate:.1} a second, p50 {single:.0} ms"),
        "–",
    );
    row("… eight at once: answers a second, of those of one", &format!("{gain:.2} ×"), "≥ 1.5 ×");
    let measured = format!("{:.1} × ({worst:.0} ms, p50 {half:.0} ms)", worst / single);
    row("… p99 of those let in, of one alone", &measured, "≤ 4 ×");
    row(
        "… asked to come back a second later",
        &format!("{refused} times for {} answers", waits.len()),
        "–",
    );
    let measured =
        format!("p99 {:.1} ms, worst {:.1} ms", quantile(&health, 0.99), quantile(&health, 1.0));
    row("… health check meanwhile", &measured, "20 ms");
    row("… peak memory", &format!("{:.0} MB", server.peak_memory()), "–");
}

struct Crowd {
    /// Milliseconds of each answer.
    waits: Vec<f64>,
    refused: usize,
    wall: Duration,
    /// Milliseconds of each health check.
    health: Vec<f64>,
}

fn crowd(server: &Server, photos: &[Vec<u8>]) -> Crowd {
    let (refused, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let client = |number: usize| {
        let turned = photos[number..].iter().chain(&photos[..number]);
        let asked = std::iter::repeat_n(turned, ROUNDS).flatten();
        asked.map(|photo| patient(server, photo, &refused)).collect::<Vec<f64>>()
    };
    thread::scope(|scope| {
        let health = scope.spawn(|| {
            let mut waits = Vec::new();
            while !done.load(Ordering::Relaxed) {
                waits.push(server.health().as_secs_f64() * 1e3);
                thread::sleep(PAUSE);
            }
            waits
        });
        let started = Instant::now();
        let clients: Vec<_> =
            (0..CLIENTS).map(|number| scope.spawn(move || client(number))).collect();
        let waits = clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        let wall = started.elapsed();
        done.store(true, Ordering::Relaxed);
        let health = health.join().unwrap();
        Crowd { waits, refused: refused.load(Ordering::Relaxed), wall, health }
    })
}

/// Asks until it is answered, as often as it is told to come back.
fn patient(server: &Server, photo: &[u8], refused: &AtomicUsize) -> f64 {
    loop {
        match server.try_ask(photo) {
            Ok((_, wait)) => return wait.as_secs_f64() * 1e3,
            Err(pause) => {
                refused.fetch_add(1, Ordering::Relaxed);
                thread::sleep(pause);
            }
        }
    }
}
