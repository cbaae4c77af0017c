//! Leaves a channel alone that takes nothing.
//!
//! Where many alerts wait, each would find out by itself that nobody is there,
//! and put that on record. After several failures in a row one alert at a time
//! tries the way, with a pause in between; the first that gets through opens it
//! for all.

use std::time::Duration;

use jiff::Timestamp;

use super::delivery::{Policy, later};

/// How many failures in a row are no pattern yet: ours. Where one attempt in
/// three fails by chance, it is one row in sixty thousand.
const TOLERATED: u32 = 10;

/// How long a channel is left alone at most, so that it is soon noticed when it
/// is back.
const LONGEST: Duration = Duration::from_secs(60);

/// How a channel has done of late.
#[derive(Clone, Copy, Debug, Default)]
pub struct Breaker {
    failures: u32,
    until: Option<Timestamp>,
}

impl Breaker {
    /// How many alerts may be on their way now, of so many at most.
    #[must_use]
    pub fn room(&self, at_once: usize, now: Timestamp) -> usize {
        match self.until {
            None => at_once,
            Some(until) if until > now => 0,
            Some(_) => 1,
        }
    }

    /// Until when nothing is tried.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// The channel took one.
    pub fn passed(&mut self) {
        *self = Self::default();
    }

    /// The channel did not take one.
    pub fn failed(&mut self, policy: &Policy, now: Timestamp, chance: f64) {
        self.failures = self.failures.saturating_add(1);
        if let Some(row @ 1..) = (self.failures + 1).checked_sub(TOLERATED) {
            self.until = Some(later(now, policy.pause(row, chance).min(LONGEST)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Policy = Policy {
        first: Duration::from_secs(1),
        longest: Duration::from_secs(3600),
        attempts_max: None,
        age_max: None,
    };

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(n).unwrap()
    }

    fn after(failures: u32) -> Breaker {
        let mut breaker = Breaker::default();
        (0..failures).for_each(|_| breaker.failed(&POLICY, second(0), 1.0));
        breaker
    }

    #[test]
    fn failures_now_and_then_close_nothing() {
        let mut breaker = after(9);
        assert_eq!(breaker.room(8, second(0)), 8);
        breaker.passed();
        (0..9).for_each(|_| breaker.failed(&POLICY, second(0), 1.0));
        assert_eq!(breaker.room(8, second(0)), 8);
    }

    #[test]
    fn after_many_in_a_row_one_tries_after_a_pause_and_the_first_success_opens() {
        let mut breaker = after(10);
        assert_eq!(breaker.room(8, second(0)), 0);
        assert_eq!(breaker.until(), Some(second(1)));
        assert_eq!(breaker.room(8, second(1)), 1);
        breaker.passed();
        assert_eq!(breaker.room(8, second(1)), 8);
    }

    #[test]
    fn the_pause_grows_to_a_minute() {
        assert_eq!(after(12).until(), Some(second(4)));
        assert_eq!(after(1_000).until(), Some(second(60)));
    }
}
