//! The published models at their full size, side by side with the Python that runs them today:
//! `PyTorch` and Python's onnxruntime, on the same weights and the same processors, in one run.
//!
//! `make bench` makes the weights (random ones: they cost the same) and calls this with their folder
//! and a Python that has the peers' packages. Each measurement is a process of its own, tied to one
//! processor or to two. What is compared with the limits is CPU time; wall time stands beside it.
#![expect(clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr, reason = "a benchmark")]

mod load;
mod measure;
mod roofline;

use std::path::Path;
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

/// What one measurement found.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Line {
    pub(crate) task: String,
    pub(crate) precision: String,
    pub(crate) peer: String,
    pub(crate) threads: usize,
    pub(crate) cpu_ms: f64,
    pub(crate) wall_ms: f64,
}

/// A task, what it is called in the table, and what its figure is held against.
struct Task {
    name: &'static str,
    what: &'static str,
}

const TASKS: [Task; 5] = [
    Task { name: "encoder", what: "ViT-B/16, one photo" },
    Task { name: "greedy16", what: "GPT-2, 16 tokens, greedy" },
    Task { name: "beams4x16", what: "GPT-2, 16 tokens, 4 beams" },
    Task { name: "sentence", what: "DistilUSE, a sentence of 16 tokens" },
    Task { name: "batch32x64", what: "DistilUSE, 32 texts of 64 tokens" },
];

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["measure", engine, precision, packs] => {
            measure::measure(engine, precision, Path::new(packs));
        }
        ["load", engine, packs] => load::load(engine, Path::new(packs)),
        [packs, python] => compare(packs, python),
        _ => eprintln!("published: name the folder of the packs and a Python; see `make bench`"),
    }
}

fn compare(packs: &str, python: &str) {
    let engines = measure::engines();
    let one = lines(&engines, packs, python, 1);
    let two = lines(&engines, packs, python, 2);
    println!("CPU milliseconds (wall milliseconds) on one processor:\n");
    table(&one);
    println!("\nWall milliseconds on two processors, and as a share of those on one:\n");
    shares(&one, &two);
    println!("\n| what | measured | limit |\n|---|---|---|");
    limits(&one, &two);
    for engine in engines {
        print(&child(2, &["load", engine, packs]));
    }
    println!("\nWhat the machine allows, and how near each row is to it (one processor):\n");
    roofline::table(python, &one);
}

/// Everything on so many processors.
fn lines(engines: &[&str], packs: &str, python: &str, threads: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for engine in engines {
        for precision in ["fp32", "int8"] {
            eprintln!("measuring {engine} {precision} on {threads} …");
            lines.extend(parsed(&child(threads, &["measure", engine, precision, packs]), threads));
        }
    }
    eprintln!("measuring the peers on {threads} …");
    let peers = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/peers.py");
    let mut command = on_processors(threads, python);
    command.args([peers, packs, "--threads", &threads.to_string()]);
    lines.extend(parsed(&output(command), threads));
    lines
}

fn parsed(output: &str, threads: usize) -> Vec<Line> {
    let lines = output.lines().filter(|line| line.starts_with('{'));
    let parse = |line: &str| Line { threads, ..serde_json::from_str(line).unwrap() };
    lines.map(parse).collect()
}

/// What this program prints when it is called with other words.
fn child(threads: usize, words: &[&str]) -> String {
    let program = std::env::current_exe().unwrap();
    let mut command = on_processors(threads, program.to_str().unwrap());
    command.args(words);
    output(command)
}

/// A command that has so many processors and as many threads.
fn on_processors(threads: usize, program: &str) -> Command {
    let mut command = Command::new("taskset");
    command.args(["--cpu-list", if threads == 1 { "0" } else { "0,1" }, program]);
    command.env("RTEN_NUM_THREADS", threads.to_string());
    command
}

fn output(mut command: Command) -> String {
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn print(text: &str) {
    print!("{text}");
}

fn find<'a>(lines: &'a [Line], task: &str, precision: &str, peer: &str) -> Option<&'a Line> {
    lines.iter().find(|line| line.task == task && line.precision == precision && line.peer == peer)
}

/// The columns of a table: who, and in which precision.
const COLUMNS: [(&str, &str, &str); 7] = [
    ("pytorch", "fp32", "PyTorch fp32"),
    ("onnxruntime", "fp32", "Python onnxruntime fp32"),
    ("onnxruntime", "int8", "Python onnxruntime int8"),
    ("vibelens-onnxruntime", "fp32", "our onnxruntime fp32"),
    ("vibelens-onnxruntime", "int8", "our onnxruntime int8"),
    ("vibelens-rten", "fp32", "rten fp32"),
    ("vibelens-rten", "int8", "rten int8"),
];

