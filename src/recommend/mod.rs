//! From a photo to songs: image → see → embed → retrieve → rank → explain.

mod embed;
mod explain;
mod rank;
mod retrieve;
mod see;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Instant;

use serde::Serialize;
use utoipa::ToSchema;

pub use self::explain::{PassageAnswer, Recommendation, TrackAnswer};
pub use self::rank::{Match, Strength};
pub use self::see::{FeelingAnswer, Lexicon, Seeing, Sight, Tag, Viewer};
use crate::blocking::blocking;
use crate::catalog::{Catalog, Choice};
use crate::current::Current;
use crate::error::{Error, Result};
use crate::feeling::Mood;
use crate::image::Image;
use crate::music::{Language, Track};
use crate::reading::Reading;
use crate::vectors::Filter;

/// What somebody wants to know of a photo.
#[derive(Clone, Debug)]
pub struct Request {
    /// The photo.
    pub image: Image,
    /// How many songs to answer with.
    pub limit: Limit,
    /// If not empty, only songs in these languages.
    pub languages: Vec<Language>,
    /// If not empty, the feeling to look for instead of the photo's own.
    pub moods: Vec<&'static Mood>,
    /// What to do with songs that are not for everyone.
    pub explicit: Explicit,
}

/// What to do with songs whose words or tags say that they are not for everyone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Explicit {
    /// They are offered like others.
    #[default]
    Show,
    /// They are not offered.
    Hide,
}

impl Explicit {
    fn wants(self, track: &Track) -> bool {
        self == Self::Show || !track.explicit
    }
}

impl FromStr for Explicit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.trim() {
            "show" => Ok(Self::Show),
            "hide" => Ok(Self::Hide),
            _ => Err(Error::invalid(format!("explicit `{text}` is neither show nor hide"))),
        }
    }
}

/// How many songs to answer with: 5 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(usize);

impl Limit {
    /// The fewest that can be asked for.
    pub const FEWEST: usize = 5;
    /// The most that can be asked for.
    pub const MOST: usize = 10;

    /// Fails if `songs` is not in 5 to 10.
    pub fn new(songs: usize) -> Result<Self> {
        if (Self::FEWEST..=Self::MOST).contains(&songs) {
            return Ok(Self(songs));
        }
        Err(Error::invalid(format!("limit {songs} is not in 5 to 10")))
    }

    /// The number of songs.
    pub fn songs(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(8)
    }
}

/// What is answered to a photo.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer {
    /// What was seen.
    pub sight: Sight,
    /// The songs, best first.
    pub recommendations: Vec<Recommendation>,
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
    /// Embedding what was seen.
    pub embed: f64,
    /// Searching the index and reading the catalog.
    pub retrieve: f64,
    /// Ordering, choosing and explaining.
    pub rank: f64,
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
}

impl Recommend {
    /// Answers one request. The same photo and library give the same answer.
    pub async fn run(&self, request: Request) -> Result<Answer> {
        let Request { image, limit, languages, moods, explicit } = request;
        let (looking, reading) = (self.looking.get(), self.reading.get());
        let mut clock = Clock::start();
        let sight = looking.seeing.see(image).await?;
        let see = clock.lap();
        let query = embed::query(&reading.encoder, &sight, &moods).await?;
        let embed = clock.lap();
        let filter = Filter { languages };
        let wanted = |track: &Track| explicit.wants(track);
        let (vectors, catalog) = (&*reading.vectors, &*self.catalog);
        let matches = retrieve::candidates(vectors, catalog, &query, &filter, wanted).await?;
        let retrieve = clock.lap();
        let target = rank::target(sight.feeling(), &moods);
        let ranked = rank::rank(matches, target, reading.relevance, limit.songs());
        let recommendations = explain::explain(ranked, &sight, target);
        let rank = clock.lap();
        let timing_ms = Timing {
            decode: 0.0,
            see,
            embed,
            retrieve,
            rank,
            total: see + embed + retrieve + rank,
        };
        Ok(Answer { sight, recommendations, timing_ms })
    }

    /// Decodes a photo and answers; decoding runs on a thread of its own and is counted. `place` is
    /// held until the photo is answered and, should nobody wait for it any more, until it is decoded.
    pub async fn run_bytes<P: Clone + Send + 'static>(
        &self,
        bytes: Vec<u8>,
        place: P,
        with: impl FnOnce(Image) -> Request,
    ) -> Result<Answer> {
        let mut clock = Clock::start();
        let image = decode(bytes, place.clone()).await?;
        let decode = clock.lap();
        let mut answer = self.run(with(image)).await?;
        answer.timing_ms.decode = decode;
        answer.timing_ms.total += decode;
        Ok(answer)
    }
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
