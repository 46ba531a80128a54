//! The log on disk: its header, its records, and the lock of whoever writes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::embedding::Embedding;
use crate::feeling::Feeling;
use crate::music::{PassageFacts, TrackId};
use crate::vectors::{Entry, Record, Shape};

const MAGIC: [u8; 8] = *b"VLvec\0\0\x02";
/// Magic, dimension and edition.
pub(super) const HEADER_BYTES: u64 = 8 + 4 + 4;
/// Length and checksum of the record that follows.
pub(super) const RECORD_HEADER_BYTES: usize = 4 + 4;
/// Number, explicit, sung, and four measures: feeling, prominence, correction.
const ENTRY_HEADER_BYTES: usize = 4 + 1 + 1 + 4 * 4;
/// No track has this much to say: a longer record is damage.
const MAX_RECORD_BYTES: usize = 256 * 1024 * 1024;
/// Held by whoever writes, in whichever process; released when it is dropped.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    let lock = path.with_extension("lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
    file.lock()?;
    Ok(file)
}

pub(super) fn begin(path: &Path, shape: Shape) -> io::Result<File> {
    let mut file =
        OpenOptions::new().create(true).truncate(true).read(true).write(true).open(path)?;
    file.write_all(&header(shape))?;
    file.sync_all()?;
    Ok(file)
}

pub(super) fn open_log(path: &Path, shape: Shape) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut found = [0; HEADER_BYTES as usize];
    file.read_exact(&mut found)?;
    if found != header(shape) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a log of these vectors"));
    }
    Ok(file)
}

fn header(shape: Shape) -> [u8; HEADER_BYTES as usize] {
    let mut header = [0; HEADER_BYTES as usize];
    header[..8].copy_from_slice(&MAGIC);
    header[8..12].copy_from_slice(&(shape.dimension as u32).to_le_bytes());
    header[12..].copy_from_slice(&shape.edition.to_le_bytes());
    header
}

/// Whether `path` still leads to the open `file`: a rewritten log is another file.
pub(super) fn same_file(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let (ours, theirs) = (file.metadata()?, fs::metadata(path)?);
    Ok((ours.dev(), ours.ino()) == (theirs.dev(), theirs.ino()))
}

pub(super) fn read_record(reader: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut header = [0; RECORD_HEADER_BYTES];
    if !read_whole(reader, &mut header)? {
        return Ok(None);
    }
    let number = |at: usize| u32::from_le_bytes([0, 1, 2, 3].map(|byte| header[at + byte]));
    let (length, expected) = (number(0) as usize, number(4));
    if MAX_RECORD_BYTES < length {
        return Ok(None);
    }
    let mut payload = vec![0; length];
    let whole = read_whole(reader, &mut payload)?;
    Ok((whole && crc32fast::hash(&payload) == expected).then_some(payload))
}

fn read_whole(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

/// A whole record: track, facts as JSON after their length, then for each entry its number, what is
/// known of it, and its values; all numbers little-endian.
pub(super) fn encode(track: TrackId, record: &Record) -> io::Result<Vec<u8>> {
    let facts = serde_json::to_vec(&record.facts)?;
    let mut payload = track.bytes().to_vec();
    payload.extend((facts.len() as u32).to_le_bytes());
    payload.extend(facts);
    for entry in &record.entries {
        let Entry { number, facts, embedding, correction } = entry;
        payload.extend(number.to_le_bytes());
        payload.extend([u8::from(facts.explicit), u8::from(facts.sung)]);
        let PassageFacts { feeling, prominence, .. } = *facts;
        let measures = [feeling.valence(), feeling.arousal(), prominence, *correction];
        let numbers = measures.iter().chain(embedding.values());
        numbers.for_each(|value| payload.extend(value.to_le_bytes()));
    }
    let mut bytes = (payload.len() as u32).to_le_bytes().to_vec();
    bytes.extend(crc32fast::hash(&payload).to_le_bytes());
    bytes.extend(payload);
    Ok(bytes)
}

pub(super) fn decode(payload: &[u8], dimension: usize) -> Option<(TrackId, Record)> {
    let (track, rest) = payload.split_first_chunk::<16>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (facts, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let facts = serde_json::from_slice(facts).ok()?;
    let entry_bytes = ENTRY_HEADER_BYTES + 4 * dimension;
    if rest.len() % entry_bytes != 0 {
        return None;
    }
    let entries = rest.chunks(entry_bytes).map(decode_entry).collect::<Option<Vec<_>>>()?;
    Some((TrackId::from_bytes(*track), Record { facts, entries }))
}

fn decode_entry(bytes: &[u8]) -> Option<Entry> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    let ([explicit, sung], rest) = rest.split_first_chunk::<2>()?;
    let (numbers, _) = rest.as_chunks::<4>();
    let numbers: Vec<f32> = numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let ([valence, arousal, prominence, correction], values) = numbers.split_first_chunk::<4>()?;
    Some(Entry {
        number: u32::from_le_bytes(*number),
        facts: PassageFacts {
            feeling: Feeling::new(*valence, *arousal),
            explicit: *explicit != 0,
            sung: *sung != 0,
            prominence: *prominence,
        },
        embedding: Embedding::from_unit(values.to_vec())?,
        correction: *correction,
    })
}
