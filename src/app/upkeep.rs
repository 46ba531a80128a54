//! What is done to the library while it is served: one task at a time, in the order asked for. Whoever
//! watches is told how far it is.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tracing::warn;
use utoipa::ToSchema;

use super::App;
use crate::catalog::browse::own_place;
use crate::catalog::{Outcome, Visit};
use crate::error::{Error, Result};
use crate::ingest::{Event, Report, Stage, Sweep, is_copied, reference_prefix};
use crate::music::TrackId;

/// How many tasks may wait; more are refused.
const MOST_WAITING: usize = 64;
/// How many of the refusals of a task are told, the latest ones.
const MOST_TOLD: usize = 50;

/// Something that can be done to the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Task {
    /// Look through all folders that were ever ingested for what is new or changed; with `prune`, forget
    /// what is gone.
    Look {
        /// Whether to forget it.
        prune: bool,
    },
    /// Judge the words of a track again, and all that follows from them.
    Redo(TrackId),
}

/// What is being done to the library, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Work {
    /// The number of the task in hand; null if there is none. Tasks are numbered from 1.
    pub task: Option<u64>,
    /// How many tasks are finished since the server was started: all whose number is not above it.
    pub finished: u64,
    /// How many tracks the task in hand, or the last one, has to do.
    pub to_do: usize,
    /// How many of them are done.
    pub done: usize,
    /// The track that was done last, by its place.
    pub latest: Option<String>,
    /// Tracks and files of this task that could not be used, the latest first, fifty at most.
    pub refused: Vec<NotUsed>,
    /// Tracks that were new or changed and are searchable now.
    pub taken: usize,
    /// Tracks that had not changed.
    pub unchanged: usize,
    /// Tracks whose files are gone, and that are kept.
    pub gone: usize,
    /// Tracks that were forgotten because their files are gone.
    pub forgotten: usize,
    /// Why the task ended early; null if it did not.
    pub failure: Option<String>,
}

/// A file or track that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotUsed {
    /// Where it is, within the folder that was looked at.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// Asks for tasks, and watches them.
#[derive(Clone)]
pub struct Upkeep {
    tasks: mpsc::Sender<(u64, Task)>,
    asked: Arc<Mutex<Asked>>,
    work: watch::Receiver<Work>,
}

/// What was asked for so far.
#[derive(Default)]
struct Asked {
    /// The number of the last task.
    last: u64,
    /// The last task that looks for changes, and its number.
    look: Option<(Task, u64)>,
}

/// A place in the queue.
pub struct Place {
    permit: mpsc::OwnedPermit<(u64, Task)>,
    asked: Arc<Mutex<Asked>>,
}

/// The other end of an [`Upkeep`]: what [`App::keep_up`] works off.
pub struct Tasks {
    tasks: mpsc::Receiver<(u64, Task)>,
    work: watch::Sender<Work>,
}

/// Both ends, without a task yet.
pub fn upkeep() -> (Upkeep, Tasks) {
    let (sender, tasks) = mpsc::channel(MOST_WAITING);
    let (work, watched) = watch::channel(Work::default());
    (Upkeep { tasks: sender, asked: Arc::default(), work: watched }, Tasks { tasks, work })
}

impl Upkeep {
    /// Keeps a place for a task, for whoever has something to write down before it is asked for. Fails as
    /// `Unavailable` if too many wait.
    pub fn reserve(&self) -> Result<Place> {
        let permit = self.tasks.clone().try_reserve_owned();
        let full = |_| Error::unavailable("too much is waiting to be done to the library");
        Ok(Place { permit: permit.map_err(full)?, asked: self.asked.clone() })
    }

    /// Has all folders looked through after what was asked for before, and gives the task's number; if the
    /// same waits already, its number. Fails as `Unavailable` if too many wait.
    pub fn look(&self, prune: bool) -> Result<u64> {
        let task = Task::Look { prune };
        let begun = {
            let work = self.work.borrow();
            work.task.unwrap_or(0).max(work.finished)
        };
        let look = lock(&self.asked).look;
        match look {
            Some((same, number)) if same == task && begun < number => Ok(number),
            _ => Ok(self.reserve()?.ask(task)),
        }
    }

    /// What is being done, as it goes on.
    pub fn watch(&self) -> watch::Receiver<Work> {
        self.work.clone()
    }
}

impl Place {
    /// Has `task` done after all that were asked for before, and gives its number.
    pub fn ask(self, task: Task) -> u64 {
        let mut asked = lock(&self.asked);
        asked.last += 1;
        if matches!(task, Task::Look { .. }) {
            asked.look = Some((task, asked.last));
        }
        // Under the lock: tasks wait in the order of their numbers.
        self.permit.send((asked.last, task));
        asked.last
    }
}

