//! Which of a server's songs is a track of the library. Pure.

use std::cmp::Reverse;
use std::time::Duration;

use super::Song;
use crate::ingest::twins::{artists_agree, lengths_agree, name};
use crate::music::Track;

/// What to look for, one after the other until the track is found. Servers differ in what they compare:
/// some know words of the artist in a query and some do not, some read `(feat. Somebody)` and some do not.
pub(super) fn queries(track: &Track) -> Vec<String> {
    let Track { title, artist, .. } = track;
    let mut queries: Vec<String> = Vec::new();
    for query in [title.clone(), format!("{artist} {title}"), name(title)] {
        let query = query.trim().to_owned();
        let known = queries.iter().any(|known| known.to_lowercase() == query.to_lowercase());
        if !query.is_empty() && !known {
            queries.push(query);
        }
    }
    queries
}

/// The song that is the track: title and artist agree as those of the library's own twins do. Among
/// several, one of the same length, then one of the same album, then the server's first.
pub(super) fn pick(track: &Track, songs: Vec<Song>) -> Option<Song> {
    let (title, album) = (name(&track.title), name(&track.album));
    let same = songs.into_iter().filter(|song| name(&song.title) == title && is_by(track, song));
    same.min_by_key(|song| Reverse((is_as_long(track, song), name(&song.album) == album)))
}

/// Where nobody is named, the length has to tell.
fn is_by(track: &Track, song: &Song) -> bool {
    if track.artist.is_empty() || song.artist.is_empty() {
        return is_as_long(track, song);
    }
    artists_agree(&track.artist, &song.artist)
}

fn is_as_long(track: &Track, song: &Song) -> bool {
    let length = song.duration.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    lengths_agree(track.duration, length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::TrackId;

    fn track(title: &str, artist: &str, seconds: u64) -> Track {
        let artist = artist.to_owned();
        let duration = Some(Duration::from_secs(seconds));
        Track { artist, duration, ..Track::named(TrackId::of("file:/a"), title.to_owned()) }
    }

    fn song(id: &str, title: &str, artist: &str, duration: f64) -> Song {
        let [id, title, artist] = [id, title, artist].map(str::to_owned);
        Song { id, title, artist, duration: Some(duration), ..Song::default() }
    }

    fn picked(track: &Track, songs: &[Song]) -> Option<String> {
        pick(track, songs.to_vec()).map(|song| song.id)
    }

    #[test]
    fn title_and_artist_decide_and_then_the_length() {
        let wanted = track("Café del Mar", "The Band", 200);
        let other_title = song("title", "Café", "The Band", 200.0);
        let other_artist = song("artist", "Café del Mar", "Another", 200.0);
        let live = song("live", "Café del Mar (Live)", "The Band", 200.0);
        let long = song("long", "cafe del mar", "The Band", 300.0);
        let guest = song("guest", "Cafe Del Mar (feat. Eva)", "The Band & Eva", 202.9);
        let cases = [
            ("nothing of it", vec![other_title.clone(), other_artist.clone(), live], None),
            ("another length, but no other", vec![other_artist, long.clone()], Some("long")),
            ("the same length before another", vec![long, other_title, guest], Some("guest")),
        ];
        for (name, songs, expected) in cases {
            assert_eq!(picked(&wanted, &songs).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn the_same_album_comes_before_another_one() {
        let mut wanted = track("Song", "The Band", 200);
        wanted.album = "The Album".to_owned();
        let other = song("other", "Song", "The Band", 200.0);
        let same =
            Song { album: "the album".to_owned(), ..song("same", "Song", "The Band", 200.0) };
        assert_eq!(picked(&wanted, &[other.clone(), same]).as_deref(), Some("same"));
        assert_eq!(picked(&wanted, &[other.clone(), other]).as_deref(), Some("other"));
    }

    #[test]
    fn where_nobody_is_named_the_length_tells() {
        let wanted = track("Intro", "", 60);
        assert_eq!(picked(&wanted, &[song("a", "Intro", "Somebody", 90.0)]), None);
        let same = [song("a", "Intro", "Somebody", 61.0)];
        assert_eq!(picked(&wanted, &same).as_deref(), Some("a"));
    }

    #[test]
    fn each_query_is_asked_once() {
        assert_eq!(queries(&track("Song", "", 1)), ["Song"]);
        assert_eq!(queries(&track("Song", "The Band", 1)), ["Song", "The Band Song"]);
        let all = queries(&track("Song (feat. Eva)", "The Band", 1));
        assert_eq!(all, ["Song (feat. Eva)", "The Band Song (feat. Eva)", "song"]);
    }
}
