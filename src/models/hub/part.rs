//! The part of a file that is here already: `NAME.part`, and beside it the mark by which the hub can
//! tell whether it still has the same file.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A file that is being fetched.
pub(in crate::models) struct Part {
    path: PathBuf,
    mark: PathBuf,
}

impl Part {
    pub(in crate::models) fn at(path: &Path) -> Self {
        let mut mark = path.as_os_str().to_owned();
        mark.push(".etag");
        Self { path: path.to_owned(), mark: mark.into() }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// How many bytes are here.
    pub(super) fn length(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }

    /// Where to go on, and the mark of the file that was begun. Without a mark nobody can tell that
    /// both halves are of the same file.
    pub(super) fn resumable(&self) -> Option<(u64, String)> {
        let mark = fs::read_to_string(&self.mark).ok().filter(|mark| !mark.is_empty())?;
        let here = self.length();
        (0 < here).then_some((here, mark))
    }

    /// Opens the part at its end.
    pub(super) fn go_on(&self) -> io::Result<File> {
        File::options().append(true).open(&self.path)
    }

    /// Begins anew. The old mark goes first and the new one comes last, so that it never stands
    /// beside bytes of another file.
    pub(in crate::models) fn begin(&self, mark: Option<&str>) -> io::Result<File> {
        match fs::remove_file(&self.mark) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let file = File::create(&self.path)?;
        if let Some(mark) = mark {
            fs::write(&self.mark, mark)?;
        }
        Ok(file)
    }

    /// Forgets what is here.
    pub(super) fn discard(&self) {
        // What cannot be removed is written over when the file is begun anew.
        let _ = fs::remove_file(&self.mark);
        let _ = fs::remove_file(&self.path);
    }
}
