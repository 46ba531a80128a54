//! The product as its users use it: through the command line and over HTTP, on the demo library and
//! on small folders that are made on the way.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should say where")]

mod bad_input;
mod browse;
mod cli;
mod clips;
mod evaluation;
mod harness;
mod http;
mod hub;
mod learning;
mod library;
mod map;
mod models;
#[cfg(feature = "onnxruntime")]
mod onnxruntime;
mod packs;
mod page;
mod presentation;
mod published;
mod pull;
mod recordings;
mod sharing;
mod stages;
mod steering;
mod subsonic;
mod switch;
mod switch_faults;
mod words;
