//! What somebody wants to know of photos, and how the answer is steered.

use std::str::FromStr;

use crate::error::{Error, Result};
use crate::feeling::{Feeling, Mood};
use crate::filter::{Filter, Years};
use crate::image::Image;
use crate::profile::ProfileId;

/// What somebody wants to know.
#[derive(Clone, Debug)]
pub struct Request {
    /// The photos, asked about as one: an album, a story.
    pub photos: Photos,
    /// How many songs to answer with.
    pub limit: Limit,
    /// Which songs may be offered.
    pub filter: Filter,
    /// What counts besides the photos.
    pub steering: Steering,
    /// How unlike each other the songs are to be.
    pub diversity: Diversity,
    /// The language of the reasons.
    pub tongue: Tongue,
    /// For whom, if they said so: their taste counts, and the list is remembered.
    pub profile: Option<ProfileId>,
}

impl Request {
    /// Asks about photos, with nothing else wanted.
    pub fn about(photos: Photos) -> Self {
        Self {
            photos,
            limit: Limit::default(),
            filter: Filter::default(),
            steering: Steering::default(),
            diversity: Diversity::default(),
            tongue: Tongue::default(),
            profile: None,
        }
    }
}

/// One to [`Photos::MOST`] photos.
#[derive(Clone, Debug)]
pub struct Photos(Vec<Image>);

impl Photos {
    /// The most that can be asked about at once.
    pub const MOST: usize = 10;

    /// Fails if there are none or too many.
    pub fn new(photos: Vec<Image>) -> Result<Self> {
        Self::check(photos.len())?;
        Ok(Self(photos))
    }

    /// Fails if there cannot be so many.
    pub fn check(count: usize) -> Result<()> {
        match count {
            0 => Err(Error::invalid("there is no photo")),
            1..=Self::MOST => Ok(()),
            many => Err(Error::invalid(format!("{many} photos are more than {}", Self::MOST))),
        }
    }

    /// The photos, at least one.
    pub fn into_images(self) -> Vec<Image> {
        self.0
    }
}

impl From<Image> for Photos {
    fn from(photo: Image) -> Self {
        Self(vec![photo])
    }
}

/// What counts besides the photos.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Steering {
    /// What the photos show, in the asker's words, instead of what was seen.
    pub caption: Option<String>,
    /// What more to look for, in any language that the text encoder knows.
    pub more: Vec<String>,
    /// What not to look for.
    pub less: Vec<String>,
    /// Decades that were among what more to look for: songs of these years gain by it.
    pub eras: Vec<Years>,
    /// The feeling to look for instead of the photos' own.
    pub feeling: Option<Feeling>,
}

/// How long a text of the asker's may be.
const MOST_CHARACTERS: usize = 500;
/// How many texts there may be on each side.
const MOST_TEXTS: usize = 16;
/// What a part of a steering text begins with if it is not to be looked for.
const REFUSING: [&str; 8] = ["not ", "no ", "without ", "less ", "không ", "đừng ", "bớt ", "-"];

impl Steering {
    /// Adds parts of a text such as `road trip, 90s, not sad`: each is looked for, or not if it says so
    /// (`not`, `no`, `without`, `less`, `-`, `không`, `đừng`, `bớt`).
    pub fn add(&mut self, text: &str) -> Result<()> {
        for part in parts(text) {
            let lower = part.to_lowercase();
            let refused = REFUSING.iter().find_map(|word| lower.strip_prefix(word));
            if let Some(refused) = refused {
                self.less.push(bounded(refused)?);
            } else {
                self.eras.extend(Years::decade(part));
                self.more.push(bounded(part)?);
            }
        }
        self.checked()
    }

    /// Adds parts of a text that are not to be looked for.
    pub fn refuse(&mut self, text: &str) -> Result<()> {
        for part in parts(text) {
            self.less.push(bounded(part)?);
        }
        self.checked()
    }

    fn checked(&self) -> Result<()> {
        if MOST_TEXTS < self.more.len().max(self.less.len()) {
            return Err(Error::invalid(format!("more than {MOST_TEXTS} things are asked for")));
        }
        Ok(())
    }

    /// Says what the photos show.
    pub fn say(&mut self, caption: &str) -> Result<()> {
        self.caption = Some(bounded(caption)?).filter(|caption| !caption.is_empty());
        Ok(())
    }
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

fn bounded(text: &str) -> Result<String> {
    let text = text.trim();
    match text.chars().count() {
        ..=MOST_CHARACTERS => Ok(text.to_owned()),
        long => Err(Error::invalid(format!("a text has {long} characters, not {MOST_CHARACTERS}"))),
    }
}

/// The feeling to look for where no point of the plane is named: the middle of the moods that are asked
/// for, else what is seen.
pub(super) fn target(seen: Feeling, steering: &Steering, moods: &[&Mood]) -> Feeling {
    if let Some(wanted) = steering.feeling {
        return wanted;
    }
    if moods.is_empty() {
        return seen;
    }
    Feeling::middle(moods.iter().map(|mood| mood.centre))
}

/// How many songs to answer with: 5 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(usize);

impl Limit {
    /// The fewest that can be asked for.
    pub const FEWEST: usize = 5;
    /// The most that can be asked for.
    pub const MOST: usize = 10;

