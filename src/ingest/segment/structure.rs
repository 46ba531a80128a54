//! What a piece is made of: which of its moments are typical of it, which come back, which are loud.
//! From these, how much a passage stands out: the chorus and the climax rather than the intro.
//!
//! Moments are compared with all others of the piece (J. Foote, "Visualizing music and audio using
//! self-similarity", 1999); what comes back shows as a diagonal at a distance (M. Goto, "A chorus
//! section detection method for musical audio signals", 2006).

use std::collections::HashMap;
use std::time::Duration;

use crate::ingest::listen::{HOP, Sound};
use crate::ingest::segment::Draft;
use crate::music::{TimeSpan, letters};

/// At most so many moments are compared with each other: a second each, longer in long pieces.
const MOST_MOMENTS: usize = 600;
/// A repetition begins at least this long after what it repeats.
const LEAST_LAG: Duration = Duration::from_secs(10);
/// So many moments before and after have to come back too.
const AROUND: usize = 2;
/// What counts how much in a piece with words and in one without: loudness, repetition of the sound,
/// repetition of the words.
const WITH_WORDS: [f32; 3] = [0.35, 0.25, 0.4];
const WITHOUT_WORDS: [f32; 3] = [0.55, 0.45, 0.0];

/// The moments of a piece.
struct Structure {
    /// How long a moment is.
    moment: Duration,
    /// How much each moment is like the others, from 0 to 1.
    typical: Vec<f32>,
    /// How well each moment comes back, from 0 to 1.
    recurs: Vec<f32>,
    /// How loud each moment is, in dB.
    loudness: Vec<f32>,
}

impl Structure {
    fn of(sound: &Sound) -> Self {
        let windows = sound.windows();
        let size = windows.len().div_ceil(MOST_MOMENTS).max(2);
        let shapes: Vec<Vec<f32>> = sound.shapes().chunks(size).map(mean).collect();
        let alike: Vec<Vec<f32>> =
            shapes.iter().map(|a| shapes.iter().map(|b| likeness(a, b)).collect()).collect();
        let moment = HOP * size as u32;
        let lag = (LEAST_LAG.as_secs_f64() / moment.as_secs_f64()).ceil() as usize;
        let all = alike.len().max(1) as f32;
        let level = |some: &[crate::ingest::listen::Window]| {
            some.iter().map(|window| window.loudness_db).sum::<f32>() / some.len() as f32
        };
        Self {
            moment,
            typical: alike.iter().map(|row| row.iter().sum::<f32>() / all).collect(),
            recurs: (0..alike.len()).map(|place| recurrence(&alike, place, lag)).collect(),
            loudness: windows.chunks(size).map(level).collect(),
        }
    }

    /// The mean of `values` over the moments of `span`.
    fn over(&self, values: &[f32], span: TimeSpan) -> f32 {
        let place = |time: Duration| (time.as_secs_f64() / self.moment.as_secs_f64()) as usize;
        let to = place(span.end()).clamp(1, values.len().max(1));
        let from = place(span.start()).min(to - 1);
        let some = values.get(from..to).unwrap_or_default();
        some.iter().sum::<f32>() / some.len().max(1) as f32
    }
}

fn mean(some: &[Vec<f32>]) -> Vec<f32> {
    let mut mean = vec![0.0; some.first().map_or(0, Vec::len)];
    for shape in some {
        mean.iter_mut().zip(shape).for_each(|(sum, value)| *sum += value / some.len() as f32);
    }
    mean
}

/// From 0 for what has nothing in common to 1 for what is the same.
pub(super) fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let distance: f32 = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum();
    (-distance / a.len().max(1) as f32).exp()
}

/// How well the moment at `place` and those around it come back at the best distance.
fn recurrence(alike: &[Vec<f32>], place: usize, least: usize) -> f32 {
    let all = alike.len();
    let there = (0..all).filter(|other| least <= place.abs_diff(*other));
    let fits = there.map(|other| {
        let back = AROUND.min(place).min(other);
        let on = AROUND.min(all - 1 - place).min(all - 1 - other);
        let diagonal = (0..=back + on).map(|step| alike[place - back + step][other - back + step]);
        diagonal.sum::<f32>() / (2 * AROUND + 1) as f32
    });
    fits.fold(0.0, f32::max)
}

/// Gives every draft its prominence and typicality, against the others of its track.
pub(super) fn weigh(drafts: &mut [Draft], sound: Option<&Sound>) {
    let repeated = ranks(&repetition(drafts));
    let worded = drafts.iter().any(|draft| !draft.text.is_empty());
    let structure = sound.filter(|sound| !sound.windows().is_empty()).map(Structure::of);
    let Some(structure) = structure else {
        drafts.iter_mut().zip(repeated).for_each(|(draft, repeated)| draft.prominence = repeated);
        return;
    };
    let measure = |values: &[f32]| -> Vec<f32> {
        drafts
            .iter()
            .map(|draft| draft.span.map_or(0.0, |span| structure.over(values, span)))
            .collect()
    };
    let typical = measure(&structure.typical);
    let (loud, recurs) = (ranks(&measure(&structure.loudness)), ranks(&measure(&structure.recurs)));
    let weights = if worded { WITH_WORDS } else { WITHOUT_WORDS };
    for (place, draft) in drafts.iter_mut().enumerate() {
        draft.typicality = typical[place];
        let parts = [loud[place], recurs[place], repeated[place]];
        draft.prominence = match draft.span {
            // What is played between words is not what the song is known for.
            Some(_) if worded && draft.text.is_empty() => 0.0,
            Some(_) => parts.iter().zip(weights).map(|(part, weight)| part * weight).sum(),
            None => repeated[place],
        };
    }
}

/// How often the lines of each draft are sung elsewhere in the track, in the mean; a line that comes
/// back more than twice counts as coming back twice.
fn repetition(drafts: &[Draft]) -> Vec<f32> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for line in drafts.iter().flat_map(|draft| draft.text.lines()) {
        *times.entry(letters(line)).or_default() += 1;
    }
    let of_line = |line: &str| (times.get(&letters(line)).copied().unwrap_or(1) - 1).min(2) as f32;
    let of_draft = |draft: &Draft| {
        let lines = draft.text.lines().count().max(1) as f32;
        draft.text.lines().map(of_line).sum::<f32>() / lines
    };
    drafts.iter().map(of_draft).collect()
}

/// The place of each value among all, from 0 for the least to 1 for the most; equal values share
/// theirs, and where all are equal it is a half.
fn ranks(values: &[f32]) -> Vec<f32> {
    let others = values.len().saturating_sub(1).max(1) as f32;
    let rank = |value: &f32| {
        let below = values.iter().filter(|other| *other < value).count() as f32;
        let above = values.iter().filter(|other| value < *other).count() as f32;
        let equal = others - below - above;
        (below + 0.5 * equal) / others
    };
    if values.len() < 2 { vec![0.5; values.len()] } else { values.iter().map(rank).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_run_from_the_least_to_the_most() {
        let cases: [(&[f32], &[f32]); 4] = [
            (&[3.0, 1.0, 2.0], &[1.0, 0.0, 0.5]),
            (&[1.0, 1.0], &[0.5, 0.5]),
            (&[7.0], &[0.5]),
            (&[], &[]),
        ];
        for (values, expected) in cases {
            assert_eq!(ranks(values), expected);
        }
    }
}
