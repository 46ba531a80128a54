//! Whatever bytes lie in a file of words, they are decoded, parsed and tidied without a fault.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vibelens::ingest::source::{Layout, RawTrack, RawWords, WordsSource};
use vibelens::ingest::{charset, clean, words};

fuzz_target!(|bytes: &[u8]| {
    let text = charset::decode(bytes).text;
    for words in [words::parse_lrc(&text), words::parse_text(&text)] {
        assert!(words.lyrics.lines().all(|line| !line.text.is_empty()));
        assert!(words.lyrics.stanzas.iter().all(|stanza| !stanza.is_empty()));
    }
    let raw = RawTrack {
        reference: "file:/fuzz.lrc".into(),
        layout: Layout { title: "fuzz".into(), ..Layout::default() },
        words: vec![RawWords { source: WordsSource::Lrc, text, language: None, decision: None }],
        ..RawTrack::default()
    };
    let _ = clean::clean(raw, None);
});
