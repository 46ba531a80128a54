//! The figures that users feel, measured on the release binary with the demo library: prints a table
//! in Markdown, each figure beside the limit that it should keep.
//!
//! `make bench`; `cargo bench --bench product -- ranking` measures the ranking alone, `browsing` and
//! `overview` the lists, the map and the survey of a large library. Machines differ and are noisy: compare a
//! figure with its limit or with the others of the same run.
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]

mod browsing;
mod crowd;
mod listening;
mod overview;
mod ranking;
mod server;

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use self::server::Server;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_vibelens");
/// How often each demo photo is asked about, after one round to warm up.
const ROUNDS: usize = 4;
/// Files in the folder that is ingested twice.
const MANY_FILES: usize = 10_000;

fn main() {
    println!("| what | measured | limit |\n|---|---|---|");
    let alone: [(&str, fn()); 3] = [
        ("ranking", ranking::measure),
        ("browsing", browsing::measure),
        ("overview", overview::measure),
    ];
    for (name, measure) in alone {
        if std::env::args().any(|argument| argument == name) {
            return measure();
        }
    }
    let mebibytes = fs::metadata(PROGRAM).unwrap().len() as f64 / 1e6;
    row("release binary with everything built in", &format!("{mebibytes:.0} MB"), "170 MB");
    let folder = tempfile::tempdir().unwrap();
    ingest_demo(folder.path());
    answer_photos(folder.path());
    crowd::measure("built-in models", folder.path(), &[]);
    encode_passages(folder.path());
    ranking::measure();
    browsing::measure();
    overview::measure();
    ingest_many_twice();
    listening::measure(&folder.path().join("listening"));
}

pub(crate) fn row(what: &str, measured: &str, limit: &str) {
    println!("| {what} | {measured} | {limit} |");
    std::io::stdout().flush().unwrap();
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// What a command printed, how long it took, and the processor time that it used.
struct Run {
    output: String,
    wall: Duration,
    cpu: Duration,
}

fn run(data: &Path, arguments: &[&str]) -> Run {
    let before = children_cpu();
    let started = Instant::now();
    let output = Command::new(PROGRAM)
        .args(arguments)
        .env("VIBELENS_DATA", data)
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let wall = started.elapsed();
    assert!(output.status.success(), "{arguments:?}");
    let output = String::from_utf8(output.stdout).unwrap();
    Run { output, wall, cpu: children_cpu().saturating_sub(before) }
}

/// Processor time of all children that have ended.
fn children_cpu() -> Duration {
    cpu(13)
}

/// Processor time of this process.
fn own_cpu() -> Duration {
    cpu(11)
}

/// The sum of two fields of `/proc/self/stat`, counted behind the program's name: time in its own
/// code and in the kernel, in ticks of which Linux makes a hundred a second.
fn cpu(field: usize) -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    let ticks: u64 =
        fields[field..field + 2].iter().map(|ticks| ticks.parse::<u64>().unwrap()).sum();
    Duration::from_millis(10 * ticks)
}

fn ingest_demo(data: &Path) {
    let music = repository("demo/music");
    let run = run(data, &["ingest", music.to_str().unwrap()]);
    assert!(run.output.contains("112 tracks taken"), "{}", run.output);
    let (wall, cpu) = (run.wall.as_secs_f64(), run.cpu.as_secs_f64());
    let measured = format!("{:.1} tracks a second ({cpu:.1} s of CPU time)", 112.0 / wall);
    row("ingest of the demo library, loading included", &measured, "≥ 5 a second");
}

fn answer_photos(data: &Path) {
    let started = Instant::now();
    let server = Server::start(data, &[]);
    let ready = started.elapsed();
    assert!(TcpStream::connect(&server.address).is_ok());
    let photos = photos();
    for photo in &photos {
        server.ask(photo);
    }
    let mut waits = Vec::new();
    let mut timings = Vec::new();
    for photo in (0..ROUNDS).flat_map(|_| &photos) {
        let (answer, wait) = server.ask(photo);
        waits.push(wait.as_secs_f64() * 1e3);
        timings.push(answer["timing_ms"].clone());
    }
    report_latency(waits, &timings);
    row("`serve`: from start to listening", &format!("{:.0} ms", ready.as_secs_f64() * 1e3), "–");
    row("`serve`: peak memory", &format!("{:.0} MB", server.peak_memory()), "600 MB");
}

