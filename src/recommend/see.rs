//! What a photo shows, told so that it makes nothing up: caption and tags check each other. Pure.

use std::collections::HashSet;
use std::sync::Arc;

use serde::Deserialize;

use super::request::Photos;
use super::sight::{Sight, Tag};
use crate::blocking::blocking;
use crate::error::{Error, Result};
use crate::feeling::Feeling;
use crate::image::Image;
use crate::models::Handle;
use crate::models::captioner::Caption;
use crate::models::eye::View;
use crate::models::pack::Pack;
use crate::models::pixels::{ImageProcessor, Pixels};
use crate::models::vision::States;
use crate::music::rounded;
use crate::odds::probability;

/// How many tags are told.
const MOST_TAGS: usize = 8;

/// The models that see, and how what they say is put together.
#[derive(Clone)]
pub struct Seeing {
    /// Sees tags and feeling.
    pub eye: Viewer<View>,
    /// Looks for the captioner, where that does not read what the eye sees.
    pub encoder: Option<Viewer<States>>,
    /// Writes captions.
    pub captioner: Handle<States, Vec<Caption>>,
    /// What the eye's tags are called, and when they and the captions are believed.
    pub lexicon: Arc<Lexicon>,
}

/// A model that looks at photos, and how it wants them.
#[derive(Clone)]
pub struct Viewer<O> {
    /// How it wants them.
    pub processor: ImageProcessor,
    /// Calls it.
    pub model: Handle<Pixels, O>,
}

impl Seeing {
    /// What is to be seen in each of the photos.
    pub async fn see_all(&self, photos: Photos) -> Result<Vec<Sight>> {
        let photos = photos.into_images().into_iter().map(|photo| self.see(photo));
        futures::future::try_join_all(photos).await
    }

    /// What is to be seen in a photo.
    ///
    /// The photo is made small at once, so that those that wait for a model take little memory.
    pub async fn see(&self, image: Image) -> Result<Sight> {
        let for_eye = self.eye.processor.clone();
        let for_encoder = self.encoder.as_ref().map(|encoder| encoder.processor.clone());
        let (for_eye, for_encoder) = blocking(move || {
            let for_encoder = for_encoder.map(|processor| processor.pixels(&image)).transpose()?;
            Ok((for_eye.pixels(&image)?, for_encoder))
        })
        .await?;
        let (view, states) =
            tokio::try_join!(self.eye.model.call(for_eye), self.encode(for_encoder))?;
        let captions = self.captioner.call(states.unwrap_or(view.states)).await?;
        let (best, _) =
            captions.split_first().ok_or_else(|| Error::internal("captioner said nothing"))?;
        let written = captions.iter().map(|caption| caption.text.clone()).collect();
        let sight = self.lexicon.judge(best, &view.tags, view.feeling);
        Ok(Sight { written, picture: Some(view.meaning), ..sight })
    }

    async fn encode(&self, pixels: Option<Pixels>) -> Result<Option<States>> {
        match self.encoder.as_ref().zip(pixels) {
            Some((encoder, pixels)) => Ok(Some(encoder.model.call(pixels).await?)),
            None => Ok(None),
        }
    }
}

/// What a pack says of its tags, and when captions are believed.
#[derive(Debug)]
pub struct Lexicon {
    entries: Vec<Entry>,
    rule: Rule,
    /// Captions of a pack that does not say how sure they are stand as they are written.
    confidence: Option<Confidence>,
}

/// A tag: what it is called and when it is believed.
#[derive(Debug, Deserialize)]
struct Entry {
    label: String,
    kind: Kind,
    /// The probability from which on it is believed; above 1 for tags that never are.
    threshold: f32,
    /// How it reads inside a sentence: `a beach`.
    phrase: String,
    /// How it reads as a place or a time, if it is one: `on a beach`, `at night`.
    r#where: String,
    /// Other words and pairs of words that name it.
    synonyms: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Object,
    Theme,
    Scene,
    Weather,
}

#[derive(Debug, Deserialize)]
struct LexiconManifest {
    sight: Rule,
}

#[derive(Debug, Deserialize)]
struct CaptionerManifest {
    confidence: Option<Confidence>,
}

/// When captions and tags are believed; found and measured in `training/`.
#[derive(Debug, Deserialize)]
struct Rule {
    /// A caption of at least this confidence needs no tag to speak for it.
    sure: f32,
    /// What a caption names first must have at least this probability as a tag.
    unlikely: f32,
    /// Tags from this probability on can overrule a caption.
    strong: f32,
    /// Tags from this probability on have a place in a sentence beside the first.
    second: f32,
    /// How many strong tags a caption is held against.
    shown: usize,
}

/// How likely a caption is right, by the mean log-likelihood of its tokens: a logistic curve.
#[derive(Debug, Deserialize)]
struct Confidence {
    slope: f32,
    shift: f32,
}

