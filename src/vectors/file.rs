//! The embedded index: every vector in memory, scanned exactly; on disk, a log that survives being
//! killed at any moment.
//!
//! The file is a header and records, each with its length and a checksum. A record holds all
//! entries of one track, and the last record of a track counts. Whoever writes holds a lock and
//! only ever appends; whoever reads looks at the length of the file before each search and reads
//! what was appended, so a server sees what another process ingests. A record that is cut off or
//! damaged ends the log: the next writer cuts it there, and [`crate::reading::Reading::mend`] puts back from the
//! catalog what was behind it. When half of the log is outdated, it is written anew beside the old
//! one and takes its place.

mod log;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;

use self::log::{
    HEADER_BYTES, RECORD_HEADER_BYTES, begin, decode, encode, lock, open_log, read_record,
    same_file,
};
use super::{Checksum, Entry, Hit, Record, Shape, VectorIndex, checksum};
use crate::blocking::blocking;
use crate::embedding::Embedding;
use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::music::{PassageId, TrackFacts, TrackId};

/// Logs smaller than this are not worth rewriting.
const MIN_REWRITE_BYTES: u64 = 4 * 1024 * 1024;
/// How the name of a log ends.
const ENDING: &str = "vectors";
/// How long a revision is in the name of a collection, in hexadecimal digits.
const REVISION_DIGITS: usize = 16;

pub(super) struct FileIndex {
    shared: Arc<Shared>,
}

struct Shared {
    path: PathBuf,
    shape: Shape,
    state: RwLock<State>,
}

/// What has been read of the log so far.
struct State {
    file: File,
    /// How far the log has been read; what follows is new, cut off or damaged.
    read: u64,
    live: u64,
    tracks: HashMap<TrackId, Slot>,
}

/// One track's record.
struct Slot {
    checksum: Checksum,
    bytes: u64,
    facts: Arc<TrackFacts>,
    entries: Vec<Entry>,
}

impl FileIndex {
    /// Opens the log at `path`, or begins it. A file that is not such a log is begun anew.
    pub(super) async fn open(path: &Path, shape: Shape) -> Result<Self> {
        let path = path.to_owned();
        blocking(move || {
            let state = RwLock::new(State::open(&path, shape).map_err(|e| failed(&path, e))?);
            Ok(Self { shared: Arc::new(Shared { path, shape, state }) })
        })
        .await
    }
}

/// Removes the logs in `folder` that are not of these collections.
pub(super) async fn keep(folder: &Path, collections: &[String]) -> Result<()> {
    let (folder, collections) = (folder.to_owned(), collections.to_vec());
    blocking(move || keep_logs(&folder, &collections).map_err(|e| failed(&folder, e))).await
}

