//! A clip: a photo that slowly comes nearer, with a passage of a song, as a film to send to somebody. The
//! pictures are made here; the program `ffmpeg`, if there is one, makes a film of them and the passage.

mod ffmpeg;
mod zoom;

use std::ffi::OsString;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::OnceCell;

use self::zoom::Zoom;
use crate::blocking::blocking;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::music::TimeSpan;

/// How many clips are made at the same time: each keeps all processors busy.
pub const CLIPS_AT_ONCE: usize = 2;
/// How long a clip may be.
pub const LONGEST: Duration = Duration::from_secs(30);
/// How short a clip may be: it comes and goes.
pub const SHORTEST: Duration = Duration::from_secs(1);
/// What making a clip may take.
pub const LONGEST_WORK: Duration = Duration::from_secs(90);
/// What a passage takes to come, and to go.
const FADE: Duration = Duration::from_millis(300);
/// Pictures a second.
const RATE: u32 = 25;

/// The form of a clip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 9:16, as a story fills a phone.
    Tall,
    /// 1:1.
    Square,
    /// 16:9, as a film.
    Wide,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Tall, Self::Square, Self::Wide];

    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tall => "9:16",
            Self::Square => "1:1",
            Self::Wide => "16:9",
        }
    }

    /// Width and height in pixels.
    pub const fn size(self) -> (u32, u32) {
        match self {
            Self::Tall => (720, 1280),
            Self::Square => (960, 960),
            Self::Wide => (1280, 720),
        }
    }
}

impl FromStr for Shape {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let shape = Self::ALL.into_iter().find(|shape| shape.name() == text);
        let names = || Self::ALL.map(Self::name).join(", ");
        shape.ok_or_else(|| Error::invalid(format!("`{text}` is not a shape: {}", names())))
    }
}

/// What a clip is to be made of.
#[derive(Debug)]
pub struct Order {
    /// The photo.
    pub photo: Image,
    /// The form of the clip.
    pub shape: Shape,
    /// The file with the song, and its media type.
    pub sound: (PathBuf, String),
    /// The passage: of [`SHORTEST`] to [`LONGEST`].
    pub span: TimeSpan,
    /// What the clip says of itself, by the names that `ffmpeg` has for it: `title`, `artist`.
    pub told: Vec<(&'static str, String)>,
}

/// Makes clips with the program `ffmpeg`.
#[derive(Clone, Debug)]
pub struct Studio {
    program: Arc<OsString>,
    /// Set once everything was there.
    complete: Arc<OnceCell<()>>,
}

impl Studio {
    /// Works with `program`: a path, or a name that is looked for where programs are.
    pub fn new(program: PathBuf) -> Self {
        Self { program: Arc::new(program.into_os_string()), complete: Arc::default() }
    }

    /// The name of what is missing to make clips. What was missing is looked for each time.
    pub async fn missing(&self) -> Option<String> {
        let look = || ffmpeg::complete(&self.program);
        self.complete.get_or_try_init(look).await.err()
    }

    /// Makes a clip: an MP4 file with H.264 and AAC that plays while it loads. It says nothing that was
    /// in the photo's metadata.
    ///
    /// Whoever stops waiting ends the work. Fails as `Unavailable` if something is missing or it takes
    /// longer than [`LONGEST_WORK`]; as `Unsupported` if the song is of a kind that is not read here.
    pub async fn make(&self, order: Order) -> Result<Vec<u8>> {
        if let Some(missing) = self.missing().await {
            return Err(Error::unavailable(format!(
                "clips need `{missing}`, which is not installed"
            )));
        }
        let Order { photo, shape, sound, span, told } = order;
        let reel = ffmpeg::Reel { shape, sound, span, told };
        let pictures = (span.length().as_secs_f64() * f64::from(RATE)).ceil() as u32;
        let zoom = blocking(move || Zoom::new(&photo, shape, pictures)).await?;
        let work = ffmpeg::make(&self.program, &reel, zoom);
        let late = |_| Error::unavailable("the clip took too long to make: try again");
        tokio::time::timeout(LONGEST_WORK, work).await.map_err(late)?
    }
}
