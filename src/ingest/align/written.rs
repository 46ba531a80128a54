//! Written times: which cannot be right, and when lines end that only have a start.

use std::time::Duration;

use crate::ingest::words::plausible_length;
use crate::music::{Line, Lyrics, TimeSpan};

/// A line that starts this near to the end of the audio is not heard.
const LEAST_HEARD: Duration = Duration::from_millis(500);
/// Lines last longer than this only in songs whose lines all do.
const LONG_LINE: Duration = Duration::from_secs(10);
/// Nobody sings more lines a second than this.
const FASTEST: f64 = 2.5;

/// Checks written times against how long the audio plays, `None` where there is none: they are
/// completed, or dropped where they cannot be right.
pub(super) fn check(lyrics: &mut Lyrics, duration: Option<Duration>, notes: &mut Vec<String>) {
    match duration.map(|duration| (duration, fault(lyrics, duration))) {
        Some((duration, None)) => complete(lyrics, duration, notes),
        Some((_, Some(fault))) => {
            notes.push(format!("the times of the lines were dropped: {fault}"));
            drop_times(lyrics);
        }
        // Words alone are quoted, not played.
        None => drop_times(lyrics),
    }
}

fn drop_times(lyrics: &mut Lyrics) {
    lyrics.stanzas.iter_mut().flatten().for_each(|line| {
        line.span = None;
        line.certainty = 0.0;
    });
}

/// Why the times cannot be those of this song.
fn fault(lyrics: &Lyrics, duration: Duration) -> Option<&'static str> {
    let starts: Vec<Duration> =
        lyrics.lines().filter_map(|line| line.span).map(TimeSpan::start).collect();
    let lines = lyrics.lines().count();
    if starts.len() < lines {
        return Some("some lines have none");
    }
    if starts.windows(2).any(|pair| pair[1] < pair[0]) {
        return Some("they run backwards");
    }
    let outside = starts.iter().filter(|start| !heard(**start, duration)).count();
    if lines < 2 * outside {
        return Some("most lie after the end of the song");
    }
    let mut distinct = starts.clone();
    distinct.dedup();
    let run = starts.last()?.saturating_sub(*starts.first()?).as_secs_f64();
    // A line and its translation start together, three lines do not.
    if 4 < lines && (2 * distinct.len() < lines || FASTEST * run < distinct.len() as f64 - 1.0) {
        return Some("too many lines are sung at once");
    }
    None
}

fn heard(start: Duration, duration: Duration) -> bool {
    start + LEAST_HEARD <= duration
}

/// Drops lines that are not heard and gives every other line its end.
fn complete(lyrics: &mut Lyrics, duration: Duration, notes: &mut Vec<String>) {
    let lines = lyrics.lines().count();
    for stanza in &mut lyrics.stanzas {
        stanza.retain(|line| line.span.is_some_and(|span| heard(span.start(), duration)));
    }
    lyrics.stanzas.retain(|stanza| !stanza.is_empty());
    let outside = lines - lyrics.lines().count();
    if 0 < outside {
        let lie = if outside == 1 { "line lies" } else { "lines lie" };
        notes.push(format!("{outside} {lie} after the end of the song"));
    }
    let starts: Vec<Duration> =
        lyrics.lines().filter_map(|line| line.span).map(TimeSpan::start).collect();
    let usual = usual_gap(&starts);
    for line in lyrics.stanzas.iter_mut().flatten() {
        line.span = line.span.and_then(|span| {
            let next =
                starts.iter().copied().find(|start| span.start() < *start).unwrap_or(duration);
            TimeSpan::new(span.start(), end(line, span, next.min(duration), usual))
        });
    }
}

/// The middle one of the times from line to line.
fn usual_gap(starts: &[Duration]) -> Duration {
    let mut gaps: Vec<Duration> = starts
        .windows(2)
        .map(|pair| pair[1].saturating_sub(pair[0]))
        .filter(|gap| !gap.is_zero())
        .collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied().unwrap_or_default()
}

