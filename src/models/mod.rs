//! The models that look, read and listen, and how they are called.
//!
//! A model is synchronous and has one caller at a time: it lives on a thread of its own behind a
//! [`Handle`], which collects the calls that wait and runs them as one batch.

pub mod audio_tagger;
pub mod beam;
pub mod captioner;
pub mod check;
mod checksum;
mod decoder;
pub mod eye;
mod graph;
mod handle;
mod hub;
pub mod linear;
pub mod pack;
pub mod pixels;
pub mod pull;
pub mod registry;
pub mod speech;
mod staging;
pub mod store;
pub mod text_encoder;
pub mod vision;

pub use graph::Engine;
pub use handle::{Batching, Handle};

use crate::error::Result;

/// Something learned that turns inputs into outputs.
pub trait Model: Send + 'static {
    /// What goes in; valid by its type, so that a failure is the model's and not the caller's.
    type Input: Send + 'static;
    /// What comes out.
    type Output: Send + 'static;

    /// As many outputs as inputs, in the same order. One by one gives the same answers as a batch.
    fn run(&mut self, batch: &[Self::Input]) -> Result<Vec<Self::Output>>;
}
