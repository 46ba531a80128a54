//! Whether a few songs are near everything, how much of a library can be reached, and how unlike the
//! songs of a list are.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::error::Result;
use crate::eval::board::{Board, Measure, Role, Summary, System};
use crate::eval::dataset::{Song, cadao, corel5k, flickr8k, lieder, oasis};
use crate::eval::lab::Lab;
use crate::eval::library::Library;
use crate::eval::rankers::{Part, Ranker, Rankers};
use crate::eval::report::{Cell, Experiment, Plot, Row, Table};
use crate::eval::svg::{self, Line, Scale};
use crate::music::TrackId;
use crate::recommend::Sight;
use crate::survey::{PLACES, Places, TOP};

const RANKERS: [Ranker; 6] = [
    Ranker::Product,
    Ranker::Random,
    Ranker::Only(Part::Caption),
    Ranker::Only(Part::Tags),
    Ranker::Only(Part::Picture),
    Ranker::Only(Part::Feeling),
];

/// Runs the experiment.
pub async fn run(lab: &mut Lab<'_>) -> Result<Experiment> {
    let songs = catalogue(lab)?;
    let library = lab.songs("everything", &songs).await?;
    let sights = photos(lab).await?;
    let lists = lists(&library, &sights, lab).await?;
    let numbered = numbered(&library);
    let places: Vec<Vec<Vec<usize>>> = lists
        .iter()
        .map(|lists| {
            lists.iter().map(|list| list.iter().map(|track| numbered[track]).collect()).collect()
        })
        .collect();
    let line = |(ranker, lists): (&Ranker, &Vec<Vec<usize>>)| {
        let counts = Places::count(numbered.len(), lists.iter().map(Vec::as_slice)).descending();
        let points = counts.iter().zip(1..).map(|(count, rank)| (f64::from(rank), *count as f64));
        Line { name: ranker.name(), points: points.filter(|point| 0.0 < point.1).collect() }
    };
    let curves: Vec<Line> = RANKERS.iter().zip(&places).map(line).collect();
    let axes = [("songs, by places", Scale::Logarithmic), ("places", Scale::Logarithmic)];
    let svg = svg::lines("Places per song", axes, &curves);
    Ok(Experiment {
        name: "hubs",
        title: "Hubs, reach, diversity",
        about: vec![
            "A catalogue of all art songs, Vietnamese verses and sayings, asked by all photos of this \
             evaluation. Reach is the share of songs that are among the first ten for some photo; N₁₀ is how \
             often a song is, and its skewness measures hubs (Radovanović et al., 2010). What is drawn by lot \
             shows what these many photos can reach. Intervals are by the jackknife over 20 groups of photos: \
             drawing photos again and again would take reach away."
                .to_owned(),
            "Diversity is the share of different artists among the songs of a list; verses and sayings have \
             no artist and count as different ones."
                .to_owned(),
        ],
        tables: vec![hubs(&places, numbered.len(), lab), diversity(&library, &songs, &lists, lab)],
        plots: vec![Plot { file: "hubs.svg".to_owned(), title: "places per song".to_owned(), svg }],
    })
}

fn catalogue(lab: &mut Lab<'_>) -> Result<Vec<Song>> {
    let (songs, verses) = (lieder(&lab.data)?, cadao(&lab.data)?);
    let (mut songs, verses) = (lab.uses(songs), lab.uses(verses));
    songs.extend(
        verses.into_iter().map(|verse| Song { id: format!("verse {}", verse.id), ..verse }),
    );
    Ok(songs)
}

async fn photos(lab: &mut Lab<'_>) -> Result<Vec<Sight>> {
    let (flickr, corel, oasis) = (flickr8k(&lab.data)?, corel5k(&lab.data)?, oasis(&lab.data)?);
    let mut files: Vec<PathBuf> = lab.uses(flickr).into_iter().map(|photo| photo.file).collect();
    files.extend(lab.uses(corel).into_iter().map(|photo| photo.file));
    files.extend(lab.uses(oasis).into_iter().map(|photo| photo.file));
    lab.sights(&files).await
}

async fn lists(
    library: &Library,
    sights: &[Sight],
    lab: &Lab<'_>,
) -> Result<Vec<Vec<Vec<TrackId>>>> {
    let rankers = Rankers::open(library, &[], lab.draws.seed).await?;
    let mut all = Vec::new();
    for ranker in RANKERS {
        let mut lists = Vec::new();
        for (query, sight) in sights.iter().enumerate() {
            let songs = rankers.order(ranker, sight, query).await?.songs;
            lists.push(songs.iter().take(PLACES).map(|placed| placed.track).collect());
        }
        all.push(lists);
    }
    Ok(all)
}

/// A number for each track.
fn numbered(library: &Library) -> HashMap<TrackId, usize> {
    let mut tracks: Vec<TrackId> = library.names.keys().copied().collect();
    tracks.sort_unstable();
    tracks.into_iter().zip(0..).collect()
}

fn hubs(places: &[Vec<Vec<usize>>], songs: usize, lab: &Lab<'_>) -> Table {
    let row = |(ranker, lists): (&Ranker, &Vec<Vec<usize>>)| {
        let figure = |statistic: fn(&Places) -> f64| {
            let of = |drawn: &[usize]| {
                statistic(&Places::count(songs, drawn.iter().map(|photo| lists[*photo].as_slice())))
            };
            Some(Cell::alone(lab.draws.jackknife(lists.len(), of)))
        };
        let top = |places: &Places| places.top_share(TOP);
        let cells = vec![
            figure(Places::reach),
            figure(top),
            figure(Places::gini),
            figure(Places::skewness),
        ];
        Row { name: ranker.name(), cells }
    };
    let photos = places.first().map_or(0, Vec::len);
    Table {
        title: format!("First {PLACES} songs of {photos} photos, {songs} songs"),
        measures: vec![
            "reach".to_owned(),
            "places of the top 1 % of songs".to_owned(),
            "Gini".to_owned(),
            "skewness of N₁₀".to_owned(),
        ],
        rows: RANKERS.iter().zip(places).map(row).collect(),
    }
}

fn diversity(
    library: &Library,
    songs: &[Song],
    lists: &[Vec<Vec<TrackId>>],
    lab: &Lab<'_>,
) -> Table {
    let artist: HashMap<&str, &str> =
        songs.iter().map(|song| (song.id.as_str(), song.artist.as_str())).collect();
    let of = |track: &TrackId| {
        let name = library.names.get(track).map_or("", String::as_str);
        artist.get(name).copied().filter(|artist| !artist.is_empty()).unwrap_or(name)
    };
    let different = |list: &Vec<TrackId>| {
        let artists: HashSet<&str> = list.iter().map(of).collect();
        vec![artists.len() as f64 / list.len().max(1) as f64]
    };
    let system = |(ranker, lists): (&Ranker, &Vec<Vec<TrackId>>)| System {
        name: ranker.name(),
        role: Role::Shown,
        scores: lists.iter().map(different).collect(),
    };
    let systems: Vec<System> = RANKERS.iter().zip(lists).map(system).collect();
    let count = systems[0].scores.len();
    let measures = vec![Measure { name: "different artists", score: 0, summary: Summary::Mean }];
    Board { classes: vec![0; count], measures, systems }.table("Diversity of lists", lab.draws)
}
