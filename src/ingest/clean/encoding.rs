//! Letters that were read in a wrong encoding before they came here.

use crate::ingest::charset;

use super::text::is_sign;

/// Reads a text again whose letters are those of another encoding: UTF-8, TCVN3, VISCII, VNI or an
/// encoding of Chinese, Japanese or Cyrillic that was taken for Latin-1. Where only some lines are,
/// only they are read again.
pub(super) fn repaired(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    if let Some(mended) = mended(text, text) {
        return mended;
    }
    // Lines that are plain Unicode say nothing about the others, and would hide them.
    let evidence: Vec<&str> =
        text.lines().filter(|line| charset::latin_bytes(line).is_some()).collect();
    let evidence = evidence.join("\n");
    let lines = text.lines().map(|line| mended(line, &evidence).unwrap_or_else(|| line.to_owned()));
    lines.collect::<Vec<_>>().join("\n")
}

fn mended(text: &str, evidence: &str) -> Option<String> {
    charset::mend(text, evidence).or_else(|| foreign(text))
}

/// Text whose letters are nearly all accented: signs of another script were cut into bytes.
fn foreign(text: &str) -> Option<String> {
    let letters =
        text.chars().filter(|letter| !letter.is_whitespace() && !letter.is_ascii_punctuation());
    let (all, odd) =
        letters.fold((0, 0), |(all, odd), letter| (all + 1, odd + usize::from(!letter.is_ascii())));
    if all < 8 || 2 * odd < all {
        return None;
    }
    let decoded = charset::decode(&charset::latin_bytes(text)?);
    let signs = decoded
        .text
        .chars()
        .filter(|letter| {
            is_sign(*letter) || matches!(letter, '\u{400}'..='\u{4ff}' | '\u{ac00}'..='\u{d7a3}')
        })
        .count();
    let read = decoded.text.chars().filter(|letter| letter.is_alphanumeric()).count();
    (!decoded.damaged && 10 * signs > 8 * read).then_some(decoded.text)
}

/// The share of words that no reading makes sense of, from 0 to 1.
pub(super) fn garbled_share(text: &str) -> f32 {
    let words: Vec<&str> =
        text.split_whitespace().filter(|word| 1 < word.chars().count()).collect();
    let bad = words.iter().filter(|word| is_garbled(word)).count();
    // Signs without spaces are one long word; what was lost in it counts by itself.
    let letters = text.chars().filter(|letter| !letter.is_whitespace()).count().max(1);
    let lost = text.chars().filter(|letter| *letter == '\u{fffd}' || is_private(*letter)).count();
    (bad as f32 / words.len().max(1) as f32).max(2.0 * lost as f32 / letters as f32).min(1.0)
}

fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{80}'..='\u{9f}')
}

fn is_garbled(word: &str) -> bool {
    let letters: Vec<char> = word
        .trim_matches(|letter: char| ".,;:!?\"'()[]«»„“”‘’¿¡…-–—".contains(letter))
        .chars()
        .collect();
    let lost = word.contains('\u{fffd}') || word.chars().any(is_private);
    let inside = |at: usize| 0 < at && at + 1 < letters.len();
    let odd = letters.iter().enumerate().any(|(at, letter)| {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let sign = matches!(letter, '\u{a1}'..='\u{a9}' | '\u{ab}'..='\u{b4}' | '\u{b6}'..='\u{b9}' | '\u{bb}'..='\u{bf}' | '×' | '÷' | '†' | '‡' | '‰' | '€' | '™' | '‹' | '›' | 'ˆ' | '˜' | '‚' | '„' | '•' | 'ƒ');
        let asked = *letter == '?' && inside(at) && letters[at - 1].is_alphabetic() && next.is_alphabetic();
        let paired = matches!(letter, 'Ã' | 'Â' | 'Ä' | 'Æ' | 'Ð' | 'Ñ') && !next.is_ascii() && !next.is_alphabetic();
        let middle = inside(at) && letters[at - 1].is_alphabetic();
        asked || paired || sign && (middle || next.is_alphabetic()) && 2 < letters.len()
    });
    lost || odd || mostly_accented(&letters) || is_mixed(&letters)
}

/// Latin words with more accented letters than plain ones: `Ìîñêâà`.
fn mostly_accented(letters: &[char]) -> bool {
    let latin = letters
        .iter()
        .filter(|letter| matches!(letter, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}'))
        .count();
    let accented = letters.iter().filter(|letter| matches!(letter, '\u{c0}'..='\u{ff}')).count();
    4 <= latin && 3 * accented > 2 * latin
}

/// Scripts that no word mixes.
fn is_mixed(letters: &[char]) -> bool {
    let any = |inside: fn(&char) -> bool| letters.iter().any(inside);
    any(char::is_ascii_alphabetic)
        && any(|letter| matches!(letter, '\u{400}'..='\u{4ff}' | '\u{370}'..='\u{3ff}'))
        || any(|letter| matches!(letter, '\u{2500}'..='\u{259f}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GBK, WINDOWS_1252};

    fn misread(bytes: &[u8]) -> String {
        WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
    }

    #[test]
    fn wrong_readings_are_undone() {
        let vietnamese = "Con sông bên lở, bên bồi\nBên lở thì đục";
        let chinese = "明月几时有，把酒问青天。不知天上宫阙";
        assert_eq!(repaired(&misread(vietnamese.as_bytes())), vietnamese);
        assert_eq!(repaired(&misread(&GBK.encode(chinese).0)), chinese);
        let mixed =
            format!("{}\nnghìn năm — “sông”", misread("Drüben hinterm Dörfchen".as_bytes()));
        assert_eq!(repaired(&mixed), "Drüben hinterm Dörfchen\nnghìn năm — “sông”");
        for right in [vietnamese, chinese, "Après un rêve, la forêt était déjà brûlée", "plain"]
        {
            assert_eq!(repaired(right), right);
            assert!(garbled_share(right) < 0.05, "{right}");
        }
    }

    #[test]
    fn what_is_lost_is_seen() {
        for text in [
            "C?n s?ng b?n l? b?n b?i",
            "S\u{fffd}ng b\u{fffd}n l\u{fffd} th\u{fffd}",
            "CÃ n sÃ´ng bÃªn lá» bá»i",
            "Ìîñêâà ñëåçàì íå âåðèò",
        ] {
            assert!(0.3 < garbled_share(text), "{text}");
        }
    }
}
