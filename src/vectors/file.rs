//! The embedded index: every vector in memory, scanned exactly; on disk, a log that survives being
//! killed at any moment.
//!
//! The file is a header and records, each with its length and a checksum. A record holds all
//! entries of one track, and the last record of a track counts. Whoever writes holds a lock and
//! only ever appends; whoever reads looks at the length of the file before each search and reads
//! what was appended, so a server sees what another process ingests. A record that is cut off or
//! damaged ends the log: the next writer cuts it there, and [`super::reconcile`] puts back from the
//! catalog what was behind it. When half of the log is outdated, it is written anew beside the old
//! one and takes its place.

mod log;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use async_trait::async_trait;

use self::log::{
    HEADER_BYTES, RECORD_HEADER_BYTES, begin, decode, lock, open_log, read_record, record,
    same_file,
};
use super::{Checksum, Entry, Filter, Hit, VectorIndex, checksum};
use crate::blocking::blocking;
use crate::embedding::{Embedding, dot};
use crate::error::{Error, Result};
use crate::music::{Language, PassageId, TrackId};

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
    dimension: usize,
    state: RwLock<State>,
}

/// What has been read of the log so far.
struct State {
    file: File,
    /// How far the log has been read; what follows is new, cut off or damaged.
    read: u64,
    live: u64,
    tracks: HashMap<TrackId, Slot>,
    rows: Rows,
}

/// One track's record.
struct Slot {
    checksum: Checksum,
    bytes: u64,
}

/// The vectors one after another, and beside them what they belong to.
#[derive(Default)]
struct Rows {
    passages: Vec<PassageId>,
    languages: Vec<Option<Language>>,
    values: Vec<f32>,
}

