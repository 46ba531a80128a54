//! The wiring: opens everything that the settings name, once, and hands it out.

use std::sync::Arc;

use tracing::info;

use crate::blobs::{self, Blobs};
use crate::catalog::{self, Catalog};
use crate::config::{ModelSettings, Settings};
use crate::error::{Error, Result};
use crate::ingest::Ingest;
use crate::models::captioner::Captioner;
use crate::models::eye::Eye;
use crate::models::pack::Pack;
use crate::models::text_encoder::{Encode, FeelingHead, Relevance, TextEncoder};
use crate::models::vision::VisionEncoder;
use crate::models::{Batching, Handle};
use crate::recommend::{Lexicon, Looking, Recommend, Seeing};
use crate::vectors::{self, VectorIndex};

/// How many texts are encoded together at most.
const TEXTS_A_BATCH: usize = 32;

/// The library and the models that read.
pub struct App {
    /// What the library holds.
    pub catalog: Arc<dyn Catalog>,
    /// What is searched.
    pub vectors: Arc<dyn VectorIndex>,
    blobs: String,
    encoder: Encode,
    words_feeling: Arc<FeelingHead>,
    relevance: Relevance,
    collection: String,
    /// How models are run.
    pub models: ModelSettings,
}

impl App {
    /// Opens the library and mends its index where it does not agree with the catalog. Fails if
    /// something that the settings name cannot be opened.
    pub async fn open(settings: &Settings) -> Result<Self> {
        let pack = Pack::e5_small()?;
        let collection = format!("{}-{}", pack.name(), pack.revision()?);
        let words_feeling = Arc::new(FeelingHead::open(&pack)?);
        let relevance = Relevance::open(&pack)?;
        let encoder = TextEncoder::open(&pack, &settings.models.engine)?;
        let dimension = encoder.dimension();
        let encoder = Handle::start("text-encoder", encoder, Batching::of(TEXTS_A_BATCH))?;
        let catalog = catalog::open(&settings.catalog).await?;
        let vectors = vectors::open(&settings.vectors, &collection, dimension).await?;
        let mended = vectors::reconcile(&*vectors, &*catalog).await?;
        if 0 < mended {
            info!(tracks = mended, "vector index was mended from the catalog");
        }
        let blobs = settings.blobs.clone();
        let models = settings.models.clone();
        Ok(Self { catalog, vectors, blobs, encoder, words_feeling, relevance, collection, models })
    }

    /// The pipeline that fills the library. With `copy`, audio is copied into the blob store.
    pub fn ingest(&self, copy: bool) -> Result<Ingest> {
        let blobs = copy.then(|| self.blobs()).transpose()?;
        Ok(Ingest {
            encoder: self.encoder.clone(),
            words_feeling: self.words_feeling.clone(),
            vectors: self.vectors.clone(),
            catalog: self.catalog.clone(),
            blobs,
            collection: self.collection.clone(),
        })
    }

    /// The pipeline that answers photos; loads the models that see.
    pub fn recommend(&self) -> Result<Recommend> {
        Ok(Recommend {
            seeing: seeing(&self.models, &Pack::lite()?)?,
            encoder: self.encoder.clone(),
            relevance: self.relevance,
            vectors: self.vectors.clone(),
            catalog: self.catalog.clone(),
        })
    }

    /// The store that copied audio lies in.
    pub fn blobs(&self) -> Result<Blobs> {
        blobs::open(&self.blobs)
    }
}

/// Loads the models that see; they need no library. Tags and feeling are the built-in pack's,
/// captions are `captioner`'s.
pub fn seeing(models: &ModelSettings, captioner: &Pack) -> Result<Seeing> {
    let (eye_pack, engine) = (Pack::lite()?, &models.engine);
    let batching = Batching { size: models.batch, window: models.window };
    let eye = Eye::open(&eye_pack, engine)?;
    let eye =
        Looking { processor: eye.processor().clone(), model: Handle::start("eye", eye, batching)? };
    let encoder = VisionEncoder::open(captioner, engine)?.map(|encoder| {
        let processor = encoder.processor().clone();
        let model = Handle::start("vision-encoder", encoder, batching)?;
        Ok::<_, Error>(Looking { processor, model })
    });
    let writer = Captioner::open(captioner, engine)?;
    Ok(Seeing {
        eye,
        encoder: encoder.transpose()?,
        captioner: Handle::start("captioner", writer, batching)?,
        lexicon: Arc::new(Lexicon::open(&eye_pack, captioner)?),
    })
}
