//! Small readings of a text that several judgements share.

/// Lowercase words: letters, digits, apostrophes within; a Chinese or Japanese sign is a word.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for letter in text.chars() {
        let joins = letter.is_alphanumeric() || matches!(letter, '\'' | '’') && !word.is_empty();
        if !joins || is_sign(letter) {
            push(&mut words, &mut word);
        }
        match letter {
            sign if is_sign(sign) && sign.is_alphanumeric() => words.push(sign.to_string()),
            '’' if joins => word.push('\''),
            letter if joins => word.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    let trimmed = word.trim_end_matches('\'');
    if !trimmed.is_empty() {
        words.push(trimmed.to_owned());
    }
    word.clear();
}

/// Whether a letter is a sign of Chinese or Japanese, which are written without spaces.
pub(super) fn is_sign(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Lowercase words with one space between them and one at each end, so that a phrase can be looked
/// for as ` thanks for watching `. Signs stand without spaces.
pub(in crate::ingest) fn flat(text: &str) -> String {
    let mut flat = String::from(" ");
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            '’' | '‘' | 'ʼ' => flat.push('\''),
            letter if letter.is_alphanumeric() || letter == '\'' => flat.push(letter),
            _ if flat.ends_with(' ') => {}
            _ => flat.push(' '),
        }
    }
    if !flat.ends_with(' ') {
        flat.push(' ');
    }
    flat
}

/// Whether `flat` text holds `phrase`: whole words, or signs anywhere.
pub(in crate::ingest) fn holds(flat: &str, phrase: &str) -> bool {
    if phrase.chars().all(|letter| is_sign(letter) || letter == ' ') {
        return flat.contains(phrase);
    }
    flat.match_indices(phrase)
        .any(|(at, _)| flat[..at].ends_with(' ') && flat[at + phrase.len()..].starts_with(' '))
}

/// About how many syllables it takes to sing `text`.
pub(super) fn syllables(text: &str) -> usize {
    words(text).iter().map(|word| syllables_of(word)).sum()
}

fn syllables_of(word: &str) -> usize {
    use unicode_normalization::UnicodeNormalization;
    if word.chars().any(is_sign) {
        return 1;
    }
    let base: Vec<char> = word.nfd().filter(|letter| letter.is_alphabetic()).collect();
    let vowel = |letter: &char| "aeiouyæøœıаеёиоуыэюяαεηιουω".contains(*letter);
    let starts = base
        .iter()
        .enumerate()
        .filter(|(at, letter)| vowel(letter) && (*at == 0 || !vowel(&base[at - 1])));
    starts.count().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_as_people_cut_them() {
        assert_eq!(words("L’amour, c'est 明月!"), ["l'amour", "c'est", "明", "月"]);
        assert_eq!(flat("Thanks — for Watching!"), " thanks for watching ");
        assert!(holds(" thanks for watching ", "for watching") && !holds(" asset ", "ass"));
        assert!(holds(" 请订阅我们 ", "订阅"));
    }

    #[test]
    fn syllables_are_about_counted() {
        for (text, count) in
            [("Drüben hinterm Dorfe", 6), ("Con cò bay lả", 4), ("明月几时有", 5), ("hm", 1)]
        {
            assert_eq!(syllables(text), count, "{text}");
        }
    }
}
