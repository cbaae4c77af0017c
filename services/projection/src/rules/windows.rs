//! Windows of time, for rules about one person's many contacts, or one agency's
//! many flags.
//!
//! What is read for one event must not grow with what a person has lived
//! through. So time is cut into windows of equal length, each window is judged
//! by itself with what lies shortly before and after it, and what is found in
//! all of them is one flag about the person.

use std::ops::RangeInclusive;

use jiff::{SignedDuration, Timestamp, ToSpan as _};
use proto::{Named as _, referrals::ContactRecorded};

use crate::history::Tried;

/// How a rule cuts time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    /// The beginning of the ids of those whose time is cut: `person_`, `agency_`.
    pub of: &'static str,
    /// How long a window is, in days.
    pub days: u32,
    /// How far before a window it must see, in days.
    pub before_days: u32,
    /// How far after a window it must see, in days.
    pub after_days: u32,
    /// How far before and after a window it must see what is no contact, if that is
    /// further: plans and sanctions last, and there are few of them.
    pub context_days: u32,
}

/// From a moment on, until just before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Its first moment.
    pub from: Timestamp,
    /// The first moment that is not in it.
    pub until: Timestamp,
}

impl Window {
    /// True if the moment lies in it.
    #[must_use]
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.until
    }

    /// What it has in common with another.
    #[must_use]
    pub fn common(&self, other: &Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from < both.until).then_some(both)
    }

    /// From the beginning of the earlier to the end of the later.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        Self { from: self.from.min(other.from), until: self.until.max(other.until) }
    }
}

const fn days(days: u32) -> SignedDuration {
    SignedDuration::from_hours(days as i64 * 24)
}

/// A moment some time off, or the last one that can be named.
fn shifted(at: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
    at.checked_add(by).unwrap_or(end)
}

/// From so many days before a moment until so many after it.
#[must_use]
pub fn around(at: Timestamp, before_days: u32, after_days: u32) -> Window {
    let next = at.checked_add(1.nanosecond()).unwrap_or(Timestamp::MAX);
    Window { from: shifted(at, -days(before_days)), until: shifted(next, days(after_days)) }
}

impl Windows {
    /// True if it is people's time that is cut.
    #[must_use]
    pub fn is_of_people(&self) -> bool {
        self.of == "person_"
    }

    /// The number of the window that a moment lies in.
    fn number(&self, at: Timestamp) -> i64 {
        at.as_second().div_euclid(days(self.days.max(1)).as_secs())
    }

    /// The window of a number.
    #[must_use]
    pub fn window(&self, number: i64) -> Window {
        let seconds = days(self.days.max(1)).as_secs();
        let at = |number: i64| {
            let second = number.saturating_mul(seconds);
            let end = if second < 0 { Timestamp::MIN } else { Timestamp::MAX };
            Timestamp::from_second(second).unwrap_or(end)
        };
        Window { from: at(number), until: at(number.saturating_add(1)) }
    }

    /// How far before and after a window events of a kind are seen.
    fn sight(&self, kind: &str) -> (SignedDuration, SignedDuration) {
        let context = if kind == ContactRecorded::KIND { 0 } else { self.context_days };
        (days(self.before_days.max(context)), days(self.after_days.max(context)))
    }

    /// The same, seeing as far as thresholds reach that are tried.
    #[must_use]
    pub fn trying(self, tried: &Tried) -> Self {
        let days = tried.iter().filter(|(name, _)| name.ends_with("_days")).map(|(_, days)| *days);
        let more = days.max().unwrap_or(0);
        let further = |days: u32| days.saturating_add(more);
        Self {
            before_days: further(self.before_days),
            after_days: further(self.after_days),
            ..self
        }
    }

    /// A window, or a part of one, and what lies before and after it, as far as the
    /// rule sees events of a kind.
    #[must_use]
    pub fn reach(&self, kind: &str, window: Window) -> Window {
        let Window { from, until } = window;
        let (before, after) = self.sight(kind);
        Window { from: shifted(from, -before), until: shifted(until, after) }
    }

    /// The windows in whose reach something of a kind ended.
    #[must_use]
    pub fn touched_by(&self, kind: &str, end: Timestamp) -> RangeInclusive<i64> {
        let (before, after) = self.sight(kind);
        let first = self.number(shifted(end, -after));
        let last = self.number(shifted(end, before));
        first..=last
    }
}

/// The four weeks that a moment lies in. Rules that count people are asked once for
/// each, of what was recorded before it.
#[must_use]
pub fn month(at: Timestamp) -> Window {
    let months = Windows { of: "", days: 28, before_days: 0, after_days: 0, context_days: 0 };
    months.window(months.number(at))
}

/// The name under which the verdict about a person in a window is kept.
#[must_use]
pub fn part(person: &str, number: i64) -> String {
    format!("{person}#{number}")
}

/// What a kept name is about, and in which window, if it is about one. Of a stream
/// in which people are judged apart, the name goes on with the person.
#[must_use]
pub fn whole(anchor: &str) -> (&str, Option<i64>) {
    match anchor.split_once('#') {
        Some((person, number)) => (person, number.parse().ok()),
        None => (anchor, None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WINDOWS: Windows =
        Windows { of: "person_", days: 28, before_days: 90, after_days: 30, context_days: 366 };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or(Timestamp::MAX)
    }

    proptest! {
        #[test]
        fn what_ends_in_a_windows_reach_touches_it_and_nothing_else_does(
            second in -2_000_000_000_i64..4_000_000_000,
        ) {
            for kind in [ContactRecorded::KIND, "another"] {
                let touched = WINDOWS.touched_by(kind, at(second));
                for number in touched.start() - 3..=touched.end() + 3 {
                    let reached = WINDOWS.reach(kind, WINDOWS.window(number)).holds(at(second));
                    prop_assert_eq!(touched.contains(&number), reached);
                }
            }
        }

        #[test]
        fn every_moment_lies_in_one_window(second in -2_000_000_000_i64..4_000_000_000) {
            let number = WINDOWS.number(at(second));
            prop_assert!(WINDOWS.window(number).holds(at(second)));
            prop_assert!(!WINDOWS.window(number + 1).holds(at(second)));
        }
    }

    #[test]
    fn whoever_tries_a_threshold_sees_as_far_as_it_reaches() {
        let tried = Tried::from([("before_within_days".into(), 400), ("contacts_min".into(), 900)]);
        let Windows { days, before_days, after_days, .. } = WINDOWS.trying(&tried);
        assert_eq!((days, before_days, after_days), (28, 490, 430));
        assert_eq!(WINDOWS.trying(&Tried::new()), WINDOWS);
    }

    #[test]
    fn a_part_names_its_whole() {
        assert_eq!(whole(&part("person_1", -3)), ("person_1", Some(-3)));
        assert_eq!(whole("plan_1"), ("plan_1", None));
    }
}
