//! A whole folder: finds what is new, changed or gone, and takes it through the pipeline.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use futures::StreamExt;
use futures::stream;
use tokio_util::sync::CancellationToken;

use super::source::folder::{Folder, Found, Look, Skip};
use super::{Ingest, Stage, is_the_tracks, reference_prefix};
use crate::blocking::blocking;
use crate::catalog::{Outcome, Place, Visit};
use crate::error::Result;
use crate::music::TrackId;
use crate::vectors::Record;

/// How many tracks are in work at once: decoding one while another is embedded keeps two cores busy.
const TRACKS_AT_ONCE: usize = 4;

/// How to go over a folder.
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// Forget what was taken from this folder and is gone.
    pub prune: bool,
    /// When this is cancelled, the tracks in hand are finished and no more are begun.
    pub stop: CancellationToken,
}

/// Something that happened on the way.
#[derive(Debug)]
pub enum Event<'a> {
    /// The folder was looked at: so many tracks are new or changed.
    Looked {
        /// How many.
        to_do: usize,
    },
    /// A track is searchable now; the notes say what was odd about it.
    Taken {
        /// Which one.
        reference: &'a str,
        /// What was odd.
        notes: &'a [String],
    },
    /// A track cannot be used.
    Refused {
        /// Which one.
        reference: &'a str,
        /// Why.
        reason: &'a str,
    },
}

/// What became of a folder.
#[derive(Debug, Default)]
pub struct Report {
    /// Tracks that were new or changed and are searchable now.
    pub taken: usize,
    /// Tracks that had not changed since they were taken.
    pub unchanged: usize,
    /// Files that were passed over, each with the reason.
    pub skipped: Vec<Skip>,
    /// Tracks that cannot be used, by reference, each with the reason; those of earlier runs too.
    pub refused: Vec<(String, String)>,
    /// Tracks that were forgotten because their files are gone.
    pub forgotten: usize,
    /// Tracks whose files are gone and that were kept, because pruning was not asked for.
    pub gone: usize,
    /// Tracks that were not begun, because it was asked to stop.
    pub left: usize,
}

