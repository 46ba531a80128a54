//! Somebody whose taste is learnt: a random id, what they did with the songs that were offered, and
//! what that made of their profile. No name, no address, and nothing of their photos.

use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Error, Result};
use crate::id;
use crate::impression::ImpressionId;
use crate::music::TrackId;

/// Which profile it is: 128 random bits that whoever it is about made or was given. Written as 32
/// hexadecimal digits. Whoever knows it may see and delete the profile, so it is never logged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ProfileId(id::Bytes);

impl ProfileId {
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

impl fmt::Display for ProfileId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        id::write(&self.0, formatter)
    }
}

impl fmt::Debug for ProfileId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ProfileId(…)")
    }
}

impl FromStr for ProfileId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        id::read(text, "a profile id: 32 hexadecimal digits").map(Self)
    }
}

/// A point in time, in whole seconds since 1970 (UTC): nothing here needs to be known better.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
pub struct Moment(pub u64);

impl Moment {
    /// Now.
    pub fn now() -> Self {
        Self(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
    }
}

/// What somebody did with a song that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// They began to play it.
    Play,
    /// They heard it to the end of the passage.
    Finish,
    /// They went on to another one.
    Skip,
    /// They said that they like it.
    Like,
    /// They said that they do not.
    Dislike,
    /// They used it in a post.
    Used,
}

impl Action {
    /// All there are, in the order in which profiles count them.
    pub const ALL: [Self; 6] =
        [Self::Play, Self::Finish, Self::Skip, Self::Like, Self::Dislike, Self::Used];

    /// What it is called where it is kept and told.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Play => "play",
            Self::Finish => "finish",
            Self::Skip => "skip",
            Self::Like => "like",
            Self::Dislike => "dislike",
            Self::Used => "used",
        }
    }

    /// How glad it says they are, from -1 to 1: what taste is learnt from and experiments count.
    pub const fn reward(self) -> f32 {
        match self {
            Self::Play => 0.2,
            Self::Finish => 0.5,
            Self::Skip => -0.5,
            Self::Like | Self::Used => 1.0,
            Self::Dislike => -1.0,
        }
    }
}

impl FromStr for Action {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|action| action.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            Error::invalid(format!("event `{text}` is none of {names}"))
        })
    }
}

/// Somebody did something with a song that was offered to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who.
    pub profile: ProfileId,
    /// In which list it was offered.
    pub impression: ImpressionId,
    /// Which song.
    pub track: TrackId,
    /// What they did.
    pub action: Action,
    /// When.
    pub at: Moment,
}

/// What is known of somebody's taste.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// What was learnt, as [`crate::learning::Taste`] keeps it; empty to begin with.
    pub vector: Vec<f32>,
    /// How often they did each thing, in the order of [`Action::ALL`].
    pub counts: [u64; Action::ALL.len()],
    /// How many lists were offered to them.
    pub lists: u64,
    /// When it last changed.
    pub updated: Moment,
}

impl Profile {
    /// How many events it was learnt from.
    pub fn events(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Counts one.
    pub fn count(&mut self, action: Action) {
        let place = Action::ALL.iter().position(|one| *one == action);
        if let Some(count) = place.and_then(|place| self.counts.get_mut(place)) {
            *count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_writes_and_is_not_shown_in_logs() {
        let id = ProfileId::unguessable().unwrap();
        assert_eq!(id.to_string().parse::<ProfileId>().unwrap(), id);
        assert_ne!(id, ProfileId::unguessable().unwrap());
        assert!(!format!("{id:?}").contains(&id.to_string()));
        for wrong in
            ["", "12", "+2345678901234567890123456789012", "é234567890123456789012345678901"]
        {
            assert!(wrong.parse::<ProfileId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_action_is_known_by_its_name_and_counted() {
        let mut profile = Profile::default();
        for action in Action::ALL {
            assert_eq!(action.name().parse::<Action>().unwrap(), action);
            profile.count(action);
        }
        assert_eq!((profile.counts, profile.events()), ([1; 6], 6));
        assert!("plays".parse::<Action>().is_err());
    }
}
