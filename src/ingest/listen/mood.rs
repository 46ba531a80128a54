//! The feeling that sound alone suggests, and words for how it sounds.

use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::feeling::Feeling;
use crate::ingest::listen::SoundFeatures;
use crate::models::audio_tagger::{Kind, Labels};

/// How much a passage's arousal rises for each dB that it is louder than its piece. The model knows
/// whole pieces only; within a piece, listeners follow the loudness before all else (Schubert,
/// "Modeling perceived emotion with continuous musical features", 2004).
const AROUSAL_PER_DB: f32 = 0.03;
/// The most that loudness within the piece may count.
const MOST_BY_LOUDNESS: f32 = 0.25;

/// A passage is sung, and it is not, where this much of it is.
const SUNG: f32 = 0.5;
const UNSUNG: f32 = 0.12;

/// What lies further from the mean than this many times the scale counts as its edge: it is outside of
/// what was learned from.
pub const EDGE: f32 = 3.0;

/// Hears the feeling that sound alone suggests: a weighted sum of what is measured and tagged in it for
/// each coordinate.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct SoundFeeling {
    /// What it reads: [`SoundFeatures::names`].
    pub features: Vec<String>,
    /// The mean of each feature where it was learned.
    pub mean: Vec<f32>,
    /// The standard deviation of each.
    pub scale: Vec<f32>,
    /// What makes it pleasant.
    pub valence: Axis,
    /// What makes it stirred.
    pub arousal: Axis,
}

/// How one coordinate follows from features that are brought to mean 0 and deviation 1.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Axis {
    /// What it is where all features are as in the mean.
    pub bias: f32,
    /// What each feature adds.
    pub weights: Vec<f32>,
}

impl SoundFeeling {
    /// The one that ships. Fitted by `training/audio_feeling`, which says on what and how well.
    pub fn shipped() -> Arc<Self> {
        static LOADED: LazyLock<Arc<SoundFeeling>> = LazyLock::new(|| {
            let model: SoundFeeling = serde_json::from_str(vibelens_weights::SOUND_FEELING)
                .expect("the model that ships is well-formed");
            assert_eq!(model.features, SoundFeatures::names(), "the model reads these features");
            Arc::new(model)
        });
        LOADED.clone()
    }

    /// The feeling that the sound alone suggests; words may well say another one.
    pub fn feeling(&self, features: &SoundFeatures) -> Feeling {
        let mut values = features.values();
        // Where no tagger listened, its tags count as they are in the mean.
        values.extend_from_slice(&self.mean[values.len()..]);
        let even: Vec<f32> = values
            .iter()
            .zip(self.mean.iter().zip(&self.scale))
            .map(|(value, (mean, scale))| ((value - mean) / scale).clamp(-EDGE, EDGE))
            .collect();
        let louder = AROUSAL_PER_DB * features.loudness_relative_db;
        let louder = louder.clamp(-MOST_BY_LOUDNESS, MOST_BY_LOUDNESS);
        Feeling::new(self.valence.of(&even), self.arousal.of(&even) + louder)
    }
}

impl Axis {
    fn of(&self, even: &[f32]) -> f32 {
        self.bias
            + even.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum::<f32>()
    }
}

/// A short sentence on how it sounds, such as `calm piano, slow, no voice, minor key`; `feeling` is what
/// its sound suggests.
pub fn words(features: &SoundFeatures, feeling: Feeling) -> String {
    let force = match feeling.arousal() {
        arousal if arousal < -0.2 => Some("calm"),
        arousal if 0.25 < arousal => Some("powerful"),
        _ => None,
    };
    let Some(heard) = &features.heard else { return measured(features, force) };
    let labels = Labels::built_in().heard(&heard.tags);
    let first = |kind: Kind, most: usize| -> Vec<&str> {
        let those = labels.iter().filter(|(label, _)| label.kind == kind).take(most);
        those.map(|(label, _)| label.name.as_str()).collect()
    };
    let mood = first(Kind::Mood, 1);
    let plays = plays(&first(Kind::Genre, 2), &first(Kind::Instrument, 2));
    let what = force.into_iter().chain(mood).chain([plays.as_str()]);
    let what = what.collect::<Vec<_>>().join(" ");
    let mut parts = vec![what.as_str()];
    let pace = first(Kind::Pace, 2);
    if pace.is_empty() {
        // Fast notes under a calm tune do not make it fast.
        parts.extend(
            measured_pace(features).filter(|pace| (*pace, force) != ("fast", Some("calm"))),
        );
    }
    parts.extend(pace);
    let singer = first(Kind::Voice, 1).first().copied();
    match heard.voice {
        voice if SUNG < voice => parts.push(singer.unwrap_or("vocals")),
        voice if voice < UNSUNG => parts.push("no voice"),
        _ => {}
    }
    parts.extend(mode(features));
    parts.join(", ")
}

