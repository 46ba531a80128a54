//! Chords above or within the words, and the drawings of fingerboards.

/// The most bytes that chords in brackets have, with the brackets.
const LONGEST_INNER: usize = 40;

/// Takes chords in brackets out of a line: `[Am]Drüben hinterm [E7]Dorfe`.
pub(super) fn without_inner_chords(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['[', '(', '{']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        // Chords in brackets are short; whoever looks further looks through all of a text of brackets.
        let close = from.bytes().take(LONGEST_INNER).position(|byte| b"])}".contains(&byte));
        let inside = close.map(|end| (&from[1..end], end + 1));
        match inside {
            Some((inside, length)) if is_inner(inside, &from[..1]) => {
                rest = &from[length..];
            }
            _ => {
                kept.push_str(&from[..1]);
                rest = &from[1..];
            }
        }
    }
    kept.push_str(rest);
    kept
}

/// Chords may stand in round brackets, but `(A)` and `(Am)` are words too.
fn is_inner(inside: &str, open: &str) -> bool {
    let mut words = inside.split([' ', '-', '|', ',']).filter(|word| !word.is_empty()).peekable();
    words.peek().is_some()
        && words.all(|word| is_chord(word) && (open != "(" || is_plain_chord(word)))
}

/// How sure a line is nothing but chords.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Chords {
    /// There are words.
    No,
    /// `A` or `Am` alone: a chord among chords, else a word.
    Perhaps,
    /// No word looks like this.
    Surely,
}

/// Whether a line holds nothing but chords, or draws the strings of a guitar.
pub(super) fn chords(line: &str) -> Chords {
    if is_drawing(line) || is_direction(line) {
        return Chords::Surely;
    }
    let mut names = Vec::new();
    for word in line
        .split_whitespace()
        .flat_map(|word| word.split(['|', '-', '–', ',', '(', ')', '[', ']']))
    {
        match word {
            "" | "%" | "/" | "//" | "." | ":" | "N.C." | "NC" | "x2" | "x3" | "x4" | "2x" | "*" => {
            }
            word if is_chord(word) => names.push(word),
            _ => return Chords::No,
        }
    }
    match names.as_slice() {
        [] => Chords::No,
        [name] if !is_plain_chord(name) => Chords::Perhaps,
        names if names.iter().all(|name| ["A", "E", "H"].contains(name)) => Chords::Perhaps,
        _ => Chords::Surely,
    }
}

/// `F#m7`, `Bb/D`, `Csus4`, `Am`.
fn is_chord(word: &str) -> bool {
    const PIECES: &[&str] = &[
        "maj", "min", "dim", "aug", "sus", "add", "m", "M", "°", "ø", "+", "-", "Δ", "no", "10",
        "11", "13", "2", "4", "5", "6", "7", "9", "*",
    ];
    let (name, bass) = word.split_once('/').unwrap_or((word, "C"));
    let Some(kind) = after_note(name) else { return false };
    let mut kind = kind;
    while !kind.is_empty() {
        let piece = PIECES.iter().find_map(|piece| kind.strip_prefix(piece));
        let Some(rest) = piece.or_else(|| kind.strip_prefix(['#', 'b', '(', ')'])) else {
            return false;
        };
        kind = rest;
    }
    after_note(bass).is_some_and(str::is_empty)
        || bass.chars().all(|letter| letter.is_ascii_digit())
}

/// What follows the note that a chord begins with.
fn after_note(name: &str) -> Option<&str> {
    let rest = name.strip_prefix(|note: char| matches!(note, 'A'..='H'))?;
    Some(rest.strip_prefix(['#', 'b', '♯', '♭']).unwrap_or(rest))
}

/// Whether a chord's name is no word in any language: it has a digit, a sharp or a kind.
fn is_plain_chord(word: &str) -> bool {
    word.chars().any(|letter| letter.is_ascii_digit() || "#♯♭/°+".contains(letter))
        || ["sus", "maj", "dim", "aug", "add", "min"].iter().any(|kind| word.contains(kind))
        || matches!(
            word,
            "Bb" | "Eb" | "Ab" | "Db" | "Gb" | "Bm" | "Cm" | "Dm" | "Fm" | "Gm" | "Bbm"
        )
}

/// `e|--0--2--|`.
fn is_drawing(line: &str) -> bool {
    let dashes = line.chars().filter(|letter| *letter == '-').count();
    let bars = line.chars().filter(|letter| *letter == '|').count();
    0 < bars
        && 4 <= dashes
        && line.chars().filter(|letter| letter.is_alphabetic()).count() <= 1 + dashes / 4
}

/// `Capo 2`, `Tuning: EADGBE`.
fn is_direction(line: &str) -> bool {
    let small = line.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let first = small.split([' ', ':', '.']).next().unwrap_or_default();
    let digits = small.chars().any(|letter| letter.is_ascii_digit());
    small.chars().count() < 40
        && (first == "capo" && (digits || small.contains(':') || small == "capo")
            || [
                "tuning:",
                "standard tuning",
                "strumming:",
                "tempo:",
                "bpm:",
                "key:",
                "tone:",
                "tông:",
                "điệu:",
                "kapo",
            ]
            .iter()
            .any(|start| small.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_are_told_from_words() {
        let cases = [
            ("Am F C G", Chords::Surely),
            ("| Am | F#m7 | Bb/D | G |", Chords::Surely),
            ("Gsus4", Chords::Surely),
            ("e|---0---2---|", Chords::Surely),
            ("Capo 2", Chords::Surely),
            ("Am", Chords::Perhaps),
            ("A", Chords::Perhaps),
            ("Am Meer", Chords::No),
            ("Go", Chords::No),
            ("Da da da", Chords::No),
            ("A Bad Egg", Chords::No),
            ("***", Chords::No),
        ];
        for (line, expected) in cases {
            assert_eq!(chords(line), expected, "{line}");
        }
    }

    #[test]
    fn chords_within_words_go() {
        let cases = [
            ("[Am]Drüben hinterm [E7]Dorfe", "Drüben hinterm Dorfe"),
            ("Hal[G]lo (C#m7) du", "Hallo  du"),
            ("(Am) [softly] (A)", "(Am) [softly] (A)"),
            ("[C - G] sing", " sing"),
        ];
        for (line, expected) in cases {
            assert_eq!(without_inner_chords(line), expected);
        }
    }
}
