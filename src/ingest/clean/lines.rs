//! What stays of the lines of a song: tidy words, without marks such as `[Chorus]`.

use unicode_normalization::UnicodeNormalization;

use crate::ingest::words::Words;
use crate::music::{Line, Lyrics};

/// Tidies each line, drops marks such as `[Chorus]`, and notes what was dropped.
pub(super) fn tidy_lyrics(words: &mut Words, notes: &mut Vec<String>) {
    let mut marks = 0;
    let mut stanzas: Vec<Vec<Line>> = Vec::new();
    for stanza in std::mem::take(&mut words.lyrics.stanzas) {
        stanzas.push(Vec::new());
        for line in stanza {
            let text = tidy(&line.text);
            if is_mark(&text) {
                marks += 1;
                stanzas.push(Vec::new());
            } else if text.chars().any(char::is_alphanumeric)
                && let Some(stanza) = stanzas.last_mut()
            {
                stanza.push(Line { text, ..line });
            }
        }
    }
    stanzas.retain(|stanza| !stanza.is_empty());
    if 0 < marks {
        notes.push(format!("{marks} marks such as `[Chorus]` were dropped"));
    }
    words.lyrics = Lyrics { stanzas };
}

/// Composed Unicode on one line without control characters or doubled spaces.
pub(super) fn tidy(text: &str) -> String {
    let invisible = |letter: char| matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{fffd}');
    let seen = text.nfc().filter(|letter| !invisible(*letter));
    let seen: String = seen.map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a line only names a part of the song: `[Verse 1]`, `(Chorus)`, `Refrain:`, `Điệp khúc:`.
fn is_mark(line: &str) -> bool {
    const PARTS: [&str; 26] = [
        "verse",
        "chorus",
        "bridge",
        "intro",
        "outro",
        "refrain",
        "hook",
        "pre-chorus",
        "prechorus",
        "interlude",
        "instrumental",
        "solo",
        "strophe",
        "couplet",
        "coro",
        "estribillo",
        "ritornello",
        "strofa",
        "vers",
        "điệp khúc",
        "đk",
        "lời",
        "副歌",
        "主歌",
        "サビ",
        "repeat",
    ];
    let bracketed = (line.starts_with('[') && line.ends_with(']'))
        || (line.starts_with('(') && line.ends_with(')'));
    if !bracketed && !line.ends_with(':') {
        return false;
    }
    let inside =
        line.trim_matches(|letter: char| "[]():".contains(letter) || letter.is_whitespace());
    let inside = inside.to_lowercase();
    let named = |part: &str| {
        inside.strip_prefix(part).is_some_and(|rest| {
            let number = rest.trim_matches(|letter: char| !letter.is_alphanumeric());
            let plain =
                number.chars().all(|letter| letter.is_ascii_digit() || "ivx".contains(letter));
            plain
                || (line.starts_with('[')
                    && rest.trim_start().starts_with([':', '-', '–', '(', ',', '&']))
        })
    };
    inside.chars().count() <= 40 && PARTS.into_iter().any(named)
}
