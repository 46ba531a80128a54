//! A file of audio to all that is heard in it: decoded and measured on a thread that can be given up,
//! then heard by the models. What was heard is kept, and comes back as long as the file is the same.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::Stage;
use super::listen::{Listened, Sound, listen};
use super::source::{AudioFile, RawWords};
use super::{clean, twins};
use crate::audio::{self, Decoded, Pcm};
use crate::blocking::within;
use crate::catalog::{Catalog, Kept};
use crate::error::{Error, Result};
use crate::models::Handle;
use crate::models::audio_tagger::Patch;
use crate::models::speech::Sung;

/// A file that takes longer than this to decode and to measure is given up.
const LONGEST: Duration = Duration::from_mins(1);

/// The models that listen.
#[derive(Clone)]
pub struct Listening {
    /// Hears voices, instruments, genres and moods.
    pub tagger: Handle<Arc<Pcm>, Vec<Patch>>,
    /// Hears sounds of speech.
    pub speech: Handle<Arc<Pcm>, Sung>,
}

impl Listening {
    /// What is heard in the file of `reference`: what was kept of it, unless the file or listening
    /// has changed. Speech is listened to only if some of the words have no times.
    pub(super) async fn hear(
        &self,
        catalog: &dyn Catalog,
        reference: &str,
        audio: &AudioFile,
        words: &[RawWords],
    ) -> Result<Listened> {
        let key = format!("{} | {}", audio.stamp, Stage::Listen.version());
        let untimed = words.iter().any(|words| !clean::is_timed(words));
        if let Some(kept) = catalog.kept(reference).await?
            && kept.key == key
            && let Some(listened) = Listened::from_bytes(&kept.made)
            && (listened.sung.is_some() || !untimed)
        {
            return Ok(listened);
        }
        let listened = self.listen(&audio.path, untimed).await?;
        let kept = Kept { key, made: listened.to_bytes()? };
        catalog.keep_heard(reference, Some(&kept)).await?;
        Listened::from_bytes(&kept.made)
            .ok_or_else(|| Error::internal("what was heard does not come back"))
    }

    async fn listen(&self, path: &Path, speech: bool) -> Result<Listened> {
        let file = path.to_owned();
        let (decoded, sound, fingerprint) =
            within(LONGEST, "listen", move || measured(&file)).await?;
        let Decoded { pcm, duration, loudness, notes } = decoded;
        let pcm = Arc::new(pcm);
        let sung = if speech { Some(self.speech.call(pcm.clone()).await?) } else { None };
        let sound = sound.with_patches(self.tagger.call(pcm).await?);
        Ok(Listened { duration, notes, loudness, fingerprint, sound, sung })
    }
}

fn measured(path: &Path) -> Result<(Decoded, Sound, Vec<u32>)> {
    let decoded = audio::decode(path)?;
    let (sound, fingerprint) = (listen(&decoded.pcm), twins::fingerprint(&decoded.pcm));
    Ok((decoded, sound, fingerprint))
}
