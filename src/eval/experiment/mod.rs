//! The questions that are asked of the product, a file each. Each gives the figures that answer it.

pub mod caption;
pub mod emotion;
pub mod hubs;
pub mod language;
pub mod own;
pub mod theme;

use super::board::{Board, Measure, Summary, System};
use super::lab::Lab;
use super::library::Library;
use super::measure::{precision_at, recall_at, reciprocal_rank};
use super::rankers::{Ranker, Rankers};
use super::report::Table;
use crate::error::Result;
use crate::music::TrackId;

/// P@1, P@5, P@10 and MRR of a list, as [`measures`] names them.
fn scores(relevant: &[bool]) -> Vec<f64> {
    let at = |k| precision_at(relevant, k);
    vec![at(1), at(5), at(10), reciprocal_rank(relevant)]
}

/// What is measured where queries have classes.
fn measures() -> Vec<Measure> {
    let of = |name, score, summary| Measure { name, score, summary };
    vec![
        of("macro P@1", 0, Summary::Macro),
        of("macro P@5", 1, Summary::Macro),
        of("macro P@10", 2, Summary::Macro),
        of("macro MRR", 3, Summary::Macro),
        of("worst class P@1", 0, Summary::Worst),
        of("P@1", 0, Summary::Mean),
        of("MRR", 3, Summary::Mean),
    ]
}

/// Whether each text finds the one thing of the library that it is about: pairs of a text and what the
/// dataset calls the thing.
async fn finding_their_own(
    title: &str,
    texts: &[(&str, &str)],
    library: &Library,
    lab: &Lab<'_>,
) -> Result<Table> {
    let sights: Vec<_> = texts.iter().map(|(text, _)| theme::words_alone(text)).collect();
    let rankers = Rankers::open(library, &sights, lab.draws.seed).await?;
    let mut systems = Vec::new();
    for ranker in Ranker::of_words() {
        let mut scores = Vec::new();
        for (query, (sight, (_, name))) in sights.iter().zip(texts).enumerate() {
            let list = rankers.order(ranker, sight, query).await?.songs;
            let own = |track: &TrackId| library.names.get(track).is_some_and(|own| own == name);
            let relevant: Vec<bool> = list.iter().map(|placed| own(&placed.track)).collect();
            let mut found: Vec<f64> = [1, 5, 10].map(|k| recall_at(&relevant, k, 1)).to_vec();
            found.push(reciprocal_rank(&relevant));
            scores.push(found);
        }
        systems.push(System { name: ranker.name(), role: ranker.role(), scores });
    }
    let of = |name, score| Measure { name, score, summary: Summary::Mean };
    let measures = vec![of("R@1", 0), of("R@5", 1), of("R@10", 2), of("MRR", 3)];
    Ok(Board { classes: vec![0; texts.len()], measures, systems }.table(title, lab.draws))
}
