//! Photos to text: how near the captions are to people's, and whether the photo finds what people wrote
//! of it.

use std::path::PathBuf;

use crate::embedding::Embedding;
use crate::error::Result;
use crate::eval::board::{Board, Measure, Role, Summary, System};
use crate::eval::bootstrap::Estimate;
use crate::eval::caption::{Counted, bleu_4, cider_d, count, words};
use crate::eval::dataset::{Captioned, flickr8k};
use crate::eval::lab::Lab;
use crate::eval::measure::mean;
use crate::eval::rankers::{Query, Reader};
use crate::eval::report::{Cell, Experiment, Row, Table};
use crate::recommend::Sight;

/// What people wrote of a photo in one language.
type Texts = fn(&Captioned) -> &[String];

/// Runs the experiment.
pub async fn run(lab: &mut Lab<'_>) -> Result<Experiment> {
    let dataset = flickr8k(&lab.data)?;
    let photos = lab.uses(dataset);
    let files: Vec<PathBuf> = photos.iter().map(|photo| photo.file.clone()).collect();
    let sights = lab.sights(&files).await?;
    let mut tables = vec![captions(&photos, &sights, lab)];
    let reader = Reader::open().await?;
    let languages: [(&str, Texts); 2] =
        [("English", |photo| &photo.english), ("Chinese", |photo| &photo.chinese)];
    for (language, texts) in languages {
        tables.push(retrieval(language, &photos, texts, &sights, &reader, lab).await?);
    }
    Ok(Experiment {
        name: "caption",
        title: "Photos to text",
        about: vec![
            "Captions of Flickr8k's test photos against five that people wrote: BLEU-4 and CIDEr-D, counted \
             as the COCO caption evaluation does, over lowercase words without punctuation."
                .to_owned(),
            "Retrieval: what is seen in a photo is looked for among all captions of all test photos, five a \
             photo. R@k is the share of photos of which one of their own five captions is among the k \
             nearest. The captioner was trained on the training photos of Flickr8k, not on these."
                .to_owned(),
        ],
        tables,
        plots: Vec::new(),
    })
}

fn captions(photos: &[Captioned], sights: &[Sight], lab: &Lab<'_>) -> Table {
    let references: Vec<Vec<_>> =
        photos.iter().map(|photo| photo.english.iter().map(|text| words(text)).collect()).collect();
    let row = |name: &str, text: fn(&Sight) -> &str| {
        let told: Vec<_> = sights.iter().map(|sight| words(text(sight))).collect();
        let counted: Vec<Counted> =
            told.iter().zip(&references).map(|(told, texts)| count(told, texts)).collect();
        let cider = cider_d(&told, &references);
        let estimates: [Estimate; 2] = [
            lab.draws
                .interval(told.len(), |drawn| bleu_4(drawn.iter().map(|photo| &counted[*photo]))),
            lab.draws.interval(told.len(), |drawn| {
                mean(&drawn.iter().map(|photo| cider[*photo]).collect::<Vec<_>>())
            }),
        ];
        let cells = estimates.map(|estimate| Some(Cell::alone(estimate))).to_vec();
        Row { name: name.to_owned(), cells }
    };
    Table {
        title: format!("Captions of {} photos", photos.len()),
        measures: vec!["BLEU-4".to_owned(), "CIDEr-D".to_owned()],
        rows: vec![
            row("what the captioner wrote", |sight| {
                sight.written.first().map_or("", String::as_str)
            }),
            row("what the product says, checked against the tags", |sight| &sight.caption),
        ],
    }
}

async fn retrieval(
    language: &str,
    photos: &[Captioned],
    texts: Texts,
    sights: &[Sight],
    reader: &Reader,
    lab: &mut Lab<'_>,
) -> Result<Table> {
    let all: Vec<(usize, &str)> = photos
        .iter()
        .enumerate()
        .flat_map(|(photo, captioned)| {
            texts(captioned).iter().map(move |text| (photo, text.as_str()))
        })
        .collect();
    let passages: Vec<&str> = all.iter().map(|(_, text)| *text).collect();
    let read = lab.read(&reader.encoder, &passages).await?;
    let mut systems = Vec::new();
    for query in Query::ALL {
        let mut scores = Vec::new();
        for (photo, sight) in sights.iter().enumerate() {
            let asked = reader.query(query, sight).await?;
            let place = place_of(&asked, photo, &all, &read);
            scores.push([1, 5, 10].map(|k| f64::from(place < k)).to_vec());
        }
        systems.push(System { name: query.name().to_owned(), role: Role::Shown, scores });
    }
    let at = |name, score| Measure { name, score, summary: Summary::Mean };
    let measures = vec![at("R@1", 0), at("R@5", 1), at("R@10", 2)];
    let board = Board { classes: vec![0; photos.len()], measures, systems };
    Ok(board.table(
        &format!("{} photos find their own among {} {language} captions", photos.len(), all.len()),
        lab.draws,
    ))
}

/// How many captions of other photos are nearer than the nearest of the photo's own.
fn place_of(asked: &Embedding, photo: usize, all: &[(usize, &str)], read: &[Embedding]) -> usize {
    let cosines: Vec<f32> = read.iter().map(|passage| asked.cosine(passage)).collect();
    let own = all.iter().zip(&cosines).filter(|((of, _), _)| *of == photo);
    let nearest = own.map(|(_, cosine)| *cosine).fold(f32::NEG_INFINITY, f32::max);
    all.iter().zip(&cosines).filter(|((of, _), cosine)| *of != photo && nearest < **cosine).count()
}
