//! The words of a song as people write them down: `.lrc` with times, or plain text in stanzas.
//!
//! Nothing here fails: what cannot be understood as a mark is a line of the song. The functions are
//! pure and may be given anything.

use std::time::Duration;

use crate::music::{Line, Lyrics, TimeSpan};

/// The most lines that are kept of one text; longer ones are no songs.
pub const MOST_LINES: usize = 2_000;

/// What a text of lyrics holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// What the text says about itself.
    pub metadata: Metadata,
    /// The words; a timed line provisionally ends where the next one starts.
    pub lyrics: Lyrics,
    /// What was odd about the text, a message each.
    pub notes: Vec<String>,
}

/// The head of a text of lyrics: `[ti:…]`, `[ar:…]` and their like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `[ti:]`: the name of the song.
    pub title: Option<String>,
    /// `[ar:]`: who performs it.
    pub artist: Option<String>,
    /// `[al:]`: the collection it is part of.
    pub album: Option<String>,
    /// `[au:]` or `[lyricist:]`: who wrote the words.
    pub author: Option<String>,
    /// `[la:]` or `[language:]`: the language, as written.
    pub language: Option<String>,
    /// `[length:]`: how long the song is that the times belong to.
    pub length: Option<Duration>,
    /// `[offset:]` in milliseconds: how much earlier than written the lines are sung.
    offset: i64,
}

/// Reads an `.lrc` text. Lines come out in the order of their times.
///
/// Understood are several times before a line, `[offset:]`, times within a line (dropped), and
/// timed lines without words (they end the line before and the stanza). If most lines have no
/// time, the text is taken for plain text.
pub fn parse_lrc(text: &str) -> Words {
    let mut head = Metadata::default();
    let mut rows = Vec::new();
    let mut untimed = 0;
    let mut stanza = 0;
    for row in text.lines().take(2 * MOST_LINES) {
        let row = row.trim();
        if head.read(row) {
            continue;
        }
        let (starts, words) = leading_stamps(row);
        let words = without_inner_stamps(words);
        match (starts.is_empty(), words.is_empty()) {
            (true, true) => stanza += 1,
            (true, false) => untimed += 1,
            (false, _) => rows.extend(starts.iter().map(|start| Row {
                start: *start,
                stanza,
                words: words.clone(),
            })),
        }
    }
    let timed = rows.iter().filter(|row| !row.words.is_empty()).count();
    if timed <= untimed {
        return Words { metadata: head, ..parse_plain(text) };
    }
    let mut notes = Vec::new();
    if 0 < untimed {
        notes.push(format!("{untimed} lines without a time were left out"));
    }
    let lyrics = in_time(rows, head.offset, &mut notes);
    Words { metadata: head, lyrics, notes }
}

/// Reads plain text: a stanza ends at a blank line. A text whose lines have times is read as `.lrc`.
pub fn parse_text(text: &str) -> Words {
    let timed = text.lines().filter(|row| !leading_stamps(row.trim()).0.is_empty()).count();
    let filled = text.lines().filter(|row| !row.trim().is_empty()).count();
    if 0 < timed && filled < 2 * timed { parse_lrc(text) } else { parse_plain(text) }
}

fn parse_plain(text: &str) -> Words {
    let mut metadata = Metadata::default();
    let mut stanzas = vec![Vec::new()];
    let mut count = 0;
    for row in text.lines().take(2 * MOST_LINES) {
        let row = row.trim();
        if metadata.read(row) {
            continue;
        }
        let words = without_inner_stamps(leading_stamps(row).1);
        match stanzas.last_mut() {
            Some(stanza) if !words.is_empty() && count < MOST_LINES => {
                stanza.push(Line::untimed(&words));
                count += 1;
            }
            _ => stanzas.push(Vec::new()),
        }
    }
    let notes = if count == MOST_LINES {
        vec![format!("lines after the first {MOST_LINES} were left out")]
    } else {
        Vec::new()
    };
    Words { metadata, lyrics: Lyrics { stanzas: undoubled(stanzas) }, notes }
}

