//! Beam search: finds likely sequences of tokens, whatever model says how likely each next one is.
//!
//! The rules are those of `generate` in Hugging Face's transformers 5 (`generation/utils.py`,
//! `_beam_search`, with `early_stopping=False`), so that a published model gives the sequences here
//! that it gives there.

use serde::Deserialize;

use crate::error::{Error, Result};

/// How far and how wide to search.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct BeamSearch {
    /// How many sequences are followed at once, from 1 (greedy search) to [`MOST_BEAMS`].
    pub beams: usize,
    /// The most tokens of a sequence, the mark of its beginning and that of its end counted. At least 2.
    pub max_length: usize,
    /// The fewest tokens, the mark of the beginning counted, before a sequence may end.
    pub min_length: usize,
    /// Scores are divided by the number of tokens, the mark of the end counted, to this power: above
    /// 0 favours longer sequences.
    pub length_penalty: f32,
    /// No run of this many tokens, the mark of the beginning counted, comes twice; 0 allows all.
    pub no_repeat: usize,
}

/// The most sequences that can be followed at once.
pub const MOST_BEAMS: usize = 8;

/// A finished sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// Its tokens, without the marks of beginning and end.
    pub tokens: Vec<u32>,
    /// Whether it came to its end; else it was cut at the greatest length.
    pub ended: bool,
    /// The sum of the natural logarithms of the tokens' probabilities, the end mark's included.
    pub log_likelihood: f32,
    /// What sequences are ordered by: the log-likelihood, divided as the search says.
    pub score: f32,
}

impl Sequence {
    /// The average over the tokens and the end mark, if there is one.
    pub fn mean_log_likelihood(&self) -> f32 {
        self.log_likelihood / (self.tokens.len() + usize::from(self.ended)) as f32
    }
}

/// A row that the model is fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// The row of the call before that this one goes on from; in the first call, its own.
    pub parent: usize,
    /// The token to read.
    pub token: u32,
}

/// What the model is asked: the subjects that are still searched for, in their order, and for each
/// of them equally many rows, one after another.
pub struct Step<'a> {
    /// The numbers of the subjects.
    pub subjects: &'a [usize],
    /// The rows: the same number for each subject.
    pub rows: &'a [Row],
}

/// A beam: a sequence that has not ended. Its tokens begin with the mark of the beginning.
#[derive(Clone)]
struct Beam {
    tokens: Vec<u32>,
    log_likelihood: f32,
    /// The row of the last call that it goes on from.
    row: usize,
}

/// A way to go on: the beam it goes on from, the next token, and the likelihood so far.
#[derive(Clone, Copy)]
struct Continuation {
    beam: usize,
    token: u32,
    log_likelihood: f32,
}

/// The search for one subject's sequences.
struct Search<'a> {
    rules: &'a BeamSearch,
    end: u32,
    beams: Vec<Beam>,
    /// The best that have finished, best first; never more than there are beams.
    finished: Vec<Sequence>,
}

impl BeamSearch {
    /// Fails as `Invalid` if a setting is out of its range.
    pub fn check(&self) -> Result<()> {
        if !(1..=MOST_BEAMS).contains(&self.beams) {
            let beams = self.beams;
            return Err(Error::invalid(format!("{beams} beams are not 1 to {MOST_BEAMS}")));
        }
        if self.max_length < 2 {
            return Err(Error::invalid("a sequence of less than 2 tokens says nothing"));
        }
        Ok(())
    }

    /// Searches for each of `subjects` from `begin` to `end` and gives their finished sequences,
    /// best first; at least one for each.
    ///
    /// `next` feeds the rows of a [`Step`] and gives their logits over the whole vocabulary, row by
    /// row. What is found for one subject does not depend on the others, if `next` sees to that.
    pub fn run<F>(
        &self,
        subjects: usize,
        begin: u32,
        end: u32,
        mut next: F,
    ) -> Result<Vec<Vec<Sequence>>>
    where
        F: FnMut(&Step) -> Result<Vec<f32>>,
    {
        let start = |subject| Beam { tokens: vec![begin], log_likelihood: 0.0, row: subject };
        let mut searches: Vec<Search> = (0..subjects)
            .map(|subject| Search {
                rules: self,
                end,
                beams: vec![start(subject)],
                finished: vec![],
            })
            .collect();
        let mut open: Vec<usize> = (0..subjects).collect();
        while !open.is_empty() {
            let beams = open.iter().flat_map(|subject| &searches[*subject].beams);
            let rows: Vec<Row> = beams.map(Beam::to_row).collect();
            let logits = next(&Step { subjects: &open, rows: &rows })?;
            if logits.is_empty() || logits.len() % rows.len() != 0 {
                return Err(Error::internal("decoder gives no logits for each of its rows"));
            }
            let mut row = 0;
            for (subject, logits) in open.iter().zip(logits.chunks(logits.len() / open.len())) {
                row = searches[*subject].advance(logits, row);
            }
            open.retain(|subject| searches[*subject].is_open());
        }
        Ok(searches.into_iter().map(|search| search.finished).collect())
    }
}

