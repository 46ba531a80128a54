//! Lets in as many as may be in work, and refuses more as soon as their photos are uploaded: whoever is
//! let in is answered in bounded time, and whoever is not knows that and can come back.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// Counts the places behind it.
#[derive(Clone)]
pub(super) struct Door {
    places: Arc<Semaphore>,
    /// What is said to those who are not let in.
    full: &'static str,
}

/// A place behind the door; it is free again when all of its clones are dropped.
#[derive(Clone)]
pub(super) struct Place(
    #[expect(dead_code, reason = "it is held, not used")] Arc<OwnedSemaphorePermit>,
);

impl Door {
    pub(super) fn new(places: usize, full: &'static str) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), full }
    }

    /// Takes a place. Fails as `Unavailable` if there is none.
    pub(super) fn enter(&self) -> Result<Place> {
        let place = self.places.clone().try_acquire_owned();
        Ok(Place(Arc::new(place.map_err(|_| Error::unavailable(self.full))?)))
    }
}
