//! Work that computes or waits for a disk, on a thread that may block.

use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::error::{Error, Result};

/// Runs `work` beside the asynchronous code. Fails as `Internal` if it panics.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::internal("work on a thread of its own stopped").because(error))?
}

/// Runs `work` on a thread called `name` and gives it up after `limit`: nobody waits for it any more,
/// not even the end of the program. Fails as `Invalid` then, and as `Internal` if it panics.
pub(crate) async fn within<T: Send + 'static>(
    limit: Duration,
    name: &str,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let (answer, waiting) = oneshot::channel();
    thread::Builder::new()
        .name(name.to_owned())
        // Whoever gave up does not want the answer.
        .spawn(move || drop(answer.send(work())))
        .map_err(|error| Error::internal("cannot start a thread").because(error))?;
    let given_up = |_| Error::invalid(format!("it was given up after {} s", limit.as_secs_f32()));
    tokio::time::timeout(limit, waiting)
        .await
        .map_err(given_up)?
        .map_err(|_| Error::internal("work on a thread of its own stopped"))?
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::error::ErrorKind;

    #[tokio::test]
    async fn work_that_hangs_is_given_up() {
        let (_never, waiting) = mpsc::channel::<()>();
        let hang = move || waiting.recv().map_err(|_| Error::internal("nobody is left"));
        let error = within(Duration::from_millis(20), "hangs", hang).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        assert_eq!(error.to_string(), "it was given up after 0.02 s");
    }

    #[tokio::test]
    async fn work_that_ends_is_answered() {
        assert_eq!(within(Duration::from_mins(1), "ends", || Ok(3)).await.unwrap(), 3);
    }
}
