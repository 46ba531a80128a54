//! Texts of songs.

use std::path::Path;

use serde::Deserialize;

use super::{About, Dataset, json_lines};
use crate::error::Result;

const LIEDER_HINT: &str = "put the texts of the OpenScore Lieder Corpus into lyrics/lieder.jsonl, as \
                           lines of {id, title, composer, lang, lyrics}";
const CADAO_HINT: &str = "put Vietnamese folk verses into lyrics/vi_cadao.jsonl, as lines of {id, kind, \
                          lines}";
/// Shorter phrases stay with the line before.
const SHORTEST_LINE: usize = 12;

/// The words of a song.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Song {
    /// Names it within its dataset.
    pub id: String,
    /// Its title; empty if it has none.
    pub title: String,
    /// Who made it; empty if nobody is named.
    pub artist: String,
    /// Its lines, stanzas kept apart.
    pub stanzas: Vec<Vec<String>>,
}

impl Song {
    /// The words as a text file has them.
    pub fn text(&self) -> String {
        let stanzas: Vec<String> = self.stanzas.iter().map(|stanza| stanza.join("\n")).collect();
        stanzas.join("\n\n")
    }
}

/// The art songs that have words. Each of their verses is one long line; it is cut after punctuation.
pub fn lieder(data: &Path) -> Result<Dataset<Song>> {
    #[derive(Deserialize)]
    struct Row {
        id: String,
        title: String,
        composer: Option<String>,
        lyrics: Option<String>,
    }
    let rows: Vec<Row> = json_lines(&data.join("lyrics/lieder.jsonl"), LIEDER_HINT)?;
    let song = |row: Row| {
        let text = row.lyrics.filter(|text| !text.trim().is_empty())?;
        let stanzas = text.lines().map(phrases).filter(|lines| !lines.is_empty()).collect();
        Some(Song {
            id: row.id,
            title: row.title,
            artist: row.composer.unwrap_or_default(),
            stanzas,
        })
    };
    let source =
        "the OpenScore Lieder Corpus: the words of art songs, mostly German, English, French";
    let about = About::new("Lieder", source, "scores CC0, words mostly in the public domain");
    Ok(Dataset { about, things: rows.into_iter().filter_map(song).collect() })
}

/// Vietnamese folk verses (ca dao) and sayings.
pub fn cadao(data: &Path) -> Result<Dataset<Song>> {
    #[derive(Deserialize)]
    struct Row {
        id: u32,
        lines: Vec<String>,
    }
    let rows: Vec<Row> = json_lines(&data.join("lyrics/vi_cadao.jsonl"), CADAO_HINT)?;
    let song = |row: Row| Song {
        id: row.id.to_string(),
        title: row.lines.first().cloned().unwrap_or_default(),
        artist: String::new(),
        stanzas: vec![row.lines],
    };
    let about = About::new("Ca dao", "Vietnamese folk verses and sayings", "traditional");
    Ok(Dataset { about, things: rows.into_iter().map(song).collect() })
}

/// Cuts after punctuation; a short phrase stays with the one before.
fn phrases(verse: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut phrase = String::new();
    let words: Vec<&str> = verse.split_whitespace().collect();
    for (number, word) in words.iter().enumerate() {
        if !phrase.is_empty() {
            phrase.push(' ');
        }
        phrase.push_str(word);
        if !word.ends_with([',', ';', '.', '!', '?', ':']) && number + 1 < words.len() {
            continue;
        }
        match lines.last_mut() {
            Some(last) if phrase.chars().count() < SHORTEST_LINE => {
                last.push(' ');
                last.push_str(&phrase);
            }
            _ => lines.push(phrase.clone()),
        }
        phrase.clear();
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn verses_are_cut_after_punctuation() {
        let lines = phrases(
            "Dein blaues Auge hält so still,  ich blicke bis zum Grund. Ach! Du fragst mich",
        );
        let expected =
            ["Dein blaues Auge hält so still,", "ich blicke bis zum Grund. Ach!", "Du fragst mich"];
        assert_eq!(lines, expected);
    }

    #[test]
    fn songs_without_words_are_left_out() {
        let data = tempfile::tempdir().unwrap();
        fs::create_dir_all(data.path().join("lyrics")).unwrap();
        let rows = "{\"id\": \"1\", \"title\": \"A\", \"composer\": \"B\", \"lyrics\": \"La la,\\nlo lo\"}\n\
                    {\"id\": \"2\", \"title\": \"C\", \"composer\": null, \"lyrics\": null}\n";
        fs::write(data.path().join("lyrics/lieder.jsonl"), rows).unwrap();
        let songs = lieder(data.path()).unwrap().things;
        assert_eq!(songs.len(), 1);
        assert_eq!(songs[0].text(), "La la,\n\nlo lo");
    }
}
