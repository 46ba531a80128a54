//! What an update has to do again, and what it need not.

use std::fs::{self, File};
use std::path::Path;

use crate::harness::{Product, song};

const WORDS: [&str; 3] =
    ["a line of a song by the sea", "we walk beside the river", "the night is warm"];

fn product() -> Product {
    let product = Product::new();
    for name in ["one", "two"] {
        song(&product.music().join("Artist"), name, 20, &WORDS);
    }
    product.ingest();
    product
}

/// Damages a file without a trace in its size and time.
fn damage_unseen(file: &Path) {
    let metadata = fs::metadata(file).unwrap();
    fs::write(file, vec![0; metadata.len() as usize]).unwrap();
    File::options()
        .write(true)
        .open(file)
        .unwrap()
        .set_modified(metadata.modified().unwrap())
        .unwrap();
}

#[test]
fn a_later_stage_runs_again_without_decoding_and_listening_decodes() {
    let product = product();
    damage_unseen(&product.music().join("Artist/one.wav"));
    for stage in ["clean", "align", "segment", "embed"] {
        let ran = product.run(&["reprocess", "--stage", stage]);
        assert!(ran.output.contains("2 tracks taken"), "{stage}: {}{}", ran.output, ran.errors);
    }
    let ran = product.run(&["reprocess", "--stage", "listen"]);
    assert!(ran.output.contains("1 tracks taken"), "{}", ran.output);
    assert!(ran.errors.contains("one.wav") && ran.errors.contains("refused"), "{}", ran.errors);
}

#[test]
fn a_track_is_named_by_its_file_or_its_id_and_a_folder_by_its_path() {
    let product = product();
    let file = product.music().join("Artist/one.wav");
    let answer = product.recommend("sunset.jpg", &[]);
    let id = answer["recommendations"][0]["track"]["id"].as_str().unwrap();
    for (what, taken) in [
        (file.to_str().unwrap(), "1 tracks taken"),
        (id, "1 tracks taken"),
        (product.music().join("Artist").to_str().unwrap(), "2 tracks taken"),
    ] {
        let ran = product.run(&["reprocess", what]);
        assert!(ran.output.contains(taken), "{what}: {}{}", ran.output, ran.errors);
    }
    let ran = product.run(&["reprocess", "/nowhere"]);
    assert_eq!(ran.code, 1);
    assert!(ran.errors.contains("the library has nothing of `/nowhere`"), "{}", ran.errors);
    let ran = product.run(&["reprocess", "--stage", "dance"]);
    assert_eq!(ran.code, 2);
    assert!(ran.errors.contains("listen, clean, align, segment, embed"), "{}", ran.errors);
}

#[test]
fn what_is_gone_is_told_and_kept() {
    let product = product();
    fs::remove_dir_all(product.music()).unwrap();
    let ran = product.run(&["reprocess"]);
    assert!(
        ran.output.contains("2 tracks are kept although their files are gone"),
        "{}",
        ran.output
    );
    assert!(ran.output.contains("there is no folder"), "{}", ran.output);
}
