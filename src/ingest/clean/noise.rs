//! Lines that stand among the words of songs and are not sung: credits, notes of translators, and
//! what web pages put around them.

mod phrases;

use self::phrases::{CREDIT_SIGNS, CREDIT_WORDS, JOINING, PHRASES, SIGN_PHRASES, WEB_WORDS};
use super::text::{flat, holds, is_sign, words};

/// Whether a line is not sung.
pub(super) fn is_noise(line: &str) -> bool {
    is_web(line)
        || is_code(line)
        || is_credit(line)
        || is_note(line)
        || is_boilerplate(line)
        || is_cue(line)
}

/// Addresses and rights.
fn is_web(line: &str) -> bool {
    let small = line.to_lowercase();
    let digits = small.bytes().filter(u8::is_ascii_digit).count();
    if small.starts_with("copyright") && (4 <= digits || small.contains(':')) {
        return true;
    }
    ["http://", "https://", "www.", "©", "℗", "(c) 19", "(c) 20", "(p) 19", "(p) 20", "&copy;"]
        .iter()
        .any(|sign| small.contains(sign))
        || small
            .split(|letter: char| letter.is_whitespace() || "()[]<>,:;|".contains(letter))
            .any(is_domain)
}

fn is_domain(word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "com", "net", "org", "info", "vn", "de", "fr", "ru", "cn", "co", "uk", "jp", "io", "me",
        "tv", "lyrics", "es", "it", "br", "eu", "us", "fm", "nl", "pl", "cc", "biz",
    ];
    let word = word.trim_end_matches(['.', '!', '?', '"', '\'']);
    let word = word.split('/').next().unwrap_or_default();
    let Some((name, ending)) = word.rsplit_once('.') else { return false };
    let named = 2 < name.len()
        && name.chars().all(|letter| letter.is_alphanumeric() || "-._@".contains(letter))
        && !name.ends_with('.');
    named && ENDINGS.contains(&ending)
}

/// Remains of scripts and styles.
fn is_code(line: &str) -> bool {
    let signs = [
        "{",
        "}",
        "function(",
        "function (",
        "document.",
        "window.",
        "var ",
        "();",
        "=\"",
        "='",
        "/*",
        "*/",
        "<!--",
        "-->",
        "//<![",
        "!important",
        "px;",
        "<?php",
        "?>",
        "/>",
    ];
    let found = signs.iter().filter(|sign| line.contains(**sign)).count();
    let closed = line.trim_end().ends_with([';', '{', '}', '>']);
    2 <= found || 0 < found && closed || line.trim() == "{" || line.trim() == "}"
}

