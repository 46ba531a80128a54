//! The log on disk: its header, its records, and the lock of whoever writes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use crate::embedding::Embedding;
use crate::music::TrackId;
use crate::vectors::Entry;

const MAGIC: [u8; 8] = *b"VLvec\0\0\x01";
/// Magic and dimension.
pub(super) const HEADER_BYTES: u64 = 8 + 4;
/// Length and checksum of the record that follows.
pub(super) const RECORD_HEADER_BYTES: usize = 4 + 4;
/// No track has this much to say: a longer record is damage.
const MAX_RECORD_BYTES: usize = 256 * 1024 * 1024;
/// Held by whoever writes, in whichever process; released when it is dropped.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    let lock = path.with_extension("lock");
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(lock)?;
    file.lock()?;
    Ok(file)
}

pub(super) fn begin(path: &Path, dimension: usize) -> io::Result<File> {
    let mut file =
        OpenOptions::new().create(true).truncate(true).read(true).write(true).open(path)?;
    file.write_all(&header(dimension))?;
    file.sync_all()?;
    Ok(file)
}

pub(super) fn open_log(path: &Path, dimension: usize) -> io::Result<File> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let mut found = [0; HEADER_BYTES as usize];
    file.read_exact(&mut found)?;
    if found != header(dimension) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "not a log of these vectors"));
    }
    Ok(file)
}

fn header(dimension: usize) -> [u8; HEADER_BYTES as usize] {
    let mut header = [0; HEADER_BYTES as usize];
    header[..8].copy_from_slice(&MAGIC);
    header[8..].copy_from_slice(&(dimension as u32).to_le_bytes());
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

/// Track, then for each entry its number, the three letters of its language, and its values.
pub(super) fn record(track: TrackId, entries: &[Entry]) -> Vec<u8> {
    let mut payload = track.bytes().to_vec();
    for entry in entries {
        payload.extend(entry.number.to_le_bytes());
        let code = entry.language.map(|language| language.to_string()).unwrap_or_default();
        payload.extend(format!("{code:\0<3}").bytes());
        entry.embedding.values().iter().for_each(|value| payload.extend(value.to_le_bytes()));
    }
    let mut record = (payload.len() as u32).to_le_bytes().to_vec();
    record.extend(crc32fast::hash(&payload).to_le_bytes());
    record.extend(payload);
    record
}

pub(super) fn decode(payload: &[u8], dimension: usize) -> Option<(TrackId, Vec<Entry>)> {
    let (track, rest) = payload.split_first_chunk::<16>()?;
    let entry_bytes = 4 + 3 + 4 * dimension;
    if rest.len() % entry_bytes != 0 {
        return None;
    }
    let entries = rest.chunks(entry_bytes).map(decode_entry).collect::<Option<Vec<_>>>()?;
    Some((TrackId::from_bytes(*track), entries))
}

fn decode_entry(bytes: &[u8]) -> Option<Entry> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    let (code, rest) = rest.split_first_chunk::<3>()?;
    let code = str::from_utf8(code).ok()?.trim_end_matches('\0');
    let language = if code.is_empty() { None } else { Some(code.parse().ok()?) };
    let (values, _) = rest.as_chunks::<4>();
    let values = values.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let embedding = Embedding::from_unit(values)?;
    Some(Entry { number: u32::from_le_bytes(*number), language, embedding })
}
