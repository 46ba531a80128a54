//! Lines that stand among the words of songs and are not sung: credits, notes of translators, and
//! what web pages put around them.

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

/// Words that name what somebody did for a song. All that stands before the colon or the `by` must
/// be of them.
const CREDIT_WORDS: &str = " written writer writers songwriter songwriters composer composers composed lyricist lyricists lyrics lyric words \
    music producer producers produced production arranged arranger arrangement performed performer mixed mixing mixer mastered mastering \
    recorded recording engineer engineered vocals vocal singer artist artists featuring feat guitar guitars bass drums piano keyboards keyboard \
    strings violin cello publisher published publishing label translated translation translator adapted adaptation poem poet text texts \
    musik worte liedtext komponist komponiert komposition dichter dichtung gedicht texter übersetzung übersetzt übersetzer arrangiert gesang produzent produziert \
    interpret vertont melodie nach \
    paroles parole musique auteur auteurs compositeur compositeurs interprète interprètes composé composée écrit écrite traduction traduit traduite \
    arrangements réalisation poème adaptée adapté mélodie chant \
    letra letras música musica autor autores autora compositor compositores compositora intérprete traducción traducido producido productor arreglos poesía poema escrita escrito \
    testo testi autore autori compositore traduzione versi arrangiamento \
    tradução versão intérpretes \
    sáng tác nhạc sĩ ca trình bày thể hiện lời việt thơ phổ soạn phối khí dịch giả tác hòa âm biên hát bài người viết ý anh hoa nguyên bản biểu diễn \
    album albumtitel title titel titre título titolo song track genre year released release disc tên thể loại năm phát hành đĩa ";
/// What joins them.
const JOINING: &str = " and & und et y e và of de des der die the di du la le les original english additional lead executive co backing by all \
    von par bởi do i ed ";
/// Han terms of credits, longer ones first where one begins the other.
const CREDIT_SIGNS: &[&str] = &[
    "作词",
    "作詞",
    "作曲",
    "编曲",
    "編曲",
    "制作人",
    "製作人",
    "制作",
    "製作",
    "演唱者",
    "演唱",
    "原唱",
    "翻唱",
    "歌手",
    "混音",
    "录音",
    "錄音",
    "和声",
    "和聲",
    "和音",
    "监制",
    "監製",
    "出品人",
    "出品",
    "发行",
    "發行",
    "翻译",
    "翻譯",
    "译者",
    "企划",
    "统筹",
    "策划",
    "吉他",
    "贝斯",
    "鼓手",
    "键盘",
    "钢琴",
    "弦乐",
    "母带",
    "配唱",
    "专辑",
    "專輯",
    "歌名",
    "歌曲",
    "标题",
    "訳詞",
    "対訳",
    "訳",
    "唄",
    "歌",
    "词",
    "詞",
    "曲",
    "编",
    "編",
    "唱",
    "鼓",
    "填词",
    "填詞",
    "原曲",
    "工作室",
    "工程师",
    "公司",
    "者",
    "师",
    "人",
];

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

/// Phrases that no song holds. They are looked for in flat text, see [`flat`].
const PHRASES: &[&str] = &[
    "you might also like",
    "get tickets as low as",
    "submit corrections",
    "submit lyrics",
    "correct these lyrics",
    "lyrics licensed",
    "lyrics powered by",
    "lyrics provided by",
    "lyrics from",
    "lyrics by",
    "lyrics to",
    "more lyrics",
    "print lyrics",
    "these lyrics",
    "find more",
    "click here",
    "all rights reserved",
    "used by permission",
    "ringtone",
    "ringtones",
    "share this",
    "rate this",
    "add to favorites",
    "to your cell",
    "follow us",
    "on facebook",
    "cookie policy",
    "privacy policy",
    "enable javascript",
    "loading",
    "sign up",
    "log in",
    "contributors",
    "contributor",
    "embed",
    "advertisement",
    "advertisements",
    "sponsored",
    "scroll to continue",
    "read more",
    "see all",
    "song lyrics",
    "full lyrics",
    "lyrics are property",
    "property and copyright",
    "educational purposes",
    "licensed and provided",
    "translations",
    "musixmatch",
    "azlyrics",
    "metrolyrics",
    "lyricfind",
    "genius annotation",
    "sony atv",
    "universal music publishing",
    "warner chappell",
    "songtext",
    "songtexte",
    "liedtext",
    "alle rechte vorbehalten",
    "werbung",
    "klicke hier",
    "fehler melden",
    "jetzt anhören",
    "kommentare",
    "newsletter",
    "paroles de la chanson",
    "toutes les paroles",
    "tous droits réservés",
    "publicité",
    "signaler une erreur",
    "voir aussi",
    "sur les réseaux",
    "plus de paroles",
    "letra de la canción",
    "letras de",
    "todos los derechos",
    "publicidad",
    "ver más letras",
    "derechos reservados",
    "lời bài hát",
    "xem thêm",
    "tải nhạc",
    "tải bài hát",
    "hợp âm",
    "quảng cáo",
    "chia sẻ",
    "bản quyền",
    "nghe nhạc",
    "tải về",
    "đăng nhập",
    "bình luận",
];
const SIGN_PHRASES: &[&str] = &[
    "歌词来",
    "歌詞來",
    "更多歌词",
    "歌词由",
    "歌词网",
    "未经许可",
    "不得翻唱",
    "未经著作权",
    "版权所有",
    "扫码",
    "点击下载",
    "广告",
    "関連記事",
    "無断転載",
    "歌詞検索",
    "歌詞タイム",
    "歌詞を",
    "网易云音乐",
    "酷狗",
    "歌词贡献",
    "歌詞掲載",
    "著作权",
    "下载app",
    "关注公众号",
];
/// Words of web pages: a line that is mostly of them is no song.
const WEB_WORDS: &str = " lyrics lyric print printable submit correction corrections embed contributor contributors translations copyright licensed \
    powered provided website webpage click download downloads facebook twitter instagram youtube spotify tiktok deezer itunes subscribe ringtone mp3 \
    album albums artist artists popular related trending advertisement ad ads sponsored tickets login register comment comments favorites playlist playlists \
    menu video videos app premium report error edit views newsletter policy cookies terms karaoke chords tabs pdf reserved rights email chart charts \
    songtext songtexte lyrik künstler drucken teilen empfehlen anzeige werbung herunterladen kostenlos melden kommentar kommentare quelle \
    partager télécharger imprimer publicité commentaire commentaires artiste artistes gratuit vidéo \
    compartir descargar imprimir publicidad comentarios artista artistas letra letras gratis \
    đăng ký tải nghe quảng cáo kênh nguồn cập nhật bình luận website ";

fn is_boilerplate(line: &str) -> bool {
    let text = flat(line);
    if PHRASES.iter().any(|phrase| holds(&text, phrase))
        || SIGN_PHRASES.iter().any(|phrase| text.contains(phrase))
        || is_embed(line)
    {
        return true;
    }
    let words = words(line);
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

/// `123Embed`, as one large site's pages end.
fn is_embed(line: &str) -> bool {
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
