//! Why a passage goes with a picture: what really counted, and no more than the scores bear.

use std::collections::HashMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::Offered;
use super::rank::Strength;
use super::reason::{FeelingOf, Reason, Subject};
use super::request::{Steering, Tongue};
use super::sight::{FeelingAnswer, Sight};
use crate::embedding::Embedding;
use crate::error::Result;
use crate::feeling::{Feeling, Mood};
use crate::models::text_encoder::Encode;
use crate::music::{ClipUse, Heard, Licence, Passage, Seconds, Terms, Track, rounded};
use crate::reading;

/// From here on the words are said to be near to what is seen: one song in nine fits a photo, so this is
/// about twice as likely as a song taken blindly.
const NEAR_IN_MEANING: f32 = 0.22;
/// From here on the passage is said to feel like the picture.
const NEAR_IN_FEELING: f32 = 0.6;
/// Below this certainty the times of a passage are told as being about right.
const SURE_OF_TIMES: f32 = 0.5;
/// Longer texts are cut when they are quoted.
const QUOTED_CHARACTERS: usize = 80;

/// A song that is offered with a photo.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Recommendation {
    /// Its place in the list, from 1.
    pub rank: usize,
    /// The probability that it fits, from 0 to 1.
    pub score: f32,
    /// Why it fits, in one sentence.
    pub why: String,
    /// The line of the passage that is nearest to what was looked for; null without words.
    pub line: Option<String>,
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
    /// What kind of music its tags say it is.
    pub genres: Vec<String>,
    /// The year of its release; null if that is not known.
    pub year: Option<i32>,
    /// The language of its words, by its ISO 639 code; null without words.
    pub language: Option<String>,
    /// How long it plays, in seconds; null without audio.
    pub duration_s: Option<Seconds>,
    /// Whether it can be played.
    pub has_audio: bool,
    /// Whether there is a picture of its cover: `GET /api/v1/tracks/{id}/cover`.
    pub has_cover: bool,
    /// Whether its words or its tags say that it is not for everyone.
    pub explicit: bool,
    /// What may be done with it; null where its tags do not say.
    pub licence: Option<LicenceAnswer>,
    /// What is heard in it; null without audio.
    pub heard: Option<Heard>,
}

/// A licence as it is told to clients, and what it says of a clip.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LicenceAnswer {
    /// What it is called: `CC BY-SA 3.0`; what the tags say, if it is none that is known here.
    pub name: String,
    /// Where it stands; null if that is not known.
    pub url: Option<String>,
    /// Whether a clip may be shown to others.
    pub clip: ClipUse,
    /// Whether whoever made the music has to be named, and the licence with them.
    pub credit: bool,
    /// Whether the clip has to be under the same licence.
    pub share_alike: bool,
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
    /// How it feels.
    pub feeling: FeelingAnswer,
    /// What is heard in it; null without audio.
    pub heard: Option<Heard>,
}

/// What a score is made of, each from 0 to 1.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct MatchAnswer {
    /// The probability that the passage fits, by its meaning alone.
    pub meaning: f32,
    /// How near the passage is in feeling to what was looked for.
    pub feeling: f32,
}

impl From<&Track> for TrackAnswer {
    fn from(track: &Track) -> Self {
        Self {
            id: track.id.to_string(),
            title: track.title.clone(),
            artist: track.artist.clone(),
            album: track.album.clone(),
            genres: track.genres.clone(),
            year: track.year,
            language: track.language.map(|language| language.to_string()),
            duration_s: track.duration.map(Seconds::from),
            has_audio: track.audio.is_some(),
            has_cover: track.audio.as_ref().is_some_and(|audio| audio.cover.is_some()),
            explicit: track.explicit,
            licence: track.licence.as_ref().map(LicenceAnswer::from),
            heard: track.heard.clone(),
        }
    }
}

impl From<&Licence> for LicenceAnswer {
    fn from(licence: &Licence) -> Self {
        let Terms { clip, credit, share_alike } = licence.terms();
        Self { name: licence.name.clone(), url: licence.url.clone(), clip, credit, share_alike }
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
            feeling: passage.feeling.into(),
            heard: passage.heard.clone(),
        }
    }
}

/// What was asked, as far as reasons speak of it.
pub(super) struct Asked<'a> {
    /// What was seen.
    pub sight: &'a Sight,
    /// What was asked for besides.
    pub steering: &'a Steering,
    /// The feeling that was looked for.
    pub target: Feeling,
    /// The language of the reasons.
    pub tongue: Tongue,
}

impl Asked<'_> {
    /// What passages are near to in meaning, in words.
    fn meaning(&self) -> String {
        let caption = self.steering.caption.as_deref().unwrap_or(&self.sight.caption);
        let parts = [caption].into_iter().chain(self.steering.more.iter().map(String::as_str));
        quoted(&parts.collect::<Vec<_>>().join(", "))
    }
}

