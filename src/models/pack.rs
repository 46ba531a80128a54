//! The weights of a model and what has to be known of them: a folder of files with a manifest.

use std::borrow::Cow;
use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokenizers::Tokenizer;
use vibelens_weights::{E5_SMALL, File, LITE};

use super::unigram::Unigram;
use crate::error::{Error, Result};

/// The files of one model and their manifest.
pub struct Pack {
    name: &'static str,
    files: &'static [File],
    manifest: toml::Table,
}

impl Pack {
    /// The built-in pack that looks at photos.
    pub fn lite() -> Result<Self> {
        Self::built_in("lite", LITE)
    }

    /// The built-in pack that reads texts.
    pub fn e5_small() -> Result<Self> {
        Self::built_in("e5-small", E5_SMALL)
    }

    fn built_in(name: &'static str, files: &'static [File]) -> Result<Self> {
        let mut pack = Self { name, files, manifest: toml::Table::new() };
        let manifest = pack.file("manifest.toml")?;
        let text = String::from_utf8_lossy(&manifest);
        pack.manifest = text.parse().map_err(|error| pack.broken("manifest.toml", error))?;
        Ok(pack)
    }

    /// What the pack is called.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Names the weights: two packs with the same revision give the same results. 16 hexadecimal
    /// digits of a hash over the manifest, which holds the checksum of every file.
    pub fn revision(&self) -> Result<String> {
        let manifest = self.file("manifest.toml")?;
        Ok(blake3::hash(&manifest).to_hex()[..16].to_owned())
    }

    /// What the manifest says of the part that `T` describes.
    pub fn manifest<T: DeserializeOwned>(&self) -> Result<T> {
        let manifest = self.manifest.clone();
        manifest.try_into().map_err(|error| self.broken("manifest.toml", error))
    }

    /// The bytes of a file of the pack.
    pub fn file(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        let found = self.files.iter().find(|(file, _)| *file == name);
        let (_, bytes) = found.ok_or_else(|| {
            Error::internal(format!("model `{}` has no file `{name}`", self.name))
        })?;
        Ok(Cow::Borrowed(bytes))
    }

    /// Reads a JSON file of the pack.
    pub fn json<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Result<T> {
        let bytes = self.file(name)?;
        serde_json::from_slice(&bytes).map_err(|error| self.broken(name, error))
    }

    /// Loads a tokenizer of bytes or words, in the format of the `tokenizers` library.
    pub(super) fn tokenizer(&self, name: &str) -> Result<Tokenizer> {
        Tokenizer::from_bytes(self.plain_file(name)?).map_err(|error| self.broken(name, error))
    }

    /// Loads a tokenizer of the unigram kind, in the same format.
    pub(super) fn unigram(&self, name: &str) -> Result<Unigram> {
        Unigram::from_json(&self.plain_file(name)?).map_err(|error| self.broken(name, error))
    }

    /// The bytes of a file of the pack, decompressed if its name ends in `.zst`.
    pub(super) fn plain_file(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        let bytes = self.file(name)?;
        if Path::new(name).extension().is_none_or(|ending| ending != "zst") {
            return Ok(bytes);
        }
        let plain = decompressed(&bytes).map_err(|error| self.broken(name, error))?;
        Ok(Cow::Owned(plain))
    }

    fn broken(
        &self,
        part: &str,
        error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        Error::internal(format!("`{part}` of model `{}` cannot be read", self.name)).because(error)
    }
}

fn decompressed(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut plain = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(bytes)?.read_to_end(&mut plain)?;
    Ok(plain)
}