impl Ingest {
    /// Makes the library hold what the folder `root` holds. What did not change is not read again.
    ///
    /// Fails if the folder cannot be read or if the library cannot be written; a track that cannot
    /// be used is told to `tell` and does not end the sweep.
    pub async fn sweep(
        &self,
        root: &Path,
        sweep: &Sweep,
        tell: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<Report> {
        let folder = Folder::open(root)?;
        let looking = folder.clone();
        let Look { found, skipped } = blocking(move || Ok(looking.look())).await?;
        let mut report = Report { skipped, ..Report::default() };
        let prefix = reference_prefix(folder.root());
        let mut visits = self.catalog.visits(&prefix).await?;
        let here: HashSet<&String> = found.iter().map(|track| &track.reference).collect();
        let gone = visits.extract_if(|reference, _| !here.contains(reference)).collect();
        self.remove_gone(gone, sweep, &mut report).await?;
        if 0 < report.forgotten {
            // Copies of what is gone have to be taken anew.
            visits = self.catalog.visits(&prefix).await?;
        }
        let to_do = self.changed(found, &visits, &mut report);
        tell(Event::Looked { to_do: to_do.len() });
        self.take_all(&folder, to_do, sweep, None, tell, &mut report).await?;
        self.finish(report).await
    }

    /// Takes again what was found at these places, from the stage `from` on.
    ///
    /// Fails if the library cannot be written. Places that an older version found, and folders that
    /// are gone, are told in the report as skipped.
    pub async fn redo(
        &self,
        places: HashMap<String, Visit>,
        from: Stage,
        sweep: &Sweep,
        tell: &(dyn Fn(Event<'_>) + Sync),
    ) -> Result<Report> {
        let mut report = Report::default();
        let mut folders = BTreeMap::new();
        for (reference, visit) in places {
            match visit.root {
                Some(root) => folders.entry(root).or_insert_with(Vec::new).push(reference),
                None => report.skipped.push(Skip {
                    place: reference,
                    reason: "an older version took it: ingest its folder once more".to_owned(),
                }),
            }
        }
        tell(Event::Looked { to_do: folders.values().map(Vec::len).sum() });
        for (root, references) in folders {
            self.redo_folder(Path::new(&root), &references, from, sweep, tell, &mut report).await?;
        }
        self.finish(report).await
    }

    async fn redo_folder(
        &self,
        root: &Path,
        references: &[String],
        from: Stage,
        sweep: &Sweep,
        tell: &(dyn Fn(Event<'_>) + Sync),
        report: &mut Report,
    ) -> Result<()> {
        let folder = match Folder::open(root) {
            Ok(folder) => folder,
            Err(error) => {
                let (place, reason) = (root.display().to_string(), error.to_string());
                report.skipped.push(Skip { place, reason });
                report.gone += references.len();
                return Ok(());
            }
        };
        let looking = folder.clone();
        let mut found = blocking(move || Ok(looking.look())).await?.found;
        found.retain(|track| references.contains(&track.reference));
        report.gone += references.len() - found.len();
        self.take_all(&folder, found, sweep, Some(from), tell, report).await
    }

    async fn finish(&self, mut report: Report) -> Result<Report> {
        // Whoever opened the library meanwhile may have taken back vectors whose track was not in
        // the catalog yet.
        self.reading.mend(&*self.catalog).await?;
        report.refused.sort();
        Ok(report)
    }

    /// What is new or changed.
    fn changed(
        &self,
        found: Vec<Found>,
        visits: &HashMap<String, Visit>,
        report: &mut Report,
    ) -> Vec<Found> {
        let mut to_do = Vec::new();
        for track in found {
            match visits.get(&track.reference) {
                Some(visit) if visit.stamp == self.stamp(&track.stamp) => match &visit.outcome {
                    Outcome::Taken => report.unchanged += 1,
                    Outcome::Refused(reason) => {
                        report.refused.push((track.reference, reason.clone()));
                    }
                },
                _ => to_do.push(track),
            }
        }
        to_do
    }

    async fn remove_gone(
        &self,
        gone: HashMap<String, Visit>,
        sweep: &Sweep,
        report: &mut Report,
    ) -> Result<()> {
        let taken = gone.values().filter(|visit| visit.outcome == Outcome::Taken).count();
        if !sweep.prune {
            report.gone = taken;
            return Ok(());
        }
        for reference in gone.keys() {
            self.catalog.forget(reference).await?;
            self.reading.index(TrackId::of(reference), Record::default()).await?;
        }
        report.forgotten = taken;
        Ok(())
    }

    async fn take_all(
        &self,
        folder: &Folder,
        to_do: Vec<Found>,
        sweep: &Sweep,
        again: Option<Stage>,
        tell: &(dyn Fn(Event<'_>) + Sync),
        report: &mut Report,
    ) -> Result<()> {
        let mut left = to_do.len();
        let tracks = stream::iter(to_do)
            .take_until(sweep.stop.cancelled())
            .map(async |track| {
                let notes = self.take_found(folder, &track, again).await;
                (track.reference, notes)
            })
            .buffer_unordered(TRACKS_AT_ONCE);
        futures::pin_mut!(tracks);
        while let Some((reference, taken)) = tracks.next().await {
            left -= 1;
            match taken {
                Ok(notes) => {
                    report.taken += 1;
                    tell(Event::Taken { reference: &reference, notes: &notes });
                }
                Err(error) if is_the_tracks(&error) => {
                    let reason = error.to_string();
                    tell(Event::Refused { reference: &reference, reason: &reason });
                    report.refused.push((reference, reason));
                }
                Err(error) => return Err(error),
            }
        }
        report.left += left;
        Ok(())
    }

    /// Takes one track.
    async fn take_found(
        &self,
        folder: &Folder,
        track: &Found,
        again: Option<Stage>,
    ) -> Result<Vec<String>> {
        let (source, found) = (folder.clone(), track.clone());
        let stamp = self.stamp(&track.stamp);
        let root = folder.root().display().to_string();
        let place = Place { reference: &track.reference, stamp: &stamp, root: &root };
        self.run(place, again, move || source.fetch(&found)).await
    }
}
