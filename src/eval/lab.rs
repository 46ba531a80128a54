//! What experiments run on: the data, the cache, the models that see, and the random numbers.

use std::path::{Path, PathBuf};

use super::bootstrap::Resampling;
use super::dataset::{About, Dataset, Song};
use super::kept::Kept;
use super::library::{Library, Part};
use super::sights::Sights;
use crate::config::Settings;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::models::text_encoder::{Encode, Text};
use crate::recommend::Sight;

/// What experiments share.
pub struct Lab<'a> {
    /// The folder of the data.
    pub data: PathBuf,
    /// How figures are made sure of.
    pub draws: Resampling,
    /// What was measured on so far.
    pub datasets: Vec<About>,
    cache: PathBuf,
    settings: Settings,
    sights: Sights,
    texts: Kept<Vec<f32>>,
    tell: &'a dyn Fn(&str),
}

impl<'a> Lab<'a> {
    /// Opens the cache and loads the models that see. `tell` hears what is going on.
    pub async fn open(
        data: &Path,
        cache: &Path,
        draws: Resampling,
        settings: &Settings,
        tell: &'a dyn Fn(&str),
    ) -> Result<Self> {
        std::fs::create_dir_all(cache).map_err(|error| {
            Error::unavailable(format!("`{}` cannot be made", cache.display())).because(error)
        })?;
        // A choice of the library in the settings' own folder is no part of what is measured.
        let settings = Settings {
            catalog: format!("sqlite:{}", cache.join("none").display()),
            ..settings.clone()
        };
        Ok(Self {
            data: data.to_owned(),
            draws,
            datasets: Vec::new(),
            cache: cache.to_owned(),
            sights: Sights::open(&settings, cache).await?,
            texts: Kept::open(cache.join(format!("texts-{}", Pack::e5_small()?.revision()))),
            settings,
            tell,
        })
    }

    /// Names and revisions of what is measured.
    pub fn models(&self) -> Result<Vec<String>> {
        let named = |pack: Pack| format!("{}-{}", pack.name(), pack.revision());
        let mut names = vec![self.sights.models().to_owned()];
        names.extend([Pack::e5_small()?, Pack::musicnn()?, Pack::matching()?].map(named));
        Ok(names)
    }

    /// Remembers that a dataset is used, and gives its things.
    pub fn uses<T>(&mut self, dataset: Dataset<T>) -> Vec<T> {
        self.note(dataset.about);
        dataset.things
    }

    /// Remembers that a dataset is used.
    pub fn note(&mut self, about: About) {
        if !self.datasets.contains(&about) {
            self.datasets.push(about);
        }
    }

    /// What is seen in photos.
    pub async fn sights(&mut self, photos: &[PathBuf]) -> Result<Vec<Sight>> {
        let tell = self.tell;
        let all = photos.len();
        self.sights.of(photos, &|seen| tell(&format!("{seen} of {all} photos seen"))).await
    }

    /// What the tower pools of photos.
    pub async fn pooled(&mut self, photos: &[PathBuf]) -> Result<Vec<Vec<f32>>> {
        self.sights.pooled(photos).await
    }

    /// The library of these texts.
    pub async fn songs(&self, name: &str, songs: &[Song]) -> Result<Library> {
        (self.tell)(&format!("library `{name}` of {} texts", songs.len()));
        Library::of_songs(name, songs, &self.cache, &self.settings).await
    }

    /// The library of these tracks.
    pub async fn tracks(&self, name: &str, parts: Vec<Part<'_>>) -> Result<Library> {
        let count: usize = parts.iter().map(|part| part.tracks.len()).sum();
        (self.tell)(&format!("library `{name}` of {count} tracks"));
        Library::of_tracks(name, parts, &self.cache, &self.settings).await
    }

    /// What the encoder makes of passages, one by one.
    pub async fn read(&mut self, encoder: &Encode, passages: &[&str]) -> Result<Vec<Embedding>> {
        let mut made = Vec::with_capacity(passages.len());
        for passage in passages {
            let kept = self.texts.get(passage).and_then(Embedding::from_unit);
            let embedding = if let Some(embedding) = kept {
                embedding
            } else {
                let embedding = encoder.call(Text::Passage((*passage).to_owned())).await?;
                self.texts.insert((*passage).to_owned(), embedding.values().to_vec());
                embedding
            };
            made.push(embedding);
        }
        self.texts.save()?;
        Ok(made)
    }
}
