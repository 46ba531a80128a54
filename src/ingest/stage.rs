//! The stages whose results depend on the program's version: an update redoes what changed.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A stage of ingesting, in the order in which they run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Audio is decoded and measured; by far the most expensive one, so what it makes is kept.
    Listen,
    /// Tags and words are tidied and judged.
    Clean,
    /// Lines get their times.
    Align,
    /// The track is cut into passages.
    Segment,
    /// Passages are read by the text encoder; what it made of the same words is used again.
    Embed,
}

impl Stage {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Listen, Self::Clean, Self::Align, Self::Segment, Self::Embed];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Listen => "listen",
            Self::Clean => "clean",
            Self::Align => "align",
            Self::Segment => "segment",
            Self::Embed => "embed",
        }
    }

    /// Changes whenever the stage would make something else of the same input.
    pub const fn version(self) -> u32 {
        match self {
            Self::Clean => 3,
            Self::Listen | Self::Align | Self::Segment | Self::Embed => 2,
        }
    }

    /// The versions of all stages, as a place's stamp keeps them.
    pub fn versions() -> String {
        let version = |stage: &Self| format!("{} {}", stage.name(), stage.version());
        Self::ALL.iter().map(version).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Stage {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let stage = Self::ALL.into_iter().find(|stage| stage.name() == text);
        let names = || Self::ALL.map(Self::name).join(", ");
        stage.ok_or_else(|| Error::invalid(format!("`{text}` is not a stage: {}", names())))
    }
}
