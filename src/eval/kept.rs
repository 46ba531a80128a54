//! What was made once for a key, in a file: a second run does not make it anew.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::report::unwritable;
use crate::error::{Error, Result};

/// Values by key, and the file that they are kept in.
pub struct Kept<T> {
    path: PathBuf,
    values: BTreeMap<String, T>,
    changed: bool,
}

impl<T: Serialize + DeserializeOwned + Clone> Kept<T> {
    /// What the file at `path` holds; nothing if there is none, or if another version wrote it.
    pub fn open(path: PathBuf) -> Self {
        let read = fs::read(&path).ok().and_then(|bytes| postcard::from_bytes(&bytes).ok());
        Self { path, values: read.unwrap_or_default(), changed: false }
    }

    /// What is kept for `key`.
    pub fn get(&self, key: &str) -> Option<T> {
        self.values.get(key).cloned()
    }

    /// Keeps `value` for `key` from now on.
    pub fn insert(&mut self, key: String, value: T) {
        self.values.insert(key, value);
        self.changed = true;
    }

    /// Writes what was added; all of it or nothing.
    pub fn save(&mut self) -> Result<()> {
        if !self.changed {
            return Ok(());
        }
        let bytes = postcard::to_stdvec(&self.values)
            .map_err(|error| Error::internal("what was made cannot be kept").because(error))?;
        let part = self.path.with_extension("part");
        let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, &self.path));
        written.map_err(|error| unwritable(&self.path).because(error))?;
        self.changed = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_the_next_time_and_a_broken_file_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kept");
        let mut kept = Kept::<Vec<f32>>::open(path.clone());
        kept.insert("a".to_owned(), vec![0.1]);
        kept.save().unwrap();
        assert_eq!(Kept::<Vec<f32>>::open(path.clone()).get("a"), Some(vec![0.1]));
        fs::write(&path, "broken").unwrap();
        assert_eq!(Kept::<Vec<f32>>::open(path).get("a"), None);
    }
}
