//! Brings packs into the folder of models, from the hub or from a folder: look what is missing, get
//! it, check it, and put the whole into its place.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::checksum::Checksum;
pub use super::hub::{Event, Tell};
use super::hub::{Hub, Part, Stated};
use super::pack::{MANIFEST, Pack};
use super::registry::{self, BUILT_IN, Published, Remote};
use super::staging::{Staging, cannot_write};
use super::store;
use crate::config::ModelSettings;
use crate::error::{Error, Result};

/// Where a pack is taken from.
#[derive(Clone, Debug)]
pub enum Source {
    /// The hub that the settings name.
    Hub,
    /// A folder: a pack with its manifest, or the hub's files as they lie in their repository or in
    /// the cache of the hub's own programs.
    Folder(PathBuf),
}

/// What a pull has done.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing: the pack is part of the program.
    BuiltIn,
    /// Nothing: the pack is installed, and every file is right.
    Whole,
    /// The pack is installed now.
    Installed {
        /// How many of its files were here already.
        kept: usize,
        /// How many were brought.
        brought: usize,
    },
}

/// Installs the pack called `name`. What is installed already stays as it is until all files of the
/// new one are here and have been checked; what was cut off goes on where it was.
pub fn pull(
    settings: &ModelSettings,
    name: &str,
    source: &Source,
    tell: Tell<'_>,
) -> Result<Outcome> {
    if BUILT_IN.contains(&name) {
        return Ok(Outcome::BuiltIn);
    }
    let begin = || Staging::open(&settings.folder, name, || tell(Event::Waiting));
    if let Source::Folder(folder) = source
        && folder.join(MANIFEST).is_file()
    {
        return copy_pack(name, folder, begin, tell);
    }
    let Some(pack) = registry::published(name) else {
        return not_published(settings, name, source);
    };
    Pull { settings, pack, staging: begin()?, tell }.run(source)
}

/// What there is to do about a pack that the hub does not have.
fn not_published(settings: &ModelSettings, name: &str, source: &Source) -> Result<Outcome> {
    if let Source::Folder(folder) = source {
        return Err(Error::not_found(format!("`{}` has no `{MANIFEST}`", folder.display()))
            .hinting(format!("it would have to say what the pack `{name}` is")));
    }
    let installed = store::find(settings, name)?;
    if store::check(&installed)?.faults.is_empty() {
        return Ok(Outcome::Whole);
    }
    Err(Error::invalid(format!("model `{name}` is damaged, and the hub does not have it"))
        .hinting(format!("`vibelens models pull {name} --from DIR` takes it from a folder again")))
}

/// The pull of a published pack.
struct Pull<'a> {
    settings: &'a ModelSettings,
    pack: &'static Published,
    staging: Staging,
    tell: Tell<'a>,
}

/// A file that is not here yet, and the checksum that it must have.
struct Missing {
    file: &'static Remote,
    expected: Option<Checksum>,
}

/// What the manifest of an earlier pull holds later ones to.
#[derive(Default, Deserialize)]
struct Lock {
    #[serde(default)]
    sources: BTreeMap<String, String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
}

impl Pull<'_> {
    fn run(self, source: &Source) -> Result<Outcome> {
        if self.is_whole() {
            return Ok(Outcome::Whole);
        }
        let missing = self.missing()?;
        let brought = missing.len();
        match source {
            Source::Hub => self.fetch(missing)?,
            Source::Folder(folder) => self.copy(folder, missing)?,
        }
        let files = self.pack.files;
        let checksums: Vec<String> =
            files.iter().map(|file| self.staging.sha256(file.path)).collect::<Result<_>>()?;
        let paths: Vec<&str> = files.iter().map(|file| file.path).collect();
        self.staging.install(&paths, self.pack.manifest(&checksums).as_bytes())?;
        Ok(Outcome::Installed { kept: files.len() - brought, brought })
    }

    /// Whether what is installed is right, and is what this program would pull. A pack that was
    /// made elsewhere does not name its sources; it need only be right.
    fn is_whole(&self) -> bool {
        let Some(installed) = self.staging.installed() else { return false };
        let lock = installed.manifest::<Lock>().unwrap_or_default();
        let current = |file: &Remote| lock.sources.get(file.path) == Some(&file.origin());
        let current = lock.sources.is_empty() || self.pack.files.iter().all(current);
        current && store::check(&installed).is_ok_and(|checked| checked.faults.is_empty())
    }

    /// The files that are neither installed nor brought by an earlier pull, as far as that can be
    /// told before the source is asked.
    fn missing(&self) -> Result<Vec<Missing>> {
        let installed = self.staging.installed();
        let lock = installed.and_then(|pack| pack.manifest::<Lock>().ok()).unwrap_or_default();
        let mut missing = Vec::new();
        for file in self.pack.files {
            let same = lock.sources.get(file.path) == Some(&file.origin());
            let locked = lock.files.get(file.path).filter(|_| same).cloned();
            let expected = file.sha256.map(str::to_owned).or(locked).map(Checksum::Sha256);
            let here = match &expected {
                Some(expected) => self.staging.has(file.path, expected)?,
                None => false,
            };
            if !here {
                missing.push(Missing { file, expected });
            }
        }
        Ok(missing)
    }

    /// Brings files from the hub. All of them are asked for before the first is fetched: what the
    /// hub refuses, or what has no room, shows at once.
    fn fetch(&self, missing: Vec<Missing>) -> Result<()> {
        let hub = Hub::open(self.settings)?;
        let mut coming = Vec::new();
        let mut bytes = 0;
        for Missing { file, expected } in missing {
            let stated = hub.look(file, self.tell)?;
            let expected = self.expected(file, expected, &stated)?;
            if !self.staging.has(file.path, &expected)? {
                let part = fs::metadata(self.staging.part(file.path)?);
                let here = part.map_or(0, |part| part.len());
                bytes += stated.size.map_or(0, |size| size.saturating_sub(here));
                coming.push((file, stated, expected));
            }
        }
        self.staging.room_for(bytes)?;
        for (file, stated, expected) in coming {
            hub.fetch(file, &stated, &self.staging.part(file.path)?, self.tell)?;
            self.staging.accept(file.path, Some(&expected))?;
            (self.tell)(Event::Done(file.path));
        }
        Ok(())
    }

    /// What a file from the hub is held to: what is known of it, else what the hub states.
    fn expected(
        &self,
        file: &Remote,
        known: Option<Checksum>,
        stated: &Stated,
    ) -> Result<Checksum> {
        match (known, &stated.checksum) {
            (Some(known @ Checksum::Sha256(_)), Some(stated @ Checksum::Sha256(_)))
                if known != *stated =>
            {
                Err(self.staging.altered(file.path, &known, stated))
            }
            (Some(known), _) => Ok(known),
            (None, Some(stated)) => Ok(stated.clone()),
            (None, None) => {
                let message = format!("the hub states no checksum for `{}`", file.path);
                Err(Error::unavailable(message)
                    .hinting("a mirror has to pass on the headers ETag and X-Linked-ETag"))
            }
        }
    }

    /// Brings files from a folder. What nobody knows the checksum of is taken as it is.
    fn copy(&self, folder: &Path, missing: Vec<Missing>) -> Result<()> {
        for Missing { file, expected } in missing {
            let path = find(folder, file).ok_or_else(|| absent(folder, file))?;
            let expected = expected.or_else(|| named_by_content(&path));
            copy(&path, &self.staging, file.path, self.tell)?;
            self.staging.accept(file.path, expected.as_ref())?;
            (self.tell)(Event::Done(file.path));
        }
        Ok(())
    }
}

