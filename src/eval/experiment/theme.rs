//! Themes: photos and captions of the sea, of storms, of war, … should find songs about them.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::eval::board::{Board, Measure, Summary, System, bars};
use crate::eval::dataset::{About, Song, Worded, corel5k, lieder};
use crate::eval::lab::Lab;
use crate::eval::library::Library;
use crate::eval::measure::{bins, brier, expected_calibration_error, ndcg_at, precision_at};
use crate::eval::rankers::{Offer, Placed, Ranker, Rankers};
use crate::eval::report::{Cell, Experiment, Plot, Row, Table};
use crate::eval::svg;
use crate::feeling::Feeling;
use crate::music::TrackId;
use crate::recommend::Sight;

const LABELS: &str = include_str!("../../../evaluation/themes.jsonl");
const CAPTIONS: &str = include_str!("../../../evaluation/theme_captions.toml");
/// How many songs of a list are looked at.
const SONGS: usize = 10;
/// How many bins the reliability of scores is told in.
const BINS: usize = 10;
/// A list counts as good if so many of its first songs have a theme of the photo.
const GOOD_SONGS: usize = 2;
const FIRST_SONGS: usize = 5;

/// The themes of a song, each with its grade: 1 it is there, 2 the song is about it.
#[derive(Deserialize)]
struct Labels {
    id: String,
    themes: BTreeMap<String, f64>,
}

/// How photos show a theme.
#[derive(Deserialize)]
struct Shown {
    captions: Vec<String>,
    words: Vec<String>,
}

/// Something that is asked, and the themes that it is of.
struct Asked {
    sight: Sight,
    themes: Vec<String>,
}

/// The labelled songs as a library.
struct Songs {
    library: Library,
    grades: HashMap<TrackId, BTreeMap<String, f64>>,
}

/// Runs the experiment.
pub async fn run(lab: &mut Lab<'_>) -> Result<Experiment> {
    let (labels, shown) = (labels()?, shown()?);
    let songs = songs(&labels, lab).await?;
    let photos = corel5k(&lab.data)?;
    let photos = photos_of(&lab.uses(photos), &shown, lab).await?;
    let captions = captions_of(&shown);
    let (from_captions, _) =
        songs.ask("Captions written for themes", &captions, &Ranker::of_words(), lab).await?;
    let (from_photos, offers) =
        songs.ask("Photos of Corel5K", &photos, &Ranker::all(), lab).await?;
    let (reliability, reliable) = songs.reliability(&photos, &offers, lab);
    let bars = svg::bars("nDCG@10, photos of themes", &bars(&from_photos, 0));
    let mut plots = vec![Plot {
        file: "theme.svg".to_owned(),
        title: "nDCG@10 by theme".to_owned(),
        svg: bars,
    }];
    plots.extend(reliable);
    let (name, title) = ("theme", "Photos to songs by theme");
    let tables = vec![from_captions, from_photos, reliability];
    Ok(Experiment { name, title, about: about(), tables, plots })
}

fn about() -> Vec<String> {
    vec![
        "The library are the art songs whose themes were labelled by hand (`evaluation/README.md`), with a \
         grade of 1 or 2 for each theme. Asked are captions written for the themes, five each, and the test \
         photos of Corel5K whose words name a theme (`evaluation/theme_captions.toml`). A song counts by the \
         highest of its grades for the themes that are asked. Captions alone have no feeling: the product \
         looks for the middle of the plane then."
            .to_owned(),
        "Reliability: the probability that the product tells of each of the first ten songs, against whether \
         the song has a theme of the photo, and its confidence in the list. A song may well fit a photo for \
         another reason, so that this bounds from below how often what is told comes true."
            .to_owned(),
    ]
}

fn labels() -> Result<Vec<Labels>> {
    let lines = LABELS.lines().map(serde_json::from_str).collect::<Result<_, _>>();
    lines.map_err(|error| Error::internal("the labels of themes are broken").because(error))
}

