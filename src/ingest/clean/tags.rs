//! Titles, names and kinds of music, tidied.

use std::path::Path;

use super::lines::tidy;
use crate::ingest::source::RawTrack;
use crate::ingest::words::Metadata;

pub(super) fn title(raw: &RawTrack, head: &Metadata) -> String {
    let known = first([&raw.tags.title, &head.title]);
    let known = if known.is_empty() { tidy(&raw.layout.title) } else { known };
    if known.is_empty() { file_name(&raw.reference) } else { known }
}

/// A reference without a usable title still ends in a name.
fn file_name(reference: &str) -> String {
    let name = Path::new(reference).file_name().and_then(std::ffi::OsStr::to_str);
    name.unwrap_or(reference).to_owned()
}

/// The first that says anything, tidied.
pub(super) fn first<const N: usize>(candidates: [&Option<String>; N]) -> String {
    let texts = candidates.into_iter().flatten().map(|text| tidy(text));
    let mut texts = texts;
    texts.find(|text| !text.is_empty()).unwrap_or_default()
}

pub(super) fn genres(raw: &[String]) -> Vec<String> {
    let mut genres: Vec<String> = Vec::new();
    for genre in raw.iter().flat_map(|genre| genre.split([';', '\0', '/'])) {
        let genre = tidy(genre);
        let known = genres.iter().any(|known| known.eq_ignore_ascii_case(&genre));
        let empty =
            ["", "other", "unknown", "none", "misc"].contains(&genre.to_lowercase().as_str());
        if !known && !empty {
            genres.push(genre);
        }
    }
    genres
}

/// Genres, moods, and comments that describe rather than credit.
pub(super) fn tags_text(genres: &[String], raw: &RawTrack) -> String {
    let moods = raw.tags.moods.iter().map(|mood| tidy(mood));
    let comments =
        raw.tags.comments.iter().map(|comment| tidy(comment)).filter(|text| describes(text));
    let mut parts: Vec<String> = genres.to_vec();
    for part in moods.chain(comments) {
        if !part.is_empty() && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(", ")
}

/// Whether a comment says something about the music, not about files, people or rights.
fn describes(comment: &str) -> bool {
    const CREDITS: [&str; 22] = [
        "http",
        "www.",
        ".com",
        ".org",
        ".net",
        "©",
        "(c)",
        "℗",
        "licen",
        "copyright",
        "cc0",
        "cc by",
        "source:",
        "encoded",
        "ripped",
        "download",
        "rights",
        "purchased",
        "vol.",
        "exact audio copy",
        "lame",
        "itun",
    ];
    let small = comment.to_lowercase();
    let letters = comment.chars().filter(|letter| letter.is_alphabetic()).count();
    let mostly_letters = comment.chars().count() < 2 * letters;
    mostly_letters
        && comment.chars().count() <= 200
        && !CREDITS.iter().any(|credit| small.contains(credit))
}
