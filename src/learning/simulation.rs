//! People who are made up, with tastes that nobody told us: what learning is chosen and measured by.
//! Pure and seeded. `examples/simulate_profiles.rs` prints what comes out.
//!
//! **A library**: tracks whose artists have a language, a genre and a decade that most of their songs
//! share, and are famous as Zipf says. Genres have a usual feeling, from which songs stray.
//!
//! **A photo** meets 48 songs at random. How well a song fits it, in log-odds, is normal with mean -1
//! and variance 1; the ranker sees that with a normal error of standard deviation 0.5.
//!
//! **A user** prefers one or two languages, two genres, five artists and one point on the plane of
//! feelings, and avoids one genre. All of it together is a number for each song of the library that
//! is normal-ish with mean 0 and a standard deviation that is said; it is added to the log-odds that
//! the song fits. That sum, as a probability, is how glad the user would be: the gain of nDCG.
//!
//! **What a user does** with a list of eight: looks at place k with probability `1 / √k`; is glad with
//! the probability above, and in one of ten cases acts as if it were the other way round. Who is glad
//! finishes the song (55 %), likes it (30 %) or uses it (15 %); who is not skips it (80 %) or dislikes
//! it (20 %). One event a song: that it was played, too, is left out.

mod learner;
mod library;
mod user;

pub use self::learner::{Learner, Nothing, Rocchio, Whole};
pub use self::library::Library;
pub use self::user::User;
use self::user::action;
use crate::random::Random;

/// How many songs are looked for among for each photo.
const CANDIDATES: usize = 48;
/// How many songs are offered.
const PLACES: usize = 8;
/// How sure the ranker is of how well a song fits: the standard deviation of its error.
const RANKER_ERROR: f64 = 0.5;
/// How many photos a profile is measured with.
const PHOTOS: usize = 6;

/// A song that might be offered with a photo.
struct Candidate {
    song: usize,
    /// What the ranker says of it, in log-odds.
    said: f32,
    /// How glad the user would be to be offered it, from 0 to 1.
    glad: f64,
}

fn photo(library: &Library, user: &User, random: &mut Random) -> Vec<Candidate> {
    let candidate = |_| {
        let song = random.below(library.songs.len());
        let fits = random.normal() - 1.0;
        let said = (fits + RANKER_ERROR * random.normal()) as f32;
        let glad = 1.0 / (1.0 + (-fits - user.likes[song]).exp());
        Candidate { song, said, glad }
    };
    (0..CANDIDATES).map(candidate).collect()
}

/// The candidates that are offered, from the top.
fn offered(library: &Library, candidates: &[Candidate], learner: &dyn Learner) -> Vec<usize> {
    let score = |one: &Candidate| one.said + learner.bonus(&library.songs[one.song].features);
    let scores: Vec<f32> = candidates.iter().map(score).collect();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    order.truncate(PLACES);
    order
}

/// Lets a user act on lists until `events` were learnt from.
fn live(
    library: &Library,
    user: &User,
    learner: &mut dyn Learner,
    events: usize,
    random: &mut Random,
) {
    let mut learnt = 0;
    while learnt < events {
        let candidates = photo(library, user, random);
        for (place, at) in offered(library, &candidates, learner).into_iter().enumerate() {
            let looked = random.uniform() < 1.0 / ((place + 1) as f64).sqrt();
            if !looked {
                continue;
            }
            let candidate = &candidates[at];
            let action = action(candidate.glad, random);
            if learnt < events {
                learner.learn(&library.songs[candidate.song].features, action, place);
                learnt += 1;
            }
        }
    }
}

/// nDCG of the list that is offered, over a few new photos; from 0 to 1.
fn quality(library: &Library, user: &User, learner: &dyn Learner, random: &mut Random) -> f64 {
    let discounted = |gains: &mut dyn Iterator<Item = f64>| {
        gains.zip(1_u32..).map(|(gain, place)| gain / f64::from(place + 1).log2()).sum::<f64>()
    };
    let mut sum = 0.0;
    for _ in 0..PHOTOS {
        let candidates = photo(library, user, random);
        let order = offered(library, &candidates, learner);
        let got = discounted(&mut order.iter().map(|at| candidates[*at].glad));
        let mut best: Vec<f64> = candidates.iter().map(|one| one.glad).collect();
        best.sort_by(|a, b| b.total_cmp(a));
        sum += got / discounted(&mut best.into_iter().take(PLACES));
    }
    sum / PHOTOS as f64
}

/// nDCG of one user's lists with nothing learnt, and after `events`; on the same photos.
pub fn compare(
    library: &Library,
    user: &User,
    learner: &mut dyn Learner,
    events: usize,
    seed: &[u8],
) -> [f64; 2] {
    live(library, user, learner, events, &mut Random::of(&[seed, b"lives"]));
    let fresh = || Random::of(&[seed, b"photos"]);
    let without = quality(library, user, &Nothing, &mut fresh());
    [without, quality(library, user, learner, &mut fresh())]
}

/// nDCG without and with a profile, over many users.
#[derive(Clone, Copy, Debug)]
pub struct Gain {
    /// The mean without.
    pub without: f64,
    /// The mean with.
    pub with: f64,
    /// By which share of `without` it grew.
    pub relative: f64,
    /// Half the width of the 95 % interval of `relative`: users are independent, the photos of the two
    /// lists the same.
    pub margin: f64,
}

impl Gain {
    /// Of pairs of without and with, a user each; there are at least two.
    pub fn of(pairs: &[[f64; 2]]) -> Self {
        let count = pairs.len() as f64;
        let mean = |of: &dyn Fn(&[f64; 2]) -> f64| pairs.iter().map(of).sum::<f64>() / count;
        let (without, with) = (mean(&|pair| pair[0]), mean(&|pair| pair[1]));
        let ratio = with / without;
        // The delta method: what is left of each pair when the mean ratio is taken out.
        let variance = mean(&|pair| (pair[1] - ratio * pair[0]).powi(2)) / (count - 1.0);
        Self { without, with, relative: ratio - 1.0, margin: 1.96 * variance.sqrt() / without }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::Taste;

    /// The strength of taste that the bar is for, in log-odds: two and a half times that of fitting.
    const STRENGTH: f64 = 2.5;

    fn gain(strength: f64, events: usize, users: usize) -> Gain {
        let library = Library::made_up(Vec::new(), 2_000, &mut Random::of(&[b"library"]));
        let one = |number: usize| {
            let seed = number.to_le_bytes();
            let user = User::made_up(&library, strength, &mut Random::of(&[&seed]));
            compare(&library, &user, &mut Taste::default(), events, &seed)
        };
        Gain::of(&(0..users).map(one).collect::<Vec<_>>())
    }

    #[test]
    fn twenty_events_make_lists_better_by_fifteen_percent() {
        let gain = gain(STRENGTH, 20, 1_000);
        assert!(0.15 < gain.relative - gain.margin, "{gain:?}");
    }

    #[test]
    fn a_profile_of_which_nothing_is_known_changes_nothing() {
        let gain = gain(STRENGTH, 0, 1_000);
        assert_eq!(gain.without.to_bits(), gain.with.to_bits());
    }

    #[test]
    fn lists_do_not_get_worse_with_the_first_events() {
        for events in [1, 2, 5] {
            let gain = gain(STRENGTH, events, 300);
            assert!(0.0 < gain.relative + gain.margin, "{events}: {gain:?}");
        }
    }
}
