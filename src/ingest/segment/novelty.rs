//! Where music without words changes (Foote, "Automatic audio segmentation using a measure of audio
//! novelty", 2000): windows before and after a change are like themselves and unlike each other.

use std::time::Duration;

use super::structure::likeness;
use crate::ingest::listen::{FRAMES, HOP, Sound};
use crate::music::TimeSpan;

/// Passages without words last at least this long, in windows.
const FEWEST: usize = windows(15);
/// Passages without words last at most this long, in windows.
const MOST: usize = windows(30);
/// A passage of this length is as good as any other, in windows.
const AIM: f64 = windows(21) as f64;
/// So many windows before and after a place are compared.
const REACH: usize = windows(6);
/// A peak is higher than so many windows on either side.
const PEAK: usize = windows(1);
/// Silence at either end is quieter than the piece by this much, in dB.
const SILENCE: f32 = 30.0;
/// What it costs to be half the aim off, against the strongest change in the piece.
const OFF_AIM: f64 = 0.5;

/// Frames of onsets in a second.
const ONSETS_A_SECOND: f64 = FRAMES as f64 * 1000.0 / HOP.as_millis() as f64;
/// So far from a change the note is looked for that a passage begins with.
const NEAR: Duration = Duration::from_millis(350);

const fn windows(seconds: usize) -> usize {
    seconds * 1000 / HOP.as_millis() as usize
}

/// Spans of 15–30 s that cover the piece from its first to its last sound and end where it changes.
/// A piece of up to 30 s is one span.
pub(super) fn spans(duration: Duration, sound: Option<&Sound>) -> Vec<TimeSpan> {
    TimeSpan::new(Duration::ZERO, duration).map_or(Vec::new(), |whole| spans_in(whole, sound))
}

/// The same for a part of a piece. Spans begin at the note that is nearest to where the sound changes.
pub(super) fn spans_in(part: TimeSpan, sound: Option<&Sound>) -> Vec<TimeSpan> {
    let window = |time: Duration| time.as_secs_f64() / HOP.as_secs_f64();
    let (first, last) = (window(part.start()).ceil() as usize, window(part.end()).ceil() as usize);
    let (from, to) = sound.map_or((first, last), |sound| audible(sound, first, last));
    let cuts = if to <= from + MOST {
        vec![from, to]
    } else {
        let change = sound.map_or(Vec::new(), |sound| novelty(&sound.shapes()));
        cuts(from, to, &change)
    };
    let time = |cut: &usize| {
        let time = HOP * *cut as u32;
        sound.map_or(time, |sound| at_a_note(time, sound)).clamp(part.start(), part.end())
    };
    let times: Vec<Duration> = cuts.iter().map(time).collect();
    times.windows(2).filter_map(|pair| TimeSpan::new(pair[0], pair[1])).collect()
}

/// The strongest onset near `time`, if one stands out.
fn at_a_note(time: Duration, sound: &Sound) -> Duration {
    let onsets = sound.onsets();
    let frame = |time: Duration| (time.as_secs_f64() * ONSETS_A_SECOND).round() as usize;
    let near = frame(time.saturating_sub(NEAR))..(frame(time + NEAR) + 1).min(onsets.len());
    let strongest = near.max_by(|a, b| onsets[*a].total_cmp(&onsets[*b]));
    let usual = onsets.iter().sum::<f32>() / onsets.len().max(1) as f32;
    match strongest {
        Some(frame) if 2.0 * usual < onsets[frame] => {
            Duration::from_secs_f64(frame as f64 / ONSETS_A_SECOND)
        }
        _ => time,
    }
}

/// From `first` to `last`, the windows between the first and the last sound of them; all of them if
/// too little is loud.
fn audible(sound: &Sound, first: usize, last: usize) -> (usize, usize) {
    let windows = sound.windows();
    let loudness: Vec<f32> = windows.iter().map(|window| window.loudness_db).collect();
    let loud = loudness.iter().copied().fold(f32::NEG_INFINITY, f32::max) - SILENCE;
    let part = &loudness[first.min(loudness.len())..last.min(loudness.len())];
    let begin = first + part.iter().position(|level| loud <= *level).unwrap_or(0);
    let end = part.iter().rposition(|level| loud <= *level).map_or(last, |end| first + end + 1);
    // What is not measured at the end of a piece belongs to it.
    let end = if loudness.len() <= end { last } else { end };
    if end < begin + FEWEST { (first, last) } else { (begin, end) }
}

/// How much the sound changes before each window, from 0 to 1.
fn novelty(shapes: &[Vec<f32>]) -> Vec<f64> {
    let alike = |a: usize, b: usize| f64::from(likeness(&shapes[a], &shapes[b]));
    let mut change = vec![0.0; shapes.len()];
    for (place, change) in change.iter_mut().enumerate().skip(1) {
        let reach = REACH.min(place).min(shapes.len() - place);
        let mut sum = 0.0;
        for before in 1..=reach {
            for after in 0..reach {
                let near = taper(before - 1, reach) * taper(after, reach);
                let (a, b) = (place - before, place + after);
                // The corners of the checkerboard that lie on the diagonal, less one that does not.
                let inner = alike(a, place - 1 - after) + alike(place + before - 1, b);
                sum += near * (0.5 * inner - alike(a, b));
            }
        }
        *change = sum.max(0.0) / (reach * reach).max(1) as f64;
    }
    let most = change.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    (0..change.len())
        .map(|place| if is_peak(&change, place) { change[place] / most } else { 0.0 })
        .collect()
}

/// Beside a peak the change is almost as strong, but to cut there would be heard as a slip.
fn is_peak(change: &[f64], place: usize) -> bool {
    let around = &change[place.saturating_sub(PEAK)..(place + PEAK + 1).min(change.len())];
    around.iter().all(|other| *other <= change[place])
}

/// What lies farther from the place counts less.
fn taper(distance: usize, reach: usize) -> f64 {
    (-2.0 * (distance as f64 / reach as f64).powi(2)).exp()
}

/// The cuts from `from` to `to`, both included, at the strongest changes that keep all lengths.
fn cuts(from: usize, to: usize, change: &[f64]) -> Vec<usize> {
    let mut best = vec![(f64::INFINITY, from); to + 1];
    best[from].0 = 0.0;
    for start in from..to {
        if best[start].0.is_infinite() {
            continue;
        }
        for end in (start + FEWEST)..=(start + MOST).min(to) {
            let off = (end - start) as f64 / AIM - 1.0;
            let gain = if end == to { 0.0 } else { change.get(end).copied().unwrap_or(0.0) };
            let total = best[start].0 + OFF_AIM * 4.0 * off * off - gain;
            if total < best[end].0 {
                best[end] = (total, start);
            }
        }
    }
    let mut cuts = vec![to];
    let mut at = to;
    while from < at {
        at = best[at].1;
        cuts.push(at);
    }
    cuts.reverse();
    cuts
}
