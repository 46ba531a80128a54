//! `vibelens recommend PHOTO…`

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{Place, see};
use crate::app::App;
use crate::error::Error;
use crate::feeling::{MOODS, Mood};
use crate::music::Language;
use crate::recommend::{Answer, Explicit, Limit, Recommendation, Request};

#[derive(Args, Debug)]
pub(super) struct Recommend {
    /// The photos: JPEG, PNG, WebP, GIF, BMP or HEIC
    #[arg(required = true, value_name = "PHOTO")]
    photos: Vec<PathBuf>,
    /// How many songs for each photo, 5 to 10
    #[arg(long, default_value = "8", value_parser = limit)]
    limit: Limit,
    /// Only songs in this language (`en`, `vi`, …); may be given several times
    #[arg(long = "language", value_name = "LANGUAGE")]
    languages: Vec<Language>,
    /// Look for this mood instead of the photo's own; may be given several times
    #[arg(long = "mood", value_name = "MOOD", value_parser = mood)]
    moods: Vec<&'static Mood>,
    /// `hide` leaves out songs whose words or tags are not for everyone
    #[arg(long, value_name = "show|hide", default_value = "show")]
    explicit: Explicit,
    /// Print JSON: an object for one photo, an array for several
    #[arg(long)]
    json: bool,
}

fn limit(text: &str) -> Result<Limit, Error> {
    let songs = text.parse().map_err(|_| Error::invalid(format!("`{text}` is not a number")))?;
    Limit::new(songs)
}

fn mood(name: &str) -> Result<&'static Mood, Error> {
    Mood::named(name).ok_or_else(|| {
        let known: Vec<&str> = MOODS.iter().map(|mood| mood.name).collect();
        Error::invalid(format!("there is no mood `{name}`, only {}", known.join(", ")))
    })
}

pub(super) async fn run(command: Recommend, place: &Place) -> Result<()> {
    let app = App::open(&place.settings()?).await?;
    // A signal ends the program: reading goes on the next time.
    app.complete(&CancellationToken::new()).await?;
    let recommend = app.recommend().await?;
    let mut answers = Vec::new();
    for photo in &command.photos {
        let with = |image| Request {
            image,
            limit: command.limit,
            languages: command.languages.clone(),
            moods: command.moods.clone(),
            explicit: command.explicit,
        };
        let bytes = see::read(photo).await?;
        let answer = recommend
            .run_bytes(bytes, (), with)
            .await
            .with_context(|| format!("photo `{}`", photo.display()))?;
        if !command.json {
            println!("{}", photo.display());
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

fn print(answer: &Answer) {
    see::print(&answer.sight);
    println!();
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
