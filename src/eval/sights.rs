//! What is seen in photos, and what the tower pools of them: looked at once, and kept by their bytes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::kept::Kept;
use crate::app;
use crate::blocking::blocking;
use crate::config::Settings;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::feeling::Feeling;
use crate::image::Image;
use crate::models::eye::Eye;
use crate::models::pack::Pack;
use crate::recommend::{self, Looking, Sight, Tag};

/// How many photos are looked at before what was seen is written down.
const PHOTOS_A_STEP: usize = 100;

/// What is kept of a sight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Seen {
    caption: String,
    written: Vec<String>,
    tags: Vec<(String, f32)>,
    feeling: Feeling,
    picture: Option<Vec<f32>>,
}

impl From<Sight> for Seen {
    fn from(sight: Sight) -> Self {
        let feeling = sight.feeling();
        let tags = sight.tags.into_iter().map(|tag| (tag.label, tag.score)).collect();
        let picture = sight.picture.map(|picture| picture.values().to_vec());
        Self { caption: sight.caption, written: sight.written, tags, feeling, picture }
    }
}

impl From<Seen> for Sight {
    fn from(seen: Seen) -> Self {
        let tags = seen.tags.into_iter().map(|(label, score)| Tag { label, score }).collect();
        let Seen { caption, written, feeling, picture, .. } = seen;
        let picture = picture.and_then(Embedding::from_unit);
        Self { caption, tags, feeling: feeling.into(), written, picture }
    }
}

/// Looks at photos with the product's built-in models.
pub struct Sights {
    looking: Looking,
    settings: Settings,
    seen: Kept<Seen>,
    pooled: Kept<Vec<f32>>,
    models: String,
}

impl Sights {
    /// Loads the models that see; what they have seen before is kept in `cache`.
    pub async fn open(settings: &Settings, cache: &Path) -> Result<Self> {
        let looking = app::open_eyes(settings).await?;
        let eye = format!("{}-{}", Pack::lite()?.revision(), Pack::matching()?.revision());
        let captioner = format!("{}-{}", looking.choice.pack, looking.choice.revision);
        Ok(Self {
            seen: Kept::open(cache.join(format!("sights-{eye}-{captioner}"))),
            pooled: Kept::open(cache.join(format!("pooled-{eye}"))),
            models: captioner,
            settings: settings.clone(),
            looking,
        })
    }

    /// The captioner and its revision.
    pub fn models(&self) -> &str {
        &self.models
    }

    /// What is seen in each photo; `tell` hears how many were looked at.
    pub async fn of(&mut self, photos: &[PathBuf], tell: &dyn Fn(usize)) -> Result<Vec<Sight>> {
        let mut sights = Vec::with_capacity(photos.len());
        for (number, photo) in photos.iter().enumerate() {
            let bytes = recommend::read(photo).await?;
            let key = blake3::hash(&bytes).to_hex().to_string();
            let seen = match self.seen.get(&key) {
                Some(seen) => seen,
                None => self.look(key, bytes).await?,
            };
            sights.push(seen.into());
            if (number + 1) % PHOTOS_A_STEP == 0 {
                self.seen.save()?;
                tell(number + 1);
            }
        }
        self.seen.save()?;
        Ok(sights)
    }

    async fn look(&mut self, key: String, bytes: Vec<u8>) -> Result<Seen> {
        let image = recommend::decode(bytes, ()).await?;
        let seen = Seen::from(self.looking.seeing.see(image).await?);
        self.seen.insert(key, seen.clone());
        Ok(seen)
    }

    /// What the tower pools of each photo, 1,816 numbers.
    pub async fn pooled(&mut self, photos: &[PathBuf]) -> Result<Vec<Vec<f32>>> {
        let (mut rows, mut missing) = (Vec::new(), Vec::new());
        for photo in photos {
            let bytes = recommend::read(photo).await?;
            let key = blake3::hash(&bytes).to_hex().to_string();
            rows.push(self.pooled.get(&key));
            if rows.last().is_some_and(Option::is_none) {
                missing.push((rows.len() - 1, key, bytes));
            }
        }
        if !missing.is_empty() {
            let engine = self.settings.models.engine.clone();
            let made = blocking(move || {
                let mut eye = Eye::open(&Pack::lite()?, &engine)?;
                missing
                    .into_iter()
                    .map(|(row, key, bytes)| Ok((row, key, pool(&mut eye, &bytes)?)))
                    .collect::<Result<Vec<_>>>()
            });
            for (row, key, values) in made.await? {
                self.pooled.insert(key, values.clone());
                rows[row] = Some(values);
            }
            self.pooled.save()?;
        }
        Ok(rows.into_iter().flatten().collect())
    }
}

fn pool(eye: &mut Eye, bytes: &[u8]) -> Result<Vec<f32>> {
    let pixels = eye.processor().pixels(&Image::decode(bytes)?)?;
    eye.pool(pixels)
}
