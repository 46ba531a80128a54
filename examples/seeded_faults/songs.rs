//! Songs without faults, each with the half it belongs to.

use std::fs;
use std::path::Path;

use crate::chance::Chance;

/// Which half something is of: rules are tuned with one, and reported on the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    Tuned,
    HeldOut,
}

/// A song whose words are known to be right.
#[derive(Clone, Debug)]
pub(crate) struct Song {
    pub(crate) title: String,
    pub(crate) artist: String,
    pub(crate) language: &'static str,
    pub(crate) stanzas: Vec<Vec<String>>,
}

impl Song {
    pub(crate) fn half(&self) -> Half {
        if Chance::new(&format!("{}{}", self.title, self.stanzas[0][0])).below(2) == 0 {
            Half::Tuned
        } else {
            Half::HeldOut
        }
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = &String> {
        self.stanzas.iter().flatten()
    }

    pub(crate) fn text(&self) -> String {
        let stanzas: Vec<String> = self.stanzas.iter().map(|stanza| stanza.join("\n")).collect();
        stanzas.join("\n\n")
    }
}

/// Songs of the score collection whose label names another language than their words have, and
/// texts of two languages; found by reading those that were set aside.
const MISLABELLED: [&str; 4] = ["6267936", "6206972", "6207007", "5052792"];

/// All songs: art songs in German, English and French, Vietnamese verses four to eight of which make
/// a song, Chinese poems, and Spanish sayings ten of which make a song.
pub(crate) fn read(data: &Path, more: Option<&Path>) -> Vec<Song> {
    let mut songs = lieder(data);
    songs.extend(collected(vietnamese(data), "vi", 8, "Ca dao"));
    if let Some(more) = more {
        for name in ["tang300", "song100"] {
            songs.extend(collected(poems(&more.join(name)), "zh", 8, "诗词"));
        }
        songs.extend(collected(poems(&more.join("es/refranes.fortunes")), "es", 10, "Refranes"));
    }
    songs.retain(|song| 8 <= song.lines().count());
    songs
}

fn rows(path: &Path) -> Vec<serde_json::Value> {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

fn lieder(data: &Path) -> Vec<Song> {
    let text =
        |row: &serde_json::Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let song = |row: serde_json::Value| {
        let language = ["de", "en", "fr"].into_iter().find(|code| row["lang"] == **code)?;
        let stanzas: Vec<Vec<String>> = text(&row, "lyrics").lines().flat_map(stanzas).collect();
        let known =
            !MISLABELLED.contains(&row["id"].as_str().unwrap_or_default()) && !stanzas.is_empty();
        known.then(|| Song {
            title: text(&row, "title"),
            artist: text(&row, "composer"),
            language,
            stanzas,
        })
    };
    rows(&data.join("lyrics/lieder.jsonl")).into_iter().filter_map(song).collect()
}

/// Every text of the collections as it is, with the language that its label says.
pub(crate) fn every_text(data: &Path) -> Vec<(String, String)> {
    let art_songs = rows(&data.join("lyrics/lieder.jsonl")).into_iter().map(|row| {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        (text("lang"), text("lyrics"))
    });
    let vietnamese = ["vi_cadao", "vi_songs_gloss"]
        .into_iter()
        .flat_map(|name| rows(&data.join(format!("lyrics/{name}.jsonl"))));
    let vietnamese = vietnamese.map(|row| {
        let lines =
            row["lines"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_str);
        ("vi".to_owned(), lines.collect::<Vec<_>>().join("\n"))
    });
    art_songs.chain(vietnamese).filter(|(_, text)| !text.is_empty()).collect()
}

/// The collection keeps a verse on one line; songs are written in lines of 20 to 60 letters, which
/// end at punctuation where they can, in stanzas of six.
fn stanzas(verse: &str) -> Vec<Vec<String>> {
    let verse = verse.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || letter == '.' || letter == ' '
    });
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in verse.replace('_', "").split_whitespace() {
        line.push_str(word);
        let length = line.chars().count();
        if 20 <= length && word.ends_with([',', '.', ';', ':', '!', '?']) || 48 <= length {
            lines.push(std::mem::take(&mut line));
        } else {
            line.push(' ');
        }
    }
    if line.trim().chars().any(char::is_alphabetic) {
        lines.push(line.trim().to_owned());
    }
    lines.retain(|line| line.chars().any(char::is_alphabetic));
    lines.chunks(6).map(<[String]>::to_vec).collect()
}

fn vietnamese(data: &Path) -> Vec<Vec<String>> {
    let verses =
        rows(&data.join("lyrics/vi_cadao.jsonl")).into_iter().filter(|row| row["kind"] == "ca_dao");
    let lines = |row: serde_json::Value| -> Vec<String> {
        row["lines"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|line| line.as_str().map(str::to_owned))
            .collect()
    };
    verses.map(lines).filter(|lines| !lines.is_empty()).collect()
}

/// Texts of a file of fortunes: `%` stands between them, colours and the poet's name are dropped.
fn poems(path: &Path) -> Vec<Vec<String>> {
    let Ok(text) = fs::read_to_string(path) else { return Vec::new() };
    let plain = |line: &str| {
        let mut coloured = false;
        let kept = line.chars().filter(|letter| {
            coloured |= *letter == '\u{1b}';
            let keep = !coloured;
            coloured &= *letter != 'm';
            keep
        });
        kept.collect::<String>().trim().to_owned()
    };
    let lines = |poem: &str| -> Vec<String> {
        let lines = poem
            .lines()
            .map(plain)
            .filter(|line| !line.is_empty() && !line.starts_with(['《', '「', '-']));
        lines
            .filter(|line| line.chars().count() < 70 && !line.contains(['：', ':', '（', '(']))
            .collect()
    };
    text.split("\n%").map(lines).filter(|lines| !lines.is_empty()).collect()
}

/// Puts short texts together until they are as long as a song.
fn collected(
    texts: Vec<Vec<String>>,
    language: &'static str,
    least: usize,
    artist: &str,
) -> Vec<Song> {
    let mut songs = Vec::new();
    let mut stanzas: Vec<Vec<String>> = Vec::new();
    for text in texts {
        stanzas.push(text);
        if least <= stanzas.iter().flatten().count() {
            let stanzas = std::mem::take(&mut stanzas);
            let title = beginning(&stanzas[0][0]);
            songs.push(Song { title, artist: artist.to_owned(), language, stanzas });
        }
    }
    songs
}

/// The first words of a line, as songs without a title are called.
fn beginning(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().take(4).collect();
    let title: String = words.join(" ").chars().take(24).collect();
    let end = if line.is_ascii() || line.contains(' ') {
        title.len()
    } else {
        title.find(['，', '。']).unwrap_or(title.len())
    };
    title[..end].trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}

/// `count` songs of one half, languages in turn.
pub(crate) fn some(songs: &[Song], half: Half, count: usize, chance: &mut Chance) -> Vec<Song> {
    let mut chosen = Vec::new();
    let mut pools: Vec<Vec<&Song>> = ["de", "en", "fr", "vi", "zh", "es"]
        .iter()
        .map(|code| {
            songs.iter().filter(|song| song.language == *code && song.half() == half).collect()
        })
        .collect();
    for pool in &mut pools {
        chance.shuffle(pool);
    }
    while chosen.len() < count && pools.iter().any(|pool| !pool.is_empty()) {
        chosen.extend(pools.iter_mut().filter_map(Vec::pop).cloned());
    }
    chosen.truncate(count);
    chosen
}
