//! Whether words are what is sung. Each judgement is a function of the text and of what the file
//! says; the first one that is sure enough counts.

use std::time::Duration;

use super::encoding::garbled_share;
use super::heading::Heading;
use super::identity::Identity;
use super::made_up::{looped_share, made_up_share};
use super::prose::{prose_score, track_list};
use super::text::{flat, holds, syllables, words};
use crate::ingest::language::{self, Guess};
use crate::music::{Language, Lyrics, Reason, Verdict};

/// Below this confidence, what a tag says about the language counts more than the words.
pub(super) const SURE: f32 = 0.9;

/// What a verdict rests on.
pub(super) struct Evidence<'a> {
    /// The text, its encoding mended, without markup.
    pub(super) text: &'a str,
    /// Its lines without times.
    pub(super) lines: &'a [String],
    /// What is left of them when they are tidied.
    pub(super) lyrics: &'a Lyrics,
    /// The language of the words, by the words alone.
    pub(super) language: Option<Guess>,
    /// The language that the file's tags say; not what the place of the words says, which programs
    /// fill with a default.
    pub(super) declared: Option<Language>,
    /// What the words say they belong to.
    pub(super) heading: &'a Heading,
    /// What the file says it is.
    pub(super) identity: &'a Identity,
    /// The collection that the file is part of.
    pub(super) album: Option<&'a str>,
    /// How long the music plays.
    pub(super) duration: Option<Duration>,
}

/// Judges words.
pub(super) fn judge(evidence: &Evidence<'_>) -> Verdict {
    let sung: Vec<&str> = evidence.lyrics.lines().map(|line| line.text.as_str()).collect();
    let sung = sung.join("\n");
    placeholder(evidence, &sung)
        .or_else(|| garbled(evidence))
        .or_else(|| made_up(evidence))
        .or_else(|| tracks(evidence))
        .or_else(|| empty(evidence))
        .or_else(|| vocalise(&sung))
        .or_else(|| word_loop(&sung))
        .or_else(|| prose(evidence))
        .or_else(|| other_song(evidence, &sung))
        .or_else(|| other_language(evidence))
        .or_else(|| rate(&sung, evidence.duration))
        .unwrap_or(Verdict::used(0.9))
}

fn empty(evidence: &Evidence<'_>) -> Option<Verdict> {
    evidence.lyrics.is_empty().then_some(Verdict::set_aside(Reason::Empty, 1.0))
}

/// What placeholders speak of, and what they say of it.
const WORDS_OF_SONGS: &[&str] = &[
    "lyrics",
    "lyric",
    "the words",
    "no words",
    "songtext",
    "text",
    "liedtext",
    "songtexte",
    "paroles",
    "parole",
    "letra",
    "letras",
    "testo",
    "testi",
    "lời",
    "lời bài hát",
    "歌词",
    "歌詞",
    "가사",
    "слова",
    "текст песни",
    "tekst",
    "sözleri",
    "lirik",
    "текст",
    "vocals",
];
const DENIALS: &[&str] = &[
    "not",
    "no",
    "isn't",
    "aren't",
    "don't",
    "haven't",
    "unavailable",
    "yet",
    "unfortunately",
    "sorry",
    "soon",
    "missing",
    "without",
    "needed",
    "unknown",
    "pending",
    "kein",
    "keine",
    "nicht",
    "ohne",
    "fehlt",
    "leider",
    "noch",
    "pas",
    "aucune",
    "sans",
    "bientôt",
    "indisponible",
    "indisponibles",
    "sin",
    "aún",
    "todavía",
    "non",
    "senza",
    "ancora",
    "não",
    "sem",
    "không",
    "chưa",
    "đang cập nhật",
    "无",
    "無",
    "没有",
    "沒有",
    "暂无",
    "暫無",
    "なし",
    "ありません",
    "없",
    "нет",
];
const INSTRUMENTAL: &[&str] = &[
    "instrumental",
    "instrumentale",
    "instrumentalstück",
    "instrumentaltitel",
    "instrumentaux",
    "không lời",
    "hòa tấu",
    "nhạc nền",
    "khí nhạc",
    "纯音乐",
    "純音樂",
    "純音楽",
    "没有填词",
    "インストゥルメンタル",
    "インスト",
    "インストルメンタル",
    "연주곡",
    "инструментал",
    "strumentale",
    "no vocals",
    "to be added",
    "coming soon",
];

