//! Packs and files that come from a folder.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use super::{Bench, ENCODER, PATHS, REVISION, content, last_lines, names};
use crate::harness::repository;
use crate::hub::{Refusal, sha256};

#[test]
fn files_that_were_brought_otherwise_are_taken_from_a_folder() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.refusal = Some(Refusal::always("404 Not Found")));
    let plain = bench.folder("plain");
    let cache = bench.folder("cache/models--Xenova--vit-gpt2-image-captioning");
    for path in PATHS {
        write(&plain.join(path), &content(path));
        let blob = cache.join("blobs").join(sha256(&content(path)));
        write(&blob, &content(path));
        let link = cache.join("snapshots").join(REVISION).join(path);
        fs::create_dir_all(link.parent().unwrap()).unwrap();
        symlink(&blob, link).unwrap();
    }
    let snapshot = cache.join("snapshots").join(REVISION);
    for folder in [plain, snapshot, bench.folder("cache")] {
        let from = folder.to_str().unwrap();
        let ran = bench.run(&["models", "pull", "vit-gpt2", "--from", from]);
        assert_eq!(ran.code, 0, "{from}: {}", ran.errors);
        bench.is_installed();
        fs::remove_dir_all(bench.models()).unwrap();
    }
    assert_eq!(bench.hub.asked().len(), 0, "the hub is not asked");

    let blob = cache.join("blobs").join(sha256(&content(ENCODER)));
    write(&blob, b"damaged");
    let from = bench.folder("cache");
    let from = from.to_str().unwrap();
    let (error, _) = last_lines(&bench.run(&["models", "pull", "vit-gpt2", "--from", from]));
    assert!(error.contains(ENCODER) && error.contains(&sha256(b"damaged")), "{error}");
    fs::remove_file(&blob).unwrap();
    let (error, hint) = last_lines(&bench.run(&["models", "pull", "vit-gpt2", "--from", from]));
    assert!(error.contains(from) && error.contains(ENCODER), "{error}");
    assert!(hint.contains("Xenova/vit-gpt2-image-captioning") && hint.contains(REVISION), "{hint}");
    bench.nothing_is_broken();
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A pack with one file, made elsewhere.
fn made_elsewhere(folder: &Path, name: &str, bytes: &[u8]) {
    let manifest = format!(
        "kind = \"captioner\"\nname = \"{name}\"\nlicense = \"MIT\"\n[files]\n\"a/b.onnx\" = \"{}\"\n",
        sha256(bytes)
    );
    write(&folder.join("manifest.toml"), manifest.as_bytes());
    write(&folder.join("a/b.onnx"), bytes);
    write(&folder.join("notes.txt"), b"not part of the pack");
}

#[test]
fn a_pack_that_was_made_elsewhere_is_taken_as_its_manifest_says() {
    let bench = Bench::new();
    let folder = bench.folder("made");
    let from = folder.to_str().unwrap();
    made_elsewhere(&folder, "vit-gpt2", b"weights");
    let pull = |name: &str| bench.run(&["models", "pull", name, "--from", from]);
    assert_eq!(pull("vit-gpt2").code, 0);
    assert_eq!(names(&bench.installed("")), ["a", "manifest.toml"]);
    assert!(pull("vit-gpt2").output.contains("all of its files are right"));
    made_elsewhere(&folder, "vit-gpt2", b"better weights");
    assert!(pull("vit-gpt2").output.contains("vit-gpt2 is installed: 1 files"));
    assert_eq!(fs::read(bench.installed("a/b.onnx")).unwrap(), b"better weights");

    write(&folder.join("a/b.onnx"), b"damaged");
    made_elsewhere(&bench.folder("other"), "my-own", b"mine");
    let manifest = fs::read(bench.folder("other/manifest.toml")).unwrap();
    write(&folder.join("manifest.toml"), &manifest);
    let (error, hint) = last_lines(&pull("vit-gpt2"));
    assert!(error.contains("`my-own`") && hint.contains("pull my-own --from"), "{error} {hint}");
    let (error, _) = last_lines(&pull("my-own"));
    assert!(error.contains("`a/b.onnx`") && error.contains(&sha256(b"damaged")), "{error}");
    assert_eq!(fs::read(bench.installed("a/b.onnx")).unwrap(), b"better weights", "it stays");
    assert_eq!(bench.entry("vit-gpt2")["state"], "installed");
    write(&folder.join("a/b.onnx"), b"mine");
    assert_eq!(pull("my-own").code, 0);
    assert_eq!(bench.entry("my-own")["license"], "MIT");
    let pull = || bench.run(&["models", "pull", "my-own"]);
    assert!(pull().output.contains("all of its files are right"));
    write(&bench.models().join("my-own/a/b.onnx"), b"damaged");
    let (error, hint) = last_lines(&pull());
    assert!(error.contains("`my-own` is damaged") && hint.contains("--from DIR"), "{error} {hint}");
}

#[test]
fn models_that_were_made_elsewhere_are_run_and_held_to_what_is_known_of_them() {
    let bench = Bench::new();
    let fixtures = repository("tests/fixtures/published");
    for (name, fixture) in [("vit-gpt2", "captioner"), ("distiluse", "text-encoder")] {
        let from = fixtures.join(fixture);
        let ran = bench.run(&["models", "pull", name, "--from", from.to_str().unwrap()]);
        assert_eq!(ran.code, 0, "{}", ran.errors);
        let ran = bench.run(&["models", "verify", name]);
        assert!(ran.output.contains("it runs, and no known outputs tell more"), "{}", ran.errors);
    }
    for (name, known, told) in [
        ("vit-gpt2", "[known.captions]\ntiles = 'a mat'\n", "instead of “a mat”"),
        (
            "distiluse",
            "[known]\npairs = [{query = 'a', passage = 'b', cosine = -1.0}]\n",
            "instead of -1",
        ),
    ] {
        let manifest = bench.models().join(name).join("manifest.toml");
        let text = format!("{}\n{known}", fs::read_to_string(&manifest).unwrap());
        fs::write(&manifest, text).unwrap();
        let ran = bench.run(&["models", "verify", name]);
        assert_eq!(ran.code, 1, "{}", ran.output);
        let wrong = format!("wrong: {name}: model `{name}`");
        assert!(ran.errors.contains(&wrong) && ran.errors.contains(told), "{}", ran.errors);
    }
}

#[test]
fn one_folder_that_cannot_be_read_does_not_hide_the_other_models() {
    let bench = Bench::new();
    write(&bench.models().join("odd/manifest.toml"), b"name = 'odd'\nkind = 'toaster'\n");
    write(&bench.models().join("broken/manifest.toml"), b"name = ");
    let ran = bench.run(&["models", "list", "--json"]);
    let all: serde_json::Value = ran.json();
    let state = |name: &str| {
        let entries = all.as_array().unwrap();
        entries.iter().find(|entry| entry["name"] == name).unwrap()["state"].clone()
    };
    assert_eq!([state("odd"), state("broken")], ["damaged", "damaged"]);
    assert_eq!(state("lite"), "built-in");
}
