//! The published models, told exactly: small models of their architecture with random weights give
//! what the reference library gives with the same weights. `training/fixtures` made the files.

use std::path::PathBuf;

use serde_json::Value;
use vibelens::embedding::Embedding;
use vibelens::image::Image;
use vibelens::models::beam::{BeamSearch, Sequence};
use vibelens::models::captioner::Captioner;
use vibelens::models::pack::Pack;
use vibelens::models::pixels::ImageProcessor;
use vibelens::models::text_encoder::{Text, TextEncoder, Tokenizer};
use vibelens::models::vision::{States, VisionEncoder};
use vibelens::models::{Engine, Model};

use crate::harness::repository;
use crate::models::{floats, read_json};

fn fixture(path: &str) -> PathBuf {
    repository("tests/fixtures/published").join(path)
}

fn pack(name: &str) -> Pack {
    Pack::in_folder(&fixture(name)).unwrap()
}

#[derive(serde::Deserialize)]
struct ImageManifest {
    image: ImageProcessor,
}

/// The 224 × 224 pixels that a photo becomes, by the values that the model is fed.
fn squared(path: &str, processor: &ImageProcessor) -> Vec<f32> {
    let image = Image::decode(&std::fs::read(fixture(path)).unwrap()).unwrap();
    processor.pixels(&image).unwrap().planes().to_vec()
}

#[test]
fn photos_are_made_small_as_by_the_reference() {
    let processor = pack("captioner").manifest::<ImageManifest>().unwrap().image;
    let mut photos = 0;
    for entry in std::fs::read_dir(fixture("photos/expected")).unwrap() {
        let expected = entry.unwrap().path();
        let name = expected.file_stem().unwrap().to_str().unwrap().to_owned();
        let (lossless, jpeg) = (format!("photos/{name}.png"), format!("photos/{name}.jpg"));
        let wanted = squared(&format!("photos/expected/{name}.png"), &processor);
        // JPEG leaves the last digits of decoding open, and no decoder in Rust has the reference's:
        // these photos are hardly larger than what becomes of them, so it shows.
        let (photo, most) = if fixture(&lossless).exists() { (lossless, 1.0) } else { (jpeg, 3.0) };
        let found = squared(&photo, &processor);
        // A step of one in 255 is two in the normalised values, whose deviation is a half.
        let steps: Vec<f32> =
            found.iter().zip(&wanted).map(|(a, b)| (a - b).abs() * 127.5).collect();
        let worst = steps.iter().copied().fold(0.0, f32::max);
        let mean = steps.iter().sum::<f32>() / steps.len() as f32;
        assert!(worst < most + 0.01 && mean < 0.4, "{name}: worst {worst}, mean {mean} of 255");
        photos += 1;
    }
    assert!(10 <= photos);
}

/// What the encoder of `pack` sees in one of the photos that the reference was computed on.
fn states(pack: &Pack, photo: &str, engine: &Engine) -> States {
    let mut encoder = VisionEncoder::open(pack, engine).unwrap().unwrap();
    let image = fixture("photos/expected").join(photo).with_extension("png");
    let image = std::fs::read(image).unwrap();
    let pixels = encoder.processor().pixels(&Image::decode(&image).unwrap()).unwrap();
    encoder.run(&[pixels]).unwrap().remove(0)
}

/// The settings of a case, in the reference's names.
fn search(case: &Value) -> BeamSearch {
    let number = |name: &str| case[name].as_u64().unwrap() as usize;
    BeamSearch {
        beams: number("num_beams"),
        max_length: number("max_length"),
        min_length: number("min_length"),
        length_penalty: case["length_penalty"].as_f64().unwrap() as f32,
        no_repeat: number("no_repeat_ngram_size"),
    }
}

/// The tokens as the reference gives them: with the mark of the beginning, and of the end if any.
fn marked(sequence: &Sequence, mark: u32) -> Vec<u32> {
    let end = sequence.ended.then_some(mark);
    std::iter::once(mark).chain(sequence.tokens.iter().copied()).chain(end).collect()
}

fn numbers(values: &Value) -> Vec<u32> {
    values.as_array().unwrap().iter().map(|value| value.as_u64().unwrap() as u32).collect()
}

