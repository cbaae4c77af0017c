//! Until when a restriction on somebody's care stands, as its events have it.
//!
//! Whoever reads the events counts the same: the service that lets restrictions lapse, the
//! projection, and pages that draw them.

use jiff::{SignedDuration, Timestamp};

/// How long a restriction can stand without a review.
///
/// 28 days is our own figure; no source gives one. The rule that watches for
/// overdue reviews counts the same days.
const UNREVIEWED: SignedDuration = SignedDuration::from_hours(28 * 24);

/// The latest moment at which a restriction lapses that was issued or
/// continued at this one.
#[must_use]
pub fn lapses_by(from: Timestamp) -> Timestamp {
    from.checked_add(UNREVIEWED).unwrap_or(Timestamp::MAX)
}

/// When a restriction lapses after a review that lets the plan go on.
///
/// It is kept from lapsing as long again as one may stand unreviewed. A review
/// revives none that has lapsed and shortens none.
#[must_use]
pub fn continued(issued: Timestamp, expires: Timestamp, held: Timestamp) -> Timestamp {
    if (issued..expires).contains(&held) { expires.max(lapses_by(held)) } else { expires }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_keeps_it_as_long_again_revives_nothing_and_shortens_nothing() {
        let day = |days: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(24 * days);
        assert_eq!(continued(day(0), day(28), day(20)), day(48));
        assert_eq!(continued(day(0), day(28), day(28)), day(28), "it had lapsed");
        assert_eq!(continued(day(2), day(28), day(1)), day(28), "it was not issued");
        assert_eq!(continued(day(0), day(90), day(20)), day(90), "it stood longer");
        assert_eq!(continued(day(0), Timestamp::MAX, day(20)), Timestamp::MAX);
        assert_eq!(lapses_by(Timestamp::MAX), Timestamp::MAX);
    }
}
