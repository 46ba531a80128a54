//! Libraries made of datasets, by the product's own pipeline, in a cache folder: a second run does not
//! ingest anew. Tracks go in one after another and their passages are read one by one, so that a library
//! that is made again is the same to the last digit.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::dataset::{Labelled, Song};
use super::report::{unwritable, write};
use crate::app::App;
use crate::blocking::blocking;
use crate::catalog::{Outcome, Place};
use crate::config::Settings;
use crate::error::{Error, ErrorKind, Result};
use crate::ingest::listen::{Listened, SoundFeeling};
use crate::ingest::source::folder::Folder;
use crate::ingest::{Ingest, Stage};
use crate::models::pack::Pack;
use crate::models::text_encoder::TextEncoder;
use crate::models::{Batching, Handle};
use crate::music::TrackId;
use crate::reading::{Bank, Reading};
use crate::recommend::Recommend;

/// Says that a library is complete.
const DONE: &str = "done";

/// A library of a dataset.
pub struct Library {
    /// Answers from it.
    pub recommend: Recommend,
    /// What the dataset calls each track that was taken.
    pub names: HashMap<TrackId, String>,
    /// How many tracks of the dataset were refused.
    pub refused: usize,
    references: HashMap<String, String>,
}

/// Where a track of a dataset lies in the folder that is ingested.
#[derive(Clone, Debug)]
struct Entry {
    /// The path below the folder.
    path: PathBuf,
    /// What the dataset calls it.
    name: String,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Words(String),
    Audio(PathBuf),
}

/// Tracks of audio, and what hears the feeling of their sound.
pub struct Part<'a> {
    /// The tracks.
    pub tracks: Vec<&'a Labelled>,
    /// The head; the shipped one if none is named.
    pub head: Option<SoundFeeling>,
}

impl Library {
    /// The library of these texts, called `name` in the folder `cache`.
    pub async fn of_songs(
        name: &str,
        songs: &[Song],
        cache: &Path,
        settings: &Settings,
    ) -> Result<Self> {
        let entry = |song: &Song| Entry {
            path: PathBuf::from(folder_name(&song.artist)).join(format!("{}.txt", song.id)),
            name: song.id.clone(),
            content: Content::Words(song.text()),
        };
        let part = (songs.iter().map(entry).collect(), None);
        Self::make(name, vec![part], cache, settings).await
    }

    /// The library of these tracks, each part heard with its own head.
    pub async fn of_tracks(
        name: &str,
        parts: Vec<Part<'_>>,
        cache: &Path,
        settings: &Settings,
    ) -> Result<Self> {
        let entry = |(part, track): (usize, &&Labelled)| {
            let extension =
                track.file.extension().unwrap_or_default().to_string_lossy().into_owned();
            // No folder between: an artist has two songs at most on a list, and these have no artist.
            let flat = track.name.replace(['/', '\\'], "_");
            let path = PathBuf::from(format!("part {part}")).join(format!("{flat}.{extension}"));
            Entry { path, name: track.name.clone(), content: Content::Audio(track.file.clone()) }
        };
        let parts = parts.into_iter().enumerate().map(|(number, part)| {
            let entries = part.tracks.iter().map(|track| entry((number, track))).collect();
            (entries, part.head)
        });
        Self::make(name, parts.collect(), cache, settings).await
    }

    async fn make(
        name: &str,
        parts: Vec<(Vec<Entry>, Option<SoundFeeling>)>,
        cache: &Path,
        settings: &Settings,
    ) -> Result<Self> {
        let place = cache.join(format!("{name}-{}", key(&parts)?));
        let settings = inside(settings, &place);
        let music = place.join("music");
        if !place.join(DONE).exists() {
            parts.iter().try_for_each(|(entries, _)| lay_out(&music, entries))?;
        }
        let app = App::open(&settings).await?;
        if !place.join(DONE).exists() {
            let ingest =
                one_by_one(app.ingest(false, &CancellationToken::new()).await?, &settings).await?;
            for (number, (entries, head)) in parts.iter().enumerate() {
                let ingest = match head {
                    Some(head) => {
                        Ingest { sound_feeling: Arc::new(head.clone()), ..ingest.clone() }
                    }
                    None => ingest.clone(),
                };
                let root =
                    if matches!(entries.first(), Some(Entry { content: Content::Audio(_), .. })) {
                        music.join(format!("part {number}"))
                    } else {
                        music.clone()
                    };
                take_all(&ingest, &root).await?;
            }
            write(&place.join(DONE), "")?;
        }
        let entries = parts.into_iter().flat_map(|(entries, _)| entries);
        Self::open(&app, &music, entries.collect()).await
    }

