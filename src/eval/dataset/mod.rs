//! What people said of photos, tracks and texts: a small adapter for each dataset. Each checks that its
//! files are there and says how to get what is missing.

mod captioned;
mod own;
mod rated;
mod songs;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::captioned::{Captioned, Worded, corel5k, flickr8k};
pub use self::own::{Own, own};
pub use self::rated::{emotify, oasis};
pub use self::songs::{Song, cadao, lieder};
use crate::error::{Error, Result};
use crate::feeling::Feeling;

/// What a dataset is, and on which terms it may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// What it is called.
    pub name: String,
    /// Who made it, and what of it is used.
    pub source: String,
    /// On which terms.
    pub terms: String,
}

impl About {
    fn new(name: &str, source: &str, terms: &str) -> Self {
        Self { name: name.to_owned(), source: source.to_owned(), terms: terms.to_owned() }
    }
}

/// Things of one kind that people labelled.
#[derive(Clone, Debug)]
pub struct Dataset<T> {
    /// What it is.
    pub about: About,
    /// The things, in a fixed order.
    pub things: Vec<T>,
}

/// A photo or a track, and what people said of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// Names it within its dataset.
    pub name: String,
    /// Its file.
    pub file: PathBuf,
    /// How people said it feels.
    pub feeling: Option<Feeling>,
    /// What else they said of it, the first one foremost.
    pub labels: Vec<String>,
    /// How they described it.
    pub text: Option<String>,
}

impl Labelled {
    /// The class it counts as: its first label, else the quadrant of its feeling; `None` with neither.
    pub fn class(&self) -> Option<String> {
        self.class_about(Feeling::default())
    }

    /// The same, with the axes of the quadrants crossing at `middle`.
    pub fn class_about(&self, middle: Feeling) -> Option<String> {
        let quadrant = |feeling| Quadrant::about(feeling, middle).name().to_owned();
        let quadrant = self.feeling.map(quadrant);
        self.labels.first().cloned().or(quadrant)
    }
}

/// A quarter of the plane of feelings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quadrant {
    /// Pleasant and stirred.
    Joy,
    /// Unpleasant and stirred.
    Tension,
    /// Unpleasant and still.
    Sadness,
    /// Pleasant and still.
    Calm,
}

impl Quadrant {
    /// Where a feeling lies; the axes belong to the pleasant and to the stirred side.
    pub fn of(feeling: Feeling) -> Self {
        Self::about(feeling, Feeling::default())
    }

    /// Where a feeling lies if the axes cross at `middle`.
    pub fn about(feeling: Feeling, middle: Feeling) -> Self {
        let pleasant = middle.valence() <= feeling.valence();
        match (pleasant, middle.arousal() <= feeling.arousal()) {
            (true, true) => Self::Joy,
            (false, true) => Self::Tension,
            (false, false) => Self::Sadness,
            (true, false) => Self::Calm,
        }
    }

    /// What it is called in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Joy => "pleasant, stirred",
            Self::Tension => "unpleasant, stirred",
            Self::Sadness => "unpleasant, still",
            Self::Calm => "pleasant, still",
        }
    }
}

/// A file of a dataset as text. Fails as `NotFound` if it cannot be read, with `hint` for what to do.
fn text(path: &Path, hint: &str) -> Result<String> {
    fs::read_to_string(path).map_err(|error| missing(path, hint).because(error))
}

fn missing(path: &Path, hint: &str) -> Error {
    Error::not_found(format!("`{}` is not there", path.display())).hinting(hint)
}

/// The rows of a file with a JSON object a line.
fn json_lines<T: DeserializeOwned>(path: &Path, hint: &str) -> Result<Vec<T>> {
    let text = text(path, hint)?;
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    let row = |(number, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| wrong(path, number).because(error))
    };
    lines.map(row).collect()
}

fn wrong(path: &Path, line: usize) -> Error {
    Error::invalid(format!("`{}` is wrong in line {line}", path.display()))
}

/// Fails as `NotFound` for the first of these whose file is not there.
fn check_files(things: &[Labelled], hint: &str) -> Result<()> {
    match things.iter().find(|thing| !thing.file.is_file()) {
        Some(thing) => Err(missing(&thing.file, hint)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn the_class_is_the_first_label_or_the_quadrant() {
        let feeling = Some(Feeling::new(-0.2, 0.0));
        let rated = Labelled { feeling, ..Labelled::default() };
        assert_eq!(rated.class().unwrap(), "unpleasant, stirred");
        let labels = vec!["awe".to_owned(), "fear".to_owned()];
        assert_eq!(Labelled { labels, ..rated }.class().unwrap(), "awe");
        assert_eq!(Labelled::default().class(), None);
    }

    #[test]
    fn the_axes_belong_to_the_pleasant_and_the_stirred_side() {
        let at = |valence, arousal| Quadrant::of(Feeling::new(valence, arousal));
        let found = [at(0.0, 0.0), at(-0.1, 0.1), at(-0.1, -0.1), at(0.1, -0.1)];
        assert_eq!(found, [Quadrant::Joy, Quadrant::Tension, Quadrant::Sadness, Quadrant::Calm]);
        let (feeling, middle) = (Feeling::new(0.1, 0.1), Feeling::new(0.2, 0.0));
        assert_eq!(Quadrant::about(feeling, middle), Quadrant::Tension);
    }

    #[test]
    fn every_dataset_says_how_to_get_what_is_missing() {
        let nowhere = tempfile::tempdir().unwrap();
        let errors = [
            oasis(nowhere.path()).unwrap_err(),
            emotify(nowhere.path()).unwrap_err(),
            flickr8k(nowhere.path()).unwrap_err(),
            corel5k(nowhere.path()).unwrap_err(),
            lieder(nowhere.path()).unwrap_err(),
            cadao(nowhere.path()).unwrap_err(),
            own(nowhere.path()).unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
            assert!(error.hint().is_some_and(|hint| 20 < hint.len()), "{error}");
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "{\"a\": 1}\n\n{broken}\n").unwrap();
        let error = json_lines::<serde_json::Value>(&path, "").unwrap_err();
        assert!(error.to_string().contains("line 3"), "{error}");
    }
}