/// Where a folder has a file of the hub: as its repository has it, in a folder for each repository,
/// or in the cache of the hub's own programs.
fn find(folder: &Path, file: &Remote) -> Option<PathBuf> {
    let cached = format!("models--{}", file.repository.replace('/', "--"));
    let cached = folder.join(cached).join("snapshots").join(file.revision);
    let places = [folder.to_owned(), folder.join(file.repository), cached];
    places.map(|place| place.join(file.path)).into_iter().find(|path| path.is_file())
}

fn absent(folder: &Path, file: &Remote) -> Error {
    let Remote { path, repository, revision, .. } = file;
    Error::not_found(format!("`{}` has no `{path}`", folder.display()))
        .hinting(format!("it is `{path}` of `{repository}` at {revision}"))
}

/// In the cache of the hub's own programs a file is a link to one that is called by its checksum.
fn named_by_content(path: &Path) -> Option<Checksum> {
    path.is_symlink().then_some(())?;
    Checksum::from_etag(fs::canonicalize(path).ok()?.file_name()?.to_str()?)
}

/// Copies a file into the part of the same name.
fn copy(from: &Path, staging: &Staging, path: &str, tell: Tell<'_>) -> Result<()> {
    let unreadable = |error: io::Error| {
        Error::not_found(format!("`{}` cannot be read", from.display())).because(error)
    };
    let mut source = File::open(from).map_err(unreadable)?;
    let size = source.metadata().map_err(unreadable)?.len();
    staging.room_for(size)?;
    tell(Event::Begun { path, size: Some(size), from: 0 });
    let part = staging.part(path)?;
    // What was fetched of it before goes, and with it the mark by which it could have gone on.
    Part::at(&part)
        .begin(None)
        .and_then(|mut part| io::copy(&mut source, &mut part))
        .map_err(|error| cannot_write(&part, error))?;
    tell(Event::Here(size));
    Ok(())
}

/// Installs a pack that was made elsewhere, as its manifest says.
fn copy_pack(
    name: &str,
    folder: &Path,
    begin: impl FnOnce() -> Result<Staging>,
    tell: Tell<'_>,
) -> Result<Outcome> {
    let pack = Pack::in_folder(folder)?;
    if pack.name() != name {
        let (shown, called) = (folder.display(), pack.name());
        return Err(Error::invalid(format!("the pack in `{shown}` is called `{called}`"))
            .hinting(format!("`vibelens models pull {called} --from {shown}` installs it")));
    }
    let checksums = pack.checksums()?;
    if checksums.is_empty() {
        let shown = folder.display();
        return Err(Error::invalid(format!("the pack in `{shown}` names no file with a checksum")));
    }
    let (staging, manifest) = (begin()?, pack.file(MANIFEST)?);
    if staging.installed().is_some_and(|installed| is_same(&installed, &manifest)) {
        return Ok(Outcome::Whole);
    }
    let mut brought = 0;
    for (path, sha256) in &checksums {
        let expected = Checksum::Sha256(sha256.clone());
        if !staging.has(path, &expected)? {
            copy(&folder.join(path), &staging, path, tell)?;
            staging.accept(path, Some(&expected))?;
            tell(Event::Done(path));
            brought += 1;
        }
    }
    let paths: Vec<&str> = checksums.keys().map(String::as_str).collect();
    staging.install(&paths, &manifest)?;
    Ok(Outcome::Installed { kept: paths.len() - brought, brought })
}

fn is_same(installed: &Pack, manifest: &[u8]) -> bool {
    installed.file(MANIFEST).is_ok_and(|theirs| *theirs == *manifest)
        && store::check(installed).is_ok_and(|checked| checked.faults.is_empty())
}
