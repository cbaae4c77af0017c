//! How an alert to one recipient over one channel stands, and what comes next.
//!
//! It waits until the channel takes it, or until it was tried so often or for
//! so long that it is given up: a dead letter, which is kept and can be sent
//! again. Delivered is the end. Pure: times and chance arrive with the question.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use proto::{
    oversight::{AlertFailed, Delivery as Shown, DeliveryState},
    time,
};
use serde::{Deserialize, Serialize};

/// How a delivery stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// It was not handed over yet and will be tried.
    #[default]
    Waiting,
    /// It was given up.
    Dead,
    /// The channel took it.
    Delivered,
}

impl State {
    /// All of them, those that need somebody's eye first.
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Dead, Self::Delivered];

    /// As clients see it.
    #[must_use]
    pub fn to_wire(self) -> DeliveryState {
        match self {
            Self::Waiting => DeliveryState::Waiting,
            Self::Dead => DeliveryState::Dead,
            Self::Delivered => DeliveryState::Delivered,
        }
    }
}

/// A delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// How it stands.
    pub state: State,
    /// How often it failed, since it was raised or last asked to be sent again.
    pub attempts: u32,
    /// When it first failed, since then.
    pub first_attempt: Option<Timestamp>,
    /// When it is tried next; at once if that is not said.
    pub next_attempt: Option<Timestamp>,
    /// What kind of failure the last one was; empty if there was none.
    pub last_error: String,
    /// When it was taken or given up.
    pub settled: Option<Timestamp>,
    /// How often the flag was opened again, of which it then tells anew.
    pub reopened: u32,
}

/// Something that happened to a delivery, as the log tells it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step<'a> {
    /// The channel took it.
    Delivered,
    /// The channel did not take it.
    Failed(&'a AlertFailed),
    /// Somebody asked that it be sent at once.
    Retried,
    /// The flag, which was resolved, was opened again.
    Reopened,
}

/// Why a channel did not take an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure it was: a code, and nothing that somebody else wrote.
    pub class: String,
    /// For how long the other side asked to be left alone.
    pub leave_for: Option<Duration>,
    /// True if no later attempt can do better.
    pub for_good: bool,
}

impl Failure {
    /// A failure that may pass.
    #[must_use]
    pub fn of(class: impl Into<String>) -> Self {
        Self { class: class.into(), leave_for: None, for_good: false }
    }

    /// A failure that no later attempt can mend.
    #[must_use]
    pub fn for_good(class: impl Into<String>) -> Self {
        Self { for_good: true, ..Self::of(class) }
    }
}

/// How long a channel goes on trying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long lies between the first attempt and the second, at most.
    pub first: Duration,
    /// How long lies between any two attempts, at most.
    pub longest: Duration,
    /// After how many attempts it is given up; never, if that is not said.
    pub attempts_max: Option<u32>,
    /// How long after the first attempt it is given up; never, if that is not said.
    pub age_max: Option<Duration>,
}

impl Policy {
    /// Whether it is tried for as long as it takes.
    #[must_use]
    pub fn never_gives_up(&self) -> bool {
        self.attempts_max.is_none() && self.age_max.is_none()
    }

    /// How long to wait after so many failures: twice as long each time up to
    /// the longest, and of that between a half and the whole, so that those who
    /// failed together do not come back together. `chance` is from 0 to 1.
    #[must_use]
    pub fn pause(&self, failures: u32, chance: f64) -> Duration {
        let doubled = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
        let full = self.first.saturating_mul(doubled).min(self.longest);
        full.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0)
    }
}

impl Delivery {
    /// Takes in what happened to it, at that time. What was taken stays taken, until
    /// there is more to tell.
    pub fn evolve(&mut self, step: &Step<'_>, at: Timestamp) {
        if self.state == State::Delivered && *step != Step::Reopened {
            return;
        }
        match step {
            Step::Delivered => {
                self.state = State::Delivered;
                self.next_attempt = None;
                self.settled = Some(at);
            }
            Step::Failed(failed) => {
                self.attempts = failed.attempts.max(1);
                self.first_attempt = time::maybe(failed.first_attempt.as_ref());
                self.last_error.clone_from(&failed.reason);
                if failed.given_up {
                    self.state = State::Dead;
                    self.next_attempt = None;
                    self.settled = Some(at);
                } else {
                    self.state = State::Waiting;
                    self.next_attempt = time::maybe(failed.next_attempt.as_ref());
                    self.settled = None;
                }
            }
            Step::Retried => {
                let last_error = std::mem::take(&mut self.last_error);
                *self = Self { last_error, reopened: self.reopened, ..Self::default() };
            }
            Step::Reopened => {
                *self = Self { reopened: self.reopened.saturating_add(1), ..Self::default() };
            }
        }
    }

