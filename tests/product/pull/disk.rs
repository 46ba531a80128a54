//! What the disk does: it fills up, and files on it go wrong.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::{Bench, DECODER, ENCODER, TOKENIZER, content, last_lines};
use crate::harness::Ran;
use crate::hub::sha256;

#[test]
fn a_pack_that_has_no_room_is_refused_before_it_is_fetched() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.size = Some(1 << 60));
    let ran = bench.pull();
    let (error, hint) = last_lines(&ran);
    assert_eq!(ran.code, 3);
    assert!(error.contains("no room for model `vit-gpt2`") && error.contains("missing"), "{error}");
    assert!(hint.contains("models.folder"), "{hint}");
    assert!(bench.hub.asked().iter().all(|asked| asked.method == "HEAD"));
    bench.nothing_is_broken();
}

#[test]
fn a_disk_that_fills_up_meanwhile_is_told_and_the_next_pull_goes_on() {
    let bench = Bench::new();
    // A limit on the size of files fills up where a user's disk would.
    let mut command = Command::new("sh");
    command.current_dir(bench.product.data().parent().unwrap());
    command.args(["-c", "trap '' XFSZ; ulimit -f 200; exec \"$0\" models pull vit-gpt2"]);
    command.arg(env!("CARGO_BIN_EXE_vibelens"));
    bench.settle(&mut command);
    let ran = Ran::of(&command.output().unwrap());
    let (error, hint) = last_lines(&ran);
    assert_eq!(ran.code, 3);
    assert!(error.contains("there is no room for") && error.contains(ENCODER), "{error}");
    assert!(error.contains("kB more are needed"), "{error}");
    assert!(hint.contains("models.folder"), "{hint}");
    bench.nothing_is_broken();
    let ran = bench.pulled();
    assert!(ran.errors.contains("going on: onnx/encoder_model.onnx"), "{}", ran.errors);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_told() {
    let bench = Bench::new();
    let part = bench.models().join(".vit-gpt2.partial").join(format!("{ENCODER}.part"));
    fs::create_dir_all(part.parent().unwrap()).unwrap();
    symlink("/dev/full", &part).unwrap();
    let (error, _) = last_lines(&bench.pull());
    assert!(error.contains("no room for") && error.contains("300.0 kB more"), "{error}");
    bench.nothing_is_broken();
    fs::remove_file(&part).unwrap();
    bench.pulled();
}

#[test]
fn verify_names_every_file_that_is_wrong_and_removes_nothing() {
    let bench = Bench::new();
    bench.pulled();
    let mut bytes = content(DECODER);
    bytes[1_234] ^= 1;
    fs::write(bench.installed(DECODER), &bytes).unwrap();
    fs::remove_file(bench.installed(TOKENIZER)).unwrap();
    let ran = bench.run(&["models", "verify"]);
    assert_eq!(ran.code, 1);
    let wrong: Vec<&str> = ran.errors.lines().filter(|line| line.starts_with("wrong: ")).collect();
    assert_eq!(wrong.len(), 2, "{}", ran.errors);
    assert!(wrong[0].contains(DECODER) && wrong[0].contains(&sha256(&bytes)), "{wrong:?}");
    assert!(wrong[1].contains(TOKENIZER) && wrong[1].contains("missing"), "{wrong:?}");
    assert!(last_lines(&ran).1.contains("vibelens models pull vit-gpt2"), "{}", ran.errors);
    assert!(ran.output.contains("e5-small: 5 files"), "the others are checked, too");
    assert!(fs::read(bench.installed(DECODER)).unwrap() == bytes, "nothing is changed");

    let entry = bench.entry("vit-gpt2");
    assert_eq!((entry["state"].as_str(), entry["right"].as_u64()), (Some("damaged"), Some(1)));
    let table = bench.run(&["models", "list"]).output;
    for words in ["vit-gpt2     captioner     damaged", "2 of 3 wrong", "built in", "~545 MB"] {
        assert!(table.contains(words), "{words} in:\n{table}");
    }
    let ran = bench.pulled();
    assert!(ran.output.contains("2 files brought, 1 were right already"), "{}", ran.output);
}

#[test]
fn a_manifest_that_cannot_be_read_is_damage_that_a_pull_repairs() {
    let bench = Bench::new();
    bench.pulled();
    fs::write(bench.installed("manifest.toml"), "name = ").unwrap();
    assert_eq!(bench.entry("vit-gpt2")["state"], "damaged");
    let ran = bench.run(&["models", "verify", "vit-gpt2"]);
    assert_eq!(ran.code, 1);
    assert!(ran.errors.contains("`manifest.toml` of model"), "{}", ran.errors);
    bench.pulled();
}
