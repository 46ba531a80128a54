//! Splits text into the pieces of a SentencePiece unigram model (Kudo, "Subword Regularization",
//! 2018), read from a `tokenizer.json`.
//!
//! The `tokenizers` library, which reads every other tokenizer here, keeps a map for every node of
//! its trie: for the 230,000 pieces of a multilingual vocabulary that is 256 MB and a second of
//! loading. One table of whole pieces needs a fraction of both; a test holds the two against each
//! other.

use std::collections::HashMap;

use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// Stands for spaces, and before the first word.
const SPACE: char = '\u{2581}';
/// What an unknown character costs more than the unlikeliest piece, as in SentencePiece.
const UNKNOWN_PENALTY: f64 = 10.0;

#[derive(Deserialize)]
struct Document {
    model: Model,
}

/// The pieces with the logarithms of their probabilities, in the order of their ids.
#[derive(Deserialize)]
struct Model {
    unk_id: u32,
    vocab: Vec<(Box<str>, f64)>,
}

/// Finds the likeliest way to split a text into pieces.
pub(super) struct Unigram {
    /// The id and the log-probability of each piece.
    pieces: HashMap<Box<str>, (u32, f64)>,
    longest_bytes: usize,
    unknown: u32,
    unknown_score: f64,
}

/// The best way found to reach a place in the text.
#[derive(Clone, Copy)]
struct Arrival {
    score: f64,
    piece: u32,
    from: usize,
}

impl Unigram {
    /// Reads a `tokenizer.json` whose model is `Unigram` and whose normaliser is `nmt_nfkc`.
    pub(super) fn from_json(document: &[u8]) -> serde_json::Result<Self> {
        let Model { unk_id, vocab } = serde_json::from_slice::<Document>(document)?.model;
        let lowest = vocab.iter().map(|(_, score)| *score).fold(0.0, f64::min);
        let longest_bytes = vocab.iter().map(|(piece, _)| piece.len()).max().unwrap_or(0);
        let known = (0_u32..).zip(vocab).filter(|(id, _)| *id != unk_id);
        let pieces = known.map(|(id, (piece, score))| (piece, (id, score))).collect();
        Ok(Self { pieces, longest_bytes, unknown: unk_id, unknown_score: lowest - UNKNOWN_PENALTY })
    }

    /// The ids of the pieces of `text`, without marks at the beginning or the end.
    pub(super) fn encode(&self, text: &str) -> Vec<u32> {
        let text = normalised(text);
        let unreached = Arrival { score: f64::NEG_INFINITY, piece: self.unknown, from: 0 };
        let mut arrivals = vec![unreached; text.len() + 1];
        arrivals[0].score = 0.0;
        for (start, character) in text.char_indices() {
            self.go_on(&text, start, character.len_utf8(), &mut arrivals);
        }
        let mut ids = trace(&arrivals);
        // Unknown characters beside each other are one unknown piece.
        ids.dedup_by(|next, before| *next == self.unknown && next == before);
        ids
    }

    /// Tries every piece that begins at byte `start`, and the character there as unknown.
    fn go_on(&self, text: &str, start: usize, width: usize, arrivals: &mut [Arrival]) {
        let score = arrivals[start].score;
        let longest = text.len().min(start + self.longest_bytes);
        for end in (start + width..=longest).filter(|end| text.is_char_boundary(*end)) {
            if let Some((piece, gain)) = self.pieces.get(&text[start..end]) {
                improve(&mut arrivals[end], score + gain, *piece, start);
            }
        }
        improve(&mut arrivals[start + width], score + self.unknown_score, self.unknown, start);
    }
}

fn improve(arrival: &mut Arrival, score: f64, piece: u32, from: usize) {
    if arrival.score < score {
        *arrival = Arrival { score, piece, from };
    }
}

fn trace(arrivals: &[Arrival]) -> Vec<u32> {
    let mut ids = Vec::new();
    let mut place = arrivals.len() - 1;
    while 0 < place {
        ids.push(arrivals[place].piece);
        place = arrivals[place].from;
    }
    ids.reverse();
    ids
}

/// SentencePiece's `nmt_nfkc`, then one mark for each run of spaces and one in front.
fn normalised(text: &str) -> String {
    let cleaned: String = text.chars().filter_map(cleaned).collect();
    // The full-width tilde is the one character that these rules leave as it is.
    let parts: Vec<String> = cleaned.split('～').map(|part| part.nfkc().collect()).collect();
    let mut normal = String::with_capacity(cleaned.len() + SPACE.len_utf8());
    for character in std::iter::once(' ').chain(parts.join("～").chars()) {
        if character != ' ' {
            normal.push(character);
        } else if !normal.ends_with(SPACE) {
            normal.push(SPACE);
        }
    }
    normal
}

/// Drops control characters and makes separators a space.
fn cleaned(character: char) -> Option<char> {
    match character {
        '\u{1}'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{8f}' | '\u{9f}' => None,
        '\t'
        | '\n'
        | '\u{c}'
        | '\r'
        | '\u{1680}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{2581}'
        | '\u{feff}'
        | '\u{fffd}' => Some(' '),
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::models::pack::Pack;

    /// Every line of the demo's lyrics: German, English, French, Vietnamese, Chinese, Japanese, …
    fn lines() -> Vec<String> {
        let music = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/music");
        let files =
            walkdir::WalkDir::new(music).into_iter().map(|entry| entry.unwrap().into_path());
        let words = files.filter(|path| path.extension().is_some_and(|e| e == "lrc" || e == "txt"));
        let texts = words.map(|path| std::fs::read_to_string(path).unwrap());
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn it_splits_as_the_library_does() {
        let json = Pack::e5_small().unwrap().plain_file("tokenizer.json.zst").unwrap();
        let ours = Unigram::from_json(&json).unwrap();
        let library = tokenizers::Tokenizer::from_bytes(&json).unwrap();
        let odd = ["", "  two  spaces ", "ﬁne ①②③ ｆｕｌｌ", "a\tb\u{200b}c", "🦆 xin chào 🦆🦆"];
        let lines = lines();
        assert!(800 < lines.len());
        for line in lines.iter().map(String::as_str).chain(odd) {
            let prefixed = format!("passage: {line}");
            let expected = library.encode_fast(prefixed.as_str(), false).unwrap();
            assert_eq!(ours.encode(&prefixed), expected.get_ids(), "{line:?}");
        }
    }
}