fn keep_logs(folder: &Path, collections: &[String]) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        let is_log = path.extension().is_some_and(|ending| ending == ENDING);
        // Locks stay: one that somebody holds must not be taken from under them.
        if is_log && is_collection(name) && !collections.iter().any(|kept| kept == name) {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Whether a name is a pack's and its revision's: nothing else in the folder is ours.
fn is_collection(name: &str) -> bool {
    let revision = name.rsplit_once('-').map_or("", |(_, revision)| revision);
    revision.len() == REVISION_DIGITS && revision.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[async_trait]
impl VectorIndex for FileIndex {
    async fn replace(&self, track: TrackId, record: &Record) -> Result<()> {
        let (shared, record) = (self.shared.clone(), record.clone());
        blocking(move || shared.replace(track, record).map_err(|e| failed(&shared.path, e))).await
    }

    async fn search(&self, query: &Embedding, filter: &Filter, limit: usize) -> Result<Vec<Hit>> {
        let dimension = self.shared.shape.dimension;
        if query.dimension() != dimension {
            return Err(Error::invalid(format!(
                "query has {} dimensions, the index {dimension}",
                query.dimension()
            )));
        }
        let (shared, query, filter) = (self.shared.clone(), query.clone(), filter.clone());
        blocking(move || {
            let state = shared.current().map_err(|error| failed(&shared.path, error))?;
            Ok(nearest(&state.tracks, &query, &filter, limit))
        })
        .await
    }

    async fn tracks(&self) -> Result<HashMap<TrackId, Checksum>> {
        let shared = self.shared.clone();
        blocking(move || {
            let state = shared.current().map_err(|error| failed(&shared.path, error))?;
            Ok(state.tracks.iter().map(|(track, slot)| (*track, slot.checksum)).collect())
        })
        .await
    }
}

fn failed(path: &Path, error: io::Error) -> Error {
    Error::unavailable(format!("vector index `{}` cannot be used", path.display())).because(error)
}

impl Shared {
    /// The state with everything that has been appended since.
    fn current(&self) -> io::Result<RwLockReadGuard<'_, State>> {
        let state = self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        if state.is_current(&self.path)? {
            return Ok(state);
        }
        drop(state);
        self.writable().catch_up(&self.path, self.shape)?;
        Ok(self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn writable(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn replace(&self, track: TrackId, record: Record) -> io::Result<()> {
        let _lock = lock(&self.path)?;
        let mut state = self.writable();
        state.catch_up(&self.path, self.shape)?;
        if record.entries.is_empty() && !state.tracks.contains_key(&track) {
            return Ok(());
        }
        state.append(track, record)?;
        if MIN_REWRITE_BYTES < state.read && state.live < state.read / 2 {
            state.rewrite(&self.path, self.shape)?;
        }
        Ok(())
    }
}

impl State {
    fn open(path: &Path, shape: Shape) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let _lock = lock(path)?;
        let file = match open_log(path, shape) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(error),
            Err(_) => begin(path, shape)?,
        };
        let mut state = Self { file, read: HEADER_BYTES, live: 0, tracks: HashMap::new() };
        state.read_new(shape)?;
        state.cut_off_damage()?;
        Ok(state)
    }

    /// Whether the file is still the one that was read, to its end. A log that was removed stays as
    /// it was read.
    fn is_current(&self, path: &Path) -> io::Result<bool> {
        let length = self.file.metadata()?.len();
        match same_file(&self.file, path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
            same => Ok(length == self.read && same?),
        }
    }

    fn catch_up(&mut self, path: &Path, shape: Shape) -> io::Result<()> {
        if !same_file(&self.file, path)? {
            self.file = open_log(path, shape)?;
            (self.read, self.live) = (HEADER_BYTES, 0);
            self.tracks.clear();
        }
        self.read_new(shape)
    }

    /// Reads records until the end of the file, or until one that is not whole.
    fn read_new(&mut self, shape: Shape) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.read))?;
        let mut reader = io::BufReader::with_capacity(1 << 20, self.file.try_clone()?);
        while let Some(payload) = read_record(&mut reader)? {
            let Some((track, record)) = decode(&payload, shape.dimension) else { break };
            self.apply(track, record, (payload.len() + RECORD_HEADER_BYTES) as u64);
        }
        Ok(())
    }

    fn cut_off_damage(&mut self) -> io::Result<()> {
        if self.read < self.file.metadata()?.len() {
            self.file.set_len(self.read)?;
        }
        Ok(())
    }

    fn append(&mut self, track: TrackId, new: Record) -> io::Result<()> {
        let bytes = encode(track, &new)?;
        self.cut_off_damage()?;
        self.file.seek(SeekFrom::Start(self.read))?;
        self.file.write_all(&bytes)?;
        self.file.sync_data()?;
        self.apply(track, new, bytes.len() as u64);
        Ok(())
    }

    fn apply(&mut self, track: TrackId, record: Record, bytes: u64) {
        self.read += bytes;
        let outdated = if record.entries.is_empty() {
            self.tracks.remove(&track)
        } else {
            self.live += bytes;
            self.tracks.insert(track, Slot::new(record, bytes))
        };
        self.live -= outdated.map_or(0, |outdated| outdated.bytes);
    }

    /// Writes what is live to a new file and puts it in place of the old one.
    fn rewrite(&mut self, path: &Path, shape: Shape) -> io::Result<()> {
        let beside = path.with_extension("new");
        let mut file = begin(&beside, shape)?;
        let mut written = HEADER_BYTES;
        for (track, slot) in &self.tracks {
            let bytes = encode(*track, &slot.record())?;
            file.write_all(&bytes)?;
            written += bytes.len() as u64;
        }
        file.sync_all()?;
        fs::rename(&beside, path)?;
        self.file = file;
        (self.read, self.live) = (written, written - HEADER_BYTES);
        Ok(())
    }
}

impl Slot {
    fn new(record: Record, bytes: u64) -> Self {
        let checksum = checksum(&record);
        Self { checksum, bytes, facts: Arc::new(record.facts), entries: record.entries }
    }

    fn record(&self) -> Record {
        Record { facts: (*self.facts).clone(), entries: self.entries.clone() }
    }
}

/// A passage and its score, before it is known to be among the best.
struct Scored<'a> {
    passage: PassageId,
    score: f32,
    facts: &'a Arc<TrackFacts>,
    entry: &'a Entry,
}

impl Scored<'_> {
    /// Best first; equal ones in the order of their ids.
    fn before(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.passage.cmp(&other.passage))
    }

    fn hit(&self) -> Hit {
        Hit {
            passage: self.passage,
            track: self.facts.clone(),
            facts: self.entry.facts,
            embedding: self.entry.embedding.clone(),
            score: self.score,
        }
    }
}

fn nearest(
    tracks: &HashMap<TrackId, Slot>,
    query: &Embedding,
    filter: &Filter,
    limit: usize,
) -> Vec<Hit> {
    let mut scored = Vec::new();
    for (track, slot) in tracks.iter().filter(|(id, slot)| filter.admits_track(**id, &slot.facts)) {
        let entries = slot.entries.iter().filter(|entry| filter.admits_passage(&entry.facts));
        scored.extend(entries.map(|entry| Scored {
            passage: PassageId { track: *track, number: entry.number },
            score: query.cosine(&entry.embedding) + entry.correction,
            facts: &slot.facts,
            entry,
        }));
    }
    if limit < scored.len() {
        scored.select_nth_unstable_by(limit, Scored::before);
        scored.truncate(limit);
    }
    scored.sort_unstable_by(Scored::before);
    scored.iter().map(Scored::hit).collect()
}

