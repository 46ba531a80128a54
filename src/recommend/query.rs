//! What is looked for: what was seen and what was asked for, as one point to search from.
//!
//! The cosine to a weighted sum of points ranks as the weighted sum of the cosines does, so captions,
//! tags, the picture itself, and what was asked for are one query.

use super::request::Steering;
use super::sight::Sight;
use super::weights::QueryWeights;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::feeling::Mood;
use crate::models::text_encoder::{Encode, Text};

/// One point to search from. `pictures` are the photos themselves, where they have a place in the
/// encoder's space.
pub(super) async fn query(
    encoder: &Encode,
    weights: &QueryWeights,
    (sights, pictures): (&[Sight], &[&Embedding]),
    (steering, moods): (&Steering, &[&Mood]),
) -> Result<Embedding> {
    let texts = texts(weights, sights, steering, moods);
    let (shares, texts): (Vec<f32>, Vec<String>) = texts.into_iter().unzip();
    let read = encoder.call_all(texts.into_iter().map(Text::Query).collect()).await?;
    let mut parts: Vec<(f32, &Embedding)> = shares.into_iter().zip(&read).collect();
    let share = weights.picture / pictures.len().max(1) as f32;
    parts.extend(pictures.iter().map(|picture| (share, *picture)));
    Embedding::blend(&parts)
}

/// The texts to ask with, and how much each counts.
fn texts(
    weights: &QueryWeights,
    sights: &[Sight],
    steering: &Steering,
    moods: &[&Mood],
) -> Vec<(f32, String)> {
    let mut texts = match &steering.caption {
        Some(caption) => vec![(weights.caption + weights.captions + weights.tags, caption.clone())],
        None => seen(weights, sights),
    };
    let mut ask = |weight: f32, asked: Vec<String>| {
        let share = weight / asked.len().max(1) as f32;
        texts.extend(asked.into_iter().map(|text| (share, text)));
    };
    ask(weights.moods, moods.iter().map(|mood| mood.words.to_owned()).collect());
    ask(weights.more, steering.more.clone());
    ask(-weights.less, steering.less.clone());
    texts
}

/// What is said of the photos.
fn seen(weights: &QueryWeights, sights: &[Sight]) -> Vec<(f32, String)> {
    let share = 1.0 / sights.len().max(1) as f32;
    let mut texts = Vec::new();
    for sight in sights {
        texts.push((share * weights.caption, sight.caption.clone()));
        let others: Vec<&str> = sight.others().collect();
        let each = share * weights.captions / others.len().max(1) as f32;
        texts.extend(others.into_iter().map(|caption| (each, caption.to_owned())));
        if 0.0 < weights.tags && !sight.tags.is_empty() {
            texts.push((share * weights.tags, sight.labels()));
        }
    }
    texts
}