    /// What to put on record after an attempt that failed. Flag, recipient and
    /// channel are for the caller to name.
    #[must_use]
    pub fn failed(
        &self,
        policy: &Policy,
        failure: &Failure,
        now: Timestamp,
        chance: f64,
    ) -> AlertFailed {
        let attempts = self.attempts.saturating_add(1);
        let first = self.first_attempt.unwrap_or(now);
        let too_often = policy.attempts_max.is_some_and(|max| attempts >= max);
        let too_old = policy.age_max.is_some_and(|max| later(first, max) <= now);
        let given_up = failure.for_good || too_often || too_old;
        let pause = policy.pause(attempts, chance);
        // Whoever asks to be left alone is, but not beyond the longest pause.
        let pause = failure.leave_for.map_or(pause, |asked| asked.min(policy.longest).max(pause));
        AlertFailed {
            reason: failure.class.clone(),
            attempts,
            first_attempt: Some(time::wire(first)),
            next_attempt: (!given_up).then(|| time::wire(later(now, pause))),
            given_up,
            ..AlertFailed::default()
        }
    }

    /// As clients see it.
    #[must_use]
    pub fn to_wire(&self, flag_id: &str, recipient: &str, channel: &str) -> Shown {
        Shown {
            flag_id: flag_id.to_owned(),
            recipient_agency_id: recipient.to_owned(),
            channel: channel.to_owned(),
            state: self.state.to_wire().into(),
            attempts: self.attempts,
            first_attempt: self.first_attempt.map(time::wire),
            next_attempt: self.next_attempt.map(time::wire),
            last_error: self.last_error.clone(),
            settled: self.settled.map(time::wire),
        }
    }
}

