//! What the first lines of a text say about which song this is: `Artist - Title`, `Title Lyrics`.

use super::identity::{Identity, folded, like};
use super::text::is_sign;
use crate::ingest::words::Metadata;

/// What words say about the song they belong to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) title: Option<String>,
    pub(super) artist: Option<String>,
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
            if let Some(heading) =
                heading_in(sung, if alone { Place::Alone } else { Place::Among }, identity)
            {
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

/// What sites write around a title; the longer ones before those that they begin with.
const AROUND: &[&str] = &[
    "lời bài hát",
    "lời ca khúc",
    "tên bài hát",
    "ca khúc",
    "bài hát",
    "paroles de la chanson",
    "paroles de",
    "paroles",
    "songtext zu",
    "songtext von",
    "songtext",
    "liedtext",
    "text zu",
    "letra de la canción",
    "letra de",
    "letra",
    "testo di",
    "testo",
    "full lyrics",
    "song lyrics",
    "lyrics to",
    "lyrics of",
    "lyrics for",
    "lyrics",
    "lyric",
    "歌词",
    "歌詞",
    "歌名",
    "song",
    "title",
    "titel",
    "titre",
    "título",
    "titolo",
    "track",
];
/// Those that may be sung unless a colon follows.
const SUNG_TOO: &[&str] = &[
    "song",
    "title",
    "titel",
    "titre",
    "título",
    "titolo",
    "track",
    "paroles",
    "letra",
    "testo",
    "bài hát",
    "ca khúc",
    "text zu",
    "lyric",
];
/// What stands before the colon of a line that names the title.
const KEYS: &[&str] = &[
    "song",
    "title",
    "song title",
    "titel",
    "lied",
    "titre",
    "chanson",
    "título",
    "canción",
    "titolo",
    "brano",
    "track",
    "name",
    "tên bài hát",
    "tên",
    "bài hát",
    "ca khúc",
    "nhạc phẩm",
    "歌名",
    "歌曲",
    "曲名",
    "标题",
    "タイトル",
];
/// What stands between title and artist.
const BETWEEN: &[&str] = &[
    " - ", " – ", " — ", " | ", " / ", " • ", " · ", " ~ ", "》", ": ", "：", " by ", " von ",
    " par ", " de ",
];

/// Whether a blank line follows a line, as it follows a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Alone,
    Among,
}

/// Reads one of the first lines as a heading.
fn heading_in(line: &str, place: Place, identity: &Identity) -> Option<Heading> {
    if 100 < line.chars().count() {
        return None;
    }
    let alone = place == Place::Alone;
    if let Some(title) = keyed(line) {
        return Some(Heading { title: Some(title), artist: None });
    }
    let (rest, worded) = without_around(line);
    let parts = parts(&rest);
    let known = |part: &String| {
        let among = |known: &[String]| known.iter().any(|known| like(known, part) == Some(true));
        (among(&identity.titles), among(&identity.artists))
    };
    match parts.as_slice() {
        [title] => {
            let same = identity.titles.iter().any(|known| folded(known) == folded(title));
            (worded || alone && same).then(|| Heading { title: Some(title.clone()), artist: None })
        }
        [one, other] => {
            let ((one_titles, one_names), (other_titles, other_names)) = (known(one), known(other));
            // A song may begin with its title, and its first line hold a colon.
            let titled = (one_titles || other_titles) && is_dashed(line);
            let either = titled || one_names || other_names;
            if !(worded || either || alone && is_spelled(line, one, other)) {
                return None;
            }
            // Sites write both orders; whichever side is known says which side is which.
            let swapped = one_names || other_titles;
            let (title, artist) = if swapped { (other, one) } else { (one, other) };
            Some(Heading { title: Some(title.clone()), artist: Some(artist.clone()) })
        }
        _ => None,
    }
}

/// The title in `Song: Title`, without what follows it on the line: `歌名：… 歌手：…`.
fn keyed(line: &str) -> Option<String> {
    let (key, value) = line.split_once([':', '：'])?;
    let value = value.split([':', '：']).next()?.trim();
    let key = key.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let told = KEYS.contains(&key.as_str()) && value.chars().any(char::is_alphanumeric);
    told.then(|| value.trim_end_matches("歌手").trim_end_matches("演唱").trim().to_owned())
}

