//! What stays of the lines of a song: the words that are sung, all of them and in order.

use unicode_normalization::UnicodeNormalization;

use super::chords::{Chords, chords, without_inner_chords};
use super::made_up::is_made_up;
use super::marks::{Mark, mark, without_label, without_times};
use super::noise::is_noise;
use super::prose::{ends_with_length, is_row};
use crate::ingest::words::{MOST_LINES, Words};
use crate::music::{Line, Lyrics};

/// A part of a song while it is put together.
#[derive(Default)]
struct Part {
    /// What a mark called it.
    name: Option<&'static str>,
    /// How often it is sung.
    times: usize,
    lines: Vec<Line>,
}

/// What was taken away.
#[derive(Default)]
struct Dropped {
    marks: usize,
    chords: usize,
    noise: usize,
}

/// Tidies each line, drops what is not sung, writes out what is sung again, and notes it.
///
/// Timed lines are never written out again: each repetition stands at its own time.
pub(super) fn tidy_lyrics(words: &mut Words, notes: &mut Vec<String>) {
    let mut stanzas = std::mem::take(&mut words.lyrics.stanzas);
    let mut dropped = Dropped { noise: drop_track_lists(&mut stanzas), ..Dropped::default() };
    drop_plain_times(&mut stanzas);
    let timed = stanzas.iter().flatten().any(|line| line.span.is_some());
    let chorded =
        1 < stanzas.iter().flatten().filter(|line| chords(&line.text) == Chords::Surely).count();
    let mut parts: Vec<Part> = Vec::new();
    for stanza in stanzas {
        // A mark without words yet names the stanza after it.
        if !parts.last().is_some_and(|part| part.lines.is_empty() && !known(&parts, part)) {
            parts.push(Part { times: 1, ..Part::default() });
        }
        for line in stanza {
            let text = tidy(&without_inner_chords(&line.text));
            let sure = chords(&text);
            if sure == Chords::Surely || chorded && sure == Chords::Perhaps {
                dropped.chords += 1;
            } else if let Some(mark) = mark(&text) {
                dropped.marks += 1;
                parts.push(Part { name: Some(mark.part), times: mark.times, ..Part::default() });
            } else if is_noise(&text) || is_made_up(&text) {
                dropped.noise += 1;
            } else {
                take(&mut parts, &Line { text, ..line });
            }
        }
    }
    let stanzas =
        if timed { parts.into_iter().map(|part| part.lines).collect() } else { written_out(parts) };
    words.lyrics =
        Lyrics { stanzas: stanzas.into_iter().filter(|stanza| !stanza.is_empty()).collect() };
    dropped.told(notes);
}

/// What stands above the tracks of an album.
const LIST_HEADS: &[&str] = &[
    "tracklist",
    "track list",
    "tracklisting",
    "track listing",
    "titelliste",
    "trackliste",
    "liste des titres",
    "lista de canciones",
    "tracce",
    "danh sách bài hát",
    "曲目",
    "收录曲",
    "収録曲",
    "more songs",
    "more from the album",
    "other songs",
    "weitere titel",
];
/// Rows that end with a length are a list from so many on.
const LEAST_ROWS: usize = 3;

/// Drops lists of tracks: the rows after a heading, or rows that end with how long each plays.
/// Gives how many lines were dropped.
fn drop_track_lists(stanzas: &mut [Vec<Line>]) -> usize {
    let timed = stanzas.iter().flatten().filter(|line| ends_with_length(&line.text)).count();
    let mut listed = false;
    let mut dropped = 0;
    for stanza in stanzas {
        let before = stanza.len();
        stanza.retain(|line| {
            let row = LEAST_ROWS <= timed && ends_with_length(&line.text);
            let head = is_list_head(&line.text);
            listed = head || listed && is_row(&line.text);
            !(row || listed)
        });
        dropped += before - stanza.len();
    }
    dropped
}

fn is_list_head(line: &str) -> bool {
    let small = tidy(line).to_lowercase();
    let small = small.trim_matches(|letter: char| !letter.is_alphanumeric());
    LIST_HEADS.iter().any(|head| {
        small
            .strip_prefix(head)
            .is_some_and(|rest| rest.chars().count() < 24 && !rest.starts_with(char::is_alphabetic))
    })
}

/// Takes off the times that a player wrote before the words: `1:02 words`. They are no words where
/// most lines have them, and rise.
fn drop_plain_times(stanzas: &mut [Vec<Line>]) {
    let lines = stanzas.iter().flatten().count();
    let timed = stanzas.iter().flatten().filter(|line| after_time(&line.text).is_some()).count();
    if timed < LEAST_ROWS || 2 * timed < lines {
        return;
    }
    for line in stanzas.iter_mut().flatten() {
        if let Some(words) = after_time(&line.text) {
            line.text = words.to_owned();
        }
    }
}