    /// Fails if `songs` is not in 5 to 10.
    pub fn new(songs: usize) -> Result<Self> {
        if (Self::FEWEST..=Self::MOST).contains(&songs) {
            return Ok(Self(songs));
        }
        Err(Error::invalid(format!("limit {songs} is not in 5 to 10")))
    }

    /// The number of songs.
    pub fn songs(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(8)
    }
}

impl FromStr for Limit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let songs = text.trim().parse();
        Self::new(songs.map_err(|_| Error::invalid(format!("limit `{text}` is not a number")))?)
    }
}

/// How unlike each other the songs are to be, from 0 (only what fits best) to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Diversity(f32);

impl Diversity {
    /// Fails if `share` is not in 0 to 1.
    pub fn new(share: f32) -> Result<Self> {
        if (0.0..=1.0).contains(&share) {
            return Ok(Self(share));
        }
        Err(Error::invalid(format!("diversity {share} is not in 0 to 1")))
    }

    /// From 0 to 1.
    pub fn share(self) -> f32 {
        self.0
    }
}

impl Default for Diversity {
    fn default() -> Self {
        Self(0.2)
    }
}

impl FromStr for Diversity {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let share = text.trim().parse();
        Self::new(share.map_err(|_| Error::invalid(format!("diversity `{text}` is no number")))?)
    }
}

/// A language that reasons are given in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    #[default]
    English,
    /// Vietnamese.
    Vietnamese,
}

impl FromStr for Tongue {
    type Err = Error;

    /// Reads a language tag by its first part: `vi`, `en-GB`.
    fn from_str(text: &str) -> Result<Self> {
        let code = text.trim().split(['-', '_']).next().unwrap_or_default();
        match code.to_ascii_lowercase().as_str() {
            "en" => Ok(Self::English),
            "vi" => Ok(Self::Vietnamese),
            _ => Err(Error::invalid(format!("reasons are given in en and vi, not in `{text}`"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steering_text_is_taken_apart() {
        let cases: [(&str, &[&str], &[&str]); 5] = [
            ("road trip, 90s, not sad", &["road trip", "90s"], &["sad"]),
            ("Biển đêm; không buồn", &["Biển đêm"], &["buồn"]),
            ("-rain,, no drums ", &[], &["rain", "drums"]),
            ("nothing else matters", &["nothing else matters"], &[]),
            (" , ", &[], &[]),
        ];
        for (text, more, less) in cases {
            let mut steering = Steering::default();
            steering.add(text).unwrap();
            assert_eq!(
                (&*steering.more, &*steering.less),
                (&*owned(more), &*owned(less)),
                "{text}"
            );
        }
    }

    #[test]
    fn a_decade_that_is_asked_for_leans_to_its_years() {
        let mut steering = Steering::default();
        steering.add("road trip, 90s, 5s, not 80s").unwrap();
        assert_eq!(steering.eras, ["1990s".parse().unwrap()]);
        assert_eq!(steering.more, ["road trip", "90s", "5s"], "it is looked for in words, too");
    }

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn endless_steering_is_refused() {
        let mut steering = Steering::default();
        assert!(steering.add(&"sea,".repeat(MOST_TEXTS + 1)).is_err());
        assert!(steering.say(&"é".repeat(MOST_CHARACTERS + 1)).is_err());
        assert!(steering.say(&"é".repeat(MOST_CHARACTERS)).is_ok());
        steering.say("  ").unwrap();
        assert_eq!(steering.caption, None, "an empty caption says nothing");
    }

    #[test]
    fn what_is_asked_for_replaces_the_feeling_of_the_photo() {
        let seen = Feeling::new(0.9, 0.9);
        let moods = [Mood::named("sad").unwrap(), Mood::named("calm").unwrap()];
        let mut steering = Steering::default();
        assert_eq!(target(seen, &steering, &[]), seen);
        assert!(target(seen, &steering, &moods).arousal() < 0.0);
        steering.feeling = Some(Feeling::new(-0.5, 0.5));
        assert_eq!(target(seen, &steering, &moods), Feeling::new(-0.5, 0.5));
    }

    #[test]
    fn numbers_out_of_range_are_refused() {
        for text in ["4", "11", "many", ""] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
        for text in ["-0.1", "1.1", "NaN", "much"] {
            assert!(text.parse::<Diversity>().is_err(), "{text}");
        }
        assert!("fr".parse::<Tongue>().is_err());
        assert_eq!("vi-VN".parse::<Tongue>().unwrap(), Tongue::Vietnamese);
        assert!(Photos::new(Vec::new()).is_err());
    }
}