/// The demo's photos.
pub(crate) fn photos() -> Vec<Vec<u8>> {
    fs::read_dir(repository("demo/photos"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jpg"))
        .map(|path| fs::read(path).unwrap())
        .collect()
}

fn report_latency(waits: Vec<f64>, timings: &[Value]) {
    let stage = |names: &[&str]| {
        let sum = |timing: &Value| names.iter().map(|name| timing[name].as_f64().unwrap()).sum();
        timings.iter().map(sum).collect::<Vec<f64>>()
    };
    let milliseconds = |values: Vec<f64>| {
        let (half, most) = (quantile(&values, 0.5), quantile(&values, 0.95));
        format!("p50 {half:.1} ms, p95 {most:.1} ms")
    };
    row("photo → songs over HTTP", &milliseconds(waits), "p50 150 ms");
    let others = stage(&["decode", "retrieve", "rank"]);
    row("… of which all but the models", &milliseconds(others), "10 ms");
    for name in ["decode", "see", "embed", "retrieve", "rank", "explain"] {
        row(&format!("… of which `{name}`"), &milliseconds(stage(&[name])), "–");
    }
}

pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// The text encoder alone: stanzas of about 60 tokens, and single short queries.
fn encode_passages(_: &Path) {
    use vibelens::models::pack::Pack;
    use vibelens::models::text_encoder::{Text, TextEncoder};
    use vibelens::models::{Engine, Model};
    let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap(), &Engine::Rten).unwrap();
    let stanza = |number: usize| {
        let line = format!("the river number {number} carries all our songs down to the sea, ");
        Text::Passage(line.repeat(4))
    };
    let stanzas: Vec<Text> = (0..256).map(stanza).collect();
    encoder.run(&stanzas[..32]).unwrap();
    let (cpu, started) = (own_cpu(), Instant::now());
    encoder.run(&stanzas).unwrap();
    let rate = stanzas.len() as f64 / started.elapsed().as_secs_f64();
    let each = own_cpu().saturating_sub(cpu).as_secs_f64() * 1e3 / stanzas.len() as f64;
    let measured = format!("{rate:.0} a second ({each:.1} ms of CPU time each)");
    row("embedding lyric passages of about 60 tokens", &measured, "≥ 60 a second");
    let query = [Text::Query("two dogs run along a beach at sunset".to_owned())];
    let cpu = own_cpu();
    (0..100).for_each(|_| drop(encoder.run(&query).unwrap()));
    let each = own_cpu().saturating_sub(cpu).as_secs_f64() * 10.0;
    row("embedding one sentence, CPU time", &format!("{each:.1} ms"), "15 ms");
}

/// A folder of many small texts: taken once, then found unchanged.
fn ingest_many_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (music, data) = (folder.path().join("music"), folder.path().join("data"));
    for number in 0..MANY_FILES {
        let album = music.join(format!("artist {}/album", number / 100));
        fs::create_dir_all(&album).unwrap();
        let words = format!("the river {number} runs to the sea\nand nobody knows what it says\n");
        fs::write(album.join(format!("song {number}.txt")), words).unwrap();
    }
    let arguments = ["ingest", music.to_str().unwrap()];
    eprintln!("ingesting {MANY_FILES} files …");
    run(&data, &arguments);
    let again = run(&data, &arguments);
    assert!(again.output.contains(&format!("{MANY_FILES} unchanged")), "{}", again.output);
    let measured = format!("{:.1} s", again.wall.as_secs_f64());
    row("a second run over 10,000 unchanged files", &measured, "5 s");
}
