//! Time in a simulation: seconds since its first midnight, and when a day is told.
//!
//! What happens on a day is put on record at six in the evening, London winter
//! time, all of it in one moment and in the order in which it happened; what
//! happens later is told the next day. So a sandbox's clock moves once a day.

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

/// A day, in seconds.
const DAY: i64 = 86_400;

/// At which hour the day is told.
const TOLD_AT_HOUR: i64 = 18;

/// A moment, counted from the first midnight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct When(i64);

impl When {
    /// An hour and minute of a day; the first day is 0.
    pub const fn at(day: i64, hour: i64, minute: i64) -> Self {
        Self(day * DAY + hour * 3_600 + minute * 60)
    }

    /// So many seconds after the first midnight.
    pub const fn second(second: i64) -> Self {
        Self(second)
    }

    /// The day.
    pub const fn day(self) -> i64 {
        self.0.div_euclid(DAY)
    }

    /// So many days later.
    pub const fn days(self, days: i64) -> Self {
        Self(self.0 + days * DAY)
    }

    /// So many hours later.
    pub const fn hours(self, hours: i64) -> Self {
        Self(self.0 + hours * 3_600)
    }

    /// So many minutes later.
    pub const fn minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60)
    }

    /// An hour and minute of a day so many days later.
    pub const fn later(self, days: i64, hour: i64, minute: i64) -> Self {
        Self::at(self.day() + days, hour, minute)
    }

    /// The seconds since the first midnight.
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The day on which it is told.
    pub const fn told_on(self) -> i64 {
        let evening = (24 - TOLD_AT_HOUR) * 3_600;
        (self.0 + evening - 1).div_euclid(DAY)
    }

    /// A number of days as it is reckoned here, rounded down to the second.
    pub fn of_days(days: f64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a day has few seconds")]
        let seconds = days * DAY as f64;
        #[expect(clippy::cast_possible_truncation, reason = "no simulation lasts so long")]
        let whole = seconds as i64;
        Self(whole)
    }
}

/// Which days the simulation's days are.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    first: Date,
    midnight: Timestamp,
}

impl Calendar {
    /// The calendar of a simulation that begins on this day.
    pub fn from(first: Date) -> Option<Self> {
        let midnight = first.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some(Self { first, midnight })
    }

    /// A moment as the world writes it.
    pub fn timestamp(&self, when: When) -> Timestamp {
        self.midnight.checked_add(when.0.seconds()).unwrap_or(Timestamp::MAX)
    }

    /// It in text, as RFC 3339.
    pub fn text(&self, when: When) -> String {
        self.timestamp(when).to_string()
    }

    /// When a day is told.
    pub fn told(&self, day: i64) -> Timestamp {
        self.timestamp(When::at(day, TOLD_AT_HOUR, 0))
    }

    /// A moment of the world, to the second.
    pub fn when(&self, at: Timestamp) -> When {
        When(at.as_second() - self.midnight.as_second())
    }

    /// When the day of a moment ends in London.
    pub fn london_day_ends(&self, when: When) -> When {
        let ends = TimeZone::get("Europe/London").ok().and_then(|london| {
            let day = self.timestamp(when).to_zoned(london.clone()).date();
            Some(day.tomorrow().ok()?.to_zoned(london).ok()?.timestamp())
        });
        ends.map_or(when.later(1, 0, 0), |at| self.when(at))
    }

    /// A day's date.
    pub fn date(&self, day: i64) -> Date {
        self.first.checked_add(day.days()).unwrap_or(Date::MAX)
    }

    /// The number of a date.
    pub fn day_of(&self, date: Date) -> i64 {
        self.first.until(date).map(|span| i64::from(span.get_days())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calendar() -> Calendar {
        Calendar::from(Date::constant(2022, 1, 3)).unwrap()
    }

    #[test]
    fn a_day_is_told_at_six_and_the_evening_on_the_morrow() {
        assert_eq!(When::at(4, 3, 12).told_on(), 4);
        assert_eq!(When::at(4, 18, 0).told_on(), 4);
        assert_eq!(When::at(4, 18, 1).told_on(), 5);
        assert_eq!(When::at(-1, 23, 0).told_on(), 0);
        assert_eq!(calendar().told(4).to_string(), "2022-01-07T18:00:00Z");
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        let calendar = calendar();
        assert_eq!(calendar.text(When::at(1, 9, 30)), "2022-01-04T09:30:00Z");
        assert_eq!(calendar.text(When::at(-3, 9, 30)), "2021-12-31T09:30:00Z");
        assert_eq!(calendar.date(365).to_string(), "2023-01-03");
        assert_eq!(calendar.day_of(Date::constant(2023, 1, 3)), 365);
        assert_eq!(When::at(2, 9, 0).later(3, 10, 5), When::at(5, 10, 5));
        assert_eq!(When::of_days(1.5), When::at(1, 12, 0));
        assert_eq!(When::at(-1, 12, 0).day(), -1);
    }
}
