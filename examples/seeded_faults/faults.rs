//! Texts with one fault each.

use std::time::Duration;

use encoding_rs::{GBK, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization;
use vibelens::music::Reason;

use crate::chance::Chance;
use crate::phrases::{Phrases, filled};
use crate::songs::{Half, Song};

/// A text and what should become of it.
pub(crate) struct Case {
    pub(crate) song: Song,
    pub(crate) text: String,
    pub(crate) language_tag: Option<&'static str>,
    pub(crate) duration: Duration,
    pub(crate) expected: Expected,
}

pub(crate) enum Expected {
    /// It is set aside.
    SetAside,
    /// These lines are left, in this order.
    Lines(Vec<String>),
}

/// All faults for which words are set aside.
pub(crate) const SET_ASIDE: [(&str, Reason); 11] = [
    ("words of another song", Reason::OtherSong),
    ("another language", Reason::OtherLanguage),
    ("prose", Reason::Prose),
    ("word loop", Reason::WordLoop),
    ("made up by speech recognition", Reason::MadeUp),
    ("vocalise", Reason::Vocalise),
    ("placeholder", Reason::Placeholder),
    ("track list", Reason::TrackList),
    ("garbled", Reason::Garbled),
    ("too short", Reason::TooShort),
    ("too long", Reason::TooLong),
];

/// All faults that are tidied.
pub(crate) const TIDIED: [&str; 14] = [
    "section marks",
    "chord lines",
    "chords within",
    "timestamps",
    "credits",
    "translator's notes",
    "site boilerplate",
    "advertisements",
    "HTML and scripts",
    "track list at the end",
    "repetitions to write out",
    "line ends",
    "decomposed letters",
    "wrong encoding",
];

pub(crate) fn set_aside(
    number: usize,
    song: &Song,
    other: &Song,
    all: &[&Song],
    phrases: &Phrases,
    half: Half,
    chance: &mut Chance,
) -> Case {
    let reason = SET_ASIDE[number].1;
    let told = |name: &str, chance: &mut Chance| {
        filled(phrases.one(name, half, chance), song, other, chance)
    };
    let mut case = Case { expected: Expected::SetAside, ..clean(song, chance) };
    case.text = match reason {
        Reason::OtherSong => format!(
            "{}\n{}",
            filled(phrases.one("heads", half, chance), other, song, chance),
            other.text()
        ),
        Reason::OtherLanguage => {
            let tags: Vec<&'static str> = ["de", "en", "fr", "vi", "zh", "es", "it", "ja"]
                .into_iter()
                .filter(|code| *code != song.language)
                .collect();
            case.language_tag = Some(*chance.one(&tags));
            song.text()
        }
        Reason::Prose => wrapped(&told("prose", chance), chance),
        Reason::WordLoop => looped(song, chance),
        Reason::MadeUp => lines_of(phrases.of("made_up", half), chance),
        Reason::Vocalise => vocalise(phrases.of("vocalise", half), chance),
        Reason::Placeholder => told("placeholder", chance),
        Reason::TrackList => track_list(all, phrases, half, chance),
        Reason::Garbled => garbled(song, chance),
        Reason::TooShort => {
            case.duration = Duration::from_secs_f64(chance.between(150.0, 300.0));
            song.lines().take(1 + chance.below(2)).cloned().collect::<Vec<_>>().join("\n")
        }
        _ => too_long(all, song.language, case.duration, chance),
    };
    case
}

/// The song as it is, at a plausible speed, with a right heading now and then.
pub(crate) fn clean(song: &Song, chance: &mut Chance) -> Case {
    let rate = chance.between(0.55, 3.9);
    let duration = Duration::from_secs_f64((syllables(&song.text()) / rate).max(45.0));
    let head = match chance.below(6) {
        0 => format!("[ti:{}]\n[ar:{}]\n", song.title, song.artist),
        1 => format!("{} - {}\n\n", song.artist, song.title),
        2 => format!("[ti:{} (Live)]\n", song.title.to_uppercase()),
        _ => String::new(),
    };
    let language_tag = (chance.below(2) == 0).then_some(song.language);
    let lines = song.lines().cloned().collect();
    Case {
        text: format!("{head}{}", song.text()),
        song: song.clone(),
        language_tag,
        duration,
        expected: Expected::Lines(lines),
    }
}

/// About how many syllables a text has, counted otherwise than the product does: by letters.
pub(crate) fn syllables(text: &str) -> f64 {
    text.chars()
        .filter(|letter| letter.is_alphabetic())
        .map(|letter| if ('\u{2e80}'..'\u{ac00}').contains(&letter) { 1.0 } else { 0.36 })
        .sum()
}

/// In one line, in lines of 72 letters, or a sentence a line.
fn wrapped(text: &str, chance: &mut Chance) -> String {
    match chance.below(3) {
        0 => text.to_owned(),
        1 => text.replace(". ", ".\n").replace('。', "。\n"),
        _ => {
            let mut lines = vec![String::new()];
            for word in text.split_inclusive(' ') {
                if 72 < lines[lines.len() - 1].chars().count() + word.chars().count() {
                    lines.push(String::new());
                }
                lines.last_mut().expect("there is a line").push_str(word);
            }
            lines.join("\n")
        }
    }
}

fn looped(song: &Song, chance: &mut Chance) -> String {
    let lines: Vec<&String> = song.lines().collect();
    let line =
        chance.one(&lines).trim_end_matches([',', '.', ';', ':', '!', '?', '。', '，']).to_owned();
    let times = 25 + chance.below(30);
    match chance.below(3) {
        0 => vec![line; times].join("\n"),
        1 => vec![line; times].join(" "),
        _ => format!(
            "{}\n{}",
            song.stanzas[0].iter().take(4).cloned().collect::<Vec<_>>().join("\n"),
            vec![line; times].join("\n")
        ),
    }
}

fn lines_of(phrases: &[String], chance: &mut Chance) -> String {
    let count = 1 + chance.below(4);
    (0..count).map(|_| chance.one(phrases).clone()).collect::<Vec<_>>().join("\n")
}

fn vocalise(syllables: &[String], chance: &mut Chance) -> String {
    let mut lines = Vec::new();
    for _ in 0..3 + chance.below(8) {
        let syllable = chance.one(syllables).clone();
        let other = chance.one(syllables).clone();
        lines.push(
            [vec![syllable; 2 + chance.below(4)], vec![other; chance.below(3)]]
                .concat()
                .join(*chance.one(&[" ", ", ", "-"])),
        );
    }
    lines.join("\n")
}

fn track_list(all: &[&Song], phrases: &Phrases, half: Half, chance: &mut Chance) -> String {
    let row = chance.one(phrases.of("track_rows", half)).clone();
    let count = 5 + chance.below(12);
    let rows = (1..=count).map(|number| {
        let (song, other) = (*chance.one(all), *chance.one(all));
        filled(&row, song, other, chance)
            .replace("{nn}", &format!("{number:02}"))
            .replace("{n}", &number.to_string())
    });
    rows.collect::<Vec<_>>().join("\n")
}

fn garbled(song: &Song, chance: &mut Chance) -> String {
    let text = song.text();
    let accented =
        text.chars().filter(|letter| !letter.is_ascii() && letter.is_alphabetic()).count();
    let words = text.split_whitespace().count();
    match chance.below(3) {
        // Lost for good only where many words had accents.
        0 if 4 * accented > words => {
            text.chars().map(|letter| if letter.is_ascii() { letter } else { '?' }).collect()
        }
        1 if 4 * accented > words => {
            let misread = WINDOWS_1252.decode_without_bom_handling(text.as_bytes()).0;
            misread
                .chars()
                .filter(|letter| !matches!(letter, '\u{80}'..='\u{a0}' | '\u{ad}'))
                .enumerate()
                .filter(|(at, _)| at % 7 != 3)
                .map(|(_, letter)| letter)
                .collect()
        }
        _ => {
            let bad = |chance: &mut Chance| *chance.one(&['\u{fffd}', '\u{fffd}', '¤', '\u{e013}']);
            text.chars()
                .map(|letter| {
                    if letter.is_alphabetic() && chance.below(8) == 0 {
                        bad(chance)
                    } else {
                        letter
                    }
                })
                .collect::<String>()
        }
    }
}

fn too_long(all: &[&Song], language: &str, duration: Duration, chance: &mut Chance) -> String {
    let wanted = duration.as_secs_f64() * chance.between(10.0, 20.0);
    let same: Vec<&&Song> = all.iter().filter(|song| song.language == language).collect();
    let mut text = String::new();
    while syllables(&text) < wanted {
        text.push_str(&chance.one(&same).text());
        text.push_str("\n\n");
    }
    text
}

pub(crate) fn tidied(
    fault: &'static str,
    song: &Song,
    all: &[&Song],
    phrases: &Phrases,
    half: Half,
    chance: &mut Chance,
) -> Case {
    let mut case = clean(song, chance);
    let told = |name: &str, chance: &mut Chance| {
        filled(phrases.one(name, half, chance), song, song, chance)
    };
    case.text = match fault {
        "section marks" => song
            .stanzas
            .iter()
            .map(|stanza| format!("{}\n{}", told("section_marks", chance), stanza.join("\n")))
            .collect::<Vec<_>>()
            .join("\n\n"),
        "chord lines" => song
            .lines()
            .map(|line| format!("{}\n{line}", told("chord_lines", chance)))
            .collect::<Vec<_>>()
            .join("\n"),
        "chords within" => within(song, half, chance),
        "timestamps" => stamped(song, half, chance),
        "credits" => around(song, "credits", &told, chance),
        "translator's notes" => around(song, "notes", &told, chance),
        "site boilerplate" => around(song, "boilerplate", &told, chance),
        "advertisements" => around(song, "advertisements", &told, chance),
        "HTML and scripts" => html(song, half, chance),
        "track list at the end" => format!(
            "{}\n\n{}:\n{}",
            song.text(),
            if half == Half::Tuned { "Tracklist" } else { "Track listing" },
            (1..6)
                .map(|number| format!(
                    "{number}. {} ({}:{:02})",
                    chance.one(all).title,
                    2 + number % 3,
                    10 + number
                ))
                .collect::<Vec<_>>()
                .join("\n")
        ),
        "repetitions to write out" => return repeated(case, half, chance),
        "line ends" => {
            let mut ended = String::new();
            for line in song.text().split('\n') {
                ended.push_str(line);
                let end = chance.one::<&str>(&["\r\n", "\n", "\r\n"]);
                ended.push_str(end);
            }
            ended
        }
        "decomposed letters" => song.text().nfd().collect(),
        _ if song.language == "zh" => {
            WINDOWS_1252.decode_without_bom_handling(&GBK.encode(&song.text()).0).0.into_owned()
        }
        _ => WINDOWS_1252.decode_without_bom_handling(song.text().as_bytes()).0.into_owned(),
    };
    case
}

/// Lines before, within and after the song that are not sung.
fn around(
    song: &Song,
    name: &str,
    told: &dyn Fn(&str, &mut Chance) -> String,
    chance: &mut Chance,
) -> String {
    let mut lines: Vec<String> = song.text().split('\n').map(str::to_owned).collect();
    for _ in 0..=chance.below(3) {
        let within = chance.below(lines.len());
        let place = *chance.one(&[0, lines.len(), within]);
        lines.insert(place, told(name, chance));
    }
    lines.join("\n")
}

fn within(song: &Song, half: Half, chance: &mut Chance) -> String {
    let chords: &[&str] = if half == Half::Tuned {
        &["[Am]", "[G]", "[C7]"]
    } else {
        &["[Bb/D]", "[F#m]", "[Dsus4]", "(C#m7)"]
    };
    let line = |line: &String| {
        let words: Vec<&str> = line.split(' ').collect();
        let chorded = words.into_iter().map(|word| {
            if chance.below(3) == 0 {
                format!("{}{word}", chance.one(chords))
            } else {
                word.to_owned()
            }
        });
        chorded.collect::<Vec<_>>().join(" ")
    };
    song.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn stamped(song: &Song, half: Half, chance: &mut Chance) -> String {
    let mut at = 10;
    let mut number = 0;
    let stamp = |line: &String| {
        at += 3 + chance.below(4);
        number += 1;
        let (minutes, seconds) = (at / 60, at % 60);
        match half {
            Half::Tuned => format!("{minutes}:{seconds:02} {line}"),
            Half::HeldOut => format!(
                "{number}\n00:{minutes:02}:{seconds:02},000 --> 00:{minutes:02}:{seconds:02},900\n{line}\n"
            ),
        }
    };
    song.lines().map(stamp).collect::<Vec<_>>().join("\n")
}

fn html(song: &Song, half: Half, chance: &mut Chance) -> String {
    let escaped = |line: &String| {
        let space = *chance.one::<&str>(&[" ", " ", "&nbsp;"]);
        line.replace('\'', "&#39;")
            .replace('ü', "&uuml;")
            .replace('é', "&eacute;")
            .replace(' ', space)
    };
    let lines: Vec<String> = song.lines().map(escaped).collect();
    match half {
        Half::Tuned => format!(
            "<div class=\"lyrics\"><script>var ad = 1;\nload(ad);</script>{}</div>",
            lines.join("<br>\n")
        ),
        Half::HeldOut => format!(
            "<style>.lyric {{ color: red; }}\np.x {{ margin: 0 }}</style>\n<!-- Usage of content -->\n<p>{}</p>\n(function() {{ window.track = 'x'; }})();",
            lines.join("<br />")
        ),
    }
}

/// A chorus that is only named later, and a line that is sung twice.
fn repeated(mut case: Case, half: Half, chance: &mut Chance) -> Case {
    let song = &case.song;
    let (verse, chorus) = song
        .stanzas
        .split_last()
        .map(|(last, rest)| (rest.concat(), last.clone()))
        .unwrap_or_default();
    let verse = if verse.is_empty() { chorus.clone() } else { verse };
    let (name, again) = *chance.one(match half {
        Half::Tuned => &[
            ("[Chorus]", "[Repeat Chorus]"),
            ("Điệp khúc:", "[Điệp khúc]"),
            ("(Refrain)", "(Refrain)"),
        ][..],
        Half::HeldOut => &[
            ("Chorus:", "(Repeat chorus)"),
            ("[Refrain]", "[Refrain x2]"),
            ("【副歌】", "【副歌】"),
        ][..],
    });
    let twice = *chance.one(match half {
        Half::Tuned => &["x2", "(x2)"][..],
        Half::HeldOut => &["(2x)", "(bis)"][..],
    });
    let last = verse[verse.len() - 1].clone();
    case.text = format!(
        "[Verse 1]\n{} {twice}\n\n{name}\n{}\n\n[Verse 2]\n{}\n\n{again}\n",
        verse.join("\n"),
        chorus.join("\n"),
        verse.join("\n")
    );
    let times = if again.contains("x2") { 2 } else { 1 };
    let lines =
        [verse.clone(), vec![last], chorus.clone(), verse, vec![chorus; times].concat()].concat();
    case.expected = Expected::Lines(lines);
    case
}
