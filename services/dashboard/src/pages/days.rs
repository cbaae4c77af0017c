//! Which day a page is about: what was true on one, as far as was known on another.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use proto::{oversight::AsAt, time};
use url::form_urlencoded::Serializer;

use crate::words;

/// The days asked about, as an address says them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Days {
    /// The day up to which is shown.
    pub(crate) at: Day,
    /// The day on which it was known.
    pub(crate) known: Day,
}

/// A day as the inputs of a form have it, as it was typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Day {
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
    /// What is wrong with it; empty if nothing is.
    pub(crate) wrong: &'static str,
    /// The day; none means now.
    date: Option<Date>,
}

const NO_DAY: &str = "Enter a day as three numbers, such as 31 3 2021";
const SHORT_YEAR: &str = "Enter a year of four digits, such as 2021";

impl Day {
    fn of(query: &HashMap<String, String>, name: &str) -> Self {
        let part = |part: &str| {
            let typed = query.get(&format!("{name}-{part}")).map_or("", |typed| typed.trim());
            typed.to_owned()
        };
        let mut day =
            Self { day: part("day"), month: part("month"), year: part("year"), ..Self::default() };
        match day.read() {
            Ok(date) => day.date = date,
            Err(wrong) => day.wrong = wrong,
        }
        day
    }

    fn read(&self) -> Result<Option<Date>, &'static str> {
        if self.day.is_empty() && self.month.is_empty() && self.year.is_empty() {
            return Ok(None);
        }
        // The year 21 is one, and nobody means it.
        if self.year.len() != 4 && self.year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(SHORT_YEAR);
        }
        let number = |text: &str| text.parse().ok();
        let date = self.year.parse().ok().zip(number(&self.month)).zip(number(&self.day));
        let date = date.and_then(|((year, month), day)| Date::new(year, month, day).ok());
        // The last of all days has no end.
        date.filter(|date| end(*date).is_some()).map(Some).ok_or(NO_DAY)
    }

    fn append(&self, name: &str, query: &mut Serializer<'_, String>) {
        let Some(date) = self.date else { return };
        query.append_pair(&format!("{name}-day"), &date.day().to_string());
        query.append_pair(&format!("{name}-month"), &date.month().to_string());
        query.append_pair(&format!("{name}-year"), &date.year().to_string());
    }
}

impl Days {
    /// The days of an address.
    pub(crate) fn of(query: &HashMap<String, String>) -> Self {
        Self { at: Day::of(query, "at"), known: Day::of(query, "known") }
    }

    /// What is no day, by the input that it stands in.
    pub(crate) fn wrong(&self) -> Vec<(&'static str, &'static str)> {
        let all = [("at", self.at.wrong), ("known", self.known.wrong)];
        all.into_iter().filter(|(_, wrong)| !wrong.is_empty()).collect()
    }

    /// As services are asked.
    pub(crate) fn wire(&self) -> AsAt {
        AsAt {
            as_at: self.at.date.and_then(end).map(time::wire),
            as_known_at: self.known.date.and_then(end).map(time::wire),
        }
    }

    /// The moment up to which is shown.
    pub(crate) fn up_to(&self, now: Timestamp) -> Timestamp {
        self.at.date.and_then(end).unwrap_or(now)
    }

    /// What is shown, in a sentence.
    pub(crate) fn says(&self) -> String {
        let at = match self.at.date {
            Some(date) => format!("As it was on {}", date.strftime("%-d %B %Y")),
            None => "As it is now".to_owned(),
        };
        match self.known.date {
            Some(date) => format!("{at}, as far as was known on {}.", date.strftime("%-d %B %Y")),
            None => format!("{at}, as far as is known now."),
        }
    }

    /// Says the days in an address.
    pub(crate) fn append(&self, query: &mut Serializer<'_, String>) {
        self.at.append("at", query);
        self.known.append("known", query);
    }
}

/// The last moment of a day in London.
pub(crate) fn end(date: Date) -> Option<Timestamp> {
    let next = date.tomorrow().ok()?.to_zoned(words::london()).ok()?.timestamp();
    next.checked_sub(SignedDuration::from_micros(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(address: &str) -> HashMap<String, String> {
        url::form_urlencoded::parse(address.as_bytes()).into_owned().collect()
    }

    #[test]
    fn a_day_is_shown_to_its_end_in_london_and_stands_in_the_address() {
        let address = "at-day=1&at-month=7&at-year=2020";
        let days = Days::of(&query(address));
        let to = days.up_to(Timestamp::UNIX_EPOCH);
        assert_eq!(to.to_string(), "2020-07-01T22:59:59.999999Z");
        assert_eq!(time::maybe(days.wire().as_at.as_ref()), Some(to));
        assert_eq!(days.wire().as_known_at, None);
        let mut again = Serializer::new(String::new());
        days.append(&mut again);
        assert_eq!(again.finish(), address);
        assert_eq!(days.says(), "As it was on 1 July 2020, as far as is known now.");
    }

    #[test]
    fn a_day_that_is_none_is_told_and_kept_as_it_was_typed_and_now_is_shown() {
        for (address, says) in [
            ("at-day=31&at-month=2&at-year=2020", NO_DAY),
            ("at-day=&at-month=2&at-year=2020", NO_DAY),
            ("at-day=x&at-month=2&at-year=2020", NO_DAY),
            ("at-day=31&at-month=12&at-year=9999", NO_DAY),
            ("at-day=1&at-month=7&at-year=20", SHORT_YEAR),
        ] {
            let days = Days::of(&query(address));
            assert_eq!(days.wrong(), [("at", says)], "{address}");
            assert_eq!(days.up_to(Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
            let typed = [("at-day", &days.at.day), ("at-year", &days.at.year)];
            assert!(typed.iter().all(|(name, typed)| query(address)[*name] == **typed));
        }
    }
}
