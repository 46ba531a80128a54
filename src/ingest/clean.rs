//! Tidies tags and words, finds the language, judges whether the words are what is sung, and
//! refuses what cannot be used.
//!
//! Every source of words is tidied and judged; the first one in the order of trust that is to be
//! used is. Words that are set aside stay beside it with the reason, for people to see and to
//! overrule, and never reach the index. `docs/lyrics.md` says what is found and how well.

mod chords;
mod encoding;
mod heading;
mod identity;
mod judge;
mod lines;
mod made_up;
mod marks;
mod markup;
mod noise;
mod prose;
mod tags;
pub(super) mod text;

use std::time::Duration;

use self::heading::{Heading, heading};
use self::identity::Identity;
use self::judge::{Evidence, SURE, judge, knows};
use self::lines::{tidy, tidy_lyrics};
use self::markup::without_markup;
use self::tags::{first, genres, tags_text, title};
use crate::error::{Error, Result};
use crate::ingest::explicit::Explicit;
use crate::ingest::language::{self, Guess};
use crate::ingest::source::{RawTrack, RawWords, WordsSource};
use crate::ingest::words::{Metadata, Words, parse_lrc, parse_text};
use crate::music::{
    AudioRef, Decision, FoundLyrics, Language, Licence, Lyrics, Reason, Track, TrackId, Verdict,
};

/// From here on, words say more about their language than what a program filled in.
const LIKELY: f32 = 0.6;

/// A track with tidy tags and words.
#[derive(Clone, Debug)]
pub struct CleanTrack {
    /// What is known of the track; its duration is not known yet.
    pub track: Track,
    /// The words that are used, empty for music without words. Times are as written.
    pub lyrics: Lyrics,
    /// How sure the language is, from 0 to 1; 0 without words.
    pub language_confidence: f32,
    /// Words of the tags that say how the music sounds or feels: genres, moods, a description.
    pub tags_text: String,
    /// Every source of words in the order of trust, tidied and judged.
    pub candidates: Vec<JudgedLyrics>,
    /// Which of them is used; its words are `lyrics`.
    pub used: Option<usize>,
    /// What was odd, a message each.
    pub notes: Vec<String>,
}

/// Words from one source, and what was found about them.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedLyrics {
    /// Which words they are, by the source's text: 64 hexadecimal digits. The same text has the same
    /// key in every run, so that a decision about it can be kept.
    pub key: String,
    /// What they were found in.
    pub source: WordsSource,
    /// The tidied words, all lines in the order they are sung.
    pub lyrics: Lyrics,
    /// The language they are in.
    pub language: Option<Language>,
    /// How sure the language is, from 0 to 1; 0 without words.
    pub language_confidence: f32,
    /// Whether they are what is sung.
    pub verdict: Verdict,
    /// What a person says about them; it counts more than the verdict.
    pub decision: Option<Decision>,
    /// What was odd, a message each.
    pub notes: Vec<String>,
}

impl JudgedLyrics {
    /// Whether they may be used: by the decision of a person, else by the verdict. Without a line
    /// there is nothing to use.
    pub fn is_usable(&self) -> bool {
        let wanted = match self.decision {
            Some(decision) => decision == Decision::Accept,
            None => self.verdict.reason.is_none(),
        };
        wanted && !self.lyrics.is_empty()
    }

    /// As the catalog keeps them.
    pub fn found(&self, used: bool) -> FoundLyrics {
        FoundLyrics {
            source: self.source.name().to_owned(),
            key: self.key.clone(),
            language: self.language,
            lyrics: self.lyrics.clone(),
            verdict: self.verdict,
            used,
        }
    }
}

/// Whether every line of the words has a time as they are written.
pub fn is_timed(words: &RawWords) -> bool {
    let parsed = parsed(words.source, &words.text);
    parsed.lyrics.lines().all(|line| line.span.is_some())
}

