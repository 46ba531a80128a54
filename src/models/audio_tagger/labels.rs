//! What the tags mean, in plain words, and from which probability on that is believed.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::models::pack::Pack;
use crate::odds::probability;

/// What a label speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Who sings.
    Voice,
    /// What is played.
    Instrument,
    /// What kind of music it is.
    Genre,
    /// How it makes one feel.
    Mood,
    /// How it moves.
    Pace,
}

/// Something that may be heard.
#[derive(Debug, PartialEq)]
pub struct Label {
    /// In plain words, such as `female vocals`.
    pub name: String,
    /// What it speaks of.
    pub kind: Kind,
    /// Each tag that speaks for it, and its threshold.
    tags: Vec<(usize, f32)>,
}

impl Label {
    /// How far the likeliest of its tags lies above its threshold: believable from 1 on. `tags` are
    /// probabilities in the order of [`Labels::order`], or their means over several patches.
    pub fn strength(&self, tags: &[f32]) -> f32 {
        let shares = self.tags.iter().map(|(tag, least)| tags[*tag] / least);
        shares.fold(0.0, f32::max)
    }
}

/// The tags of a pack and the labels that are made of them.
#[derive(Debug, PartialEq)]
pub struct Labels {
    /// The names of the tags in the order in which patches hold them; `mtt:` or `msd:` and what the
    /// data set calls it.
    pub order: Vec<String>,
    /// Everything that may be heard.
    pub all: Vec<Label>,
    voice: Voice,
}

/// How much the log-odds of each tag speak for a voice.
#[derive(Debug, PartialEq)]
struct Voice {
    bias: f32,
    weights: Vec<(usize, f32)>,
}

#[derive(Deserialize)]
struct Written {
    order: Vec<String>,
    labels: Vec<WrittenLabel>,
    voice: WrittenVoice,
}

#[derive(Deserialize)]
struct WrittenLabel {
    label: String,
    kind: Kind,
    tags: std::collections::BTreeMap<String, f32>,
}

#[derive(Deserialize)]
struct WrittenVoice {
    bias: f32,
    weights: std::collections::BTreeMap<String, f32>,
}

impl Labels {
    /// Those of the built-in tagger.
    pub fn built_in() -> &'static Self {
        static LABELS: OnceLock<Labels> = OnceLock::new();
        LABELS.get_or_init(|| {
            let read = Pack::musicnn().and_then(|pack| Self::of(pack.json("tags.json")?));
            read.expect("the labels that ship are well-formed")
        })
    }

    fn of(written: Written) -> Result<Self> {
        let Written { order, labels, voice } = written;
        let place = |tag: &str| {
            let found = order.iter().position(|known| known == tag);
            found.ok_or_else(|| Error::internal(format!("`{tag}` is no tag")))
        };
        let places = |tags: &std::collections::BTreeMap<String, f32>| {
            tags.iter().map(|(tag, value)| Ok((place(tag)?, *value))).collect::<Result<Vec<_>>>()
        };
        let all = labels.into_iter().map(|WrittenLabel { label, kind, tags }| {
            Ok(Label { name: label, kind, tags: places(&tags)? })
        });
        let all = all.collect::<Result<_>>()?;
        let voice = Voice { bias: voice.bias, weights: places(&voice.weights)? };
        Ok(Self { order, all, voice })
    }

    /// What is believed to be heard, the surest first, with its strength (1 or more).
    pub fn heard(&self, tags: &[f32]) -> Vec<(&Label, f32)> {
        let strengths = self.all.iter().map(|label| (label, label.strength(tags)));
        let mut heard: Vec<_> = strengths.filter(|(_, strength)| 1.0 <= *strength).collect();
        heard.sort_by(|a, b| b.1.total_cmp(&a.1));
        heard
    }

    /// How likely it is that someone sings, from 0 to 1.
    pub fn voice(&self, tags: &[f32]) -> f32 {
        // Tags are kept in 256 steps: what is less likely than one of them is all alike.
        let odds = |probability: f32| {
            let probability = probability.clamp(0.004, 0.996);
            (probability / (1.0 - probability)).ln()
        };
        let told: f32 =
            self.voice.weights.iter().map(|(tag, weight)| weight * odds(tags[*tag])).sum();
        probability(self.voice.bias + told)
    }
}
