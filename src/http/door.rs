//! Lets in as many photos as may wait for the models, and refuses more as soon as they are uploaded:
//! whoever is let in is answered in bounded time, and whoever is not knows that and can come back.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::{Error, Result};

/// Counts the places behind it.
#[derive(Clone)]
pub(super) struct Door {
    places: Arc<Semaphore>,
}

/// A place behind the door; it is free again when all of its clones are dropped.
#[derive(Clone)]
pub(super) struct Place(
    #[expect(dead_code, reason = "it is held, not used")] Arc<OwnedSemaphorePermit>,
);

impl Door {
    pub(super) fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)) }
    }

    /// Takes a place. Fails as `Unavailable` if there is none.
    pub(super) fn enter(&self) -> Result<Place> {
        let place = self.places.clone().try_acquire_owned();
        let full = |_| Error::unavailable("too many photos are being looked at: try again");
        Ok(Place(Arc::new(place.map_err(full)?)))
    }
}
