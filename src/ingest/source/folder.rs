//! A music folder: audio files, with lyrics in `.lrc` or `.txt` files and pictures of covers beside them.

mod stems;

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use self::stems::{Files, Kind, kind, stamp};
use crate::audio;
use crate::error::{Error, Result};
use crate::ingest::charset;
use crate::ingest::source::{AudioFile, Layout, RawTrack, RawWords, WordsSource};
use crate::ingest::tags::{self, Tagged};
use crate::music::CoverPlace;

/// The largest file that is taken for the words of a song.
const LARGEST_WORDS: u64 = 64 * 1024;
/// A line of a song is shorter than this many letters; prose is not.
const LONGEST_LINE: usize = 300;
/// Folders nest no deeper than this.
const DEEPEST: usize = 64;

/// A folder with music in it.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// What lies in a folder: the same folder looks the same each time.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// The tracks, in the order of their paths.
    pub found: Vec<Found>,
    /// What looked like music or words and was left out.
    pub skipped: Vec<Skip>,
}

/// One track that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Which track: `file:` and the absolute path of its audio, else of its words.
    pub reference: String,
    /// Changes whenever one of the files changes, by their sizes and times.
    pub stamp: String,
    /// The audio file.
    pub audio: Option<PathBuf>,
    /// The file with its words.
    pub words: Option<PathBuf>,
    /// The picture of the cover that lies beside the audio.
    pub picture: Option<PathBuf>,
}

/// Something that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip {
    /// Where it is.
    pub place: String,
    /// Why it was left out.
    pub reason: String,
}

impl Folder {
    /// The folder at `root`. Fails if there is none, or if its path is not UTF-8.
    pub fn open(root: &Path) -> Result<Self> {
        let shown = root.display();
        let root = fs::canonicalize(root).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => {
                Error::not_found(format!("there is no folder `{shown}`"))
            }
            _ => Error::invalid(format!("folder `{shown}` cannot be opened")).because(error),
        })?;
        if !root.is_dir() {
            return Err(Error::invalid(format!("`{shown}` is not a folder")));
        }
        if root.to_str().is_none() {
            return Err(Error::invalid(format!("the path of folder `{shown}` is not UTF-8")));
        }
        Ok(Self { root })
    }

    /// Where the folder is, as an absolute path without links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Walks the folder and opens no file. Links are followed, each linked folder once; hidden
    /// files are passed over.
    pub fn look(&self) -> Look {
        let mut look = Look::default();
        let mut files = Files::default();
        let mut linked = HashSet::new();
        let mut walk = WalkDir::new(&self.root)
            .follow_links(true)
            .max_depth(DEEPEST)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    look.skipped.extend(unreadable(&error));
                    continue;
                }
            };
            let folder = entry.file_type().is_dir();
            let wanted = self.verdict(&entry, &mut linked).unwrap_or_else(|skip| {
                look.skipped.push(skip);
                false
            });
            if folder && !wanted {
                walk.skip_current_dir();
            } else if wanted && entry.file_type().is_file() {
                files.sort_in(&entry, &mut look.skipped);
            }
        }
        files.give(&mut look);
        look.found.sort_by(|a, b| a.reference.cmp(&b.reference));
        look.skipped.sort_by(|a, b| a.place.cmp(&b.place));
        look
    }

    /// Whether an entry is looked at: `Ok(false)` passes over it in silence.
    fn verdict(&self, entry: &DirEntry, linked: &mut HashSet<PathBuf>) -> Result<bool, Skip> {
        if entry.depth() == 0 {
            return Ok(true);
        }
        let Some(name) = entry.file_name().to_str() else {
            return Err(Skip::of(entry.path(), "its name is not UTF-8"));
        };
        if name.starts_with('.') {
            return Ok(false);
        }
        if entry.path_is_symlink() && entry.file_type().is_dir() {
            let target = fs::canonicalize(entry.path()).unwrap_or_default();
            if target.starts_with(&self.root) || !linked.insert(target) {
                return Err(Skip::of(
                    entry.path(),
                    "it links to a folder that is looked at anyway",
                ));
            }
        }
        Ok(true)
    }

    /// Reads tags and words of a track. Fails if neither can be read; what else is wrong is noted.
    pub fn fetch(&self, found: &Found) -> Result<RawTrack> {
        let mut raw = RawTrack { reference: found.reference.clone(), ..RawTrack::default() };
        let Some(path) = found.audio.as_ref().or(found.words.as_ref()) else {
            return Err(Error::invalid(format!("`{}` names no file", found.reference)));
        };
        raw.layout = self.layout(path);
        if let Some(words) = &found.words {
            match read_words(words) {
                Ok((words, notes)) => {
                    raw.words.push(words);
                    raw.notes.extend(notes);
                }
                // Without audio, the words are all there is.
                Err(error) if found.audio.is_none() => return Err(error),
                Err(error) => raw.notes.push(error.to_string()),
            }
        }
        if let Some(audio) = &found.audio {
            let tagged = self.tagged(audio, &mut raw.notes)?;
            let metadata = fs::metadata(audio).map_err(|error| {
                let name = self.shown(audio);
                Error::invalid(format!("`{name}` cannot be read")).because(error)
            })?;
            let media_type = tagged.media_type.or_else(|| audio::media_type(audio));
            let embedded = tagged.has_picture.then_some(CoverPlace::Embedded);
            let beside = || found.picture.clone().map(CoverPlace::File);
            raw.tags = tagged.tags;
            raw.words.extend(tagged.words);
            raw.audio = Some(AudioFile {
                path: audio.clone(),
                media_type: media_type.unwrap_or("application/octet-stream"),
                stamp: stamp(&metadata),
                bytes: metadata.len(),
                cover: embedded.or_else(beside),
            });
        }
        Ok(raw)
    }

    /// The tags of an audio file; damaged ones are noted and count as none.
    fn tagged(&self, path: &Path, notes: &mut Vec<String>) -> Result<Tagged> {
        let name = self.shown(path);
        let file = File::open(path)
            .map_err(|error| Error::invalid(format!("`{name}` cannot be opened")).because(error))?;
        if file.metadata().is_ok_and(|metadata| metadata.len() == 0) {
            return Err(Error::invalid(format!("`{name}` is empty")));
        }
        // A parser of files from anywhere may have a fault; it must not end the run.
        let read = std::panic::catch_unwind(|| tags::read(file));
        let tagged = match read {
            Ok(Ok(tagged)) => tagged,
            Ok(Err(error)) => {
                notes.push(format!("tags of `{name}` were not read: {error}"));
                return Ok(Tagged::default());
            }
            Err(_) => {
                notes.push(format!("tags of `{name}` were not read: the parser failed"));
                return Ok(Tagged::default());
            }
        };
        if let (Some(real), Some(named)) = (tagged.media_type, audio::media_type(path))
            && real != named
        {
            notes.push(format!("`{name}` is {real} by its content, not {named}"));
        }
        Ok(tagged)
    }

    /// A path as it is shown: from the folder on.
    fn shown(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// Reads `Artist/Album/01 - Title.mp3`.
    fn layout(&self, path: &Path) -> Layout {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        let stem = inside.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        let folders: Vec<String> = inside
            .parent()
            .into_iter()
            .flat_map(Path::iter)
            .filter_map(OsStr::to_str)
            .map(str::to_owned)
            .collect();
        let title = without_number(stem);
        let split = title.split_once(" - ").map(|(artist, title)| (artist.trim(), title.trim()));
        match (folders.as_slice(), split) {
            ([.., artist, album], _) => Layout {
                title: title.into(),
                artist: Some(artist.clone()),
                album: Some(album.clone()),
            },
            (folders, Some((artist, title))) if !artist.is_empty() && !title.is_empty() => Layout {
                title: title.into(),
                artist: Some(artist.into()),
                album: folders.first().cloned(),
            },
            (folders, _) => {
                Layout { title: title.into(), artist: folders.first().cloned(), album: None }
            }
        }
    }
}

