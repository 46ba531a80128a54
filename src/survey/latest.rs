//! What follows from the whole library, and is kept until the library changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use crate::error::Result;
use crate::music::TrackId;
use crate::reading::Reading;
use crate::vectors::Checksum;

/// Something that is made of the library when it is first asked for.
#[derive(Clone)]
pub struct Latest<T>(Arc<Mutex<Option<Made<T>>>>);

/// What is made, or was.
struct Made<T> {
    of: State,
    making: Making<T>,
}

/// What it follows from.
#[derive(PartialEq)]
struct State {
    collection: String,
    tracks: HashMap<TrackId, Checksum>,
}

/// It is made once, however many wait for it.
type Making<T> = Arc<OnceCell<T>>;

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> Latest<T> {
    /// The place of what is made of the library as it is now, or of what is still being made of an earlier
    /// state: there is never more than one in the making.
    pub async fn of(&self, reading: &Reading) -> Result<Arc<OnceCell<T>>> {
        let tracks = reading.vectors.tracks().await?;
        Ok(self.making(State { collection: reading.choice.collection(), tracks }))
    }

    fn making(&self, state: State) -> Making<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(Made { of, making }) if *of == state || !making.initialized() => making.clone(),
            _ => kept.insert(Made { of: state, making: Making::default() }).making.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_is_kept_until_the_library_changes() {
        let latest = Latest::default();
        let state = |checksum| State {
            collection: "one".to_owned(),
            tracks: HashMap::from([(TrackId::of("a"), checksum)]),
        };
        let first = latest.making(state(1));
        assert!(Arc::ptr_eq(&first, &latest.making(state(2))), "one at a time");
        first.set("made").unwrap();
        assert!(Arc::ptr_eq(&first, &latest.making(state(1))));
        assert!(!Arc::ptr_eq(&first, &latest.making(state(2))));
    }
}
