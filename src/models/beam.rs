//! Beam search: finds a likely sequence of tokens, whatever model says how likely each next one is.

use crate::error::Result;

/// How far and how wide to search.
#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
pub struct BeamSearch {
    /// How many sequences are followed at once; one is greedy search.
    pub beams: usize,
    /// The most tokens of a sequence, its end mark not counted.
    pub max_tokens: usize,
    /// The fewest tokens before a sequence may end.
    pub min_tokens: usize,
    /// Scores are divided by the length to this power: above 0 favours longer sequences.
    pub length_penalty: f32,
    /// No run of this many tokens comes twice; 0 allows all.
    pub no_repeat: usize,
}

/// A finished sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Sequence {
    /// Its tokens, without the marks of beginning and end.
    pub tokens: Vec<u32>,
    /// The sum of the natural logarithms of the tokens' probabilities, the end mark's included.
    pub log_likelihood: f32,
}

impl Sequence {
    /// The average over the tokens and the end mark.
    pub fn mean_log_likelihood(&self) -> f32 {
        self.log_likelihood / (self.tokens.len() + 1) as f32
    }
}

/// A beam: a sequence that has not ended.
struct Beam {
    tokens: Vec<u32>,
    log_likelihood: f32,
}

/// A way to go on: the beam it goes on from, the next token, and the likelihood so far.
#[derive(Clone, Copy)]
struct Step {
    parent: usize,
    token: u32,
    log_likelihood: f32,
}

impl BeamSearch {
    /// Searches from `begin` to `end` and gives the finished sequences, best first; at least one.
    ///
    /// `next(tokens, parents)` feeds one token for each beam and gives one row of logits for each,
    /// over the whole vocabulary. `parents[i]` is the row of the previous call that beam `i` goes
    /// on from; in the first call there is one beam and nothing before it.
    pub fn run<F>(&self, begin: u32, end: u32, mut next: F) -> Result<Vec<Sequence>>
    where
        F: FnMut(&[u32], &[usize]) -> Result<Vec<Vec<f32>>>,
    {
        let mut beams = vec![Beam { tokens: Vec::new(), log_likelihood: 0.0 }];
        let mut parents = vec![0];
        let mut finished = Vec::new();
        while !beams.is_empty() {
            let last: Vec<u32> =
                beams.iter().map(|beam| *beam.tokens.last().unwrap_or(&begin)).collect();
            let logits = next(&last, &parents)?;
            let steps = self.best_steps(&beams, &logits, end);
            (beams, parents) = self.advance(&beams, &steps, end, &mut finished);
            if self.is_done(&beams, &finished) {
                break;
            }
        }
        finished.sort_by(|a, b| self.score(b).total_cmp(&self.score(a)));
        finished.truncate(self.beams);
        Ok(finished)
    }

    /// The likeliest steps over all beams: enough that `beams` remain if every beam ends.
    fn best_steps(&self, beams: &[Beam], logits: &[Vec<f32>], end: u32) -> Vec<Step> {
        let wanted = 2 * self.beams;
        let mut steps = Vec::new();
        for (parent, (beam, row)) in beams.iter().zip(logits).enumerate() {
            let total = log_sum_exp(row);
            let allowed = |token: u32| self.allows(&beam.tokens, token, end);
            for token in best_tokens(row, wanted, allowed) {
                let log_likelihood = beam.log_likelihood + row[token as usize] - total;
                steps.push(Step { parent, token, log_likelihood });
            }
        }
        steps.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
        steps.truncate(wanted);
        steps
    }

    fn allows(&self, tokens: &[u32], token: u32, end: u32) -> bool {
        if token == end {
            return self.min_tokens <= tokens.len();
        }
        // Once the length is reached nothing but the end may follow.
        tokens.len() < self.max_tokens && !self.repeats(tokens, token)
    }

    /// Whether `token` would end a run of tokens that has come before.
    fn repeats(&self, tokens: &[u32], token: u32) -> bool {
        let length = self.no_repeat;
        if length == 0 || tokens.len() < length {
            return false;
        }
        let tail = &tokens[tokens.len() + 1 - length..];
        tokens.windows(length).any(|run| run[..length - 1] == *tail && run[length - 1] == token)
    }

