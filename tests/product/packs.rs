//! Packs for tests, made of the built-in ones.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::harness::{Product, repository};

/// Installs `e5-small` under another name and with another centre, so that it makes other
/// embeddings.
pub(crate) fn install_encoder(product: &Product, name: &str) -> PathBuf {
    let folder = copy(product, "e5-small", name);
    let centre = fs::read(folder.join("centre.json")).unwrap();
    let mut centre: Value = serde_json::from_slice(&centre).unwrap();
    for part in centre.as_object_mut().unwrap().values_mut() {
        let values = part.as_array_mut().unwrap();
        *values = values.iter().map(|value| (value.as_f64().unwrap() / 2.0).into()).collect();
    }
    replace_whole(&folder, "centre.json", centre.to_string().as_bytes());
    folder
}

/// Puts another file in place of one of a pack, so that the manifest is right about it.
pub(crate) fn replace_whole(folder: &Path, file: &str, bytes: &[u8]) {
    replace(&folder.join(file), bytes);
    let digest = format!("{:x}", Sha256::digest(bytes));
    edit_manifest(folder, |manifest| manifest["files"][file] = digest.into());
}

/// Installs the built-in captioner under another name, with shorter sentences.
pub(crate) fn install_captioner(product: &Product, name: &str) -> PathBuf {
    let folder = copy(product, "lite", name);
    edit_manifest(&folder, |manifest| {
        manifest.insert("kind".to_owned(), "captioner".into());
        manifest["decoder"]["max_length"] = 8.into();
    });
    folder
}

/// Changes what the manifest in `folder` says.
pub(crate) fn edit_manifest(folder: &Path, edit: impl FnOnce(&mut toml::Table)) {
    let path = folder.join("manifest.toml");
    let mut manifest: toml::Table = fs::read_to_string(&path).unwrap().parse().unwrap();
    edit(&mut manifest);
    replace(&path, manifest.to_string().as_bytes());
}

/// Puts another file in place of one, which may be a link to the built-in pack's.
pub(crate) fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

/// A folder of links to the files of a built-in pack, and a manifest with the new name.
fn copy(product: &Product, pack: &str, name: &str) -> PathBuf {
    let folder = product.models().join(name);
    fs::create_dir_all(&folder).unwrap();
    for file in fs::read_dir(repository("models").join(pack)).unwrap() {
        let path = file.unwrap().path();
        std::os::unix::fs::symlink(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    edit_manifest(&folder, |manifest| manifest["name"] = name.into());
    folder
}