    async fn open(app: &App, music: &Path, entries: Vec<Entry>) -> Result<Self> {
        let music = fs::canonicalize(music).map_err(|error| unreadable(music).because(error))?;
        let visits = app.catalog.visits(&format!("file:{}", music.display())).await?;
        let (mut names, mut references) = (HashMap::new(), HashMap::new());
        for entry in &entries {
            let reference = format!("file:{}", music.join(&entry.path).display());
            if visits.get(&reference).is_some_and(|visit| visit.outcome == Outcome::Taken) {
                names.insert(TrackId::of(&reference), entry.name.clone());
                references.insert(entry.name.clone(), reference);
            }
        }
        let refused = entries.len() - names.len();
        Ok(Self { recommend: app.recommend().await?, names, refused, references })
    }

    /// What was heard in a track; `None` if it was not taken.
    pub async fn listened(&self, name: &str) -> Result<Option<Listened>> {
        let Some(reference) = self.references.get(name) else { return Ok(None) };
        let kept = self.recommend.catalog.kept(reference).await?;
        Ok(kept.and_then(|kept| Listened::from_bytes(&kept.made)))
    }
}

/// Changes whenever the library would come out otherwise.
fn key(parts: &[(Vec<Entry>, Option<SoundFeeling>)]) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(Stage::versions().as_bytes());
    for pack in [Pack::e5_small()?, Pack::musicnn()?, Pack::matching()?] {
        hasher.update(pack.revision().as_bytes());
    }
    for (entries, head) in parts {
        hasher.update(format!("{head:?}").as_bytes());
        for entry in entries {
            hasher.update(format!("{entry:?}").as_bytes());
        }
    }
    Ok(hasher.finalize().to_hex()[..12].to_owned())
}

/// The settings of a library in this folder, with the built-in models.
fn inside(settings: &Settings, place: &Path) -> Settings {
    let named = |kind: &str, name: &str| format!("{kind}:{}", place.join(name).display());
    Settings {
        data: place.to_owned(),
        catalog: named("sqlite", "catalog.db"),
        vectors: named("file", "vectors"),
        blobs: named("file", "blobs"),
        ..settings.clone()
    }
}

/// A name that is one folder.
fn folder_name(name: &str) -> String {
    let name = name.trim().trim_matches('.').replace(['/', '\\'], " ");
    if name.is_empty() { String::from("unknown") } else { name }
}

fn lay_out(music: &Path, entries: &[Entry]) -> Result<()> {
    for entry in entries {
        let path = music.join(&entry.path);
        let folder = path.parent().unwrap_or(music);
        fs::create_dir_all(folder).map_err(|error| unwritable(folder).because(error))?;
        match &entry.content {
            Content::Words(text) => write(&path, text)?,
            Content::Audio(file) => link(file, &path)?,
        }
    }
    Ok(())
}

fn link(file: &Path, path: &Path) -> Result<()> {
    let file = fs::canonicalize(file).map_err(|error| unreadable(file).because(error))?;
    match std::os::unix::fs::symlink(&file, path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => {
            Err(unwritable(path).because(error))
        }
        _ => Ok(()),
    }
}

/// The same pipeline, with an encoder that reads one text at a time: what it makes of a text depends a
/// little on what it reads together with it.
async fn one_by_one(ingest: Ingest, settings: &Settings) -> Result<Ingest> {
    let engine = settings.models.engine.clone();
    let encoder = blocking(move || TextEncoder::open(&Pack::e5_small()?, &engine)).await?;
    let Reading { choice, alignment, vectors, .. } = &*ingest.reading;
    let encoder = Handle::start("text-encoder", encoder, Batching::of(1))?;
    let reading = Reading {
        choice: choice.clone(),
        bank: Bank::of(&choice.pack, &encoder)?,
        encoder,
        alignment: alignment.clone(),
        vectors: vectors.clone(),
    };
    Ok(Ingest { reading: Arc::new(reading), ..ingest })
}

/// Takes in all tracks of a folder, in their order. Those that cannot be used are left out.
async fn take_all(ingest: &Ingest, root: &Path) -> Result<()> {
    let folder = Folder::open(root)?;
    let root = folder.root().display().to_string();
    for found in folder.look().found {
        let (fetched, folder) = (found.clone(), folder.clone());
        let place = Place { reference: &found.reference, stamp: &found.stamp, root: &root };
        match ingest.run(place, None, move || folder.fetch(&fetched)).await {
            Err(error) if matches!(error.kind(), ErrorKind::Unavailable | ErrorKind::Internal) => {
                return Err(error);
            }
            _ => {}
        }
    }
    Ok(())
}

fn unreadable(path: &Path) -> Error {
    Error::not_found(format!("`{}` cannot be read", path.display()))
}