impl Metadata {
    /// Takes a row such as `[ti:Am Meer]`; false if it is none.
    fn read(&mut self, row: &str) -> bool {
        let Some(inside) = row.strip_prefix('[').and_then(|row| row.strip_suffix(']')) else {
            return false;
        };
        let Some((key, value)) = inside.split_once(':') else { return false };
        let value = value.trim();
        let text = || (!value.is_empty()).then(|| value.to_owned());
        match key.trim().to_ascii_lowercase().as_str() {
            "ti" | "title" => self.title = text(),
            "ar" | "artist" => self.artist = text(),
            "al" | "album" => self.album = text(),
            "au" | "lr" | "lyricist" | "author" => self.author = text(),
            "la" | "lang" | "language" => self.language = text(),
            "length" => self.length = clock(value),
            // A player moves the lines by seconds, not by hours: more is a slip of the pen.
            "offset" => self.offset = value.parse().unwrap_or(0).clamp(-600_000, 600_000),
            "by" | "re" | "ve" | "tool" | "encoding" | "id" | "hash" | "total" | "sign" | "qq"
            | "kana" | "#" => {}
            _ => return false,
        }
        true
    }
}

struct Row {
    start: Duration,
    stanza: usize,
    words: String,
}

/// Puts rows in the order of their times and makes them lines.
fn in_time(mut rows: Vec<Row>, offset: i64, notes: &mut Vec<String>) -> Lyrics {
    if rows.windows(2).any(|pair| pair[1].start < pair[0].start) {
        rows.sort_by_key(|row| row.start);
    }
    if MOST_LINES < rows.len() {
        rows.truncate(MOST_LINES);
        notes.push(format!("lines after the first {MOST_LINES} were left out"));
    }
    let twice = rows.windows(2).filter(|pair| same_line(&pair[0], &pair[1])).count();
    if 0 < twice {
        notes.push(format!("{twice} lines stand twice at the same time"));
        rows.dedup_by(|later, earlier| same_line(earlier, later));
    }
    let mut stanzas: Vec<Vec<Line>> = vec![Vec::new()];
    for (place, row) in rows.iter().enumerate() {
        let breaks = row.words.is_empty() || 0 < place && rows[place - 1].stanza != row.stanza;
        if breaks {
            stanzas.push(Vec::new());
        }
        if row.words.is_empty() {
            continue;
        }
        let next = rows[place..].iter().map(|later| later.start).find(|start| row.start < *start);
        let end = next.unwrap_or(row.start + plausible_length(&row.words));
        let span = TimeSpan::new(moved(row.start, offset), moved(end, offset));
        if let Some(stanza) = stanzas.last_mut() {
            stanza.push(Line {
                text: row.words.clone(),
                span,
                certainty: if span.is_some() { 1.0 } else { 0.0 },
            });
        }
    }
    Lyrics { stanzas: undoubled(stanzas) }
}

fn same_line(earlier: &Row, later: &Row) -> bool {
    earlier.start == later.start && earlier.words == later.words && !later.words.is_empty()
}

/// `[offset:]` is positive where the words should come earlier.
fn moved(time: Duration, offset: i64) -> Duration {
    let shift = Duration::from_millis(offset.unsigned_abs());
    if 0 < offset { time.saturating_sub(shift) } else { time.saturating_add(shift) }
}

/// About how long it takes to sing `words`, in the middle of fast and slow songs: 2 to 10 s.
pub(crate) fn plausible_length(words: &str) -> Duration {
    // A syllable is about 2.5 letters, or one Chinese or Japanese sign.
    let syllables: f64 = words
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .map(|letter| if '\u{2e80}' <= letter { 1.0 } else { 0.4 })
        .sum();
    Duration::from_secs_f64((1.0 + 0.4 * syllables).clamp(2.0, 10.0))
}

