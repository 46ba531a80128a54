use super::*;
use crate::audio::Pcm;
use crate::ingest::listen::listen;
use crate::music::{Lyrics, Track, TrackId};

/// Lines with their times in seconds, stanza by stanza.
fn timed(stanzas: &[&[(u64, u64)]], duration: u64) -> AlignedTrack {
    let seconds = Duration::from_secs;
    let mut number = 0;
    let mut line = |span: &(u64, u64)| {
        number += 1;
        Line {
            text: format!("l{number}"),
            span: TimeSpan::new(seconds(span.0), seconds(span.1)),
            certainty: 1.0,
        }
    };
    let stanzas = stanzas.iter().map(|stanza| stanza.iter().map(&mut line).collect()).collect();
    track(Lyrics { stanzas }, Some(seconds(duration)))
}

fn untimed(stanzas: &[usize]) -> AlignedTrack {
    let line = |_| Line::untimed("la");
    let stanzas = stanzas.iter().map(|lines| (0..*lines).map(line).collect()).collect();
    track(Lyrics { stanzas }, None)
}

fn track(lyrics: Lyrics, duration: Option<Duration>) -> AlignedTrack {
    AlignedTrack {
        track: Track { duration, ..Track::named(TrackId::of("test:"), "t".into()) },
        lyrics,
        language_confidence: 0.0,
        tags_text: String::new(),
        notes: Vec::new(),
    }
}

/// `start-end text`, with a blank for each line end.
fn shown(drafts: &[Draft]) -> Vec<String> {
    let show = |draft: &Draft| {
        let span = draft.span.unwrap();
        let (start, end) = (span.start().as_secs_f64(), span.end().as_secs_f64());
        format!("{start}-{end} {}", draft.text.replace('\n', " "))
    };
    drafts.iter().map(show).collect()
}

struct Case {
    name: &'static str,
    stanzas: &'static [&'static [(u64, u64)]],
    duration: u64,
    passages: &'static [&'static str],
}

#[test]
fn timed_words_become_passages_of_whole_lines() {
    let cases = [
        Case {
            name: "a stanza is a passage",
            stanzas: &[
                &[(5, 9), (9, 13), (13, 17), (17, 21)],
                &[(21, 25), (25, 29), (29, 33), (33, 37)],
            ],
            duration: 60,
            passages: &["5-21 l1 l2 l3 l4", "21-37 l5 l6 l7 l8"],
        },
        Case {
            name: "a short stanza is joined with the next",
            stanzas: &[&[(0, 4)], &[(4, 9), (9, 14), (14, 19)]],
            duration: 60,
            passages: &["0-19 l1 l2 l3 l4"],
        },
        Case {
            name: "a long stanza is cut between lines",
            stanzas: &[&[(0, 8), (8, 16), (16, 24), (24, 32)]],
            duration: 60,
            passages: &["0-16 l1 l2", "16-32 l3 l4"],
        },
        Case {
            name: "one long line stays whole",
            stanzas: &[&[(0, 60)]],
            duration: 60,
            passages: &["0-60 l1"],
        },
        Case {
            name: "an interlude parts passages",
            stanzas: &[&[(0, 5), (5, 10), (25, 30), (30, 35)]],
            duration: 60,
            passages: &["0-10 l1 l2", "25-35 l3 l4"],
        },
        Case {
            name: "a lonely line plays on",
            stanzas: &[&[(10, 13)], &[(50, 53)]],
            duration: 56,
            passages: &["10-18 l1", "50-56 l2"],
        },
        Case {
            name: "a line and its translation stay together",
            stanzas: &[&[(0, 10), (0, 10), (10, 20), (10, 20)]],
            duration: 20,
            passages: &["0-20 l1 l2 l3 l4"],
        },
    ];
    for case in cases {
        let drafts = segment(&timed(case.stanzas, case.duration), None);
        assert_eq!(shown(&drafts), case.passages, "{}", case.name);
    }
}

