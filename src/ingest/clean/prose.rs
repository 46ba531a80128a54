//! Texts that are about a song: biographies, news, descriptions, and lists of tracks.

use super::text::{flat, is_sign, words};

/// How much a text looks like prose: 1 and more is prose.
///
/// Songs have short lines that end where a thought ends. Prose fills its lines, ends sentences in
/// the middle of them, and tells of albums, years and people.
pub(super) fn prose_score(text: &str) -> f32 {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let lengths: Vec<f32> = lines.iter().map(|line| width(line)).collect();
    let all: f32 = lengths.iter().sum::<f32>().max(1.0);
    let long = lengths.iter().filter(|length| 90.0 < **length).sum::<f32>() / all;
    let mean = all / lines.len().max(1) as f32;
    let sentences =
        lines.iter().map(|line| inner_ends(line)).sum::<usize>() as f32 / (all / 60.0).max(1.0);
    let (about, years) = about(text);
    let mut score = 0.0;
    score += 0.6 * long;
    score += if 58.0 <= mean { 0.3 } else { 0.0 };
    score += (0.9 * sentences).min(0.6);
    let told = (15.0 * about).min(0.9) + (0.25 * years as f32).min(0.5);
    // A song without line ends is no prose as long as it tells nothing of music and years.
    if told < LEAST_TOLD { UNTOLD * score } else { score + told }
}

/// Below this, a text tells hardly anything of music, years or people.
const LEAST_TOLD: f32 = 0.2;
/// What the shape of such a text counts.
const UNTOLD: f32 = 0.6;

/// How wide a line is, in Latin letters.
fn width(line: &str) -> f32 {
    line.chars().map(|letter| if is_sign(letter) { 2.2 } else { 1.0 }).sum()
}

/// How many sentences end within a line.
fn inner_ends(line: &str) -> usize {
    let letters: Vec<char> = line.chars().collect();
    letters
        .iter()
        .enumerate()
        .filter(|(at, letter)| match letter {
            '。' => at + 1 < letters.len(),
            '.' => {
                let before =
                    letters[..*at].iter().rev().take_while(|letter| letter.is_alphabetic()).count();
                let mut after =
                    letters[at + 1..].iter().skip_while(|letter| letter.is_whitespace());
                2 < before
                    && letters.get(at + 1).is_some_and(|next| next.is_whitespace())
                    && after.next().is_some_and(|next| next.is_uppercase() || is_sign(*next))
            }
            _ => false,
        })
        .count()
}

/// Words of those who write about music; stars stand for the rest of a word.
const ABOUT: &str = " album* single* released release singer-songwriter songwriter* band* born recorded studio record label* chart* billboard grammy award* tour concert* fans version* \
    debut ep soundtrack composer* composed composition written wrote performed performance* career biography critics review* published premiered premiere music musical musician* musicians \
    track tracks featuring genre century poem poet producer* produced orchestra opera symphony song songs singer* lyrics also interview* announced streaming popular known which including \
    veröffentlicht* sänger* musiker* komponist* komponiert* geboren plattenlabel musik lieder jahrhundert konzert* vertont* gedicht* erschien* aufgenommen uraufgeführt* lied bekannt wurde stück werk* dichter* auszeichnung* interpret* sowie \
    chanteur* chanteuse* musicien* compositeur* composée né née sorti sortie enregistré* chanson* siècle concert poème poète œuvre* musique succès carrière tournée titre publiée publié également critique* \
    cantante* músic* compositor* nació publicado publicada lanzado lanzada grabado grabada canción canciones siglo premio* obra* carrera éxito gira poema banda disco también \
    nato nata pubblicato pubblicata cantautor* canzone brano secolo carriera inciso musicista \
    nhạc-sĩ album phát hành nhạc sĩ ca-sĩ ra mắt thể loại nghệ giải thưởng sáng tác ";
/// Pairs of syllables that tell the same in Vietnamese, where one syllable tells nothing.
const ABOUT_PAIRS: &[&str] = &[
    "phát hành",
    "ca sĩ",
    "nhạc sĩ",
    "ra mắt",
    "thể loại",
    "nghệ sĩ",
    "giải thưởng",
    "sáng tác",
    "ca khúc",
    "sinh năm",
    "sự nghiệp",
    "khán giả",
    "âm nhạc",
    "bài hát",
    "được viết",
    "nổi tiếng",
    "tác phẩm",
    "thu âm",
    "năm sinh",
    "biểu diễn",
    "album",
    "tác giả",
];
const ABOUT_SIGNS: &[&str] = &[
    "专辑",
    "專輯",
    "歌手",
    "发行",
    "發行",
    "出生于",
    "单曲",
    "单曲",
    "收录",
    "收錄",
    "演唱会",
    "创作",
    "創作",
    "作品",
    "音乐",
    "音樂",
    "歌曲",
    "艺人",
    "首张",
    "词人",
    "诗人",
    "生まれ",
    "発売",
    "収録",
    "シンガー",
    "アルバム",
    "デビュー",
    "楽曲",
    "作曲家",
    "この曲",
];

