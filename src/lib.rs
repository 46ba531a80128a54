//! A photo goes in; five to ten songs come out of the library that its owner has, each with the
//! passage to play and the reason.
//!
//! Two pipelines, each a function that reads like its description:
//!
//! ```text
//! ingest     fetch → clean → listen → align → segment → embed → index
//! recommend  decode → see → embed → retrieve → rank → explain
//! ```
//!
//! The modules in reading order: the nouns ([`music`], [`audio`], [`image`], [`embedding`],
//! [`feeling`], [`filter`], [`profile`], [`impression`], [`error`]); what the product does ([`ingest`],
//! [`recommend`], [`survey`], [`learning`], [`experiment`], [`clip`]); how good it is ([`eval`]); what it
//! stands on ([`reading`], [`models`], [`vectors`], [`catalog`], [`blobs`], [`subsonic`]); the ways in and the
//! wiring ([`cli`], [`http`], [`config`], [`app`], [`telemetry`]).

pub mod audio;
pub mod embedding;
pub mod error;
pub mod feeling;
pub mod filter;
pub mod image;
pub mod impression;
pub mod music;
pub mod profile;

mod id;
mod odds;
pub mod random;

pub mod clip;
pub mod experiment;
pub mod ingest;
pub mod learning;
pub mod recommend;
pub mod survey;

pub mod eval;

pub mod current;
pub mod reading;

mod blocking;
mod outbound;

pub mod blobs;
pub mod catalog;
pub mod models;
pub mod subsonic;
pub mod vectors;

pub mod app;
pub mod cli;
pub mod config;
pub mod http;
pub mod telemetry;
