//! Text → tokens, with the tokenizer that the pack names.

use serde::Deserialize;

use super::unigram::Unigram;
use crate::error::{Error, Result};
use crate::models::pack::Pack;

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
    #[serde(flatten)]
    kind: Kind,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Kind {
    /// SentencePiece's: the marks are the manifest's.
    Unigram { begin: u32, end: u32 },
    /// BERT's: the file says everything, its marks included.
    WordPiece,
}

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
        let TokenizerFile { file, padding, kind } = tokenizer;
        let splitter = match kind {
            Kind::Unigram { begin, end } => {
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
                Ok(encoding.get_ids().to_vec())
            }
        }
    }
}