fn shown() -> Result<BTreeMap<String, Shown>> {
    toml::from_str(CAPTIONS)
        .map_err(|error| Error::internal("the captions of themes are broken").because(error))
}

async fn songs(labels: &[Labels], lab: &mut Lab<'_>) -> Result<Songs> {
    let dataset = lieder(&lab.data)?;
    let all = lab.uses(dataset);
    let source = "themes of 360 songs of the corpus, labelled by hand: evaluation/README.md";
    lab.note(About {
        name: "Themes".into(),
        source: source.into(),
        terms: "as the project".into(),
    });
    let graded: HashMap<&str, &BTreeMap<String, f64>> =
        labels.iter().map(|labels| (labels.id.as_str(), &labels.themes)).collect();
    let labelled: Vec<Song> =
        all.into_iter().filter(|song| graded.contains_key(song.id.as_str())).collect();
    let library = lab.songs("themes", &labelled).await?;
    let grades = library
        .names
        .iter()
        .filter_map(|(track, name)| Some((*track, (*graded.get(name.as_str())?).clone())));
    let grades = grades.collect();
    Ok(Songs { library, grades })
}

fn captions_of(shown: &BTreeMap<String, Shown>) -> Vec<Asked> {
    let asked = |theme: &String, caption: &String| Asked {
        sight: words_alone(caption),
        themes: vec![theme.clone()],
    };
    shown
        .iter()
        .flat_map(|(theme, shown)| shown.captions.iter().map(move |caption| asked(theme, caption)))
        .collect()
}

/// A caption without a photo.
pub(super) fn words_alone(caption: &str) -> Sight {
    Sight {
        caption: caption.to_owned(),
        tags: Vec::new(),
        feeling: Feeling::default().into(),
        written: vec![caption.to_owned()],
        picture: None,
    }
}

async fn photos_of(
    photos: &[Worded],
    shown: &BTreeMap<String, Shown>,
    lab: &mut Lab<'_>,
) -> Result<Vec<Asked>> {
    let themes = |photo: &Worded| -> Vec<String> {
        let named = |shown: &Shown| shown.words.iter().any(|word| photo.words.contains(word));
        shown.iter().filter(|(_, shown)| named(shown)).map(|(theme, _)| theme.clone()).collect()
    };
    let of_themes: Vec<(PathBuf, Vec<String>)> = photos
        .iter()
        .map(|photo| (photo.file.clone(), themes(photo)))
        .filter(|(_, themes)| !themes.is_empty())
        .collect();
    let (files, themes): (Vec<PathBuf>, Vec<Vec<String>>) = of_themes.into_iter().unzip();
    let sights = lab.sights(&files).await?;
    Ok(sights.into_iter().zip(themes).map(|(sight, themes)| Asked { sight, themes }).collect())
}

impl Songs {
    /// What all rankers answer, and what the first of them offers.
    async fn ask(
        &self,
        what: &str,
        asked: &[Asked],
        rankers: &[Ranker],
        lab: &Lab<'_>,
    ) -> Result<(Table, Vec<Offer>)> {
        let sights: Vec<Sight> = asked.iter().map(|asked| asked.sight.clone()).collect();
        let bench = Rankers::open(&self.library, &sights, lab.draws.seed).await?;
        let (mut systems, mut first) = (Vec::new(), None);
        for ranker in rankers {
            let mut offers = Vec::new();
            for (query, sight) in sights.iter().enumerate() {
                let mut offer = bench.order(*ranker, sight, query).await?;
                offer.songs.truncate(SONGS);
                offers.push(offer);
            }
            let scores = asked.iter().zip(&offers).map(|(asked, offer)| self.scores(asked, offer));
            let (name, role) = (ranker.name(), ranker.role());
            systems.push(System { name, role, scores: scores.collect() });
            first.get_or_insert(offers);
        }
        let of = |name, score| Measure { name, score, summary: Summary::Mean };
        let measures = vec![of("nDCG@10", 0), of("P@5", 1)];
        let board = Board { classes: vec![0; asked.len()], measures, systems };
        let title = format!("{what}: {} queries, {} songs", asked.len(), self.library.names.len());
        Ok((board.table(&title, lab.draws), first.unwrap_or_default()))
    }

