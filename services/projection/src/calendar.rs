//! Working days of England and Wales, London time.
//!
//! Bank holidays are dated data, <https://www.gov.uk/bank-holidays>. Past the
//! last year known, a deadline in working days cannot be told.

use jiff::{Timestamp, ToSpan as _, civil::Date, civil::Weekday, tz::TimeZone};

/// The last day for which bank holidays are known.
pub const KNOWN_UNTIL: Date = Date::constant(2027, 12, 31);

/// The first day for which bank holidays are known.
pub const KNOWN_FROM: Date = Date::constant(2018, 1, 1);

/// Bank holidays in England and Wales, as published, 2018 to 2027.
const BANK_HOLIDAYS: &[(i16, i8, i8)] = &[
    (2018, 1, 1),
    (2018, 3, 30),
    (2018, 4, 2),
    (2018, 5, 7),
    (2018, 5, 28),
    (2018, 8, 27),
    (2018, 12, 25),
    (2018, 12, 26),
    (2019, 1, 1),
    (2019, 4, 19),
    (2019, 4, 22),
    (2019, 5, 6),
    (2019, 5, 27),
    (2019, 8, 26),
    (2019, 12, 25),
    (2019, 12, 26),
    (2020, 1, 1),
    (2020, 4, 10),
    (2020, 4, 13),
    (2020, 5, 8),
    (2020, 5, 25),
    (2020, 8, 31),
    (2020, 12, 25),
    (2020, 12, 28),
    (2021, 1, 1),
    (2021, 4, 2),
    (2021, 4, 5),
    (2021, 5, 3),
    (2021, 5, 31),
    (2021, 8, 30),
    (2021, 12, 27),
    (2021, 12, 28),
    (2022, 1, 3),
    (2022, 4, 15),
    (2022, 4, 18),
    (2022, 5, 2),
    (2022, 6, 2),
    (2022, 6, 3),
    (2022, 8, 29),
    (2022, 9, 19),
    (2022, 12, 26),
    (2022, 12, 27),
    (2023, 1, 2),
    (2023, 4, 7),
    (2023, 4, 10),
    (2023, 5, 1),
    (2023, 5, 8),
    (2023, 5, 29),
    (2023, 8, 28),
    (2023, 12, 25),
    (2023, 12, 26),
    (2024, 1, 1),
    (2024, 3, 29),
    (2024, 4, 1),
    (2024, 5, 6),
    (2024, 5, 27),
    (2024, 8, 26),
    (2024, 12, 25),
    (2024, 12, 26),
    (2025, 1, 1),
    (2025, 4, 18),
    (2025, 4, 21),
    (2025, 5, 5),
    (2025, 5, 26),
    (2025, 8, 25),
    (2025, 12, 25),
    (2025, 12, 26),
    (2026, 1, 1),
    (2026, 4, 3),
    (2026, 4, 6),
    (2026, 5, 4),
    (2026, 5, 25),
    (2026, 8, 31),
    (2026, 12, 25),
    (2026, 12, 28),
    (2027, 1, 1),
    (2027, 3, 26),
    (2027, 3, 29),
    (2027, 5, 3),
    (2027, 5, 31),
    (2027, 8, 30),
    (2027, 12, 27),
    (2027, 12, 28),
];

/// The end of the `days`-th working day after the day of `from`; `None` where
/// the calendar does not reach.
#[must_use]
pub fn after_working_days(from: Timestamp, days: u32) -> Option<Timestamp> {
    // The zone's data is compiled in; without it nothing is claimed.
    let london = TimeZone::get("Europe/London").ok()?;
    let mut date = from.to_zoned(london.clone()).date();
    if date < KNOWN_FROM {
        return None;
    }
    let mut left = days;
    while left > 0 {
        date = date.tomorrow().ok()?;
        if date > KNOWN_UNTIL {
            return None;
        }
        if is_working_day(date) {
            left -= 1;
        }
    }
    date.tomorrow().ok()?.to_zoned(london).ok().map(|z| z.timestamp())
}

/// The end of the day of `at` in London; `None` past the end of time.
#[must_use]
pub fn end_of_day(at: Timestamp) -> Option<Timestamp> {
    let london = TimeZone::get("Europe/London").ok()?;
    let tomorrow = at.to_zoned(london.clone()).date().tomorrow().ok()?;
    tomorrow.to_zoned(london).ok().map(|z| z.timestamp())
}

/// The moment `days` times 24 hours after `from`.
#[must_use]
pub fn after_days(from: Timestamp, days: u32) -> Timestamp {
    from.checked_add((i64::from(days) * 24).hours()).unwrap_or(Timestamp::MAX)
}

fn is_working_day(date: Date) -> bool {
    let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let holiday = BANK_HOLIDAYS.contains(&(date.year(), date.month(), date.day()));
    !weekend && !holiday
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap_or(Timestamp::MIN)
    }

    #[test]
    fn easter_is_no_working_time() {
        // Thursday before Good Friday 2021; the next working day is the Tuesday after.
        let due = after_working_days(at("2021-04-01T09:00:00Z"), 1);
        assert_eq!(due, Some(at("2021-04-06T23:00:00Z"))); // midnight in London, summer time
    }

    #[test]
    fn a_day_in_london_ends_at_its_own_midnight() {
        let due = after_working_days(at("2021-01-04T09:00:00Z"), 10);
        assert_eq!(due, Some(at("2021-01-19T00:00:00Z")));
    }

    #[test]
    fn a_summer_day_ends_an_hour_before_midnight_elsewhere() {
        assert_eq!(end_of_day(at("2021-07-01T09:00:00Z")), Some(at("2021-07-01T23:00:00Z")));
        assert_eq!(end_of_day(at("2021-11-11T00:00:00Z")), Some(at("2021-11-12T00:00:00Z")));
    }

    #[test]
    fn past_the_known_years_nothing_is_claimed() {
        assert_eq!(after_working_days(at("2027-12-30T09:00:00Z"), 2), None);
        assert_eq!(after_working_days(at("2017-12-30T09:00:00Z"), 2), None);
    }
}
