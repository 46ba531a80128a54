use super::*;

const RATE: u32 = 16_000;

/// A sum of tones, plucked `rate` times a second.
fn plucked(notes: &[f32], rate: f32, level: f32, seconds: f32) -> Pcm {
    let samples = (seconds * RATE as f32) as usize;
    let at = |n: usize| {
        let time = n as f32 / RATE as f32;
        let fade = (-6.0 * (time * rate).fract() / rate).exp();
        let sum: f32 = notes.iter().map(|hz| (time * hz * std::f32::consts::TAU).sin()).sum();
        level * fade * sum / notes.len() as f32
    };
    Pcm::new((0..samples).map(at).collect(), RATE).unwrap()
}

const C_MAJOR: [f32; 7] = [261.6, 329.6, 392.0, 523.3, 349.2, 440.0, 784.0];
const A_MINOR: [f32; 7] = [220.0, 261.6, 329.6, 440.0, 880.0, 659.3, 523.3];

#[test]
fn a_tone_has_its_loudness_and_its_brightness() {
    let samples = (0..RATE * 4)
        .map(|n| 0.5 * (n as f32 * 1_000.0 * std::f32::consts::TAU / RATE as f32).sin());
    let sound = listen(&Pcm::new(samples.collect(), RATE).unwrap());
    assert_eq!(sound.windows().len(), 8);
    let features = sound.features(None);
    assert!((features.loudness_db + 9.03).abs() < 0.2, "{features:?}");
    assert!((features.brightness_hz - 1_000.0).abs() < 30.0, "{features:?}");
    assert!(features.loudness_relative_db.abs() < 0.01 && features.dynamics_db < 0.2);
}

#[test]
fn beats_are_counted() {
    for rate in [1.5, 2.0, 3.0] {
        let features = listen(&plucked(&C_MAJOR, rate, 0.5, 20.0)).features(None);
        assert!((features.onset_rate - rate).abs() < 0.3, "{rate}: {features:?}");
        let beats = features.tempo_bpm / 60.0 / rate;
        let octave = beats.log2();
        assert!(
            (octave - octave.round()).abs() < 0.1 && 0.3 < features.pulse,
            "{rate}: {features:?}"
        );
    }
}

#[test]
fn major_and_minor_are_told_apart() {
    let mode = |notes: &[f32]| listen(&plucked(notes, 2.0, 0.5, 10.0)).features(None).mode;
    assert!(0.0 < mode(&C_MAJOR) && mode(&A_MINOR) < 0.0, "{} {}", mode(&C_MAJOR), mode(&A_MINOR));
}

#[test]
fn a_span_is_measured_against_its_piece() {
    let mut samples = plucked(&C_MAJOR, 2.0, 0.05, 10.0).samples().to_vec();
    samples.extend(plucked(&C_MAJOR, 2.0, 0.5, 10.0).samples());
    let sound = listen(&Pcm::new(samples, RATE).unwrap());
    let span = |from, to| TimeSpan::new(Duration::from_secs(from), Duration::from_secs(to));
    let (soft, loud) = (sound.features(span(0, 10)), sound.features(span(10, 20)));
    assert!((loud.loudness_db - soft.loudness_db - 20.0).abs() < 0.5);
    assert!(soft.loudness_relative_db < -10.0 && 1.0 < loud.loudness_relative_db);
    let feeling = |features| SoundFeeling::shipped().feeling(features);
    assert!(feeling(&soft).arousal() < feeling(&loud).arousal());
}

#[test]
fn silence_and_next_to_nothing_have_neutral_measures() {
    let long = TimeSpan::new(Duration::from_secs(100), Duration::from_mins(2));
    for samples in [vec![], vec![0.0; 100], vec![0.0; 80_000]] {
        let sound = listen(&Pcm::new(samples, RATE).unwrap());
        for span in [None, long] {
            let features = sound.features(span);
            assert!(features.values().iter().all(|value| value.is_finite()), "{features:?}");
            let feeling = SoundFeeling::shipped().feeling(&features);
            assert!(!words(&features, feeling).is_empty() && feeling.arousal().is_finite());
        }
    }
}

#[test]
fn a_span_has_the_patches_that_lie_in_it() {
    let patches: Vec<Patch> = (0..10).map(|n| Patch::new(&[n as f32 / 10.0], &[])).collect();
    let sound = listen(&Pcm::new(vec![0.1; 480_000], RATE).unwrap()).with_patches(patches);
    let cases = [
        ("the first two", (0, 6), vec![0, 1]),
        ("a moment", (13, 14), vec![4]),
        ("from the middle of one to that of another", (8, 16), vec![3, 4]),
        ("over the end", (27, 90), vec![9]),
        ("behind the end", (80, 90), vec![9]),
    ];
    for (name, (from, to), expected) in cases {
        let span = TimeSpan::new(Duration::from_secs(from), Duration::from_secs(to));
        let found: Vec<usize> = sound
            .patches_in(span)
            .iter()
            .map(|patch| (patch.tags().next().unwrap() * 10.0).round() as usize)
            .collect();
        assert_eq!(found, expected, "{name}");
    }
    assert_eq!(sound.patches_in(None).len(), 10);
    assert_eq!(Heard::of(&[]), None);
}
