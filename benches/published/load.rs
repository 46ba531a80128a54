//! Both published models at once, in 8 bits: how long they take to load, and how much memory.

use std::path::Path;
use std::time::Instant;

use vibelens::models::Model;
use vibelens::models::captioner::Captioner;
use vibelens::models::pack::Pack;
use vibelens::models::text_encoder::{Text, TextEncoder};
use vibelens::models::vision::VisionEncoder;

use crate::measure::{engine, picture};

/// Loads both, uses both, and prints two rows. The files are read once before: what is measured is
/// not the disk.
pub(crate) fn load(engine_name: &str, packs: &Path) {
    let engine = engine(engine_name);
    let folders = ["vit-gpt2-int8", "distiluse-int8"].map(|name| packs.join(name));
    for folder in &folders {
        walkdir::WalkDir::new(folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .for_each(|file| {
                std::io::copy(&mut std::fs::File::open(file.path()).unwrap(), &mut std::io::sink())
                    .unwrap();
            });
    }
    let started = Instant::now();
    let [captions, texts] = folders.map(|folder| Pack::in_folder(&folder).unwrap());
    let mut vision = VisionEncoder::open(&captions, &engine).unwrap().unwrap();
    let mut captioner = Captioner::open(&captions, &engine).unwrap();
    let mut encoder = TextEncoder::open(&texts, &engine).unwrap();
    let loading = started.elapsed().as_secs_f64();
    let pixels = vision.processor().pixels(&picture()).unwrap();
    captioner.run(&vision.run(&[pixels]).unwrap()).unwrap();
    encoder.run(&[Text::Query("ab cd ef".to_owned())]).unwrap();
    println!(
        "| both models in int8, {engine_name}: loading from a warm cache | {loading:.2} s | ≤ 1.5 s |"
    );
    println!("| … peak memory | {:.0} MB | ≤ 900 MB |", peak_memory());
}

/// The most memory that this process has had resident, in MB.
fn peak_memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1e3
}