impl Beam {
    fn to_row(&self) -> Row {
        Row { parent: self.row, token: self.tokens[self.tokens.len() - 1] }
    }
}

impl Search<'_> {
    /// Takes the logits of this subject's beams, whose rows began at `first_row`, and gives the row
    /// where the next subject's begin.
    fn advance(&mut self, logits: &[f32], first_row: usize) -> usize {
        let fed = self.beams.len();
        let mut next = Vec::new();
        for (place, continuation) in self.continuations(logits).into_iter().enumerate() {
            let Continuation { beam, token, log_likelihood } = continuation;
            let mut tokens = self.beams[beam].tokens.clone();
            tokens.push(token);
            if token == self.end || self.rules.max_length <= tokens.len() {
                // One that is not among the best would not have been followed either.
                if place < self.rules.beams {
                    self.finish(&tokens, log_likelihood);
                }
            } else if next.len() < self.rules.beams {
                next.push(Beam { tokens, log_likelihood, row: first_row + beam });
            }
        }
        self.beams = next;
        first_row + fed
    }

    /// The likeliest continuations over all beams, likeliest first: enough that as many beams as
    /// now can go on if each of them ends.
    fn continuations(&self, logits: &[f32]) -> Vec<Continuation> {
        let wanted = 2 * self.rules.beams;
        let mut all = Vec::new();
        for (beam, row) in logits.chunks(logits.len() / self.beams.len()).enumerate() {
            let Beam { tokens, log_likelihood, .. } = &self.beams[beam];
            let total = log_sum_exp(row);
            for token in best_tokens(row, wanted, |token| self.allows(tokens, token)) {
                let log_likelihood = log_likelihood + (row[token as usize] - total);
                all.push(Continuation { beam, token, log_likelihood });
            }
        }
        all.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
        all.truncate(wanted);
        all
    }

    fn allows(&self, tokens: &[u32], token: u32) -> bool {
        let too_early = token == self.end && tokens.len() < self.rules.min_length;
        !too_early && !self.repeats(tokens, token)
    }

    /// Whether `token` would end a run of tokens that has come before.
    fn repeats(&self, tokens: &[u32], token: u32) -> bool {
        let length = self.rules.no_repeat;
        if length == 0 || tokens.len() < length {
            return false;
        }
        let tail = &tokens[tokens.len() + 1 - length..];
        tokens.windows(length).any(|run| run[..length - 1] == *tail && run[length - 1] == token)
    }

    /// Keeps a sequence if it is among the best that finished; of equal ones the first.
    fn finish(&mut self, tokens: &[u32], log_likelihood: f32) {
        let ended = tokens.last() == Some(&self.end);
        let score = self.score(log_likelihood, tokens.len() - 1);
        let tokens = tokens[1..tokens.len() - usize::from(ended)].to_vec();
        let place = self.finished.partition_point(|better| score <= better.score);
        self.finished.insert(place, Sequence { tokens, ended, log_likelihood, score });
        self.finished.truncate(self.rules.beams);
    }

    /// Whether a beam may still beat the worst of enough finished ones, going by the best beam as if
    /// it ended now.
    fn is_open(&self) -> bool {
        let Some(best) = self.beams.first() else { return false };
        let reachable = self.score(best.log_likelihood, best.tokens.len() - 1);
        let worst = self.finished.get(self.rules.beams - 1);
        worst.is_none_or(|worst| worst.score < reachable)
    }

    fn score(&self, log_likelihood: f32, tokens: usize) -> f32 {
        log_likelihood / (tokens as f32).powf(self.rules.length_penalty)
    }
}

fn log_sum_exp(row: &[f32]) -> f32 {
    let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    highest + row.iter().map(|logit| (logit - highest).exp()).sum::<f32>().ln()
}

