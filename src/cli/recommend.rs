//! `vibelens recommend PHOTO…`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Place, see};
use crate::app::App;
use crate::error::Error;
use crate::feeling::{Feeling, MOODS, Mood};
use crate::filter::{Audio, Explicit, Filter, Folder, Genre, Lengths, Never, Years};
use crate::music::{Language, TrackId};
use crate::profile::ProfileId;
use crate::recommend::{
    self, Answer, Diversity, Limit, Photos, Recommendation, Request, Steering, Tongue,
};

#[derive(Args, Debug)]
pub(super) struct Recommend {
    /// The photos: JPEG, PNG, WebP, GIF, BMP or HEIC
    #[arg(required = true, value_name = "PHOTO")]
    photos: Vec<PathBuf>,
    /// One answer to all photos together, as to an album
    #[arg(long)]
    together: bool,
    /// How many songs for each answer, 5 to 10
    #[arg(long, default_value = "8")]
    limit: Limit,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    steering: SteeringArgs,
    /// How unlike each other the songs are to be, from 0 to 1
    #[arg(long, default_value = "0.2", value_name = "SHARE")]
    diversity: Diversity,
    /// The language of the reasons
    #[arg(long, value_name = "en|vi", default_value = "en")]
    tongue: Tongue,
    /// For this profile: its taste counts, and the list is remembered
    #[arg(long, value_name = "ID")]
    profile: Option<ProfileId>,
    /// Print JSON: an object for one answer, an array for several
    #[arg(long)]
    json: bool,
}

/// Which songs may be offered.
#[derive(Args, Debug)]
#[command(next_help_heading = "Only songs that")]
struct FilterArgs {
    /// are sung in this language (`en`, `vi`, …); may be given several times
    #[arg(long = "language", value_name = "LANGUAGE")]
    languages: Vec<Language>,
    /// have a passage of this mood; may be given several times. It is looked for, too
    #[arg(long = "mood", value_name = "MOOD", value_parser = mood)]
    moods: Vec<&'static Mood>,
    /// are for everyone, with `hide`
    #[arg(long, value_name = "show|hide", default_value = "show")]
    explicit: Explicit,
    /// were released in this era: `1990s`, `1985-1994`, `1970-`
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    era: Option<Years>,
    /// are of this kind; may be given several times
    #[arg(long = "genre", value_name = "GENRE")]
    genres: Vec<Genre>,
    /// play for so many seconds: `120-300`, `-240`
    #[arg(long, value_name = "SECONDS", allow_hyphen_values = true)]
    duration: Option<Lengths>,
    /// can be played, with `required`
    #[arg(long, value_name = "any|required", default_value = "any")]
    audio: Audio,
    /// lie in this folder, by its path or its name; may be given several times
    #[arg(long = "folder", value_name = "FOLDER")]
    folders: Vec<Folder>,
    /// are not this track, by its id; may be given several times
    #[arg(long = "never-track", value_name = "ID")]
    never_tracks: Vec<TrackId>,
    /// are not by this artist; may be given several times
    #[arg(long = "never-artist", value_name = "NAME")]
    never_artists: Vec<String>,
    /// are not of this album; may be given several times
    #[arg(long = "never-album", value_name = "NAME")]
    never_albums: Vec<String>,
}

/// What counts besides the photos.
#[derive(Args, Debug)]
#[command(next_help_heading = "Steering")]
struct SteeringArgs {
    /// What the photos show, instead of what was seen
    #[arg(long, value_name = "TEXT")]
    caption: Option<String>,
    /// What more to look for, in any language: `road trip, 90s, not sad`
    #[arg(long, value_name = "TEXT")]
    more: Vec<String>,
    /// What not to look for
    #[arg(long, value_name = "TEXT")]
    less: Vec<String>,
    /// The feeling to look for: valence and arousal, each from -1 to 1
    #[arg(long, num_args = 2, value_names = ["VALENCE", "AROUSAL"], allow_hyphen_values = true)]
    feeling: Option<Vec<f32>>,
}

