//! Photos to music by feeling, in the manner of Emo-CLIM (Stewart et al., “Emotion-aligned contrastive
//! learning between images and music”, 2024): photos of a class of feeling should find music of it.

use std::collections::HashMap;
use std::path::PathBuf;

use super::{measures, scores};
use crate::error::Result;
use crate::eval::board::{Board, Measure, Role, Summary, System, bars};
use crate::eval::dataset::{Labelled, emotify, oasis};
use crate::eval::lab::Lab;
use crate::eval::library::{Library, Part};
use crate::eval::measure::mean;
use crate::eval::rankers::{Ranker, Rankers};
use crate::eval::refit::{HeardTrack, PhotoFeeling, halves, sound_feeling};
use crate::eval::report::{Experiment, Plot, Row, Table};
use crate::eval::svg;
use crate::feeling::Feeling;
use crate::ingest::listen::SoundFeeling;
use crate::music::{TimeSpan, TrackId};
use crate::recommend::Sight;

/// Spans of this length are taught beside whole pieces.
const SPAN: std::time::Duration = std::time::Duration::from_secs(20);
/// What Emo-CLIM reports on its own data: P@1, P@5 and MRR, means over its classes.
const EMO_CLIM: [Option<f64>; 7] =
    [Some(0.6875), Some(0.6815), None, Some(0.7665), None, None, None];

/// Photos with what is seen in them, and a library of tracks; all have a class.
pub(super) struct Matching<'a> {
    /// The photos.
    pub photos: &'a [Labelled],
    /// What is seen in each.
    pub sights: Vec<Sight>,
    /// The tracks.
    pub tracks: &'a [Labelled],
    /// The library that they are in.
    pub library: Library,
}

/// Runs the experiment on OASIS and Emotify.
pub async fn run(lab: &mut Lab<'_>) -> Result<Experiment> {
    let (photos, tracks) = (oasis(&lab.data)?, emotify(&lab.data)?);
    let (photos, tracks) = (lab.uses(photos), lab.uses(tracks));
    let files: Vec<PathBuf> = photos.iter().map(|photo| photo.file.clone()).collect();
    let sights = lab.sights(&files).await?;
    let whole = vec![Part { tracks: tracks.iter().collect(), head: None }];
    let shipped = lab.tracks("emotify", whole).await?;
    let held_out = Matching {
        photos: &photos,
        sights: with_feelings(&sights, &held_out_feelings(&photos, &files, lab).await?),
        tracks: &tracks,
        library: held_out_library(&tracks, &shipped, lab).await?,
    };
    let shipped = Matching { photos: &photos, sights, tracks: &tracks, library: shipped };
    let mut tables = Vec::new();
    tables.extend(held_out.tables("held out", lab).await?);
    tables.extend(shipped.tables("as shipped, optimistic", lab).await?);
    let svg = svg::bars("Macro P@1, held out", &bars(&tables[0], 0));
    let plot = Plot { file: "emotion.svg".to_owned(), title: "macro P@1".to_owned(), svg };
    Ok(Experiment {
        name: "emotion",
        title: "Photos to music by feeling",
        about: about(),
        tables,
        plots: vec![plot],
    })
}

fn about() -> Vec<String> {
    vec![
        "OASIS photos are queries, Emotify tracks are found. The class of both is the quadrant of what \
         people said: mean ratings of valence and arousal for photos, the mean place of all feelings that \
         listeners ticked for tracks. P@k is the share of the first k tracks of the photo's class; macro \
         is the mean over classes. Photos are seen from the middle of the rating scale. From the middle of \
         the plane hardly a track is unpleasant, so that tracks are seen from the medians of all of them \
         first, and from the middle second. Chance by class share is what the row `random` shows."
            .to_owned(),
        "Leakage: the head that ships for the feeling of sound was fitted on all these tracks, and the one \
         for the feeling of photos on most of these photos. *Held out*: both were fitted anew, with the \
         constants and steps of `training/`, on one half of the photos and of the tracks, and are used on \
         the other half, and the other way round; the library was ingested with them. *As shipped* is what \
         the built-in heads give: optimistic. Not fitted anew are the few constants by which the ranking \
         weighs a difference in feeling (`models/matching`), which were learned on the same photos and \
         tracks. The tags were taught object names of the OASIS photos that \
         are not sensitive, never their ratings."
            .to_owned(),
        "Ceilings replace what the product thinks by what people said: the photo's rating, the tracks' \
         feelings, or both; they rank by feeling alone. Emo-CLIM's row is from its paper, on its own data \
         and classes: an anchor, not a comparison."
            .to_owned(),
    ]
}

