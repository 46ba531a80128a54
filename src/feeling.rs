//! How a photo or a passage feels: a point on the plane of valence and arousal (Russell, "A
//! circumplex model of affect", 1980), and the moods as regions of that plane.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A point on the plane of feelings; both coordinates lie in [-1, 1].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Feeling {
    valence: f32,
    arousal: f32,
}

impl Feeling {
    /// The feeling nearest to these coordinates; what is not a number counts as zero.
    pub const fn new(valence: f32, arousal: f32) -> Self {
        Self { valence: bounded(valence), arousal: bounded(arousal) }
    }

    /// From unpleasant (-1) to pleasant (1).
    pub fn valence(self) -> f32 {
        self.valence
    }

    /// From still (-1) to stirred (1).
    pub fn arousal(self) -> f32 {
        self.arousal
    }

    /// The straight distance on the plane, from 0 to √8.
    pub fn distance(self, other: Self) -> f32 {
        (self.valence - other.valence).hypot(self.arousal - other.arousal)
    }

    /// The point that lies the `share` of the way (0 to 1) from here to `other`.
    #[must_use]
    pub fn toward(self, other: Self, share: f32) -> Self {
        let step = |from: f32, to: f32| from + share * (to - from);
        Self::new(step(self.valence, other.valence), step(self.arousal, other.arousal))
    }

    /// The middle of some feelings; neutral if there are none.
    pub fn middle(feelings: impl IntoIterator<Item = Self>) -> Self {
        let (mut valence, mut arousal, mut count) = (0.0, 0.0, 0.0_f32);
        for feeling in feelings {
            valence += feeling.valence;
            arousal += feeling.arousal;
            count += 1.0;
        }
        Self::new(valence / count.max(1.0), arousal / count.max(1.0))
    }

    /// The moods whose regions hold this point, nearest centre first, three at most.
    ///
    /// Never empty: a point outside all regions has the mood whose centre is nearest.
    pub fn moods(self) -> Vec<&'static Mood> {
        let mut near: Vec<&Mood> = MOODS.iter().collect();
        near.sort_by(|a, b| self.distance(a.centre).total_cmp(&self.distance(b.centre)));
        let inside = near.iter().filter(|mood| mood.holds(self)).count();
        near.truncate(inside.clamp(1, 3));
        near
    }
}

const fn bounded(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { value.clamp(-1.0, 1.0) }
}

/// A mood that people name: a disc on the plane of feelings, and words for the text encoder.
#[derive(Debug, PartialEq)]
pub struct Mood {
    /// What people call it.
    pub name: &'static str,
    /// The middle of its region.
    pub centre: Feeling,
    /// How far its region reaches from the centre.
    pub radius: f32,
    /// What a song of this mood says or sounds like.
    pub words: &'static str,
}

impl Mood {
    /// Finds a mood by its name, whatever the case.
    pub fn named(name: &str) -> Option<&'static Self> {
        MOODS.iter().find(|mood| mood.name.eq_ignore_ascii_case(name.trim()))
    }

    /// Whether `feeling` lies in the mood's region.
    pub fn holds(&self, feeling: Feeling) -> bool {
        self.centre.distance(feeling) <= self.radius
    }
}

const fn mood(name: &'static str, at: (f32, f32), radius: f32, words: &'static str) -> Mood {
    Mood { name, centre: Feeling::new(at.0, at.1), radius, words }
}

/// The moods that can be asked for.
pub const MOODS: [Mood; 16] = [
    mood("calm", (0.45, -0.60), 0.40, "calm, peaceful, quiet and still"),
    mood("happy", (0.80, 0.25), 0.40, "happy, joyful and bright"),
    mood("sad", (-0.65, -0.40), 0.40, "sad, tears, sorrow and grief"),
    mood("tense", (-0.50, 0.55), 0.40, "tense, nervous, suspense and danger"),
    mood("energetic", (0.50, 0.75), 0.40, "energetic, lively, fast and driving"),
    mood("romantic", (0.70, -0.05), 0.35, "romantic, love, a kiss, my beloved"),
    mood("dark", (-0.60, 0.10), 0.40, "dark, gloomy, shadows and fear"),
    mood("nostalgic", (0.10, -0.35), 0.35, "nostalgic, memories of days gone by, longing for home"),
    mood("dreamy", (0.40, -0.35), 0.35, "dreamy, floating, stars and moonlight"),
    mood("epic", (0.25, 0.75), 0.40, "epic, heroic, grand and triumphant"),
    mood("playful", (0.65, 0.50), 0.35, "playful, funny, cheerful and light"),
    mood("tender", (0.60, -0.35), 0.35, "tender, gentle, a lullaby, soft and warm"),
    mood("angry", (-0.70, 0.75), 0.40, "angry, furious, rage and fight"),
    mood("hopeful", (0.60, 0.15), 0.35, "hopeful, a new morning, spring and light"),
    mood("lonely", (-0.45, -0.55), 0.40, "lonely, alone, abandoned and far away"),
    mood("festive", (0.85, 0.55), 0.35, "festive, celebration, dance, feast and bells"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_stay_on_the_plane() {
        let feeling = Feeling::new(7.0, f32::NAN);
        assert_eq!((feeling.valence(), feeling.arousal()), (1.0, 0.0));
    }

    #[test]
    fn every_mood_holds_its_own_centre_and_is_found_by_name() {
        for mood in &MOODS {
            assert!(mood.holds(mood.centre));
            assert_eq!(mood.centre.moods()[0], mood);
            assert_eq!(Mood::named(&mood.name.to_uppercase()), Some(mood));
        }
    }

    #[test]
    fn every_point_of_the_plane_has_one_to_three_moods() {
        for step in 0..441 {
            let feeling =
                Feeling::new((step % 21) as f32 / 10.0 - 1.0, (step / 21) as f32 / 10.0 - 1.0);
            assert!((1..=3).contains(&feeling.moods().len()));
        }
    }
}