#[test]
fn words_without_times_become_passages_of_stanzas() {
    let cases: [(&str, &[usize], &[usize]); 7] = [
        ("stanzas", &[4, 4, 5], &[4, 4, 5]),
        ("couplets are joined", &[2, 2, 2, 2], &[4, 4]),
        ("single lines are joined", &[1, 1, 1, 1], &[4]),
        ("a long stanza is cut evenly", &[20], &[6, 7, 7]),
        ("what is left joins what stands before", &[4, 1], &[5]),
        ("one line", &[1], &[1]),
        ("nothing", &[], &[]),
    ];
    for (name, stanzas, passages) in cases {
        let drafts = segment(&untimed(stanzas), None);
        let lines: Vec<usize> = drafts.iter().map(|draft| draft.text.lines().count()).collect();
        assert_eq!(lines, passages, "{name}");
        assert!(drafts.iter().all(|draft| draft.span.is_none()));
    }
}

fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn any_timed_words_give_ordered_passages_that_hold_every_line() {
    let mut state = 42;
    for round in 0..500 {
        let lines = 1 + random(&mut state) % 60;
        let (mut at, mut stanzas) = (random(&mut state) % 20_000, vec![Vec::new()]);
        for number in 0..lines {
            let length = 500 + random(&mut state) % if round % 7 == 0 { 45_000 } else { 9_000 };
            let span = TimeSpan::new(Duration::from_millis(at), Duration::from_millis(at + length));
            stanzas.last_mut().unwrap().push(Line {
                text: format!("l{number}"),
                span,
                certainty: 1.0,
            });
            at += length
                + if random(&mut state).is_multiple_of(4) {
                    random(&mut state) % 20_000
                } else {
                    0
                };
            if random(&mut state).is_multiple_of(5) && number + 1 < lines {
                stanzas.push(Vec::new());
            }
        }
        let duration = Duration::from_millis(at + random(&mut state) % 30_000);
        let track = track(Lyrics { stanzas }, Some(duration));
        let drafts = segment(&track, None);
        let text: Vec<&str> = drafts.iter().flat_map(|draft| draft.text.lines()).collect();
        let expected: Vec<&str> = track.lyrics.lines().map(|line| line.text.as_str()).collect();
        assert_eq!(text, expected);
        check_spans(&drafts, duration);
        for draft in &drafts {
            let span = draft.span.unwrap();
            let single = draft.text.lines().count() == 1;
            assert!(single || span.length() <= LONGEST, "{round}: {draft:?}");
            assert!(track.lyrics.lines().any(|line| line.span.unwrap().start() == span.start()));
        }
        no_needlessly_short(&drafts);
    }
}

fn check_spans(drafts: &[Draft], duration: Duration) {
    let spans: Vec<TimeSpan> = drafts.iter().map(|draft| draft.span.unwrap()).collect();
    assert!(spans.windows(2).all(|pair| pair[0].end() <= pair[1].start()));
    assert!(spans.iter().all(|span| span.end() <= duration));
}

/// A passage is shorter than it should be only where joining it with either neighbour is too long.
fn no_needlessly_short(drafts: &[Draft]) {
    for pair in drafts.windows(2) {
        let (first, second) = (pair[0].span.unwrap(), pair[1].span.unwrap());
        let short = first.length() < SHORTEST || second.length() < SHORTEST;
        let both = second.end().saturating_sub(first.start());
        assert!(!short || LONGEST < both, "{pair:?}");
    }
}

/// Tones of a level and a pitch, each for some seconds.
fn tones(parts: &[(f32, f32, u32)]) -> Pcm {
    let mut samples = Vec::new();
    for (level, hz, seconds) in parts {
        let step = hz * std::f32::consts::TAU / 16_000.0;
        samples.extend((0..seconds * 16_000).map(|n| level * (n as f32 * step).sin()));
    }
    Pcm::new(samples, 16_000).unwrap()
}

#[test]
fn music_without_words_is_cut_where_it_changes() {
    let pcm = tones(&[(0.1, 300.0, 24), (0.5, 1_200.0, 19), (0.1, 300.0, 22)]);
    let track = track(Lyrics::default(), Some(pcm.duration()));
    let drafts = segment(&track, Some(&listen(&pcm)));
    // A window that holds the first of a new sound may go to either side.
    let starts = drafts.iter().map(|draft| draft.span.unwrap().start().as_secs_f64());
    let off = starts.zip([0.0, 24.0, 43.0]).map(|(start, change)| (start - change).abs());
    assert!(drafts.len() == 3 && off.fold(0.0, f64::max) <= 0.5, "{:?}", shown(&drafts));
}

