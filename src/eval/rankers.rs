//! The product's ranking, parts of it, and what it must be better than: the one place here that calls
//! into [`crate::recommend`].

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::board::Role;
use super::library::Library;
use crate::blocking::blocking;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::feeling::Feeling;
use crate::filter::Filter;
use crate::models::pack::Pack;
use crate::models::text_encoder::{Encode, Text, TextEncoder};
use crate::models::{Batching, Engine, Handle};
use crate::music::{PassageId, TrackId};
use crate::random::Random;
use crate::reading::Reading;
use crate::recommend::{Candidate, Recommend, Sight, Steering, Weights};

/// A way to put the songs of a library in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranker {
    /// The product.
    Product,
    /// The product without one of its parts.
    Without(Part),
    /// By one part alone.
    Only(Part),
    /// By lot, anew for each photo.
    Random,
    /// The same for all photos: the songs nearest to the mean of all captions.
    Popularity,
}

/// A part of what the product goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What is said of the photo.
    Caption,
    /// What is in it.
    Tags,
    /// The picture itself.
    Picture,
    /// How it feels.
    Feeling,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Caption, Self::Tags, Self::Picture, Self::Feeling];

    const fn name(self) -> &'static str {
        match self {
            Self::Caption => "caption",
            Self::Tags => "tags",
            Self::Picture => "picture",
            Self::Feeling => "feeling",
        }
    }
}

impl Ranker {
    /// All of them, the product first.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Product, Self::Random, Self::Popularity];
        all.extend(Part::ALL.map(Self::Only));
        all.extend(Part::ALL.map(Self::Without));
        all
    }

    /// Those that can be asked where there is no photo but a caption.
    pub fn of_words() -> Vec<Self> {
        vec![Self::Product, Self::Random, Self::Popularity, Self::Only(Part::Caption)]
    }

    /// How it stands to the product.
    pub fn role(self) -> Role {
        if self == Self::Product { Role::Product } else { Role::Baseline }
    }

    /// What it is called in a report.
    pub fn name(self) -> String {
        match self {
            Self::Product => "**product**".to_owned(),
            Self::Random => "random".to_owned(),
            Self::Popularity => "popularity".to_owned(),
            Self::Only(part) => format!("{} only", part.name()),
            Self::Without(part) => format!("product without {}", part.name()),
        }
    }
}

/// A song on a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// The song.
    pub track: TrackId,
    /// How likely it fits, from 0 to 1, where the ranker says so.
    pub told: Option<f32>,
}

/// The songs that a ranker offers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offer {
    /// The songs, best first, each once.
    pub songs: Vec<Placed>,
    /// How likely the list is a good one, from 0 to 1, where the ranker says so.
    pub confidence: Option<f32>,
}

/// A library, ready to be ranked.
pub struct Rankers<'a> {
    library: &'a Library,
    reading: Arc<Reading>,
    feelings: Vec<(PassageId, Feeling)>,
    popular: Vec<TrackId>,
    seed: u64,
}

impl<'a> Rankers<'a> {
    /// Reads the feelings of all passages, and finds the songs that are popular with these photos.
    pub async fn open(library: &'a Library, sights: &[Sight], seed: u64) -> Result<Self> {
        let reading = library.recommend.reading.get();
        let mut rankers =
            Self { library, reading, feelings: Vec::new(), popular: Vec::new(), seed };
        let anything = rankers.read("music").await?;
        let (vectors, filter) = (&rankers.reading.vectors, Filter::default());
        let hits = vectors.search(&anything, &filter, usize::MAX).await?;
        rankers.feelings = hits.iter().map(|hit| (hit.passage, hit.facts.feeling)).collect();
        // Ids follow from where the library lies; names do not.
        let mut feelings = std::mem::take(&mut rankers.feelings);
        feelings.sort_by_key(|(id, _)| (rankers.name(id.track), id.number));
        rankers.feelings = feelings;
        rankers.popular = rankers.popular_with(sights).await?;
        Ok(rankers)
    }

    async fn popular_with(&self, sights: &[Sight]) -> Result<Vec<TrackId>> {
        let mut captions: Vec<Embedding> = Vec::new();
        for sight in sights {
            captions.push(self.read(&sight.caption).await?);
        }
        if captions.is_empty() {
            return Ok(Vec::new());
        }
        let parts: Vec<(f32, &Embedding)> = captions.iter().map(|caption| (1.0, caption)).collect();
        self.nearest(&Embedding::blend(&parts)?).await
    }

    /// The songs of the library, best first, each once. The product's list ends where the product's
    /// does; `query` is the photo's number.
    pub async fn order(&self, ranker: Ranker, sight: &Sight, query: usize) -> Result<Offer> {
        let plain = match ranker {
            Ranker::Product => return self.product(sight, &self.library.recommend).await,
            Ranker::Without(part) => {
                let recommend = without(&self.library.recommend, part);
                if asks(&recommend.weights, sight) {
                    return self.product(sight, &recommend).await;
                }
                // Without its caption, a photo that has no tags leaves nothing to ask with.
                self.by_lot(query)
            }
            Ranker::Random => self.by_lot(query),
            Ranker::Popularity => self.popular.clone(),
            Ranker::Only(Part::Caption) => self.by_words(&sight.caption).await?,
            Ranker::Only(Part::Tags) => self.by_words(&sight.labels()).await?,
            Ranker::Only(Part::Picture) => self.nearest(picture(sight)?).await?,
            Ranker::Only(Part::Feeling) => self.by_feeling(sight.feeling(), &HashMap::new()),
        };
        let songs = plain.into_iter().map(|track| Placed { track, told: None }).collect();
        Ok(Offer { songs, confidence: None })
    }

