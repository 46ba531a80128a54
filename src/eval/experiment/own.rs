//! A user's own labelled folder: photos to music by class and feeling, and words to music.

use std::path::{Path, PathBuf};

use super::emotion::Matching;
use super::finding_their_own;
use crate::error::{Error, Result};
use crate::eval::dataset::{Labelled, own};
use crate::eval::lab::Lab;
use crate::eval::library::{Library, Part};
use crate::eval::report::{Experiment, Table};

/// Runs the experiment on the folder. Fails if its tables leave nothing to ask.
pub async fn run(folder: &Path, lab: &mut Lab<'_>) -> Result<Experiment> {
    let own = own(folder)?;
    lab.note(own.about);
    let photos: Vec<Labelled> =
        own.photos.into_iter().filter(|photo| photo.class().is_some()).collect();
    let parts = vec![Part { tracks: own.tracks.iter().collect(), head: None }];
    let library = lab.tracks("own", parts).await?;
    let mut tables = Vec::new();
    if own.tracks.iter().any(|track| track.text.is_some()) {
        tables.push(words(&own.tracks, &library, lab).await?);
    }
    let tracks: Vec<Labelled> =
        own.tracks.into_iter().filter(|track| track.class().is_some()).collect();
    if !photos.is_empty() && !tracks.is_empty() {
        let files: Vec<PathBuf> = photos.iter().map(|photo| photo.file.clone()).collect();
        let sights = lab.sights(&files).await?;
        let matching = Matching { photos: &photos, sights, tracks: &tracks, library };
        tables.extend(matching.tables("own folder", lab).await?);
    }
    if tables.is_empty() {
        let told = format!("`{}` leaves nothing to ask", folder.display());
        let hint = "give photos and tracks labels or feelings, or tracks a text";
        return Err(Error::invalid(told).hinting(hint));
    }
    Ok(Experiment {
        name: "own",
        title: "The folder that was named",
        about: vec![
            "Photos find tracks of their class: the first of their labels, or the quadrant of what people said. \
             Texts find the track that they describe. The format is in `docs/evaluation.md`."
                .to_owned(),
        ],
        tables,
        plots: Vec::new(),
    })
}

/// Whether what people wrote of tracks finds them.
async fn words(tracks: &[Labelled], library: &Library, lab: &Lab<'_>) -> Result<Table> {
    let described: Vec<(&str, &str)> = tracks
        .iter()
        .filter_map(|track| Some((track.text.as_deref()?, track.name.as_str())))
        .collect();
    let title = format!("{} texts, {} tracks", described.len(), library.names.len());
    finding_their_own(&title, &described, library, lab).await
}
