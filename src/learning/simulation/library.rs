//! Songs that are made up, beside real ones.

use crate::feeling::Feeling;
use crate::learning::features::Features;
use crate::music::{Heard, Passage, PassageId, Track, TrackId};
use crate::random::Random;

const LANGUAGES: [(&str, f64); 6] =
    [("en", 0.45), ("vi", 0.20), ("de", 0.12), ("fr", 0.08), ("es", 0.07), ("", 0.08)];
const GENRES: usize = 14;

/// A song and what a taste sees of it.
pub(super) struct Song {
    pub(super) track: Track,
    pub(super) feeling: Feeling,
    pub(super) features: Features,
}

/// Songs to offer.
pub struct Library {
    pub(super) songs: Vec<Song>,
}

impl Library {
    /// `real` tracks, with languages, genres, years and sounds made up where they have none, and
    /// made-up ones so that there are `size`.
    pub fn made_up(real: Vec<Track>, size: usize, random: &mut Random) -> Self {
        let artists: Vec<Artist> = (0..size / 5).map(|_| Artist::made_up(random)).collect();
        let mut tracks = real;
        for track in &mut tracks {
            track.language = track.language.or_else(|| language(random).parse().ok());
        }
        while tracks.len() < size {
            let number = famous(artists.len(), random);
            tracks.push(artists[number].song(number, tracks.len(), random));
        }
        Self { songs: tracks.into_iter().map(|track| Song::of(track, random)).collect() }
    }
}

/// What most songs of an artist share.
struct Artist {
    language: &'static str,
    genre: usize,
    decade: i32,
}

impl Artist {
    fn made_up(random: &mut Random) -> Self {
        let genre = random.below(GENRES);
        Self { language: language(random), genre, decade: 1950 + 10 * random.below(8) as i32 }
    }

    fn song(&self, artist: usize, number: usize, random: &mut Random) -> Track {
        let id = TrackId::of(&format!("made up: {number}"));
        let strays = random.uniform() < 0.2;
        let (genre, tongue) = if strays {
            (random.below(GENRES), language(random))
        } else {
            (self.genre, self.language)
        };
        Track {
            artist: format!("artist {artist}"),
            album: format!("album {artist}.{}", random.below(3)),
            genres: vec![format!("genre {genre}")],
            year: Some(self.decade + random.below(15) as i32),
            language: tongue.parse().ok(),
            ..Track::named(id, format!("song {number}"))
        }
    }
}

impl Song {
    fn of(mut track: Track, random: &mut Random) -> Self {
        if track.genres.is_empty() {
            track.genres.push(format!("genre {}", random.below(GENRES)));
        }
        track.year = track.year.or_else(|| Some(1820 + 10 * random.below(12) as i32));
        // Each genre has its place on a circle around the middle of the plane of feelings.
        let seed = Random::of(&[b"genre", track.genres[0].as_bytes()]).uniform();
        let (sine, cosine) = (std::f64::consts::TAU * seed).sin_cos();
        let near = |middle: f64, random: &mut Random| (0.5 * middle + 0.3 * random.normal()) as f32;
        let feeling = Feeling::new(near(cosine, random), near(sine, random));
        let voice = if track.language.is_some() { 0.95 } else { 0.05 };
        track.heard.get_or_insert_with(|| made_up_sound(voice, feeling, random));
        let text = if track.language.is_some() { "words".to_owned() } else { String::new() };
        let passage = Passage::of_words(PassageId { track: track.id, number: 0 }, text);
        let features = Features::of(&track, &Passage { feeling, ..passage });
        Self { track, feeling, features }
    }
}

fn made_up_sound(voice: f32, feeling: Feeling, random: &mut Random) -> Heard {
    let stir = f64::from(feeling.arousal());
    Heard {
        tempo_bpm: Some((100.0 + 40.0 * stir + 15.0 * random.normal()) as f32),
        loudness_lufs: Some((-16.0 + 5.0 * stir + 2.0 * random.normal()) as f32),
        dynamics_db: Some((6.0 + 3.0 * random.normal()) as f32),
        voice: Some(voice),
        ..Heard::default()
    }
}

fn language(random: &mut Random) -> &'static str {
    let mut level = random.uniform();
    let found = LANGUAGES.iter().find(|(_, share)| {
        level -= share;
        level < 0.0
    });
    found.map_or("", |(code, _)| code)
}

/// One of so many, the first most often: about as Zipf says.
fn famous(count: usize, random: &mut Random) -> usize {
    (((count as f64).powf(random.uniform()) - 1.0) as usize).min(count - 1)
}
