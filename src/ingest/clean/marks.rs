//! Marks of a song's parts: `[Chorus]`, `(Verse 2)`, `Refrain:`, `Điệp khúc`, `副歌`, and how often
//! something is sung: `x2`, `(bis)`, `[repeat chorus]`.

/// A mark, and what it says about what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// Which part it names, without its number: `chorus`.
    pub(super) part: &'static str,
    /// How often the part is sung: 1 to [`MOST_TIMES`].
    pub(super) times: usize,
}

/// Whether something stands in brackets or before a colon, where a word is hardly ever sung.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dress {
    Bare,
    Wrapped,
}

/// More than so many repetitions are no song.
pub(super) const MOST_TIMES: usize = 8;

/// Names of parts, longer ones before their beginnings. Words of the second list are sung so often
/// that they are marks only in brackets or before a colon.
const PARTS: [(&str, &[&str]); 8] = [
    (
        "pre-chorus",
        &[
            "pre-chorus",
            "prechorus",
            "pre chorus",
            "pré-refrain",
            "pre-refrain",
            "prerefrain",
            "prérefrain",
            "pre-coro",
            "pré-refrão",
            "tiền điệp khúc",
            "导歌",
        ],
    ),
    ("post-chorus", &["post-chorus", "postchorus", "post chorus"]),
    (
        "chorus",
        &[
            "chorus",
            "refrain",
            "refrén",
            "réfrain",
            "kehrreim",
            "kehrvers",
            "estribillo",
            "ritornello",
            "refrão",
            "điệp khúc",
            "đk",
            "dk",
            "điệp",
            "ref.",
            "refr.",
            "副歌",
            "サビ",
            "후렴",
            "припев",
        ],
    ),
    (
        "verse",
        &[
            "verse",
            "vers",
            "strophe",
            "couplet",
            "estrofa",
            "strofa",
            "phiên khúc",
            "主歌",
            "куплет",
            "aメロ",
            "bメロ",
        ],
    ),
    ("bridge", &["middle 8", "middle eight", "bridge", "pont", "puente", "桥段", "橋段"]),
    ("intro", &["intro", "introduction", "prelude", "dạo đầu", "前奏"]),
    ("outro", &["outro", "coda", "ending", "尾奏", "final chorus"]),
    (
        "break",
        &[
            "interlude",
            "instrumental break",
            "instrumental",
            "dạo giữa",
            "gian tấu",
            "zwischenspiel",
            "间奏",
            "間奏",
            "guitar solo",
            "piano solo",
            "drop",
            "breakdown",
            "beat drop",
        ],
    ),
];
const SUNG_TOO: [(&str, &[&str]); 4] = [
    ("chorus", &["hook", "coro", "r", "all", "tutti"]),
    ("verse", &["lời", "đoạn", "part", "teil", "parte", "stanza", "v"]),
    ("bridge", &["brücke", "ponte", "b"]),
    ("break", &["solo", "spoken", "repeat", "break", "skit"]),
];

/// Who sings: `Nam:`, `女：`, `Both:`.
const ROLES: &[&str] = &[
    "nam", "nữ", "nam nữ", "cả hai", "hợp ca", "tốp ca", "xô", "xướng", "kể", "男", "女", "合",
    "齐", "both", "he", "she", "male", "female", "girls", "boys", "man", "woman", "alle", "beide",
    "er", "sie", "lui", "elle", "ensemble", "tous", "todos", "él", "ella", "lead",
];

/// Reads a line that is nothing but a mark.
pub(super) fn mark(line: &str) -> Option<Mark> {
    let (inside, wrapped) = unwrapped(line);
    let inside = inside.to_lowercase();
    if 60 < inside.chars().count() {
        return None;
    }
    let repeated = ["repeat ", "lặp lại ", "(repeat ", "répéter ", "wdh. "];
    let asked = repeated.iter().find_map(|word| inside.strip_prefix(word));
    let (rest, times) = without_times(asked.unwrap_or(&inside));
    let (part, after) = part(
        &rest,
        if wrapped.is_some() || asked.is_some() { Dress::Wrapped } else { Dress::Bare },
    )?;
    let named = only_numbers(after)
        || wrapped == Some('[')
            && after
                .trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ')
                .starts_with([':', '-', '–', '(', ',', '&', '+', '/']);
    named.then_some(Mark { part, times: times.unwrap_or(1) })
}

