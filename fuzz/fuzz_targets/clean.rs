//! Whatever words a file has, wherever they were found, they are tidied and judged without a fault.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use vibelens::ingest::clean::judged;
use vibelens::ingest::explicit;
use vibelens::ingest::source::{Layout, RawTrack, RawWords, WordsSource};
use vibelens::ingest::tags::RawTags;

fuzz_target!(|input: (&str, &str, u16)| {
    let (text, title, seconds) = input;
    let words = |source| RawWords { source, text: text.into(), language: None, decision: None };
    let raw = RawTrack {
        reference: "file:/fuzz.mp3".into(),
        tags: RawTags { title: Some(title.into()), language: Some("eng".into()), ..RawTags::default() },
        layout: Layout { title: title.into(), artist: Some("A B".into()), album: None },
        words: vec![words(WordsSource::Lrc), words(WordsSource::Tag)],
        ..RawTrack::default()
    };
    let found = judged(&raw, Some(Duration::from_secs(seconds.into())));
    assert_eq!(found.len(), 2);
    for judged in &found {
        assert!(judged.lyrics.lines().all(|line| line.text.chars().any(char::is_alphanumeric)));
        assert!(judged.lyrics.stanzas.iter().all(|stanza| !stanza.is_empty()));
        assert!((0.0..=1.0).contains(&judged.verdict.confidence));
        assert!(!judged.is_usable() || judged.verdict.reason.is_none());
        for (place, of) in judged.lyrics.repeats().into_iter().enumerate() {
            assert!(of.is_none_or(|of| of < place));
        }
    }
    explicit::found(text, None);
});