fn placeholder(evidence: &Evidence<'_>, sung: &str) -> Option<Verdict> {
    let short = words(sung).len() <= 40 && sung.lines().count() <= 4;
    let told = flat(&evidence.lines.join("\n"));
    if !short || 150 < words(&told).len() {
        return None;
    }
    let any = |list: &[&str]| {
        list.iter().any(|phrase| {
            holds(&told, phrase)
                || !phrase.is_ascii()
                    && !phrase.contains(' ')
                    && phrase.chars().any(|letter| '\u{2e80}' <= letter)
                    && told.contains(phrase)
        })
    };
    let nothing = ["n a", "na", "none", "tba", "tbd", "null", "nil", "empty", "no text"]
        .contains(&told.trim());
    let denied = any(WORDS_OF_SONGS) && any(DENIALS);
    (any(INSTRUMENTAL) || denied || nothing)
        .then_some(Verdict::set_aside(Reason::Placeholder, 0.95))
}

/// More words than this that make no sense are more than slips.
const MOST_GARBLED: f32 = 0.12;

fn garbled(evidence: &Evidence<'_>) -> Option<Verdict> {
    let share = garbled_share(evidence.text);
    (MOST_GARBLED < share).then(|| Verdict::set_aside(Reason::Garbled, (0.6 + share).min(0.98)))
}

fn made_up(evidence: &Evidence<'_>) -> Option<Verdict> {
    let share = made_up_share(evidence.lines);
    (0.4 <= share).then(|| Verdict::set_aside(Reason::MadeUp, (0.5 + share / 2.0).min(0.97)))
}

fn tracks(evidence: &Evidence<'_>) -> Option<Verdict> {
    let sure = track_list(&evidence.lines.join("\n"));
    (0.5 < sure).then(|| Verdict::set_aside(Reason::TrackList, sure))
}

fn word_loop(sung: &str) -> Option<Verdict> {
    let share = looped_share(sung);
    (0.5 <= share).then(|| Verdict::set_aside(Reason::WordLoop, (0.4 + share / 2.0).min(0.9)))
}

/// Syllables that mean nothing. Longer ones are made of them: `tralala`, `ooooh`, `ラララ`.
const SYLLABLES: &[&str] = &[
    "la", "na", "da", "ba", "ra", "ta", "pa", "ma", "ha", "fa", "ya", "wa", "tra", "lala", "oh",
    "ooh", "uh", "ah", "aah", "eh", "hey", "hei", "ay", "yeah", "yea", "woah", "whoa", "wo", "o",
    "ohoh", "hm", "hmm", "mm", "mmm", "doo", "du", "do", "di", "de", "dum", "dee", "dem", "bum",
    "bom", "boom", "bam", "lu", "li", "lo", "le", "lalala", "shoo", "sha", "shoop", "bop", "ho",
    "hu", "huh", "ai", "ơ", "hò", "í", "à", "ời",
];

fn vocalise(sung: &str) -> Option<Verdict> {
    let words = words(sung);
    let empty = words.iter().filter(|word| is_vocal(word)).count();
    let share = empty as f32 / words.len().max(1) as f32;
    (1 < words.len() && 0.85 <= share)
        .then(|| Verdict::set_aside(Reason::Vocalise, (0.1 + share * 0.85).min(0.95)))
}

fn is_vocal(word: &str) -> bool {
    const SIGNS: &str =
        "啦哦噢喔啊呀嗯呜嘿哈哎嗨诶咿吶哪ラららルるああアーぁおオうウわぁナなランンんヘイへいハは";
    if word.chars().all(|letter| SIGNS.contains(letter)) {
        return true;
    }
    let short = shortened(word);
    SYLLABLES.contains(&word) || SYLLABLES.contains(&short.as_str()) || is_made_of_syllables(&short)
}

/// Letters that are held long are one: `ooooh` is `oh`.
fn shortened(word: &str) -> String {
    let mut last = None;
    word.chars().filter(|letter| last.replace(*letter) != Some(*letter)).collect()
}

