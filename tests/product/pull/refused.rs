//! What is refused: one clear line, and nothing is broken.

use std::fs;
use std::net::TcpListener;

use super::{Bench, DECODER, ENCODER, REVISION, TOKENIZER, content, last_lines};
use crate::harness::Ran;
use crate::hub::{Refusal, sha256};

#[test]
fn a_file_that_is_not_what_the_hub_states_is_refused_and_what_was_there_stays() {
    let bench = Bench::new();
    bench.pulled();
    fs::remove_file(bench.installed(ENCODER)).unwrap();
    let wrong: Vec<u8> = content(ENCODER).iter().map(|byte| byte ^ 1).collect();
    bench.hub.change(ENCODER, |served| served.sent = Some(wrong.clone()));
    let ran = bench.pull();
    let (error, hint) = last_lines(&ran);
    assert_eq!(ran.code, 1);
    assert!(error.contains(ENCODER) && error.contains(&sha256(&wrong)), "{error}");
    assert!(hint.contains("nothing was installed"), "{hint}");
    bench.nothing_is_broken();
    for path in [DECODER, TOKENIZER] {
        assert!(fs::read(bench.installed(path)).unwrap() == content(path), "{path} stays");
    }
    bench.hub.put(ENCODER, &content(ENCODER));
    let ran = bench.pulled();
    assert!(ran.output.contains("1 files brought, 2 were right already"), "{}", ran.output);
    assert_eq!(bench.hub.sent(DECODER), 300_000, "what was right is not sent again");
}

#[test]
fn what_was_pulled_first_is_what_later_pulls_are_held_to() {
    let bench = Bench::new();
    bench.pulled();
    fs::remove_file(bench.installed(ENCODER)).unwrap();
    bench.hub.put(ENCODER, b"another file, rightly stated");
    let ran = bench.pull();
    let (error, _) = last_lines(&ran);
    assert!(error.contains(ENCODER) && error.contains(&sha256(&content(ENCODER))), "{error}");
    assert_eq!(bench.hub.sent(ENCODER), 300_000, "it is refused before it is sent");
    bench.nothing_is_broken();
}

#[test]
fn a_file_that_the_program_knows_is_refused_before_it_is_sent() {
    let bench = Bench::new();
    for path in ["onnx/model.onnx", "tokenizer.json", "2_Dense/model.safetensors"] {
        bench.hub.put(path, b"made up");
    }
    let pull = ["models", "pull", "distiluse"];
    let (error, _) = last_lines(&bench.run(&pull));
    assert!(error.contains("2_Dense/model.safetensors") && error.contains("0a21b1ce"), "{error}");
    assert!(bench.hub.asked().iter().all(|asked| asked.method == "HEAD"));

    // Git's name says nothing about the SHA-256; then it shows when the file is here.
    bench.hub.change("2_Dense/model.safetensors", |served| served.without_checksum = true);
    let (error, _) = last_lines(&bench.run(&pull));
    assert!(error.contains("`tokenizer.json`") && error.contains("bf1b59b7"), "{error}");
    assert_eq!(bench.entry("distiluse")["state"], "not-installed");
    bench.nothing_is_broken();
}

/// What the hub answers, and what becomes of it: the exit code, words of the error and of the hint,
/// and how often the hub is asked.
type Row = (&'static str, Option<u32>, i32, &'static str, &'static str, usize);

#[rustfmt::skip]
const REFUSALS: [Row; 6] = [
    ("401 Unauthorized", None, 1, "wants a token for `Xenova/vit-gpt2", "HF_TOKEN", 1),
    ("403 Forbidden", None, 1, "does not let you read `Xenova/vit-gpt2", "accept its terms", 1),
    ("404 Not Found", None, 1, "has no `onnx/encoder_model.onnx`", "--from DIR", 1),
    ("429 Too Many Requests", Some(0), 3, "takes no more requests for now (429)", "later", 5),
    ("429 Too Many Requests", Some(3_600), 3, "asks to wait 3600 s", "later", 1),
    ("503 Service Unavailable", Some(0), 3, "answered with status 503", "later", 5),
];

#[test]
fn every_refusal_of_the_hub_is_one_clear_line() {
    for (status, retry_after, code, error, hint, asked) in REFUSALS {
        let bench = Bench::new();
        bench.hub.change(ENCODER, |served| {
            served.refusal = Some(Refusal { status, retry_after, times: usize::MAX });
        });
        let ran = bench.pull();
        let (said, hinted) = last_lines(&ran);
        assert_eq!(ran.code, code, "{status}");
        assert!(said.contains(error) && hinted.contains(hint), "{status}: {}", ran.errors);
        assert_eq!(bench.hub.asked().len(), asked, "{status}");
        bench.nothing_is_broken();
    }
}

#[test]
fn a_token_that_is_not_accepted_is_told_from_one_that_is_missing() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.refusal = Some(Refusal::always("401 Unauthorized")));
    let mut command = bench.command(&["models", "pull", "vit-gpt2"]);
    let ran = Ran::of(&command.env("HF_TOKEN", "hf_old").output().unwrap());
    assert!(last_lines(&ran).0.contains("does not accept the token"), "{}", ran.errors);
}

#[test]
fn a_hub_that_does_not_say_what_it_sends_is_refused() {
    let bench = Bench::new();
    bench.hub.change(ENCODER, |served| served.without_checksum = true);
    let (error, _) = last_lines(&bench.pull());
    assert!(error.contains("states no checksum for `onnx/encoder_model.onnx`"), "{error}");
    let bench = Bench::new();
    bench.hub.change(DECODER, |served| served.commit = Some("f".repeat(40)));
    let (error, _) = last_lines(&bench.pull());
    assert!(error.contains(&"f".repeat(40)) && error.contains(REVISION), "{error}");
    bench.nothing_is_broken();
}

#[test]
fn without_a_network_the_way_with_a_folder_is_named() {
    let bench = Bench::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = bench.command(&["models", "pull", "vit-gpt2"]);
    let ran =
        Ran::of(&command.env("VIBELENS_MODELS_HUB", format!("http://{free}")).output().unwrap());
    let (error, hint) = last_lines(&ran);
    assert_eq!(ran.code, 3);
    assert!(error.contains(&format!("`http://{free}` cannot be reached")), "{error}");
    assert!(hint.contains("--from DIR"), "{hint}");
    bench.nothing_is_broken();
}

#[test]
fn a_name_that_nobody_knows_is_refused() {
    let bench = Bench::new();
    for name in ["vit-gpt3", "../vit-gpt2", ""] {
        for command in ["pull", "verify"] {
            let ran = bench.run(&["models", command, name]);
            assert_eq!(ran.code, 1, "{name}");
            assert!(ran.errors.contains(&format!("there is no model `{name}`")), "{}", ran.errors);
        }
    }
    let ran = bench.run(&["models", "verify", "vit-gpt2"]);
    assert!(ran.errors.contains("model `vit-gpt2` is not installed"), "{}", ran.errors);
    assert!(!bench.models().exists(), "nothing is left behind");
}
