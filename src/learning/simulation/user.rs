//! People who are made up, and what they do.

use super::library::{Library, Song};
use crate::feeling::Feeling;
use crate::music::Track;
use crate::profile::Action;
use crate::random::Random;

/// How often people act otherwise than they feel.
const SLIPS: f64 = 0.1;

/// Somebody with a taste.
pub struct User {
    /// What is added to the log-odds that each song of the library fits.
    pub(super) likes: Vec<f64>,
}

impl User {
    /// Somebody of whose taste the standard deviation over the library is `strength`, in log-odds.
    pub fn made_up(library: &Library, strength: f64, random: &mut Random) -> Self {
        let songs = &library.songs;
        let mut one = |of: fn(&Track) -> String| of(&songs[random.below(songs.len())].track);
        let genre = |track: &Track| track.genres[0].clone();
        let code = |track: &Track| track.language.map(|it| it.to_string()).unwrap_or_default();
        let languages = [one(code), one(code)];
        let genres = [one(genre), one(genre)];
        let avoided = one(genre);
        let artists: Vec<String> = (0..5).map(|_| one(|track| track.artist.clone())).collect();
        let at = Feeling::new(random.normal() as f32 * 0.5, random.normal() as f32 * 0.5);
        let like = |song: &Song| {
            let has = |yes: bool, much: f64| if yes { much } else { 0.0 };
            has(languages.contains(&code(&song.track)), 1.2)
                + has(genres.contains(&genre(&song.track)), 1.2)
                - has(avoided == genre(&song.track), 1.2)
                + has(artists.contains(&song.track.artist), 1.2)
                - f64::from(song.feeling.distance(at))
        };
        let raw: Vec<f64> = songs.iter().map(like).collect();
        let mean = raw.iter().sum::<f64>() / raw.len() as f64;
        let spread = raw.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / raw.len() as f64;
        let scale = strength / spread.sqrt().max(1e-9);
        Self { likes: raw.into_iter().map(|it| (it - mean) * scale).collect() }
    }
}

/// What somebody does with a song that they look at.
pub(super) fn action(glad: f64, random: &mut Random) -> Action {
    let is_glad = random.uniform() < glad;
    let slips = random.uniform() < SLIPS;
    let level = random.uniform();
    match is_glad != slips {
        true if level < 0.55 => Action::Finish,
        true if level < 0.85 => Action::Like,
        true => Action::Used,
        false if level < 0.8 => Action::Skip,
        false => Action::Dislike,
    }
}
