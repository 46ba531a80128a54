//! Languages: the same wish brings the same songs whatever it is said in, and an English caption finds a
//! Vietnamese verse.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::finding_their_own;
use crate::error::{Error, Result};
use crate::eval::board::{Board, Measure, Role, Summary, System};
use crate::eval::dataset::{About, Song, cadao, flickr8k, lieder};
use crate::eval::lab::Lab;
use crate::eval::measure::{mean, overlap};
use crate::eval::rankers::Rankers;
use crate::eval::report::{Experiment, Table};
use crate::music::TrackId;

const WISHES: &str = include_str!("../../../evaluation/steering.toml");
const VERSES: &str = include_str!("../../../evaluation/cadao_captions.jsonl");
/// The language that the others are compared with.
const FIRST: &str = "en";
const SONGS: usize = 10;

#[derive(Deserialize)]
struct Wishes {
    wish: Vec<BTreeMap<String, String>>,
}

/// An English caption of what a verse pictures.
#[derive(Deserialize)]
struct Pictured {
    id: String,
    caption: String,
}

/// Runs the experiment.
pub async fn run(lab: &mut Lab<'_>) -> Result<Experiment> {
    let mut tables = wishes(lab).await?;
    tables.push(verses(lab).await?);
    Ok(Experiment {
        name: "language",
        title: "Across languages",
        about: vec![
            "Twenty wishes, each said in ten languages (`evaluation/steering.toml`), ask for art songs, most \
             of them German, English or French: the share of the first ten songs that a language has in \
             common with English. Wish by wish it is added to a photo of Flickr8k, as the product is steered, and \
             asked alone, without a photo that would hold the lists together."
                .to_owned(),
            "English captions of what forty Vietnamese folk verses picture \
             (`evaluation/cadao_captions.jsonl`) look for their verse among all of more than one line."
                .to_owned(),
        ],
        tables,
        plots: Vec::new(),
    })
}

fn said() -> Result<Vec<BTreeMap<String, String>>> {
    let wishes: Wishes = toml::from_str(WISHES)
        .map_err(|error| Error::internal("the wishes are broken").because(error))?;
    Ok(wishes.wish)
}

fn pictured() -> Result<Vec<Pictured>> {
    let lines = VERSES.lines().map(serde_json::from_str).collect::<Result<_, _>>();
    lines.map_err(|error| Error::internal("the captions of verses are broken").because(error))
}

/// How much of the lists stays the same from language to language: of wishes alone, and of wishes that are
/// added to a photo.
async fn wishes(lab: &mut Lab<'_>) -> Result<Vec<Table>> {
    let (songs, photos) = (lieder(&lab.data)?, flickr8k(&lab.data)?);
    let (songs, photos) = (lab.uses(songs), lab.uses(photos));
    let said = said()?;
    let files: Vec<_> = photos.into_iter().take(said.len()).map(|photo| photo.file).collect();
    let sights = lab.sights(&files).await?;
    let library = lab.songs("lieder", &songs).await?;
    let rankers = Rankers::open(&library, &[], lab.draws.seed).await?;
    let (mut alone, mut added) = (Overlaps::default(), Overlaps::default());
    for (wish, sight) in said.iter().zip(&sights) {
        let (mut with_photo, mut without) = (BTreeMap::new(), BTreeMap::new());
        for (language, text) in wish {
            with_photo.insert(language, rankers.steered(sight, text, SONGS).await?);
            let mut list = rankers.asked(text).await?;
            list.truncate(SONGS);
            without.insert(language, list);
        }
        compare(&with_photo, &mut added);
        compare(&without, &mut alone);
    }
    let count = library.names.len();
    Ok(vec![
        table(&format!("Wishes added to a photo, {count} songs"), added, lab),
        table(&format!("Wishes alone, {count} songs"), alone, lab),
    ])
}

/// For each language, its score for each wish.
type Overlaps = BTreeMap<String, Vec<Vec<f64>>>;

fn compare(lists: &BTreeMap<&String, Vec<TrackId>>, overlaps: &mut Overlaps) {
    let first = lists.iter().find(|(language, _)| **language == FIRST).map(|(_, list)| list);
    let Some(first) = first else { return };
    for (language, list) in lists.iter().filter(|(language, _)| **language != FIRST) {
        overlaps.entry((*language).clone()).or_default().push(vec![overlap(first, list)]);
    }
}

fn table(title: &str, overlaps: Overlaps, lab: &Lab<'_>) -> Table {
    let all = all_languages(&overlaps);
    let system = |(name, scores)| System { name, role: Role::Shown, scores };
    let systems: Vec<System> =
        [("all".to_owned(), all)].into_iter().chain(overlaps).map(system).collect();
    let count = systems[0].scores.len();
    let measures = vec![Measure { name: "overlap with English", score: 0, summary: Summary::Mean }];
    let board = Board { classes: vec![0; count], measures, systems };
    board.table(&format!("{title}, {count} wishes"), lab.draws)
}

/// The mean over languages for each wish.
fn all_languages(overlaps: &Overlaps) -> Vec<Vec<f64>> {
    let count = overlaps.values().map(Vec::len).max().unwrap_or(0);
    let of = |wish: usize| overlaps.values().map(|scores| scores[wish][0]).collect::<Vec<f64>>();
    (0..count).map(|wish| vec![mean(&of(wish))]).collect()
}

async fn verses(lab: &mut Lab<'_>) -> Result<Table> {
    let dataset = cadao(&lab.data)?;
    let verses: Vec<Song> =
        lab.uses(dataset).into_iter().filter(|song| 1 < song.stanzas[0].len()).collect();
    let own = "English captions of what verses picture, written for this evaluation";
    lab.note(About {
        name: "Pictured verses".into(),
        source: own.into(),
        terms: "as the project".into(),
    });
    let library = lab.songs("verses", &verses).await?;
    let pictured = pictured()?;
    let texts: Vec<(&str, &str)> =
        pictured.iter().map(|one| (one.caption.as_str(), one.id.as_str())).collect();
    let title = format!("{} captions, {} verses", texts.len(), library.names.len());
    finding_their_own(&title, &texts, &library, lab).await
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_wish_is_said_in_ten_languages() {
        let wishes = said().unwrap();
        assert_eq!(wishes.len(), 20);
        for wish in wishes {
            let mut languages: Vec<&str> = wish.keys().map(String::as_str).collect();
            languages.sort_unstable();
            assert_eq!(languages, ["ar", "de", "en", "es", "fr", "ja", "pt", "ru", "vi", "zh"]);
        }
    }

    #[test]
    fn every_verse_is_pictured_once() {
        let pictured = pictured().unwrap();
        let ids: HashSet<&str> = pictured.iter().map(|one| one.id.as_str()).collect();
        assert_eq!((pictured.len(), ids.len()), (40, 40));
    }
}