/// The `count` allowed tokens of the highest logits, highest first; of equal ones the lowest first.
fn best_tokens(row: &[f32], count: usize, allowed: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut best: Vec<u32> = Vec::with_capacity(count + 1);
    for (token, logit) in (0_u32..).zip(row) {
        let beaten = |other: &u32| *logit <= row[*other as usize];
        if (best.len() == count && best.last().is_some_and(beaten)) || !allowed(token) {
            continue;
        }
        best.insert(best.partition_point(beaten), token);
        best.truncate(count);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: u32 = 0;
    const END: u32 = 1;

    fn search(beams: usize) -> BeamSearch {
        BeamSearch { beams, max_length: 8, min_length: 0, length_penalty: 0.0, no_repeat: 0 }
    }

    /// A language in which the likely first word (2) leads nowhere good: 3 4 is likelier as a whole.
    fn garden_path(last: u32) -> Vec<f32> {
        let probabilities = match last {
            BEGIN => [0.0, 0.0, 0.6, 0.4, 0.0],
            2 => [0.0, 0.3, 0.3, 0.2, 0.2],
            3 => [0.0, 0.05, 0.0, 0.0, 0.95],
            _ => [0.0, 1.0, 0.0, 0.0, 0.0],
        };
        probabilities.iter().map(|p: &f32| p.max(1e-9).ln()).collect()
    }

    fn run(search: &BeamSearch) -> Vec<Sequence> {
        let step =
            |step: &Step| Ok(step.rows.iter().flat_map(|row| garden_path(row.token)).collect());
        search.run(1, BEGIN, END, step).unwrap().remove(0)
    }

    /// Every sequence of up to `depth` tokens, with its likelihood: the slow exact twin.
    fn best_of_all(depth: usize, last: u32, so_far: f32) -> f32 {
        let row = garden_path(last);
        let ended = so_far + row[END as usize];
        if depth == 0 {
            return ended;
        }
        (2..5).map(|t| best_of_all(depth - 1, t, so_far + row[t as usize])).fold(ended, f32::max)
    }

    #[test]
    fn greedy_search_takes_the_likely_first_word() {
        assert_eq!(run(&search(1))[0].tokens[0], 2);
    }

    #[test]
    fn two_beams_find_the_likeliest_sequence_of_all() {
        let best = &run(&search(2))[0];
        assert_eq!(best.tokens, [3, 4]);
        assert!((best.log_likelihood - best_of_all(6, BEGIN, 0.0)).abs() < 1e-4);
    }

    #[test]
    fn limits_on_length_hold() {
        let short = BeamSearch { max_length: 2, ..search(3) };
        assert!(run(&short).iter().all(|sequence| sequence.tokens.len() == 1 && !sequence.ended));
        let long = BeamSearch { min_length: 5, ..search(3) };
        assert!(run(&long).iter().all(|sequence| 4 <= sequence.tokens.len()));
    }

    #[test]
    fn no_run_of_tokens_comes_twice() {
        let stutter = |step: &Step| {
            Ok(step.rows.iter().flat_map(|_| [-9.0, -3.0, 0.0, -0.1, -9.0]).collect())
        };
        let search = BeamSearch { no_repeat: 2, max_length: 14, ..search(1) };
        let tokens = &search.run(1, BEGIN, END, stutter).unwrap()[0][0].tokens;
        let pairs: Vec<_> = tokens.windows(2).collect();
        assert!(
            (1..pairs.len()).all(|place| !pairs[..place].contains(&pairs[place])),
            "{tokens:?}"
        );
    }

    #[test]
    fn a_subject_is_searched_for_as_if_it_were_alone() {
        let search = BeamSearch { length_penalty: 1.0, ..search(3) };
        // What a subject's model says depends on its number; subjects finish at different times.
        let model = |subject: usize, token: u32| {
            let row = garden_path(token);
            (0..row.len()).map(|place| row[place] / (1 + subject) as f32).collect::<Vec<f32>>()
        };
        let alone = |subject: usize| {
            let step = |step: &Step| {
                Ok(step.rows.iter().flat_map(|row| model(subject, row.token)).collect())
            };
            search.run(1, BEGIN, END, step).unwrap().remove(0)
        };
        let mut calls = 0;
        let together = search.run(3, BEGIN, END, |step| {
            calls += 1;
            let each = step.rows.len() / step.subjects.len();
            let rows = step.rows.chunks(each).zip(step.subjects);
            Ok(rows
                .flat_map(|(rows, subject)| rows.iter().map(move |row| (row, subject)))
                .flat_map(|(row, subject)| model(*subject, row.token))
                .collect())
        });
        assert!(2 < calls);
        assert_eq!(together.unwrap(), (0..3).map(alone).collect::<Vec<_>>());
    }
}