/// Which words a text holds, whatever becomes of them: the same text has the same key in every run.
pub fn key(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

/// A candidate, and what its text says about itself.
struct Candidate {
    judged: JudgedLyrics,
    head: Metadata,
}

/// Tidies a track whose audio plays for `duration`, or that has none. Fails if there is neither
/// audio nor a usable word.
pub fn clean(raw: &RawTrack, duration: Option<Duration>) -> Result<CleanTrack> {
    let mut notes = raw.notes.clone();
    let candidates = candidates(raw, duration);
    let used = candidates.iter().position(|candidate| candidate.judged.is_usable());
    if raw.audio.is_none() && used.is_none() {
        return Err(wordless(raw, &candidates));
    }
    notes.extend(candidates.iter().take(used.unwrap_or(usize::MAX)).map(told));
    let head = head(&candidates, used);
    let best = used.map(|used| &candidates[used].judged);
    notes.extend(best.iter().flat_map(|best| best.notes.clone()));
    let words = best.map(|best| best.lyrics.text()).unwrap_or_default();
    let language = best.and_then(|best| best.language);
    let explicit = Explicit::of_track(raw.tags.explicit, &words, language);
    let track = Track {
        artist: first([&raw.tags.artist, &head.artist, &raw.layout.artist]),
        album: first([&raw.tags.album, &head.album, &raw.layout.album]),
        folder: folder(&raw.reference),
        genres: genres(&raw.tags.genres),
        year: raw.tags.year,
        language,
        audio: raw.audio.as_ref().map(AudioRef::from),
        explicit: explicit == Explicit::Yes,
        licence: Licence::told(&raw.tags.licences, &raw.tags.copyrights, &raw.tags.comments),
        ..Track::named(TrackId::of(&raw.reference), title(raw, &head))
    };
    Ok(CleanTrack {
        tags_text: tags_text(&track.genres, raw),
        track,
        lyrics: best.map(|best| best.lyrics.clone()).unwrap_or_default(),
        language_confidence: best.map_or(0.0, |best| best.language_confidence),
        candidates: candidates.into_iter().map(|candidate| candidate.judged).collect(),
        used,
        notes,
    })
}

/// The folder of the file that a reference names.
fn folder(reference: &str) -> String {
    let path = reference.strip_prefix("file:").and_then(|path| path.rsplit_once('/'));
    path.map_or_else(String::new, |(folder, _)| folder.to_owned())
}

/// Tidies and judges every source of words, in the order of trust.
pub fn judged(raw: &RawTrack, duration: Option<Duration>) -> Vec<JudgedLyrics> {
    candidates(raw, duration).into_iter().map(|candidate| candidate.judged).collect()
}

fn candidates(raw: &RawTrack, duration: Option<Duration>) -> Vec<Candidate> {
    let identity = Identity::of(raw);
    raw.words.iter().map(|words| candidate(raw, words, &identity, duration)).collect()
}

fn candidate(
    raw: &RawTrack,
    words: &RawWords,
    identity: &Identity,
    duration: Option<Duration>,
) -> Candidate {
    let text = without_markup(&encoding::repaired(&words.text));
    let (heading, song) = heading(&text, &parsed(words.source, &text).metadata, identity);
    let mut found = parsed(words.source, &song);
    let lines: Vec<String> = found.lyrics.lines().map(|line| tidy(&line.text)).collect();
    let mut notes = std::mem::take(&mut found.notes);
    let untidied = found.lyrics.clone();
    tidy_lyrics(&mut found, &mut notes);
    let sung: Vec<&str> = found.lyrics.lines().map(|line| line.text.as_str()).collect();
    let detected = language::detect(&sung.join("\n"));
    let declared = raw.tags.language.as_deref().and_then(language::named);
    let album = raw.tags.album.as_deref();
    let verdict = judge(&Evidence {
        text: &text,
        lines: &lines,
        lyrics: &found.lyrics,
        language: detected,
        declared,
        heading: &heading,
        identity,
        album,
        duration,
    });
    // Where all lines are noise, they are kept: the owner may see and accept them.
    if verdict.reason.is_some() && found.lyrics.is_empty() {
        found.lyrics = untidied;
    }
    let tags = [&found.metadata.language, &raw.tags.language];
    let said = tags.into_iter().flatten().find_map(|tag| language::named(tag));
    // What stands beside the words in a tag is mostly what the tagger fills in.
    let filled = words.language.as_deref().and_then(language::named);
    let filled = filled.filter(|_| detected.is_none_or(|guess| guess.confidence < LIKELY));
    let guess = language_of(&found.lyrics, detected, said.or(filled), &mut notes);
    let judged = JudgedLyrics {
        key: key(&words.text),
        source: words.source,
        lyrics: found.lyrics,
        language: guess.map(|guess| guess.language),
        language_confidence: guess.map_or(0.0, |guess| guess.confidence),
        verdict,
        decision: words.decision,
        notes,
    };
    Candidate { judged, head: said_by(found.metadata, heading) }
}

/// What a text says about itself, its heading included.
fn said_by(mut head: Metadata, heading: Heading) -> Metadata {
    head.title = head.title.or(heading.title);
    head.artist = head.artist.or(heading.artist);
    head
}

/// The head of the words that are used; else of words that are at least of this song.
fn head(candidates: &[Candidate], used: Option<usize>) -> Metadata {
    let own = |candidate: &&Candidate| candidate.judged.verdict.reason != Some(Reason::OtherSong);
    let chosen = match used {
        Some(used) => candidates.get(used),
        None => candidates.iter().rev().find(own),
    };
    chosen.map(|candidate| candidate.head.clone()).unwrap_or_default()
}

/// What is told about words that are not used.
fn told(candidate: &Candidate) -> String {
    let judged = &candidate.judged;
    let place = place(judged.source);
    match (judged.decision, judged.verdict.reason) {
        (Some(Decision::Reject), _) => {
            format!("the words of the {place} were set aside: they were rejected")
        }
        (_, None | Some(Reason::Empty)) => format!("the {place} holds no words"),
        (_, Some(reason)) => format!("the words of the {place} were set aside: {reason}"),
    }
}

fn wordless(raw: &RawTrack, candidates: &[Candidate]) -> Error {
    let title = &raw.layout.title;
    let mut reasons = candidates.iter().filter_map(|candidate| candidate.judged.verdict.reason);
    match reasons.find(|reason| *reason != Reason::Empty) {
        Some(reason) => {
            Error::invalid(format!("`{title}` has no words that can be used: {reason}"))
        }
        None => Error::invalid(format!("`{title}` has no words")),
    }
}

fn parsed(source: WordsSource, text: &str) -> Words {
    match source {
        WordsSource::Lrc | WordsSource::TimedTag => parse_lrc(text),
        WordsSource::Owner | WordsSource::Txt | WordsSource::Tag => parse_text(text),
    }
}

fn place(source: WordsSource) -> &'static str {
    match source {
        WordsSource::Owner => "owner",
        WordsSource::Lrc => "`.lrc` file",
        WordsSource::Txt => "`.txt` file",
        WordsSource::TimedTag => "tag of timed lyrics",
        WordsSource::Tag => "tag of lyrics",
    }
}

/// The language that the words are in; what is said counts unless the words surely differ.
fn language_of(
    lyrics: &Lyrics,
    detected: Option<Guess>,
    said: Option<Language>,
    notes: &mut Vec<String>,
) -> Option<Guess> {
    if lyrics.is_empty() {
        return None;
    }
    let Some(declared) = said else { return detected };
    match detected {
        Some(detected) if detected.language == declared => {
            Some(Guess { confidence: detected.confidence.max(0.95), ..detected })
        }
        Some(detected) if SURE <= detected.confidence && knows(declared) => {
            notes.push(format!(
                "the tags say `{declared}`, the words are in `{}`",
                detected.language
            ));
            Some(detected)
        }
        _ => Some(Guess { language: declared, confidence: 0.8 }),
    }
}

#[cfg(test)]
mod tests;
