//! The packs that are at hand: those in the program and those in the folder of pulled models.

use std::collections::BTreeSet;
use std::{fs, io};

use serde::{Deserialize, Serialize};

use super::checksum;
use super::pack::{MANIFEST, Pack};
use super::registry::{self, BUILT_IN, PUBLISHED, Purpose};
use crate::config::ModelSettings;
use crate::error::{Error, ErrorKind, Result};

/// Whether a pack can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It is part of the program.
    BuiltIn,
    /// It was pulled, and every file is as it was then.
    Installed,
    /// It can be pulled.
    NotInstalled,
    /// A file is missing or is not what the manifest says.
    Damaged,
}

/// What is known of a pack.
#[derive(Debug, Serialize)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// What it is for; unknown if its manifest cannot be read.
    pub purpose: Option<Purpose>,
    /// Whether it can be used.
    pub state: State,
    /// How large it is; of a pack that is not installed, roughly.
    pub bytes: u64,
    /// Under which terms.
    pub license: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Which commit of its source, or which state of its weights it is.
    pub revision: Option<String>,
    /// How many files have the checksum that the manifest names.
    pub right: usize,
    /// What is wrong with the others.
    pub faults: Vec<Fault>,
}

/// A file that is not what the manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Its path inside the pack.
    pub file: String,
    /// What is wrong with it, in words.
    pub reason: String,
}

/// What a manifest says of the pack as a whole.
#[derive(Debug, Default, Deserialize)]
struct About {
    #[serde(default)]
    kind: Purpose,
    license: Option<String>,
    source: Option<String>,
    revision: Option<String>,
}

/// The pack called `name`: a built-in one, or one that was pulled. Fails as `NotFound` if it is
/// not installed.
pub fn find(settings: &ModelSettings, name: &str) -> Result<Pack> {
    match name {
        "lite" => return Pack::lite(),
        "e5-small" => return Pack::e5_small(),
        _ => {}
    }
    let folder = settings.folder.join(name);
    if !is_plain(name) || !folder.join(MANIFEST).exists() {
        return Err(not_installed(name));
    }
    Pack::in_folder(&folder).map_err(|error| {
        error.hinting(format!("`vibelens models pull {name}` repairs what was pulled"))
    })
}

/// What a pack is for.
pub fn purpose(pack: &Pack) -> Result<Purpose> {
    Ok(pack.manifest::<About>()?.kind)
}

pub(super) fn not_installed(name: &str) -> Error {
    if registry::published(name).is_some() {
        let error = Error::not_found(format!("model `{name}` is not installed"));
        return error.hinting(format!("`vibelens models pull {name}` fetches it"));
    }
    Error::not_found(format!("there is no model `{name}`"))
        .hinting("`vibelens models list` shows which there are")
}

/// Every pack: the built-in ones, those that can be pulled, and what else lies in the folder of
/// pulled models. Reads all of their files to check them.
pub fn all(settings: &ModelSettings) -> Vec<Entry> {
    let known = BUILT_IN.into_iter().chain(PUBLISHED.iter().map(|pack| pack.name));
    let mut names: Vec<String> = known.map(str::to_owned).collect();
    for name in in_folder(settings) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.iter().map(|name| entry(settings, name)).collect()
}

/// The names of folders with a manifest, in their order.
fn in_folder(settings: &ModelSettings) -> BTreeSet<String> {
    // A folder that is not there yet has no packs.
    let entries = fs::read_dir(&settings.folder).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let has_manifest = |name: &str| settings.folder.join(name).join(MANIFEST).exists();
    names.filter(|name| is_plain(name) && has_manifest(name)).collect()
}

fn entry(settings: &ModelSettings, name: &str) -> Entry {
    match find(settings, name).and_then(|pack| described(name, &pack)) {
        Ok(entry) => entry,
        Err(error) if error.kind() == ErrorKind::NotFound => absent(name),
        Err(error) => {
            let fault = Fault { file: MANIFEST.to_owned(), reason: error.to_string() };
            Entry { state: State::Damaged, bytes: 0, faults: vec![fault], ..absent(name) }
        }
    }
}