/// The one or two things that a heading names.
fn parts(rest: &str) -> Vec<String> {
    let split = BETWEEN.iter().find_map(|between| rest.split_once(between));
    let parts = split.filter(|(_, other)| other.chars().any(char::is_alphanumeric));
    let parts = parts.or_else(|| enclosed(rest));
    let parts = parts.map_or(vec![rest], |(one, other)| vec![one, other]);
    let bare = |part: &str| {
        part.trim_matches(|letter: char| "\"“”„«»'《》「」『』:：-–—|/♪♫ ".contains(letter))
            .to_owned()
    };
    parts.into_iter().map(bare).filter(|part| !part.is_empty()).collect()
}

/// `Artist “Title”` and `Title (Artist)`.
fn enclosed(rest: &str) -> Option<(&str, &str)> {
    for (open, close) in [
        (" (", ')'),
        (" [", ']'),
        (" \"", '"'),
        (" “", '”'),
        (" „", '“'),
        (" «", '»'),
        ("《", '》'),
        ("「", '」'),
    ] {
        if let Some((before, inside)) =
            rest.strip_suffix(close).and_then(|rest| rest.split_once(open))
            && before.chars().any(char::is_alphanumeric)
        {
            return Some((before, inside));
        }
    }
    None
}

/// Whether two unknown names are written as title and artist are: with a dash, or a name with
/// capitals after `by`.
fn is_spelled(line: &str, one: &str, other: &str) -> bool {
    let capital = |part: &str| {
        part.chars().next().is_some_and(|first| first.is_uppercase() || is_sign(first))
            && part.split(' ').count() <= 7
    };
    let words: Vec<&str> = other.split(' ').collect();
    let named = 1 < words.len() && words.iter().all(|word| !word.starts_with(char::is_lowercase));
    (is_dashed(line) || named) && capital(one) && capital(other) && !line.ends_with([',', ';'])
}

/// Whether a line is cut as no sung line is.
fn is_dashed(line: &str) -> bool {
    [" - ", " – ", " — ", " | ", " / ", "》"].iter().any(|dash| line.contains(dash))
}

/// A line without words such as `Lyrics`, at its ends or between dashes or brackets, and whether
/// there were any.
fn without_around(line: &str) -> (String, bool) {
    let small = line.to_lowercase();
    if small.len() != line.len() {
        return (line.to_owned(), false);
    }
    let ends = |text: &str| {
        text.is_empty() || text.ends_with([' ', '-', '(', '[', '》', '"', '”', '|', '/'])
    };
    let begins = |text: &str| {
        text.is_empty()
            || text.starts_with([' ', ':', '：', '-', ')', ']', '《', '"', '“', '|', '/'])
    };
    for word in AROUND {
        let Some(at) = small.find(word) else { continue };
        let (before, after) = (&small[..at], &small[at + word.len()..]);
        let outer = before.trim().is_empty()
            || after.trim_matches([')', ']', ' ']).is_empty()
            || before.trim_end().ends_with(['-', '–', '|', '/']);
        let telling = !SUNG_TOO.contains(word)
            || before.trim().is_empty()
                && after.trim_start().starts_with([':', '：', '《', '"', '“']);
        let something = before.chars().chain(after.chars()).any(char::is_alphanumeric);
        if outer && telling && something && ends(before) && begins(after) {
            let cut = |text: &str| {
                text.trim_matches([' ', '-', ':', '：', '(', ')', '[', ']', '|', '/', '–'])
                    .to_owned()
            };
            // Letters may change their length with their case, and by chance all of them together not.
            let (Some(before), Some(after)) = (line.get(..at), line.get(at + word.len()..)) else {
                continue;
            };
            let (before, after) = (cut(before), cut(after));
            let between = if before.is_empty() || after.is_empty() { "" } else { " - " };
            return (format!("{before}{between}{after}"), true);
        }
    }
    (line.to_owned(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identity(title: &str, artist: &str) -> Identity {
        Identity { titles: vec![title.into()], artists: vec![artist.into()] }
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
}
