//! Tables of values with commas between them (RFC 4180), a header first.

use std::collections::HashMap;
use std::path::Path;

use super::{text, wrong};
use crate::error::{Error, Result};

/// A row of a table, by the names in the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    values: HashMap<String, String>,
    /// What to say of the row if it is wrong.
    place: String,
}

impl Row {
    /// The value of a column, without blanks around it; empty if the table has no such column.
    pub(super) fn text(&self, column: &str) -> &str {
        self.values.get(column).map_or("", |value| value.trim())
    }

    /// The number in a column; `None` if it is empty. Fails if it is no number.
    pub(super) fn number(&self, column: &str) -> Result<Option<f32>> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse::<f32>().ok().filter(|number| number.is_finite());
        number.map(Some).ok_or_else(|| self.fault(&format!("`{column}` is `{text}`, no number")))
    }

    /// The number in a column that must be there.
    pub(super) fn needed(&self, column: &str) -> Result<f32> {
        self.number(column)?.ok_or_else(|| self.fault(&format!("`{column}` is empty")))
    }

    /// An error about this row.
    pub(super) fn fault(&self, what: &str) -> Error {
        Error::invalid(format!("{}: {what}", self.place))
    }
}

/// The rows of the table at `path`. Fails as `NotFound` if it cannot be read, with `hint` for what to
/// do, and as `Invalid` if a row has more values than the header.
pub(super) fn rows(path: &Path, hint: &str) -> Result<Vec<Row>> {
    let mut lines = split(&text(path, hint)?).into_iter();
    let (_, header) = lines.next().ok_or_else(|| wrong(path, 1))?;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let row = |(number, values): (usize, Vec<String>)| {
        if header.len() < values.len() {
            return Err(wrong(path, number));
        }
        let place = format!("`{}` line {number}", path.display());
        Ok(Row { values: header.iter().cloned().zip(values).collect(), place })
    };
    lines.map(row).collect()
}

/// The values of each row that is not empty, and the line in which it begins.
fn split(text: &str) -> Vec<(usize, Vec<String>)> {
    let (mut rows, mut row, mut value) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begun, mut quoted) = (1, 1, false);
    let mut letters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => value.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut value)),
            '\n' if !quoted => {
                line += 1;
                row.push(std::mem::take(&mut value));
                rows.push((begun, std::mem::take(&mut row)));
                begun = line;
            }
            '\r' if !quoted => {}
            _ => {
                line += usize::from(letter == '\n');
                value.push(letter);
            }
        }
    }
    row.push(value);
    rows.push((begun, row));
    rows.retain(|(_, row)| row.iter().any(|value| !value.trim().is_empty()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_values_may_hold_commas_quotes_and_lines() {
        let text = "a,b\r\n\"1, \"\"2\"\"\",3\n\n\"x\ny\",\n z ,w";
        let expected = [
            (1, vec!["a", "b"]),
            (2, vec!["1, \"2\"", "3"]),
            (4, vec!["x\ny", ""]),
            (6, vec![" z ", "w"]),
        ];
        let found = split(text);
        assert_eq!(found.len(), expected.len());
        for ((line, row), (expected_line, expected)) in found.iter().zip(&expected) {
            assert_eq!(
                (line, row),
                (expected_line, &expected.iter().map(|s| (*s).to_owned()).collect())
            );
        }
    }

    #[test]
    fn what_is_no_number_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, "file, valence\na.jpg,0.5\nb.jpg,high\nc.jpg,\n").unwrap();
        let rows = rows(&path, "").unwrap();
        assert_eq!(rows[0].needed("valence").unwrap().to_bits(), 0.5_f32.to_bits());
        let error = rows[1].number("valence").unwrap_err().to_string();
        assert!(error.ends_with("line 3: `valence` is `high`, no number"), "{error}");
        assert_eq!(rows[2].number("valence").unwrap(), None);
        assert!(rows[2].needed("valence").is_err());
        assert_eq!(rows[0].text("nothing"), "");
    }
}
