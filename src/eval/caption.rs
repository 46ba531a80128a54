//! How near captions are to those that people wrote: BLEU (Papineni et al., 2002) and CIDEr-D (Vedantam
//! et al., 2015), as the COCO caption evaluation counts them. Pure.

use std::collections::{HashMap, HashSet};

/// The longest run of words that is compared.
const LONGEST: usize = 4;
/// How fast CIDEr-D falls with a difference in length, in pairs of words.
const LENGTH_SCALE: f64 = 6.0;
/// CIDEr-D is told ten times as large as its cosines.
const CIDER_SCALE: f64 = 10.0;
/// What the COCO evaluation adds above and below, so that nothing is divided by zero.
const TINY: f64 = 1e-15;
const SMALL: f64 = 1e-9;

/// A caption as its words.
pub type Words = Vec<String>;

/// The words of an English text: lowercase, without punctuation; `dog's` becomes `dog` and `'s`, and
/// words with hyphens stay whole, as in the Penn Treebank.
pub fn words(text: &str) -> Words {
    let lower = text.to_lowercase().replace('’', "'");
    let kept = |letter: char| letter.is_alphanumeric() || letter == '\'' || letter == '-';
    let pieces = lower.split(|letter| !kept(letter)).map(|piece| piece.trim_matches(['\'', '-']));
    let mut words = Words::new();
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let end = ["n't", "'s", "'re", "'ve", "'ll", "'d", "'m"];
        let end = end.into_iter().find(|end| end.len() < piece.len() && piece.ends_with(end));
        let (stem, end) = piece.split_at(piece.len() - end.map_or(0, str::len));
        words.extend([stem, end].into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    }
    words
}

/// The characters of a Chinese text without punctuation and blanks, each a word.
pub fn characters(text: &str) -> Words {
    text.chars().filter(|letter| letter.is_alphanumeric()).map(String::from).collect()
}

/// How often each run of words is there, by its length less one.
type Runs<'a> = [HashMap<&'a [String], f64>; LONGEST];

fn runs(words: &[String]) -> Runs<'_> {
    let mut runs: Runs<'_> = Default::default();
    for (length, counts) in (1..).zip(&mut runs) {
        for run in words.windows(length) {
            *counts.entry(run).or_default() += 1.0;
        }
    }
    runs
}

/// What BLEU needs to know of one caption: sums of these are what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counted {
    right: [f64; LONGEST],
    said: [f64; LONGEST],
    length: f64,
    wanted_length: f64,
}

/// Compares one caption with those that people wrote.
pub fn count(caption: &[String], references: &[Words]) -> Counted {
    let length = caption.len();
    let nearest = |reference: &Words| (reference.len().abs_diff(length), reference.len());
    let wanted = references.iter().map(nearest).min().map_or(0, |(_, length)| length);
    let mut counted =
        Counted { length: length as f64, wanted_length: wanted as f64, ..Counted::default() };
    let known: Vec<Runs<'_>> = references.iter().map(|reference| runs(reference)).collect();
    for (place, counts) in runs(caption).iter().enumerate() {
        counted.said[place] = length.saturating_sub(place) as f64;
        for (run, times) in counts {
            let most = known.iter().filter_map(|known| known[place].get(run)).copied();
            counted.right[place] += times.min(most.fold(0.0, f64::max));
        }
    }
    counted
}

/// BLEU of a whole set of captions for runs of up to four words, from 0 to 1.
pub fn bleu_4<'a>(captions: impl IntoIterator<Item = &'a Counted>) -> f64 {
    let mut sum = Counted::default();
    for caption in captions {
        for place in 0..LONGEST {
            sum.right[place] += caption.right[place];
            sum.said[place] += caption.said[place];
        }
        sum.length += caption.length;
        sum.wanted_length += caption.wanted_length;
    }
    let precision = |place: usize| (sum.right[place] + TINY) / (sum.said[place] + SMALL);
    let bleu = (0..LONGEST).map(precision).product::<f64>().powf(1.0 / LONGEST as f64);
    let ratio = (sum.length + TINY) / (sum.wanted_length + SMALL);
    if ratio < 1.0 { bleu * (1.0 - 1.0 / ratio).exp() } else { bleu }
}

/// CIDEr-D of each caption, from 0 to 10; `references` are what people wrote of the same photos, and
/// what makes a run of words rare. The measure of a set is the mean.
pub fn cider_d(captions: &[Words], references: &[Vec<Words>]) -> Vec<f64> {
    let mut photos_with: HashMap<&[String], f64> = HashMap::new();
    for texts in references {
        let all: HashSet<&[String]> = texts
            .iter()
            .flat_map(|text| runs(text).into_iter().flat_map(HashMap::into_keys))
            .collect();
        for run in all {
            *photos_with.entry(run).or_default() += 1.0;
        }
    }
    let rarity = Rarity { photos_with, photos: references.len() as f64 };
    let score = |(caption, texts): (&Words, &Vec<Words>)| {
        let caption = rarity.weigh(caption);
        let likeness = texts.iter().map(|text| caption.likeness(&rarity.weigh(text))).sum::<f64>();
        CIDER_SCALE * likeness / texts.len().max(1) as f64
    };
    captions.iter().zip(references).map(score).collect()
}

