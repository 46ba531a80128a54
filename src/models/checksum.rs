//! What files are held to: a SHA-256, or the hash by which git knows a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What a file's content is known by; hexadecimal, in small letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Checksum {
    /// A plain SHA-256.
    Sha256(String),
    /// SHA-1 of `blob LENGTH`, a zero byte, and the content: git's name for it.
    GitBlob(String),
}

impl Checksum {
    /// Reads an `ETag`, or a file's name in the hub's cache: 64 hexadecimal digits are a SHA-256,
    /// 40 are git's. Anything else says nothing about the content.
    pub(super) fn from_etag(etag: &str) -> Option<Self> {
        let etag = etag.trim();
        let digits = etag.strip_prefix("W/").unwrap_or(etag).trim_matches('"');
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        match digits.len() {
            64 => Some(Self::Sha256(digits.to_ascii_lowercase())),
            40 => Some(Self::GitBlob(digits.to_ascii_lowercase())),
            _ => None,
        }
    }

    /// Whether there is a file at `path` with this content.
    pub(super) fn is_of(&self, path: &Path) -> bool {
        self.like_this_of(path).is_ok_and(|found| found == *self)
    }

    /// The same kind of checksum of a file.
    pub(super) fn like_this_of(&self, path: &Path) -> io::Result<Self> {
        match self {
            Self::Sha256(_) => Ok(Self::Sha256(sha256(File::open(path)?)?.0)),
            Self::GitBlob(_) => {
                let file = File::open(path)?;
                Ok(Self::GitBlob(git_blob(file.metadata()?.len(), file)?))
            }
        }
    }
}

impl std::fmt::Display for Checksum {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sha256(digits) => write!(formatter, "SHA-256 {digits}"),
            Self::GitBlob(digits) => write!(formatter, "git blob {digits}"),
        }
    }
}

/// The SHA-256 of everything that can be read, and how many bytes that was.
pub(super) fn sha256(content: impl Read) -> io::Result<(String, u64)> {
    let mut hash = Sha256::new();
    let length = fed(&mut hash, content)?;
    Ok((format!("{:x}", hash.finalize()), length))
}

/// Git's name for a content of `length` bytes.
fn git_blob(length: u64, content: impl Read) -> io::Result<String> {
    let mut hash = Sha1::new();
    hash.update(format!("blob {length}\0"));
    fed(&mut hash, content)?;
    Ok(format!("{:x}", hash.finalize()))
}

/// In pieces: packs are larger than the memory that a check of them should take.
fn fed(hash: &mut impl Digest, mut content: impl Read) -> io::Result<u64> {
    let mut piece = vec![0; 1 << 16];
    let mut length = 0;
    loop {
        match content.read(&mut piece) {
            Ok(0) => return Ok(length),
            Ok(read) => {
                hash.update(&piece[..read]);
                length += read as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_has_the_name_that_git_gives_it() {
        // printf hello | git hash-object --stdin
        assert_eq!(git_blob(5, &b"hello"[..]).unwrap(), "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0");
        // git hash-object /dev/null
        assert_eq!(git_blob(0, &b""[..]).unwrap(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
    }

    #[test]
    fn an_etag_is_read_by_its_length() {
        let (long, short) = ("0A".repeat(32), "0a".repeat(20));
        let cases = [
            (format!("\"{long}\""), Some(Checksum::Sha256("0a".repeat(32)))),
            (short.clone(), Some(Checksum::GitBlob(short.clone()))),
            (format!("W/\"{short}\""), Some(Checksum::GitBlob(short.clone()))),
            (format!("\"{}\"", "0a".repeat(16)), None),
            (format!("\"{}-7\"", &long[..62]), None),
            (String::new(), None),
        ];
        for (etag, expected) in cases {
            assert_eq!(Checksum::from_etag(&etag), expected, "{etag}");
        }
    }
}
