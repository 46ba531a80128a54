//! Where a pack comes together: a hidden folder beside its place, which takes that place whole or
//! not at all.
//!
//! In the folder of models, for a pack `NAME`: `NAME` is what is used; `.NAME.partial` is what is
//! being fetched, and stays when a pull is cut off; `.NAME.old` is what was used until the new one
//! takes its place; `.NAME.lock` is held by the pull that is at work.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::checksum::{self, Checksum};
use super::pack::{MANIFEST, Pack};
use super::store;
use crate::error::{Error, Result};

/// The work on one pack. Nobody else works on it meanwhile.
pub(super) struct Staging {
    name: String,
    models: PathBuf,
    _lock: File,
}

impl Staging {
    /// Begins to work on the pack `name`, or goes on. Calls `waiting` if somebody else works on it,
    /// and waits.
    pub(super) fn open(models: &Path, name: &str, waiting: impl FnOnce()) -> Result<Self> {
        if !store::is_plain(name) {
            return Err(Error::invalid(format!("`{name}` cannot be the name of a model")));
        }
        let lock = lock(models, name, waiting)?;
        let staging = Self { name: name.to_owned(), models: models.to_owned(), _lock: lock };
        staging.recover()?;
        Ok(staging)
    }

    /// Where the pack is used from.
    fn place(&self) -> PathBuf {
        self.models.join(&self.name)
    }

    /// Where it comes together.
    pub(super) fn folder(&self) -> PathBuf {
        self.hidden("partial")
    }

    fn hidden(&self, ending: &str) -> PathBuf {
        self.models.join(format!(".{}.{ending}", self.name))
    }

    /// The pack that is installed now, if there is one and its manifest can be read.
    pub(super) fn installed(&self) -> Option<Pack> {
        Pack::in_folder(&self.place()).ok()
    }

    /// Mends what a crash between the two steps of `install` left.
    fn recover(&self) -> Result<()> {
        let (place, old) = (self.place(), self.hidden("old"));
        if !old.exists() {
            return Ok(());
        }
        let mended =
            if place.exists() { fs::remove_dir_all(&old) } else { fs::rename(&old, &place) };
        mended.map_err(|error| cannot_write(&old, error))
    }

    /// Whether this file is here, brought by an earlier pull or taken over from the pack that is
    /// installed.
    pub(super) fn has(&self, path: &str, expected: &Checksum) -> Result<bool> {
        let (installed, here) = (self.place().join(path), self.folder().join(path));
        if expected.is_of(&here) {
            return Ok(true);
        }
        if !expected.is_of(&installed) {
            return Ok(false);
        }
        match fs::remove_file(&here) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(cannot_write(&here, error));
            }
            _ => {}
        }
        parent_of(&here)?;
        // Not every file system has links.
        fs::hard_link(&installed, &here)
            .or_else(|_| fs::copy(&installed, &here).map(|_| ()))
            .map_err(|error| cannot_write(&here, error))?;
        Ok(true)
    }

    /// Where a file is written until it has been checked.
    pub(super) fn part(&self, path: &str) -> Result<PathBuf> {
        let part = self.folder().join(format!("{path}.part"));
        parent_of(&part)?;
        Ok(part)
    }

    /// Calls a part by its own name if it is what was expected; else it is thrown away.
    pub(super) fn accept(&self, path: &str, expected: Option<&Checksum>) -> Result<()> {
        let (part, whole) = (self.part(path)?, self.folder().join(path));
        let unreadable = |error| cannot_write(&part, error);
        if let Some(expected) = expected {
            let found = expected.like_this_of(&part).map_err(unreadable)?;
            if found != *expected {
                fs::remove_file(&part).map_err(unreadable)?;
                return Err(self.altered(path, expected, &found));
            }
        }
        synced(&part).and_then(|()| fs::rename(&part, &whole)).map_err(unreadable)
    }

    /// The SHA-256 of a file that is here.
    pub(super) fn sha256(&self, path: &str) -> Result<String> {
        let whole = self.folder().join(path);
        let (sha256, _) = File::open(&whole)
            .and_then(checksum::sha256)
            .map_err(|error| cannot_write(&whole, error))?;
        Ok(sha256)
    }

    /// What came instead of a file of the pack.
    pub(super) fn altered(&self, path: &str, expected: &Checksum, found: &Checksum) -> Error {
        let message = format!(
            "`{path}` of model `{}` is not the file that was expected: {found} instead of \
             {expected}",
            self.name
        );
        Error::invalid(message)
            .hinting("nothing was installed; run it again, and if it stays, use another source")
    }

    /// Puts the pack into its place: the files at `paths`, which have been accepted, and their
    /// manifest.
    pub(super) fn install(self, paths: &[&str], manifest: &[u8]) -> Result<()> {
        let (folder, place, old) = (self.folder(), self.place(), self.hidden("old"));
        Self::remove_others(&folder, paths)?;
        let written = folder.join(MANIFEST);
        fs::write(&written, manifest)
            .and_then(|()| synced(&written))
            .and_then(|()| synced(&folder))
            .map_err(|error| cannot_write(&written, error))?;
        let replaced = place.exists();
        if replaced {
            fs::rename(&place, &old).map_err(|error| cannot_write(&place, error))?;
        }
        fs::rename(&folder, &place)
            .and_then(|()| synced(&self.models))
            .map_err(|error| cannot_write(&place, error))?;
        if replaced {
            fs::remove_dir_all(&old).map_err(|error| cannot_write(&old, error))?;
        }
        Ok(())
    }

    /// Removes what pulls of other files have left.
    fn remove_others(folder: &Path, paths: &[&str]) -> Result<()> {
        for entry in walkdir::WalkDir::new(folder).contents_first(true).into_iter().flatten() {
            let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
            if entry.file_type().is_dir() {
                // Fails where the pack has files, and is meant to.
                let _ = fs::remove_dir(entry.path());
            } else if !paths.iter().any(|path| inside == Path::new(path)) {
                fs::remove_file(entry.path()).map_err(|error| cannot_write(entry.path(), error))?;
            }
        }
        Ok(())
    }

    /// Fails if the file system has less than `bytes` left, and says how much is missing. Where
    /// nobody can tell, writing will.
    pub(super) fn room_for(&self, bytes: u64) -> Result<()> {
        let Ok(system) = rustix::fs::statvfs(&self.models) else { return Ok(()) };
        let free = system.f_bavail.saturating_mul(system.f_frsize);
        if bytes <= free {
            return Ok(());
        }
        let message = format!(
            "there is no room for model `{}` in `{}`: {} are needed, {} are free, {} are missing",
            self.name,
            self.models.display(),
            in_words(bytes),
            in_words(free),
            in_words(bytes - free)
        );
        Err(Error::unavailable(message).hinting(OTHER_FOLDER))
    }
}