/// Checks every case of the reference, the photos together, and gives the number of sequences.
pub(crate) fn check_captions(name: &str, engine: &Engine) -> usize {
    let pack = pack(name);
    let mut captioner = Captioner::open(&pack, engine).unwrap();
    let reference = read_json("tests/fixtures/published/captioner/reference.json");
    let mark = reference["tokens"][0].as_u64().unwrap() as u32;
    let photos = reference["photos"].as_array().unwrap();
    let seen: Vec<States> = photos
        .iter()
        .map(|photo| states(&pack, photo["photo"].as_str().unwrap(), engine))
        .collect();
    let mut checked = 0;
    for (place, (photo, states)) in photos.iter().zip(&seen).enumerate() {
        for case in photo["cases"].as_array().unwrap() {
            let alone = captioner.sequences(std::slice::from_ref(states), &search(case)).unwrap();
            let together = captioner.sequences(&seen, &search(case)).unwrap();
            for found in [&alone[0], &together[place]] {
                check_sequences(case, found, mark);
            }
            checked += case["sequences"].as_array().unwrap().len();
        }
    }
    checked
}

fn check_sequences(case: &Value, found: &[Sequence], mark: u32) {
    for (place, expected) in case["sequences"].as_array().unwrap().iter().enumerate() {
        assert_eq!(marked(&found[place], mark), numbers(expected), "{case}");
        if let Some(score) = case["scores"][place].as_f64() {
            assert!((f64::from(found[place].score) - score).abs() < 1e-3, "{case}");
        }
    }
}

#[test]
fn captions_are_those_of_the_reference_in_both_layouts_alone_and_together() {
    for name in ["captioner", "captioner-published"] {
        assert!(140 <= check_captions(name, &Engine::Rten), "{name}");
    }
}

#[test]
fn a_quantised_published_model_stays_near_to_its_fp32_original() {
    let mut whole = TextEncoder::open(&pack("text-encoder"), &Engine::Rten).unwrap();
    let mut small = TextEncoder::open(&pack("text-encoder-int8"), &Engine::Rten).unwrap();
    for text in ["two dogs run along a beach", "Con mèo mà trèo cây cau", "夜のしじまに"]
    {
        let text = [Text::Passage(text.to_owned())];
        let cosine = whole.run(&text).unwrap()[0].cosine(&small.run(&text).unwrap()[0]);
        assert!(0.99 <= cosine, "{text:?}: {cosine}");
    }
}

/// Checks the embedding of every text of the reference, alone and in a batch.
pub(crate) fn check_embeddings(engine: &Engine) {
    let mut encoder = TextEncoder::open(&pack("text-encoder"), engine).unwrap();
    let reference = read_json("tests/fixtures/published/text-encoder/reference.json");
    let reference = reference.as_array().unwrap();
    assert!(40 <= reference.len());
    let text = |entry: &Value| entry["text"].as_str().unwrap().to_owned();
    let passages: Vec<Text> = reference.iter().map(|entry| Text::Passage(text(entry))).collect();
    let together = encoder.run(&passages).unwrap();
    for (entry, batched) in reference.iter().zip(&together) {
        let expected = Embedding::from_raw(floats(&entry["embedding"])).unwrap();
        let alone = encoder.run(&[Text::Query(text(entry))]).unwrap().remove(0);
        for found in [&alone, batched] {
            let cosine = found.cosine(&expected);
            assert!(0.99999 <= cosine, "{:?}: {cosine}", text(entry));
        }
    }
}

#[test]
fn embeddings_are_those_of_the_reference_alone_and_in_a_batch() {
    check_embeddings(&Engine::Rten);
}

/// The thousand lines that tokenizers are tested on; only a line feed ends one.
fn lines() -> Vec<String> {
    let lines = std::fs::read_to_string(fixture("tokenizers/lines.txt")).unwrap();
    let lines = lines.strip_suffix('\n').unwrap().split('\n').map(str::to_owned);
    lines.collect()
}

#[test]
fn lines_in_many_languages_are_split_as_by_the_reference() {
    let tokenizer = Tokenizer::open(&pack("text-encoder")).unwrap();
    let expected = read_json("tests/fixtures/published/tokenizers/wordpiece_ids.json");
    let expected = expected.as_array().unwrap();
    assert_eq!((lines().len(), expected.len()), (1_000, 1_000));
    for (line, ids) in lines().iter().zip(expected) {
        assert_eq!(tokenizer.encode(line).unwrap(), numbers(ids), "{line:?}");
    }
}

#[test]
fn tokens_of_captions_read_as_the_reference_wrote_them() {
    let captioner = Captioner::open(&pack("captioner"), &Engine::Rten).unwrap();
    let tokens = read_json("tests/fixtures/published/tokenizers/bpe_ids.json");
    for (line, tokens) in lines().iter().zip(tokens.as_array().unwrap()) {
        let spoken = line.replace("<|endoftext|>", " ");
        let words: Vec<&str> = spoken.split_whitespace().collect();
        assert_eq!(captioner.text(&numbers(tokens)).unwrap(), words.join(" "), "{line:?}");
    }
}