/// Drops empty stanzas, and joins them where somebody put a blank line after each line.
fn undoubled(stanzas: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    let stanzas: Vec<Vec<Line>> = stanzas.into_iter().filter(|stanza| !stanza.is_empty()).collect();
    let single = stanzas.iter().filter(|stanza| stanza.len() == 1).count();
    if 4 < stanzas.len() && 9 * stanzas.len() <= 10 * single {
        return vec![stanzas.into_iter().flatten().collect()];
    }
    stanzas
}

/// The times before a line and what follows them.
fn leading_stamps(mut row: &str) -> (Vec<Duration>, &str) {
    let mut starts = Vec::new();
    while let Some((start, rest)) = stamp(row, '[', ']') {
        starts.push(start);
        row = rest.trim_start();
    }
    (starts, row)
}

/// The most letters that a time in brackets has.
const LONGEST_STAMP: usize = 32;

/// A time at the very start of `row`, such as `[01:02.34]`, and what follows it.
fn stamp(row: &str, open: char, close: char) -> Option<(Duration, &str)> {
    let inside = row.strip_prefix(open)?;
    // Times are short; whoever looks further looks through all of a line of brackets, again and again.
    let end = inside.char_indices().take(LONGEST_STAMP).find(|(_, letter)| *letter == close)?.0;
    Some((clock(&inside[..end])?, &inside[end + close.len_utf8()..]))
}

