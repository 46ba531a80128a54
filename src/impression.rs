//! A list of songs as it was offered: what was in it and why it was these, so that what people did
//! with it can be told from what they were shown. Nothing of the photo is part of it.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};
use crate::id;
use crate::music::PassageId;
use crate::profile::{Event, Moment, ProfileId};

/// Which list it is: 128 random bits, written as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImpressionId(id::Bytes);

impl ImpressionId {
    /// A new one that nobody can guess. Fails as `Unavailable` if the system has no randomness.
    pub fn unguessable() -> Result<Self> {
        id::unguessable().map(Self)
    }

    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes of the id.
    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for ImpressionId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        id::write(&self.0, formatter)
    }
}

impl FromStr for ImpressionId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        id::read(text, "an impression id: 32 hexadecimal digits").map(Self)
    }
}

/// One of the two rankers of an experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arm {
    /// The first.
    A,
    /// The second.
    B,
}

impl Arm {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::A, Self::B];

    /// What it is called where it is kept and told.
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// Its place in an array of both.
    pub const fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
        }
    }
}

impl FromStr for Arm {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::BOTH.into_iter().find(|arm| arm.name() == text);
        found.ok_or_else(|| Error::invalid(format!("`{text}` is neither arm a nor arm b")))
    }
}

/// A song at its place in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The passage that was offered.
    pub passage: PassageId,
    /// How likely it was to stand here, given what stands before it; in (0, 1].
    pub propensity: f64,
    /// Within an experiment: whose pick it is, and how likely either ranker alone was to put it here,
    /// given what stands before it.
    pub pick: Option<Pick>,
}

/// Whose pick a song is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pick {
    /// The ranker that it is counted for.
    pub arm: Arm,
    /// How likely ranker A and ranker B were to put it here; in [0, 1].
    pub targets: [f64; 2],
}

/// What ranked a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The collection of the text encoder.
    pub collection: String,
    /// Names the ranker and its weights.
    pub ranker: String,
}

/// A list of songs as it was offered.
#[derive(Clone, Debug, PartialEq)]
pub struct Impression {
    /// Which one it is.
    pub id: ImpressionId,
    /// To whom, if they said so.
    pub profile: Option<ProfileId>,
    /// The experiment that it is a part of.
    pub experiment: Option<String>,
    /// What ranked it.
    pub versions: Versions,
    /// When.
    pub at: Moment,
    /// The songs, from the top.
    pub shown: Vec<Shown>,
}

/// A list that was offered, and what was done with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The list.
    pub impression: Impression,
    /// What was done, in the order in which it was told.
    pub events: Vec<Event>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_arms_read_back_what_they_write() {
        let id = ImpressionId::unguessable().unwrap();
        assert_eq!(id.to_string().parse::<ImpressionId>().unwrap(), id);
        for arm in Arm::BOTH {
            assert_eq!(arm.name().parse::<Arm>().unwrap(), arm);
            assert_ne!(arm.other(), arm);
        }
        assert!("c".parse::<Arm>().is_err() && "".parse::<ImpressionId>().is_err());
    }
}
