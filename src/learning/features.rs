//! What a passage is to a taste: a few numbers for how it feels and sounds, and its language, decade,
//! genres, artist and album, hashed with signs into a fixed number of places (Weinberger et al.,
//! "Feature hashing for large scale multitask learning", 2009). Pure.
//!
//! Each name is spread over several places, so that two names that share one of them still differ in
//! the others. The inner product of two different names is 0 on average over hash functions, with a
//! standard deviation of `1 / √PLACES`.

use crate::music::{Heard, Passage, Track};

/// How many numbers describe feeling and sound.
const MEASURED: usize = 8;
/// How many places names are hashed into.
const PLACES: usize = 248;
/// Over how many places a name is spread.
const SPREAD: usize = 4;

/// How much each kind of name is expected to matter, in log-odds: the length of its part of the vector,
/// and, since weights have variance 1 before anything is known, its standard deviation. Found by
/// simulation.
const LANGUAGE: f32 = 1.0;
const GENRES: f32 = 1.0;
const ARTIST: f32 = 0.65;
const ALBUM: f32 = 0.25;
const DECADE: f32 = 0.3;
/// The same for each of the measured numbers.
const FEELING: f32 = 0.55;
const SOUND: f32 = 0.25;

/// Middles and widths of what is measured: a usual piece is at 0, an unusual one at 1 or -1.
const TEMPO_BPM: f32 = 100.0;
const LOUDNESS_LUFS: (f32, f32) = (-16.0, 8.0);
const DYNAMICS_DB: (f32, f32) = (6.0, 6.0);

/// The numbers that a taste looks at: those that are not zero, with their places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Features(Vec<(usize, f32)>);

impl Features {
    /// How many places there are.
    pub const DIMENSION: usize = MEASURED + PLACES;

    /// Those of a passage. What is not known of it counts nothing.
    pub fn of(track: &Track, passage: &Passage) -> Self {
        let mut features = Self(Vec::with_capacity(MEASURED + 6 * SPREAD));
        features.measure(track, passage);
        if let Some(language) = track.language {
            features.name("language", language.code(), LANGUAGE);
        }
        if let Some(year) = track.year {
            features.name("decade", &year.div_euclid(10).to_string(), DECADE);
        }
        let share = GENRES / (track.genres.len().max(1) as f32).sqrt();
        for genre in &track.genres {
            features.name("genre", genre, share);
        }
        features.name("artist", &track.artist, ARTIST);
        features.name("album", &track.album, ALBUM);
        features
    }

    /// The places that are not zero.
    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, f32)> {
        self.0.iter().copied()
    }

    fn measure(&mut self, track: &Track, passage: &Passage) {
        let (valence, arousal) = (passage.feeling.valence(), passage.feeling.arousal());
        // With the square, the nearness to any point of the plane is linear in the three.
        let strength = valence * valence + arousal * arousal - 0.5;
        let sung = if passage.text.is_empty() { -1.0 } else { 1.0 };
        let heard = passage.heard.as_ref().or(track.heard.as_ref());
        let of_heard = |value: fn(&Heard) -> Option<f32>| heard.and_then(value).unwrap_or(0.0);
        let voice = of_heard(|heard| heard.voice.map(|voice| 2.0 * voice - 1.0));
        let tempo = of_heard(|heard| heard.tempo_bpm.map(|tempo| (tempo / TEMPO_BPM).log2()));
        let loudness = of_heard(|heard| heard.loudness_lufs.map(|it| unusual(it, LOUDNESS_LUFS)));
        let range = track.heard.as_ref().and_then(|heard| heard.dynamics_db);
        let dynamics = range.map_or(0.0, |range| unusual(range, DYNAMICS_DB));
        let measured: [(f32, f32); MEASURED] = [
            (valence, FEELING),
            (arousal, FEELING),
            (strength, FEELING),
            (sung, SOUND),
            (voice, SOUND),
            (tempo, SOUND),
            (loudness, SOUND),
            (dynamics, SOUND),
        ];
        for (place, (value, weight)) in measured.into_iter().enumerate() {
            // What was measured wrongly counts nothing.
            let value = if value.is_finite() { value.clamp(-1.0, 1.0) } else { 0.0 };
            self.0.push((place, weight * value));
        }
    }

    /// Adds a name, whatever its case; an empty one counts nothing.
    fn name(&mut self, kind: &str, name: &str, weight: f32) {
        let name = name.trim().to_lowercase();
        if name.is_empty() {
            return;
        }
        let hash = blake3::hash(format!("{kind}\n{name}").as_bytes());
        let value = weight / (SPREAD as f32).sqrt();
        for bytes in hash.as_bytes().as_chunks::<4>().0.iter().take(SPREAD) {
            let number = u32::from_le_bytes(*bytes);
            let sign = if number & 1 == 0 { value } else { -value };
            self.0.push((MEASURED + (number >> 1) as usize % PLACES, sign));
        }
    }
}

