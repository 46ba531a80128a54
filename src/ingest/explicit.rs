//! Words that not everybody wants to hear, found by lists of words of five languages.
//!
//! The lists hold strong words only: those that art songs, carols and old verses use for something
//! else, and mild ones, were left out; `training/explicit/choices.toml` names them all.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::clean::text;
use crate::music::Language;

/// What the tags of a file say about its words (iTunes' advisory).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advisory {
    /// They hold words that not everybody wants to hear.
    Explicit,
    /// Such words were taken out, or silenced.
    Clean,
}

impl Advisory {
    /// Reads a tag's number: 1 is explicit, and 4 was until 2003; 2 is clean.
    pub fn of(number: &str) -> Option<Self> {
        match number.trim() {
            "1" | "4" => Some(Self::Explicit),
            "2" => Some(Self::Clean),
            _ => None,
        }
    }
}

/// Whether something holds words that not everybody wants to hear.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Explicit {
    /// None was found.
    #[default]
    No,
    /// It does.
    Yes,
}

impl Explicit {
    /// Of a text alone: a passage.
    pub fn of(words: &str, language: Option<Language>) -> Self {
        if found(words, language).is_some() { Self::Yes } else { Self::No }
    }

    /// Of a track: its tags may say more than its words, never less, for a file that is tagged clean
    /// may have the words of the other edition beside it.
    pub fn of_track(advisory: Option<Advisory>, words: &str, language: Option<Language>) -> Self {
        if advisory == Some(Advisory::Explicit) { Self::Yes } else { Self::of(words, language) }
    }
}

/// The words of one language, as they stand in a text that was cut into words.
struct List {
    code: &'static str,
    words: HashSet<&'static str>,
    phrases: Vec<&'static str>,
}

static LISTS: LazyLock<[List; 5]> = LazyLock::new(|| {
    [
        List::new("en", include_str!("explicit/words/en.txt")),
        List::new("de", include_str!("explicit/words/de.txt")),
        List::new("fr", include_str!("explicit/words/fr.txt")),
        List::new("es", include_str!("explicit/words/es.txt")),
        List::new("vi", include_str!("explicit/words/vi.txt")),
    ]
});

impl List {
    fn new(code: &'static str, file: &'static str) -> Self {
        let rows = file.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
        let (phrases, words) = rows
            .partition::<Vec<_>, _>(|row| row.contains(|letter: char| !letter.is_alphanumeric()));
        Self { code, words: words.into_iter().collect(), phrases }
    }
}

/// English words that songs of every language borrow, and that mean nothing else in any of them.
const BORROWED: &[&str] = &[
    "fuck",
    "fucking",
    "fuckin",
    "fucked",
    "fucker",
    "motherfucker",
    "motherfuckers",
    "motherfucking",
    "motherfuckin",
    "bitch",
    "bitches",
    "bullshit",
    "nigga",
    "niggas",
    "nigger",
    "asshole",
    "pussy",
    "shit",
];
/// How such words are written where they are half hidden.
const HIDDEN: &[&str] =
    &["f**k", "f*ck", "f***", "sh*t", "s**t", "b*tch", "b**ch", "n***a", "n*gga", "p*ssy"];
/// What is innocent although a word of the lists is in it.
const INNOCENT: &[&str] = &[" pussy cat ", " pussy cats ", " pussy willow ", " pussy willows "];

/// The first word or phrase in `text` that not everybody wants to hear, as the list has it.
///
/// Whole words count, with their accents. `language` picks the list; words in another language are
/// looked through for the English words that songs everywhere borrow, words in an unknown one for
/// all English words.
pub fn found(text: &str, language: Option<Language>) -> Option<&'static str> {
    let small = text.nfc().collect::<String>().to_lowercase();
    if let Some(hidden) = HIDDEN.iter().find(|hidden| small.contains(**hidden)) {
        return Some(hidden);
    }
    let mut flat = text::flat(&small.replace(['\'', '’', '-'], " "));
    for innocent in INNOCENT {
        // Twice, for neighbours share the space between them.
        flat = flat.replace(innocent, " ").replace(innocent, " ");
    }
    let code = language.map_or_else(|| "en".to_owned(), |language| language.code().to_owned());
    let list = LISTS.iter().find(|list| list.code == code);
    let single = |word: &str| {
        list.and_then(|list| list.words.get(word).copied())
            .or_else(|| BORROWED.iter().copied().find(|known| *known == word))
    };
    let phrase = || {
        list?
            .phrases
            .iter()
            .copied()
            .find(|phrase| text::holds(&flat, &phrase.replace(['\'', '-'], " ")))
    };
    flat.split_whitespace().find_map(single).or_else(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_language(code: &str, text: &str) -> Option<&'static str> {
        found(text, code.parse().ok())
    }

    #[test]
    fn strong_words_are_found_in_five_languages() {
        for (code, text, word) in [
            ("en", "I don't give a FUCK, no", "fuck"),
            ("en", "You f**k it up", "f**k"),
            ("de", "Du Hurensohn, verpiss dich", "hurensohn"),
            ("fr", "Fils de pute, casse-toi", "pute"),
            ("fr", "bande d’enculés", "enculés"),
            ("es", "Eres un cabrón", "cabrón"),
            ("vi", "Địt mẹ mày", "địt"),
            ("vi", "Đi\u{323}t mẹ", "địt"),
            ("ja", "この fucking 世界", "fucking"),
        ] {
            assert_eq!(in_language(code, text), Some(word), "{text}");
        }
    }

    #[test]
    fn innocent_words_are_left_alone() {
        for (code, text) in [
            ("en", "The people of Scunthorpe pass the classic assessment"),
            ("en", "The cock doth crow, the ox and ass before him bow"),
            ("en", "Pussy cat, pussy cat, where have you been? Damn it to hell"),
            ("de", "Die Vögel, an meiner Brust, bei den Vögeln"),
            ("de", "Das Fass ist dick"),
            ("fr", "Un baiser, la gerbe de blé, ma chatte blanche"),
            ("es", "La concha del mar en el infierno"),
            ("vi", "Con cò bay lả, đi đâu vắng nhà, má ơi, chim lồng"),
            ("la", "Et cum spiritu tuo"),
        ] {
            assert_eq!(in_language(code, text), None, "{text}");
        }
    }

    #[test]
    fn a_clean_tag_does_not_hide_words_that_are_there() {
        let strong = "fuck";
        assert_eq!(Explicit::of_track(Some(Advisory::Clean), strong, None), Explicit::Yes);
        assert_eq!(Explicit::of_track(Some(Advisory::Explicit), "la", None), Explicit::Yes);
        assert_eq!(Explicit::of_track(Advisory::of("0"), "la", None), Explicit::No);
        assert_eq!(
            (Advisory::of("1"), Advisory::of(" 2 ")),
            (Some(Advisory::Explicit), Some(Advisory::Clean))
        );
    }
}
