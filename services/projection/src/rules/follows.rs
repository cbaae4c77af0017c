//! Whether one thing followed another, as far as a vague record tells.
//!
//! Of two things that happened "in March" nobody can say which came first, so
//! neither followed the other for certain.

use jiff::{Timestamp, ToSpan as _};
use proto::time::Span;

use super::in_time::InTime;
use crate::calendar::after_days;

/// Whether `then` happened after `first` and by `due`.
pub(super) fn follows_by(first: &Span, due: Timestamp, then: &Span) -> InTime {
    let by = InTime::by(due, *then);
    if first.end <= then.start {
        by
    } else if then.end <= first.start {
        InTime::No
    } else {
        by.min(InTime::Unclear)
    }
}

/// Whether `then` happened within `days` after `first`.
///
/// What is known to the day counts from the day's end, as deadlines do. What is
/// known less exactly follows for certain only if it does so from the earliest
/// moment too: nobody is charged with what a vague record may have brought near.
pub(super) fn within_days_after(first: &Span, days: u32, then: &Span) -> InTime {
    let latest = follows_by(first, after_days(first.end, days), then);
    let is_exact = first.start.checked_add(24.hours()).is_ok_and(|day| first.end <= day);
    if is_exact {
        return latest;
    }
    let earliest = follows_by(first, after_days(first.start, days), then);
    if earliest == latest { latest } else { InTime::Unclear }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600;

    fn span(start: i64, end: i64) -> Span {
        let at = |hour: i64| Timestamp::constant(hour * HOUR, 0);
        Span { start: at(start), end: at(end), ..Span::instant(at(start)) }
    }

    #[test]
    fn known_moments_follow_each_other_or_do_not() {
        let within = |then| within_days_after(&span(48, 48), 1, &span(then, then));
        assert_eq!(within(47), InTime::No);
        assert_eq!(within(48), InTime::Yes);
        assert_eq!(within(72), InTime::Yes);
        assert_eq!(within(73), InTime::No);
    }

    #[test]
    fn a_day_counts_from_its_end() {
        let day = span(48, 72);
        assert_eq!(within_days_after(&day, 1, &span(72, 96)), InTime::Yes);
        assert_eq!(within_days_after(&day, 1, &span(97, 97)), InTime::No);
    }

    #[test]
    fn what_overlaps_follows_for_certain_in_neither_order() {
        assert_eq!(within_days_after(&span(48, 72), 1, &span(48, 72)), InTime::Unclear);
        assert_eq!(within_days_after(&span(48, 72), 1, &span(0, 50)), InTime::Unclear);
    }

    #[test]
    fn a_vague_beginning_makes_a_window_neither_longer_nor_shorter() {
        let vague = span(0, 240);
        assert_eq!(within_days_after(&vague, 11, &span(250, 250)), InTime::Yes);
        assert_eq!(within_days_after(&vague, 7, &span(250, 250)), InTime::Unclear);
        assert_eq!(within_days_after(&vague, 7, &span(410, 410)), InTime::No);
    }
}
