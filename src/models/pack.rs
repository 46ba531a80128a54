//! The weights of a model and what has to be known of them: a folder of files with a manifest.

use std::borrow::Cow;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokenizers::Tokenizer;
use vibelens_weights::{E5_SMALL, File, LITE};

use crate::error::{Error, Result};

/// The name of the file that says what the others are.
pub const MANIFEST: &str = "manifest.toml";

/// The files of one model and their manifest.
pub struct Pack {
    name: String,
    files: Files,
    manifest: toml::Table,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// Where the files of a pack are.
enum Files {
    BuiltIn(&'static [File]),
    Folder(PathBuf),
}

impl Pack {
    /// The built-in pack that looks at photos.
    pub fn lite() -> Result<Self> {
        Self::open("lite".to_owned(), Files::BuiltIn(LITE))
    }

    /// The built-in pack that reads texts.
    pub fn e5_small() -> Result<Self> {
        Self::open("e5-small".to_owned(), Files::BuiltIn(E5_SMALL))
    }

    /// The pack in `folder`, called as its manifest says. Fails as `NotFound` if there is none.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let mut pack = Self::open(folder.display().to_string(), Files::Folder(folder.to_owned()))?;
        pack.name = pack.manifest::<Named>()?.name;
        Ok(pack)
    }

    fn open(name: String, files: Files) -> Result<Self> {
        let mut pack = Self { name, files, manifest: toml::Table::new() };
        let manifest = pack.file(MANIFEST)?;
        let text = String::from_utf8_lossy(&manifest);
        pack.manifest = text.parse().map_err(|error| pack.broken(MANIFEST, error))?;
        Ok(pack)
    }

    /// What the pack is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Names the weights: two packs with the same revision give the same results. 16 hexadecimal
    /// digits of a hash over the manifest, which holds the checksum of every file.
    pub fn revision(&self) -> Result<String> {
        let manifest = self.file(MANIFEST)?;
        Ok(blake3::hash(&manifest).to_hex()[..16].to_owned())
    }

    /// What the manifest says of the part that `T` describes.
    pub fn manifest<T: DeserializeOwned>(&self) -> Result<T> {
        let manifest = self.manifest.clone();
        manifest.try_into().map_err(|error| self.broken(MANIFEST, error))
    }

    /// The bytes of a file of the pack.
    pub fn file(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        let missing = || Error::not_found(format!("model `{}` has no file `{name}`", self.name));
        match &self.files {
            Files::BuiltIn(files) => {
                let (_, bytes) =
                    files.iter().find(|(file, _)| *file == name).ok_or_else(missing)?;
                Ok(Cow::Borrowed(bytes))
            }
            Files::Folder(folder) => {
                let bytes = std::fs::read(folder.join(name));
                Ok(Cow::Owned(bytes.map_err(|error| missing().because(error))?))
            }
        }
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

    /// The bytes of a file of the pack, decompressed if its name ends in `.zst`.
    pub(super) fn plain_file(&self, name: &str) -> Result<Cow<'static, [u8]>> {
        let bytes = self.file(name)?;
        if Path::new(name).extension().is_none_or(|ending| ending != "zst") {
            return Ok(bytes);
        }
        let plain = decompressed(&bytes).map_err(|error| self.broken(name, error))?;
        Ok(Cow::Owned(plain))
    }

    /// That a part of it cannot be read.
    pub(super) fn broken(
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