fn heading(first: &str) {
    let names: Vec<&str> = COLUMNS.iter().map(|(_, _, name)| *name).collect();
    println!("| {first} | {} |\n|---{}|", names.join(" | "), "|---".repeat(COLUMNS.len()));
}

fn table(lines: &[Line]) {
    heading("task");
    for Task { name, what } in TASKS {
        let cell = |(peer, precision, _): &(&str, &str, &str)| {
            let line = find(lines, name, precision, peer);
            line.map_or("–".to_owned(), |line| {
                format!("{:.1} ({:.1})", line.cpu_ms, line.wall_ms)
            })
        };
        println!("| {what} | {} |", COLUMNS.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
}

fn shares(one: &[Line], two: &[Line]) {
    heading("task");
    for Task { name, what } in TASKS {
        let cell = |(peer, precision, _): &(&str, &str, &str)| {
            let pair = find(one, name, precision, peer).zip(find(two, name, precision, peer));
            pair.map_or("–".to_owned(), |(one, two)| {
                format!("{:.1} ({:.2})", two.wall_ms, two.wall_ms / one.wall_ms)
            })
        };
        println!("| {what} | {} |", COLUMNS.iter().map(cell).collect::<Vec<_>>().join(" | "));
    }
}

/// Who does something, in which precision.
type Doer = (&'static str, &'static str);

const PYTORCH: Doer = ("pytorch", "fp32");
const PYTHON_INT8: Doer = ("onnxruntime", "int8");
const PYTHON_FP32: Doer = ("onnxruntime", "fp32");
const RTEN_INT8: Doer = ("vibelens-rten", "int8");
const RTEN_FP32: Doer = ("vibelens-rten", "fp32");
const OURS_INT8: Doer = ("vibelens-onnxruntime", "int8");
const OURS_FP32: Doer = ("vibelens-onnxruntime", "fp32");

/// A figure that has a limit: the CPU time of tasks, as a ratio to that of another.
struct Limit {
    what: &'static str,
    tasks: &'static [&'static str],
    ours: Doer,
    theirs: Doer,
    most: f64,
}

const CAPTION: &[&str] = &["encoder", "greedy16"];

#[rustfmt::skip]
const LIMITS: [Limit; 8] = [
    Limit { what: "caption of 16 tokens, rten int8, of PyTorch fp32", tasks: CAPTION, ours: RTEN_INT8, theirs: PYTORCH, most: 0.55 },
    Limit { what: "caption of 16 tokens, our onnxruntime int8, of PyTorch fp32", tasks: CAPTION, ours: OURS_INT8, theirs: PYTORCH, most: 0.35 },
    Limit { what: "caption of 16 tokens, our onnxruntime int8, of Python's", tasks: CAPTION, ours: OURS_INT8, theirs: PYTHON_INT8, most: 1.10 },
    Limit { what: "caption of 16 tokens, our onnxruntime fp32, of Python's", tasks: CAPTION, ours: OURS_FP32, theirs: PYTHON_FP32, most: 1.10 },
    Limit { what: "caption of 16 tokens, rten fp32, of PyTorch fp32", tasks: CAPTION, ours: RTEN_FP32, theirs: PYTORCH, most: 1.0 },
    Limit { what: "a sentence, rten int8, of PyTorch fp32", tasks: &["sentence"], ours: RTEN_INT8, theirs: PYTORCH, most: 0.25 },
    Limit { what: "a sentence, our onnxruntime int8, of PyTorch fp32", tasks: &["sentence"], ours: OURS_INT8, theirs: PYTORCH, most: 0.25 },
    Limit { what: "32 texts of 64 tokens, rten int8, of PyTorch fp32", tasks: &["batch32x64"], ours: RTEN_INT8, theirs: PYTORCH, most: 0.55 },
];

fn limits(one: &[Line], two: &[Line]) {
    let cpu = |tasks: &[&str], (peer, precision): Doer| -> f64 {
        let found = tasks.iter().map(|task| find(one, task, precision, peer));
        found.map(|line| line.map_or(f64::NAN, |line| line.cpu_ms)).sum()
    };
    for Limit { what, tasks, ours, theirs, most } in LIMITS {
        let ratio = cpu(tasks, ours) / cpu(tasks, theirs);
        println!("| {what}, CPU time | {ratio:.2} × | ≤ {most:.2} × |");
    }
    for (peer, precision) in [RTEN_FP32, RTEN_INT8] {
        let wall = |lines| find(lines, "encoder", precision, peer).map_or(f64::NAN, |l| l.wall_ms);
        let ratio = wall(two) / wall(one);
        let what = format!("encoder, rten {precision}, two processors of one, wall time");
        println!("| {what} | {ratio:.2} × | ≤ 0.60 × |");
    }
}
