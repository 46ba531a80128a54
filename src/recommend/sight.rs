//! What is seen in a photo, and in several as one.

use serde::Serialize;
use utoipa::ToSchema;

use crate::embedding::Embedding;
use crate::feeling::Feeling;
use crate::music::rounded;

/// What is seen in a photo, or in several together.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sight {
    /// A sentence about the photo: the captioner's, or one made of the tags where the captioner is
    /// unsure or speaks against them.
    pub caption: String,
    /// What is in the photo, likeliest first.
    pub tags: Vec<Tag>,
    /// How it feels.
    pub feeling: FeelingAnswer,
    /// What the captioner wrote, likeliest first, whether or not it was believed; never empty.
    #[serde(skip)]
    pub written: Vec<String>,
    /// The picture itself, as a point in the space of the built-in text encoder.
    #[serde(skip)]
    pub picture: Option<Embedding>,
}

/// Something in a photo.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Tag {
    /// What it is called.
    pub label: String,
    /// How likely it is there, from 0 to 1.
    pub score: f32,
}

/// A feeling as it is told to clients.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FeelingAnswer {
    /// From unpleasant (-1) to pleasant (1).
    pub valence: f32,
    /// From still (-1) to stirred (1).
    pub arousal: f32,
    /// The nearest moods, nearest first.
    pub moods: Vec<&'static str>,
}

impl From<Feeling> for FeelingAnswer {
    fn from(feeling: Feeling) -> Self {
        Self {
            valence: rounded(feeling.valence()),
            arousal: rounded(feeling.arousal()),
            moods: feeling.moods().iter().map(|mood| mood.name).collect(),
        }
    }
}

impl Sight {
    /// How the photo feels, as a point of the plane.
    pub fn feeling(&self) -> Feeling {
        Feeling::new(self.feeling.valence, self.feeling.arousal)
    }

    /// The tags as one text, as they are asked with.
    pub(crate) fn labels(&self) -> String {
        let labels: Vec<&str> = self.tags.iter().map(|tag| tag.label.as_str()).collect();
        labels.join(", ")
    }

    /// What the captioner wrote besides the caption that is told.
    pub(super) fn others(&self) -> impl Iterator<Item = &str> {
        self.written.iter().map(String::as_str).filter(|text| *text != self.caption)
    }

    /// What several photos show together: their captions one after another, each tag as the photo knows
    /// it that is surest of it, and the middle of the feelings.
    pub(super) fn of_all(sights: &[Self]) -> Self {
        let mut captions: Vec<&str> = Vec::new();
        let mut tags: Vec<Tag> = Vec::new();
        for sight in sights {
            if !captions.contains(&sight.caption.as_str()) {
                captions.push(&sight.caption);
            }
            for tag in &sight.tags {
                match tags.iter_mut().find(|known| known.label == tag.label) {
                    Some(known) => known.score = known.score.max(tag.score),
                    None => tags.push(tag.clone()),
                }
            }
        }
        tags.sort_by(|a, b| b.score.total_cmp(&a.score));
        Self {
            caption: captions.join("; "),
            tags,
            feeling: Feeling::middle(sights.iter().map(Self::feeling)).into(),
            written: Vec::new(),
            picture: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sight(caption: &str, tags: &[(&str, f32)], feeling: Feeling) -> Sight {
        let tag = |(label, score): &(&str, f32)| Tag { label: (*label).to_owned(), score: *score };
        Sight {
            caption: caption.to_owned(),
            tags: tags.iter().map(tag).collect(),
            feeling: feeling.into(),
            written: vec![caption.to_owned(), "something else".to_owned()],
            picture: None,
        }
    }

    #[test]
    fn several_photos_are_seen_as_one() {
        let sea = sight("the sea", &[("water", 0.9), ("sky", 0.5)], Feeling::new(0.5, -0.5));
        let beach = sight("a beach", &[("sky", 0.8)], Feeling::new(0.7, 0.1));
        let all = Sight::of_all(&[sea.clone(), beach, sea]);
        assert_eq!(all.caption, "the sea; a beach");
        let tags: Vec<(&str, f32)> =
            all.tags.iter().map(|tag| (tag.label.as_str(), tag.score)).collect();
        assert_eq!(tags, [("water", 0.9), ("sky", 0.8)]);
        assert!(all.feeling().distance(Feeling::new(0.567, -0.3)) < 0.01);
    }

    #[test]
    fn no_caption_is_asked_with_twice() {
        let sight = sight("the sea", &[], Feeling::default());
        assert_eq!(sight.others().collect::<Vec<_>>(), ["something else"]);
    }
}