/// So much later than a moment, to the microsecond.
#[must_use]
pub fn later(at: Timestamp, by: Duration) -> Timestamp {
    let micros = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
    at.checked_add(SignedDuration::from_micros(micros)).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: Policy = Policy {
        first: Duration::from_secs(1),
        longest: Duration::from_secs(3600),
        attempts_max: Some(5),
        age_max: Some(Duration::from_secs(72 * 3600)),
    };

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + n).unwrap()
    }

    /// A delivery after an attempt that failed at a second.
    fn tried(mut delivery: Delivery, policy: &Policy, failure: &Failure, at: i64) -> Delivery {
        let failed = delivery.failed(policy, failure, second(at), 1.0);
        delivery.evolve(&Step::Failed(&failed), second(at));
        delivery
    }

    #[test]
    fn pauses_double_up_to_the_longest() {
        let whole: Vec<u64> = (1..=14).map(|n| POLICY.pause(n, 1.0).as_secs()).collect();
        assert_eq!(whole[..6], [1, 2, 4, 8, 16, 32]);
        assert_eq!(whole[11..], [2048, 3600, 3600]);
        assert_eq!(POLICY.pause(1, 0.0), Duration::from_millis(500));
        assert_eq!(POLICY.pause(u32::MAX, 1.0), POLICY.longest);
    }

    #[test]
    fn an_attempt_that_failed_is_made_again_later() {
        let once = tried(Delivery::default(), &POLICY, &Failure::of("HTTP_500"), 0);
        assert_eq!((once.state, once.attempts), (State::Waiting, 1));
        assert_eq!(once.last_error, "HTTP_500");
        assert_eq!((once.first_attempt, once.next_attempt), (Some(second(0)), Some(second(1))));
        let twice = tried(once, &POLICY, &Failure::of("TIMED_OUT"), 1);
        assert_eq!((twice.attempts, twice.first_attempt), (2, Some(second(0))));
        assert_eq!(twice.next_attempt, Some(second(3)));
    }

    #[test]
    fn it_is_given_up_after_so_many_attempts_or_so_long_a_time() {
        let mut delivery = Delivery::default();
        for n in 0..5 {
            assert_eq!(delivery.state, State::Waiting);
            delivery = tried(delivery, &POLICY, &Failure::of("HTTP_500"), n);
        }
        assert_eq!((delivery.state, delivery.attempts), (State::Dead, 5));
        assert_eq!((delivery.next_attempt, delivery.settled), (None, Some(second(4))));

        let once = tried(Delivery::default(), &POLICY, &Failure::of("HTTP_500"), 0);
        let old = tried(once, &POLICY, &Failure::of("HTTP_500"), 72 * 3600);
        assert_eq!((old.state, old.attempts), (State::Dead, 2));
    }

    #[test]
    fn what_waited_long_before_its_first_attempt_is_tried_before_it_is_given_up() {
        let late = tried(Delivery::default(), &POLICY, &Failure::of("HTTP_500"), 1_000_000);
        assert_eq!(late.state, State::Waiting);
    }

    #[test]
    fn a_channel_without_limits_never_gives_up() {
        let patient = Policy { attempts_max: None, age_max: None, ..POLICY };
        let mut delivery = Delivery::default();
        for n in 0..1_000 {
            delivery = tried(delivery, &patient, &Failure::of("NOT_REACHED"), n * 100_000);
        }
        assert_eq!((delivery.state, delivery.attempts), (State::Waiting, 1_000));
    }

    #[test]
    fn a_failure_for_good_is_not_tried_again() {
        let dead = tried(Delivery::default(), &POLICY, &Failure::for_good("RECIPIENT_FLAGGED"), 0);
        assert_eq!(dead.state, State::Dead);
    }

    #[test]
    fn a_dead_letter_that_is_sent_again_begins_anew() {
        let dead = tried(Delivery::default(), &POLICY, &Failure::for_good("HTTP_500"), 0);
        let mut again = dead;
        again.evolve(&Step::Retried, second(9));
        let fresh = Delivery { last_error: "HTTP_500".into(), ..Delivery::default() };
        assert_eq!(again, fresh, "it still says what was wrong");
    }

    #[test]
    fn who_asks_to_be_left_alone_is_but_not_for_ever() {
        let asked = |secs| Failure {
            leave_for: Some(Duration::from_secs(secs)),
            ..Failure::of("HTTP_429")
        };
        let next = |secs| tried(Delivery::default(), &POLICY, &asked(secs), 0).next_attempt;
        assert_eq!(next(0), Some(second(1)));
        assert_eq!(next(90), Some(second(90)));
        assert_eq!(next(u64::MAX), Some(second(3600)));
    }

    proptest! {
        #[test]
        fn a_pause_lies_between_half_and_whole_and_within_the_limit(
            failures in 0_u32..200, chance in 0.0_f64..=1.0,
        ) {
            let (pause, whole) = (POLICY.pause(failures, chance), POLICY.pause(failures, 1.0));
            prop_assert!(pause <= whole && whole <= POLICY.longest);
            prop_assert!(pause >= whole / 2 - Duration::from_nanos(1));
        }

        /// Whatever happens in whatever order: taken is taken, and what is not
        /// taken either waits with a next attempt or is dead and says why.
        #[test]
        fn a_delivery_is_always_in_one_of_three_states(steps in prop::collection::vec(0_u8..4, 0..60)) {
            let mut delivery = Delivery::default();
            let mut taken = false;
            for (n, step) in (0..).zip(steps) {
                match step {
                    0 if n % 7 == 0 => {
                        delivery.evolve(&Step::Delivered, second(n));
                        taken = true;
                    }
                    1 => delivery.evolve(&Step::Retried, second(n)),
                    2 => delivery = tried(delivery, &POLICY, &Failure::for_good("X"), n),
                    _ => delivery = tried(delivery, &POLICY, &Failure::of("X"), n),
                }
                prop_assert_eq!(delivery.state == State::Delivered, taken);
                match delivery.state {
                    State::Waiting => {
                        prop_assert!(delivery.settled.is_none());
                        prop_assert!(delivery.attempts < 5);
                        prop_assert_eq!(delivery.next_attempt.is_some(), delivery.attempts > 0);
                    }
                    State::Dead => {
                        prop_assert!(delivery.settled.is_some() && !delivery.last_error.is_empty());
                        prop_assert!(delivery.next_attempt.is_none());
                    }
                    State::Delivered => prop_assert!(delivery.settled.is_some()),
                }
            }
        }
    }
}
