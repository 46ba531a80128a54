//! The weights of a model and what has to be known of them: a folder of files with a manifest.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokenizers::Tokenizer;
use vibelens_weights::{E5_SMALL, File, LITE, MATCHING, MUSICNN};

use crate::error::{Error, Result};

/// How long the name of a revision is.
const REVISION_DIGITS: usize = 16;
/// The name of the file that says what the others are.
pub const MANIFEST: &str = "manifest.toml";

/// The files of one model and their manifest.
pub struct Pack {
    name: String,
    files: Files,
    manifest: toml::Table,
    revision: String,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Listed {
    #[serde(default)]
    files: BTreeMap<String, String>,
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

    /// The built-in pack that hears what plays.
    pub fn musicnn() -> Result<Self> {
        Self::open("musicnn".to_owned(), Files::BuiltIn(MUSICNN))
    }

    /// The built-in pack that matches what the two packs before make.
    pub fn matching() -> Result<Self> {
        Self::open("matching".to_owned(), Files::BuiltIn(MATCHING))
    }

    /// The pack in `folder`, called as its manifest says. Fails as `NotFound` if there is none.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        let mut pack = Self::open(folder.display().to_string(), Files::Folder(folder.to_owned()))?;
        pack.name = pack.manifest::<Named>()?.name;
        Ok(pack)
    }

    fn open(name: String, files: Files) -> Result<Self> {
        let revision = String::new();
        let mut pack = Self { name, files, manifest: toml::Table::new(), revision };
        let manifest = pack.file(MANIFEST)?;
        blake3::hash(&manifest).to_hex()[..REVISION_DIGITS].clone_into(&mut pack.revision);
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
    pub fn revision(&self) -> &str {
        &self.revision
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
                if !stays_inside(name) {
                    return Err(self.broken(MANIFEST, format!("`{name}` leads out of the pack")));
                }
                let bytes = fs::read(folder.join(name));
                Ok(Cow::Owned(bytes.map_err(|error| missing().because(error))?))
            }
        }
    }

    /// The SHA-256 of each file that the manifest names. A built-in pack answers for those that are
    /// part of the program.
    pub fn checksums(&self) -> Result<BTreeMap<String, String>> {
        let Listed { mut files } = self.manifest()?;
        if let Some(name) = files.keys().find(|name| !stays_inside(name)) {
            return Err(self.broken(MANIFEST, format!("`{name}` leads out of the pack")));
        }
        if let Files::BuiltIn(built_in) = self.files {
            files.retain(|name, _| built_in.iter().any(|(file, _)| file == name));
        }
        Ok(files)
    }

    /// Reads a file of the pack piece by piece.
    pub(super) fn reader(&self, name: &str) -> io::Result<Box<dyn Read>> {
        match &self.files {
            Files::BuiltIn(_) => {
                let bytes = self.file(name).map_err(io::Error::other)?;
                Ok(Box::new(io::Cursor::new(bytes)))
            }
            Files::Folder(folder) => Ok(Box::new(fs::File::open(folder.join(name))?)),
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

/// Whether a path that a manifest names is one inside its folder.
fn stays_inside(name: &str) -> bool {
    let mut parts = Path::new(name).components().peekable();
    parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn decompressed(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let mut plain = Vec::new();
    ruzstd::decoding::StreamingDecoder::new(bytes)?.read_to_end(&mut plain)?;
    Ok(plain)
}