#[cfg(test)]
mod tests {
    use super::super::conformance::{self, record};
    use super::*;

    const SHAPE: Shape = Shape { dimension: 3, edition: 1 };

    async fn index(folder: &Path) -> FileIndex {
        FileIndex::open(&folder.join("test.vectors"), SHAPE).await.unwrap()
    }

    fn entry(seed: u32) -> Entry {
        conformance::entry(seed, [1.0, seed as f32, (seed * seed) as f32])
    }

    async fn fill(index: &FileIndex, tracks: u32) {
        for track in 0..tracks {
            let record = record("en", &[entry(track)]);
            index.replace(TrackId::of(&track.to_string()), &record).await.unwrap();
        }
    }

    #[tokio::test]
    async fn conforms() {
        let folder = tempfile::tempdir().unwrap();
        conformance::conforms(&index(folder.path()).await).await;
    }

    #[tokio::test]
    async fn a_log_reads_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let written = index(folder.path()).await;
        fill(&written, 20).await;
        written.replace(TrackId::of("3"), &Record::default()).await.unwrap();
        let read = index(folder.path()).await;
        assert_eq!(read.tracks().await.unwrap(), written.tracks().await.unwrap());
    }

    #[tokio::test]
    async fn a_log_cut_or_damaged_at_any_byte_keeps_what_stands_before() {
        let folder = tempfile::tempdir().unwrap();
        fill(&index(folder.path()).await, 4).await;
        let path = folder.path().join("test.vectors");
        let whole = fs::read(&path).unwrap();
        let size = (whole.len() - HEADER_BYTES as usize) / 4;
        for place in HEADER_BYTES as usize..whole.len() {
            let intact = (place - HEADER_BYTES as usize) / size;
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            for bytes in [&whole[..place], &damaged] {
                fs::write(&path, bytes).unwrap();
                let index = index(folder.path()).await;
                assert_eq!(index.tracks().await.unwrap().len(), intact, "byte {place}");
                index.replace(TrackId::of("new"), &record("en", &[entry(9)])).await.unwrap();
                let again = FileIndex::open(&path, SHAPE).await.unwrap();
                assert_eq!(again.tracks().await.unwrap().len(), intact + 1, "byte {place}");
            }
        }
    }

    #[tokio::test]
    async fn a_reader_sees_what_another_handle_writes_and_rewrites() {
        let folder = tempfile::tempdir().unwrap();
        let (reader, writer) = (index(folder.path()).await, index(folder.path()).await);
        let track = TrackId::of("busy");
        let entries: Vec<Entry> = (0..40_000).map(entry).collect();
        for round in 0..8 {
            let record = record("en", &entries[round..]);
            writer.replace(track, &record).await.unwrap();
            assert_eq!(reader.tracks().await.unwrap()[&track], checksum(&record));
        }
        let length = fs::metadata(folder.path().join("test.vectors")).unwrap().len();
        assert!(length < 4 * MIN_REWRITE_BYTES, "outdated records are dropped: {length} bytes");
    }

    #[tokio::test]
    async fn a_log_that_is_no_longer_kept_is_gone_and_whoever_read_it_goes_on() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("file:{}", folder.path().display());
        let [old, new] = ["old", "new"].map(|name| format!("{name}-{:016x}", 1));
        for other in ["other.vectors", "Cargo.lock"] {
            fs::write(folder.path().join(other), b"somebody else's").unwrap();
        }
        let reader = super::super::open(&url, &old, SHAPE).await.unwrap();
        reader.replace(TrackId::of("a"), &record("en", &[entry(1)])).await.unwrap();
        super::super::open(&url, &new, SHAPE).await.unwrap();
        super::super::keep(&url, std::slice::from_ref(&new)).await.unwrap();
        let files = fs::read_dir(folder.path()).unwrap();
        let names: Vec<_> =
            files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        assert!(!names.contains(&format!("{old}.vectors")), "{names:?}");
        for kept in [&format!("{new}.vectors"), "other.vectors", "Cargo.lock"] {
            assert!(names.iter().any(|name| name == kept), "{names:?}");
        }
        let query = entry(1).embedding;
        assert_eq!(reader.search(&query, &Filter::default(), 9).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn an_index_of_another_edition_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        fill(&index(folder.path()).await, 2).await;
        let path = folder.path().join("test.vectors");
        let newer = FileIndex::open(&path, Shape { edition: 2, ..SHAPE }).await.unwrap();
        assert!(newer.tracks().await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_file_that_is_no_log_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("test.vectors"), b"something else").unwrap();
        assert!(index(folder.path()).await.tracks().await.unwrap().is_empty());
    }
}
