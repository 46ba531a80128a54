//! Lines and sound to passages that are worth playing or quoting. Pure: the same track gives the
//! same passages.
//!
//! Where to cut is decided for the whole track at once, by the cheapest way through all places
//! where a cut is possible.

use std::time::Duration;

use crate::ingest::align::AlignedTrack;
use crate::ingest::listen::Sound;
use crate::music::{Line, TimeSpan};

mod novelty;
mod structure;

/// A passage plays at least this long, if the track allows it.
pub const SHORTEST: Duration = Duration::from_secs(8);
/// A passage plays at most this long, unless one line does.
pub const LONGEST: Duration = Duration::from_secs(30);
/// What passages with words aim at, in seconds: a verse of four lines.
const AIM: f64 = 17.0;
/// Who waits longer than this for the next line hears an interlude.
const INTERLUDE: Duration = Duration::from_secs(8);
/// What a cut within a stanza costs, in units of the square of 6 s off the aim.
const WITHIN_STANZA: f64 = 2.0;
/// What a silent interlude within a passage costs.
const ACROSS_INTERLUDE: f64 = 6.0;
/// What each second under [`SHORTEST`] costs: more than all else together.
const TOO_SHORT: f64 = 100.0;
/// A stanza longer than this many lines is cut.
const MOST_LINES: usize = 8;
/// A stanza shorter than this many lines is joined with the next one.
const FEWEST_LINES: usize = 3;

/// A passage before it has a feeling and a description.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// From when to when it plays; `None` where the times are not known.
    pub span: Option<TimeSpan>,
    /// The words that are sung in it, a line each; empty for music without words.
    pub text: String,
    /// How sure its start is, from 0 to 1; 0 where it has none.
    pub certainty: f32,
    /// How much it is like the rest of its track, from 0 to 1.
    pub typicality: f32,
    /// How much it stands out in its track, from 0 to 1: it is loud, its sound comes back, its words
    /// come back.
    pub prominence: f32,
}

/// Cuts a track into passages, in the order of the track; they never overlap.
///
/// - Timed words: 8–30 s from the start of a line to the end of a line. A longer line stays whole;
///   a shorter one that stands alone is followed by what is played after it.
/// - Words without times: a passage for each stanza, or a part of it.
/// - No words: 15–30 s, cut where the sound changes; without `sound`, evenly. What is played before,
///   between and after timed words is cut likewise, where it lasts long enough.
pub fn segment(track: &AlignedTrack, sound: Option<&Sound>) -> Vec<Draft> {
    let mut drafts = cut(track, sound);
    structure::weigh(&mut drafts, sound);
    drafts
}

fn cut(track: &AlignedTrack, sound: Option<&Sound>) -> Vec<Draft> {
    let duration = track.track.duration;
    let timed = track.lyrics.lines().all(|line| line.span.is_some());
    match (track.lyrics.is_empty(), duration) {
        (true, None) => Vec::new(),
        (true, Some(duration)) => {
            novelty::spans(duration, sound).into_iter().map(Draft::without_words).collect()
        }
        (false, Some(duration)) if timed => {
            let sung = timed_passages(&units(&track.lyrics.stanzas), duration);
            match sound {
                Some(sound) => with_interludes(sung, duration, sound),
                None => sung,
            }
        }
        (false, _) => stanzas(&track.lyrics.stanzas),
    }
}

impl Draft {
    fn without_words(span: TimeSpan) -> Self {
        Self { span: Some(span), certainty: 1.0, ..Self::default() }
    }
}

/// What is sung, and what is played before, between and after it for long enough, in their order.
fn with_interludes(sung: Vec<Draft>, duration: Duration, sound: &Sound) -> Vec<Draft> {
    let mut drafts = Vec::with_capacity(sung.len());
    let mut from = Duration::ZERO;
    for draft in sung {
        let Some(span) = draft.span else { continue };
        interlude(from, span.start(), sound, &mut drafts);
        from = span.end();
        drafts.push(draft);
    }
    interlude(from, duration, sound, &mut drafts);
    drafts
}

fn interlude(from: Duration, to: Duration, sound: &Sound, drafts: &mut Vec<Draft>) {
    let spans = TimeSpan::new(from, to).map(|between| novelty::spans_in(between, Some(sound)));
    let long = spans.into_iter().flatten().filter(|span| SHORTEST <= span.length());
    drafts.extend(long.map(Draft::without_words));
}

/// Lines that are sung together and cannot be told apart in time.
struct Unit {
    start: Duration,
    end: Duration,
    text: String,
    stanza: usize,
    certainty: f32,
}