#[test]
fn music_of_any_length_is_covered_by_passages_of_15_to_30_seconds() {
    for seconds in [1, 7, 15, 29, 30, 31, 46, 59, 61, 95, 240, 1_801] {
        let duration = Duration::from_millis(1_000 * seconds + 137);
        let drafts = segment(&track(Lyrics::default(), Some(duration)), None);
        check_spans(&drafts, duration);
        let lengths: Vec<f64> =
            drafts.iter().map(|draft| draft.span.unwrap().length().as_secs_f64()).collect();
        let covered: f64 = lengths.iter().sum();
        assert!(duration.as_secs_f64() - covered < 1e-6, "{seconds}: {lengths:?}");
        assert!(lengths.len() == 1 || lengths.iter().all(|length| (14.0..=30.0).contains(length)));
    }
}

#[test]
fn silence_at_either_end_is_left_out() {
    let pcm = tones(&[(0.0, 300.0, 10), (0.5, 400.0, 20), (0.0, 300.0, 10)]);
    let track = track(Lyrics::default(), Some(pcm.duration()));
    let drafts = segment(&track, Some(&listen(&pcm)));
    let span = drafts[0].span.unwrap();
    // To the frame in which the first note begins.
    let off = [(span.start(), 10), (span.end(), 30)]
        .map(|(time, expected)| (time.as_secs_f64() - f64::from(expected)).abs());
    assert!(drafts.len() == 1 && off.iter().all(|off| *off < 0.05), "{:?}", shown(&drafts));
}

/// Two kinds of sound that take turns, the second one louder: verse, chorus, verse, chorus.
#[test]
fn what_is_loud_and_comes_back_stands_out() {
    let (verse, chorus) = ((0.1, 300.0, 20), (0.5, 1_200.0, 20));
    let pcm = tones(&[(0.02, 2_500.0, 20), verse, chorus, verse, chorus]);
    let track = track(Lyrics::default(), Some(pcm.duration()));
    let drafts = segment(&track, Some(&listen(&pcm)));
    let prominence: Vec<f32> = drafts.iter().map(|draft| draft.prominence).collect();
    assert_eq!(drafts.len(), 5, "{:?}", shown(&drafts));
    for chorus in [2, 4] {
        let others = [0, 1, 3].map(|other| prominence[other]);
        assert!(others.iter().all(|other| *other < prominence[chorus]), "{prominence:?}");
    }
    let typicality: Vec<f32> = drafts.iter().map(|draft| draft.typicality).collect();
    assert!(typicality[0] < typicality[1] && typicality[0] < typicality[3], "{typicality:?}");
}

#[test]
fn words_that_come_back_stand_out_even_where_no_times_are_known() {
    let line = |text: &str| Line::untimed(text);
    let stanza = |text: &str| vec![line(text), line(&format!("{text}, and on")), line("end")];
    let stanzas = vec![stanza("first"), stanza("Refrain!"), stanza("second"), stanza("refrain")];
    let drafts = segment(&track(Lyrics { stanzas }, None), None);
    let prominence: Vec<f32> = drafts.iter().map(|draft| draft.prominence).collect();
    assert!(prominence[0] < prominence[1] && prominence[2] < prominence[3], "{prominence:?}");
}

#[test]
fn what_is_played_between_words_is_a_passage_where_it_lasts() {
    let pcm = tones(&[(0.3, 440.0, 20), (0.4, 500.0, 40), (0.2, 300.0, 30)]);
    let span = |from, to| TimeSpan::new(Duration::from_secs(from), Duration::from_secs(to));
    let line = |from, to| Line::timed(&format!("l{from}"), span(from, to).unwrap());
    let stanzas = vec![vec![line(20, 25), line(25, 32)], vec![line(36, 42), line(42, 50)]];
    let drafts = segment(&track(Lyrics { stanzas }, Some(pcm.duration())), Some(&listen(&pcm)));
    let sung: Vec<bool> = drafts.iter().map(|draft| !draft.text.is_empty()).collect();
    assert!(!sung[0], "{:?}", shown(&drafts));
    assert_eq!(drafts.iter().filter(|draft| !draft.text.is_empty()).count(), 2);
    check_spans(&drafts, pcm.duration());
    let covered: f64 = drafts.iter().map(|draft| draft.span.unwrap().length().as_secs_f64()).sum();
    assert!(0.7 * pcm.duration().as_secs_f64() <= covered, "{covered}");
}
