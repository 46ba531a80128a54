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
use crate::models::text_encoder::Text;
use crate::reading::Reading;

/// One point to search from. `pictures` are the photos themselves, where they have a place in the
/// encoder's space.
pub(super) async fn query(
    reading: &Reading,
    weights: &QueryWeights,
    (sights, pictures): (&[Sight], &[&Embedding]),
    (steering, moods): (&Steering, &[&Mood]),
) -> Result<Embedding> {
    let seen = if steering.caption.is_none() { seen(weights, sights) } else { Vec::new() };
    let (mut shares, seen): (Vec<f32>, Vec<Text>) = seen.into_iter().unzip();
    let mut read = reading.encoder.call_all(seen).await?;
    for (share, text) in asked(weights, steering, moods) {
        shares.push(share);
        read.push(reading.asked(text).await?);
    }
    let mut parts: Vec<(f32, &Embedding)> = shares.into_iter().zip(&read).collect();
    let share = weights.picture / pictures.len().max(1) as f32;
    parts.extend(pictures.iter().map(|picture| (share, *picture)));
    Embedding::blend(&parts)
}

/// What is asked for in words, and how much each counts.
fn asked(weights: &QueryWeights, steering: &Steering, moods: &[&Mood]) -> Vec<(f32, String)> {
    let mut texts = Vec::new();
    let mut ask = |weight: f32, asked: Vec<String>| {
        let share = weight / asked.len().max(1) as f32;
        texts.extend(asked.into_iter().map(|text| (share, text)));
    };
    let said = weights.caption + weights.captions + weights.tags;
    ask(said, steering.caption.iter().cloned().collect());
    ask(weights.moods, moods.iter().map(|mood| mood.words.to_owned()).collect());
    ask(weights.more, steering.more.clone());
    ask(-weights.less, steering.less.clone());
    texts
}

/// What is said of the photos.
fn seen(weights: &QueryWeights, sights: &[Sight]) -> Vec<(f32, Text)> {
    let share = 1.0 / sights.len().max(1) as f32;
    let mut texts = Vec::new();
    let mut say = |weight: f32, text: String| texts.push((weight, Text::Query(text)));
    for sight in sights {
        say(share * weights.caption, sight.caption.clone());
        let others: Vec<&str> = sight.others().collect();
        let each = share * weights.captions / others.len().max(1) as f32;
        for caption in others {
            say(each, caption.to_owned());
        }
        if 0.0 < weights.tags && !sight.tags.is_empty() {
            say(share * weights.tags, sight.labels());
        }
    }
    texts
}