/// When a line ends that may last until `next`: an interlude after it is not sung.
fn end(line: &Line, span: TimeSpan, next: Duration, usual: Duration) -> Duration {
    let end = span.end().min(next);
    let longest = LONG_LINE.max(usual.mul_f32(2.5));
    if end.saturating_sub(span.start()) <= longest {
        return end;
    }
    end.min(span.start() + plausible_length(&line.text).max(usual).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::align::{AlignedTrack, align};
    use crate::ingest::clean::clean;
    use crate::ingest::source::{Layout, RawTrack, RawWords, WordsSource};

    fn aligned(lrc: &str, seconds: Option<u64>) -> AlignedTrack {
        let raw = RawTrack {
            reference: "file:/a.mp3".into(),
            layout: Layout { title: "a".into(), ..Layout::default() },
            words: vec![RawWords {
                source: WordsSource::Lrc,
                text: lrc.into(),
                language: None,
                decision: None,
            }],
            ..RawTrack::default()
        };
        align(clean(&raw, None).unwrap(), seconds.map(Duration::from_secs), None)
    }

    fn times(track: &AlignedTrack) -> Vec<Option<(f64, f64)>> {
        let seconds = |span: TimeSpan| (span.start().as_secs_f64(), span.end().as_secs_f64());
        track.lyrics.lines().map(|line| line.span.map(seconds)).collect()
    }

    struct Case {
        name: &'static str,
        lrc: &'static str,
        seconds: Option<u64>,
        times: &'static [Option<(f64, f64)>],
        notes: &'static [&'static str],
    }

    #[test]
    fn times_are_checked_and_completed() {
        let cases = [
            Case {
                name: "a line ends where the next starts, the last with the song",
                lrc: "[00:01]one\n[00:05]two\n[00:09]three words and four",
                seconds: Some(11),
                times: &[Some((1.0, 5.0)), Some((5.0, 9.0)), Some((9.0, 11.0))],
                notes: &[],
            },
            Case {
                name: "an interlude is not sung",
                lrc: "[00:01]one\n[00:05]two\n[00:45]three\n[00:49]four\n[00:52]",
                seconds: Some(60),
                times: &[
                    Some((1.0, 5.0)),
                    Some((5.0, 9.0)),
                    Some((45.0, 49.0)),
                    Some((49.0, 52.0)),
                ],
                notes: &[],
            },
            Case {
                name: "lines after the end are dropped",
                lrc: "[00:01]one\n[00:05]two\n[00:09]three\n[00:30]four",
                seconds: Some(12),
                times: &[Some((1.0, 5.0)), Some((5.0, 9.0)), Some((9.0, 12.0))],
                notes: &["1 line lies after the end of the song"],
            },
            Case {
                name: "times of another recording are dropped",
                lrc: "[00:01]one\n[01:05]two\n[02:09]three",
                seconds: Some(12),
                times: &[None, None, None],
                notes: &["the times of the lines were dropped: most lie after the end of the song"],
            },
            Case {
                name: "times that are all alike are dropped",
                lrc: "[00:00]a\n[00:00]b\n[00:00]c\n[00:00]d\n[00:00]e",
                seconds: Some(60),
                times: &[None; 5],
                notes: &["the times of the lines were dropped: too many lines are sung at once"],
            },
            Case {
                name: "without audio there are no times",
                lrc: "[00:01]one\n[00:05]two",
                seconds: None,
                times: &[None, None],
                notes: &[],
            },
        ];
        for case in cases {
            let track = aligned(case.lrc, case.seconds);
            assert_eq!(times(&track), case.times, "{}", case.name);
            assert_eq!(track.notes, case.notes, "{}", case.name);
            assert_eq!(track.track.duration, case.seconds.map(Duration::from_secs));
        }
    }
}