/// Drops the times that some players keep for single words: `<00:01.20>Am <00:01.90>Meer`.
fn without_inner_stamps(words: &str) -> String {
    let mut kept = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(place) = rest.find(['<', '[']) {
        let (before, from) = rest.split_at(place);
        kept.push_str(before);
        if let Some((_, after)) = stamp(from, '<', '>').or_else(|| stamp(from, '[', ']')) {
            rest = after;
        } else {
            kept.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    kept.push_str(rest);
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Reads `m:ss`, `mm:ss.xx`, `mm:ss:xx` and `h:mm:ss.xx`; no time lies beyond 24 hours.
fn clock(text: &str) -> Option<Duration> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let whole = |part: &str| -> Option<f64> {
        let digits =
            !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok()).flatten()
    };
    let seconds = |part: &str| -> Option<f64> {
        let (full, share) = part.split_once(['.', ',']).unwrap_or((part, "0"));
        let known =
            share.len() <= 9 && !share.is_empty() && share.bytes().all(|b| b.is_ascii_digit());
        let full = whole(full).filter(|full| *full < 60.0)?;
        known.then(|| format!("0.{share}").parse::<f64>().ok()).flatten().map(|share| full + share)
    };
    let total = match parts.as_slice() {
        [minutes, rest] => 60.0 * whole(minutes)? + seconds(rest)?,
        [hours, minutes, rest] if rest.contains(['.', ',']) => {
            3600.0 * whole(hours)? + 60.0 * whole(minutes)? + seconds(rest)?
        }
        [minutes, full, share] => 60.0 * whole(minutes)? + seconds(&format!("{full}.{share}"))?,
        _ => return None,
    };
    (total < 86_400.0).then(|| Duration::from_millis((total * 1000.0).round() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stanzas as text: `start-end words`, in seconds.
    fn shown(words: &Words) -> Vec<Vec<String>> {
        let time = |time: Duration| time.as_secs_f64();
        let line = |line: &Line| match line.span {
            Some(span) => format!("{}-{} {}", time(span.start()), time(span.end()), line.text),
            None => line.text.clone(),
        };
        words.lyrics.stanzas.iter().map(|stanza| stanza.iter().map(line).collect()).collect()
    }

    struct Case {
        name: &'static str,
        text: &'static str,
        stanzas: &'static [&'static [&'static str]],
    }

    #[test]
    fn lrc_is_read_as_players_read_it() {
        let cases = [
            Case {
                name: "a line ends where the next starts, the last after a plausible time",
                text: "[ti:A]\n[00:01.50]one\n[00:04]two words",
                stanzas: &[&["1.5-4 one", "4-6.28 two words"]],
            },
            Case {
                name: "an empty timed line ends line and stanza",
                text: "[00:01.00]one\n[00:03.00]\n[00:20.00]two\n[00:22.00]",
                stanzas: &[&["1-3 one"], &["20-22 two"]],
            },
            Case {
                name: "several times before one line, sorted",
                text: "[00:10.00][00:01.00]again\n[00:05.00]between\n[00:13.00]",
                stanzas: &[&["1-5 again", "5-10 between", "10-13 again"]],
            },
            Case {
                name: "a blank line breaks the stanza",
                text: "[00:01.00]a\n[00:02.00]b\n\n[00:03.00]c\n[00:04.00]",
                stanzas: &[&["1-2 a", "2-3 b"], &["3-4 c"]],
            },
            Case {
                name: "a blank line after each line means nothing",
                text: "[0:1]a\n\n[0:2]b\n\n[0:3]c\n\n[0:4]d\n\n[0:5]e\n\n[0:6]",
                stanzas: &[&["1-2 a", "2-3 b", "3-4 c", "4-5 d", "5-6 e"]],
            },
            Case {
                name: "offset moves lines earlier",
                text: "[offset:+500]\n[00:01.00]a\n[00:02.000]",
                stanzas: &[&["0.5-1.5 a"]],
            },
            Case {
                name: "times of words and other spellings of times",
                text: "[00:01:50]<00:01.50>Am <00:02.00> Meer\n[1:00:00.5]late\n[1:00:02.5]",
                stanzas: &[&["1.5-3600.5 Am Meer", "3600.5-3602.5 late"]],
            },
            Case {
                name: "two lines at one time share it",
                text: "[00:01.00]明月\n[00:01.00]bright moon\n[00:03.00]",
                stanzas: &[&["1-3 明月", "1-3 bright moon"]],
            },
            Case {
                name: "no times at all",
                text: "[ar:B]\none\ntwo\n\nthree",
                stanzas: &[&["one", "two"], &["three"]],
            },
            Case { name: "nothing", text: "", stanzas: &[] },
        ];
        for case in cases {
            assert_eq!(shown(&parse_lrc(case.text)), case.stanzas, "{}", case.name);
        }
    }

    #[test]
    fn the_head_is_kept_apart_from_the_song() {
        let words = parse_text(
            "[ti: Cò lả ]\n[ar:Dân gian]\n[al:Dân ca]\n[la:vi]\n[au:x]\n[length: 1:34]\n[by:me]\n\nCon cò",
        );
        let head = &words.metadata;
        assert_eq!(head.title.as_deref(), Some("Cò lả"));
        assert_eq!(head.language.as_deref(), Some("vi"));
        assert_eq!(head.length, Some(Duration::from_secs(94)));
        assert_eq!(shown(&words), [["Con cò"]]);
    }

    #[test]
    fn a_text_with_times_is_read_as_lrc_whatever_its_name() {
        assert_eq!(shown(&parse_text("[00:01]a\n[00:02]b\n[00:03]")), [["1-2 a", "2-3 b"]]);
        assert_eq!(shown(&parse_text("[Chorus]\na [01:00] b")), [["[Chorus]", "a b"]]);
    }

    #[test]
    fn odd_texts_are_noted() {
        let doubled = parse_lrc("[00:01]a\n[00:01]a\n[00:02]b\nloose");
        assert_eq!(
            doubled.notes,
            ["1 lines without a time were left out", "1 lines stand twice at the same time"]
        );
        let endless = parse_text(&"la\n".repeat(MOST_LINES + 5));
        assert_eq!(endless.lyrics.lines().count(), MOST_LINES);
        assert_eq!(endless.notes.len(), 1);
    }

    #[test]
    fn nothing_makes_the_parsers_fail() {
        let odd = [
            "[",
            "[[[]]]",
            "<",
            "[:]",
            "[99999:99]",
            "[-1:00]x",
            "[00:61]x",
            "]a[",
            "[é:ü]",
            "[00:00.]",
            "[offset:99999999999999999999]\n[9999:59.999999999]x",
            "<é[<00:01>",
        ];
        for text in odd {
            let words = parse_lrc(text);
            assert!(words.lyrics.lines().all(|line| !line.text.is_empty()));
            parse_text(text);
        }
    }
}
