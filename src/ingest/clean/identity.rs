//! Which song words say that they belong to, against what the file says it is.
//!
//! Only what is written can be compared: a head such as `[ti:…]`, or a heading such as
//! `Artist - Title` or `Title Lyrics`. Words of another song without any heading look like words of
//! this one; nothing here finds them.

use unicode_normalization::UnicodeNormalization;

use super::text::{flat, is_sign};
use crate::ingest::source::RawTrack;
use crate::ingest::words::Metadata;

/// What words say about the song they belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) title: Option<String>,
    pub(super) artist: Option<String>,
}

/// What the file and its place say the song is; only what means something.
pub(super) struct Identity {
    titles: Vec<String>,
    artists: Vec<String>,
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
fn like(one: &str, other: &str) -> Option<bool> {
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
fn folded(text: &str) -> String {
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

/// Takes what says which song this is from the first lines of a text; the rest is the song.
pub(super) fn heading(text: &str, head: &Metadata, identity: &Identity) -> (Heading, String) {
    let mut found = Heading { title: head.title.clone(), artist: head.artist.clone() };
    let mut kept: Vec<&str> = Vec::new();
    let mut looked = 0;
    let lines: Vec<&str> = text.lines().collect();
    // Where a blank line follows every line, it says nothing about the first one.
    let blank = lines.iter().filter(|line| line.trim().is_empty()).count();
    let spaced = lines.len() <= 3 * blank;
    for (place, line) in lines.iter().enumerate() {
        let alone = !spaced && lines.get(place + 1).is_none_or(|next| next.trim().is_empty());
        let sung = line.trim();
        if looked < 3 && !sung.is_empty() && !sung.starts_with('[') {
            looked += 1;
            if let Some(heading) = heading_in(sung, alone, identity) {
                found.title = found.title.take().or(heading.title);
                found.artist = found.artist.take().or(heading.artist);
                continue;
            }
        }
        kept.push(line);
    }
    if kept.iter().all(|line| line.trim().is_empty()) {
        // A text of one line is no heading: it may be all that is sung, or say that nothing is.
        return (
            Heading { title: head.title.clone(), artist: head.artist.clone() },
            text.to_owned(),
        );
    }
    (found, kept.join("\n"))
}

/// What comes before or after a title in a heading.
const AROUND: &[&str] = &[
    "lời bài hát",
    "lời ca khúc",
    "ca khúc",
    "bài hát",
    "paroles de la chanson",
    "paroles de",
    "paroles",
    "songtext zu",
    "songtext von",
    "songtext",
    "liedtext",
    "letra de la canción",
    "letra de",
    "letra",
    "testo di",
    "testo",
    "lyrics to",
    "lyrics of",
    "lyrics for",
    "lyrics",
    "歌词",
    "歌詞",
    "song:",
    "title:",
];

fn heading_in(line: &str, alone: bool, identity: &Identity) -> Option<Heading> {
    if 100 < line.chars().count() {
        return None;
    }
    let (rest, worded) = without_around(line);
    let quoted =
        rest.strip_prefix('《').and_then(|rest| rest.split_once('》')).map(|(title, _)| title);
    let parts: Vec<&str> = match quoted {
        Some(title) => vec![title],
        None => [" - ", " – ", " — ", " | ", " by ", " von ", " par "]
            .iter()
            .find_map(|dash| rest.split_once(dash))
            .map_or(vec![rest], |(one, other)| vec![one, other]),
    };
    let clean = |part: &str| {
        part.trim_matches(|letter: char| "\"“”„«»'《》:：-–— ".contains(letter)).to_owned()
    };
    let parts: Vec<String> = parts.into_iter().map(clean).filter(|part| !part.is_empty()).collect();
    let same =
        |known: &[String], part: &String| known.iter().any(|known| like(known, part) == Some(true));
    match parts.as_slice() {
        [title] if worded => Some(Heading { title: Some(title.clone()), artist: None }),
        [title] if alone && identity.titles.iter().any(|known| folded(known) == folded(title)) => {
            Some(Heading { title: Some(title.clone()), artist: None })
        }
        [one, other] => {
            let (one_names, other_names) =
                (same(&identity.artists, one), same(&identity.artists, other));
            let titled = same(&identity.titles, one) || same(&identity.titles, other);
            let capital = |part: &String| {
                part.chars().next().is_some_and(|first| first.is_uppercase() || is_sign(first))
                    && part.split(' ').count() <= 7
            };
            let names = |part: &String| {
                let words: Vec<&str> = part.split(' ').collect();
                1 < words.len() && words.iter().all(|word| !word.starts_with(char::is_lowercase))
            };
            let dashed = [" - ", " – ", " — "].iter().any(|dash| line.contains(dash));
            let spelled = dashed || worded || names(other);
            if !(worded
                || one_names
                || other_names
                || titled
                || alone
                    && spelled
                    && capital(one)
                    && capital(other)
                    && !line.ends_with([',', ';']))
            {
                return None;
            }
            // Sites write both orders; whichever side is known says which side is which.
            let swapped = one_names || same(&identity.titles, other);
            let (title, artist) = if swapped { (other, one) } else { (one, other) };
            Some(Heading { title: Some(title.clone()), artist: Some(artist.clone()) })
        }
        _ => None,
    }
}

/// A line without words such as `Lyrics`, and whether there were any.
fn without_around(line: &str) -> (&str, bool) {
    let small = line.to_lowercase();
    if small.len() != line.len() {
        return (line, false);
    }
    for word in AROUND {
        if let Some(rest) = small.strip_prefix(word)
            && rest.starts_with([' ', ':', '：', '《', '"', '“'])
            && !rest.trim().is_empty()
        {
            return (line[word.len()..].trim_start_matches([' ', ':', '：']), true);
        }
        if let Some(rest) = small.strip_suffix(word)
            && rest.ends_with([' ', '-', '》', '"', '”'])
            && !rest.trim().is_empty()
        {
            return (line[..rest.len()].trim_end_matches([' ', '-']), true);
        }
    }
    (line, false)
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
    fn a_heading_is_taken_from_the_song() {
        let cases = [
            (
                "Am Meer - Franz Schubert\n\nDas Meer erglänzte",
                Some("Am Meer"),
                "\nDas Meer erglänzte",
            ),
            (
                "Franz Schubert – Die Forelle\nIn einem Bächlein",
                Some("Die Forelle"),
                "In einem Bächlein",
            ),
            ("Die Forelle Lyrics\nIn einem Bächlein", Some("Die Forelle"), "In einem Bächlein"),
            ("Lời bài hát: Diễm Xưa\nMưa vẫn mưa bay", Some("Diễm Xưa"), "Mưa vẫn mưa bay"),
            ("Das Meer erglänzte\nweit hinaus", None, "Das Meer erglänzte\nweit hinaus"),
            ("Never - no, never\nweit hinaus", None, "Never - no, never\nweit hinaus"),
        ];
        for (text, title, rest) in cases {
            let (heading, kept) =
                heading(text, &Metadata::default(), &identity("Am Meer", "Franz Schubert"));
            assert_eq!((heading.title.as_deref(), kept.as_str()), (title, rest), "{text}");
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
