//! When an attempt is repeated, and after how long.

use std::io;
use std::time::Duration;

use super::{Event, Tell};
use crate::error::{Error, Result};

/// How often in a row it may fail.
const ATTEMPTS: u32 = 5;
/// The pause after the first failure; it doubles with each that follows.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest that a hub may ask to wait.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// An attempt that brought so many bytes is not held against the line.
const WORTH_IT: u64 = 1_000_000;

/// Why an attempt failed.
pub(super) enum Trouble {
    /// Another attempt would fail, too.
    Final(Error),
    /// Another attempt may succeed.
    Passing {
        error: Error,
        /// How long the hub asks to wait.
        after: Option<Duration>,
        /// How many bytes of the file are here now; none if it brought nothing.
        reached: u64,
    },
}

impl Trouble {
    pub(super) fn passing(message: &str) -> Self {
        Self::Passing { error: Error::unavailable(message), after: None, reached: 0 }
    }

    /// A connection that ended after it had brought the bytes between `from` and `now`.
    pub(super) fn cut(path: &str, from: u64, now: u64, error: &io::Error) -> Self {
        let message = format!("the connection was cut off at byte {now} of `{path}`");
        let error = Error::unavailable(message).because(error.to_string());
        Self::Passing { error, after: None, reached: if from < now { now } else { 0 } }
    }
}

/// Attempts something until it succeeds, fails for good, or has failed too often in a row.
pub(super) fn patiently<T>(
    tell: Tell<'_>,
    mut attempt: impl FnMut() -> Result<T, Trouble>,
) -> Result<T> {
    // Only what goes beyond the furthest point counts: a hub that lets no download go on where it
    // was would otherwise be asked for ever.
    let (mut failures, mut furthest) = (0, 0);
    loop {
        let (error, after, reached) = match attempt() {
            Ok(value) => return Ok(value),
            Err(Trouble::Final(error)) => return Err(error),
            Err(Trouble::Passing { error, after, reached }) => (error, after, reached),
        };
        failures = if furthest + WORTH_IT <= reached { 1 } else { failures + 1 };
        furthest = furthest.max(reached);
        let Some(pause) = pause(failures, after) else {
            return Err(match error.hint() {
                Some(_) => error,
                None => error.hinting("run it again later: it goes on where it was"),
            });
        };
        tell(Event::Again { reason: error.to_string(), pause });
        std::thread::sleep(pause);
    }
}

/// How long to wait after so many failures in a row, unless it is time to give up.
fn pause(failures: u32, after: Option<Duration>) -> Option<Duration> {
    let usual = FIRST_PAUSE * 2_u32.saturating_pow(failures.saturating_sub(1).min(8));
    let pause = after.unwrap_or(usual);
    (failures < ATTEMPTS && pause <= LONGEST_PAUSE).then_some(pause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end_and_the_hub_may_ask_for_others() {
        let milliseconds = |failures, after| pause(failures, after).map(|pause| pause.as_millis());
        assert_eq!(
            [1, 2, 3, 4].map(|failures| milliseconds(failures, None)),
            [Some(500), Some(1_000), Some(2_000), Some(4_000)]
        );
        assert_eq!(milliseconds(5, None), None);
        assert_eq!(milliseconds(1, Some(Duration::from_secs(7))), Some(7_000));
        assert_eq!(milliseconds(1, Some(Duration::from_hours(1))), None);
    }
}
