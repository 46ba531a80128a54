//! The program `ffmpeg`, as a child that is killed when nobody waits for it any more.
//!
//! It is given pictures, which are made here, and the owner's file with the song. What the file is was
//! found out before, and the program is told: left to guess, it could take a file that somebody calls a
//! song for a playlist, and read what that names.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{ChildStdin, Command};
use tokio::sync::mpsc;

use super::zoom::Zoom;
use super::{FADE, RATE, Shape};
use crate::error::{Error, Result};
use crate::music::TimeSpan;

/// The encoders that a film needs.
const ENCODERS: [&str; 2] = ["libx264", "aac"];
/// How long the program may take to tell what it can do.
const PATIENCE: Duration = Duration::from_secs(5);
/// A film does not get larger than this.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// As much is kept of what the program complains of.
const MOST_WORDS: u64 = 4 * 1024;
/// How many pictures wait for the program.
const PICTURES_AHEAD: usize = 4;

/// All that is in a film beside its pictures.
pub(super) struct Reel {
    /// The form of the pictures.
    pub(super) shape: Shape,
    /// The file with the song, and its media type.
    pub(super) sound: (PathBuf, String),
    /// The passage.
    pub(super) span: TimeSpan,
    /// What the film says of itself.
    pub(super) told: Vec<(&'static str, String)>,
}

/// Fails with the name of what is missing: the program, or one of its encoders.
pub(super) async fn complete(program: &OsStr) -> Result<(), String> {
    let asked = Command::new(program)
        .args(["-hide_banner", "-loglevel", "error", "-encoders"])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let told = tokio::time::timeout(PATIENCE, asked).await;
    let told = told.ok().and_then(Result::ok).ok_or_else(|| "ffmpeg".to_owned())?;
    let list = String::from_utf8_lossy(&told.stdout);
    // A line is ` V....D libx264  libx264 H.264 / AVC / …`.
    let known =
        |wanted: &str| list.lines().any(|line| line.split_whitespace().nth(1) == Some(wanted));
    match ENCODERS.into_iter().find(|encoder| !known(encoder)) {
        Some(encoder) => Err(format!("ffmpeg with {encoder}")),
        None => Ok(()),
    }
}

/// Makes a film of these pictures and gives its bytes.
pub(super) async fn make(program: &OsStr, reel: &Reel, zoom: Zoom) -> Result<Vec<u8>> {
    let unusable = |error: std::io::Error| {
        Error::unavailable("the folder for temporary files cannot be used").because(error)
    };
    let folder = tempfile::tempdir().map_err(unusable)?;
    let film = folder.path().join("clip.mp4");
    let mut child = Command::new(program)
        .args(arguments(reel, &film)?)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| Error::unavailable("`ffmpeg` cannot be started").because(error))?;
    let (pictures, words) = (child.stdin.take(), child.stderr.take());
    let (shown, said, ended) = tokio::join!(show(pictures, zoom), hear(words), child.wait());
    if !ended.is_ok_and(|status| status.success()) {
        return Err(Error::internal("`ffmpeg` could not make the clip").because(said));
    }
    shown?;
    tokio::fs::read(&film).await.map_err(unusable)
}

/// Hands the pictures to the program, one after another, until it takes no more; they are made on a thread
/// of their own.
async fn show(program: Option<ChildStdin>, zoom: Zoom) -> Result<()> {
    let (give, mut pictures) = mpsc::channel(PICTURES_AHEAD);
    let made = tokio::task::spawn_blocking(move || {
        // Nobody takes them once the program has ended or is not waited for.
        let mut made = (0..zoom.pictures()).map(|number| zoom.picture(number));
        made.all(|picture| give.blocking_send(picture).is_ok());
    });
    if let Some(mut program) = program {
        while let Some(picture) = pictures.recv().await {
            // How it ended says whether it had enough.
            if program.write_all(picture?.pixels()).await.is_err() {
                break;
            }
        }
    }
    drop(pictures);
    made.await.map_err(|error| Error::internal("a picture could not be made").because(error))
}

/// The first of what the program complains of; the rest is read, too, for it waits until it is.
async fn hear(words: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut words) = words else { return String::new() };
    let mut first = Vec::new();
    // What cannot be read was not said.
    let _ = (&mut words).take(MOST_WORDS).read_to_end(&mut first).await;
    let _ = tokio::io::copy(&mut words, &mut tokio::io::sink()).await;
    String::from_utf8_lossy(&first).trim().to_owned()
}