fn units(stanzas: &[Vec<Line>]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for (stanza, lines) in stanzas.iter().enumerate() {
        for line in lines {
            let Some(span) = line.span else { continue };
            match units.last_mut() {
                Some(last) if span.start() < last.end => {
                    last.end = last.end.max(span.end());
                    last.text = format!("{}\n{}", last.text, line.text);
                    last.stanza = stanza;
                }
                _ => units.push(Unit {
                    start: span.start(),
                    end: span.end(),
                    text: line.text.clone(),
                    stanza,
                    certainty: line.certainty,
                }),
            }
        }
    }
    units
}

fn timed_passages(units: &[Unit], duration: Duration) -> Vec<Draft> {
    let ends = cheapest(units.len(), |first, last| passage_cost(units, first, last));
    let mut drafts = Vec::with_capacity(ends.len());
    let mut first = 0;
    for last in ends {
        let room = units.get(last + 1).map_or(duration, |next| next.start);
        let start = units[first].start;
        let end = units[last].end.max((start + SHORTEST).min(room));
        let lines: Vec<&str> = units[first..=last].iter().map(|unit| unit.text.as_str()).collect();
        let (span, text) = (TimeSpan::new(start, end), lines.join("\n"));
        let certainty = units[first].certainty;
        drafts.push(Draft { span, text, certainty, ..Draft::default() });
        first = last + 1;
    }
    drafts
}

/// What it costs to make one passage of the units from `first` to `last`; `None` if it is too long.
fn passage_cost(units: &[Unit], first: usize, last: usize) -> Option<f64> {
    let length = units[last].end.saturating_sub(units[first].start);
    if first < last && LONGEST < length {
        return None;
    }
    let inside = &units[first..=last];
    let interludes = inside
        .windows(2)
        .filter(|pair| INTERLUDE < pair[1].start.saturating_sub(pair[0].end))
        .count();
    let within = units.get(last + 1).is_some_and(|next| next.stanza == units[last].stanza);
    let short = SHORTEST.saturating_sub(length).as_secs_f64();
    // A second more than the longest costs nothing more: only single lines are that long.
    let off = (length.min(LONGEST).as_secs_f64() - AIM) / 6.0;
    Some(
        off * off
            + ACROSS_INTERLUDE * interludes as f64
            + if within { WITHIN_STANZA } else { 0.0 }
            + if 0.0 < short { TOO_SHORT * (1.0 + short) } else { 0.0 },
    )
}

/// The ends of the parts into which `count` things are divided most cheaply. `cost` of a part from
/// its first to its last thing is `None` where it is too long, and so is every longer one; a part
/// of one thing always has a cost.
fn cheapest(count: usize, cost: impl Fn(usize, usize) -> Option<f64>) -> Vec<usize> {
    // The cheapest way to divide what stands before each thing, and where its last part begins.
    let mut best = vec![(f64::INFINITY, 0); count + 1];
    best[0].0 = 0.0;
    for first in 0..count {
        for last in first..count {
            let Some(cost) = cost(first, last) else { break };
            let total = best[first].0 + cost;
            if total < best[last + 1].0 {
                best[last + 1] = (total, first);
            }
        }
    }
    let mut ends = Vec::new();
    let mut after = count;
    while 0 < after {
        ends.push(after - 1);
        after = best[after].1;
    }
    ends.reverse();
    ends
}

/// A passage for each stanza; long ones are cut evenly, short ones joined.
fn stanzas(stanzas: &[Vec<Line>]) -> Vec<Draft> {
    let mut joined: Vec<Vec<&str>> = Vec::new();
    for stanza in stanzas {
        let lines: Vec<&str> = stanza.iter().map(|line| line.text.as_str()).collect();
        match joined.last_mut() {
            Some(last) if last.len() < FEWEST_LINES && last.len() + lines.len() <= MOST_LINES => {
                last.extend(lines);
            }
            _ => joined.push(lines),
        }
    }
    // What is left at the end is joined with what stands before it.
    if let [.., before, last] = joined.as_slice()
        && last.len() < FEWEST_LINES
        && before.len() + last.len() <= MOST_LINES
        && let Some(last) = joined.pop()
        && let Some(before) = joined.last_mut()
    {
        before.extend(last);
    }
    joined.iter().flat_map(|lines| even_parts(lines)).collect()
}

fn even_parts(lines: &[&str]) -> Vec<Draft> {
    let parts = lines.len().div_ceil(MOST_LINES).max(1);
    let part = |number: usize| {
        let (from, to) = (lines.len() * number / parts, lines.len() * (number + 1) / parts);
        Draft { text: lines[from..to].join("\n"), ..Draft::default() }
    };
    (0..parts).map(part).collect()
}

#[cfg(test)]
mod tests;
