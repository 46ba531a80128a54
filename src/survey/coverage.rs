//! How much of a library lies in the region of each mood. Pure.

use crate::feeling::{Feeling, MOODS, Mood};

/// How much there is for a mood.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// Which mood it is.
    pub mood: &'static Mood,
    /// Songs with at least one passage in its region.
    pub songs: usize,
    /// Passages in its region. Regions overlap, so a passage may count for several moods.
    pub passages: usize,
}

/// How much there is for each of [`MOODS`], in their order. `songs` are the feelings of the passages of each
/// song.
pub fn coverage<S: IntoIterator<Item = Feeling>>(
    songs: impl IntoIterator<Item = S>,
) -> Vec<Coverage> {
    let none = |mood| Coverage { mood, songs: 0, passages: 0 };
    let mut covered: Vec<Coverage> = MOODS.iter().map(none).collect();
    for song in songs {
        let feelings: Vec<Feeling> = song.into_iter().collect();
        for covered in &mut covered {
            let inside = feelings.iter().filter(|feeling| covered.mood.holds(**feeling)).count();
            covered.passages += inside;
            covered.songs += usize::from(0 < inside);
        }
    }
    covered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_song_counts_once_for_every_mood_that_one_of_its_passages_has() {
        let [calm, angry] = ["calm", "angry"].map(|name| Mood::named(name).unwrap().centre);
        let covered = coverage([vec![calm, calm], vec![calm, angry], vec![]]);
        let of = |name| {
            let found = covered.iter().find(|covered| covered.mood.name == name).unwrap();
            (found.songs, found.passages)
        };
        assert_eq!(covered.len(), MOODS.len());
        assert_eq!((of("calm"), of("angry"), of("happy")), ((2, 3), (1, 1), (0, 0)));
        assert_eq!(of("tender"), (2, 3), "regions overlap");
    }
}
