//! Passages → vectors, and how each passage feels by its words and its sound.

use std::collections::HashMap;

use super::align::AlignedTrack;
use super::explicit::Explicit;
use super::listen::{self, SoundFeatures, SoundFeeling};
use super::segment::Draft;
use super::{Prepared, WordsFeeling, twins};
use crate::catalog::IndexedTrack;
use crate::embedding::Embedding;
use crate::error::Result;
use crate::feeling::Feeling;
use crate::models::audio_tagger::{Label, Labels};
use crate::music::{Heard, HeardTag, Passage, PassageId, rounded};
use crate::reading::{Reading, read};

/// How far the sound moves the feeling of the words, on each axis: arousal is heard rather than
/// read, valence the other way round.
const SOUND_IN_VALENCE: f32 = 0.35;
const SOUND_IN_AROUSAL: f32 = 0.65;

/// Beats less regular than this are not told.
const STEADY: f32 = 0.2;

/// Embeds every passage and gives it its feeling. `known` holds what the encoder made of descriptions
/// before.
pub(super) async fn embed(
    reading: &Reading,
    words_feeling: &WordsFeeling,
    sound_feeling: &SoundFeeling,
    prepared: Prepared,
    known: HashMap<String, Embedding>,
) -> Result<IndexedTrack> {
    let Prepared { track, listened, file, drafts } = prepared;
    let sound = listened.as_ref().map(|listened| &listened.sound);
    let heard: Vec<Option<SoundFeatures>> =
        drafts.iter().map(|draft| sound.map(|sound| sound.features(draft.span))).collect();
    let told = drafts.iter().zip(&heard);
    let descriptions: Vec<String> = told
        .map(|(draft, heard)| description(&track, draft, heard.as_ref(), sound_feeling))
        .collect();
    let embeddings = read(&reading.encoder, &descriptions, known).await?;
    let felt = match &words_feeling.encoder {
        Some(encoder) => read(encoder, &descriptions, HashMap::new()).await?,
        None => embeddings.clone(),
    };
    let track_id = track.track.id;
    let language = track.track.language;
    let mut passages = Vec::new();
    let felt = felt.iter().zip(&heard);
    let feelings = felt.map(|(felt, heard)| {
        feeling(words_feeling.head.feeling(felt), heard.as_ref(), sound_feeling)
    });
    let parts = drafts.into_iter().zip(feelings).zip(&heard).zip(descriptions).zip(0..);
    for ((((draft, feeling), heard), description), number) in parts {
        let id = PassageId { track: track_id, number };
        passages.push(Passage {
            id,
            span: draft.span,
            description,
            feeling,
            explicit: Explicit::of(&draft.text, language) == Explicit::Yes,
            text: draft.text,
            heard: heard.as_ref().map(|heard| told_of(heard, sound_feeling)),
            certainty: draft.certainty,
            typicality: draft.typicality,
            prominence: draft.prominence,
        });
    }
    let collection = reading.choice.collection();
    let name = twins::name(&track.track.title);
    let mut track = track.track;
    track.heard = listened.as_ref().map(|listened| Heard {
        loudness_lufs: listened.loudness.integrated_lufs.map(rounded),
        dynamics_db: listened.loudness.range_lu.map(rounded),
        ..told_of(&listened.sound.features(None), sound_feeling)
    });
    let lyrics = Vec::new();
    Ok(IndexedTrack { track, passages, collection, embeddings, lyrics, file, name })
}

/// What is told of how a passage sounds.
fn told_of(features: &SoundFeatures, feeling: &SoundFeeling) -> Heard {
    let heard = features.heard.as_ref();
    let labels = heard.map(|heard| Labels::built_in().heard(&heard.tags)).unwrap_or_default();
    let tag = |(label, strength): &(&Label, f32)| HeardTag {
        label: label.name.clone(),
        strength: rounded(*strength),
    };
    Heard {
        sentence: listen::words(features, feeling.feeling(features)),
        tags: labels.iter().map(tag).collect(),
        voice: heard.map(|heard| rounded(heard.voice)),
        tempo_bpm: (STEADY <= features.pulse).then_some(rounded(features.tempo_bpm)),
        dynamics_db: Some(rounded(features.dynamics_db)),
        ..Heard::default()
    }
}

/// What the encoder reads: the words that are sung, else what the tags and the sound tell. What is
/// played between sung words is told by its sound alone: title and tags speak of the song.
fn description(
    track: &AlignedTrack,
    draft: &Draft,
    heard: Option<&SoundFeatures>,
    feeling: &SoundFeeling,
) -> String {
    if !draft.text.is_empty() {
        return draft.text.clone();
    }
    let heard = heard.map(|heard| listen::words(heard, feeling.feeling(heard))).unwrap_or_default();
    let genres = track.track.genres.join(", ");
    let told = if track.lyrics.is_empty() {
        vec![&track.track.title, &track.track.album, &genres, &track.tags_text, &heard]
    } else {
        vec![&genres, &heard]
    };
    let told = told.into_iter().map(String::as_str).filter(|part| !part.is_empty());
    format!("instrumental music: {}", told.collect::<Vec<_>>().join(", "))
}

/// How a passage feels whose words, as they are `read`, feel so.
fn feeling(read: Feeling, heard: Option<&SoundFeatures>, sound: &SoundFeeling) -> Feeling {
    let Some(heard) = heard.map(|heard| sound.feeling(heard)) else { return read };
    Feeling::new(
        read.toward(heard, SOUND_IN_VALENCE).valence(),
        read.toward(heard, SOUND_IN_AROUSAL).arousal(),
    )
}