/// How far a value lies from the middle, in widths.
fn unusual(value: f32, (middle, width): (f32, f32)) -> f32 {
    (value - middle) / width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feeling::Feeling;
    use crate::music::{PassageId, TrackId};

    fn song(change: impl FnOnce(&mut Track, &mut Passage)) -> Features {
        let id = TrackId::of("song");
        let mut track = Track::named(id, "Song".to_owned());
        let mut passage = Passage::of_words(PassageId { track: id, number: 0 }, String::new());
        change(&mut track, &mut passage);
        Features::of(&track, &passage)
    }

    fn product(a: &Features, b: &Features) -> f32 {
        let mut dense = [0.0; Features::DIMENSION];
        a.iter().for_each(|(place, value)| dense[place] += value);
        b.iter().map(|(place, value)| dense[place] * value).sum()
    }

    fn named(kind: &str, name: &str) -> Features {
        let mut features = Features::default();
        features.name(kind, name, 1.0);
        features
    }

    #[test]
    fn a_name_is_the_same_whatever_its_case_and_another_of_another_kind() {
        assert_eq!(named("artist", " Björk "), named("artist", "björk"));
        assert_ne!(named("artist", "Queen"), named("album", "Queen"));
        assert_eq!(named("artist", " "), Features::default());
    }

    #[test]
    fn different_names_hardly_look_alike() {
        let names: Vec<Features> =
            (0..300).map(|number| named("artist", &format!("artist {number}"))).collect();
        let pairs = names
            .iter()
            .enumerate()
            .flat_map(|(place, a)| names[..place].iter().map(move |b| product(a, b)));
        let pairs: Vec<f32> = pairs.collect();
        let mean = pairs.iter().sum::<f32>() / pairs.len() as f32;
        let deviation = (pairs.iter().map(|it| it * it).sum::<f32>() / pairs.len() as f32).sqrt();
        assert!(mean.abs() < 0.002, "{mean}");
        assert!((deviation - 1.0 / (PLACES as f32).sqrt()).abs() < 0.01, "{deviation}");
        let own: f32 = names.iter().map(|name| product(name, name)).sum::<f32>() / 300.0;
        assert!((own - 1.0).abs() < 0.02, "{own}");
    }

    #[test]
    fn what_is_not_known_counts_nothing_and_nothing_counts_endlessly() {
        let bare = song(|_, _| ());
        assert!(bare.iter().all(|(place, value)| value == 0.0 || [2, 3].contains(&place)));
        let wild = song(|track, passage| {
            track.heard = Some(Heard {
                tempo_bpm: Some(0.0),
                loudness_lufs: Some(f32::NEG_INFINITY),
                dynamics_db: Some(1e9),
                voice: Some(f32::NAN),
                ..Heard::default()
            });
            passage.feeling = Feeling::new(1.0, -1.0);
            track.year = Some(i32::MIN);
        });
        assert!(
            wild.iter().all(|(place, value)| place < Features::DIMENSION && value.abs() <= 1.0)
        );
    }
}
