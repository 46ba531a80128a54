//! From photos to songs: image → see → query → retrieve → rank → explain.

mod audience;
mod confidence;
mod explain;
mod query;
pub mod rank;
mod reason;
mod request;
mod retrieve;
mod see;
mod sight;
mod weights;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

use self::audience::Choosing;
pub use self::audience::Trying;
pub use self::explain::{PassageAnswer, Recommendation, TrackAnswer};
pub use self::rank::{Candidate, Strength};
pub use self::request::{Diversity, Limit, Photos, Request, Steering, Tongue};
pub use self::retrieve::nearest_songs;
pub use self::see::{Lexicon, Seeing, Viewer};
pub use self::sight::{FeelingAnswer, Sight, Tag};
pub use self::weights::{OddsWeights, RankerSettings, Weights};
use crate::blocking::blocking;
use crate::catalog::{Catalog, Choice};
use crate::current::Current;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::image::Image;
use crate::music::{Passage, Track, rounded};
use crate::reading::Reading;

/// How many more songs are chosen than are asked for: the catalog may have forgotten some.
const SPARE: usize = 4;

/// What is answered to photos.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// Names the list, for whoever tells what was done with it; only with a profile, or within an
    /// experiment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impression: Option<String>,
    /// What was seen, of several photos together.
    pub sight: Sight,
    /// What was seen in each photo, if there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Sight>,
    /// The feeling that was looked for.
    pub target: FeelingAnswer,
    /// The songs, best first.
    pub recommendations: Vec<Recommendation>,
    /// The probability that the list is a good one, from 0 to 1: that at least two of the first five songs
    /// share a theme with the photos.
    pub confidence: f32,
    /// Where the list is probably none: that there is no good match, and what would help.
    pub advice: Option<String>,
    /// How long each step took.
    pub timing_ms: Timing,
}

/// How long each step took, in milliseconds.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Timing {
    /// Decoding the photo.
    pub decode: f64,
    /// Captioning and tagging it.
    pub see: f64,
    /// Embedding what was seen and what was asked for.
    pub embed: f64,
    /// Searching the index.
    pub retrieve: f64,
    /// Ordering and choosing.
    pub rank: f64,
    /// Finding the reasons.
    pub explain: f64,
    /// All of it.
    pub total: f64,
}

/// The models that see, and which captioner is among them.
pub struct Looking {
    /// Which captioner it is.
    pub choice: Choice,
    /// Sees.
    pub seeing: Seeing,
}

/// The recommending pipeline and what it runs on. Its models can be replaced while it answers: a
/// request stays with those that it began with.
#[derive(Clone)]
pub struct Recommend {
    /// Sees.
    pub looking: Current<Looking>,
    /// Reads, and finds passages.
    pub reading: Current<Reading>,
    /// Knows them.
    pub catalog: Arc<dyn Catalog>,
    /// How much each signal counts.
    pub weights: Arc<Weights>,
    /// What may make lists different for different people.
    pub trying: Arc<Trying>,
}

/// Songs in their order.
#[derive(Clone, Debug)]
pub struct Ranking {
    /// The songs, best first.
    pub songs: Vec<Candidate>,
    /// The probability that the list is a good one, from 0 to 1.
    pub confidence: f32,
}

/// A song that is offered, with all that is known of it.
pub(crate) struct Offered {
    track: Track,
    passage: Passage,
    candidate: Candidate,
}

impl Recommend {
    /// Answers one request. Without a profile and an experiment, the same request and library give the
    /// same answer.
    pub async fn run(&self, request: Request) -> Result<Answer> {
        let Request { photos, limit, filter, steering, diversity, tongue, profile } = request;
        let (looking, reading) = (self.looking.get(), self.reading.get());
        let mut clock = Clock::start();
        let sights = looking.seeing.see_all(photos).await?;
        let see = clock.lap();
        let query = self.query(&reading, &sights, &steering, &filter).await?;
        let embed = clock.lap();
        let hits = retrieve::candidates(&*reading.vectors, &query, &filter, &steering.eras).await?;
        let retrieve = clock.lap();
        let sight = Sight::of_all(&sights);
        let target = request::target(sight.feeling(), &steering, &filter.moods);
        let audience = self.audience(profile).await?;
        let choosing = Choosing { target, limit, diversity };
        let composed = self.compose(&audience, hits, choosing).await?;
        let rank = clock.lap();
        let mut offered = self.known(composed.songs).await?;
        offered.truncate(limit.songs());
        let impression = self.remember(&audience, &composed.reasons, &reading, &offered).await?;
        let candidates = offered.iter().map(|song| &song.candidate);
        let confidence = confidence::confidence(candidates, self.weights.confidence);
        let advice = confidence::advice(confidence, &sight, &filter, tongue);
        let lines = explain::nearest_lines(&reading.encoder, &query, &offered).await?;
        let asked = explain::Asked { sight: &sight, steering: &steering, target, tongue };
        let recommendations = explain::explain(offered, &lines, &asked);
        let explain = clock.lap();
        let total = see + embed + retrieve + rank + explain;
        let timing_ms = Timing { decode: 0.0, see, embed, retrieve, rank, explain, total };
        let photos = if sights.len() == 1 { Vec::new() } else { sights };
        let target = target.into();
        let impression = impression.map(|id| id.to_string());
        Ok(Answer {
            impression,
            sight,
            photos,
            target,
            recommendations,
            confidence: rounded(confidence),
            advice,
            timing_ms,
        })
    }

