//! A user's own labelled folder: photos to music by class and feeling, and words to music.

use std::path::{Path, PathBuf};

use super::emotion::Matching;
use super::theme::words_alone;
use crate::error::{Error, Result};
use crate::eval::board::{Board, Measure, Role, Summary, System};
use crate::eval::dataset::{Labelled, own};
use crate::eval::lab::Lab;
use crate::eval::library::{Library, Part};
use crate::eval::measure::{recall_at, reciprocal_rank};
use crate::eval::rankers::{Ranker, Rankers};
use crate::eval::report::{Experiment, Table};
use crate::music::TrackId;

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
        .filter_map(|track| Some((track.name.as_str(), track.text.as_deref()?)))
        .collect();
    let sights: Vec<_> = described.iter().map(|(_, text)| words_alone(text)).collect();
    let rankers = Rankers::open(library, &sights, lab.draws.seed).await?;
    let mut systems = Vec::new();
    for ranker in Ranker::of_words() {
        let mut scores = Vec::new();
        for (query, (sight, (name, _))) in sights.iter().zip(&described).enumerate() {
            let list = rankers.order(ranker, sight, query).await?.songs;
            let own = |track: &TrackId| library.names.get(track).is_some_and(|own| own == name);
            let relevant: Vec<bool> = list.iter().map(|placed| own(&placed.track)).collect();
            let mut found: Vec<f64> = [1, 5, 10].map(|k| recall_at(&relevant, k, 1)).to_vec();
            found.push(reciprocal_rank(&relevant));
            scores.push(found);
        }
        let role = if ranker == Ranker::Product { Role::Product } else { Role::Baseline };
        systems.push(System { name: ranker.name(), role, scores });
    }
    let of = |name, score| Measure { name, score, summary: Summary::Mean };
    let measures = vec![of("R@1", 0), of("R@5", 1), of("R@10", 2), of("MRR", 3)];
    let board = Board { classes: vec![0; described.len()], measures, systems };
    let title = format!("{} texts, {} tracks", described.len(), library.names.len());
    Ok(board.table(&title, lab.draws))
}
