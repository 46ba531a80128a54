//! What speech recognition writes where nobody speaks: it learned from subtitles of videos, and
//! their last lines are what it makes up. And words in a loop, where it lost its way.

use super::text::{flat, words};

/// Phrases that no song holds, looked for as whole words in flat text; a star stands for the rest
/// of a word.
const PHRASES: &[&str] = &[
    "thanks for watching",
    "thank you for watching",
    "thank you so much for watching",
    "thanks for listening",
    "thank you for listening",
    "thank you for viewing",
    "thanks for tuning in",
    "thank you for joining",
    "subscribe",
    "subscribed",
    "subtitles",
    "captions by",
    "closed captioning",
    "captioning",
    "transcription by",
    "transcribed by",
    "transcript",
    "amara org",
    "amara",
    "next video",
    "this video",
    "in the video",
    "my channel",
    "our channel",
    "the channel",
    "the bell icon",
    "hit the bell",
    "notification bell",
    "like button",
    "next episode",
    "otter ai",
    "opensubtitles*",
    "castingwords",
    "untertitel*",
    "fürs zuschauen",
    "für das zuschauen",
    "fürs zuhören",
    "für ihre aufmerksamkeit",
    "für eure aufmerksamkeit",
    "abonnier*",
    "nächsten video",
    "nächstes video",
    "copyright wdr",
    "swr 2020",
    "swr 2021",
    "zdf",
    "meinen kanal",
    "ard text",
    "sous titr*",
    "soustitr*",
    "d'avoir regardé",
    "abonnez",
    "vous abonner",
    "prochaine vidéo",
    "cette vidéo",
    "radio canada",
    "ma chaîne",
    "subtítulos",
    "subtitul*",
    "gracias por ver",
    "suscrib*",
    "suscríb*",
    "próximo video",
    "próximo vídeo",
    "mi canal",
    "el canal",
    "sottotitol*",
    "per aver guardato",
    "per la visione",
    "iscriv*",
    "al canale",
    "prossimo video",
    "legendas",
    "por assistir",
    "inscreva",
    "inscreve",
    "próximo episódio",
    "napisy",
    "za oglądanie",
    "subskryb*",
    "ondertitel*",
    "voor het kijken",
    "altyazı*",
    "abone ol*",
    "için teşekkür",
    "undertext*",
    "undertekst*",
    "teksting",
    "đã theo dõi",
    "đã xem video",
    "đăng ký kênh",
    "đăng kí kênh",
    "cho kênh",
    "ghiền mì gõ",
    "lalaschool",
    "la la school",
    "video hấp dẫn",
    "video tiếp theo",
    "bấm chuông",
    "nhấn chuông",
    "like và share",
    "ủng hộ kênh",
    "субтитр*",
    "подпис*",
    "за просмотр",
    "корректор",
];
const SIGNS: &[&str] = &[
    "ご視聴",
    "ご清聴",
    "チャンネル登録",
    "次の動画",
    "この動画",
    "高評価",
    "最後までご覧",
    "字幕",
    "提供は",
    "订阅",
    "訂閱",
    "点赞",
    "點贊",
    "按讚",
    "转发",
    "轉發",
    "打赏",
    "打賞",
    "明镜",
    "明鏡",
    "谢谢观看",
    "謝謝觀看",
    "谢谢收看",
    "謝謝收看",
    "谢谢大家收看",
    "感谢观看",
    "感謝觀看",
    "感谢收看",
    "感谢您的观看",
    "感谢收听",
    "下期再见",
    "下期节目",
    "下期视频",
    "下集再见",
    "優優獨播",
    "优优独播",
    "多謝您",
    "志愿者",
    "시청해",
    "구독",
    "좋아요",
    "자막",
    "다음 영상",
    "다음 시간에",
    "뉴스",
    "اشتركوا",
    "ترجمة",
];
/// What it says only beside the others: people sing it too.
const FAREWELLS: &[&str] = &[
    " thank you ",
    " thanks ",
    " thank you very much ",
    " bye ",
    " bye bye ",
    " goodbye ",
    " you ",
    " see you next time ",
    " see you ",
    " danke ",
    " vielen dank ",
    " tschüss ",
    " bis zum nächsten mal ",
    " merci ",
    " merci beaucoup ",
    " à la prochaine ",
    " gracias ",
    " hasta la próxima ",
    " hẹn gặp lại ",
    " hẹn gặp lại các bạn ",
    " cảm ơn các bạn ",
    " xin chào các bạn ",
];

