//! `vibelens see PHOTO…`

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use serde::Serialize;

use super::Place;
use crate::app;
use crate::recommend::{self, Sight};

#[derive(Args, Debug)]
pub(super) struct See {
    /// The photos: JPEG, PNG, WebP, GIF, BMP or HEIC
    #[arg(required = true, value_name = "PHOTO")]
    photos: Vec<PathBuf>,
    /// Print a line of JSON for each photo
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    photo: String,
    sight: &'a Sight,
    /// What the captioner wrote, before it was checked against the tags.
    captioned: Option<&'a String>,
    /// All that it found worth writing, likeliest first.
    beams: &'a [String],
}

pub(super) async fn run(command: See, place: &Place) -> Result<()> {
    let seeing = app::open_eyes(&place.settings()?).await?.seeing;
    for photo in &command.photos {
        let image = recommend::decode(recommend::read(photo).await?, ()).await?;
        let sight = seeing.see(image).await?;
        if command.json {
            let photo = photo.display().to_string();
            let (captioned, beams) = (sight.written.first(), &sight.written);
            let line = Line { photo, sight: &sight, captioned, beams };
            println!("{}", serde_json::to_string(&line)?);
        } else {
            println!("{}", photo.display());
            print(&sight);
        }
    }
    Ok(())
}

/// Three lines: the caption, the feeling, the tags.
pub(super) fn print(sight: &Sight) {
    let feeling = &sight.feeling;
    println!("  {}", sight.caption);
    println!(
        "  feels {} (valence {:+.2}, arousal {:+.2})",
        feeling.moods.join(", "),
        feeling.valence,
        feeling.arousal
    );
    let tags = sight.tags.iter().map(|tag| format!("{} {:.2}", tag.label, tag.score));
    println!("  {}", tags.collect::<Vec<_>>().join(" · "));
}
