//! The evaluation, on a small labelled folder.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::{Product, demo_photo, repository};

const TRACKS: [&str; 2] = ["Calm/Calm Acoustic 1.mp3", "Energetic/Energetic Electronic 2.mp3"];

/// Two photos and two tracks with classes, feelings and texts.
fn label(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let music = repository("demo/music/Immich Memories");
    for (number, track) in TRACKS.iter().enumerate() {
        fs::copy(music.join(track), folder.join(format!("{number}.mp3"))).unwrap();
    }
    for photo in ["beach_1.jpg", "fireworks_1.jpg"] {
        fs::copy(demo_photo(photo), folder.join(photo)).unwrap();
    }
    let manifest = "name = 'Two of each'\nterms = 'as the demo'\n";
    let photos = "file,valence,arousal\nbeach_1.jpg,0.6,-0.5\nfireworks_1.jpg,0.6,0.6\n";
    let tracks = "file,valence,arousal,text\n0.mp3,0.5,-0.5,a calm guitar\n1.mp3,0.5,0.7,\n";
    fs::write(folder.join("dataset.toml"), manifest).unwrap();
    fs::write(folder.join("photos.csv"), photos).unwrap();
    fs::write(folder.join("tracks.csv"), tracks).unwrap();
}

#[test]
fn a_labelled_folder_is_measured_and_measured_anew_it_gives_the_same_bytes() {
    let product = Product::new();
    label(&product.music());
    let folder = product.music();
    let folder = folder.to_str().unwrap();
    let measure = |out: &str, cache: &str| {
        let arguments = ["eval", folder, "--dataset", folder, "--out", out, "--cache", cache];
        let ran = product.run(&arguments);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        let out = product.music().with_file_name(out);
        let read = |name: &str| fs::read_to_string(out.join(name)).unwrap();
        (read("report.json"), read("EVALUATION.md"))
    };
    let first = measure("first", "cache");
    assert_eq!(first, measure("second", "cache"), "from what was kept");
    assert_eq!(first, measure("third", "another"), "from nothing");
    let report: Value = serde_json::from_str(&first.0).unwrap();
    assert_eq!(report["datasets"][0]["terms"], "as the demo");
    let tables = report["experiments"][0]["tables"].as_array().unwrap();
    assert_eq!(tables.len(), 4, "texts, classes from two middles, distances");
    for row in tables[1]["rows"].as_array().unwrap() {
        for cell in row["cells"].as_array().unwrap().iter().filter(|cell| !cell.is_null()) {
            let at = |key: &str| cell[key].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&at("value")), "{row}");
            assert!(at("low") <= at("value") && at("value") <= at("high"), "{row}");
        }
    }
}

#[test]
fn what_is_missing_is_named_with_how_to_get_it() {
    let product = Product::new();
    let folder = product.music();
    let ran = product.run(&["eval", folder.to_str().unwrap(), "--only", "caption"]);
    assert_eq!(ran.code, 1, "{}", ran.errors);
    assert!(ran.errors.contains("flickr8k/captions.jsonl` is not there"), "{}", ran.errors);
    assert!(ran.errors.contains("hint: Flickr8k"), "{}", ran.errors);
    let ran = product.run(&["eval", folder.to_str().unwrap(), "--only", "taste"]);
    assert!(ran.errors.contains("there is no experiment `taste`"), "{}", ran.errors);
}