fn mood(name: &str) -> Result<&'static Mood, Error> {
    Mood::named(name).ok_or_else(|| {
        let known: Vec<&str> = MOODS.iter().map(|mood| mood.name).collect();
        Error::invalid(format!("there is no mood `{name}`, only {}", known.join(", ")))
    })
}

impl From<&FilterArgs> for Filter {
    fn from(written: &FilterArgs) -> Self {
        let mut never = Never::default();
        written.never_tracks.iter().for_each(|track| never.track(*track));
        written.never_artists.iter().for_each(|name| never.artist(name));
        written.never_albums.iter().for_each(|name| never.album(name));
        Self {
            languages: written.languages.clone(),
            moods: written.moods.clone(),
            explicit: written.explicit,
            years: written.era.clone(),
            genres: written.genres.clone(),
            duration: written.duration.clone(),
            audio: written.audio,
            folders: written.folders.clone(),
            never,
        }
    }
}

impl TryFrom<&SteeringArgs> for Steering {
    type Error = Error;

    fn try_from(written: &SteeringArgs) -> Result<Self, Error> {
        let mut steering = Self::default();
        written.caption.iter().try_for_each(|caption| steering.say(caption))?;
        written.more.iter().try_for_each(|text| steering.add(text))?;
        written.less.iter().try_for_each(|text| steering.refuse(text))?;
        if let Some([valence, arousal]) = written.feeling.as_deref() {
            steering.feeling = Some(Feeling::new(*valence, *arousal));
        }
        Ok(steering)
    }
}

pub(super) async fn run(command: Recommend, place: &Place) -> Result<()> {
    let steering = Steering::try_from(&command.steering)?;
    let app = App::open(&place.settings()?).await?;
    // A signal ends the program: reading goes on the next time.
    app.complete(&CancellationToken::new()).await?;
    let recommend = app.recommend().await?;
    let together = if command.together { command.photos.len() } else { 1 };
    let mut answers = Vec::new();
    for photos in command.photos.chunks(together) {
        let with = |photos| Request {
            photos,
            limit: command.limit,
            filter: (&command.filter).into(),
            steering: steering.clone(),
            diversity: command.diversity,
            tongue: command.tongue,
            profile: command.profile,
        };
        let answer = recommend.run_bytes(read(photos).await?, (), with).await;
        let answer = answer.with_context(|| format!("photo `{}`", names(photos, "`, `")))?;
        if !command.json {
            println!("{}", names(photos, "\n"));
            print(&answer);
        }
        answers.push(answer);
    }
    match &answers[..] {
        _ if !command.json => {}
        [answer] => println!("{}", serde_json::to_string_pretty(answer)?),
        several => println!("{}", serde_json::to_string_pretty(several)?),
    }
    Ok(())
}

async fn read(photos: &[PathBuf]) -> Result<Vec<Vec<u8>>> {
    Photos::check(photos.len())?;
    let mut read = Vec::with_capacity(photos.len());
    for photo in photos {
        read.push(recommend::read(photo).await?);
    }
    Ok(read)
}

fn names(photos: &[PathBuf], separator: &str) -> String {
    let name = |photo: &PathBuf| Path::display(photo).to_string();
    photos.iter().map(name).collect::<Vec<_>>().join(separator)
}

fn print(answer: &Answer) {
    see::print(&answer.sight);
    println!();
    if let Some(advice) = &answer.advice {
        println!("  {advice}");
    }
    if answer.recommendations.is_empty() {
        println!("  The library has no such song; `vibelens ingest DIR` fills it.");
    }
    answer.recommendations.iter().for_each(print_song);
    println!();
}

fn print_song(song: &Recommendation) {
    let artist = if song.track.artist.is_empty() { "unknown" } else { &song.track.artist };
    let passage = match (song.passage.start_s, song.passage.end_s) {
        (Some(start), Some(_)) if song.passage.approximate => {
            format!("around {}", minutes(start.0))
        }
        (Some(start), Some(end)) => format!("{}–{}", minutes(start.0), minutes(end.0)),
        _ => "words only".to_owned(),
    };
    println!("  {:>2}. {} — {artist}  [{passage}]", song.rank, song.track.title);
    println!("      {}", song.why);
}

fn minutes(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}
