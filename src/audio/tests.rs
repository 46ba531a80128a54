use std::fs;
use std::path::PathBuf;

use super::*;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/audio").join(name)
}

/// A WAV file of 16-bit samples, all channels alike; its header promises `promised` frames.
fn wav(samples: &[i16], channels: u16, rate: u32, promised: usize) -> Vec<u8> {
    let frame = 2 * u32::from(channels);
    let size = promised as u32 * frame;
    let mut bytes = [b"RIFF".as_slice(), &(36 + size).to_le_bytes(), b"WAVEfmt "].concat();
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate.to_le_bytes());
    bytes.extend((rate * frame).to_le_bytes());
    bytes.extend((frame as u16).to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(size.to_le_bytes());
    for sample in samples {
        (0..channels).for_each(|_| bytes.extend(sample.to_le_bytes()));
    }
    bytes
}

fn tone(rate: u32, seconds: f32) -> Vec<i16> {
    let samples = (rate as f32 * seconds) as usize;
    let at = |n: usize| (n as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin();
    (0..samples).map(|n| (at(n) * 16_384.0) as i16).collect()
}

fn decoded(name: &str, bytes: &[u8]) -> Result<Decoded> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    decode(&path)
}

fn power(pcm: &Pcm) -> f32 {
    let middle = &pcm.samples()[2_000..14_000];
    middle.iter().map(|sample| sample * sample).sum::<f32>() / middle.len() as f32
}

#[test]
fn every_format_is_decoded_to_mono_at_one_rate() {
    for name in ["tone.mp3", "tone.flac", "tone.ogg", "tone.m4a"] {
        let decoded = decode(&fixture(name)).unwrap();
        assert_eq!(decoded.pcm.rate(), RATE, "{name}");
        let seconds = decoded.pcm.duration().as_secs_f64();
        assert!((1.45..1.6).contains(&seconds), "{name}: {seconds}");
        assert!(decoded.duration.abs_diff(decoded.pcm.duration()) < Duration::from_millis(5));
        // The tone was made at an eighth of full scale.
        let power = power(&decoded.pcm);
        assert!((power / 0.0078).ln().abs() < 0.4, "{name}: {power}");
        assert_eq!(decoded.notes, [""; 0], "{name}");
    }
}

#[test]
fn any_number_of_channels_and_any_rate_is_mixed_down() {
    for (channels, rate) in [(1, 8_000), (2, 44_100), (6, 48_000), (8, 192_000)] {
        let samples = tone(rate, 1.5);
        let decoded = decoded("a.wav", &wav(&samples, channels, rate, samples.len())).unwrap();
        assert!((decoded.pcm.duration().as_secs_f64() - 1.5).abs() < 0.01);
        assert!((power(&decoded.pcm) - 0.125).abs() < 0.002, "{channels} at {rate}");
    }
}

#[test]
fn the_content_counts_not_the_extension() {
    let bytes = fs::read(fixture("tone.flac")).unwrap();
    assert!(decoded("a.mp3", &bytes).is_ok());
}

#[test]
fn a_file_that_ends_early_keeps_what_is_there() {
    let samples = tone(16_000, 3.0);
    let decoded = decoded("a.wav", &wav(&samples, 1, 16_000, 16_000 * 60)).unwrap();
    assert!(decoded.pcm.duration().abs_diff(Duration::from_secs(3)) < Duration::from_millis(100));
    assert_eq!(decoded.notes, ["`a.wav` plays 0:03 of the 1:00 it promises"]);
}

#[test]
fn a_large_picture_in_the_tag_is_stepped_over() {
    let mut bytes = b"ID3\x03\x00\x00\x00\x20\x00\x00".to_vec();
    bytes.extend(vec![0xff; 0x20 << 14]);
    bytes.splice(6..10, [0x00, 0x20, 0x00, 0x00]);
    bytes.truncate(10 + (0x20 << 14));
    bytes.extend(fs::read(fixture("tone.mp3")).unwrap());
    assert!(decoded("a.mp3", &bytes).is_ok());
}

#[test]
fn what_cannot_be_decoded_is_refused_with_a_reason() {
    let short = wav(&tone(16_000, 0.5), 1, 16_000, 8_000);
    let cut = wav(&tone(16_000, 0.5), 1, 16_000, 160_000);
    let flac = fs::read(fixture("tone.flac")).unwrap();
    let opus = fs::read(fixture("tone.opus")).unwrap();
    let cases: [(&str, &[u8], &str); 7] = [
        ("empty", b"", "`a` is empty"),
        ("text", &b"words of a song\n".repeat(200), "`a` is of no known audio format"),
        ("short", &short, "`a` plays for less than a second"),
        ("cut", &cut, "`a` is cut off before the first second"),
        ("head only", &flac[..120], "`a`"),
        ("half a head", &flac[..20], "`a`"),
        ("opus", &opus, "`a` is encoded in a way that is not supported"),
    ];
    for (name, bytes, reason) in cases {
        let error = decoded("a", bytes).unwrap_err().to_string();
        assert!(error.starts_with(reason), "{name}: {error}");
    }
    let missing = decode(Path::new("/nowhere/a.mp3")).unwrap_err().to_string();
    assert!(missing.starts_with("`a.mp3` cannot be opened"), "{missing}");
}

#[test]
fn damaged_files_never_end_the_program() {
    let mut state = 7_u64;
    let mut random = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for name in ["tone.mp3", "tone.flac", "tone.ogg", "tone.m4a"] {
        let whole = fs::read(fixture(name)).unwrap();
        for _ in 0..25 {
            let mut bytes = whole.clone();
            for _ in 0..=random() % 20 {
                let place = random() % bytes.len();
                bytes[place] = random() as u8;
            }
            bytes.truncate(bytes.len() - random() % (bytes.len() / 2));
            if let Ok(decoded) = decoded(name, &bytes) {
                assert!(decoded.pcm.samples().iter().all(|sample| sample.is_finite()));
            }
        }
    }
}
