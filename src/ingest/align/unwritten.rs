//! When lines without written times are sung: the likeliest times at which what is heard of speech
//! sounds as the words are spelled.

use std::time::Duration;

use super::certainty::{Signs, signs};
use super::path::{self, Slot, Step};
use super::spelling;
use crate::models::speech::{HOP, Sung};
use crate::music::{Language, Lyrics, TimeSpan};

/// Where fewer sounds a second are heard, on average, nobody sings.
const FEWEST_SOUNDS: f32 = 0.5;
/// What a frame without a sound within a line costs, as a logarithm: singers pause between lines.
const PAUSE_WITHIN: f32 = 0.05;
/// The same for singers in a hurry; where lines do not move then, they are sure.
const PAUSE_WITHIN_HURRIED: f32 = 0.3;
/// How long the last sound of a line goes on.
const LAST_SOUND: Duration = Duration::from_secs(1);
/// Words that are less sure than this, on average, are not the words of this piece.
const LEAST_CERTAIN: f32 = 0.25;

/// A line's time, and what tells how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// From when to when it is sung.
    pub span: TimeSpan,
    /// What tells how sure that is.
    pub signs: Signs,
}

/// Gives every line its time; fails with the reason why it cannot.
pub(super) fn time(
    lyrics: &mut Lyrics,
    language: Option<Language>,
    sung: &Sung,
    duration: Duration,
) -> Result<(), &'static str> {
    if sung.sounds_a_second() < FEWEST_SOUNDS {
        return Err("no voice was heard");
    }
    let found = find(lyrics, language, sung, duration)
        .ok_or("there are more words than can be sung in it")?;
    let certain: f32 = found.iter().map(|found| found.signs.certainty()).sum();
    if certain < LEAST_CERTAIN * found.len() as f32 {
        return Err("the words were not heard in it");
    }
    for (line, found) in lyrics.stanzas.iter_mut().flatten().zip(found) {
        line.span = Some(found.span);
        line.certainty = found.signs.certainty();
    }
    Ok(())
}

/// The time of each line, in order; `None` where the lines do not fit into the piece.
pub fn find(
    lyrics: &Lyrics,
    language: Option<Language>,
    sung: &Sung,
    duration: Duration,
) -> Option<Vec<Found>> {
    let texts: Vec<&str> = lyrics.lines().map(|line| line.text.as_str()).collect();
    let slots: Vec<Slot> = texts
        .iter()
        .enumerate()
        .flat_map(|(line, text)| spelling::slots(text, language, line))
        .collect();
    let likeliest = path::best(sung, &slots, PAUSE_WITHIN)?;
    let times = heard_at(&likeliest.steps, &slots, texts.len())?;
    let hurried = path::best(sung, &slots, PAUSE_WITHIN_HURRIED)?;
    let apart: Vec<f32> = heard_at(&hurried.steps, &slots, texts.len())?
        .iter()
        .zip(&times)
        .map(|((hurried, _), (start, _))| hurried.abs_diff(*start).as_secs_f32())
        .collect();
    let signs = signs(&apart, margin(sung, &slots, likeliest.likelihood)?);
    let next = times.iter().skip(1).map(|(start, _)| *start).chain([duration]);
    times
        .iter()
        .zip(next)
        .zip(signs)
        .map(|((&(start, last), next), signs)| {
            let span = TimeSpan::new(start, (last + LAST_SOUND).min(next).min(duration))?;
            Some(Found { span, signs })
        })
        .collect()
}

/// How much more likely the words are than the same words backwards, as the logarithm for each
/// sound that has to be heard.
fn margin(sung: &Sung, slots: &[Slot], likelihood: f64) -> Option<f32> {
    let backwards: Vec<Slot> = slots.iter().rev().copied().collect();
    let backwards = path::best(sung, &backwards, PAUSE_WITHIN)?;
    let sounds = slots.iter().filter(|slot| slot.sounds()).count().max(1);
    Some(((likelihood - backwards.likelihood) / sounds as f64) as f32)
}

/// When the first and the last sound of each line are heard; `None` if a line has none.
fn heard_at(steps: &[Step], slots: &[Slot], lines: usize) -> Option<Vec<(Duration, Duration)>> {
    // A silent letter may be thought of long before the line.
    let mut loud = vec![false; lines];
    slots.iter().filter(|slot| slot.sounds()).for_each(|slot| loud[slot.line] = true);
    let mut heard: Vec<Option<(Duration, Duration)>> = vec![None; lines];
    for (frame, step) in (0u32..).zip(steps) {
        let Step::Sound(slot) = *step else { continue };
        let slot = slots[slot];
        if slot.sounds() || !loud[slot.line] {
            let time = HOP * frame;
            let first = heard[slot.line].map_or(time, |(first, _)| first);
            heard[slot.line] = Some((first, time));
        }
    }
    heard.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::speech::{KIND_COUNT, KINDS};
    use crate::music::Line;

    /// A piece in which words are sung as they are spelled, ten sounds a second, each line at its
    /// time in seconds.
    fn sung(lines: &[(&str, usize)], seconds: usize) -> Sung {
        let mut frames = vec![[0.0; KIND_COUNT]; 25 * seconds];
        for frame in &mut frames {
            frame[0] = 1.0;
        }
        for (text, second) in lines {
            let slots = spelling::slots(text, "en".parse().ok(), 0);
            for (number, slot) in slots.iter().filter(|slot| slot.sounds()).enumerate() {
                let frame = &mut frames[25 * second + 5 * number / 2];
                frame[0] = 0.0;
                frame[slot.kinds.trailing_zeros() as usize] = 1.0;
            }
        }
        Sung::new(frames)
    }

    fn lyrics(lines: &[&str]) -> Lyrics {
        Lyrics { stanzas: vec![lines.iter().map(|line| Line::untimed(line)).collect()] }
    }

    const SONG: [(&str, usize); 3] = [
        ("the moon has risen over the hill", 12),
        ("and nobody sleeps in the valley", 18),
        ("the moon has risen over the hill", 40),
    ];

    #[test]
    fn lines_are_found_where_they_are_sung() {
        let mut words = lyrics(&SONG.map(|(text, _)| text));
        let found = time(&mut words, "en".parse().ok(), &sung(&SONG, 60), Duration::from_mins(1));
        assert_eq!(found, Ok(()));
        for (line, (_, second)) in words.lines().zip(SONG) {
            let span = line.span.unwrap();
            let off = span.start().abs_diff(Duration::from_secs(second as u64));
            assert!(off < Duration::from_millis(300), "{} is off by {off:?}", line.text);
            assert!(span.length() < Duration::from_secs(6), "an interlude is not sung");
            assert!(0.5 < line.certainty, "{}", line.certainty);
        }
    }

    #[test]
    fn where_nobody_sings_or_too_much_is_sung_no_line_has_a_time() {
        let length = Duration::from_secs(4);
        let cases = [
            (sung(&[], 4), "no voice was heard"),
            (sung(&[("moon and sun", 1)], 4), "there are more words than can be sung in it"),
        ];
        for (sung, reason) in cases {
            let mut words = lyrics(&["the moon has risen over the hill"; 9]);
            assert_eq!(time(&mut words, "en".parse().ok(), &sung, length), Err(reason));
            assert!(words.lines().all(|line| line.span.is_none() && line.certainty < 0.01));
        }
        assert!(KINDS.starts_with("-_"), "what the network calls no sound comes first");
    }
}
