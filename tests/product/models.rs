//! The built-in weights: they are what their manifests say, and they compute what they were made to.

use std::fs;

use serde_json::Value;
use sha2::{Digest, Sha256};
use vibelens::embedding::Embedding;
use vibelens::models::Model;
use vibelens::models::pack::Pack;
use vibelens::models::text_encoder::{Text, TextEncoder};

use crate::harness::repository;

fn read_json(path: &str) -> Value {
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
            let hexadecimal: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
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

fn floats(values: &Value) -> Vec<f32> {
    values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap() as f32).collect()
}

#[test]
fn the_quantised_text_encoder_stays_near_to_its_fp32_original() {
    let reference = read_json("models/e5-small/reference.json");
    let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap()).unwrap();
    let embeddings = encoder.run(&texts(&reference)).unwrap();
    for (embedding, entry) in embeddings.iter().zip(reference.as_array().unwrap()) {
        let original = Embedding::from_raw(floats(&entry["embedding"])).unwrap();
        assert!(0.99 <= embedding.cosine(&original), "{}", entry["text"]);
    }
}

#[test]
fn texts_alone_and_in_a_batch_have_the_same_embeddings() {
    let reference = read_json("models/e5-small/reference.json");
    let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap()).unwrap();
    let texts = texts(&reference);
    let together = encoder.run(&texts).unwrap();
    for (text, batched) in texts.iter().zip(&together) {
        let alone = encoder.run(std::slice::from_ref(text)).unwrap().remove(0);
        assert!(0.999 <= alone.cosine(batched), "{text:?}: {}", alone.cosine(batched));
    }
}
