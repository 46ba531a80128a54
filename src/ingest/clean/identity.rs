//! Which song words say that they belong to, against what the file says it is.
//!
//! Only what is written can be compared: a head such as `[ti:…]`, or a heading such as
//! `Artist - Title` or `Title Lyrics`. Words of another song without any heading look like words of
//! this one; nothing here finds them.

use unicode_normalization::UnicodeNormalization;

use super::heading::Heading;
use super::text::{flat, is_sign};
use crate::ingest::source::RawTrack;

/// What the file and its place say the song is; only what means something.
pub(super) struct Identity {
    pub(super) titles: Vec<String>,
    pub(super) artists: Vec<String>,
}

impl Identity {
    pub(super) fn of(raw: &RawTrack) -> Self {
        let telling = |text: &&String| is_telling(text);
        let layout = Some(&raw.layout.title);
        // A tag's title is chosen; a file's name may be a number, or a shortened one.
        let titles = raw.tags.title.iter().chain(layout).filter(telling).cloned().collect();
        let artists = [&raw.tags.artist, &raw.layout.artist]
            .into_iter()
            .flatten()
            .filter(telling)
            .cloned()
            .collect();
        Self { titles, artists }
    }

    /// How sure the words are another song's, from 0 to 1; `None` where nothing says so.
    pub(super) fn contradicted(
        &self,
        heading: &Heading,
        album: Option<&str>,
        body: &str,
    ) -> Option<f32> {
        let title = heading.title.as_deref().filter(|title| is_telling(title))?;
        if self.titles.is_empty() {
            return None;
        }
        let known = self.titles.iter().chain(&self.artists).map(String::as_str).chain(album);
        let unlike = known.clone().all(|known| like(known, title) == Some(false));
        let folded = folded(body);
        let sung = |title: &str| 4 < folded_len(title) && folded.contains(&self::folded(title));
        if !unlike || self.titles.iter().any(|known| sung(known)) {
            return None;
        }
        let artists = heading
            .artist
            .as_deref()
            .map(|artist| self.artists.iter().any(|known| like(known, artist) != Some(false)));
        Some(match artists {
            Some(false) if !self.artists.is_empty() => 0.95,
            _ if sung(title) => 0.9,
            _ => 0.75,
        })
    }
}

/// Whether a title or name tells anything: `Track 05` and `Unknown` do not.
fn is_telling(text: &str) -> bool {
    const EMPTY: &[&str] = &[
        "track",
        "titel",
        "piste",
        "audio",
        "unknown",
        "untitled",
        "artist",
        "various",
        "artists",
        "va",
        "song",
        "music",
        "new",
        "recording",
    ];
    let text = flat(text);
    let words: Vec<&str> = text
        .split_whitespace()
        .filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
        .collect();
    let letters = words
        .iter()
        .flat_map(|word| word.chars())
        .map(|letter| if is_sign(letter) { 3 } else { 1 })
        .sum::<usize>();
    3 <= letters && !words.iter().all(|word| EMPTY.contains(word))
}

/// Whether two titles or names are the same; `None` where they are in different scripts.
pub(super) fn like(one: &str, other: &str) -> Option<bool> {
    let signs = |text: &str| {
        text.chars().any(|letter| {
            letter.is_alphabetic()
                && '\u{370}' <= letter
                && !('\u{1e00}'..='\u{1eff}').contains(&letter)
        })
    };
    if signs(one) != signs(other) {
        return None;
    }
    let (one, other) = (folded(&essential(one)), folded(&essential(other)));
    if one.len() < 2 || other.len() < 2 {
        return None;
    }
    let (short, long) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
    Some(
        3 <= short.chars().count() && long.contains(short.as_str())
            || 0.65 <= pairs_shared(&one, &other),
    )
}

/// A title without what stands in brackets or after `feat.`: `Song (Live) [2011]`.
fn essential(title: &str) -> String {
    let mut depth = 0;
    let outside: String = title
        .chars()
        .filter(|letter| {
            depth += i32::from("([{（【".contains(*letter));
            let outside = depth <= 0;
            depth -= i32::from(")]}）】".contains(*letter));
            outside
        })
        .collect();
    let small = outside.to_lowercase();
    let end = [" feat", " ft.", " - remaster", " - live"]
        .iter()
        .filter_map(|mark| small.find(mark))
        .min();
    let kept = end.and_then(|end| outside.get(..end)).unwrap_or(&outside);
    if kept.trim().is_empty() { title.to_owned() } else { kept.to_owned() }
}

/// Letters and digits without accents.
pub(super) fn folded(text: &str) -> String {
    let plain = text.to_lowercase().replace('đ', "d").replace('ß', "ss");
    plain.nfd().filter(|letter| letter.is_alphanumeric()).collect()
}

fn folded_len(text: &str) -> usize {
    folded(text).chars().map(|letter| if is_sign(letter) { 3 } else { 1 }).sum()
}

/// Dice's coefficient of pairs of letters, from 0 to 1.
fn pairs_shared(one: &str, other: &str) -> f32 {
    let pairs = |text: &str| text.chars().zip(text.chars().skip(1)).collect::<Vec<_>>();
    let (one, mut other) = (pairs(one), pairs(other));
    let all = one.len() + other.len();
    let shared = one
        .iter()
        .filter(|pair| {
            other.iter().position(|known| known == *pair).map(|at| other.swap_remove(at)).is_some()
        })
        .count();
    2.0 * shared as f32 / all.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(title: &str, artist: &str) -> Identity {
        Identity { titles: vec![title.into()], artists: vec![artist.into()] }
    }

    #[test]
    fn titles_are_the_same_however_they_are_written() {
        let cases = [
            ("Der Leiermann", "Winterreise, D.911: 24. Der Leiermann", Some(true)),
            ("Song (Live at X)", "Song", Some(true)),
            ("Après un rêve", "Apres un reve", Some(true)),
            ("Diễm xưa", "Diem Xua", Some(true)),
            ("Am Meer", "Die Forelle", Some(false)),
            ("月亮代表我的心", "The Moon", None),
        ];
        for (one, other, expected) in cases {
            assert_eq!(like(one, other), expected, "{one} / {other}");
        }
    }

    #[test]
    fn a_heading_of_another_song_contradicts() {
        let known = identity("Am Meer", "Franz Schubert");
        let heading = |title: &str, artist: Option<&str>| Heading {
            title: Some(title.into()),
            artist: artist.map(Into::into),
        };
        assert!(
            known
                .contradicted(&heading("Die Forelle", Some("Robert Schumann")), None, "")
                .is_some_and(|sure| 0.9 < sure)
        );
        assert!(known.contradicted(&heading("Die Forelle", None), None, "").is_some());
        assert_eq!(
            known.contradicted(
                &heading("Die Forelle", None),
                Some("Die Forelle & other songs"),
                ""
            ),
            None
        );
        assert_eq!(
            known.contradicted(&heading("Die Forelle", None), None, "und dort am Meer sang"),
            None
        );
        assert_eq!(known.contradicted(&heading("Am Meer (live)", Some("Anyone")), None, ""), None);
        assert!(!is_telling("Track 05") && is_telling("Am Meer"));
    }
}
