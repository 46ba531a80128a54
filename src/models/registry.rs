//! Which packs there are: those in the program, and those that can be pulled from the hub.
//!
//! Every file is pinned to a commit of its repository, so the hub cannot hand out another one
//! tomorrow. The commits and the SHA-256 of `distiluse`'s dense layer and tokenizer are those that
//! several public projects pin. For the other files no SHA-256 is known to the program: the first pull takes what the hub states for the pinned commit, checks the file against it, and
//! writes it into the pack's manifest, which every later check and repair holds the file to.

use std::fmt;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

/// The packs that are part of the program.
pub const BUILT_IN: [&str; 2] = ["lite", "e5-small"];

/// What a pack is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// It looks at photos and says what it sees. A manifest that does not say is such a pack's.
    #[default]
    Captioner,
    /// It reads texts.
    TextEncoder,
}

impl fmt::Display for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Captioner => "captioner",
            Self::TextEncoder => "text encoder",
        })
    }
}

/// A pack that can be pulled.
#[derive(Debug)]
pub struct Published {
    /// What it is called, here and as a folder.
    pub name: &'static str,
    /// What it is for.
    pub purpose: Purpose,
    /// Under which terms.
    pub license: &'static str,
    /// Roughly how large it is: to be shown before anyone asks the hub.
    pub about_bytes: u64,
    /// What it consists of, beside its manifest.
    pub files: &'static [Remote],
    /// Its manifest, but for what a pull adds.
    template: &'static str,
}

/// A file on the hub.
#[derive(Debug)]
pub struct Remote {
    /// Where it lies in the repository, and in the pack.
    pub path: &'static str,
    /// The repository: owner and name.
    pub repository: &'static str,
    /// The commit.
    pub revision: &'static str,
    /// Its SHA-256, where it could be had.
    pub sha256: Option<&'static str>,
}

const VIT_GPT2: (&str, &str) =
    ("Xenova/vit-gpt2-image-captioning", "215b4edcb7ec1fad5905a18a03f7b2007f6fabd0");
const DISTILUSE: (&str, &str) =
    ("Xenova/distiluse-base-multilingual-cased-v2", "cad454171d918d9873a2701ba245054b6c1760dd");
const DISTILUSE_ORIGINAL: (&str, &str) = (
    "sentence-transformers/distiluse-base-multilingual-cased-v2",
    "bfe45d0732ca50787611c0fe107ba278c7f3f889",
);

/// The packs that can be pulled.
pub const PUBLISHED: [Published; 2] = [
    Published {
        name: "vit-gpt2",
        purpose: Purpose::Captioner,
        license: "Apache-2.0",
        about_bytes: 960_000_000,
        files: &[
            remote(VIT_GPT2, "onnx/encoder_model.onnx", None),
            remote(VIT_GPT2, "onnx/decoder_model_merged.onnx", None),
            remote(VIT_GPT2, "tokenizer.json", None),
        ],
        template: include_str!("published/vit-gpt2.toml"),
    },
    Published {
        name: "distiluse",
        purpose: Purpose::TextEncoder,
        license: "Apache-2.0",
        about_bytes: 545_000_000,
        files: &[
            remote(DISTILUSE, "onnx/model.onnx", None),
            remote(
                DISTILUSE,
                "tokenizer.json",
                Some("bf1b59b7b11c95f194f51708d918eea378e09d05f84c0e1656dc5180e8117088"),
            ),
            remote(
                DISTILUSE_ORIGINAL,
                "2_Dense/model.safetensors",
                Some("0a21b1ce908e772ebf09f93c20ca09524c32706e9918d9c0169a3f0663b191ed"),
            ),
        ],
        template: include_str!("published/distiluse.toml"),
    },
];

const fn remote(
    (repository, revision): (&'static str, &'static str),
    path: &'static str,
    sha256: Option<&'static str>,
) -> Remote {
    Remote { path, repository, revision, sha256 }
}

/// The pack of this name, if it can be pulled.
pub fn published(name: &str) -> Option<&'static Published> {
    const { &PUBLISHED }.iter().find(|pack| pack.name == name)
}

impl Published {
    /// The commit that its graphs come from.
    pub fn revision(&self) -> &'static str {
        self.files[0].revision
    }

    /// The repository and commit that its graphs come from.
    pub fn source(&self) -> &'static str {
        self.files[0].repository
    }

    /// The manifest of the pack, given the SHA-256 of each of its files in their order.
    pub fn manifest(&self, checksums: &[String]) -> String {
        let mut text = format!(
            "# Made by `vibelens models pull {}`.\nrevision = \"{}\"\n{}\n[sources]\n",
            self.name,
            self.revision(),
            self.template
        );
        for file in self.files {
            // Writing into a string cannot fail.
            let _ = writeln!(text, "\"{}\" = \"{}\"", file.path, file.origin());
        }
        text.push_str("\n[files]\n");
        for (file, checksum) in self.files.iter().zip(checksums) {
            let _ = writeln!(text, "\"{}\" = \"{checksum}\"", file.path);
        }
        text
    }
}

impl Remote {
    /// Its repository and commit.
    pub fn origin(&self) -> String {
        format!("{}@{}", self.repository, self.revision)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_has_what_the_template_says_and_every_file_with_its_origin_and_checksum() {
        for pack in &PUBLISHED {
            let checksums: Vec<String> = pack.files.iter().map(|file| file.path.into()).collect();
            let manifest: toml::Table = pack.manifest(&checksums).parse().unwrap();
            assert_eq!(manifest["name"].as_str(), Some(pack.name));
            assert_eq!(manifest["license"].as_str(), Some(pack.license));
            assert_eq!(manifest["revision"].as_str(), Some(pack.revision()));
            for file in pack.files {
                assert_eq!(manifest["files"][file.path].as_str(), Some(file.path));
                assert_eq!(manifest["sources"][file.path].as_str(), Some(&*file.origin()));
            }
            let graphs = manifest["graphs"].as_table().unwrap();
            for graph in graphs.values().map(|path| path.as_str().unwrap()) {
                assert!(manifest["files"].get(graph).is_some(), "{graph} has a checksum");
            }
        }
    }

    #[test]
    fn pins_are_full_commits_and_checksums() {
        let hexadecimal = |text: &str, digits| {
            text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
        };
        for file in PUBLISHED.iter().flat_map(|pack| pack.files) {
            assert!(hexadecimal(file.revision, 40), "{}", file.path);
            assert!(file.sha256.is_none_or(|sha256| hexadecimal(sha256, 64)), "{}", file.path);
        }
    }
}