/// What is known of a pack that is not here.
fn absent(name: &str) -> Entry {
    let published = registry::published(name);
    Entry {
        name: name.to_owned(),
        purpose: published.map(|pack| pack.purpose),
        state: State::NotInstalled,
        bytes: published.map_or(0, |pack| pack.about_bytes),
        license: published.map(|pack| pack.license.to_owned()),
        source: published.map(|pack| pack.source().to_owned()),
        revision: published.map(|pack| pack.revision().to_owned()),
        right: 0,
        faults: Vec::new(),
    }
}

fn described(name: &str, pack: &Pack) -> Result<Entry> {
    let about = pack.manifest::<About>()?;
    let Checked { right, bytes, faults } = check(pack)?;
    let state = match faults.is_empty() {
        false => State::Damaged,
        true if BUILT_IN.contains(&name) => State::BuiltIn,
        true => State::Installed,
    };
    let revision = about.revision.unwrap_or_else(|| pack.revision().to_owned());
    Ok(Entry {
        name: name.to_owned(),
        purpose: Some(about.kind),
        state,
        bytes,
        license: about.license,
        source: about.source,
        revision: Some(revision),
        right,
        faults,
    })
}

/// What a check of a pack's files found.
#[derive(Debug, Default)]
pub struct Checked {
    /// How many files are what the manifest says.
    pub right: usize,
    /// How large they and the others are together.
    pub bytes: u64,
    /// Those that are not.
    pub faults: Vec<Fault>,
}

/// Holds every file of a pack to the checksum that the manifest names. Fails if the manifest cannot
/// be read.
pub fn check(pack: &Pack) -> Result<Checked> {
    let mut checked = Checked::default();
    let checksums = pack.checksums()?;
    if checksums.is_empty() {
        let reason = "it names no file with a checksum".to_owned();
        checked.faults.push(Fault { file: MANIFEST.to_owned(), reason });
    }
    for (file, expected) in checksums {
        let reason = match pack.reader(&file).and_then(checksum::sha256) {
            Ok((found, bytes)) => {
                checked.bytes += bytes;
                (found != expected).then(|| format!("its SHA-256 is {found}, not {expected}"))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Some("it is missing".to_owned())
            }
            Err(error) => Some(format!("it cannot be read: {error}")),
        };
        match reason {
            None => checked.right += 1,
            Some(reason) => checked.faults.push(Fault { file, reason }),
        }
    }
    Ok(checked)
}

/// Whether `name` can be the name of a folder and of nothing else.
pub(super) fn is_plain(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    !name.is_empty() && !name.starts_with('.') && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        for name in ["", ".", "..", "../lite", "a/b", ".hidden", "a\\b"] {
            assert!(!is_plain(name), "{name}");
        }
        assert!(is_plain("vit-gpt2") && is_plain("e5_small.v2"));
    }

    #[test]
    fn a_manifest_cannot_name_files_outside_its_folder() {
        for name in ["../secret", "/etc/passwd", "a/../../b", ""] {
            let folder = tempfile::tempdir().unwrap();
            let manifest = format!("name = 'x'\n[files]\n'{name}' = '00'\n");
            fs::write(folder.path().join(MANIFEST), manifest).unwrap();
            let pack = Pack::in_folder(folder.path()).unwrap();
            assert!(check(&pack).is_err(), "{name}");
        }
    }

    #[test]
    fn the_built_in_packs_are_whole() {
        for pack in [Pack::lite(), Pack::e5_small(), Pack::musicnn(), Pack::matching()] {
            let pack = pack.unwrap();
            let checked = check(&pack).unwrap();
            assert_eq!(checked.faults, [], "{}", pack.name());
            assert!(2 <= checked.right, "{}", pack.name());
        }
    }
}