    /// Takes the steps in order: ends go to `finished`, the others become the next beams.
    fn advance(
        &self,
        beams: &[Beam],
        steps: &[Step],
        end: u32,
        finished: &mut Vec<Sequence>,
    ) -> (Vec<Beam>, Vec<usize>) {
        let (mut next, mut parents) = (Vec::new(), Vec::new());
        for (place, step) in steps.iter().enumerate() {
            let mut tokens = beams[step.parent].tokens.clone();
            let log_likelihood = step.log_likelihood;
            if step.token == end {
                // An end that is not among the best `beams` would not have been followed either.
                if place < self.beams {
                    finished.push(Sequence { tokens, log_likelihood });
                }
            } else if next.len() < self.beams {
                tokens.push(step.token);
                next.push(Beam { tokens, log_likelihood });
                parents.push(step.parent);
            }
        }
        (next, parents)
    }

    /// Whether no beam that goes on can still beat the worst of enough finished ones.
    fn is_done(&self, beams: &[Beam], finished: &[Sequence]) -> bool {
        if finished.len() < self.beams {
            return false;
        }
        let worst = finished.iter().map(|ended| self.score(ended)).fold(f32::INFINITY, f32::min);
        beams.iter().all(|beam| {
            let reachable = self.normalized(beam.log_likelihood, beam.tokens.len() + 1);
            reachable <= worst
        })
    }

    fn score(&self, sequence: &Sequence) -> f32 {
        self.normalized(sequence.log_likelihood, sequence.tokens.len() + 1)
    }

    fn normalized(&self, log_likelihood: f32, length: usize) -> f32 {
        log_likelihood / (length as f32).powf(self.length_penalty)
    }
}

fn log_sum_exp(row: &[f32]) -> f32 {
    let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    highest + row.iter().map(|logit| (logit - highest).exp()).sum::<f32>().ln()
}

/// The `count` allowed tokens of the highest logits, highest first; equal ones by their number.
fn best_tokens(row: &[f32], count: usize, allowed: impl Fn(u32) -> bool) -> Vec<u32> {
    let mut tokens: Vec<u32> = (0..row.len() as u32).filter(|token| allowed(*token)).collect();
    let by_logit = |a: &u32, b: &u32| row[*b as usize].total_cmp(&row[*a as usize]).then(a.cmp(b));
    if count < tokens.len() {
        tokens.select_nth_unstable_by(count, by_logit);
        tokens.truncate(count);
    }
    tokens.sort_by(by_logit);
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEGIN: u32 = 0;
    const END: u32 = 1;

    fn search(beams: usize) -> BeamSearch {
        BeamSearch { beams, max_tokens: 6, min_tokens: 0, length_penalty: 0.0, no_repeat: 0 }
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
            |tokens: &[u32], _: &[usize]| Ok(tokens.iter().map(|t| garden_path(*t)).collect());
        search.run(BEGIN, END, step).unwrap()
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
        let short = BeamSearch { max_tokens: 1, ..search(3) };
        assert!(run(&short).iter().all(|sequence| sequence.tokens.len() <= 1));
        let long = BeamSearch { min_tokens: 4, ..search(3) };
        assert!(run(&long).iter().all(|sequence| 4 <= sequence.tokens.len()));
    }

    #[test]
    fn no_run_of_tokens_comes_twice() {
        let stutter = |tokens: &[u32], _: &[usize]| {
            Ok(tokens.iter().map(|_| vec![-9.0, -3.0, 0.0, -0.1, -9.0]).collect())
        };
        let search = BeamSearch { no_repeat: 2, max_tokens: 12, ..search(1) };
        let tokens = &search.run(BEGIN, END, stutter).unwrap()[0].tokens;
        let pairs: Vec<_> = tokens.windows(2).collect();
        assert!(
            (1..pairs.len()).all(|place| !pairs[..place].contains(&pairs[place])),
            "{tokens:?}"
        );
    }
}