impl Confidence {
    /// The probability that a caption names what is there.
    fn of(&self, mean_log_likelihood: f32) -> f32 {
        probability(self.slope * mean_log_likelihood + self.shift)
    }
}

/// A tag with its probability in one photo.
struct Scored<'a> {
    entry: &'a Entry,
    score: f32,
}

impl Lexicon {
    /// Reads the lexicon of the pack `eye`, for captions by the pack `captioner`.
    pub fn open(eye: &Pack, captioner: &Pack) -> Result<Self> {
        let LexiconManifest { sight: rule } = eye.manifest()?;
        let CaptionerManifest { confidence } = captioner.manifest()?;
        Ok(Self { entries: eye.json("tags.json")?, rule, confidence })
    }

    /// Decides what is said of a photo: what the captioner wrote, or a plain sentence of the tags
    /// where strong tags speak against it and it is unsure, or where it names what is not there.
    ///
    /// `tags` holds the probability of each of the lexicon's tags.
    fn judge(&self, written: &Caption, tags: &[f32], feeling: Feeling) -> Sight {
        let mut all: Vec<Scored> = self.entries.iter().zip(tags).map(Scored::from).collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        let said = told(&all);
        let caption = if self.believes(written, &all, &said) {
            written.text.clone()
        } else {
            self.sentence(&said)
        };
        let tags = said
            .iter()
            .take(MOST_TAGS)
            .map(|tag| Tag { label: tag.entry.label.clone(), score: rounded(tag.score) });
        Sight {
            caption,
            tags: tags.collect(),
            feeling: feeling.into(),
            written: vec![written.text.clone()],
            picture: None,
        }
    }

    fn believes(&self, written: &Caption, all: &[Scored], said: &[&Scored]) -> bool {
        if written.text.is_empty() {
            return false;
        }
        let (rule, Some(confidence)) = (&self.rule, &self.confidence) else { return true };
        let mut strong = said.iter().filter(|tag| rule.strong <= tag.score).peekable();
        if strong.peek().is_none() {
            return true;
        }
        let words = words(&written.text);
        let named =
            strong.take(rule.shown).any(|tag| tag.entry.names().any(|name| words.contains(name)));
        let sure = rule.sure <= confidence.of(written.mean_log_likelihood);
        (named || sure) && !self.makes_up(&written.text, all)
    }

    /// Whether the first thing that the caption names is one that the tags think is not there. Of
    /// names that begin at the same place the longest counts, then the likeliest tag. Tags that are
    /// never believed have no say.
    fn makes_up(&self, caption: &str, all: &[Scored]) -> bool {
        let padded = format!(" {} ", caption.to_lowercase());
        let known = all.iter().filter(|tag| tag.entry.threshold <= 1.0);
        let named = known.flat_map(|tag| tag.entry.names().map(move |name| (tag, name)));
        let first = named
            .filter_map(|(tag, name)| {
                let place = padded.find(&format!(" {name} "))?;
                Some((place, std::cmp::Reverse(name.len()), tag.score))
            })
            .min_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        first.is_some_and(|(_, _, score)| score < self.rule.unlikely)
    }

    /// “fireworks at night”, “a castle and a bridge in the mist”: a main thing, a second one, and a
    /// place or a weather.
    fn sentence(&self, said: &[&Scored]) -> String {
        let second = self.rule.second;
        let thing = said.iter().find(|tag| tag.entry.is_thing());
        let scene = said.iter().find(|tag| tag.entry.kind != Kind::Weather);
        let Some(main) = thing.or(scene).or(said.first()) else { return String::new() };
        let main = scene.filter(|_| main.score < second).unwrap_or(main);
        let rest: Vec<_> = said
            .iter()
            .filter(|tag| !std::ptr::eq(**tag, *main) && second <= tag.score)
            .map(|tag| tag.entry)
            .collect();
        let other = rest.iter().find(|entry| entry.is_thing() && entry.r#where.is_empty());
        let place = rest.iter().find(|entry| !entry.r#where.is_empty());
        let beside = match (other, place, rest.first()) {
            (Some(other), ..) => format!(" and {}", other.phrase),
            (None, None, Some(any)) => format!(" with {}", any.phrase),
            _ => String::new(),
        };
        let place = place.map(|entry| format!(" {}", entry.r#where)).unwrap_or_default();
        format!("{}{beside}{place}", main.entry.phrase)
    }
}

impl Entry {
    /// Every word, or pair of words, that names the tag.
    fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.label.as_str()).chain(self.synonyms.iter().map(String::as_str))
    }

    fn is_named(&self, name: &str) -> bool {
        self.names().any(|own| own == name)
    }

    fn is_thing(&self) -> bool {
        matches!(self.kind, Kind::Object | Kind::Theme)
    }
}

impl<'a> From<(&'a Entry, &f32)> for Scored<'a> {
    fn from((entry, score): (&'a Entry, &f32)) -> Self {
        Self { entry, score: *score }
    }
}

/// The tags that are told, likeliest first: believed, and not named by a likelier one.
fn told<'a, 'b>(all: &'a [Scored<'b>]) -> Vec<&'a Scored<'b>> {
    let mut said: Vec<&Scored> = Vec::new();
    for tag in all.iter().filter(|tag| tag.entry.threshold <= tag.score) {
        let known = |other: &&Scored| {
            other.entry.is_named(&tag.entry.label) || tag.entry.is_named(&other.entry.label)
        };
        if !said.iter().any(known) {
            said.push(tag);
        }
    }
    said
}