/// Genres and instruments in one phrase.
fn plays(genres: &[&str], instruments: &[&str]) -> String {
    let (genres, instruments) = (genres.join(" and "), instruments.join(" and "));
    match (genres.as_str(), instruments.as_str()) {
        ("", "") => "music".to_owned(),
        ("", _) => instruments,
        (_, "") => format!("{genres} music"),
        _ => format!("{genres} music with {instruments}"),
    }
}

/// The same from the measures alone, where no tagger listened.
fn measured(features: &SoundFeatures, force: Option<&str>) -> String {
    let pace = measured_pace(features).unwrap_or("moderate");
    let words = [Some(pace), force, mode(features)];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The extremes are what about every sixth piece of the demo and of Emotify has.
fn measured_pace(features: &SoundFeatures) -> Option<&'static str> {
    match features.onset_rate {
        rate if rate < 2.7 => Some("slow"),
        rate if rate < 4.3 => None,
        _ => Some("fast"),
    }
}

fn mode(features: &SoundFeatures) -> Option<&'static str> {
    match features.mode {
        mode if mode < -0.25 => Some("minor key"),
        mode if 0.25 < mode => Some("major key"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::listen::Heard;

    struct Case {
        name: &'static str,
        tags: &'static [(&'static str, f32)],
        voice: f32,
        onset_rate: f32,
        mode: f32,
        words: &'static str,
    }

    fn features(case: &Case) -> SoundFeatures {
        let order = &Labels::built_in().order;
        let mut tags = vec![0.0; order.len()];
        for (name, probability) in case.tags {
            tags[order.iter().position(|tag| tag == name).unwrap()] = *probability;
        }
        let heard = Some(Heard { tags, voice: case.voice });
        let (onset_rate, mode) = (case.onset_rate, case.mode);
        SoundFeatures { onset_rate, mode, heard, ..SoundFeatures::default() }
    }

    #[test]
    fn words_say_what_is_surely_heard() {
        let cases = [
            Case {
                name: "an instrument alone",
                tags: &[("mtt:piano", 0.5), ("mtt:slow", 0.4), ("mtt:guitar", 0.2)],
                voice: 0.02,
                onset_rate: 3.0,
                mode: -0.5,
                words: "piano, slow, no voice, minor key",
            },
            Case {
                name: "a genre, instruments and a singer",
                tags: &[
                    ("msd:rock", 0.8),
                    ("mtt:guitar", 0.6),
                    ("mtt:drums", 0.5),
                    ("mtt:piano", 0.3),
                    ("mtt:woman", 0.5),
                ],
                voice: 0.9,
                onset_rate: 5.0,
                mode: 0.0,
                words: "rock music with drums and guitar, fast, female vocals",
            },
            Case {
                name: "someone may sing",
                tags: &[("msd:jazz", 0.6)],
                voice: 0.3,
                onset_rate: 3.0,
                mode: 0.0,
                words: "jazz music",
            },
            Case {
                name: "a singer of whom nothing is known",
                tags: &[],
                voice: 0.8,
                onset_rate: 2.0,
                mode: 0.3,
                words: "music, slow, vocals, major key",
            },
        ];
        for case in cases {
            let features = features(&case);
            let said = words(&features, SoundFeeling::shipped().feeling(&features));
            let bare = said.trim_start_matches("calm ").trim_start_matches("powerful ");
            assert_eq!(bare, case.words, "{}", case.name);
        }
    }

    #[test]
    fn without_a_tagger_the_measures_speak() {
        let features = SoundFeatures { onset_rate: 1.0, mode: 0.9, ..SoundFeatures::default() };
        let words = words(&features, SoundFeeling::shipped().feeling(&features));
        assert!(words.starts_with("slow") && words.ends_with("major key"), "{words}");
    }
}
