//! Photos that people captioned, or labelled with words.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{About, Dataset, json_lines, missing};
use crate::error::Result;

const FLICKR_HINT: &str = "Flickr8k (Hodosh, Young and Hockenmaier, 2013) is for research: put its \
                           photos into flickr8k/images, and lines of {image, split, en, zh} into \
                           flickr8k/captions.jsonl";
const COREL_HINT: &str = "Corel5K (Duygulu et al., 2002) is for research: put its photos into \
                          corel5k/images, and lines of {image, split, words} into corel5k/words.jsonl";
/// Only what nothing was trained on is evaluated.
const SPLIT: &str = "test";

/// A photo with what people wrote of it.
#[derive(Clone, Debug)]
pub struct Captioned {
    /// Its file.
    pub file: PathBuf,
    /// In English.
    pub english: Vec<String>,
    /// In Chinese.
    pub chinese: Vec<String>,
}

/// A photo with words for what is in it.
#[derive(Clone, Debug)]
pub struct Worded {
    /// Its file.
    pub file: PathBuf,
    /// Single words.
    pub words: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    image: String,
    split: String,
    #[serde(default)]
    en: Vec<String>,
    #[serde(default)]
    zh: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
}

/// The test photos of Flickr8k with five English and five Chinese captions each.
pub fn flickr8k(data: &Path) -> Result<Dataset<Captioned>> {
    let photos = test_rows(&data.join("flickr8k"), "captions.jsonl", FLICKR_HINT)?;
    let photo = |(file, row): (PathBuf, Row)| Captioned { file, english: row.en, chinese: row.zh };
    let source = "M. Hodosh, P. Young, J. Hockenmaier, “Framing image description as a ranking task”, \
                  2013, with the Chinese captions of X. Li et al., 2016: the test photos";
    let terms = "for research; the photos are their takers'";
    let things = photos.into_iter().map(photo).collect();
    Ok(Dataset { about: About::new("Flickr8k", source, terms), things })
}

/// The test photos of Corel5K with one to five words each.
pub fn corel5k(data: &Path) -> Result<Dataset<Worded>> {
    let photos = test_rows(&data.join("corel5k"), "words.jsonl", COREL_HINT)?;
    let photo = |(file, row): (PathBuf, Row)| Worded { file, words: row.words };
    let source =
        "P. Duygulu et al., “Object recognition as machine translation”, 2002: the test photos";
    let things = photos.into_iter().map(photo).collect();
    Ok(Dataset { about: About::new("Corel5K", source, "for research and evaluation only"), things })
}

fn test_rows(folder: &Path, table: &str, hint: &str) -> Result<Vec<(PathBuf, Row)>> {
    let rows: Vec<Row> = json_lines(&folder.join(table), hint)?;
    let rows = rows.into_iter().filter(|row| row.split == SPLIT);
    let file = |row: Row| (folder.join("images").join(&row.image), row);
    let found: Vec<(PathBuf, Row)> = rows.map(file).collect();
    match found.iter().find(|(file, _)| !file.is_file()) {
        Some((file, _)) => Err(missing(file, hint)),
        None => Ok(found),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_photos_of_the_test_split_are_taken_and_they_must_be_there() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("corel5k");
        fs::create_dir_all(folder.join("images")).unwrap();
        let rows = "{\"image\": \"a.jpg\", \"split\": \"test\", \"words\": [\"sea\"]}\n\
                    {\"image\": \"b.jpg\", \"split\": \"train\", \"words\": [\"sun\"]}\n";
        fs::write(folder.join("words.jsonl"), rows).unwrap();
        assert!(corel5k(data.path()).unwrap_err().to_string().contains("a.jpg"));
        fs::write(folder.join("images/a.jpg"), "").unwrap();
        let photos = corel5k(data.path()).unwrap().things;
        assert_eq!(photos.len(), 1);
        assert_eq!(photos[0].words, ["sea"]);
    }
}
