//! The only file that asks for the time or a fresh id.
//!
//! A sandbox's clock stands still until it is moved, and moves forward only,
//! so that a story's days are also the days on which it is recorded.
#![allow(clippy::disallowed_methods)]

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::Timestamp;
use uuid::{ContextV7, Uuid};

/// Tells the time.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    /// Microseconds since 1970.
    Sandbox(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at `start` until it is moved.
    #[must_use]
    pub fn sandbox(start: Timestamp) -> Self {
        Self(Source::Sandbox(Arc::new(AtomicI64::new(start.as_microsecond()))))
    }

    /// True if the clock is a sandbox's.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        matches!(self.0, Source::Sandbox(_))
    }

    /// The time now, to the microsecond.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        let micros = match &self.0 {
            Source::System => Timestamp::now().as_microsecond(),
            Source::Sandbox(at) => at.load(Ordering::SeqCst),
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX)
    }

    /// Moves a sandbox's clock forward; never back. `None` if it is no sandbox.
    #[must_use]
    pub fn advance(&self, to: Timestamp) -> Option<Timestamp> {
        match &self.0 {
            Source::System => None,
            Source::Sandbox(at) => {
                at.fetch_max(to.as_microsecond(), Ordering::SeqCst);
                Some(self.now())
            }
        }
    }

    /// A fresh UUIDv7: ids sort by the time at which they were made.
    #[must_use]
    pub fn fresh(&self) -> Uuid {
        static COUNTER: std::sync::LazyLock<std::sync::Mutex<ContextV7>> =
            std::sync::LazyLock::new(|| std::sync::Mutex::new(ContextV7::new()));
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanos = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        let counter = COUNTER.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Uuid::new_v7(uuid::Timestamp::from_unix(&*counter, seconds, nanos))
    }
}
