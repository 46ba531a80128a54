//! Sends a list to the server as a playlist: songs whole, since playlists there know no passages.

use std::time::{Duration, Instant};

use tracing::info;

use super::{Song, Subsonic, matching};
use crate::error::{Error, Result};
use crate::music::Track;

/// How many songs are looked at for each query: a title may be that of many.
const LOOKED_AT: usize = 100;
/// No further question is asked after this long, since whoever waits would be gone when the list is made.
const PATIENCE: Duration = Duration::from_secs(20);

/// What became of a list.
#[derive(Debug)]
pub struct Sent {
    /// The playlist; `None` if the server has none of the songs.
    pub playlist: Option<Made>,
    /// What it holds, in its order.
    pub found: Vec<Placed>,
    /// What the server does not have.
    pub missing: Vec<Track>,
}

/// A playlist that was made.
#[derive(Debug)]
pub struct Made {
    /// What the server knows it by, if it says so.
    pub id: Option<String>,
    /// What it is called.
    pub name: String,
}

/// A track, and the song of the server that is the same.
#[derive(Debug)]
pub struct Placed {
    /// The track of the library.
    pub track: Track,
    /// The server's song.
    pub song: Song,
}

impl Subsonic {
    /// Looks for each track, and makes a playlist of those that the server has, in their order. Makes none
    /// if it has none. Fails as `Unavailable` if the server is so slow that nobody would wait for it.
    pub fn send(&self, name: &str, tracks: Vec<Track>) -> Result<Sent> {
        let begun = Instant::now();
        // A wrong password is told before anything is looked for.
        self.ping()?;
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        for track in tracks {
            match self.find(&track, begun)? {
                Some(song) => found.push(Placed { track, song }),
                None => missing.push(track),
            }
        }
        self.in_time(begun)?;
        let playlist = self.made_of(name, &found)?;
        let duration_ms = begun.elapsed().as_millis() as u64;
        info!(found = found.len(), missing = missing.len(), duration_ms, "list sent");
        Ok(Sent { playlist, found, missing })
    }

    fn find(&self, track: &Track, begun: Instant) -> Result<Option<Song>> {
        for query in matching::queries(track) {
            self.in_time(begun)?;
            let song = matching::pick(track, self.search(&query, LOOKED_AT)?);
            if song.is_some() {
                return Ok(song);
            }
        }
        Ok(None)
    }

    fn in_time(&self, begun: Instant) -> Result<()> {
        if begun.elapsed() <= PATIENCE {
            return Ok(());
        }
        Err(Error::unavailable(format!("`{}` is too slow", self.host()))
            .hinting("try it again later, or with fewer songs"))
    }

    fn made_of(&self, name: &str, found: &[Placed]) -> Result<Option<Made>> {
        if found.is_empty() {
            return Ok(None);
        }
        let songs: Vec<&str> = found.iter().map(|placed| &*placed.song.id).collect();
        let id = self.create_playlist(name, &songs)?;
        Ok(Some(Made { id, name: name.to_owned() }))
    }
}
