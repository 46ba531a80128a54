//! Scores of several systems on the same queries, and the table that they make. Pure.

use super::bootstrap::{Estimate, Resampling, holm};
use super::measure::{macro_mean, mean, worst_class};
use super::report::{Cell, Row, Table};
use super::svg::Bar;

/// How the scores of all queries become one figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Summary {
    /// Their mean.
    Mean,
    /// The mean of the means of the queries' classes.
    Macro,
    /// The least of these means.
    Worst,
}

/// What is measured of each query.
#[derive(Clone, Debug)]
pub struct Measure {
    /// What it is called.
    pub name: &'static str,
    /// Which of a query's scores it is made of.
    pub score: usize,
    /// How the scores become one figure.
    pub summary: Summary,
}

/// How a system stands to the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is the product.
    Product,
    /// The product should be better: differences are tested.
    Baseline,
    /// It knows what the product cannot know, or is shown for another reason.
    Shown,
}

/// A system and its scores.
#[derive(Clone, Debug)]
pub struct System {
    /// What it is called.
    pub name: String,
    /// How it stands to the product.
    pub role: Role,
    /// For each query, each of its scores.
    pub scores: Vec<Vec<f64>>,
}

/// Scores of several systems on the same queries.
#[derive(Clone, Debug)]
pub struct Board {
    /// The class of each query; all 0 where there are none.
    pub classes: Vec<usize>,
    /// What is measured.
    pub measures: Vec<Measure>,
    /// Who answered.
    pub systems: Vec<System>,
}

impl Board {
    /// The table of all figures, each baseline tested against the product.
    pub fn table(&self, title: &str, draws: Resampling) -> Table {
        let columns: Vec<Vec<Cell>> =
            self.measures.iter().map(|measure| self.column(measure, draws)).collect();
        let row = |(number, system): (usize, &System)| Row {
            name: system.name.clone(),
            cells: columns.iter().map(|column| Some(column[number])).collect(),
        };
        let measures = self.measures.iter().map(|measure| measure.name.to_owned()).collect();
        let rows = self.systems.iter().enumerate().map(row).collect();
        Table { title: title.to_owned(), measures, rows }
    }

    fn column(&self, measure: &Measure, draws: Resampling) -> Vec<Cell> {
        let scores: Vec<Vec<f64>> = self
            .systems
            .iter()
            .map(|system| system.scores.iter().map(|scores| scores[measure.score]).collect())
            .collect();
        let estimates = scores.iter().map(|scores| self.estimate(measure.summary, scores, draws));
        let mut cells: Vec<Cell> = estimates.map(Cell::alone).collect();
        let Some(product) = self.systems.iter().position(|system| system.role == Role::Product)
        else {
            return cells;
        };
        let baselines: Vec<usize> = (0..self.systems.len())
            .filter(|number| self.systems[*number].role == Role::Baseline)
            .collect();
        let whole = |scores: &[f64]| summed_up(measure.summary, scores, &self.classes);
        let test = |number: &usize| draws.significance(&scores[product], &scores[*number], whole);
        let corrected = holm(&baselines.iter().map(test).collect::<Vec<_>>());
        for (number, p) in baselines.into_iter().zip(corrected) {
            cells[number].p = Some(p);
        }
        cells
    }

    fn estimate(&self, summary: Summary, scores: &[f64], draws: Resampling) -> Estimate {
        draws.interval(scores.len(), |drawn| {
            let values: Vec<f64> = drawn.iter().map(|query| scores[*query]).collect();
            let classes: Vec<usize> = drawn.iter().map(|query| self.classes[*query]).collect();
            summed_up(summary, &values, &classes)
        })
    }
}

fn summed_up(summary: Summary, scores: &[f64], classes: &[usize]) -> f64 {
    match summary {
        Summary::Mean => mean(scores),
        Summary::Macro => macro_mean(scores, classes),
        Summary::Worst => worst_class(scores, classes),
    }
}

/// A bar for each row of a table that has a figure in this column.
pub fn bars(table: &Table, column: usize) -> Vec<Bar> {
    let bar = |row: &Row| {
        let estimate = (*row.cells.get(column)?)?.estimate;
        Some(Bar { name: row.name.clone(), estimate })
    };
    table.rows.iter().filter_map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn baselines_are_tested_and_others_are_not() {
        let system = |name: &str, role, score: f64| System {
            name: name.to_owned(),
            role,
            scores: (0..40).map(|_| vec![score]).collect(),
        };
        let board = Board {
            classes: (0..40).map(|query| query % 2).collect(),
            measures: vec![Measure { name: "macro P@1", score: 0, summary: Summary::Macro }],
            systems: vec![
                system("product", Role::Product, 1.0),
                system("random", Role::Baseline, 0.0),
                system("ceiling", Role::Shown, 1.0),
            ],
        };
        let table = board.table("40 queries", Resampling { seed: 7, rounds: 500 });
        let p: Vec<Option<f64>> = table.rows.iter().map(|row| row.cells[0].unwrap().p).collect();
        assert_eq!((p[0], p[2]), (None, None));
        assert!(p[1].is_some_and(|p| p < 0.01), "{p:?}");
        assert_eq!(bars(&table, 0).len(), 3);
    }
}
