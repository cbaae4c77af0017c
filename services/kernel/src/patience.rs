//! Waiting for a folder to be let go of: sled ends on a thread of its own, a little after its
//! database was dropped.
#![allow(
    clippy::disallowed_methods,
    reason = "measures how long something took, which is no fact of the domain"
)]

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// How long to wait for what has just been dropped to let go.
const PATIENCE: Duration = Duration::from_secs(1);

/// Tries until it works, fails for another reason than a lock, or takes too long.
pub fn patiently<T, E>(
    mut attempt: impl FnMut() -> Result<T, E>,
    locked: impl Fn(&E) -> bool,
) -> Result<T, E> {
    let start = Instant::now();
    loop {
        match attempt() {
            Err(error) if locked(&error) && start.elapsed() < PATIENCE => {
                sleep(Duration::from_millis(10));
            }
            outcome => return outcome,
        }
    }
}

/// sled has no error of its own for a database that is in use.
pub fn is_locked(error: &sled::Error) -> bool {
    matches!(error, sled::Error::Io(io) if io.to_string().contains("could not acquire lock"))
}
