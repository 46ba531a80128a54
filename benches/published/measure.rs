//! Our own side of the comparison: the packs, through the same types that the product uses.

use std::path::Path;
use std::time::Instant;

use vibelens::image::Image;
use vibelens::models::beam::BeamSearch;
use vibelens::models::captioner::Captioner;
use vibelens::models::pack::Pack;
use vibelens::models::text_encoder::{Text, TextEncoder};
use vibelens::models::vision::VisionEncoder;
use vibelens::models::{Engine, Model};

use crate::Line;

/// As the peers run: a median of so many, of fewer if one takes longer than half a second.
const RUNS: usize = 7;
const LONG_RUNS: usize = 3;
const LONG_MS: f64 = 500.0;

/// The engines that this program was built with.
pub(crate) fn engines() -> Vec<&'static str> {
    let second = cfg!(feature = "onnxruntime").then_some("onnxruntime");
    std::iter::once("rten").chain(second).collect()
}

pub(crate) fn engine(name: &str) -> Engine {
    match name {
        "rten" => Engine::Rten,
        _ => Engine::OnnxRuntime {
            library: std::env::var("VIBELENS_MODELS_LIBRARY").unwrap().into(),
        },
    }
}

/// Prints a line for each task.
pub(crate) fn measure(engine_name: &str, precision: &str, packs: &Path) {
    let engine = engine(engine_name);
    let tell = |task: &str, work: &mut dyn FnMut()| {
        let (cpu_ms, wall_ms) = median(work);
        let (task, precision) = (task.to_owned(), precision.to_owned());
        let peer = format!("vibelens-{engine_name}");
        let line = Line { task, precision, peer, threads: 0, cpu_ms, wall_ms };
        println!("{}", serde_json::to_string(&line).unwrap());
    };
    captions(&packs.join(format!("vit-gpt2-{precision}")), &engine, &tell);
    texts(&packs.join(format!("distiluse-{precision}")), &engine, &tell);
}

type Tell<'a> = &'a dyn Fn(&str, &mut dyn FnMut());

fn captions(folder: &Path, engine: &Engine, tell: Tell) {
    let pack = Pack::in_folder(folder).unwrap();
    let mut encoder = VisionEncoder::open(&pack, engine).unwrap().unwrap();
    let pixels = [encoder.processor().pixels(&picture()).unwrap()];
    tell("encoder", &mut || drop(encoder.run(&pixels).unwrap()));
    let states = encoder.run(&pixels).unwrap();
    drop(encoder);
    let mut captioner = Captioner::open(&pack, engine).unwrap();
    for (task, beams) in [("greedy16", 1), ("beams4x16", 4)] {
        // The mark of the beginning counts, and so many tokens must be written before the end may be.
        let search =
            BeamSearch { beams, max_length: 17, min_length: 17, length_penalty: 1.0, no_repeat: 0 };
        tell(task, &mut || {
            let found = captioner.sequences(&states, &search).unwrap();
            assert_eq!(found[0][0].tokens.len(), 16);
        });
    }
}

fn texts(folder: &Path, engine: &Engine, tell: Tell) {
    let pack = Pack::in_folder(folder).unwrap();
    let mut encoder = TextEncoder::open(&pack, engine).unwrap();
    let sentence = [text(16, 0)];
    tell("sentence", &mut || drop(encoder.run(&sentence).unwrap()));
    let batch: Vec<Text> = (0..32).map(|number| text(64, number)).collect();
    tell("batch32x64", &mut || drop(encoder.run(&batch).unwrap()));
}

/// A text of so many tokens, marks included: every pair of letters is a word of the vocabulary.
fn text(tokens: usize, number: usize) -> Text {
    let letter = |place: usize| char::from(b'a' + (place % 26) as u8);
    let word = |place: usize| format!("{}{}", letter(place), letter(place / 26 + number));
    Text::Passage((0..tokens - 2).map(word).collect::<Vec<_>>().join(" "))
}

pub(crate) fn picture() -> Image {
    const SIDE: u32 = 224;
    let pixels = (0..SIDE * SIDE * 3).map(|place| (place * 7 % 251) as u8).collect();
    Image::from_rgb(SIDE, SIDE, pixels).unwrap()
}

/// CPU and wall milliseconds of a run, after one to warm up.
fn median(work: &mut dyn FnMut()) -> (f64, f64) {
    let started = Instant::now();
    work();
    let long = LONG_MS < started.elapsed().as_secs_f64() * 1e3;
    let (mut cpu, mut wall) = (Vec::new(), Vec::new());
    for _ in 0..if long { LONG_RUNS } else { RUNS } {
        let (before, started) = (cpu_ms(), Instant::now());
        work();
        wall.push(started.elapsed().as_secs_f64() * 1e3);
        cpu.push(cpu_ms() - before);
    }
    let middle = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    (middle(&mut cpu), middle(&mut wall))
}

/// The time that the threads of this process have run, in milliseconds: the first number of each
/// `schedstat` (Linux, Documentation/scheduler/sched-stats.rst).
pub(crate) fn cpu_ms() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let time = |thread: std::io::Result<std::fs::DirEntry>| -> f64 {
        let text = std::fs::read_to_string(thread.unwrap().path().join("schedstat")).unwrap();
        text.split_whitespace().next().unwrap().parse::<f64>().unwrap()
    };
    threads.map(time).sum::<f64>() / 1e6
}
