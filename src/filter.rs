//! Which songs may be offered at all.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::feeling::Mood;
use crate::music::{Language, PassageFacts, TrackFacts, TrackId, letters, words};

/// What a song must be, and what it must not be. What is empty or `None` asks for nothing; a track of
/// which nobody knows what is asked for is left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Its words are in one of these languages; music without words is left out.
    pub languages: Vec<Language>,
    /// The passage has one of these moods.
    pub moods: Vec<&'static Mood>,
    /// What to do with songs that are not for everyone.
    pub explicit: Explicit,
    /// When it was released.
    pub years: Option<Years>,
    /// It is of one of these kinds.
    pub genres: Vec<Genre>,
    /// How long it plays.
    pub duration: Option<Lengths>,
    /// Whether it must be playable.
    pub audio: Audio,
    /// It lies in one of these folders.
    pub folders: Vec<Folder>,
    /// What is never offered.
    pub never: Never,
}

impl Filter {
    /// Whether a track may be offered, if one of its passages may.
    pub fn admits_track(&self, id: TrackId, track: &TrackFacts) -> bool {
        self.admits_language(track.language)
            && (self.explicit == Explicit::Show || !track.explicit)
            && self.years.as_ref().is_none_or(|years| years.hold(track.year))
            && (self.genres.is_empty() || self.genres.iter().any(|genre| genre.is_of(track)))
            && self.duration.as_ref().is_none_or(|lengths| lengths.hold(track.duration))
            && (self.audio == Audio::Any || track.has_audio)
            && (self.folders.is_empty() || self.folders.iter().any(|folder| folder.holds(track)))
            && !self.never.names(id, track)
    }

    /// Whether a passage of a track that is admitted may be offered.
    pub fn admits_passage(&self, passage: &PassageFacts) -> bool {
        let has_mood = || {
            let moods = passage.feeling.moods();
            self.moods.iter().any(|mood| moods.contains(mood))
        };
        (self.explicit == Explicit::Show || !passage.explicit)
            && (self.moods.is_empty() || has_mood())
    }

    fn admits_language(&self, language: Option<Language>) -> bool {
        self.languages.is_empty() || language.is_some_and(|spoken| self.languages.contains(&spoken))
    }
}

/// What to do with songs whose words or tags say that they are not for everyone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Explicit {
    /// They are offered like others.
    #[default]
    Show,
    /// They are not offered.
    Hide,
}

impl FromStr for Explicit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "show" => Ok(Self::Show),
            "hide" => Ok(Self::Hide),
            _ => Err(Error::invalid(format!("explicit `{text}` is neither show nor hide"))),
        }
    }
}

/// Whether a song must be playable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audio {
    /// Words alone will do.
    #[default]
    Any,
    /// Only songs that can be played.
    Required,
}

impl FromStr for Audio {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "any" => Ok(Self::Any),
            "required" => Ok(Self::Required),
            _ => Err(Error::invalid(format!("audio `{text}` is neither any nor required"))),
        }
    }
}

/// An era: `1990s`, `90s`, `1985-1994`, `1999`, `1970-`, `-1950`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Years(RangeInclusive<i32>);

impl Years {
    /// The years of a decade, as people write it: `90s`, `'90s`, `1990s`, `2010s`; of two digits, those
    /// from `30s` on are of the last century.
    pub fn decade(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches(['\'', '’']).strip_suffix('s')?;
        let first: i32 = digits.parse().ok().filter(|first| first % 10 == 0)?;
        let first = match digits.len() {
            2 if first < 30 => 2000 + first,
            2 => 1900 + first,
            4 => first,
            _ => return None,
        };
        Some(Self(first..=first + 9))
    }

    /// Whether a year is known and one of these.
    pub(crate) fn hold(&self, year: Option<i32>) -> bool {
        year.is_some_and(|year| self.0.contains(&year))
    }
}

impl FromStr for Years {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let text = text.trim();
        let wrong = || Error::invalid(format!("`{text}` is no era such as 1990s or 1985-1994"));
        let year = |text: &str| text.trim().parse::<u16>().map(i32::from).map_err(|_| wrong());
        if let Some(decade) = Self::decade(text) {
            return Ok(decade);
        }
        let years = match text.split_once(['-', '–']) {
            Some(("", "")) => return Err(wrong()),
            Some((first, "")) => year(first)?..=i32::MAX,
            Some(("", last)) => i32::MIN..=year(last)?,
            Some((first, last)) => year(first)?..=year(last)?,
            None => year(text)?..=year(text)?,
        };
        if years.is_empty() { Err(wrong()) } else { Ok(Self(years)) }
    }
}

/// How long a song may play, in seconds: `120-300`, `-240`, `60-`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lengths(RangeInclusive<Duration>);

impl Lengths {
    fn hold(&self, duration: Option<Duration>) -> bool {
        duration.is_some_and(|duration| self.0.contains(&duration))
    }
}

impl FromStr for Lengths {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let wrong = || Error::invalid(format!("`{text}` is no range of seconds such as 120-300"));
        let (shortest, longest) = text.split_once(['-', '–']).ok_or_else(wrong)?;
        let seconds = |text: &str, open: Duration| match text.trim() {
            "" => Ok(open),
            text => text.parse::<u32>().map(|s| Duration::from_secs(s.into())).map_err(|_| wrong()),
        };
        let range = seconds(shortest, Duration::ZERO)?..=seconds(longest, Duration::MAX)?;
        if range.is_empty() { Err(wrong()) } else { Ok(Self(range)) }
    }
}

/// A kind of music: `rock` is also `indie rock`, but not `rockabilly`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genre(String);

impl Genre {
    fn is_of(&self, track: &TrackFacts) -> bool {
        track.genres.iter().any(|genre| format!(" {genre} ").contains(&self.0))
    }
}

impl FromStr for Genre {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match words(text) {
            name if name.is_empty() => Err(Error::invalid(format!("`{text}` is no genre"))),
            name => Ok(Self(format!(" {name} "))),
        }
    }
}

/// A folder and all that lies in it: `/music/jazz`, or by its name alone, `jazz` or `jazz/live`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder(String);

impl Folder {
    fn holds(&self, track: &TrackFacts) -> bool {
        let folder = format!("{}/", track.folder);
        if self.0.starts_with('/') {
            return folder.starts_with(&self.0);
        }
        format!("/{folder}").contains(&format!("/{}", self.0))
    }
}

impl FromStr for Folder {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let name = text.trim().trim_end_matches('/');
        if name.is_empty() {
            return Err(Error::invalid(format!("`{text}` is no folder")));
        }
        Ok(Self(format!("{name}/")))
    }
}

/// What is never offered, whatever else is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Never {
    tracks: HashSet<TrackId>,
    artists: HashSet<String>,
    albums: HashSet<String>,
}

impl Never {
    /// Leaves out one track.
    pub fn track(&mut self, id: TrackId) {
        self.tracks.insert(id);
    }

    /// Leaves out all that somebody made; capitals and punctuation do not matter. A name without a
    /// letter names nobody.
    pub fn artist(&mut self, name: &str) {
        self.artists.extend(Some(letters(name)).filter(|name| !name.is_empty()));
    }

    /// Leaves out an album, likewise.
    pub fn album(&mut self, name: &str) {
        self.albums.extend(Some(letters(name)).filter(|name| !name.is_empty()));
    }

    fn names(&self, id: TrackId, track: &TrackFacts) -> bool {
        self.tracks.contains(&id)
            || self.artists.contains(&track.artist)
            || self.albums.contains(&track.album)
    }
}

#[cfg(test)]
mod tests;
