//! The phrases of faults, from `phrases.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::chance::Chance;
use crate::songs::{Half, Song};

#[derive(Deserialize)]
struct Halves {
    tuned: Vec<String>,
    held_out: Vec<String>,
}

pub(crate) struct Phrases(BTreeMap<String, Halves>);

impl Phrases {
    pub(crate) fn read() -> Self {
        Self(toml::from_str(include_str!("phrases.toml")).expect("the phrases are written well"))
    }

    /// One phrase of a half.
    pub(crate) fn one(&self, name: &str, half: Half, chance: &mut Chance) -> &str {
        let phrases = self.of(name, half);
        &phrases[chance.below(phrases.len())]
    }

    pub(crate) fn of(&self, name: &str, half: Half) -> &[String] {
        let halves = &self.0[name];
        if half == Half::Tuned { &halves.tuned } else { &halves.held_out }
    }
}

/// A phrase with what it names put in.
pub(crate) fn filled(pattern: &str, song: &Song, other: &Song, chance: &mut Chance) -> String {
    pattern
        .replace("{title}", &song.title)
        .replace("{artist}", &song.artist)
        .replace("{other}", &other.title)
        .replace("{other_artist}", &other.artist)
        .replace("{year}", &(1780 + chance.below(240)).to_string())
        .replace("{m}", &(1 + chance.below(6)).to_string())
        .replace("{ss}", &format!("{:02}", chance.below(60)))
}