/// What the program is told to do.
fn arguments(reel: &Reel, film: &Path) -> Result<Vec<OsString>> {
    let (width, height) = reel.shape.size();
    let (file, media_type) = &reel.sound;
    let (size, rate) = (format!("{width}x{height}"), RATE.to_string());
    let (start, length) = (seconds(reel.span.start()), seconds(reel.span.length()));
    let (sound, most) = (sound_filter(reel.span.length()), MOST_BYTES.to_string());
    let told = reel.told.iter().map(|(name, value)| format!("{name}={value}"));
    let told = told.flat_map(|told| ["-metadata".to_owned(), told]).map(OsString::from).collect();
    Ok([
        words("-hide_banner -loglevel error -nostdin -y"),
        words("-protocol_whitelist pipe -f rawvideo -pixel_format rgb24"),
        words(&format!("-video_size {size} -framerate {rate} -i pipe:0")),
        words(&format!("-protocol_whitelist file -f {}", demuxer(media_type)?)),
        words(&format!("-ss {start} -t {length} -i")),
        vec![path(file)],
        words("-map 0:v:0 -map 1:a:0 -map_metadata -1 -map_chapters -1"),
        words(&format!("-vf {COLOURS} -af {sound} -t {length}")),
        words("-c:v libx264 -preset veryfast -crf 23 -maxrate 4M -bufsize 8M -pix_fmt yuv420p"),
        words("-colorspace bt709 -color_primaries bt709 -color_trc bt709"),
        words("-c:a aac -b:a 160k -ac 2 -ar 44100"),
        words(&format!("-movflags +faststart -fs {most}")),
        told,
        vec![path(film)],
    ]
    .concat())
}

/// Our own words, none of which holds a space.
fn words(line: &str) -> Vec<OsString> {
    line.split(' ').map(OsString::from).collect()
}

/// A path as nothing but a path, whatever stands in it.
fn path(path: &Path) -> OsString {
    [OsStr::new("file:"), path.as_os_str()].into_iter().collect()
}

/// Players take a film of this size to have these colours.
const COLOURS: &str = "scale=out_color_matrix=bt709:out_range=tv";

/// The passage comes and goes softly; a file that ends early is silent from there on.
fn sound_filter(length: Duration) -> String {
    let (fade, leaving) = (seconds(FADE), seconds(length.saturating_sub(FADE)));
    format!("afade=t=in:st=0:d={fade},afade=t=out:st={leaving}:d={fade},apad")
}

/// What reads a kind of file. Fails as `Unsupported` if nothing here does.
fn demuxer(media_type: &str) -> Result<&'static str> {
    Ok(match media_type {
        "audio/mpeg" => "mp3",
        "audio/flac" => "flac",
        "audio/mp4" => "mov",
        "audio/ogg" => "ogg",
        "audio/wav" => "wav",
        "audio/aac" => "aac",
        other => return Err(Error::unsupported(format!("clips of {other} cannot be made"))),
    })
}

fn seconds(duration: Duration) -> String {
    format!("{:.3}", duration.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reel(media_type: &str) -> Reel {
        let span = TimeSpan::new(Duration::from_millis(61_250), Duration::from_secs(75));
        Reel {
            shape: Shape::Tall,
            sound: ("/music/-y; rm -r $HOME.mp3".into(), media_type.to_owned()),
            span: span.unwrap(),
            told: vec![("title", "-i /etc/passwd".to_owned())],
        }
    }

    #[test]
    fn names_of_files_and_songs_are_no_commands() {
        let arguments = arguments(&reel("audio/mpeg"), Path::new("/tmp/clip.mp4")).unwrap();
        let after = |name: &str| {
            let places = arguments.iter().enumerate().filter(|(_, told)| *told == name);
            places.map(|(place, _)| arguments[place + 1].to_str().unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(after("-i"), ["pipe:0", "file:/music/-y; rm -r $HOME.mp3"]);
        assert_eq!(after("-f"), ["rawvideo", "mp3"], "nothing is guessed");
        assert_eq!(after("-metadata"), ["title=-i /etc/passwd"]);
        assert_eq!((after("-ss"), after("-t")), (vec!["61.250"], vec!["13.750", "13.750"]));
        assert_eq!(arguments.last().unwrap(), "file:/tmp/clip.mp4");
    }

    #[test]
    fn a_file_of_another_kind_is_refused() {
        let refused = arguments(&reel("audio/x-ape"), Path::new("/tmp/clip.mp4")).unwrap_err();
        assert_eq!(refused.to_string(), "clips of audio/x-ape cannot be made");
    }
}
