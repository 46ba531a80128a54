//! From a music folder to searchable passages, in stages that are modules: a source finds tracks
//! and fetches them raw, `clean` tidies tags and words, `align` says when each line is sung,
//! `segment` cuts passages, `listen` measures the sound.
pub mod align;
pub mod charset;
pub mod clean;
pub mod language;
pub mod listen;
pub mod segment;
pub mod source;
pub mod tags;
pub mod words;
