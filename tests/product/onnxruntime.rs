//! The second engine gives what the first gives. Built with the feature `onnxruntime`; the variable
//! `VIBELENS_MODELS_LIBRARY` names the library, as it does for the program.

use std::path::Path;

use vibelens::audio;
use vibelens::models::audio_tagger::AudioTagger;
use vibelens::models::captioner::Captioner;
use vibelens::models::check::pictures;
use vibelens::models::eye::Eye;
use vibelens::models::pack::Pack;
use vibelens::models::text_encoder::{Text, TextEncoder};
use vibelens::models::{Engine, Model};

use crate::harness::{Product, demo_photo};
use crate::published::{check_captions, check_embeddings};

fn engine() -> Engine {
    let library = std::env::var("VIBELENS_MODELS_LIBRARY").expect("`make test` names the library");
    Engine::OnnxRuntime { library: library.into() }
}

#[test]
fn the_published_models_are_the_same_in_the_second_engine() {
    for name in ["captioner", "captioner-published"] {
        assert!(140 <= check_captions(name, &engine()), "{name}");
    }
    check_embeddings(&engine());
}

#[test]
fn the_built_in_models_say_the_same_in_both_engines() {
    let seen = |engine: &Engine| {
        let mut eye = Eye::open(&Pack::lite().unwrap(), engine).unwrap();
        let mut captioner = Captioner::open(&Pack::lite().unwrap(), engine).unwrap();
        pictures().unwrap().map(|(_, picture)| {
            let pixels = eye.processor().pixels(&picture).unwrap();
            let view = eye.run(&[pixels]).unwrap().remove(0);
            captioner.run(&[view.states]).unwrap().remove(0).remove(0).text
        })
    };
    assert_eq!(seen(&Engine::Rten), seen(&engine()));
    let embedding = |engine: &Engine| {
        let mut encoder = TextEncoder::open(&Pack::e5_small().unwrap(), engine).unwrap();
        encoder.run(&[Text::Query("a road through hills".to_owned())]).unwrap().remove(0)
    };
    let cosine = embedding(&Engine::Rten).cosine(&embedding(&engine()));
    assert!(0.999 <= cosine, "{cosine}");
}

#[test]
fn the_tagger_hears_the_same_in_both_engines() {
    let song = "demo/music/Los Rombos/Jamendo/Fantasma.mp3";
    let pcm = audio::decode(&Path::new(env!("CARGO_MANIFEST_DIR")).join(song)).unwrap().pcm;
    let heard = |engine: &Engine| {
        let mut tagger = AudioTagger::open(&Pack::musicnn().unwrap(), engine).unwrap();
        tagger
            .hear(&pcm)
            .unwrap()
            .iter()
            .flat_map(|patch| patch.tags().collect::<Vec<_>>())
            .collect()
    };
    let (first, second): (Vec<f32>, Vec<f32>) = (heard(&Engine::Rten), heard(&engine()));
    assert_eq!(first.len(), second.len());
    let apart = first.iter().zip(&second).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(apart < 0.01, "{apart}");
}

#[test]
fn a_library_that_is_not_there_is_named() {
    let photo = demo_photo("bridge.jpg");
    let product = Product::new();
    let mut see = product.command(&["see", photo.to_str().unwrap()]);
    see.env("VIBELENS_MODELS_ENGINE", "onnxruntime");
    see.env("VIBELENS_MODELS_LIBRARY", "/nowhere/libonnxruntime.so");
    let ran = crate::harness::Ran::of(&see.output().unwrap());
    assert_eq!(ran.code, 3, "{}", ran.errors);
    assert!(ran.errors.contains("`/nowhere/libonnxruntime.so` cannot be loaded"), "{}", ran.errors);
}
