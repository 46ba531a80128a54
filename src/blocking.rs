//! Work that computes or waits for a disk, on a thread that may block.

use crate::error::{Error, Result};

/// Runs `work` beside the asynchronous code. Fails as `Internal` if it panics.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::internal("work on a thread of its own stopped").because(error))?
}
