//! Why a passage goes with a picture, in one sentence that says no more than the scores bear. Pure.

use serde::Serialize;
use utoipa::ToSchema;

use super::rank::{Ranked, Strength};
use super::see::Sight;
use crate::feeling::Feeling;
use crate::music::{Heard, Passage, Seconds, Track, rounded};

/// From here on the words are said to be near to what is seen.
const NEAR_IN_MEANING: f32 = 0.5;
/// From here on the passage is said to feel like the picture.
const NEAR_IN_FEELING: f32 = 0.6;
/// Below this certainty the times of a passage are told as being about right.
const SURE_OF_TIMES: f32 = 0.5;
/// Longer lines are cut when they are quoted.
const QUOTED_CHARACTERS: usize = 80;

/// A song that is offered with a photo.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Recommendation {
    /// Its place in the list, from 1.
    pub rank: usize,
    /// How well it fits, from 0 to 1.
    pub score: f32,
    /// Why it fits, in one sentence.
    pub why: String,
    /// The song.
    pub track: TrackAnswer,
    /// What to play of it.
    pub passage: PassageAnswer,
    /// What the score is made of.
    pub r#match: MatchAnswer,
}

/// A track as it is told to clients.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrackAnswer {
    /// 32 hexadecimal digits.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Who made it; empty if nobody is named.
    pub artist: String,
    /// The collection it is part of; empty if none is named.
    pub album: String,
    /// The language of its words, by its ISO 639 code; null without words.
    pub language: Option<String>,
    /// How long it plays, in seconds; null without audio.
    pub duration_s: Option<Seconds>,
    /// Whether it can be played.
    pub has_audio: bool,
    /// Whether its words or its tags say that it is not for everyone.
    pub explicit: bool,
    /// What is heard in it; null without audio.
    pub heard: Option<Heard>,
}

/// A passage as it is told to clients.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PassageAnswer {
    /// When it begins, in seconds from the start of the track; null if that is not known.
    pub start_s: Option<Seconds>,
    /// When it ends, likewise.
    pub end_s: Option<Seconds>,
    /// Whether the times are only about right: then play from a little before.
    pub approximate: bool,
    /// The words that are sung, a line each; empty for music without words.
    pub text: String,
    /// Whether these words are not for everyone.
    pub explicit: bool,
    /// What is heard in it; null without audio.
    pub heard: Option<Heard>,
}

/// What a score is made of, each from 0 to 1.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MatchAnswer {
    /// How near the passage is to what is seen, in meaning.
    pub meaning: f32,
    /// How near the passage is to the picture, in feeling.
    pub feeling: f32,
}

impl From<&Track> for TrackAnswer {
    fn from(track: &Track) -> Self {
        Self {
            id: track.id.to_string(),
            title: track.title.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            language: track.language.map(|language| language.to_string()),
            duration_s: track.duration.map(Seconds::from),
            has_audio: track.audio.is_some(),
            explicit: track.explicit,
            heard: track.heard.clone(),
        }
    }
}

impl From<&Passage> for PassageAnswer {
    fn from(passage: &Passage) -> Self {
        Self {
            start_s: passage.span.map(|span| span.start().into()),
            end_s: passage.span.map(|span| span.end().into()),
            approximate: passage.certainty < SURE_OF_TIMES,
            text: passage.text.clone(),
            explicit: passage.explicit,
            heard: passage.heard.clone(),
        }
    }
}

/// Puts the ranked passages into the form that clients read, each with its reason.
pub(super) fn explain(ranked: Vec<Ranked>, sight: &Sight, target: Feeling) -> Vec<Recommendation> {
    ranked
        .into_iter()
        .enumerate()
        .map(|(place, Ranked { found, strength })| Recommendation {
            rank: place + 1,
            score: rounded(strength.score),
            why: why(&found.track, &found.passage, strength, sight, target),
            track: (&found.track).into(),
            passage: (&found.passage).into(),
            r#match: MatchAnswer {
                meaning: rounded(strength.meaning),
                feeling: rounded(strength.feeling),
            },
        })
        .collect()
}