/// The share of words that are about music, and how many years are named.
fn about(text: &str) -> (f32, usize) {
    let words: Vec<String> = words(text);
    let flat = flat(text);
    let starts: Vec<&str> = ABOUT.split(' ').filter_map(|word| word.strip_suffix('*')).collect();
    let syllables =
        ["phát", "hành", "sĩ", "mắt", "thể", "loại", "nghệ", "giải", "thưởng", "sáng", "tác", "ra"];
    let telling = |word: &&String| {
        !syllables.contains(&word.as_str())
            && (ABOUT.contains(&format!(" {word} "))
                || starts.iter().any(|start| word.starts_with(start)))
    };
    let single = words.iter().filter(telling).count();
    let pairs: usize =
        ABOUT_PAIRS.iter().map(|pair| 2 * flat.matches(&format!(" {pair} ")).count()).sum();
    let signs: usize =
        ABOUT_SIGNS.iter().map(|sign| sign.chars().count() * text.matches(sign).count()).sum();
    let year = |word: &&String| {
        word.len() == 4 && word.parse::<u32>().is_ok_and(|year| (1500..2100).contains(&year))
    };
    let years = words.iter().filter(year).count() + text.matches("年").count().min(2);
    ((single + pairs + signs) as f32 / words.len().max(8) as f32, years)
}

/// How sure a text is a list of tracks, from 0 to 1.
pub(super) fn track_list(text: &str) -> f32 {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let timed = lines.iter().filter(|line| ends_with_length(line)).count();
    let numbers: Vec<u32> = lines.iter().filter_map(|line| number(line)).collect();
    let rising = numbers.windows(2).filter(|pair| pair[1] == pair[0] + 1 || pair[1] == 1).count();
    let paired = lines.iter().filter(|line| is_pair(line)).count();
    let of = |count: usize| count as f32 / lines.len().max(1) as f32;
    let mean = lines.iter().map(|line| width(line)).sum::<f32>() / lines.len().max(1) as f32;
    match lines.len() {
        0..3 => 0.0,
        _ if 0.5 <= of(timed) => 0.95,
        _ if 4 <= numbers.len() && 0.6 <= of(rising + 1) && mean < 60.0 => 0.85,
        _ if 4 < lines.len() && 0.7 <= of(paired) => 0.75,
        _ => 0.0,
    }
}

/// Whether a line ends as a row of a list of tracks does: `Title (3:45)`.
pub(super) fn ends_with_length(line: &str) -> bool {
    let last = line
        .rsplit([' ', '\t', '(', '[', '…', '.', '　'])
        .next()
        .unwrap_or_default()
        .trim_end_matches([')', ']', '）']);
    let Some((minutes, seconds)) = last.split_once([':', '\'', '′']) else { return false };
    let digits = |text: &str| {
        !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(minutes)
        && digits(seconds.trim_end_matches(['"', '″', '\'']))
        && line.len() > last.len() + 2
}

/// Whether a line can be a row of a list of tracks.
pub(super) fn is_row(line: &str) -> bool {
    ends_with_length(line) || number(line).is_some()
}

/// The number that a row begins with: `03 - Title`, `3. Title`, `A1 Title`.
fn number(line: &str) -> Option<u32> {
    let line = line
        .strip_prefix(['A', 'B', 'C', 'D', '#'])
        .filter(|rest| rest.starts_with(|next: char| next.is_ascii_digit()))
        .unwrap_or(line);
    let line = ["Track ", "track ", "CD1-", "CD2-", "第"]
        .iter()
        .find_map(|start| line.strip_prefix(start))
        .unwrap_or(line);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest =
        line[digits..].trim_start_matches(['.', ')', '-', '–', ':', '、', '．', '首', ' ', '\t']);
    let parted = rest.len() < line.len() - digits;
    (1..=2).contains(&digits).then_some(())?;
    (parted && rest.chars().any(char::is_alphabetic)).then(|| line[..digits].parse().ok()).flatten()
}

/// `Artist - Title`.
fn is_pair(line: &str) -> bool {
    let Some((one, other)) = [" - ", " – ", " — "].iter().find_map(|dash| line.split_once(dash))
    else {
        return false;
    };
    let capital = |part: &str| {
        part.chars().next().is_some_and(|first| first.is_uppercase() || is_sign(first))
    };
    capital(one.trim())
        && capital(other.trim())
        && line.chars().count() < 80
        && !line.ends_with([',', ';', '!', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_told_from_songs() {
        let prose = "Franz Schubert was an Austrian composer of the late Classical era. He was born in Vienna in 1797 and wrote more than 600 songs.";
        assert!(1.0 <= prose_score(prose), "{}", prose_score(prose));
        let song = "Das Meer erglänzte weit hinaus\nIm letzten Abendscheine;\nWir saßen am einsamen Fischerhaus,\nWir saßen stumm und alleine.";
        assert!(prose_score(song) < 0.3);
    }

    #[test]
    fn lists_of_tracks_are_told_from_verses() {
        for list in [
            "1. Das Wandern (2:40)\n2. Wohin? (2:20)\n3. Halt! (1:30)",
            "01 Gute Nacht\n02 Die Wetterfahne\n03 Gefrorne Tränen\n04 Erstarrung",
            "Schubert - Am Meer\nBrahms - Nachklang\nWolf - Der Soldat\nFranz - Tanzlied\nLang - Der Herbst",
        ] {
            assert!(0.7 < track_list(list), "{list}");
        }
        for song in [
            "1. Das Wandern ist des Müllers Lust,\ndas Wandern!\n2. Vom Wasser haben wir's gelernt,\nvom Wasser!",
            "Komm - komm\ngeh\nund steh\nund seh",
        ] {
            assert!(track_list(song) < 0.1, "{song}");
        }
    }
}