/// Of each song that is near in meaning, the line that is nearest to what was looked for; of the others
/// the first. Songs without words have none.
pub(super) async fn nearest_lines(
    encoder: &Encode,
    query: &Embedding,
    offered: &[Offered],
) -> Result<Vec<Option<String>>> {
    let several = |song: &&Offered| {
        NEAR_IN_MEANING <= song.candidate.strength.meaning && 1 < song.passage.text.lines().count()
    };
    let lines = offered.iter().filter(several).flat_map(|song| song.passage.text.lines());
    let lines: Vec<String> = lines.map(str::to_owned).collect();
    let mut read = reading::read(encoder, &lines, HashMap::new()).await?.into_iter();
    let nearest = |song: &Offered| {
        let lines = song.passage.text.lines();
        if !several(&song) {
            return lines.map(str::to_owned).next();
        }
        let scored = lines.zip(read.by_ref()).map(|(line, read)| (line, read.cosine(query)));
        scored.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(line, _)| line.to_owned())
    };
    Ok(offered.iter().map(nearest).collect())
}

/// Puts the songs into the form that clients read, each with its reason.
pub(super) fn explain(
    offered: Vec<Offered>,
    lines: &[Option<String>],
    asked: &Asked<'_>,
) -> Vec<Recommendation> {
    let meaning = asked.meaning();
    let told = offered.into_iter().zip(lines).zip(1..);
    told.map(|((song, line), rank)| {
        let Offered { track, passage, candidate } = song;
        let strength = candidate.strength;
        Recommendation {
            rank,
            score: rounded(strength.score()),
            why: why(&track, &passage, line.as_deref(), strength, (&meaning, asked)),
            line: line.clone(),
            track: (&track).into(),
            passage: (&passage).into(),
            r#match: MatchAnswer {
                meaning: rounded(strength.meaning),
                feeling: rounded(strength.feeling),
            },
        }
    })
    .collect()
}

fn why(
    track: &Track,
    passage: &Passage,
    line: Option<&str>,
    strength: Strength,
    (meaning, asked): (&str, &Asked<'_>),
) -> String {
    let (line, title) = (line.map(quoted), quoted(&track.title));
    let subject = match &line {
        Some(line) => Subject::Line(line),
        None => Subject::Piece(&title, passage.heard.as_ref()),
    };
    let own = asked.target == asked.sight.feeling();
    let feeling = if own { FeelingOf::Photo } else { FeelingOf::Asker };
    let mood = (NEAR_IN_FEELING <= strength.feeling)
        .then(|| shared_mood(passage.feeling, asked.target))
        .flatten();
    let near = (NEAR_IN_MEANING <= strength.meaning).then_some(meaning);
    Reason { subject, near, mood, feeling }.sentence(asked.tongue)
}

/// The mood of both that is nearest to the passage's feeling, if they have one in common.
fn shared_mood(passage: Feeling, target: Feeling) -> Option<&'static Mood> {
    let wanted = target.moods();
    passage.moods().into_iter().find(|mood| wanted.contains(mood))
}

fn quoted(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= QUOTED_CHARACTERS {
        return text.to_owned();
    }
    let cut: String = text.chars().take(QUOTED_CHARACTERS).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::music::{PassageId, TrackId};

    fn reason(meaning: f32, feeling: f32, (own, wanted): (&str, &str)) -> String {
        let id = TrackId::of("song");
        let track = Track::named(id, "Nebula".to_owned());
        let centre = |name: &str| Mood::named(name).unwrap().centre;
        let passage = Passage::of_words(PassageId { track: id, number: 0 }, "stars".to_owned());
        let passage = Passage { feeling: centre(own), ..passage };
        let sight = Sight {
            caption: "a starry sky".to_owned(),
            tags: Vec::new(),
            feeling: centre(wanted).into(),
            written: Vec::new(),
            picture: None,
        };
        let asked = Asked {
            sight: &sight,
            steering: &Steering::default(),
            target: centre(wanted),
            tongue: Tongue::English,
        };
        let strength = Strength { meaning, feeling, log_odds: 0.0 };
        why(&track, &passage, Some("stars"), strength, (&asked.meaning(), &asked))
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
            assert_eq!(reason(meaning, feeling, moods), expected);
        }
    }

    #[test]
    fn long_texts_are_cut_when_they_are_quoted() {
        let long = quoted(&"la ".repeat(60));
        assert!(long.ends_with('…') && long.chars().count() <= QUOTED_CHARACTERS + 1, "{long}");
        assert_eq!(quoted(" short "), "short");
    }
}