impl FileIndex {
    /// Opens the log at `path`, or begins it. A file that is not such a log is begun anew.
    pub(super) async fn open(path: &Path, dimension: usize) -> Result<Self> {
        let path = path.to_owned();
        blocking(move || {
            let state = RwLock::new(State::open(&path, dimension).map_err(|e| failed(&path, e))?);
            Ok(Self { shared: Arc::new(Shared { path, dimension, state }) })
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
    async fn replace(&self, track: TrackId, entries: &[Entry]) -> Result<()> {
        let (shared, entries) = (self.shared.clone(), entries.to_vec());
        blocking(move || shared.replace(track, &entries).map_err(|e| failed(&shared.path, e))).await
    }

    async fn search(&self, query: &Embedding, filter: &Filter, limit: usize) -> Result<Vec<Hit>> {
        if query.dimension() != self.shared.dimension {
            return Err(Error::invalid(format!(
                "query has {} dimensions, the index {}",
                query.dimension(),
                self.shared.dimension
            )));
        }
        let (shared, query, filter) = (self.shared.clone(), query.clone(), filter.clone());
        blocking(move || {
            let state = shared.current().map_err(|error| failed(&shared.path, error))?;
            Ok(state.rows.nearest(&query, &filter, limit))
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
        self.writable().catch_up(&self.path, self.dimension)?;
        Ok(self.state.read().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    fn writable(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn replace(&self, track: TrackId, entries: &[Entry]) -> io::Result<()> {
        let _lock = lock(&self.path)?;
        let mut state = self.writable();
        state.catch_up(&self.path, self.dimension)?;
        if entries.is_empty() && !state.tracks.contains_key(&track) {
            return Ok(());
        }
        state.append(track, entries)?;
        if MIN_REWRITE_BYTES < state.read && state.live < state.read / 2 {
            state.rewrite(&self.path, self.dimension)?;
        }
        Ok(())
    }
}

impl State {
    fn open(path: &Path, dimension: usize) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let _lock = lock(path)?;
        let file = match open_log(path, dimension) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Err(error),
            Err(_) => begin(path, dimension)?,
        };
        let mut state = Self {
            file,
            read: HEADER_BYTES,
            live: 0,
            tracks: HashMap::new(),
            rows: Rows::default(),
        };
        state.read_new(dimension)?;
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

    fn catch_up(&mut self, path: &Path, dimension: usize) -> io::Result<()> {
        if !same_file(&self.file, path)? {
            self.file = open_log(path, dimension)?;
            (self.read, self.live) = (HEADER_BYTES, 0);
            self.tracks.clear();
            self.rows = Rows::default();
        }
        self.read_new(dimension)
    }

    /// Reads records until the end of the file, or until one that is not whole.
    fn read_new(&mut self, dimension: usize) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(self.read))?;
        let mut reader = io::BufReader::with_capacity(1 << 20, self.file.try_clone()?);
        while let Some(payload) = read_record(&mut reader)? {
            let Some((track, entries)) = decode(&payload, dimension) else { break };
            self.apply(track, &entries, (payload.len() + RECORD_HEADER_BYTES) as u64);
        }
        Ok(())
    }

    fn cut_off_damage(&mut self) -> io::Result<()> {
        if self.read < self.file.metadata()?.len() {
            self.file.set_len(self.read)?;
        }
        Ok(())
    }

    fn append(&mut self, track: TrackId, entries: &[Entry]) -> io::Result<()> {
        let record = record(track, entries);
        self.cut_off_damage()?;
        self.file.seek(SeekFrom::Start(self.read))?;
        self.file.write_all(&record)?;
        self.file.sync_data()?;
        self.apply(track, entries, record.len() as u64);
        Ok(())
    }

    fn apply(&mut self, track: TrackId, entries: &[Entry], bytes: u64) {
        self.read += bytes;
        if let Some(old) = self.tracks.remove(&track) {
            self.live -= old.bytes;
            self.rows.remove(track);
        }
        if !entries.is_empty() {
            self.live += bytes;
            self.tracks.insert(track, Slot { checksum: checksum(entries), bytes });
            self.rows.add(track, entries);
        }
    }

    /// Writes what is live to a new file and puts it in place of the old one.
    fn rewrite(&mut self, path: &Path, dimension: usize) -> io::Result<()> {
        let beside = path.with_extension("new");
        let mut file = begin(&beside, dimension)?;
        let mut written = HEADER_BYTES;
        for (track, entries) in self.rows.by_track(dimension) {
            let record = record(track, &entries);
            file.write_all(&record)?;
            written += record.len() as u64;
        }
        file.sync_all()?;
        fs::rename(&beside, path)?;
        self.file = file;
        (self.read, self.live) = (written, written - HEADER_BYTES);
        Ok(())
    }
}

impl Rows {
    fn add(&mut self, track: TrackId, entries: &[Entry]) {
        for entry in entries {
            self.passages.push(PassageId { track, number: entry.number });
            self.languages.push(entry.language);
            self.values.extend(entry.embedding.values());
        }
    }

    /// Removes a track's rows; the others keep their order. They were added together.
    fn remove(&mut self, track: TrackId) {
        let Some(first) = self.passages.iter().position(|passage| passage.track == track) else {
            return;
        };
        let dimension = self.values.len() / self.passages.len();
        let count = self.passages[first..].iter().take_while(|row| row.track == track).count();
        self.passages.drain(first..first + count);
        self.languages.drain(first..first + count);
        self.values.drain(first * dimension..(first + count) * dimension);
    }

    fn nearest(&self, query: &Embedding, filter: &Filter, limit: usize) -> Vec<Hit> {
        let mut hits: Vec<Hit> = self
            .values
            .chunks_exact(query.dimension())
            .zip(&self.passages)
            .zip(&self.languages)
            .filter(|(_, language)| filter.admits(**language))
            .map(|((values, passage), _)| Hit {
                passage: *passage,
                score: dot(query.values(), values),
            })
            .collect();
        let best_first =
            |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage));
        if limit < hits.len() {
            hits.select_nth_unstable_by(limit, best_first);
            hits.truncate(limit);
        }
        hits.sort_by(best_first);
        hits
    }

    fn by_track(&self, dimension: usize) -> Vec<(TrackId, Vec<Entry>)> {
        let mut tracks: Vec<(TrackId, Vec<Entry>)> = Vec::new();
        for (row, values) in self.values.chunks_exact(dimension).enumerate() {
            let PassageId { track, number } = self.passages[row];
            let Some(embedding) = Embedding::from_unit(values.to_vec()) else { continue };
            let entry = Entry { number, language: self.languages[row], embedding };
            match tracks.last_mut() {
                Some((last, entries)) if *last == track => entries.push(entry),
                _ => tracks.push((track, vec![entry])),
            }
        }
        tracks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn index(folder: &Path) -> FileIndex {
        FileIndex::open(&folder.join("test.vectors"), 3).await.unwrap()
    }

    fn entry(seed: u32) -> Entry {
        let values = [1.0, seed as f32, (seed * seed) as f32];
        let embedding = Embedding::from_raw(values.to_vec()).unwrap();
        Entry { number: seed, language: "en".parse().ok(), embedding }
    }

    async fn fill(index: &FileIndex, tracks: u32) {
        for track in 0..tracks {
            index.replace(TrackId::of(&track.to_string()), &[entry(track)]).await.unwrap();
        }
    }

    #[tokio::test]
    async fn conforms() {
        let folder = tempfile::tempdir().unwrap();
        super::super::conforms(&index(folder.path()).await).await;
    }

    #[tokio::test]
    async fn a_log_reads_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let written = index(folder.path()).await;
        fill(&written, 20).await;
        written.replace(TrackId::of("3"), &[]).await.unwrap();
        let read = index(folder.path()).await;
        assert_eq!(read.tracks().await.unwrap(), written.tracks().await.unwrap());
    }

    #[tokio::test]
    async fn a_log_cut_or_damaged_at_any_byte_keeps_what_stands_before() {
        let folder = tempfile::tempdir().unwrap();
        fill(&index(folder.path()).await, 4).await;
        let path = folder.path().join("test.vectors");
        let whole = fs::read(&path).unwrap();
        let record = (whole.len() - HEADER_BYTES as usize) / 4;
        for place in HEADER_BYTES as usize..whole.len() {
            let intact = (place - HEADER_BYTES as usize) / record;
            let mut damaged = whole.clone();
            damaged[place] ^= 0x10;
            for bytes in [&whole[..place], &damaged] {
                fs::write(&path, bytes).unwrap();
                let index = index(folder.path()).await;
                assert_eq!(index.tracks().await.unwrap().len(), intact, "byte {place}");
                index.replace(TrackId::of("new"), &[entry(9)]).await.unwrap();
                let again = FileIndex::open(&path, 3).await.unwrap();
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
            writer.replace(track, &entries[round..]).await.unwrap();
            assert_eq!(reader.tracks().await.unwrap()[&track], checksum(&entries[round..]));
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
        let reader = super::super::open(&url, &old, 3).await.unwrap();
        reader.replace(TrackId::of("a"), &[entry(1)]).await.unwrap();
        super::super::open(&url, &new, 3).await.unwrap();
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
    async fn a_file_that_is_no_log_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("test.vectors"), b"something else").unwrap();
        assert!(index(folder.path()).await.tracks().await.unwrap().is_empty());
    }
}
