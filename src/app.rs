//! The wiring: opens everything that the settings name, once, and hands it out.

mod choice;
mod switch;
mod upkeep;
mod watch;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tracing::info;

use self::choice::{Unusable, built_in, or_built_in};
pub use self::switch::{Progress, Switched, switch};
pub use self::upkeep::{NotUsed, Place, Task, Tasks, Upkeep, Work, upkeep, within};
use crate::blobs::{self, Blobs};
use crate::blocking::blocking;
use crate::catalog::{self, Catalog, Choice};
use crate::clip::Studio;
use crate::config::{LearningSettings, ModelSettings, Settings};
use crate::current::Current;
use crate::error::{Error, Result};
use crate::experiment::Experiment;
use crate::ingest::listen::SoundFeeling;
use crate::ingest::{Ingest, Listening, WordsFeeling};
use crate::models::audio_tagger::AudioTagger;
use crate::models::captioner::Captioner;
use crate::models::eye::Eye;
use crate::models::pack::Pack;
use crate::models::registry::Purpose;
use crate::models::speech::SpeechEar;
use crate::models::text_encoder::{FeelingHead, TextEncoder};
use crate::models::vision::VisionEncoder;
use crate::models::{Batching, Handle};
use crate::reading::{self, Reading};
use crate::recommend::{Lexicon, Looking, Recommend, Seeing, Trying, Viewer, Weights};
use crate::subsonic::Subsonic;

/// The library and the models that read.
pub struct App {
    /// What the library holds.
    pub catalog: Arc<dyn Catalog>,
    reading: Current<Reading>,
    /// The text encoder that was in use when the library was opened, and why it cannot be used if it
    /// cannot.
    encoder: Option<Choice>,
    unusable: Option<Unusable>,
    /// The captioner that was in use when the library was opened.
    captioner: Option<Choice>,
    settings: Settings,
}

impl App {
    /// Opens the library and mends its index where it does not agree with the catalog. Fails if
    /// something that the settings name cannot be opened. A text encoder that cannot be used gives
    /// way to the built-in one, with a warning.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let settings = settings.clone();
        let catalog = catalog::open(&settings.catalog).await?;
        let encoder = catalog.choice(Purpose::TextEncoder).await?;
        let captioner = catalog.choice(Purpose::Captioner).await?;
        let engine = &settings.models.engine;
        let open = async |pack| Reading::open(pack, engine, &settings.vectors).await;
        let (reading, unusable) =
            or_built_in(&settings.models, Purpose::TextEncoder, encoder.as_ref(), open).await?;
        reading.mend(&*catalog).await?;
        let reading = Current::new(reading);
        Ok(Self { catalog, reading, encoder, unusable, captioner, settings })
    }

    /// Lets the text encoder read whatever it has not read yet: all of a library whose encoder has
    /// other weights now, or that fell back to the built-in one. Ends early when `stop` is cancelled.
    pub async fn complete(&self, stop: &CancellationToken) -> Result<()> {
        let reading = self.reading.get();
        let collection = reading.choice.collection();
        loop {
            let tracks = self.catalog.lacks(&collection).await?;
            if 0 < tracks {
                info!(tracks, collection, "tracks are read anew by the text encoder");
                reading.complete(&*self.catalog, stop, &|_| ()).await?;
            }
            let settled = self.unusable.is_some() || self.encoder.as_ref() == Some(&reading.choice);
            if settled || stop.is_cancelled() {
                return Ok(());
            }
            let (choice, before) = (&reading.choice, self.encoder.as_ref());
            if self.catalog.choose(Purpose::TextEncoder, choice, before).await? == 0 {
                let kept: Vec<Choice> =
                    before.cloned().into_iter().chain([choice.clone()]).collect();
                switch::forget_older(&self.settings, &*self.catalog, &kept).await;
                return Ok(());
            }
        }
    }

    /// The pipeline that fills the library, once its text encoder has read what is there. With
    /// `copy`, audio is copied into the blob store. Fails if the library's own encoder cannot be
    /// used: what is taken must be read by it. When `stop` is cancelled before everything is read,
    /// what is ingested is refused as `Unavailable`.
    pub async fn ingest(&self, copy: bool, stop: &CancellationToken) -> Result<Ingest> {
        if let Some(unusable) = &self.unusable {
            return Err(unusable.error());
        }
        self.complete(stop).await?;
        let reading = self.reading.get();
        Ok(Ingest {
            listening: self.listening().await?,
            words_feeling: self.words_feeling(&reading).await?,
            sound_feeling: SoundFeeling::shipped(),
            reading,
            catalog: self.catalog.clone(),
            blobs: copy.then(|| self.blobs()).transpose()?,
            turn: Arc::default(),
        })
    }

    async fn listening(&self) -> Result<Listening> {
        let engine = self.settings.models.engine.clone();
        let load =
            move || Ok((AudioTagger::open(&Pack::musicnn()?, &engine)?, SpeechEar::shipped()?));
        let (tagger, speech) = blocking(load).await?;
        Ok(Listening {
            tagger: Handle::start("audio-tagger", tagger, Batching::of(1))?,
            speech: Handle::start("speech", speech, Batching::of(1))?,
        })
    }

    /// The feeling of words is heard in the embeddings of the built-in encoder.
    async fn words_feeling(&self, reading: &Reading) -> Result<WordsFeeling> {
        let pack = built_in(Purpose::TextEncoder)?;
        let head = Arc::new(FeelingHead::open(&pack)?);
        if reading.choice == Choice::of(&pack) {
            return Ok(WordsFeeling { head, encoder: None });
        }
        let engine = self.settings.models.engine.clone();
        let encoder = blocking(move || TextEncoder::open(&pack, &engine)).await?;
        Ok(WordsFeeling { head, encoder: Some(reading::start(encoder)?) })
    }

    /// The pipeline that answers photos; loads the models that see.
    pub async fn recommend(&self) -> Result<Recommend> {
        let weights = Weights::built_in()?;
        Ok(Recommend {
            trying: Arc::new(trying(&self.settings.learning, &weights)?),
            looking: Current::new(looking(&self.settings.models, self.captioner.as_ref()).await?),
            reading: self.reading.clone(),
            catalog: self.catalog.clone(),
            weights: Arc::new(weights),
        })
    }

    /// How many photos may be in work or waiting.
    pub fn waiting(&self) -> usize {
        self.settings.models.waiting
    }

    /// The names that the server goes by.
    pub fn hosts(&self) -> &[String] {
        &self.settings.hosts
    }

    /// The sites whose pages may ask the server.
    pub fn origins(&self) -> &[String] {
        &self.settings.origins
    }

    /// The music server that lists are sent to, if the settings name one. Fails if they lack something.
    pub fn subsonic(&self) -> Result<Option<Subsonic>> {
        self.settings.subsonic.as_ref().map(Subsonic::open).transpose()
    }

    /// Makes clips.
    pub fn studio(&self) -> Studio {
        Studio::new(self.settings.ffmpeg.clone())
    }

    /// The store that copied audio lies in.
    pub fn blobs(&self) -> Result<Blobs> {
        blobs::open(&self.settings.blobs)
    }
}

