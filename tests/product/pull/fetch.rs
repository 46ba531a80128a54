//! What goes right in the end, whatever happens on the line.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use super::{Bench, ENCODER, PATHS, REVISION, TOKENIZER, content, last_lines};
use crate::harness::Ran;
use crate::hub::{Asked, Refusal, sha256};

#[test]
fn a_pull_installs_what_the_hub_has_and_writes_down_what_it_was() {
    let bench = Bench::new();
    assert_eq!(bench.entry("vit-gpt2")["state"], "not-installed");
    let ran = bench.pulled();
    assert!(ran.output.contains("vit-gpt2 is installed: 3 files"), "{}", ran.output);
    let manifest: toml::Table =
        fs::read_to_string(bench.installed("manifest.toml")).unwrap().parse().unwrap();
    assert_eq!(manifest["revision"].as_str(), Some(REVISION));
    for path in PATHS {
        assert_eq!(manifest["files"][path].as_str(), Some(&*sha256(&content(path))), "{path}");
        assert_eq!(bench.hub.sent(path), content(path).len(), "{path} is sent once");
    }
    let asked = bench.hub.asked().len();
    let again = bench.pull();
    assert!(again.output.contains("is installed, and all of its files are right"), "{again:?}");
    assert_eq!(bench.hub.asked().len(), asked, "the hub is not bothered again");
}

#[test]
fn built_in_models_need_no_pull_and_compute_what_is_known() {
    let bench = Bench::new();
    let ran = bench.run(&["models", "pull", "lite", "e5-small"]);
    assert_eq!((ran.code, &*ran.output), (0, "lite is built in.\ne5-small is built in.\n"));
    let ran = bench.run(&["models", "verify"]);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    assert_eq!(ran.output.matches("outputs are the known ones").count(), 2, "{}", ran.output);
}

#[test]
fn a_dropped_connection_is_taken_up_where_it_was() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.cut = Some((100_000, 1)));
    let ran = bench.pulled();
    assert_eq!(bench.hub.sent(ENCODER), 300_000, "no byte is sent twice");
    assert!(ran.errors.contains("cut off at byte 100000"), "{}", ran.errors);
    let asked = bench.hub.asked();
    let resumed = asked.iter().find(|asked| asked.headers.contains_key("range")).unwrap();
    assert_eq!(resumed.headers["range"], "bytes=100000-");
    assert_eq!(resumed.headers["if-range"], format!("\"{}\"", sha256(&content(ENCODER))));
}

#[test]
fn a_line_that_always_drops_is_given_up_and_the_next_pull_goes_on() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.cut = Some((10_000, 5)));
    let ran = bench.pull();
    let (error, hint) = last_lines(&ran);
    assert_eq!(ran.code, 3);
    assert!(error.contains(ENCODER) && error.contains("byte 50000"), "{error}");
    assert!(hint.contains("goes on where it was"), "{hint}");
    bench.nothing_is_broken();
    bench.pulled();
    assert_eq!(bench.hub.sent(ENCODER), 300_000, "no byte is sent twice");
}

#[test]
fn the_token_goes_to_the_hub_only_and_is_never_shown() {
    let bench = Bench::new();
    let mut command = bench.command(&["models", "pull", "vit-gpt2"]);
    let output = command.env("HF_TOKEN", "hf_secret").env("RUST_LOG", "trace").output().unwrap();
    let ran = Ran::of(&output);
    assert_eq!(ran.code, 0, "{}", ran.errors);
    let said = format!("{}{}", ran.output, ran.errors);
    let shown = said.lines().find(|line| line.contains("hf_secret") || line.contains("Bearer"));
    assert_eq!(shown, None);
    let told = |asked: &Asked| asked.headers.get("authorization").cloned();
    for asked in bench.hub.asked() {
        let elsewhere = asked.path.starts_with("/cdn/");
        assert_eq!(asked.headers["host"].starts_with("localhost"), elsewhere, "{asked:?}");
        let expected = (!elsewhere).then(|| "Bearer hf_secret".to_owned());
        assert_eq!(told(&asked), expected, "{asked:?}");
    }
}