    /// The songs for what was seen, best first, and how likely they are a good list: [`Self::run`]
    /// without looking, asking the catalog, and explaining.
    pub async fn rank(&self, sight: &Sight, steering: &Steering, songs: usize) -> Result<Ranking> {
        let (reading, filter) = (self.reading.get(), Filter::default());
        let query = self.query(&reading, std::slice::from_ref(sight), steering, &filter).await?;
        let hits = retrieve::candidates(&*reading.vectors, &query, &filter, &steering.eras).await?;
        let target = request::target(sight.feeling(), steering, &[]);
        let pool = rank::pool(hits, target, &self.weights.odds);
        let songs = rank::choose(pool, songs, Diversity::default());
        let confidence = confidence::confidence(&songs, self.weights.confidence);
        Ok(Ranking { songs, confidence })
    }

    async fn query(
        &self,
        reading: &Reading,
        sights: &[Sight],
        steering: &Steering,
        filter: &Filter,
    ) -> Result<Embedding> {
        let pictures = sights.iter().filter_map(|sight| sight.picture.as_ref());
        let count = reading.knows_pictures() && steering.caption.is_none();
        let pictures: Vec<&Embedding> = pictures.filter(|_| count).collect();
        let (seen, asked) = ((sights, &*pictures), (steering, &*filter.moods));
        query::query(reading, &self.weights.query, seen, asked).await
    }

    /// Those of the songs that the catalog still knows, with what it knows.
    async fn known(&self, chosen: Vec<Candidate>) -> Result<Vec<Offered>> {
        let ids: Vec<_> = chosen.iter().map(|song| song.hit.passage).collect();
        let known = self.catalog.passages(&ids).await?;
        let mut chosen = chosen.into_iter();
        let offered = known.into_iter().filter_map(|(track, passage)| {
            let candidate = chosen.find(|song| song.hit.passage == passage.id)?;
            Some(Offered { track, passage, candidate })
        });
        Ok(offered.collect())
    }

    /// Decodes photos and answers; decoding runs on a thread of its own and is counted. `place` is held
    /// until the photos are answered and, should nobody wait for it any more, until they are decoded.
    pub async fn run_bytes<P: Clone + Send + 'static>(
        &self,
        photos: Vec<Vec<u8>>,
        place: P,
        with: impl FnOnce(Photos) -> Request,
    ) -> Result<Answer> {
        let mut clock = Clock::start();
        let mut decoded = Vec::with_capacity(photos.len());
        for bytes in photos {
            decoded.push(decode(bytes, place.clone()).await?);
        }
        let decode = clock.lap();
        let mut answer = self.run(with(Photos::new(decoded)?)).await?;
        answer.timing_ms.decode = decode;
        answer.timing_ms.total += decode;
        Ok(answer)
    }
}

/// The bytes of a photo's file. Fails as `NotFound` if it cannot be read.
pub async fn read(photo: &Path) -> Result<Vec<u8>> {
    tokio::fs::read(photo).await.map_err(|error| {
        Error::not_found(format!("photo `{}` cannot be read", photo.display())).because(error)
    })
}

/// Decodes a photo on a thread that may block; `place` is held until that is done.
pub async fn decode(bytes: Vec<u8>, place: impl Send + 'static) -> Result<Image> {
    blocking(move || {
        let image = Image::decode(&bytes);
        drop(place);
        image
    })
    .await
}

/// Measures the steps of a pipeline.
struct Clock(Instant);

impl Clock {
    fn start() -> Self {
        Self(Instant::now())
    }

    /// Milliseconds since the start or the last lap, to the microsecond.
    fn lap(&mut self) -> f64 {
        let elapsed = self.0.elapsed();
        self.0 += elapsed;
        elapsed.as_micros() as f64 / 1000.0
    }
}
