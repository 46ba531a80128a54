//! Hears what plays, three seconds at a time: whether someone sings, the instruments, genres and moods.

mod labels;
mod mel;

use std::sync::Arc;
use std::time::Duration;

use rten_tensor::Tensor;
use rten_tensor::prelude::*;
use serde::{Deserialize, Serialize};

pub use self::labels::{Kind, Label, Labels};
use self::mel::{BANDS, Ear, HOP};
use super::Model;
use super::graph::{Engine, Graph};
use super::pack::Pack;
use crate::audio::{self, Pcm};
use crate::error::{Error, Result};

/// Frames of a patch.
const FRAMES: usize = 187;
/// How long a patch is; one follows the other.
pub const PATCH: Duration = Duration::from_millis((FRAMES * HOP * 1_000 / 16_000) as u64);
/// Longer pieces change slowly enough for every second patch to tell what is played.
pub const DENSE: Duration = Duration::from_mins(1);
/// A probability is kept in so many steps.
const STEPS: f32 = 255.0;
/// A feature is kept in so many steps for each of its standard deviations.
const FEATURE_STEPS: f32 = 16.0;

/// What is heard in three seconds, in about 130 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    tags: Vec<u8>,
    features: Vec<i8>,
}

impl Patch {
    /// From the probability of each tag, in the order of [`Labels::order`], and the features.
    pub fn new(tags: &[f32], features: &[f32]) -> Self {
        let step = |probability: &f32| (probability.clamp(0.0, 1.0) * STEPS).round() as u8;
        let rounded = |feature: &f32| (feature * FEATURE_STEPS).round().clamp(-127.0, 127.0) as i8;
        Self {
            tags: tags.iter().map(step).collect(),
            features: features.iter().map(rounded).collect(),
        }
    }

    /// The probability of every tag, from 0 to 1, in the order of [`Labels::order`].
    pub fn tags(&self) -> impl Iterator<Item = f32> {
        self.tags.iter().map(|step| f32::from(*step) / STEPS)
    }

    /// What the tags are read from, as a point: patches that sound alike are near each other. The
    /// coordinates are about 1 in size, the first ones larger than the last ones.
    pub fn features(&self) -> impl Iterator<Item = f32> {
        self.features.iter().map(|step| f32::from(*step) / FEATURE_STEPS)
    }

    /// How likely it is that someone sings, from 0 to 1.
    pub fn voice(&self) -> f32 {
        Labels::built_in().voice(&self.tags().collect::<Vec<_>>())
    }
}

#[derive(Debug, Deserialize)]
struct TaggerManifest {
    graphs: GraphFiles,
    patch: Shape,
}

#[derive(Debug, Deserialize)]
struct GraphFiles {
    tagger: String,
}

#[derive(Debug, Deserialize)]
struct Shape {
    frames: usize,
    bands: usize,
}

/// The taggers of a pack and the spectrogram that they read.
pub struct AudioTagger {
    graph: Graph,
    ear: Ear,
}

impl AudioTagger {
    /// Loads the taggers of `pack`.
    pub fn open(pack: &Pack, engine: &Engine) -> Result<Self> {
        let TaggerManifest { graphs, patch } = pack.manifest()?;
        if (patch.frames, patch.bands) != (FRAMES, BANDS) {
            return Err(pack.broken("manifest.toml", "patches of another size are wanted"));
        }
        keep_memory();
        Ok(Self { graph: Graph::open(pack, &graphs.tagger, engine)?, ear: Ear::new() })
    }

    /// What is heard in a piece, one patch every [`PATCH`]. The last one may reach over the end by
    /// half; then what there is of it is heard again and again. None in silence of no length. Of
    /// pieces longer than [`DENSE`] every second patch is heard, and stands for the next one too.
    ///
    /// Fails as `Invalid` if `pcm` is not at [`audio::RATE`].
    pub fn hear(&mut self, pcm: &Pcm) -> Result<Vec<Patch>> {
        if pcm.rate() != audio::RATE {
            return Err(Error::invalid("the tagger hears sound at 16,000 samples a second only"));
        }
        if pcm.samples().is_empty() {
            return Ok(Vec::new());
        }
        let frames = pcm.samples().len() / HOP + 1;
        let count = ((frames + FRAMES / 2) / FRAMES).max(1);
        let step = if DENSE < pcm.duration() { 2 } else { 1 };
        let mut patches = Vec::with_capacity(count + 1);
        // Patches go one by one: what one needs fits into the processor's cache, what several need
        // does not, and a batch takes longer.
        for number in (0..count).step_by(step) {
            let patch = self.patch(pcm.samples(), number * FRAMES, frames)?;
            patches.extend(std::iter::repeat_n(patch, step));
        }
        patches.truncate(count);
        Ok(patches)
    }

    fn patch(&mut self, samples: &[f32], first: usize, frames: usize) -> Result<Patch> {
        let mut levels = vec![0.0; FRAMES * BANDS];
        let heard = FRAMES.min(frames - first);
        for (frame, levels) in levels.chunks_exact_mut(BANDS).enumerate() {
            self.ear.frame(samples, first + frame % heard, levels);
        }
        let levels = Tensor::from_data(&[1, FRAMES, BANDS], levels);
        let heard = self.graph.run(&[("mel", levels.view().into())], &["tags", "features"])?;
        Ok(Patch::new(&heard[0].to_vec(), &heard[1].to_vec()))
    }
}

/// Makes glibc keep the memory that a patch needs for the next one. It gives large blocks back at once,
/// until one of that size was freed (mallopt(3), `M_MMAP_THRESHOLD`); to get 13 MB anew for every patch
/// costs a third of the whole time. Other allocators do not care.
fn keep_memory() {
    drop(std::hint::black_box(vec![0_u8; 31 << 20]));
}

impl Model for AudioTagger {
    type Input = Arc<Pcm>;
    type Output = Vec<Patch>;

    fn run(&mut self, batch: &[Arc<Pcm>]) -> Result<Vec<Vec<Patch>>> {
        batch.iter().map(|pcm| self.hear(pcm)).collect()
    }
}

#[cfg(test)]
mod tests;