const OTHER_FOLDER: &str = "free some, or name another folder in the setting `models.folder`";

fn lock(models: &Path, name: &str, waiting: impl FnOnce()) -> Result<File> {
    let path = models.join(format!(".{name}.lock"));
    let locked = || {
        fs::create_dir_all(models)?;
        let file = File::options().create(true).append(true).open(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                waiting();
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
        Ok(file)
    };
    locked().map_err(|error| cannot_write(&path, error))
}

fn parent_of(path: &Path) -> Result<()> {
    let Some(parent) = path.parent() else { return Ok(()) };
    fs::create_dir_all(parent).map_err(|error| cannot_write(parent, error))
}

/// Waits until a file or folder is on the disk.
fn synced(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// What writing to `path` failed with, in words for whoever owns the disk.
pub(super) fn cannot_write(path: &Path, error: io::Error) -> Error {
    cannot_write_all(path, None, error)
}

/// The same for a file of which `missing` bytes were still to be written.
pub(super) fn cannot_write_all(path: &Path, missing: Option<u64>, error: io::Error) -> Error {
    use io::ErrorKind::{FileTooLarge, PermissionDenied, QuotaExceeded, StorageFull};
    let shown = path.display();
    let (message, hint) = match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => {
            let missing = missing
                .map_or_else(String::new, |bytes| format!(": {} more are needed", in_words(bytes)));
            (format!("there is no room for `{shown}`{missing}"), OTHER_FOLDER)
        }
        PermissionDenied => {
            let hint = "make the folder writable, or name another in the setting `models.folder`";
            (format!("`{shown}` cannot be written"), hint)
        }
        _ => {
            let hint = "the setting `models.folder` says where models are kept";
            (format!("`{shown}` cannot be written"), hint)
        }
    };
    Error::unavailable(message).because(error).hinting(hint)
}

/// A number of bytes, as people say it.
fn in_words(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(folder: &Path, content: &str) {
        fs::create_dir_all(folder).unwrap();
        fs::write(folder.join("weights"), content).unwrap();
    }

    #[test]
    fn a_crash_between_two_packs_is_mended_by_whoever_comes_next() {
        let models = tempfile::tempdir().unwrap();
        let (place, old) = (models.path().join("x"), models.path().join(".x.old"));
        let open = || Staging::open(models.path(), "x", || panic!("nobody else is here")).unwrap();
        pack(&old, "before");
        drop(open());
        assert_eq!(fs::read_to_string(place.join("weights")).unwrap(), "before");
        pack(&old, "before that");
        drop(open());
        assert_eq!(fs::read_to_string(place.join("weights")).unwrap(), "before");
        assert!(!old.exists());
    }

    #[test]
    fn a_pack_takes_its_place_with_its_own_files_only() {
        let models = tempfile::tempdir().unwrap();
        let place = models.path().join("x");
        pack(&place, "old");
        let staging = Staging::open(models.path(), "x", || {}).unwrap();
        for (path, content) in [("weights", "new"), ("a/left over", "of another pull")] {
            fs::write(staging.part(path).unwrap(), content).unwrap();
            staging.accept(path, None).unwrap();
        }
        staging.install(&["weights"], b"name = 'x'").unwrap();
        assert_eq!(fs::read_to_string(place.join("weights")).unwrap(), "new");
        assert!(!place.join("a").exists());
        assert!(Pack::in_folder(&place).is_ok());
    }

    #[test]
    fn bytes_are_said_in_units() {
        let said = [7, 5_120, 343_440_000, 1_504_000_000].map(in_words);
        assert_eq!(said, ["7 bytes", "5.1 kB", "343.4 MB", "1.50 GB"]);
    }
}
