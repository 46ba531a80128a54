//! Files that hold the same recording. Pure.
//!
//! Two files are one entry of the library if their titles and artists agree and their sound does, by
//! Chromaprint's fingerprints (L. Lalinský, "How does Chromaprint work?", 2011): another encoding of
//! the same recording, or a plain copy. Another recording or a live version of the same song sounds
//! different, and stays apart.

use std::collections::HashSet;
use std::time::Duration;

use rusty_chromaprint::{Configuration, Fingerprinter, match_fingerprints};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::audio::Pcm;
use crate::catalog::Namesake;
use crate::music::Track;

/// So much of a file is compared.
const COMPARED: Duration = Duration::from_mins(2);
/// The share of the shorter fingerprint that must be found in the other one.
const MATCHED: f64 = 0.8;
/// The most bits of 32 that may differ, in the mean of a stretch.
const MOST_BITS: f64 = 10.0;
/// Files whose lengths differ by more than this are different.
const MOST_LONGER: Duration = Duration::from_secs(3);
/// A fingerprint of fewer different numbers than this share is of silence or a steady tone: it tells
/// nothing.
const TELLING: f64 = 0.2;
/// Words in brackets or behind a dash that do not make another recording.
const SAME_RECORDING: [&str; 9] = [
    "feat",
    "ft",
    "featuring",
    "with",
    "remaster",
    "remastered",
    "album version",
    "explicit",
    "mono",
];

fn configuration() -> Configuration {
    Configuration::preset_test1()
}

/// The fingerprint of the first two minutes; empty if there is too little sound.
pub fn fingerprint(pcm: &Pcm) -> Vec<u32> {
    let compared = COMPARED.as_secs() as usize * pcm.rate() as usize;
    let samples = &pcm.samples()[..pcm.samples().len().min(compared)];
    let loud: Vec<i16> = samples.iter().map(|sample| (sample * 32_767.0) as i16).collect();
    let configuration = configuration();
    let mut printer = Fingerprinter::new(&configuration);
    if printer.start(pcm.rate(), 1).is_err() {
        return Vec::new();
    }
    printer.consume(&loud);
    printer.finish();
    printer.fingerprint().to_vec()
}

/// A title as others are compared with it: without case, accents, punctuation, and without what names
/// a guest or a remastering. `Live` and `Remix` stay.
pub fn name(title: &str) -> String {
    let mut kept = String::new();
    let split = |letter: char| "()[]–—".contains(letter);
    for (place, part) in title.replace(" - ", "—").split(split).enumerate() {
        let part = plain(part);
        let same = part.split(' ').any(|word| SAME_RECORDING.contains(&word))
            || SAME_RECORDING.contains(&part.as_str());
        if place == 0 || !same {
            kept.push_str(&part);
            kept.push(' ');
        }
    }
    let words: Vec<&str> = kept.split_whitespace().collect();
    let guest = words.iter().skip(1).position(|word| ["feat", "ft", "featuring"].contains(word));
    words[..guest.map_or(words.len(), |place| place + 1)].join(" ")
}

fn plain(text: &str) -> String {
    let letters = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    let plain: String = letters
        .flat_map(char::to_lowercase)
        .map(|letter| if letter.is_alphanumeric() { letter } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first of `namesakes` that holds the same recording as a file of `track` with this
/// `fingerprint`. Their titles are known to agree.
pub fn twin<'a>(
    track: &Track,
    fingerprint: &[u32],
    namesakes: &'a [Namesake],
) -> Option<&'a Namesake> {
    namesakes.iter().find(|other| {
        artists_agree(&track.artist, &other.track.artist)
            && lengths_agree(track.duration, other.track.duration)
            && sounds_alike(fingerprint, &other.file.fingerprint)
    })
}

/// Nobody named agrees with everybody, and a band with the band and its guests.
pub(crate) fn artists_agree(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    one.contains(&other) || other.contains(&one)
}

/// Whether both lengths are known and hardly differ.
pub(crate) fn lengths_agree(one: Option<Duration>, other: Option<Duration>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.abs_diff(other) <= MOST_LONGER)
}

fn sounds_alike(one: &[u32], other: &[u32]) -> bool {
    if !tells(one) || !tells(other) {
        return false;
    }
    let Ok(segments) = match_fingerprints(one, other, &configuration()) else { return false };
    let alike = segments.iter().filter(|segment| segment.score <= MOST_BITS);
    let matched: usize = alike.map(|segment| segment.items_count).sum();
    MATCHED * one.len().min(other.len()) as f64 <= matched as f64
}

fn tells(fingerprint: &[u32]) -> bool {
    let different = fingerprint.iter().collect::<HashSet<_>>().len();
    8 <= different && TELLING * fingerprint.len() as f64 <= different as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_by_what_makes_another_recording() {
        let cases = [
            ("case and accents", "Café  del MAR!", "cafe del mar"),
            ("a guest in brackets", "Song (feat. Somebody)", "song"),
            ("a guest without brackets", "Song ft. Somebody", "song"),
            ("a remastering", "Song - 2011 Remaster", "song"),
            ("a live version stays", "Song (Live)", "song live"),
            ("a remix stays", "Song [Night Remix]", "song night remix"),
            ("other scripts", "水調歌頭（明月）", "水調歌頭 明月"),
            ("a name of one such word", "With", "with"),
        ];
        for (what, title, expected) in cases {
            assert_eq!(name(title), expected, "{what}");
        }
    }

    #[test]
    fn artists_agree_with_their_guests_and_with_nobody() {
        assert!(artists_agree("The Band", "the band & a guest"));
        assert!(artists_agree("", "The Band"));
        assert!(!artists_agree("The Band", "Another"));
    }

    /// Noise that changes its colour every half second, from a seed.
    fn noise(seed: u32, seconds: u32) -> Pcm {
        let mut state = seed;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let mut samples = Vec::new();
        for _ in 0..2 * seconds {
            let hz = 110.0 * 2_f32.powf(2.0 + 2.0 * next());
            let other = hz * (1.2 + 0.5 * next());
            samples.extend((0..8_000).map(|place| {
                let time = place as f32 / 16_000.0 * std::f32::consts::TAU;
                0.3 * (hz * time).sin() + 0.2 * (other * time).sin() + 0.05 * next()
            }));
        }
        Pcm::new(samples, 16_000).unwrap()
    }

    #[test]
    fn the_same_sound_is_known_again_in_another_encoding_and_other_sound_is_not() {
        let sound = noise(1, 40);
        let coarse: Vec<f32> = std::iter::repeat_n(0.0, 700)
            .chain(sound.samples().iter().map(|sample| (sample * 40.0).round() / 60.0))
            .collect();
        let again = fingerprint(&Pcm::new(coarse, 16_000).unwrap());
        assert!(sounds_alike(&fingerprint(&sound), &again), "softer, coarser, a little later");
        assert!(!sounds_alike(&fingerprint(&sound), &fingerprint(&noise(2, 40))));
    }

    #[test]
    fn silence_is_nobodys_twin() {
        let silence = fingerprint(&Pcm::new(vec![0.0; 16_000 * 30], 16_000).unwrap());
        assert!(!sounds_alike(&silence, &silence));
    }
}