/// The words of a text and its pairs of neighbours, for names such as `polar bear`.
fn words(text: &str) -> HashSet<String> {
    let separator = |c: char| !(c.is_ascii_alphanumeric() || c == '\'' || c == '-');
    let lower = text.to_lowercase();
    let single: Vec<&str> = lower.split(separator).filter(|word| !word.is_empty()).collect();
    let pairs = single.windows(2).map(|pair| pair.join(" "));
    pairs.chain(single.iter().map(|word| (*word).to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        let entry = |label: &str, kind, phrase: &str, place: &str, synonyms: &[&str]| Entry {
            label: label.to_owned(),
            kind,
            threshold: 0.3,
            phrase: phrase.to_owned(),
            r#where: place.to_owned(),
            synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
        };
        Lexicon {
            entries: vec![
                entry("fireworks", Kind::Theme, "fireworks", "", &["firework"]),
                entry("night", Kind::Scene, "the night", "at night", &[]),
                entry("water", Kind::Object, "water", "", &["sea", "lake"]),
                entry("dog", Kind::Object, "a dog", "", &["puppy"]),
                entry("sea", Kind::Object, "the sea", "by the sea", &["ocean"]),
            ],
            rule: Rule { sure: 0.5, unlikely: 0.04, strong: 0.5, second: 0.35, shown: 3 },
            confidence: Some(Confidence { slope: 2.0, shift: 3.0 }),
        }
    }

    fn judged(text: &str, mean_log_likelihood: f32, tags: [f32; 5]) -> Sight {
        let written = Caption { text: text.to_owned(), mean_log_likelihood };
        lexicon().judge(&written, &tags, Feeling::default())
    }

    const SURE: f32 = -0.5;
    const UNSURE: f32 = -3.0;

    #[test]
    fn captions_are_kept_or_give_way() {
        struct Case {
            name: &'static str,
            written: (&'static str, f32),
            tags: [f32; 5],
            said: &'static str,
        }
        let cases = [
            Case {
                name: "nothing speaks against it",
                written: ("a man on a hill", UNSURE),
                tags: [0.2, 0.1, 0.1, 0.1, 0.1],
                said: "a man on a hill",
            },
            Case {
                name: "a strong tag speaks for it",
                written: ("a firework over a town", UNSURE),
                tags: [0.9, 0.6, 0.1, 0.1, 0.1],
                said: "a firework over a town",
            },
            Case {
                name: "unsure, and a strong tag is missing",
                written: ("a large yellow building", UNSURE),
                tags: [0.9, 0.6, 0.5, 0.1, 0.1],
                said: "fireworks and water at night",
            },
            Case {
                name: "sure, and it names nothing unlikely",
                written: ("a large yellow building", SURE),
                tags: [0.9, 0.6, 0.5, 0.1, 0.1],
                said: "a large yellow building",
            },
            Case {
                name: "sure, but there is no dog",
                written: ("a dog runs through a field", SURE),
                tags: [0.9, 0.1, 0.1, 0.01, 0.1],
                said: "fireworks",
            },
        ];
        for Case { name, written, tags, said } in cases {
            assert_eq!(judged(written.0, written.1, tags).caption, said, "{name}");
        }
    }

    #[test]
    fn a_captioner_that_does_not_say_how_sure_it_is_has_its_words_kept() {
        let written =
            Caption { text: "a large yellow building".into(), mean_log_likelihood: UNSURE };
        let lexicon = Lexicon { confidence: None, ..lexicon() };
        let sight = lexicon.judge(&written, &[0.9, 0.6, 0.5, 0.1, 0.1], Feeling::default());
        assert_eq!(sight.caption, written.text);
    }

    #[test]
    fn a_tag_that_a_likelier_one_names_is_not_told_again() {
        let sight = judged("the sea", SURE, [0.1, 0.1, 0.9, 0.1, 0.8]);
        let labels: Vec<&str> = sight.tags.iter().map(|tag| tag.label.as_str()).collect();
        assert_eq!(labels, ["water"]);
    }
}
