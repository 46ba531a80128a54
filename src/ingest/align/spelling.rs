//! Letters to sounds of speech, roughly: which kinds of sounds a word may have, in order. The rules
//! of each language are in `spelling.txt`, which says how to read them.

use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use super::path::Slot;
use crate::models::speech::KINDS;
use crate::music::Language;

/// What is sung where a letter is in no rule: perhaps a consonant, and a vowel.
const UNKNOWN: [&str; 2] = ["?PTKFHDSXMNLRWJh", VOWELS];
const VOWELS: &str = "AEIOUYQ";
/// How English reads digits.
const DIGITS: [&str; 10] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

/// A spelling and its sounds.
struct Rule {
    letters: Vec<char>,
    /// One of these has to follow; empty where anything may.
    before: Vec<char>,
    sounds: Vec<u32>,
}

/// The rules of one language.
struct Spelling {
    language: &'static str,
    rules: Vec<Rule>,
}

/// The sounds of a line of words, in order.
pub(super) fn slots(text: &str, language: Option<Language>, line: usize) -> Vec<Slot> {
    let spelling = spelling(language);
    let lower: String = text.to_lowercase().replace('’', "'").nfc().collect();
    lower
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .flat_map(|word| word_sounds(&word.replace('\'', ""), spelling))
        .map(|kinds| Slot { kinds, line })
        .collect()
}

fn word_sounds(word: &str, spelling: &Spelling) -> Vec<u32> {
    if word.is_empty() {
        return Vec::new();
    }
    if spelling.language == "en" && word.bytes().all(|digit| digit.is_ascii_digit()) {
        let digits = word.bytes().map(|digit| DIGITS[usize::from(digit - b'0')]);
        return digits.flat_map(|digit| word_sounds(digit, spelling)).collect();
    }
    let mut letters: Vec<char> = std::iter::once('^').chain(word.chars()).chain(['$']).collect();
    let vowels = kinds(VOWELS);
    let mut sounds: Vec<u32> = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let rule = longest(&spelling.rules, &letters[at..]);
        let rule = rule.or_else(|| {
            letters[at] = letters[at].nfd().next().unwrap_or(letters[at]);
            longest(&spelling.rules, &letters[at..])
                .or_else(|| longest(&other().rules, &letters[at..]))
        });
        let Some(rule) = rule else {
            if letters[at].is_alphanumeric() {
                sounds.extend(UNKNOWN.map(kinds));
            }
            at += 1;
            continue;
        };
        for sound in &rule.sounds {
            // Doubled consonants are one.
            if sound & vowels != 0 || sounds.last() != Some(sound) {
                sounds.push(*sound);
            }
        }
        at += rule.letters.len();
    }
    sounds
}

/// The rule that says the most about what `letters` begin with; the first of those that say as much.
fn longest<'a>(rules: &'a [Rule], letters: &[char]) -> Option<&'a Rule> {
    let fits = |rule: &&Rule| {
        letters.starts_with(&rule.letters)
            && (rule.before.is_empty()
                || letters.get(rule.letters.len()).is_some_and(|next| rule.before.contains(next)))
    };
    // `max_by_key` gives the last of equals.
    rules.iter().rev().filter(fits).max_by_key(|rule| (rule.letters.len(), !rule.before.is_empty()))
}

fn spelling(language: Option<Language>) -> &'static Spelling {
    let known = language.and_then(|language| {
        spellings().iter().find(|spelling| spelling.language == language.code())
    });
    known.unwrap_or_else(other)
}

fn other() -> &'static Spelling {
    spellings().last().expect("the file has rules")
}

fn spellings() -> &'static [Spelling] {
    static READ: OnceLock<Vec<Spelling>> = OnceLock::new();
    READ.get_or_init(|| {
        let mut spellings: Vec<Spelling> = Vec::new();
        let lines = include_str!("spelling.txt").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            if let Some(language) = line.strip_prefix('[') {
                let language = language.trim_end_matches(']');
                spellings.push(Spelling { language, rules: Vec::new() });
            } else if let Some(spelling) = spellings.last_mut() {
                spelling.rules.extend(line.split_whitespace().filter_map(rule));
            }
        }
        spellings
    })
}

/// Reads a rule such as `c(eiy=S`.
fn rule(text: &str) -> Option<Rule> {
    let (spelling, sounds) = text.split_once('=')?;
    let (letters, before) = spelling.split_once('(').unwrap_or((spelling, ""));
    Some(Rule {
        letters: letters.nfc().collect(),
        before: before.nfc().collect(),
        sounds: sounds.split('.').filter(|sound| !sound.is_empty()).map(kinds).collect(),
    })
}

/// A bit for each kind that is named, and the first one for `?`.
fn kinds(names: &str) -> u32 {
    let bit = |name: char| match name {
        '?' => 1,
        name => KINDS.find(name).map_or(0, |kind| 1 << kind),
    };
    names.chars().map(bit).fold(0, |kinds, bit| kinds | bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, language: &str) -> String {
        let name = |slot: &Slot| {
            let names = KINDS.chars().enumerate().skip(1);
            let named: String = names
                .filter(|(kind, _)| slot.kinds & (1 << kind) != 0)
                .map(|(_, name)| name)
                .collect();
            if slot.sounds() { named } else { format!("?{named}") }
        };
        let slots = slots(text, language.parse().ok(), 0);
        slots.iter().map(name).collect::<Vec<_>>().join(".")
    }

    #[test]
    fn letters_sound_as_their_language_spells_them() {
        let cases = [
            ("en", "Knight’s", "N.Q.?T.T.S"),
            ("en", "the coffee", "TD.EIY.K.AOUY.F.I"),
            ("en", "cell", "S.EIY.L"),
            ("en", "42", "F.OUYQ.?R.T.W.AOUY"),
            ("de", "Schlaf", "X.L.A.F"),
            ("fr", "beaux", "P.O.?S"),
            ("vi", "nghiêng", "N.I.?EY.N"),
            ("es", "niño", "N.IJ.N.OU"),
            ("ru", "мир", "M.I.R"),
        ];
        for (language, text, sounds) in cases {
            assert_eq!(written(text, language), sounds, "{text}");
        }
    }

    #[test]
    fn a_letter_without_a_rule_is_any_syllable() {
        assert_eq!(slots("好", "zh".parse().ok(), 3).len(), 2);
        assert!(slots("… –", None, 0).is_empty());
    }

    #[test]
    fn every_sound_of_every_rule_is_a_kind() {
        for spelling in spellings() {
            assert!(60 < spelling.rules.len(), "{}", spelling.language);
            for rule in &spelling.rules {
                assert!(rule.sounds.iter().all(|kinds| 1 < *kinds), "{:?}", rule.letters);
            }
        }
    }
}
