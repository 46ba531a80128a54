//! Which files of a folder belong together: those that share a name before the extension are a track, and
//! a picture of a cover belongs to all of them.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use unicode_normalization::UnicodeNormalization;
use walkdir::DirEntry;

use super::{Found, LARGEST_WORDS, Look, Skip, unreadable};
use crate::audio;
use crate::image;

/// What pictures of covers are called before the extension, the likeliest first.
const PICTURES: [&str; 5] = ["cover", "folder", "front", "album", "albumart"];

/// A file and what is known of it without opening it.
type Known = (PathBuf, Metadata);

/// The files that were found, sorted by where they belong.
#[derive(Default)]
pub(super) struct Files {
    /// By folder and name.
    stems: BTreeMap<(PathBuf, String), Stem>,
    /// The likeliest picture of each folder, and its place in [`PICTURES`].
    pictures: BTreeMap<PathBuf, (usize, Known)>,
}

/// The files of one folder that share a name before the extension.
#[derive(Default)]
struct Stem {
    audio: Vec<Known>,
    lrc: Option<Known>,
    txt: Option<Known>,
}

/// What a file is.
pub(super) enum Kind {
    Audio,
    Lrc,
    Txt,
    /// A cover, by its place in [`PICTURES`].
    Picture(usize),
    Unplayable(String),
    Other,
}

impl Files {
    /// Puts a file with those that it belongs to.
    pub(super) fn sort_in(&mut self, entry: &DirEntry, skipped: &mut Vec<Skip>) {
        let path = entry.path();
        let kind = kind(path);
        if let Kind::Unplayable(extension) = &kind {
            skipped.push(Skip::of(path, &format!("`.{extension}` files cannot be played")));
        }
        if matches!(kind, Kind::Unplayable(_) | Kind::Other) {
            return;
        }
        let metadata = match entry.metadata() {
            Ok(metadata) => metadata,
            Err(error) => return skipped.extend(unreadable(&error)),
        };
        let folder = path.parent().unwrap_or(path).to_owned();
        let file = (path.to_owned(), metadata);
        if let Kind::Picture(rank) = kind {
            return self.take_picture(folder, rank, file);
        }
        // Composed and decomposed names are one name to people and to some file systems.
        let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().nfc().collect();
        let files = self.stems.entry((folder, stem)).or_default();
        match kind {
            Kind::Audio => files.audio.push(file),
            Kind::Lrc => files.lrc = Some(file),
            _ => files.txt = Some(file),
        }
    }

    /// Keeps a picture if it is likelier the cover than the one that is there.
    fn take_picture(&mut self, folder: PathBuf, rank: usize, picture: Known) {
        let size = picture.1.len();
        let better = self.pictures.get(&folder).is_none_or(|(known, _)| rank < *known);
        if better && (1..=image::MAX_BYTES as u64).contains(&size) {
            self.pictures.insert(folder, (rank, picture));
        }
    }

    /// Makes tracks of the files.
    pub(super) fn give(self, look: &mut Look) {
        for ((folder, _), stem) in self.stems {
            stem.give(self.pictures.get(&folder).map(|(_, picture)| picture), look);
        }
    }
}

impl Stem {
    /// Makes tracks of the files: one for each audio file, else one for the words alone.
    fn give(self, picture: Option<&Known>, look: &mut Look) {
        if self.audio.is_empty()
            && self.lrc.is_none()
            && let Some((path, metadata)) = &self.txt
            && let Some(reason) = no_words(path, metadata)
        {
            return look.skipped.push(Skip::of(path, reason));
        }
        let words = self.lrc.or(self.txt);
        let words_stamp = words.as_ref().map_or(String::new(), |(_, metadata)| stamp(metadata));
        let words = words.map(|(path, _)| path);
        let picture_stamp = picture.map(|(_, metadata)| format!(";{}", stamp(metadata)));
        let picture_stamp = picture_stamp.unwrap_or_default();
        for (audio, metadata) in &self.audio {
            look.found.push(Found {
                reference: reference(audio),
                stamp: format!("{};{words_stamp}{picture_stamp}", stamp(metadata)),
                audio: Some(audio.clone()),
                words: words.clone(),
                picture: picture.map(|(path, _)| path.clone()),
            });
        }
        if let (Some(words), true) = (words, self.audio.is_empty()) {
            let reference = reference(&words);
            let stamp = format!(";{words_stamp}");
            let (audio, words, picture) = (None, Some(words), None);
            look.found.push(Found { reference, stamp, audio, words, picture });
        }
    }
}

/// What a file is, by its name.
pub(super) fn kind(path: &Path) -> Kind {
    let extension =
        path.extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "jpg" | "jpeg" | "png" | "webp" => picture_rank(path).map_or(Kind::Other, Kind::Picture),
        "lrc" => Kind::Lrc,
        "txt" => Kind::Txt,
        "opus" | "wma" | "ape" | "wv" | "mpc" | "dsf" | "dff" | "aif" | "aiff" | "mid" | "midi"
        | "ra" => Kind::Unplayable(extension),
        _ if audio::media_type(path).is_some() => Kind::Audio,
        _ => Kind::Other,
    }
}

/// The place of a picture's name in [`PICTURES`].
fn picture_rank(path: &Path) -> Option<usize> {
    let name = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    PICTURES.iter().position(|picture| *picture == name)
}

fn reference(path: &Path) -> String {
    format!("file:{}", path.display())
}

/// Size and time of the last change in nanoseconds.
pub(super) fn stamp(metadata: &Metadata) -> String {
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{}.{}", metadata.len(), changed.unwrap_or_default().as_nanos())
}

/// Why a text without audio holds no song, as far as its name and size tell.
fn no_words(path: &Path, metadata: &Metadata) -> Option<&'static str> {
    const NAMES: [&str; 14] = [
        "readme",
        "license",
        "licence",
        "licenses",
        "licences",
        "credits",
        "copying",
        "copyright",
        "changelog",
        "notice",
        "authors",
        "tracklist",
        "info",
        "contributing",
    ];
    let stem = path.file_stem().and_then(OsStr::to_str).unwrap_or_default().to_lowercase();
    let folder =
        path.parent().and_then(Path::file_name).and_then(OsStr::to_str).unwrap_or_default();
    if NAMES.contains(&stem.as_str()) {
        return Some("it is about files, not a song");
    }
    if ["licenses", "licences", "legal", "docs"].contains(&folder.to_lowercase().as_str()) {
        return Some("it lies in a folder of licences or documents");
    }
    (LARGEST_WORDS < metadata.len()).then_some("it is too large for the words of a song")
}
