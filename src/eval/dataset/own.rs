//! A user's own labelled folder; `docs/evaluation.md` describes the format, and how published datasets
//! are brought into it.

use std::path::Path;

use serde::Deserialize;

use super::{About, Labelled, check_files, table, text};
use crate::error::{Error, Result};
use crate::feeling::Feeling;

const HINT: &str = "docs/evaluation.md describes the folder: dataset.toml with name, source and terms, \
                    and photos.csv and tracks.csv with file, valence, arousal, labels and text";

/// Photos and tracks that somebody labelled.
#[derive(Clone, Debug)]
pub struct Own {
    /// What it is.
    pub about: About,
    /// Its photos, if there is a `photos.csv`.
    pub photos: Vec<Labelled>,
    /// Its tracks, if there is a `tracks.csv`.
    pub tracks: Vec<Labelled>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    name: String,
    #[serde(default)]
    source: String,
    terms: String,
}

/// Reads the folder. Fails if its manifest, both tables, or a file that a table names are missing, and
/// where a value is out of its range.
pub fn own(folder: &Path) -> Result<Own> {
    let path = folder.join("dataset.toml");
    let Manifest { name, source, terms } =
        toml::from_str(&text(&path, HINT)?).map_err(|error| {
            Error::invalid(format!("`{}` is wrong", path.display())).because(error).hinting(HINT)
        })?;
    let (photos, tracks) = (things(folder, "photos.csv")?, things(folder, "tracks.csv")?);
    if photos.is_empty() && tracks.is_empty() {
        let told = format!("`{}` has neither photos nor tracks", folder.display());
        return Err(Error::not_found(told).hinting(HINT));
    }
    Ok(Own { about: About { name, source, terms }, photos, tracks })
}

/// The things that a table lists; none if there is no such table.
fn things(folder: &Path, name: &str) -> Result<Vec<Labelled>> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(Vec::new());
    }
    let rows = table::rows(&path, HINT)?;
    let things = rows.iter().map(|row| thing(folder, row)).collect::<Result<Vec<_>>>()?;
    check_files(&things, HINT)?;
    Ok(things)
}

fn thing(folder: &Path, row: &table::Row) -> Result<Labelled> {
    let name = row.text("file").to_owned();
    if name.is_empty() {
        return Err(row.fault("`file` is empty").hinting(HINT));
    }
    let coordinate = |column: &str| match row.number(column)? {
        Some(value) if !(-1.0..=1.0).contains(&value) => {
            Err(row.fault(&format!("`{column}` is {value}, not -1 to 1")).hinting(HINT))
        }
        value => Ok(value),
    };
    let feeling = coordinate("valence")?.zip(coordinate("arousal")?);
    let labels = row.text("labels").split(';').map(str::trim).filter(|label| !label.is_empty());
    Ok(Labelled {
        file: folder.join(&name),
        name,
        feeling: feeling.map(|(valence, arousal)| Feeling::new(valence, arousal)),
        labels: labels.map(str::to_owned).collect(),
        text: Some(row.text("text").to_owned()).filter(|text| !text.is_empty()),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder(tables: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let manifest = "name = 'Mine'\nterms = 'my own'\n";
        fs::write(folder.path().join("dataset.toml"), manifest).unwrap();
        for name in ["a.jpg", "b.mp3"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        for (name, text) in tables {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn feelings_labels_and_texts_are_read() {
        let folder = folder(&[
            ("photos.csv", "file,valence,arousal\na.jpg,0.5,-0.25\n"),
            ("tracks.csv", "file,labels,text\nb.mp3,awe; fear,\"slow, dark\"\n"),
        ]);
        let own = own(folder.path()).unwrap();
        assert_eq!(own.about.terms, "my own");
        assert_eq!(own.photos[0].feeling, Some(Feeling::new(0.5, -0.25)));
        assert_eq!(own.tracks[0].labels, ["awe", "fear"]);
        assert_eq!(own.tracks[0].text.as_deref(), Some("slow, dark"));
    }

    #[test]
    fn what_is_missing_or_out_of_range_is_told() {
        let cases = [
            ("nothing", "", "neither photos nor tracks"),
            ("a file", "file\nc.jpg\n", "c.jpg"),
            ("its name", "file,labels\n,x\n", "`file` is empty"),
            ("a range", "file,valence\na.jpg,3\n", "`valence` is 3, not -1 to 1"),
        ];
        for (name, table, expected) in cases {
            let tables = [("photos.csv", table)];
            let folder = folder(if table.is_empty() { &[] } else { &tables });
            let error = own(folder.path()).unwrap_err();
            assert!(error.to_string().contains(expected), "{name}: {error}");
            assert!(error.hint().is_some(), "{name}");
        }
    }
}