fn why(
    track: &Track,
    passage: &Passage,
    strength: Strength,
    sight: &Sight,
    target: Feeling,
) -> String {
    let subject = subject(track, passage);
    let meaning = (NEAR_IN_MEANING <= strength.meaning)
        .then(|| format!("is near in meaning to “{}”", sight.caption));
    let like = if target == sight.feeling() { "like the picture" } else { "as you asked" };
    let feeling = shared_mood(passage.feeling, target)
        .filter(|_| NEAR_IN_FEELING <= strength.feeling)
        .map(|mood| format!("feels {mood} {like}"));
    match (meaning, feeling) {
        (Some(meaning), Some(feeling)) => format!("{subject} {meaning} and {feeling}."),
        (Some(reason), None) | (None, Some(reason)) => format!("{subject} {reason}."),
        (None, None) => format!("{subject} is among the nearest that this library has."),
    }
}

/// What the reason is about: a line of the passage, or the piece and how it sounds.
fn subject(track: &Track, passage: &Passage) -> String {
    if let Some(line) = passage.text.lines().next() {
        return format!("“{}”", quoted(line));
    }
    let heard = passage.heard.as_ref().map(|heard| heard.sentence.as_str());
    let heard = heard.filter(|heard| !heard.is_empty()).unwrap_or("music without words");
    format!("“{}” ({heard})", quoted(&track.title))
}

/// The mood of both that is nearest to the passage's feeling, if they have one in common.
fn shared_mood(passage: Feeling, target: Feeling) -> Option<&'static str> {
    let wanted = target.moods();
    passage.moods().into_iter().find(|mood| wanted.contains(mood)).map(|mood| mood.name)
}

fn quoted(line: &str) -> String {
    let line = line.trim();
    if line.chars().count() <= QUOTED_CHARACTERS {
        return line.to_owned();
    }
    let cut: String = line.chars().take(QUOTED_CHARACTERS).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feeling::Mood;
    use crate::music::{PassageId, TrackId};

    fn reason(words: &str, meaning: f32, feeling: f32, (own, wanted): (&str, &str)) -> String {
        let id = TrackId::of("song");
        let track = Track::named(id, "Nebula".to_owned());
        let centre = |name: &str| Mood::named(name).unwrap().centre;
        let passage = Passage::of_words(PassageId { track: id, number: 0 }, words.to_owned());
        let passage = Passage { feeling: centre(own), ..passage };
        let sight = Sight {
            caption: "a starry sky".to_owned(),
            tags: Vec::new(),
            feeling: centre(wanted).into(),
            written: String::new(),
        };
        let strength = Strength { meaning, feeling, score: 0.5 };
        why(&track, &passage, strength, &sight, centre(wanted))
    }

    #[test]
    fn a_reason_says_no_more_than_the_scores_bear() {
        let cases = [
            (
                0.9,
                0.9,
                ("calm", "calm"),
                "“stars” is near in meaning to “a starry sky” and feels calm like the picture.",
            ),
            (0.9, 0.1, ("calm", "calm"), "“stars” is near in meaning to “a starry sky”."),
            (0.1, 0.9, ("calm", "calm"), "“stars” feels calm like the picture."),
            (0.1, 0.9, ("calm", "angry"), "“stars” is among the nearest that this library has."),
            (0.1, 0.1, ("calm", "calm"), "“stars” is among the nearest that this library has."),
        ];
        for (meaning, feeling, moods, expected) in cases {
            assert_eq!(reason("stars\nand more", meaning, feeling, moods), expected);
        }
    }

    #[test]
    fn music_without_words_is_named_and_long_lines_are_cut() {
        let nameless = reason("", 0.9, 0.1, ("calm", "calm"));
        assert_eq!(
            nameless,
            "“Nebula” (music without words) is near in meaning to “a starry sky”."
        );
        let long = reason(&"la ".repeat(60), 0.1, 0.1, ("calm", "calm"));
        assert!(long.contains('…') && long.chars().count() < 150, "{long}");
    }
}