/// `lalala`, `nanana`, `dubidu`: pairs of a consonant and a vowel, the same again.
fn is_made_of_syllables(word: &str) -> bool {
    let pieces = [
        "tra", "sha", "la", "na", "da", "ba", "ra", "pa", "du", "bi", "di", "dum", "lu", "li",
        "lo", "ha", "ho", "ya", "oh", "uh", "ah",
    ];
    let mut rest = word;
    let mut count = 0;
    while let Some(after) = pieces.iter().find_map(|piece| rest.strip_prefix(piece)) {
        rest = after;
        count += 1;
    }
    rest.is_empty() && 2 < count
}

fn prose(evidence: &Evidence<'_>) -> Option<Verdict> {
    let score = prose_score(&evidence.lines.join("\n"));
    (1.0 <= score).then(|| Verdict::set_aside(Reason::Prose, (0.3 + 0.4 * score).min(0.95)))
}

fn other_song(evidence: &Evidence<'_>, sung: &str) -> Option<Verdict> {
    let sure = evidence.identity.contradicted(evidence.heading, evidence.album, sung)?;
    Some(Verdict::set_aside(Reason::OtherSong, sure))
}

/// Languages that short texts do not tell apart.
const KIN: [[&str; 5]; 4] = [
    ["no", "nb", "nn", "da", "sv"],
    ["hr", "sr", "bs", "sl", "mk"],
    ["id", "ms", "jv", "su", "tl"],
    ["cs", "sk", "es", "pt", "gl"],
];

fn other_language(evidence: &Evidence<'_>) -> Option<Verdict> {
    let (declared, found) = (evidence.declared?, evidence.language?);
    let kin = KIN
        .iter()
        .any(|kin| kin.contains(&declared.code()) && kin.contains(&found.language.code()));
    if found.language == declared || kin || !knows(declared) {
        return None;
    }
    // A song may be in two languages, or carry its translation: parts of it are asked one by one.
    let lines: Vec<&str> = evidence.lyrics.lines().map(|line| line.text.as_str()).collect();
    let votes: Vec<Language> = lines
        .chunks(4)
        .filter_map(|part| language::detect(&part.join("\n")))
        .map(|guess| guess.language)
        .collect();
    let of = |language| {
        votes.iter().filter(|vote| **vote == language).count() as f32 / votes.len().max(1) as f32
    };
    let alike = ROMANCE.contains(&declared.code()) && ROMANCE.contains(&found.language.code());
    let needed = if alike { 0.75 } else { 0.4 };
    let agreed = LEAST_VOTES <= votes.len() && needed <= of(found.language) && of(declared) <= 0.05;
    let sure = if agreed { found.confidence.max(SURE) } else { found.confidence };
    (SURE <= sure && of(declared) <= 0.2)
        .then(|| Verdict::set_aside(Reason::OtherLanguage, sure.min(0.95)))
}

/// Languages whose verses look alike in parts of four lines.
const ROMANCE: [&str; 7] = ["es", "pt", "it", "ca", "gl", "la", "ro"];
/// So many parts of a song that are in one language are as good as a sure look at the whole.
const LEAST_VOTES: usize = 3;

/// Whether the detector could have found `language` at all.
pub(super) fn knows(language: Language) -> bool {
    whatlang::Lang::all()
        .iter()
        .any(|known| language::named(known.code()).is_some_and(|known| known == language))
}

/// Syllables a second: the slowest of 62 songs with timed words had 0.55 and the fastest 3.9, over
/// all of their length; rappers come to about 6.
const SLOWEST: f32 = 0.22;
const FASTEST: f32 = 7.5;
/// Shorter music is a snippet; its words say little about its length.
const LEAST_DURATION: Duration = Duration::from_mins(1);

fn rate(sung: &str, duration: Option<Duration>) -> Option<Verdict> {
    let duration = duration?;
    let rate = syllables(sung) as f32 / duration.as_secs_f32().max(1.0);
    if FASTEST < rate {
        return Some(Verdict::set_aside(
            Reason::TooLong,
            (0.6 + 0.05 * (rate - FASTEST)).min(0.95),
        ));
    }
    (rate < SLOWEST && LEAST_DURATION <= duration)
        .then(|| Verdict::set_aside(Reason::TooShort, (0.9 - 2.0 * rate).max(0.6)))
}