/// A title without the number of its track: `01 - `, `3. `, `1-07 `.
fn without_number(stem: &str) -> &str {
    let rest = stem.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '-');
    let digits = stem.len() - rest.len();
    let rest = rest.trim_start_matches(['.', ')', '_']);
    let title = rest.trim_start().trim_start_matches("- ").trim();
    let numbered =
        (1..=4).contains(&digits) && (rest.starts_with(' ') || stem.len() - rest.len() > digits);
    if numbered && !title.is_empty() { title } else { stem.trim() }
}

impl Skip {
    fn of(path: &Path, reason: &str) -> Self {
        Self { place: path.display().to_string(), reason: reason.to_owned() }
    }
}

fn unreadable(error: &walkdir::Error) -> Option<Skip> {
    let path = error.path()?;
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    if hidden {
        return None;
    }
    let reason = match (error.loop_ancestor(), error.io_error().map(std::io::Error::kind)) {
        (Some(ancestor), _) => format!("it links back to `{}`", ancestor.display()),
        (None, Some(std::io::ErrorKind::NotFound)) => "it links to nothing".to_owned(),
        (None, Some(kind)) => format!("it cannot be read: {kind}"),
        (None, None) => "it cannot be read".to_owned(),
    };
    Some(Skip::of(path, &reason))
}

/// Reads a file of words, with notes about its encoding. Fails if it cannot be read or is no song.
fn read_words(path: &Path) -> Result<(RawWords, Vec<String>)> {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST_WORDS + 1).read_to_end(&mut bytes))
        .map_err(|error| Error::invalid(format!("`{name}` cannot be read")).because(error))?;
    if LARGEST_WORDS < bytes.len() as u64 {
        return Err(Error::too_large(format!("`{name}` is too large for the words of a song")));
    }
    let decoded = charset::decode(&bytes);
    let source = match kind(path) {
        Kind::Lrc => WordsSource::Lrc,
        _ => WordsSource::Txt,
    };
    if source == WordsSource::Txt && is_prose(&decoded.text) {
        return Err(Error::invalid(format!("`{name}` is prose, not the words of a song")));
    }
    let mut notes = Vec::new();
    if decoded.charset != "utf-8" {
        notes.push(format!("`{name}` was read as {}", decoded.charset));
    }
    if decoded.damaged {
        notes.push(format!("`{name}` has bytes that are no text in {}", decoded.charset));
    }
    Ok((RawWords { source, text: decoded.text, language: None, decision: None }, notes))
}

/// Whether most of a text stands in very long lines.
fn is_prose(text: &str) -> bool {
    let all = text.chars().count();
    let long: usize =
        text.lines().map(|line| line.chars().count()).filter(|length| LONGEST_LINE < *length).sum();
    all < 2 * long
}

#[cfg(test)]
mod tests;