/// What follows a time such as `1:02`, `01:02.5` or `(0:12)` at the start of a line.
fn after_time(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches(['(', '[']);
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let minutes = digits(line);
    let rest = line.get(minutes..)?.strip_prefix(':')?;
    let seconds = digits(rest);
    if !(1..=2).contains(&minutes) || seconds != 2 {
        return None;
    }
    let rest = rest[seconds..]
        .trim_start_matches(|letter: char| letter.is_ascii_digit() || ".:,".contains(letter));
    let words = rest.trim_start_matches([')', ']', '-', '–', ' ', '\t']);
    (words.len() < rest.len()).then_some(words)
}

/// Takes a line with words, without its label and its count.
fn take(parts: &mut Vec<Part>, line: &Line) {
    let (label, words) = without_label(&line.text);
    if let Some(Mark { part, .. }) = label
        && parts.last().is_none_or(|part| !part.lines.is_empty() || part.name.is_some())
    {
        parts.push(Part { name: Some(part), times: 1, lines: Vec::new() });
    }
    let (words, times) = without_times(words);
    let Some(last) = parts.last_mut() else { return };
    if !words.chars().any(char::is_alphanumeric) {
        // A count on a line of its own means all of the part before it.
        if let Some(times) = times {
            last.times = times;
        }
        return;
    }
    // A timed line is sung again at a time of its own.
    let copies = if line.span.is_some() { 1 } else { times.unwrap_or(1) };
    for _ in 0..copies {
        last.lines.push(Line { text: words.clone(), ..line.clone() });
    }
}

/// Whether a part was sung before, so that its mark alone asks for it again.
fn known(parts: &[Part], part: &Part) -> bool {
    part.name.is_some_and(|name| {
        recurs(name)
            && parts.iter().any(|earlier| earlier.name == Some(name) && !earlier.lines.is_empty())
    })
}

fn recurs(name: &str) -> bool {
    ["chorus", "pre-chorus", "post-chorus"].contains(&name)
}

/// Writes out the parts that are only named and those that are sung several times.
fn written_out(parts: Vec<Part>) -> Vec<Vec<Line>> {
    let mut stanzas: Vec<Vec<Line>> = Vec::new();
    let mut bodies: Vec<(&'static str, Vec<Line>)> = Vec::new();
    let mut lines = 0;
    for part in parts {
        let named = part.name.filter(|name| recurs(name));
        let body = match named.and_then(|name| bodies.iter().rev().find(|body| body.0 == name)) {
            Some(known) if part.lines.is_empty() => known.1.clone(),
            _ => part.lines,
        };
        for _ in 0..part.times.max(1) {
            if MOST_LINES < lines + body.len() {
                return stanzas;
            }
            lines += body.len();
            stanzas.push(body.clone());
        }
        if let Some(name) = named.filter(|_| !body.is_empty()) {
            bodies.push((name, body));
        }
    }
    stanzas
}

impl Dropped {
    fn told(&self, notes: &mut Vec<String>) {
        for (count, what) in [
            (self.marks, "marks such as `[Chorus]`"),
            (self.chords, "lines of chords"),
            (self.noise, "lines of credits, notes or web pages"),
        ] {
            if 0 < count {
                notes.push(format!("{count} {what} were dropped"));
            }
        }
    }
}

/// Composed Unicode on one line without control characters or doubled spaces.
pub(super) fn tidy(text: &str) -> String {
    let invisible = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fffd}');
    let seen = text.nfc().filter(|letter| !invisible(*letter));
    let seen: String = seen.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::words::parse_text;

    fn tidied(text: &str) -> String {
        let mut words = parse_text(text);
        tidy_lyrics(&mut words, &mut Vec::new());
        let stanza = |stanza: &Vec<Line>| {
            stanza.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("/")
        };
        words.lyrics.stanzas.iter().map(stanza).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn what_is_sung_stays_all_of_it_and_in_order() {
        let cases = [
            (
                "a mark asks for a part again",
                "[Verse]\none\n[Chorus]\ntwo\n[Verse]\nthree\n[Chorus]",
                "one | two | three | two",
            ),
            ("a mark names the part after a blank line", "[Chorus]\n\ntwo\nthree", "two/three"),
            ("a part is sung several times", "[Chorus x2]\ntwo\nthree", "two/three | two/three"),
            ("a line is sung twice", "one (x2)\ntwo", "one/one/two"),
            ("a count alone means the part", "one\ntwo\n(x2)", "one/two | one/two"),
            ("times of lines are not words", "[00:01]one (x2)\n[00:03]two\n[00:05]", "one/two"),
            ("times before the words go", "0:10 one\n0:14 two\n0:18 three", "one/two/three"),
            (
                "a time within a song stays",
                "5:15 the angels have gone\nfive fifteen\nthe angels",
                "5:15 the angels have gone/five fifteen/the angels",
            ),
            ("chords go", "Am G\none\nF C\ntwo\nA\nthree", "one/two/three"),
            ("a letter without chords stays", "A\nB\nC, it's easy", "A/B/C, it's easy"),
            ("lists of tracks go", "one\ntwo\n\nTracklist:\n1. First (2:10)\n2. Second", "one/two"),
            ("notes and credits go", "Words by Ann Lee\none\nNote: a pun\n123Embed", "one"),
        ];
        for (name, text, expected) in cases {
            assert_eq!(tidied(text), expected, "{name}");
        }
    }
}
