//! Ids of 16 bytes, written as 32 hexadecimal digits.

use std::fmt;

use crate::error::{Error, Result};

/// The bytes of an id.
pub(crate) type Bytes = [u8; 16];

/// Writes an id.
pub(crate) fn write(bytes: &Bytes, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
}

/// Reads what [`write()`] writes. Fails as `Invalid` with what it should be: `a track id`.
pub(crate) fn read(text: &str, what: &str) -> Result<Bytes> {
    let malformed = || Error::invalid(format!("`{text}` is not {what}"));
    let digits = text.as_bytes();
    if digits.len() != 32 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(malformed());
    }
    let number = u128::from_str_radix(text, 16).map_err(|_| malformed())?;
    Ok(number.to_be_bytes())
}

/// An id that nobody can guess, from the system's source of randomness. Fails as `Unavailable` if
/// there is none.
pub(crate) fn unguessable() -> Result<Bytes> {
    let mut bytes = Bytes::default();
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::unavailable("system gives no random numbers").because(error))?;
    Ok(bytes)
}
