//! The sentences that say why, in each language that reasons are given in. Pure: what there is to say
//! was decided before.

use super::request::Tongue;
use super::sight::Sight;
use crate::feeling::Mood;
use crate::music::Heard;

/// What there is to say of a song. What is `None` is not said.
pub(super) struct Reason<'a> {
    /// What the reason is about.
    pub subject: Subject<'a>,
    /// What it is near to in meaning.
    pub near: Option<&'a str>,
    /// The mood that both have.
    pub mood: Option<&'static Mood>,
    /// Where that mood comes from.
    pub feeling: FeelingOf,
}

/// What a reason is about.
pub(super) enum Subject<'a> {
    /// A line that is sung.
    Line(&'a str),
    /// A piece without words, and what is heard in it.
    Piece(&'a str, Option<&'a Heard>),
}

/// Where the feeling comes from that a song was looked for by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FeelingOf {
    /// It was seen.
    Photo,
    /// It was asked for.
    Asker,
}

impl Reason<'_> {
    /// One sentence.
    pub(super) fn sentence(&self, tongue: Tongue) -> String {
        match tongue {
            Tongue::English => self.english(),
            Tongue::Vietnamese => self.vietnamese(),
        }
    }

    fn english(&self) -> String {
        let subject = match &self.subject {
            Subject::Line(line) => format!("“{line}”"),
            Subject::Piece(title, heard) => {
                let heard = heard.map(|heard| heard.sentence.as_str());
                let heard =
                    heard.filter(|heard| !heard.is_empty()).unwrap_or("music without words");
                format!("“{title}” ({heard})")
            }
        };
        let near = self.near.map(|near| format!("is near in meaning to “{near}”"));
        let like = match self.feeling {
            FeelingOf::Photo => "like the picture",
            FeelingOf::Asker => "as you asked",
        };
        let mood = self.mood.map(|mood| format!("feels {} {like}", mood.name));
        let told: Vec<String> = near.into_iter().chain(mood).collect();
        if told.is_empty() {
            return format!("{subject} is among the nearest that this library has.");
        }
        format!("{subject} {}.", told.join(" and "))
    }

    fn vietnamese(&self) -> String {
        let subject = match &self.subject {
            Subject::Line(line) => format!("“{line}”"),
            Subject::Piece(title, heard) => {
                format!(
                    "“{title}” ({})",
                    heard.map_or("nhạc không lời".to_owned(), heard_vietnamese)
                )
            }
        };
        let near = self.near.map(|near| format!("gần nghĩa với “{near}”"));
        let like = match self.feeling {
            FeelingOf::Photo => "như bức ảnh",
            FeelingOf::Asker => "như bạn muốn",
        };
        let mood = self.mood.map(|mood| format!("mang cảm giác {} {like}", mood_vietnamese(mood)));
        let told: Vec<String> = near.into_iter().chain(mood).collect();
        if told.is_empty() {
            return format!("{subject} là một trong những bài gần nhất mà thư viện này có.");
        }
        format!("{subject} {}.", told.join(" và "))
    }
}

/// What is said of a list that is probably not good: that, and what would help.
pub(super) fn no_good_match(sight: &Sight, filtered: bool, tongue: Tongue) -> String {
    let tags: Vec<&str> = sight.tags.iter().take(2).map(|tag| tag.label.as_str()).collect();
    let about = if tags.is_empty() { sight.caption.clone() } else { tags.join(", ") };
    match (tongue, filtered) {
        (Tongue::English, true) => format!(
            "No good match in this library under these filters. It would help to drop one of them, \
             or to add songs about: {about}."
        ),
        (Tongue::English, false) => format!(
            "No good match in this library. It would help to add songs about: {about}; or say in \
             your own words what to look for."
        ),
        (Tongue::Vietnamese, true) => format!(
            "Thư viện này không có bài thật hợp với các bộ lọc đã chọn. Hãy bỏ bớt một bộ lọc, hoặc \
             thêm bài hát về: {about}."
        ),
        (Tongue::Vietnamese, false) => format!(
            "Thư viện này không có bài thật hợp. Hãy thêm bài hát về: {about}; hoặc mô tả điều bạn \
             muốn tìm bằng lời của mình."
        ),
    }
}

