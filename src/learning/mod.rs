//! What people do with the songs that they are offered, and what is learnt from it. Pure, but for
//! `feedback` and `export`, which read and write the catalog.
//!
//! A profile's taste corrects what the ranker says and never replaces it: it gives every candidate a
//! bonus in log-odds, which is exactly zero as long as nothing is known. It looks at the music alone,
//! never at the photo, and not through the text encoder either, so it means the same whichever
//! encoder is in use.

mod export;
mod features;
mod feedback;
mod policy;
pub mod simulation;
mod taste;

pub use self::export::{Export, ExportedEvent, ExportedImpression, ExportedSong, export, forget};
pub use self::features::Features;
pub use self::feedback::learn;
pub use self::policy::{Drawn, draw};
pub use self::taste::Taste;