/// The feelings of photos, each seen by a head that was fitted to the other half.
async fn held_out_feelings(
    photos: &[Labelled],
    files: &[PathBuf],
    lab: &mut Lab<'_>,
) -> Result<Vec<Feeling>> {
    let pooled = lab.pooled(files).await?;
    let first = halves(&classes_of(photos), lab.draws.seed);
    let mut feelings = vec![Feeling::default(); photos.len()];
    for half in [true, false] {
        let taught: Vec<usize> = (0..photos.len()).filter(|photo| first[*photo] == half).collect();
        let rows: Vec<&Vec<f32>> = taught.iter().map(|photo| &pooled[*photo]).collect();
        let rated: Vec<Feeling> =
            taught.iter().map(|photo| photos[*photo].feeling.unwrap_or_default()).collect();
        let Some(head) = PhotoFeeling::fit(&rows, &rated) else { continue };
        for photo in (0..photos.len()).filter(|photo| first[*photo] != half) {
            feelings[photo] = head.feeling(&pooled[photo]);
        }
    }
    Ok(feelings)
}

fn with_feelings(sights: &[Sight], feelings: &[Feeling]) -> Vec<Sight> {
    let felt = |(sight, feeling): (&Sight, &Feeling)| Sight {
        feeling: (*feeling).into(),
        ..sight.clone()
    };
    sights.iter().zip(feelings).map(felt).collect()
}

/// A library of all tracks, each heard with a head that was fitted to the other half.
async fn held_out_library(
    tracks: &[Labelled],
    shipped: &Library,
    lab: &Lab<'_>,
) -> Result<Library> {
    let first = halves(&classes_of(tracks), lab.draws.seed);
    let mut parts = Vec::new();
    for half in [true, false] {
        let of_half = |wanted: bool| {
            tracks
                .iter()
                .zip(&first)
                .filter(move |(_, own)| **own == wanted)
                .map(|(track, _)| track)
        };
        let mut heard = Vec::new();
        for track in of_half(!half) {
            heard.extend(hear(track, shipped).await?);
        }
        let head: Option<SoundFeeling> = sound_feeling(&heard.iter().collect::<Vec<_>>());
        parts.push(Part { tracks: of_half(half).collect(), head });
    }
    lab.tracks("emotify-held-out", parts).await
}

/// What a head is taught of a track; `None` if it is not in the library.
async fn hear(track: &Labelled, library: &Library) -> Result<Option<HeardTrack>> {
    let Some(listened) = library.listened(&track.name).await? else { return Ok(None) };
    let sound = &listened.sound;
    let spans = (listened.duration.as_secs() / SPAN.as_secs()) as u32;
    let spans = (0..spans).map(|number| TimeSpan::new(SPAN * number, SPAN * (number + 1)));
    let all = std::iter::once(None).chain(spans);
    let features = all.map(|span| sound.features(span).values()).collect();
    Ok(Some(HeardTrack { features, feeling: track.feeling.unwrap_or_default() }))
}

fn classes_of(things: &[Labelled]) -> Vec<String> {
    things.iter().map(|thing| thing.class().unwrap_or_default()).collect()
}