/// Number and times of a subtitle.
fn is_cue(line: &str) -> bool {
    line.contains("-->")
        || !line.is_empty() && line.len() <= 4 && line.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Words and music by …`, `Nhạc sĩ: …`, `作词：…`.
fn is_credit(line: &str) -> bool {
    let line = line.trim_matches(|letter: char| {
        letter.is_whitespace() || "()[]【】（）*-–—~•|".contains(letter)
    });
    if 120 < line.chars().count() {
        return false;
    }
    if let Some((before, after)) = line.split_once([':', '：'])
        && !after.trim().is_empty()
    {
        return names_credit(before);
    }
    if let Some(rest) = ["作词", "作詞", "作曲", "编曲", "編曲", "填词", "演唱"]
        .iter()
        .find_map(|term| line.strip_prefix(term))
    {
        return rest.starts_with([' ', '　', '/', '／', '、', '｜', '|', '-', '—', '・']);
    }
    by_somebody(line)
}

/// Whether all words are words of credits.
fn names_credit(before: &str) -> bool {
    let words: Vec<String> = words_of_credit(before);
    let known = |word: &String| CREDIT_WORDS.contains(&format!(" {word} "));
    let joining = |word: &String| JOINING.contains(&format!(" {word} "));
    if before.chars().any(is_sign) {
        return is_credit_signs(before);
    }
    (1..=7).contains(&words.len())
        && words.iter().any(known)
        && words.iter().all(|word| known(word) || joining(word))
}

fn words_of_credit(text: &str) -> Vec<String> {
    text.split(|letter: char| letter.is_whitespace() || "/,&+()[].-|".contains(letter))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn is_credit_signs(text: &str) -> bool {
    let mut rest = text.trim();
    let mut terms = 0;
    while !rest.is_empty() {
        if let Some(after) = CREDIT_SIGNS.iter().find_map(|term| rest.strip_prefix(term)) {
            terms += 1;
            rest = after;
            continue;
        }
        let after =
            rest.trim_start_matches([' ', '　', '/', '／', '、', '&', '＆', '・', '|', '+']);
        if after.len() == rest.len() {
            return false;
        }
        rest = after;
    }
    0 < terms
}

/// `Written by John Doe`: credit words, then a name with capitals.
fn by_somebody(line: &str) -> bool {
    for by in [" by ", " von ", " par ", " bởi ", " por ", " da ", " nach "] {
        let Some((before, name)) = line.split_once(by) else { continue };
        let capital =
            name.trim().chars().next().is_some_and(|first| first.is_uppercase() || is_sign(first));
        let sung = ["words", "written", "song", "text", "music", "poem"]
            .contains(&before.trim().to_lowercase().as_str())
            && by == " by "
            && name.split(' ').count() > 6;
        if capital && !sung && names_credit(before) {
            return true;
        }
    }
    false
}

/// Notes that somebody added: `Translator's note: …`, `Ghi chú: …`.
fn is_note(line: &str) -> bool {
    const NOTE_WORDS: &str = " note notes translator's translator translation t n tn nb n.b annotation footnote editor's remark remarks \
        anmerkung anmerkungen hinweis übersetzers übersetzerin fußnote erläuterung \
        remarque remarques traducteur traductrice nota notas traductor traductora traduttore tradutor \
        ghi chú thích người dịch chú giải lưu ý ";
    const JOINS: &str = " the des der du de la del le of by from zur zu sur về của ";
    const SIGNS: &[&str] = &[
        "译者注",
        "译注",
        "譯註",
        "注释",
        "註釋",
        "注释",
        "注解",
        "备注",
        "備註",
        "訳注",
        "訳者注",
        "注",
        "註",
        "説明",
    ];
    let line = line
        .trim_matches(|letter: char| letter.is_whitespace() || "()[]【】（）*".contains(letter));
    let Some((before, after)) = line.split_once([':', '：']) else { return false };
    if after.trim().is_empty() || 40 < before.chars().count() {
        return false;
    }
    if before.chars().any(is_sign) {
        return SIGNS.contains(&before.trim());
    }
    let words: Vec<String> = words(before);
    let known = |word: &String| NOTE_WORDS.contains(&format!(" {word} "));
    let telling = words.iter().any(|word| {
        !["t", "n", "người", "ý", "de", "translation"].contains(&word.as_str()) && known(word)
    }) || ["t n", "n d t", "tn"].contains(&words.join(" ").as_str());
    telling && words.iter().all(|word| known(word) || JOINS.contains(&format!(" {word} ")))
}

fn is_boilerplate(line: &str) -> bool {
    let text = flat(line);
    if PHRASES.iter().any(|phrase| holds(&text, phrase))
        || SIGN_PHRASES.iter().any(|phrase| text.contains(phrase))
        || is_embed(line)
    {
        return true;
    }
    let words = words(line);
    if of_a_site(&text) || names_source(line) {
        return true;
    }
    let small = [
        "the", "a", "of", "this", "to", "and", "for", "in", "on", "by", "with", "your", "our",
        "der", "die", "das", "le", "la", "les", "de", "el", "und", "et", "y", "all", "from",
        "here", "or", "us", "now",
    ];
    let telling: Vec<&String> =
        words.iter().filter(|word| !small.contains(&word.as_str())).collect();
    let web = telling.iter().filter(|word| WEB_WORDS.contains(&format!(" {word} "))).count();
    2 <= web && telling.len() <= 2 * web
}

/// Whether a line speaks of lyrics as a site does; rappers sing of `my lyrics`.
fn of_a_site(text: &str) -> bool {
    const SUNG: [&str; 8] = ["my", "your", "our", "his", "her", "i", "we", "me"];
    let spoken = ["lyrics", "songtexte", "songtext"].iter().any(|word| holds(text, word));
    spoken && !SUNG.iter().any(|word| holds(text, word))
}

/// `Source: …`, `Nguồn: …`.
fn names_source(line: &str) -> bool {
    const NAMES: [&str; 17] = [
        "source",
        "sources",
        "quelle",
        "quellen",
        "fuente",
        "fonte",
        "nguồn",
        "来源",
        "出处",
        "submitted by",
        "added by",
        "posted by",
        "uploaded by",
        "đăng bởi",
        "credit",
        "credits",
        "crédits",
    ];
    let Some((before, after)) = line.split_once([':', '：']) else { return false };
    let before =
        before.trim_matches(|letter: char| letter.is_whitespace() || "([*-".contains(letter));
    !after.trim().is_empty() && NAMES.contains(&before.to_lowercase().as_str())
}

/// `123Embed` and `48 ContributorsTitle Lyrics`, as one large site's pages end and begin.
fn is_embed(line: &str) -> bool {
    let counted = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if counted.len() < line.len() && counted.starts_with(" Contributor") {
        return true;
    }
    let Some(before) = line.trim().strip_suffix("Embed") else { return false };
    before.bytes().all(|byte| byte.is_ascii_digit() || b".K".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_sung_is_known() {
        for line in [
            "Words and music by John Newton",
            "Written by: A. Smith, B. Jones",
            "Producer: Max",
            "Text und Musik: Franz Gruber",
            "Paroles et musique : Jean Dupont",
            "Nhạc sĩ: Trịnh Công Sơn",
            "Sáng tác: Văn Cao",
            "作词：方文山",
            "作词/作曲: 李宗盛",
            "作詞 秋元康",
            "Translated by Jane Doe",
            "Translator's note: a linden is a tree",
            "(Ghi chú: bản dịch tạm)",
            "译注：中秋",
            "123Embed",
            "You might also like",
            "Lyrics from Example Lyrics",
            "https://example.org/song",
            "See more on lyricsite.com",
            "© 2001 Some Records",
            "Submit Corrections",
            "var x = document.getElementById('a');",
            ".ad { display: none; }",
            "00:01:02,000 --> 00:01:04,000",
            "Print this song lyrics page",
            "Lời bài hát Diễm Xưa",
        ] {
            assert!(is_noise(line), "{line}");
        }
    }

    #[test]
    fn what_is_sung_stays() {
        for line in [
            "Mother said: come home",
            "Words by the river, whispered low",
            "Es war, als hätt' der Himmel",
            "Written in the stars",
            "Note by note the music fades",
            "Tôi hát bài ca: đời đẹp sao",
            "曲终人散: 泪流",
            "Share my love; embrace the dawn",
            "The album of my memory",
            "I love the video of you",
            "O Jesu Christ, meins Lebens Licht",
            "Et moi je dis: chantez",
        ] {
            assert!(!is_noise(line), "{line}");
        }
    }
}
