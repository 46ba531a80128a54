//! The feeling that sound alone suggests, and words for how it sounds.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::feeling::Feeling;
use crate::ingest::listen::SoundFeatures;

/// How much a passage's arousal rises for each dB that it is louder than its piece. The model knows
/// whole pieces only; within a piece, listeners follow the loudness before all else (Schubert,
/// "Modeling perceived emotion with continuous musical features", 2004).
const AROUSAL_PER_DB: f32 = 0.03;
/// The most that loudness within the piece may count.
const MOST_BY_LOUDNESS: f32 = 0.25;

#[derive(Deserialize)]
struct Model {
    features: Vec<String>,
    mean: Vec<f32>,
    scale: Vec<f32>,
    valence: Axis,
    arousal: Axis,
}

#[derive(Deserialize)]
struct Axis {
    bias: f32,
    weights: Vec<f32>,
}

/// The feeling that the sound alone suggests; words may well say another one.
pub fn feeling(features: &SoundFeatures) -> Feeling {
    let model = model();
    let values = features.values();
    let even: Vec<f32> = values
        .iter()
        .zip(model.mean.iter().zip(&model.scale))
        // What lies far outside of what was learned from counts as its edge.
        .map(|(value, (mean, scale))| ((value - mean) / scale).clamp(-3.0, 3.0))
        .collect();
    let louder = AROUSAL_PER_DB * features.loudness_relative_db;
    let louder = louder.clamp(-MOST_BY_LOUDNESS, MOST_BY_LOUDNESS);
    Feeling::new(model.valence.of(&even), model.arousal.of(&even) + louder)
}

impl Axis {
    fn of(&self, even: &[f32]) -> f32 {
        self.bias
            + even.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum::<f32>()
    }
}

fn model() -> &'static Model {
    static LOADED: OnceLock<Model> = OnceLock::new();
    LOADED.get_or_init(|| {
        // Fitted by `training/audio_feeling`, which says on what and how well.
        let model: Model = serde_json::from_str(vibelens_weights::SOUND_FEELING)
            .expect("the model that ships is well-formed");
        assert_eq!(model.features, SoundFeatures::names(), "the model reads these features");
        model
    })
}

/// A few plain words for how it sounds, such as `slow, quiet, warm, minor key`. Each extreme is what
/// about every sixth piece of the demo and of Emotify has.
pub fn words(features: &SoundFeatures) -> String {
    let feeling = feeling(features);
    let pace = match features.onset_rate {
        rate if rate < 2.7 => "slow",
        rate if rate < 4.3 => "moderate",
        _ => "fast",
    };
    let force = match feeling.arousal() {
        arousal if arousal < -0.2 => Some("quiet"),
        arousal if 0.25 < arousal => Some("powerful"),
        _ => None,
    };
    let colour = match features.brightness_hz {
        hz if hz < 250.0 => Some("dark"),
        hz if hz < 400.0 => Some("warm"),
        hz if 750.0 < hz => Some("bright"),
        _ => None,
    };
    let beat = (0.55 < features.pulse).then_some("steady beat");
    let range = (6.0 < features.dynamics_db).then_some("swelling");
    let mode = match features.mode {
        mode if mode < -0.25 => Some("minor key"),
        mode if 0.25 < mode => Some("major key"),
        _ => None,
    };
    let words = [Some(pace), force, colour, beat, range, mode];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
