//! What was seen, as one point to search from.

use super::see::Sight;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::feeling::Mood;
use crate::models::text_encoder::{Encode, Text};

/// How much the caption counts, how much the tags, and how much the moods that were asked for.
const CAPTION_WEIGHT: f32 = 0.6;
const TAGS_WEIGHT: f32 = 0.4;
const MOODS_WEIGHT: f32 = 0.5;

/// The caption, the tags and the moods, blended into one query.
pub(super) async fn query(encoder: &Encode, sight: &Sight, moods: &[&Mood]) -> Result<Embedding> {
    let mut parts = vec![(CAPTION_WEIGHT, sight.caption.clone())];
    if !sight.tags.is_empty() {
        let labels: Vec<&str> = sight.tags.iter().map(|tag| tag.label.as_str()).collect();
        parts.push((TAGS_WEIGHT, labels.join(", ")));
    }
    let share = MOODS_WEIGHT / moods.len().max(1) as f32;
    parts.extend(moods.iter().map(|mood| (share, mood.words.to_owned())));
    let (weights, texts): (Vec<f32>, Vec<String>) = parts.into_iter().unzip();
    let embeddings = encoder.call_all(texts.into_iter().map(Text::Query).collect()).await?;
    let weighted: Vec<_> = weights.into_iter().zip(&embeddings).collect();
    Embedding::blend(&weighted)
}
