//! Text → tokens, with the tokenizer that the pack names.

use serde::Deserialize;

use super::unigram::Unigram;
use crate::error::{Error, Result};
use crate::models::pack::{MANIFEST, Pack};

#[derive(Debug, Deserialize)]
struct TokenizerManifest {
    /// The most tokens that the encoder takes, marks included.
    max_tokens: usize,
    tokenizer: TokenizerFile,
}

#[derive(Debug, Deserialize)]
struct TokenizerFile {
    file: String,
    padding: u32,
    #[serde(default)]
    kind: Kind,
    /// The marks, where the file does not say them.
    begin: Option<u32>,
    end: Option<u32>,
}

/// A manifest that does not say is that of a unigram model.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// SentencePiece's: the marks are the manifest's.
    #[default]
    Unigram,
    /// BERT's: the file says everything, its marks included.
    WordPiece,
}

/// The fewest tokens that an encoder must take: two marks and something between them.
const FEWEST_TOKENS: usize = 3;

/// Splits texts into tokens, marks their beginning and end, and cuts what is too long.
pub struct Tokenizer {
    padding: u32,
    max_tokens: usize,
    splitter: Splitter,
}

enum Splitter {
    Unigram { pieces: Unigram, begin: u32, end: u32 },
    WordPiece(Box<tokenizers::Tokenizer>),
}

impl Tokenizer {
    /// Reads the tokenizer of `pack`.
    pub fn open(pack: &Pack) -> Result<Self> {
        let TokenizerManifest { max_tokens, tokenizer } = pack.manifest()?;
        if max_tokens < FEWEST_TOKENS {
            return Err(pack.broken(MANIFEST, "`max_tokens` is less than 3"));
        }
        let TokenizerFile { file, padding, kind, begin, end } = tokenizer;
        let splitter = match kind {
            Kind::Unigram => {
                let missing = || pack.broken(MANIFEST, "its tokenizer has no marks");
                let (begin, end) = begin.zip(end).ok_or_else(missing)?;
                let pieces = Unigram::from_json(&pack.plain_file(&file)?);
                Splitter::Unigram { pieces: pieces.map_err(|e| pack.broken(&file, e))?, begin, end }
            }
            Kind::WordPiece => {
                let mut library = pack.tokenizer(&file)?;
                let cut =
                    tokenizers::TruncationParams { max_length: max_tokens, ..Default::default() };
                library.with_truncation(Some(cut)).map_err(|e| pack.broken(&file, e))?;
                library.with_padding(None);
                Splitter::WordPiece(Box::new(library))
            }
        };
        Ok(Self { padding, max_tokens, splitter })
    }

    /// What fills the rows of a batch that are shorter than others.
    pub(super) fn padding(&self) -> u32 {
        self.padding
    }

    /// The tokens of a text, its marks included; never none, never more than the encoder takes.
    pub fn encode(&self, text: &str) -> Result<Vec<u32>> {
        match &self.splitter {
            Splitter::Unigram { pieces, begin, end } => {
                let mut tokens = vec![*begin];
                tokens.extend(pieces.encode(text));
                tokens.truncate(self.max_tokens - 1);
                tokens.push(*end);
                Ok(tokens)
            }
            Splitter::WordPiece(library) => {
                let encoding = library.encode_fast(text, true).map_err(|error| {
                    Error::internal("a text cannot be split into tokens").because(error)
                })?;
                match encoding.get_ids() {
                    [] => Err(Error::internal("a text has no tokens, not even marks")),
                    tokens => Ok(tokens.to_vec()),
                }
            }
        }
    }
}