fn lock(asked: &Mutex<Asked>) -> MutexGuard<'_, Asked> {
    asked.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// Does what is asked for until `stop` is cancelled.
    pub async fn keep_up(&self, mut tasks: Tasks, stop: &CancellationToken) {
        loop {
            let next = tokio::select! {
                () = stop.cancelled() => return,
                next = tasks.tasks.recv() => next,
            };
            let Some((number, task)) = next else { return };
            tasks.work.send_modify(|work| {
                *work = Work { task: Some(number), finished: work.finished, ..Work::default() };
            });
            let ended = self.perform(task, &tasks.work, stop).await;
            if let Err(error) = &ended {
                warn!(%error, "what was to be done to the library failed");
            }
            tasks.work.send_modify(|work| {
                work.failure = ended.err().map(|error| error.to_string());
                work.task = None;
                work.finished = number;
            });
        }
    }

    async fn perform(
        &self,
        task: Task,
        work: &watch::Sender<Work>,
        stop: &CancellationToken,
    ) -> Result<()> {
        match task {
            Task::Redo(track) => self.redo(track, work, stop).await,
            Task::Look { prune } => {
                let mut failed = Ok(());
                for root in self.catalog.roots().await? {
                    // A folder that is away must not keep the others from being looked at.
                    let looked = self.look(&root, prune, work, stop).await;
                    failed = failed.and(looked);
                }
                failed
            }
        }
    }

    async fn look(
        &self,
        root: &str,
        prune: bool,
        work: &watch::Sender<Work>,
        stop: &CancellationToken,
    ) -> Result<()> {
        let visits = self.catalog.visits(&reference_prefix(Path::new(root))).await?;
        let own = visits.values().filter(|visit| visit.root.as_deref() == Some(root));
        let ingest = self.ingest(are_copied(own), stop).await?;
        let sweep = Sweep { prune, stop: stop.clone() };
        let told = |event: Event<'_>| tell(work, root, &event);
        let report = ingest.sweep(Path::new(root), &sweep, &told).await;
        sum(work, root, report.map_err(|error| error_within(root, error))?);
        Ok(())
    }

    async fn redo(
        &self,
        track: TrackId,
        work: &watch::Sender<Work>,
        stop: &CancellationToken,
    ) -> Result<()> {
        let places: HashMap<String, Visit> =
            own_place(&*self.catalog, track).await?.into_iter().collect();
        let root = places.values().find_map(|visit| visit.root.clone()).unwrap_or_default();
        let ingest = self.ingest(are_copied(places.values()), stop).await?;
        let sweep = Sweep { prune: false, stop: stop.clone() };
        let told = |event: Event<'_>| tell(work, &root, &event);
        let report = ingest.redo(places, Stage::Clean, &sweep, &told).await?;
        sum(work, &root, report);
        Ok(())
    }
}

/// Whether all audio of these places was copied into the library.
fn are_copied<'a>(visits: impl Iterator<Item = &'a Visit>) -> bool {
    let mut taken = visits.filter(|visit| visit.outcome == Outcome::Taken).peekable();
    taken.peek().is_some() && taken.all(is_copied)
}

fn tell(work: &watch::Sender<Work>, root: &str, event: &Event<'_>) {
    work.send_modify(|work| match event {
        Event::Looked { to_do } => work.to_do += to_do,
        Event::Taken { reference, .. } => {
            work.done += 1;
            work.latest = Some(within(root, reference));
        }
        Event::Refused { reference, reason } => {
            work.done += 1;
            refuse(work, within(root, reference), (*reason).to_owned());
        }
    });
}

/// What is known when a folder is done.
fn sum(work: &watch::Sender<Work>, root: &str, report: Report) {
    work.send_modify(|work| {
        work.taken += report.taken;
        work.unchanged += report.unchanged;
        work.gone += report.gone;
        work.forgotten += report.forgotten;
        for skip in report.skipped {
            refuse(work, within(root, &skip.place), named(root, &skip.reason));
        }
    });
}

/// A text that tells of the folder by its name, not by where it lies.
fn named(root: &str, text: &str) -> String {
    text.replace(root, &within(root, root))
}

fn error_within(root: &str, error: Error) -> Error {
    let told = named(root, &error.to_string());
    Error::new(error.kind(), told).because(error)
}

fn refuse(work: &mut Work, place: String, reason: String) {
    work.refused.insert(0, NotUsed { place, reason });
    work.refused.truncate(MOST_TOLD);
}

/// A place as it is told to people: without where the folder `root` lies. Of a place outside of it, or of the
/// folder itself, only the name is told.
pub fn within(root: &str, place: &str) -> String {
    let path = Path::new(place.strip_prefix("file:").unwrap_or(place));
    let inside = path.strip_prefix(root).ok().filter(|inside| *inside != Path::new(""));
    let inside = inside.filter(|inside| inside.is_relative() && !root.is_empty());
    let told = inside.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    told.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn tasks_are_numbered_and_bounded() {
        let (upkeep, tasks) = upkeep();
        let redo = Task::Redo(TrackId::of("file:/a"));
        for number in 1..=MOST_WAITING as u64 {
            assert_eq!(upkeep.reserve().unwrap().ask(redo), number);
        }
        assert!(upkeep.reserve().is_err() && upkeep.look(false).is_err());
        drop(tasks);
    }

    #[tokio::test]
    async fn a_look_that_waits_already_is_not_asked_for_again() {
        let (upkeep, mut tasks) = upkeep();
        assert_eq!([upkeep.look(false).unwrap(), upkeep.look(false).unwrap()], [1, 1]);
        assert_eq!([upkeep.look(true).unwrap(), upkeep.look(true).unwrap()], [2, 2]);
        assert_eq!(tasks.tasks.recv().await, Some((1, Task::Look { prune: false })));
        tasks.work.send_modify(|work| work.task = Some(2));
        assert_eq!(upkeep.look(true).unwrap(), 3, "that one has begun");
    }

    #[test]
    fn places_are_told_without_where_the_folder_lies() {
        assert_eq!(within("/music", "file:/music/a/b.mp3"), "a/b.mp3");
        assert_eq!(within("/music/", "file:/music/a/b.mp3"), "a/b.mp3");
        assert_eq!(within("/", "file:/music/b.mp3"), "music/b.mp3");
        for place in ["/home/me/music", "file:/home/other/music", "music"] {
            assert_eq!(within("/home/me/music", place), "music", "{place}");
        }
        assert_eq!(within("/music", "file:/music2/b.mp3"), "b.mp3");
        assert_eq!(within("", "file:/music/b.mp3"), "b.mp3");
    }
}
