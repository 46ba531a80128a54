//! The built-in weights: they are what their manifests say, and they compute what they were made to.

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};
use vibelens::embedding::Embedding;
use vibelens::feeling::Feeling;
use vibelens::models::captioner::Captioner;
use vibelens::models::check::pictures;
use vibelens::models::eye::Eye;
use vibelens::models::pack::Pack;
use vibelens::models::text_encoder::{Text, TextEncoder};
use vibelens::models::{Engine, Model};

use crate::harness::repository;

pub(crate) fn read_json(path: &str) -> Value {
    serde_json::from_slice(&fs::read(repository(path)).unwrap()).unwrap()
}

#[test]
fn every_file_has_the_checksum_that_its_manifest_names() {
    for pack in ["lite", "e5-small"] {
        let folder = repository("models").join(pack);
        let manifest = fs::read_to_string(folder.join("manifest.toml")).unwrap();
        let manifest: toml::Table = manifest.parse().unwrap();
        for (name, expected) in manifest["files"].as_table().unwrap() {
            let digest = Sha256::digest(fs::read(folder.join(name)).unwrap());
            let hexadecimal = format!("{digest:x}");
            assert_eq!(hexadecimal, expected.as_str().unwrap(), "{pack}/{name}");
        }
    }
}

fn texts(reference: &Value) -> Vec<Text> {
    let text = |entry: &Value| {
        let text = entry["text"].as_str().unwrap().to_owned();
        match entry["kind"].as_str().unwrap() {
            "query" => Text::Query(text),
            _ => Text::Passage(text),
        }
    };
    reference.as_array().unwrap().iter().map(text).collect()
}

pub(crate) fn floats(values: &Value) -> Vec<f32> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect()
}

#[test]
fn the_quantised_text_encoder_stays_near_to_its_fp32_original() {
    let reference = read_json("models/e5-small/reference.json");
    let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap(), &Engine::Rten).unwrap();
    let embeddings = encoder.run(&texts(&reference)).unwrap();
    for (embedding, entry) in embeddings.iter().zip(reference.as_array().unwrap()) {
        let original = Embedding::from_raw(floats(&entry["embedding"])).unwrap();
        assert!(0.99 <= embedding.cosine(&original), "{}", entry["text"]);
    }
}

#[test]
fn texts_alone_and_in_a_batch_have_the_same_embeddings() {
    let reference = read_json("models/e5-small/reference.json");
    let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap(), &Engine::Rten).unwrap();
    let texts = texts(&reference);
    let together = encoder.run(&texts).unwrap();
    for (text, batched) in texts.iter().zip(&together) {
        let alone = encoder.run(std::slice::from_ref(text)).unwrap().remove(0);
        assert!(0.999 <= alone.cosine(batched), "{text:?}: {}", alone.cosine(batched));
    }
}

fn cosine(left: &[f32], right: &[f32]) -> f32 {
    let point = |values: &[f32]| Embedding::from_raw(values.to_vec()).unwrap();
    point(left).cosine(&point(right))
}

#[test]
fn tags_and_feeling_stay_near_to_their_fp32_original() {
    let reference = read_json("models/lite/reference.json");
    let mut eye = Eye::open(&Pack::lite().unwrap(), &Engine::Rten).unwrap();
    for (name, picture) in pictures().unwrap() {
        let pixels = eye.processor().pixels(&picture).unwrap();
        let view = eye.run(&[pixels]).unwrap().remove(0);
        assert!(0.99 <= cosine(&view.tags, &floats(&reference[name]["tags"])), "{name}");
        let feeling = floats(&reference[name]["feeling"]);
        let distance = view.feeling.distance(Feeling::new(feeling[0], feeling[1]));
        // Two numbers have no cosine worth checking; the plane is two units wide, and the int8 head
        // moves points by about a fiftieth of that.
        assert!(distance < 0.06, "{name}: {distance}");
    }
}

#[test]
fn captions_are_those_of_the_reference_alone_and_in_a_batch() {
    let reference = read_json("models/lite/reference.json");
    let pack = Pack::lite().unwrap();
    let mut eye = Eye::open(&pack, &Engine::Rten).unwrap();
    let mut captioner = Captioner::open(&pack, &Engine::Rten).unwrap();
    let (names, images): (Vec<_>, Vec<_>) = pictures().unwrap().into_iter().unzip();
    let pixels: Vec<_> =
        images.iter().map(|image| eye.processor().pixels(image).unwrap()).collect();
    let states: Vec<_> = eye.run(&pixels).unwrap().into_iter().map(|view| view.states).collect();
    let together = captioner.run(&states).unwrap();
    for ((name, states), batched) in names.iter().zip(&states).zip(&together) {
        assert_eq!(batched[0].text, reference[name]["beam"]["caption"], "{name}");
        let expected = reference[name]["beam"]["mean_log_likelihood"].as_f64().unwrap();
        assert!((f64::from(batched[0].mean_log_likelihood) - expected).abs() < 0.05, "{name}");
        let alone = captioner.run(std::slice::from_ref(states)).unwrap().remove(0);
        assert_eq!(&alone, batched, "{name}");
    }
}
