//! What stays of the lines of a song: the words that are sung, all of them and in order.

use unicode_normalization::UnicodeNormalization;

use super::chords::{Chords, chords, without_inner_chords};
use super::made_up::is_made_up;
use super::marks::{Mark, mark, without_label, without_times};
use super::noise::is_noise;
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
    let stanzas = std::mem::take(&mut words.lyrics.stanzas);
    let timed = stanzas.iter().flatten().any(|line| line.span.is_some());
    let chorded =
        1 < stanzas.iter().flatten().filter(|line| chords(&line.text) == Chords::Surely).count();
    let mut dropped = Dropped::default();
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
                take(&mut parts, Line { text, ..line }, timed);
            }
        }
    }
    let stanzas =
        if timed { parts.into_iter().map(|part| part.lines).collect() } else { written_out(parts) };
    words.lyrics =
        Lyrics { stanzas: stanzas.into_iter().filter(|stanza| !stanza.is_empty()).collect() };
    dropped.told(notes);
}

/// Takes a line with words, without its label and its count.
fn take(parts: &mut Vec<Part>, line: Line, timed: bool) {
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
    let copies = if timed { 1 } else { times.unwrap_or(1) };
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