/// In how many photos' captions a run of words is.
struct Rarity<'a> {
    photos_with: HashMap<&'a [String], f64>,
    photos: f64,
}

/// A caption as vectors of weighted runs, one for each length.
struct Weighed<'a> {
    runs: Runs<'a>,
    norms: [f64; LONGEST],
    pairs: f64,
}

impl Rarity<'_> {
    fn weigh<'a>(&self, words: &'a [String]) -> Weighed<'a> {
        let mut runs = runs(words);
        let mut norms = [0.0; LONGEST];
        for (counts, norm) in runs.iter_mut().zip(&mut norms) {
            for (run, weight) in &mut *counts {
                let photos = self.photos_with.get(run).copied().unwrap_or(0.0).max(1.0);
                *weight *= self.photos.ln() - photos.ln();
            }
            *norm = ordered_sum(counts.values().map(|weight| weight * weight)).sqrt();
        }
        Weighed { runs, norms, pairs: words.len().saturating_sub(1) as f64 }
    }
}

impl Weighed<'_> {
    /// The mean over lengths of the clipped cosine, less for another length.
    fn likeness(&self, other: &Self) -> f64 {
        let off = self.pairs - other.pairs;
        let same_length = (-off * off / (2.0 * LENGTH_SCALE * LENGTH_SCALE)).exp();
        let cosine = |place: usize| {
            let theirs = |run| other.runs[place].get(run).copied().unwrap_or(0.0);
            let product =
                self.runs[place].iter().map(|(run, weight)| weight.min(theirs(run)) * theirs(run));
            let norms = self.norms[place] * other.norms[place];
            if norms == 0.0 { 0.0 } else { ordered_sum(product) / norms }
        };
        same_length * (0..LONGEST).map(cosine).sum::<f64>() / LONGEST as f64
    }
}

/// The sum in an order that does not depend on how a map happens to be laid out.
fn ordered_sum(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const REFERENCES: [[&str; 3]; 4] = [
        [
            "a black dog runs through the snow",
            "a dog is running in deep snow",
            "the black dog plays in the snow",
        ],
        [
            "two children play on the beach",
            "kids are playing in the sand near the sea",
            "two kids build a sand castle",
        ],
        [
            "a man rides a bicycle down a road",
            "a cyclist on a mountain road",
            "a man in red rides his bike",
        ],
        [
            "a woman sits on a bench in the park",
            "a woman is reading a book on a bench",
            "a lady on a park bench",
        ],
    ];
    const CAPTIONS: [&str; 4] = [
        "a black dog is running through the snow",
        "two kids play in the sand on the beach",
        "a man rides a bike down a hill",
        "people",
    ];

    fn close(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-9, "{left} is not {right}");
    }

    fn fixture() -> (Vec<Words>, Vec<Vec<Words>>) {
        let references =
            REFERENCES.iter().map(|texts| texts.iter().map(|text| words(text)).collect());
        (CAPTIONS.iter().map(|text| words(text)).collect(), references.collect())
    }

    /// The figures are those that pycocoevalcap 1.2 gives for these captions, split at blanks.
    #[test]
    fn the_figures_are_those_of_the_coco_evaluation() {
        let (captions, references) = fixture();
        let counted: Vec<Counted> = captions
            .iter()
            .zip(&references)
            .map(|(caption, texts)| count(caption, texts))
            .collect();
        close(bleu_4(&counted), 0.297_487_139_945_560_8);
        let each = [3.233_644_921_759_375, 1.995_966_546_512_102_1, 2.040_551_030_565_247_4, 0.0];
        let found = cider_d(&captions, &references);
        found.iter().zip(each).for_each(|(found, expected)| close(*found, expected));
    }

    #[test]
    fn texts_become_words_as_in_the_penn_treebank() {
        let cases = [
            ("A dog's ball .", "a dog 's ball"),
            ("Don't run, tri-colored dog!", "do n't run tri-colored dog"),
            ("The “red” house -- it’s old", "the red house it 's old"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text).join(" "), expected);
        }
        assert_eq!(characters("两只狗。 在").join(" "), "两 只 狗 在");
    }

    #[test]
    fn nothing_said_is_worth_nothing() {
        let (_, references) = fixture();
        assert!(bleu_4(&[count(&[], &references[0])]) < 1e-3);
        assert_eq!(cider_d(&[vec![]], &references[..1]), [0.0]);
    }
}
