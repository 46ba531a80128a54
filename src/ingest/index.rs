//! Makes a track findable: audio first, then vectors, then the catalog. The catalog is the commit:
//! a crash before it leaves only vectors that nobody knows, and the next attempt replaces them.

use crate::blobs::{self, Blobs};
use crate::catalog::{Catalog, IndexedTrack};
use crate::error::Result;
use crate::music::{AudioPlace, Track};
use crate::vectors::VectorIndex;

/// Copies the track's audio into `blobs`, if there are any, and lets the track point there.
pub(super) async fn keep_audio(blobs: Option<&Blobs>, track: &mut Track) -> Result<()> {
    if let (Some(blobs), Some(audio)) = (blobs, &mut track.audio)
        && let AudioPlace::File(path) = &audio.place
    {
        audio.place = AudioPlace::Blob(blobs::copy_audio(blobs, path).await?);
    }
    Ok(())
}

/// Writes vectors, then the catalog.
pub(super) async fn index(
    vectors: &dyn VectorIndex,
    catalog: &dyn Catalog,
    reference: &str,
    stamp: &str,
    indexed: &IndexedTrack,
) -> Result<()> {
    vectors.replace(indexed.track.id, &indexed.entries).await?;
    catalog.put(reference, stamp, indexed).await
}
