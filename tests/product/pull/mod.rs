//! `vibelens models`: packs come from a hub or a folder whole, checked, or not at all; and whatever
//! goes wrong, what was there before stays, and the built-in packs go on working.

mod disk;
mod fetch;
mod folder;
mod refused;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::{Product, Ran, demo_photo};
use crate::hub::Hub;

const ENCODER: &str = "onnx/encoder_model.onnx";
const DECODER: &str = "onnx/decoder_model_merged.onnx";
const TOKENIZER: &str = "tokenizer.json";
const PATHS: [&str; 3] = [ENCODER, DECODER, TOKENIZER];
const REVISION: &str = "215b4edcb7ec1fad5905a18a03f7b2007f6fabd0";

/// A product beside a hub that has `vit-gpt2`: small files of the right names.
struct Bench {
    product: Product,
    hub: Hub,
}

/// Bytes that differ from place to place, so that a file put together wrongly shows.
fn content(path: &str) -> Vec<u8> {
    let length = if path == TOKENIZER { 5_000 } else { 300_000 };
    let mut state = path.len() as u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

impl Bench {
    fn new() -> Self {
        let bench = Self { product: Product::new(), hub: Hub::new() };
        for path in PATHS {
            bench.hub.put(path, &content(path));
        }
        bench
    }

    /// The folder of pulled models.
    fn models(&self) -> PathBuf {
        self.product.data().with_file_name("pulled")
    }

    fn installed(&self, path: &str) -> PathBuf {
        self.models().join("vit-gpt2").join(path)
    }

    /// A folder for tests to put files into.
    fn folder(&self, name: &str) -> PathBuf {
        self.product.data().with_file_name(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.product.command(arguments);
        self.settle(&mut command);
        command
    }

    fn settle(&self, command: &mut Command) {
        for proxy in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(proxy).env_remove(proxy.to_lowercase());
        }
        command
            .env_remove("HF_TOKEN")
            .env("VIBELENS_MODELS_HUB", self.hub.address())
            .env("VIBELENS_MODELS_FOLDER", self.models());
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(&self.command(arguments).output().unwrap())
    }

    fn pull(&self) -> Ran {
        self.run(&["models", "pull", "vit-gpt2"])
    }

    /// Pulls, which must succeed, and leave exactly the hub's files.
    fn pulled(&self) -> Ran {
        let ran = self.pull();
        assert_eq!(ran.code, 0, "{}", ran.errors);
        self.is_installed();
        ran
    }

    fn is_installed(&self) {
        for path in PATHS {
            assert!(fs::read(self.installed(path)).unwrap() == content(path), "{path}");
        }
        assert_eq!(self.entry("vit-gpt2")["state"], "installed");
        let left = names(&self.models());
        assert_eq!(left, [".vit-gpt2.lock", "vit-gpt2"], "nothing else is left");
    }

    fn entry(&self, name: &str) -> Value {
        let list = self.run(&["models", "list", "--json"]).json();
        list.as_array().unwrap().iter().find(|entry| entry["name"] == name).unwrap().clone()
    }

    /// After a failure: nothing is broken, and nothing half looks whole.
    fn nothing_is_broken(&self) {
        let seen = self.run(&["see", demo_photo("sunset.jpg").to_str().unwrap()]);
        assert_eq!(seen.code, 0, "{}", seen.errors);
        assert_ne!(self.entry("vit-gpt2")["state"], "installed");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What is written to stderr is one line of error and at most one hint, after the progress.
fn last_lines(ran: &Ran) -> (String, String) {
    let find = |start: &str| {
        let mut lines = ran.errors.lines().filter_map(|line| line.strip_prefix(start));
        let line = lines.next().unwrap_or_default().to_owned();
        assert_eq!(lines.next(), None, "one line is enough: {}", ran.errors);
        line
    };
    (find("error: "), find("hint: "))
}