    fn scores(&self, asked: &Asked, offer: &Offer) -> Vec<f64> {
        let songs = offer.songs.iter();
        let ranked: Vec<f64> = songs.map(|placed| self.grade(asked, placed.track)).collect();
        let all: Vec<f64> = self.grades.keys().map(|track| self.grade(asked, *track)).collect();
        let relevant: Vec<bool> = ranked.iter().map(|grade| 0.0 < *grade).collect();
        vec![ndcg_at(&ranked, &all, SONGS), precision_at(&relevant, 5)]
    }

    /// The highest grade that a song has for one of the themes.
    fn grade(&self, asked: &Asked, track: TrackId) -> f64 {
        let own = self.grades.get(&track);
        let grades = asked.themes.iter().filter_map(|theme| own?.get(theme)).copied();
        grades.fold(0.0, f64::max)
    }

    /// Whether what is told comes true: of songs, and of lists.
    fn reliability(&self, asked: &[Asked], offers: &[Offer], lab: &Lab<'_>) -> (Table, Vec<Plot>) {
        let told = asked.iter().zip(offers);
        let songs = told.clone().map(|(asked, offer)| {
            let one = |placed: &Placed| {
                Some((f64::from(placed.told?), 0.0 < self.grade(asked, placed.track)))
            };
            offer.songs.iter().filter_map(one).collect()
        });
        let lists = told.map(|(asked, offer)| {
            let fits = |placed: &&Placed| 0.0 < self.grade(asked, placed.track);
            let good = GOOD_SONGS <= offer.songs.iter().take(FIRST_SONGS).filter(fits).count();
            offer.confidence.iter().map(|told| (f64::from(*told), good)).collect()
        });
        let (songs, lists): (Vec<_>, Vec<_>) = (songs.collect(), lists.collect());
        let list =
            format!("a list, against {GOOD_SONGS} of its first {FIRST_SONGS} songs having one");
        let table = Table {
            title: "Reliability".to_owned(),
            measures: vec![format!("expected calibration error, {BINS} bins"), "Brier".to_owned()],
            rows: vec![
                reliability_row("a song, against its having a theme of the photo", &songs, lab),
                reliability_row(&list, &lists, lab),
            ],
        };
        let plot = |file: &str, title: &str, predictions: &[Vec<(f64, bool)>]| {
            let svg = svg::reliability(title, &bins(&predictions.concat(), BINS));
            Plot { file: file.to_owned(), title: title.to_owned(), svg }
        };
        let plots = vec![
            plot("reliability.svg", "Scores of songs, against themes of photos", &songs),
            plot("confidence.svg", "Confidence of lists, against themes of photos", &lists),
        ];
        (table, plots)
    }
}

/// How well probabilities come true that belong to several queries.
fn reliability_row(name: &str, predictions: &[Vec<(f64, bool)>], lab: &Lab<'_>) -> Row {
    let figure = |statistic: fn(&[(f64, bool)]) -> f64| -> Option<Cell> {
        let of = |drawn: &[usize]| -> Vec<(f64, bool)> {
            drawn.iter().flat_map(|query| predictions[*query].iter().copied()).collect()
        };
        let estimate = lab.draws.interval(predictions.len(), |drawn| statistic(&of(drawn)));
        Some(Cell::alone(estimate))
    };
    let error = |told: &[(f64, bool)]| expected_calibration_error(&bins(told, BINS));
    Row { name: name.to_owned(), cells: vec![figure(error), figure(brier)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_that_was_labelled_has_five_captions() {
        let (labels, shown) = (labels().unwrap(), shown().unwrap());
        for labels in &labels {
            for (theme, grade) in &labels.themes {
                assert_eq!(shown[theme].captions.len(), 5, "{theme}");
                assert!([1.0, 2.0].contains(grade), "{}: {theme}", labels.id);
            }
        }
        assert!(300 <= labels.len());
    }
}