/// Takes a mark or a singer's name off the start of a line: `ĐK: Mùa xuân` is `Mùa xuân`.
pub(super) fn without_label(line: &str) -> (Option<Mark>, &str) {
    let Some((label, words)) = line.split_once([':', '：']) else {
        return (None, unnumbered(line));
    };
    let small = label.trim_matches(|letter: char| "[]()*".contains(letter)).trim().to_lowercase();
    let words = words.trim();
    if words.is_empty() || 20 < small.chars().count() {
        return (None, unnumbered(line));
    }
    if ROLES.contains(&small.as_str()) {
        return (None, words.trim_start_matches([']', ')']).trim_start());
    }
    // `Lời:` before words names who wrote them; `Lời 1:` a part.
    match part(&small, Dress::Wrapped) {
        Some((part, after))
            if only_numbers(after) && (small != "lời" && small != "r" && small != "b") =>
        {
            (Some(Mark { part, times: 1 }), words)
        }
        _ => (None, unnumbered(line)),
    }
}

/// A line without the number of its verse: `2. Die raffe denn` is `Die raffe denn`.
fn unnumbered(line: &str) -> &str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = &line[digits..];
    let numbered = (1..=2).contains(&digits) && after.starts_with(['.', ')']);
    let words = after.get(1..).unwrap_or_default().trim_start();
    if numbered && words.starts_with(|letter: char| !letter.is_ascii_digit()) {
        words
    } else {
        line
    }
}

/// What brackets or a colon hold, and which.
fn unwrapped(line: &str) -> (&str, Option<char>) {
    let line = line.trim().trim_matches('*').trim();
    for (open, close) in [
        ('[', ']'),
        ('(', ')'),
        ('{', '}'),
        ('【', '】'),
        ('<', '>'),
        ('（', '）'),
        ('-', '-'),
        ('=', '='),
        ('~', '~'),
    ] {
        if let Some(inside) = line.strip_prefix(open).and_then(|line| line.strip_suffix(close)) {
            let inside =
                inside.trim_matches(|letter: char| letter == open || letter.is_whitespace());
            return (inside.trim_end_matches([':', '：']).trim(), Some(open));
        }
    }
    match line.strip_suffix([':', '：']) {
        Some(inside) => (inside.trim_matches(['[', ']', '(', ')', ' ']), Some(':')),
        None => (line, None),
    }
}

/// The part that `text` begins with, and what follows its name.
fn part(text: &str, dress: Dress) -> Option<(&'static str, &str)> {
    let lists = PARTS.iter().chain(SUNG_TOO.iter().filter(|_| dress == Dress::Wrapped));
    let found = lists.flat_map(|(part, names)| names.iter().map(move |name| (*part, *name)));
    let ends = |rest: &str| !rest.starts_with(|next: char| next.is_alphabetic() && next.is_ascii());
    let fitting = found.filter_map(|(part, name)| {
        text.strip_prefix(name).filter(|rest| ends(rest)).map(|rest| (name.len(), part, rest))
    });
    fitting.max_by_key(|found| found.0).map(|(_, part, rest)| (part, rest))
}

fn only_numbers(text: &str) -> bool {
    let number = text.trim_matches(|letter: char| !letter.is_alphanumeric());
    number.chars().count() <= 4
        && number.chars().all(|letter| letter.is_ascii_digit() || "ivx一二三四".contains(letter))
}

