//! In which language words are.
//!
//! `whatlang` knows letters and triples of letters, which need a few hundred letters to be sure.
//! Songs are short, so the small words of the languages that are sung most count too, and writing
//! systems that only one language uses decide at once.

use whatlang::{Detector, Lang, Script};

use crate::ingest::charset::vietnamese_share;
use crate::music::Language;

/// A language and how sure it is, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guess {
    /// The language.
    pub language: Language,
    /// How sure: 1 is certain, below 0.5 it may well be another.
    pub confidence: f32,
}

/// The language of `text`; `None` where there are too few letters to tell.
pub fn detect(text: &str) -> Option<Guess> {
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    if letters < 2 {
        return None;
    }
    if let Some(guess) = by_script(text, letters) {
        return Some(guess);
    }
    if 0.8 <= vietnamese_share(text) {
        return guess("vi", 0.97);
    }
    by_words(text).or_else(|| by_letters(text, letters))
}

/// A language as a tag names it: `de`, `deu`, `ger`, `de-AT`, `German`. `None` for what names none,
/// such as `und`, `mul` or `zxx`.
pub fn named(tag: &str) -> Option<Language> {
    let tag = tag.trim().to_lowercase();
    let known = CODES.iter().find(|row| row.split(' ').any(|name| name == tag));
    if let Some(row) = known {
        return row.split(' ').next()?.parse().ok();
    }
    let language: Language = tag.parse().ok()?;
    let code = language.code();
    if code != tag && code.len() == 3 {
        return named(code);
    }
    (!["und", "mul", "zxx", "xxx", "mis"].contains(&code)).then_some(language)
}

/// ISO 639-1, 639-3, the older code of 639-2, and the English name.
const CODES: [&str; 50] = [
    "en eng english",
    "de deu ger german deutsch",
    "fr fra fre french français",
    "es spa spanish español",
    "it ita italian italiano",
    "pt por portuguese",
    "nl nld dut dutch",
    "vi vie vietnamese",
    "zh zho chi cmn chinese mandarin",
    "ja jpn japanese",
    "ko kor korean",
    "ru rus russian",
    "uk ukr ukrainian",
    "pl pol polish",
    "cs ces cze czech",
    "sk slk slo slovak",
    "hu hun hungarian",
    "ro ron rum romanian",
    "bg bul bulgarian",
    "sr srp serbian",
    "hr hrv croatian",
    "sl slv slovenian",
    "el ell gre greek",
    "tr tur turkish",
    "ar ara arabic",
    "fa fas pes per persian",
    "he heb hebrew",
    "hi hin hindi",
    "bn ben bengali",
    "ta tam tamil",
    "te tel telugu",
    "ur urd urdu",
    "th tha thai",
    "id ind indonesian",
    "ms msa may malay",
    "tl tgl fil tagalog",
    "sv swe swedish",
    "da dan danish",
    "no nob nor norwegian",
    "fi fin finnish",
    "is isl ice icelandic",
    "et est estonian",
    "lv lav latvian",
    "lt lit lithuanian",
    "la lat latin",
    "cy cym wel welsh",
    "ga gle irish",
    "ca cat catalan",
    "eo epo esperanto",
    "af afr afrikaans",
];

fn guess(code: &str, confidence: f32) -> Option<Guess> {
    Some(Guess { language: code.parse().ok()?, confidence })
}