    async fn product(&self, sight: &Sight, recommend: &Recommend) -> Result<Offer> {
        let songs = self.library.names.len();
        let ranking = recommend.rank(sight, &Steering::default(), songs).await?;
        let placed = |one: &Candidate| Placed {
            track: one.hit.passage.track,
            told: Some(one.strength.score()),
        };
        let songs = ranking.songs.iter().map(placed).collect();
        Ok(Offer { songs, confidence: Some(ranking.confidence) })
    }

    /// What the product offers if, besides the photo, this is asked for.
    pub async fn steered(&self, sight: &Sight, more: &str, songs: usize) -> Result<Vec<TrackId>> {
        let steering = Steering { more: vec![more.to_owned()], ..Steering::default() };
        let ranking = self.library.recommend.rank(sight, &steering, songs).await?;
        Ok(ranking.songs.iter().map(|song| song.hit.passage.track).collect())
    }

    /// What the dataset calls a track.
    fn name(&self, track: TrackId) -> &str {
        self.library.names.get(&track).map_or("", String::as_str)
    }

    fn by_lot(&self, query: usize) -> Vec<TrackId> {
        let mut all: Vec<TrackId> = self.library.names.keys().copied().collect();
        all.sort_by_key(|track| self.name(*track));
        Random::named(self.seed, &format!("random ranker {query}")).shuffle(&mut all);
        all
    }

    /// The songs whose words are nearest to `text`.
    async fn by_words(&self, text: &str) -> Result<Vec<TrackId>> {
        self.nearest(&self.read(text).await?).await
    }

    /// The songs whose words are nearest to what is asked for, without a photo.
    pub async fn asked(&self, text: &str) -> Result<Vec<TrackId>> {
        self.nearest(&self.reading.asked(text.to_owned()).await?).await
    }

    /// The songs that have a passage whose feeling is nearest; `known` replaces what a song's passages
    /// feel like.
    pub fn by_feeling(&self, wanted: Feeling, known: &HashMap<TrackId, Feeling>) -> Vec<TrackId> {
        let feeling =
            |id: &PassageId, own: &Feeling| known.get(&id.track).unwrap_or(own).distance(wanted);
        let mut near: Vec<(PassageId, f32)> =
            self.feelings.iter().map(|(id, own)| (*id, feeling(id, own))).collect();
        // Those that are as near stay in the order of their names.
        near.sort_by(|a, b| a.1.total_cmp(&b.1));
        tracks(near.into_iter().map(|(id, _)| id))
    }

    async fn read(&self, text: &str) -> Result<Embedding> {
        self.reading.encoder.call(Text::Query(text.to_owned())).await
    }

    /// The songs by their passages, nearest first.
    async fn nearest(&self, query: &Embedding) -> Result<Vec<TrackId>> {
        let hits = self.reading.vectors.search(query, &Filter::default(), usize::MAX).await?;
        Ok(tracks(hits.into_iter().map(|hit| hit.passage)))
    }
}

/// The product without one of its parts.
fn without(recommend: &Recommend, part: Part) -> Recommend {
    let mut weights = Weights::clone(&recommend.weights);
    match part {
        Part::Caption => (weights.query.caption, weights.query.captions) = (0.0, 0.0),
        Part::Tags => weights.query.tags = 0.0,
        Part::Picture => weights.query.picture = 0.0,
        Part::Feeling => weights.odds.feeling = weights.odds.feeling.scaled(0.0),
    }
    Recommend { weights: Arc::new(weights), ..recommend.clone() }
}

/// Whether there is anything to ask with.
fn asks(weights: &Weights, sight: &Sight) -> bool {
    let query = &weights.query;
    let tags = 0.0 < query.tags && !sight.tags.is_empty();
    0.0 < query.caption || tags || (0.0 < query.picture && sight.picture.is_some())
}

fn picture(sight: &Sight) -> Result<&Embedding> {
    sight.picture.as_ref().ok_or_else(|| Error::invalid("there is no picture, only words"))
}

/// The tracks of passages, each where it first comes.
fn tracks(passages: impl Iterator<Item = PassageId>) -> Vec<TrackId> {
    let mut seen = HashSet::new();
    passages.map(|id| id.track).filter(|track| seen.insert(*track)).collect()
}

/// What is asked with what was seen in a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    /// The caption.
    Caption,
    /// The tags.
    Tags,
    /// The picture itself.
    Picture,
    /// The caption and the picture, alike in weight.
    Both,
}

impl Query {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Caption, Self::Tags, Self::Picture, Self::Both];

    /// What it is called in a report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Caption => "by the caption",
            Self::Tags => "by the tags",
            Self::Picture => "by the picture",
            Self::Both => "by caption and picture",
        }
    }
}

/// The product's text encoder by itself, which reads one text at a time.
pub struct Reader {
    /// Reads.
    pub encoder: Encode,
}

impl Reader {
    /// Loads the built-in encoder.
    pub async fn open() -> Result<Self> {
        let encoder = blocking(|| TextEncoder::open(&Pack::e5_small()?, &Engine::Rten)).await?;
        Ok(Self { encoder: Handle::start("text-encoder", encoder, Batching::of(1))? })
    }

    /// What is asked with what was seen.
    pub async fn query(&self, query: Query, sight: &Sight) -> Result<Embedding> {
        match query {
            Query::Caption => self.read(&sight.caption).await,
            Query::Tags => self.read(&sight.labels()).await,
            Query::Picture => picture(sight).cloned(),
            Query::Both => {
                let caption = self.read(&sight.caption).await?;
                Embedding::blend(&[(1.0, &caption), (1.0, picture(sight)?)])
            }
        }
    }

    async fn read(&self, text: &str) -> Result<Embedding> {
        self.encoder.call(Text::Query(text.to_owned())).await
    }
}