/// Takes `x2`, `(2x)`, `×3`, `(bis)`, `(2 lần)` off the end of a line, and says how often it means.
pub(super) fn without_times(line: &str) -> (String, Option<usize>) {
    let trimmed = line.trim();
    let bare = trimmed.trim_end_matches([')', ']', '}', '）', '.', ' ']);
    let start = bare
        .rfind([' ', '(', '[', '{', '（', '/'])
        .map_or(0, |at| at + bare[at..].chars().next().map_or(1, char::len_utf8));
    let last = bare[start..].to_lowercase();
    let bracketed = bare.len() < trimmed.len();
    if let Some(times) = times(&last, if bracketed { Dress::Wrapped } else { Dress::Bare }) {
        let rest = bare[..start].trim_end_matches(['(', '[', '{', '（', '/', ' ', '-', ',']);
        return (rest.to_owned(), Some(times));
    }
    for (phrase, count) in [
        ("2 lần", 2),
        ("3 lần", 3),
        ("hai lần", 2),
        ("2 times", 2),
        ("3 times", 3),
        ("4 times", 4),
        ("2 fois", 2),
        ("deux fois", 2),
        ("3 fois", 3),
        ("2 mal", 2),
        ("zweimal", 2),
        ("2 veces", 2),
        ("repeat twice", 2),
        ("lặp lại", 2),
    ] {
        let small = bare.to_lowercase();
        if bracketed && small.len() == bare.len() && small.ends_with(phrase) {
            let rest = bare.get(..bare.len() - phrase.len()).unwrap_or_default();
            if rest.trim_end().is_empty() || rest.ends_with(['(', '[', '{']) {
                return (rest.trim_end_matches(['(', '[', '{', ' ']).to_owned(), Some(count));
            }
        }
    }
    (trimmed.to_owned(), None)
}

/// How often a word such as `x2`, `2x` or `bis` says.
fn times(word: &str, dress: Dress) -> Option<usize> {
    let cross = ['x', '×', '*'];
    let digits = word.strip_prefix(cross).or_else(|| word.strip_suffix(cross));
    let count = match (digits, word) {
        (Some(digits), _) => digits.parse().ok()?,
        (None, "bis" | "twice" | "zweimal" | "二回" | "两遍") if dress == Dress::Wrapped => 2,
        (None, "ter" | "dreimal") if dress == Dress::Wrapped => 3,
        _ => return None,
    };
    (2..=MOST_TIMES).contains(&count).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_from_words() {
        let cases = [
            ("[Verse 1]", Some(("verse", 1))),
            ("(Chorus)", Some(("chorus", 1))),
            ("Refrain:", Some(("chorus", 1))),
            ("CHORUS", Some(("chorus", 1))),
            ("Điệp khúc", Some(("chorus", 1))),
            ("ĐK:", Some(("chorus", 1))),
            ("[Chorus x2]", Some(("chorus", 2))),
            ("(Repeat Chorus)", Some(("chorus", 1))),
            ("[Chorus: A & B]", Some(("chorus", 1))),
            ("[Verse 3: Ann Lee]", Some(("verse", 1))),
            ("Lời 2:", Some(("verse", 1))),
            ("【副歌】", Some(("chorus", 1))),
            ("Couplet 2", Some(("verse", 1))),
            ("(Coro)", Some(("chorus", 1))),
            ("Solo tú", None),
            ("Coro", None),
            ("(oh, take me)", None),
            ("[softly]", None),
            ("Verse after verse I sing", None),
            ("Versuche", None),
            ("Interlude of love:", None),
        ];
        for (line, expected) in cases {
            let found = mark(line).map(|mark| (mark.part, mark.times));
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn labels_leave_their_words() {
        let cases = [
            ("ĐK: Mùa xuân", "Mùa xuân"),
            ("Chorus: Sing it", "Sing it"),
            ("Nam: Anh ơi", "Anh ơi"),
            ("2. Die raffe denn", "Die raffe denn"),
            ("99 red balloons", "99 red balloons"),
            ("She said: go", "She said: go"),
        ];
        for (line, expected) in cases {
            assert_eq!(without_label(line).1, expected);
        }
    }

    #[test]
    fn counts_are_taken_off() {
        let cases = [
            ("Sing it (x2)", "Sing it", Some(2)),
            ("Sing it x3", "Sing it", Some(3)),
            ("Sing it [2x]", "Sing it", Some(2)),
            ("Chante (bis)", "Chante", Some(2)),
            ("Hát lên (2 lần)", "Hát lên", Some(2)),
            ("(x2)", "", Some(2)),
            ("Malcolm x", "Malcolm x", None),
            ("route 66", "route 66", None),
        ];
        for (line, rest, times) in cases {
            assert_eq!(without_times(line), (rest.to_owned(), times), "{line}");
        }
    }
}
