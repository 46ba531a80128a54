//! Packs as the exporters make them and as the hub has them, from the folder to the answer.

use crate::harness::{Product, demo_photo, repository, song};

/// Installs a pack of the fixtures and lets the library use it.
fn take(product: &Product, name: &str, fixture: &str) {
    let folder = repository("tests/fixtures/published").join(fixture);
    let steps: [&[&str]; 3] = [
        &["models", "pull", name, "--from", folder.to_str().unwrap()],
        &["models", "verify", name],
        &["models", "use", name],
    ];
    for step in steps {
        let ran = product.run(step);
        assert_eq!(ran.code, 0, "{step:?}: {}", ran.errors);
    }
}

/// The titles of the songs for the demo's sunset, best first.
fn titles(answer: &serde_json::Value) -> Vec<String> {
    let songs = answer["recommendations"].as_array().unwrap();
    songs.iter().map(|song| song["track"]["title"].to_string()).collect()
}

#[test]
fn published_packs_are_pulled_checked_used_and_answer_in_both_layouts() {
    let product = Product::new();
    for number in 0..6 {
        let name = format!("song {number}");
        song(&product.music(), &name, 20, &[&name, "the sun goes down behind the sea"]);
    }
    product.ingest();
    let photo = demo_photo("sunset.jpg");
    let seen = || product.run(&["see", "--json", photo.to_str().unwrap()]).json();
    let (built_in, all) = (seen(), titles(&product.recommend("sunset.jpg", &[])));
    let mut captions = Vec::new();
    take(&product, "distiluse", "text-encoder");
    for layout in ["captioner", "captioner-published"] {
        take(&product, "vit-gpt2", layout);
        let now = seen();
        assert_ne!(now["captioned"], built_in["captioned"], "{layout}: another one writes");
        assert_eq!(now["sight"]["tags"], built_in["sight"]["tags"], "{layout}: the eye stays");
        captions.push(now["captioned"].clone());
        let (mut found, mut served) = (titles(&product.recommend("sunset.jpg", &[])), {
            let bytes = std::fs::read(&photo).unwrap();
            titles(&product.serve().ask(&[], Some(&bytes)).json())
        });
        assert_eq!(found, served, "{layout}: the server says what the command line says");
        (found.sort(), served.sort());
        let mut all = all.clone();
        all.sort();
        assert_eq!(found, all, "{layout}: nothing is lost on the way");
    }
    assert_eq!(captions[0], captions[1], "the same weights write the same in both layouts");
    let vectors: Vec<String> = std::fs::read_dir(product.data().join("vectors"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(vectors.iter().any(|name| name.starts_with("distiluse-")), "{vectors:?}");
}