/// The middle track on each axis.
fn medians(tracks: &[Labelled]) -> Feeling {
    let median = |coordinate: fn(Feeling) -> f32| {
        let mut values: Vec<f32> =
            tracks.iter().filter_map(|track| track.feeling).map(coordinate).collect();
        values.sort_by(f32::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Feeling::new(median(Feeling::valence), median(Feeling::arousal))
}

/// What one system answered to all photos.
struct Answers {
    name: String,
    role: Role,
    lists: Vec<Vec<TrackId>>,
}

impl Matching<'_> {
    /// Whether photos find tracks of their class, and how far from the photo's feeling these are; the
    /// second only where people said how both feel.
    pub(super) async fn tables(&self, which: &str, lab: &Lab<'_>) -> Result<Vec<Table>> {
        let mut answers = self.answers(lab).await?;
        if self.rated() {
            answers.extend(self.ceilings(lab).await?);
        }
        let title = |what: &str| {
            let (photos, tracks) = (self.photos.len(), self.library.names.len());
            format!("{what}, {which}: {photos} photos, {tracks} tracks")
        };
        let classes = |what: &str, middle| {
            let mut table = self.classes(&answers, middle).table(&title(what), lab.draws);
            table.rows.push(Row::published("Emo-CLIM, on its own data", &EMO_CLIM));
            table
        };
        if !self.rated() {
            return Ok(vec![classes("Classes", Feeling::default())]);
        }
        Ok(vec![
            classes("Classes, music from the medians of its tracks", medians(self.tracks)),
            classes("Classes, music from the middle of the plane", Feeling::default()),
            self.distances(&answers).table(&title("Distances"), lab.draws),
        ])
    }

    /// Whether people said of everything how it feels.
    fn rated(&self) -> bool {
        self.photos.iter().chain(self.tracks).all(|thing| thing.feeling.is_some())
    }

    async fn answers(&self, lab: &Lab<'_>) -> Result<Vec<Answers>> {
        let rankers = Rankers::open(&self.library, &self.sights, lab.draws.seed).await?;
        let mut answers = Vec::new();
        for ranker in Ranker::all() {
            let mut lists = Vec::new();
            for (query, sight) in self.sights.iter().enumerate() {
                let offer = rankers.order(ranker, sight, query).await?;
                lists.push(offer.songs.iter().map(|placed| placed.track).collect());
            }
            answers.push(Answers { name: ranker.name(), role: ranker.role(), lists });
        }
        Ok(answers)
    }

    /// By feeling alone, with what people said put in.
    async fn ceilings(&self, lab: &Lab<'_>) -> Result<Vec<Answers>> {
        let rankers = Rankers::open(&self.library, &[], lab.draws.seed).await?;
        let (human, none) = (self.human(), HashMap::new());
        let rated: Vec<Feeling> =
            self.photos.iter().map(|photo| photo.feeling.unwrap_or_default()).collect();
        let seen: Vec<Feeling> = self.sights.iter().map(Sight::feeling).collect();
        let answer = |name: &str, wanted: &[Feeling], known: &HashMap<TrackId, Feeling>| Answers {
            name: name.to_owned(),
            role: Role::Shown,
            lists: wanted.iter().map(|wanted| rankers.by_feeling(*wanted, known)).collect(),
        };
        Ok(vec![
            answer("ceiling: people's photo", &rated, &none),
            answer("ceiling: people's music", &seen, &human),
            answer("ceiling: people's photo and music", &rated, &human),
        ])
    }

    /// What people said of each track.
    fn human(&self) -> HashMap<TrackId, Feeling> {
        let by_name: HashMap<&str, Feeling> = self
            .tracks
            .iter()
            .filter_map(|track| Some((track.name.as_str(), track.feeling?)))
            .collect();
        let named = |(id, name): (&TrackId, &String)| Some((*id, *by_name.get(name.as_str())?));
        self.library.names.iter().filter_map(named).collect()
    }

    /// Whether the songs are of the photo's class, the axes of the tracks' quadrants crossing at
    /// `middle`.
    fn classes(&self, answers: &[Answers], middle: Feeling) -> Board {
        let class: HashMap<&str, String> = self
            .tracks
            .iter()
            .filter_map(|track| Some((track.name.as_str(), track.class_about(middle)?)))
            .collect();
        let class_of = |track: &TrackId| {
            self.library.names.get(track).and_then(|name| class.get(name.as_str())).cloned()
        };
        let wanted = classes_of(self.photos);
        let mut names = wanted.clone();
        names.sort_unstable();
        names.dedup();
        let system = |answers: &Answers| {
            let relevant = |(list, wanted): (&Vec<TrackId>, &String)| {
                scores(
                    &list
                        .iter()
                        .map(|track| class_of(track).as_ref() == Some(wanted))
                        .collect::<Vec<_>>(),
                )
            };
            let scores = answers.lists.iter().zip(&wanted).map(relevant).collect();
            System { name: answers.name.clone(), role: answers.role, scores }
        };
        let number = |class: &String| names.iter().position(|name| name == class).unwrap_or(0);
        Board {
            classes: wanted.iter().map(number).collect(),
            measures: measures(),
            systems: answers.iter().map(system).collect(),
        }
    }

    /// How far from the photo, by what people said of both, the first track and the first five lie.
    fn distances(&self, answers: &[Answers]) -> Board {
        let human = self.human();
        let rated = self.photos.iter().map(|photo| photo.feeling.unwrap_or_default());
        let rated: Vec<Feeling> = rated.collect();
        let system = |answers: &Answers| {
            let far = |(list, rated): (&Vec<TrackId>, &Feeling)| {
                let distances: Vec<f64> = list
                    .iter()
                    .filter_map(|track| human.get(track))
                    .map(|feeling| f64::from(feeling.distance(*rated)))
                    .take(5)
                    .collect();
                vec![distances.first().copied().unwrap_or_default(), mean(&distances)]
            };
            let scores = answers.lists.iter().zip(&rated).map(far).collect();
            System { name: answers.name.clone(), role: answers.role, scores }
        };
        let of = |name, score| Measure { name, score, summary: Summary::Mean };
        Board {
            classes: vec![0; self.photos.len()],
            measures: vec![of("distance, first track", 0), of("distance, first five", 1)],
            systems: answers.iter().map(system).collect(),
        }
    }
}