/// Starts a pull and kills it when `bytes` of the encoder are on the disk.
fn killed_in_the_middle(bench: &Bench, bytes: usize) {
    bench.hub.change(ENCODER, |served| served.hold = Some(bytes));
    let mut command = bench.command(&["models", "pull", "vit-gpt2"]);
    let mut process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    bench.hub.wait_until_held();
    let part = bench.models().join(".vit-gpt2.partial").join(format!("{ENCODER}.part"));
    while fs::metadata(&part).map_or(0, |part| part.len()) < bytes as u64 {
        std::thread::yield_now();
    }
    process.kill().unwrap();
    process.wait().unwrap();
    bench.hub.release();
}

#[test]
fn a_pull_that_was_killed_goes_on_where_it_was() {
    let bench = Bench::new();
    killed_in_the_middle(&bench, 120_000);
    bench.nothing_is_broken();
    let ran = bench.pulled();
    assert!(ran.errors.contains("going on: onnx/encoder_model.onnx"), "{}", ran.errors);
    let asked = bench.hub.asked();
    let resumed = asked.iter().rfind(|asked| asked.path.ends_with(ENCODER)).unwrap();
    assert_eq!((&*resumed.headers["range"], resumed.sent), ("bytes=120000-", 180_000));
}

#[test]
fn a_file_that_has_changed_meanwhile_is_begun_anew() {
    let bench = Bench::new();
    let before: Vec<u8> = content(ENCODER).iter().map(|byte| !byte).collect();
    bench.hub.put(ENCODER, &before);
    killed_in_the_middle(&bench, 120_000);
    bench.hub.put(ENCODER, &content(ENCODER));
    let ran = bench.pulled();
    assert!(ran.errors.contains("fetching: onnx/encoder_model.onnx"), "{}", ran.errors);
}

#[test]
fn a_hub_that_is_busy_for_a_moment_is_waited_for() {
    let bench = Bench::new();
    let busy = Refusal { status: "429 Too Many Requests", retry_after: Some(0), times: 2 };
    bench.hub.change(ENCODER, |served| served.refusal = Some(busy));
    let down = Refusal { status: "502 Bad Gateway", times: 1, ..busy };
    bench.hub.change(TOKENIZER, |served| served.refusal = Some(down));
    bench.pulled();
}

#[test]
fn a_proxy_is_used_where_the_environment_names_one() {
    let bench = Bench::new();
    let proxied = |name: &str, except: &str| {
        let mut command = bench.command(&["models", "pull", "vit-gpt2"]);
        command.env(name, bench.hub.address()).env("NO_PROXY", except);
        let ran = Ran::of(&command.output().unwrap());
        assert_eq!(ran.code, 0, "{}", ran.errors);
        fs::remove_dir_all(bench.models()).unwrap();
        let asked = bench.hub.asked();
        asked.iter().filter(|asked| asked.method == "CONNECT").count()
    };
    assert_eq!(proxied("HTTP_PROXY", "127.0.0.1,localhost"), 0);
    let some = proxied("https_proxy", "");
    assert!(0 < some, "requests go through the proxy");
    assert!(some < proxied("ALL_PROXY", ""), "they do for each of the names");
}

#[test]
fn two_pulls_at_once_share_the_work() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.hold = Some(1_000));
    let start = || {
        let mut command = bench.command(&["models", "pull", "vit-gpt2"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let first = start();
    bench.hub.wait_until_held();
    let mut second = start();
    let mut said = String::new();
    let mut errors = BufReader::new(second.stderr.take().unwrap());
    errors.read_line(&mut said).unwrap();
    assert!(said.contains("waiting for another pull"), "{said}");
    bench.hub.release();
    let (first, second) = (first.wait_with_output().unwrap(), second.wait_with_output().unwrap());
    let (first, second) = (Ran::of(&first), Ran::of(&second));
    assert!(first.output.contains("3 files, all checked"), "{}", first.errors);
    assert!(second.output.contains("all of its files are right"), "{}", second.output);
    bench.is_installed();
    assert_eq!(bench.hub.sent(ENCODER), 300_000, "it is sent once");
}