fn by_script(text: &str, letters: usize) -> Option<Guess> {
    let share = |inside: fn(char) -> bool| {
        text.chars().filter(|letter| inside(*letter)).count() as f32 / letters as f32
    };
    let kana = share(|letter| matches!(letter, '\u{3040}'..='\u{30ff}'));
    let han = share(|letter| matches!(letter, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'));
    let hangul =
        share(|letter| matches!(letter, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}'));
    // Chinese may quote a sign of kana (の is fashionable); Japanese without any is very rare.
    match (kana, han, hangul) {
        (kana, han, _) if 0.5 < kana + han && 0.05 < kana => guess("ja", 0.98),
        (_, _, hangul) if 0.5 < hangul => guess("ko", 0.99),
        (_, han, _) if 0.5 < han => guess("zh", if letters < 8 { 0.7 } else { 0.95 }),
        _ => None,
    }
}

/// Small words that are frequent in one language and rare in the others.
const SMALL_WORDS: [(&str, &str); 12] = [
    (
        "en",
        "the and of to you my is that in it with your for me thy his her but all be are not when so we was will they from this i'm don't what o'er thou thee hath he she at on an by as can let our no have there where like if do were their shall",
    ),
    (
        "de",
        "der die das und ich nicht ist ein du mein dein wie im den dem zu mit so es auf mir dich sich wenn des bist noch doch aus nach hat durch wird an war sie er wo da was nun mich dir um vom von bei als auch einen eine ihr über wohl schon",
    ),
    (
        "fr",
        "le la les des et que je ne pas un une dans est mon ma mes tes ton vous qui sur pour au du tu se nous son sa ses ou si plus c'est j'ai comme mais aux par elle il cette ce où sous quand avec votre est",
    ),
    (
        "es",
        "el los las que y de un una mi tu no es por se con del como al su yo me te lo más pero cuando sin para sus soy mis eres donde está ya hay si en la",
    ),
    (
        "it",
        "il che di e non la un mi per del con una si ti io nel le mio tuo della più al ma i gli amor cor sei ch'io è come se quel mia tua son questo nell' bel dell' o da ancor",
    ),
    (
        "pt",
        "o que não de um uma e do da em você meu minha os as eu com para na no se por mais teu tua mas quando é ao dos tem",
    ),
    (
        "nl",
        "de het een en van ik niet is dat je mijn in op te zijn voor met die als aan ook maar naar wat hij zij wij nog door om er dan heeft uw",
    ),
    (
        "la",
        "et in est non ad qui cum te tu sed nobis dominus deus gloria tibi quae me dei nos domine sanctus miserere eius ejus pacem ave ora mundi pro sancta",
    ),
    (
        "sv",
        "och det en att jag som är på för inte med till den i du mig av har ett min så om vi sig din när där han hon",
    ),
    (
        "da",
        "og det en at jeg som er på for ikke med til den i du mig af har et min så om vi sig din når der han hun de",
    ),
    ("pl", "i w nie na się że z to do jak mi ja jest ty mnie co a za po ale już tak moje gdy"),
    ("haw", "ka ke i o nā ku'u ua e a he no me kou mai ia la lā aloha 'oe ʻoe nei na au ana"),
];

/// By the share of small words; `None` where there are too few or two languages come close.
fn by_words(text: &str) -> Option<Guess> {
    let text = text.to_lowercase().replace(['’', 'ʻ', 'ʼ'], "'");
    let split = |letter: char| !(letter.is_alphabetic() || letter == '\'');
    let words: Vec<&str> =
        text.split(split).filter(|word| !word.trim_matches('\'').is_empty()).collect();
    let mut scores: Vec<(f32, &str)> = SMALL_WORDS
        .iter()
        .map(|(code, small)| {
            let small: Vec<&str> = small.split(' ').collect();
            let hits =
                words.iter().filter(|word| small.contains(word) || elided(word, &small)).count();
            (hits as f32 / words.len().max(1) as f32, *code)
        })
        .collect();
    scores.sort_by(|a, b| b.0.total_cmp(&a.0));
    let [(best, code), (second, _), ..] = scores[..] else { return None };
    let enough = 3.0 <= best * words.len() as f32 && 0.12 <= best;
    let clear = 1.6 * second <= best;
    let confidence = (0.6 + 0.8 * (best - second) + 0.004 * words.len() as f32).min(0.99);
    (enough && clear).then(|| guess(code, confidence)).flatten()
}

/// French and Italian melt small words into the next: `l'amour`, `dell'onda`.
fn elided(word: &str, small: &[&str]) -> bool {
    let Some((head, _)) = word.split_once('\'') else { return false };
    let french =
        ["l", "d", "j", "qu", "n", "s", "m", "t", "c"].contains(&head) && small.contains(&"je");
    let italian = ["l", "dell", "nell", "all", "ch", "un", "d", "m", "t"].contains(&head)
        && small.contains(&"gli");
    french || italian
}

fn by_letters(text: &str, letters: usize) -> Option<Guess> {
    let all = whatlang::detect(text)?;
    // Most languages that `whatlang` knows are hardly ever sung, and short texts look like any.
    let info = if all.script() == Script::Latin && !all.is_reliable() {
        Detector::with_allowlist(SUNG.to_vec()).detect(text).unwrap_or(all)
    } else {
        all
    };
    let length = (letters as f32 / 120.0).min(1.0);
    let language = named(info.lang().code())?;
    Some(Guess { language, confidence: info.confidence() as f32 * (0.4 + 0.6 * length) })
}

const SUNG: [Lang; 18] = [
    Lang::Eng,
    Lang::Deu,
    Lang::Fra,
    Lang::Spa,
    Lang::Ita,
    Lang::Por,
    Lang::Nld,
    Lang::Vie,
    Lang::Lat,
    Lang::Swe,
    Lang::Dan,
    Lang::Nob,
    Lang::Fin,
    Lang::Pol,
    Lang::Ces,
    Lang::Hun,
    Lang::Ron,
    Lang::Ind,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_songs_are_told_apart() {
        let cases = [
            ("en", "Follow the yonder star, O star of wonder, star of night"),
            (
                "de",
                "Drüben hinterm Dorfe steht ein Leiermann, und mit starren Fingern dreht er, was er kann",
            ),
            ("fr", "Les papillons couleur de neige volent par essaims sur la mer"),
            ("es", "soy un fantasma que se asusta de si mismo"),
            ("it", "Vanne felice rio, vanne superbo al mare, ah cangiar potess'io"),
            ("vi", "Con mèo mà trèo cây cau, hỏi thăm chú chuột đi đâu vắng nhà"),
            ("zh", "明月几时有，把酒问青天"),
            ("ja", "ひさかたの光のどけき春の日に"),
            ("ko", "아리랑 아리랑 아라리요"),
            ("ru", "Я встретил вас, и всё былое в отжившем сердце ожило"),
            ("la", "Agnus Dei qui tollis peccata mundi, miserere nobis"),
        ];
        for (code, text) in cases {
            let guess = detect(text).unwrap();
            assert_eq!(guess.language.code(), code, "{text}: {guess:?}");
            assert!((0.0..=1.0).contains(&guess.confidence));
        }
        assert_eq!(detect("1234 !"), None);
    }

    #[test]
    fn tags_name_languages_in_many_ways() {
        let cases = [
            ("deu", "de"),
            ("ger", "de"),
            ("German", "de"),
            ("de-AT", "de"),
            ("VIE", "vi"),
            ("haw", "haw"),
            ("eng-GB", "en"),
        ];
        for (tag, code) in cases {
            assert_eq!(
                named(tag).map(|language| language.to_string()).as_deref(),
                Some(code),
                "{tag}"
            );
        }
        for tag in ["", "zxx", "und", "mul", "XXX", "no language"] {
            assert_eq!(named(tag), None, "{tag}");
        }
    }
}