/// What the settings say of profiles and experiments, with the weights of the rankers that they name.
fn trying(settings: &LearningSettings, weights: &Weights) -> Result<Trying> {
    let LearningSettings { exploration, experiment, .. } = settings;
    let odds = |name: &String| Ok::<_, Error>(weights.odds.with(settings.ranker(name)?));
    let running = |experiment: &Experiment| {
        let [a, b] = &experiment.rankers;
        Ok::<_, Error>((experiment.clone(), [odds(a)?, odds(b)?]))
    };
    Ok(Trying {
        ranker: format!("matching-{}", Pack::matching()?.revision()),
        exploration: *exploration,
        experiment: experiment.as_ref().map(running).transpose()?,
    })
}

/// Loads the models that see, with the captioner of the library if there is a library.
pub async fn open_eyes(settings: &Settings) -> Result<Looking> {
    let captioner = match catalog::open_existing(&settings.catalog).await? {
        Some(catalog) => catalog.choice(Purpose::Captioner).await?,
        None => None,
    };
    looking(&settings.models, captioner.as_ref()).await
}

/// Loads the models that see. A captioner that cannot be used gives way to the built-in one, with a
/// warning.
async fn looking(models: &ModelSettings, captioner: Option<&Choice>) -> Result<Looking> {
    let open = async |pack| open_looking(models, pack).await;
    Ok(or_built_in(models, Purpose::Captioner, captioner, open).await?.0)
}

async fn open_looking(models: &ModelSettings, captioner: Pack) -> Result<Looking> {
    let models = models.clone();
    blocking(move || {
        Ok(Looking { choice: Choice::of(&captioner), seeing: seeing(&models, &captioner)? })
    })
    .await
}

/// Loads the models that see: tags and feeling are always the built-in pack's, captions are those of
/// `captioner`.
pub fn seeing(models: &ModelSettings, captioner: &Pack) -> Result<Seeing> {
    let (eye_pack, engine) = (Pack::lite()?, &models.engine);
    let batching = Batching { size: models.batch, window: models.window };
    let eye = Eye::open(&eye_pack, engine)?;
    let eye =
        Viewer { processor: eye.processor().clone(), model: Handle::start("eye", eye, batching)? };
    let encoder = VisionEncoder::open(captioner, engine)?.map(|encoder| {
        let processor = encoder.processor().clone();
        let model = Handle::start("vision-encoder", encoder, batching)?;
        Ok::<_, Error>(Viewer { processor, model })
    });
    let writer = Captioner::open(captioner, engine)?;
    Ok(Seeing {
        eye,
        encoder: encoder.transpose()?,
        captioner: Handle::start("captioner", writer, batching)?,
        lexicon: Arc::new(Lexicon::open(&eye_pack, captioner)?),
    })
}