/// Whether a line is one that speech recognition makes up.
pub(super) fn is_made_up(line: &str) -> bool {
    let text = flat(line);
    // Nobody reads out a whole story of thanks; longer lines are prose that says such a word.
    let watched_over = text.contains(" watching over ");
    words(line).len() <= 40
        && !watched_over
        && (PHRASES.iter().any(|phrase| found(&text, phrase))
            || SIGNS.iter().any(|sign| line.contains(sign)))
}

fn found(text: &str, phrase: &str) -> bool {
    match phrase.strip_suffix('*') {
        Some(start) => text.contains(&format!(" {start}")),
        None => text.contains(&format!(" {phrase} ")),
    }
}

/// The share of lines that are made up, from 0 to 1; farewells count where something else is.
pub(super) fn made_up_share(lines: &[String]) -> f32 {
    let made_up = lines.iter().filter(|line| is_made_up(line)).count();
    let farewell = lines.iter().filter(|line| FAREWELLS.contains(&flat(line).as_str())).count();
    let alone = made_up == 0 && farewell == lines.len() && lines.len() <= 3;
    let counted = if 0 < made_up || alone { made_up + farewell } else { 0 };
    counted as f32 / lines.len().max(1) as f32
}

/// So many times in a row is a loop; choruses come to about four.
const LOOP_TIMES: usize = 7;
/// The longest loop that is looked for, in words.
const LONGEST_LOOP: usize = 24;
/// Fewer words than this are no loop.
const LEAST_WORDS: usize = 24;

/// The share of words that stand in loops, from 0 to 1: the same words [`LOOP_TIMES`] in a row.
pub(super) fn looped_share(text: &str) -> f32 {
    let words = words(text);
    if words.len() < LEAST_WORDS {
        return 0.0;
    }
    let mut looped = vec![false; words.len()];
    for period in 1..=LONGEST_LOOP {
        let mut run = 0;
        for at in period..=words.len() {
            if at < words.len() && words[at] == words[at - period] {
                run += 1;
                continue;
            }
            if period * (LOOP_TIMES - 1) <= run {
                looped[at - run - period..at].fill(true);
            }
            run = 0;
        }
    }
    looped.iter().filter(|looped| **looped).count() as f32 / words.len() as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_of_videos_are_known() {
        for line in [
            "Thanks for watching!",
            "Please like and subscribe to my channel",
            "Cảm ơn các bạn đã theo dõi",
            "ご視聴ありがとうございました",
            "Sous-titres réalisés par la communauté d'Amara.org",
            "Untertitelung des ZDF, 2020",
            "字幕志愿者 杨栋梁",
            "请不吝点赞 订阅 转发",
        ] {
            assert!(is_made_up(line), "{line}");
        }
        for line in [
            "Thank you for the music",
            "Thank you for watching over me",
            "I'm watching you",
            "Cảm ơn đời",
            "月亮代表我的心",
        ] {
            assert!(!is_made_up(line), "{line}");
        }
    }

    #[test]
    fn farewells_count_beside_what_is_made_up() {
        let lines =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert!(made_up_share(&lines(&["Thank you.", "Thanks for watching!", "Bye."])) > 0.9);
        assert!(
            made_up_share(&lines(&["Thank you", "for the music", "the songs I'm singing"])) < 0.1
        );
        assert!(made_up_share(&lines(&["Thank you."])) > 0.9);
    }

    #[test]
    fn loops_are_more_than_choruses() {
        assert!(0.9 < looped_share(&"I don't know what to say ".repeat(12)));
        assert!(0.9 < looped_share(&"我不知道".repeat(20)));
        let chorus = "Sing with me tonight\n".repeat(4);
        let song = format!("One two three four five\n{chorus}Six seven eight nine ten\n{chorus}");
        assert!(looped_share(&song) < 0.1);
    }
}
