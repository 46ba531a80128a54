//! Makes a track findable: audio first, then vectors, then the catalog. The catalog is the commit:
//! a crash before it leaves only vectors that nobody knows, and the next attempt replaces them.

use super::twins;
use crate::blobs::{self, Blobs};
use crate::catalog::{Catalog, IndexedTrack, Place};
use crate::error::Result;
use crate::music::{AudioPlace, AudioRef, TrackId};
use crate::reading::Reading;
use crate::vectors::Record;

/// Copies the track's audio into `blobs`, if there are any, and lets the track point there.
pub(super) async fn keep_audio(blobs: Option<&Blobs>, indexed: &mut IndexedTrack) -> Result<()> {
    let Some(blobs) = blobs else { return Ok(()) };
    let Some(audio) = &indexed.track.audio else { return Ok(()) };
    let AudioPlace::File(path) = &audio.place else { return Ok(()) };
    let place = AudioPlace::Blob(blobs::copy_audio(blobs, path).await?);
    let audio = AudioRef { place, ..audio.clone() };
    if let Some(file) = &mut indexed.file {
        file.audio = audio.clone();
    }
    indexed.track.audio = Some(audio);
    Ok(())
}

/// Writes vectors, then the catalog. If the library has the same recording already, both become one
/// track, and its title is given: the one that has words stays, else the one that was there first.
pub(super) async fn index(
    reading: &Reading,
    catalog: &dyn Catalog,
    place: Place<'_>,
    indexed: &IndexedTrack,
) -> Result<Option<String>> {
    let track = &indexed.track;
    let Some(file) = &indexed.file else {
        put(reading, catalog, place, indexed, None).await?;
        return Ok(None);
    };
    let namesakes = catalog.namesakes(&indexed.name, track.id).await?;
    let Some(twin) = twins::twin(track, &file.fingerprint, &namesakes) else {
        put(reading, catalog, place, indexed, None).await?;
        return Ok(None);
    };
    let words = indexed.lyrics.iter().any(|lyrics| lyrics.used);
    if words && !twin.words {
        put(reading, catalog, place, indexed, Some(twin.track.id)).await?;
        reading.index(twin.track.id, Record::default()).await?;
    } else {
        catalog.attach(place, file, twin.track.id).await?;
        reading.index(track.id, Record::default()).await?;
    }
    Ok(Some(format!("`{}`", twin.track.title)))
}

async fn put(
    reading: &Reading,
    catalog: &dyn Catalog,
    place: Place<'_>,
    indexed: &IndexedTrack,
    twin: Option<TrackId>,
) -> Result<()> {
    reading.index(indexed.track.id, indexed.record()).await?;
    catalog.put(place, indexed, twin).await
}
