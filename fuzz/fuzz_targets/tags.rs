//! Whatever bytes lie in an audio file, its tags are read or refused without a fault.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use vibelens::ingest::tags;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tagged) = tags::read(Cursor::new(bytes)) {
        assert!(tagged.words.iter().all(|words| words.text.len() <= tags::MOST_WORDS));
    }
});
