//! A photo goes in; five to ten songs come out of the library that its owner has, each with the
//! passage to play and the reason.
pub mod audio;
pub mod embedding;
pub mod error;
pub mod feeling;
pub mod ingest;
pub mod music;