fn mood_vietnamese(mood: &Mood) -> &'static str {
    match mood.name {
        "calm" => "bình yên",
        "happy" => "vui tươi",
        "sad" => "buồn",
        "tense" => "căng thẳng",
        "energetic" => "sôi động",
        "romantic" => "lãng mạn",
        "dark" => "u tối",
        "nostalgic" => "hoài niệm",
        "dreamy" => "mơ màng",
        "epic" => "hùng tráng",
        "playful" => "tinh nghịch",
        "tender" => "dịu dàng",
        "angry" => "giận dữ",
        "hopeful" => "hy vọng",
        "lonely" => "cô đơn",
        "festive" => "rộn ràng",
        other => other,
    }
}

/// What is heard, by the tags that have a Vietnamese name.
fn heard_vietnamese(heard: &Heard) -> String {
    let name = |label: &str| match label {
        "piano" => Some("dương cầm"),
        "guitar" => Some("ghi-ta"),
        "violin" => Some("vĩ cầm"),
        "cello" => Some("cello"),
        "strings" => Some("đàn dây"),
        "flute" => Some("sáo"),
        "harp" => Some("đàn hạc"),
        "drums" => Some("trống"),
        "choir" => Some("hợp xướng"),
        "classical" => Some("cổ điển"),
        "electronic" => Some("điện tử"),
        "folk" => Some("dân ca"),
        "jazz" => Some("jazz"),
        "rock" => Some("rock"),
        "pop" => Some("pop"),
        "ambient" => Some("ambient"),
        "soft" => Some("êm dịu"),
        "mellow" | "relaxed" => Some("thư thái"),
        "sad" => Some("buồn"),
        "happy" => Some("vui"),
        "slow" => Some("chậm"),
        "fast" => Some("nhanh"),
        _ => None,
    };
    let mut names = vec!["nhạc không lời"];
    names.extend(heard.tags.iter().filter_map(|tag| name(&tag.label)).take(3));
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feeling::MOODS;
    use crate::music::HeardTag;

    fn reason<'a>(near: Option<&'a str>, mood: Option<&str>) -> Reason<'a> {
        Reason {
            subject: Subject::Line("stars"),
            near,
            mood: mood.and_then(Mood::named),
            feeling: FeelingOf::Photo,
        }
    }

    #[test]
    fn a_sentence_says_what_there_is_to_say() {
        let cases = [
            (
                reason(Some("a starry sky"), Some("calm")),
                "“stars” is near in meaning to “a starry sky” and feels calm like the picture.",
                "“stars” gần nghĩa với “a starry sky” và mang cảm giác bình yên như bức ảnh.",
            ),
            (
                reason(None, Some("calm")),
                "“stars” feels calm like the picture.",
                "“stars” mang cảm giác bình yên như bức ảnh.",
            ),
            (
                reason(None, None),
                "“stars” is among the nearest that this library has.",
                "“stars” là một trong những bài gần nhất mà thư viện này có.",
            ),
        ];
        for (reason, english, vietnamese) in cases {
            assert_eq!(reason.sentence(Tongue::English), english);
            assert_eq!(reason.sentence(Tongue::Vietnamese), vietnamese);
        }
    }

    #[test]
    fn what_was_asked_for_is_not_said_of_the_picture() {
        let reason = Reason { feeling: FeelingOf::Asker, ..reason(None, Some("sad")) };
        assert_eq!(reason.sentence(Tongue::English), "“stars” feels sad as you asked.");
        assert_eq!(reason.sentence(Tongue::Vietnamese), "“stars” mang cảm giác buồn như bạn muốn.");
    }

    #[test]
    fn a_piece_without_words_is_told_by_its_sound() {
        let tags =
            ["piano", "weird", "slow"].map(|label| HeardTag { label: label.into(), strength: 1.0 });
        let heard =
            Heard { sentence: "slow piano".to_owned(), tags: tags.into(), ..Heard::default() };
        let piece = |heard| Reason {
            subject: Subject::Piece("Nebula", heard),
            ..reason(None, Some("calm"))
        };
        let told = piece(Some(&heard));
        assert_eq!(
            told.sentence(Tongue::English),
            "“Nebula” (slow piano) feels calm like the picture."
        );
        assert_eq!(
            told.sentence(Tongue::Vietnamese),
            "“Nebula” (nhạc không lời, dương cầm, chậm) mang cảm giác bình yên như bức ảnh."
        );
        assert!(piece(None).sentence(Tongue::English).contains("(music without words)"));
    }

    #[test]
    fn every_mood_has_a_vietnamese_name() {
        assert!(MOODS.iter().all(|mood| mood_vietnamese(mood) != mood.name));
    }
}
