//! Which day a page is about: what was true on one, as far as was known on another.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp, civil::Date};
use proto::{oversight::AsAt, time};
use url::form_urlencoded::Serializer;

use crate::words;

/// The days asked about, as an address says them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Days {
    /// The day up to which is shown; none means now.
    at: Option<Date>,
    /// The day on which it was known; none means now.
    known_at: Option<Date>,
    /// What is no day, by the input that it stands in.
    pub(crate) wrong: Vec<(&'static str, &'static str)>,
}

/// A day as the inputs of a form have it.
#[derive(Clone, Debug, Default)]
pub(crate) struct DayParts {
    pub(crate) day: String,
    pub(crate) month: String,
    pub(crate) year: String,
}

impl Days {
    /// The days of an address.
    pub(crate) fn of(query: &HashMap<String, String>) -> Self {
        let mut wrong = Vec::new();
        let mut date = |name: &'static str| {
            let part = |part: &str| query.get(&format!("{name}-{part}")).map_or("", |v| v.trim());
            let (day, month, year) = (part("day"), part("month"), part("year"));
            if day.is_empty() && month.is_empty() && year.is_empty() {
                return None;
            }
            let read =
                || Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
            let date = read();
            if date.is_none() {
                wrong.push((name, "Enter a day as three numbers, such as 31 3 2021"));
            }
            date
        };
        let (at, known_at) = (date("at"), date("known"));
        Self { at, known_at, wrong }
    }

    /// As services are asked.
    pub(crate) fn wire(&self) -> AsAt {
        AsAt {
            as_at: self.at.and_then(end).map(time::wire),
            as_known_at: self.known_at.and_then(end).map(time::wire),
        }
    }

    /// The moment up to which is shown.
    pub(crate) fn up_to(&self, now: Timestamp) -> Timestamp {
        self.at.and_then(end).unwrap_or(now)
    }

    /// What is shown, in a sentence.
    pub(crate) fn says(&self) -> String {
        let at = match self.at {
            Some(date) => format!("As it was on {}", date.strftime("%-d %B %Y")),
            None => "As it is now".to_owned(),
        };
        match self.known_at {
            Some(date) => format!("{at}, as far as was known on {}.", date.strftime("%-d %B %Y")),
            None => format!("{at}, as far as is known now."),
        }
    }

    /// Says the days in an address.
    pub(crate) fn append(&self, query: &mut Serializer<'_, String>) {
        for (name, date) in [("at", self.at), ("known", self.known_at)] {
            let Some(date) = date else { continue };
            query.append_pair(&format!("{name}-day"), &date.day().to_string());
            query.append_pair(&format!("{name}-month"), &date.month().to_string());
            query.append_pair(&format!("{name}-year"), &date.year().to_string());
        }
    }

    /// The day up to which is shown, for its inputs.
    pub(crate) fn at(&self) -> DayParts {
        DayParts::of(self.at)
    }

    /// The day on which it was known, for its inputs.
    pub(crate) fn known_at(&self) -> DayParts {
        DayParts::of(self.known_at)
    }
}

impl DayParts {
    fn of(date: Option<Date>) -> Self {
        date.map_or_else(Self::default, |date| Self {
            day: date.day().to_string(),
            month: date.month().to_string(),
            year: date.year().to_string(),
        })
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
    fn a_day_that_is_none_is_told_and_now_is_shown() {
        let days = Days::of(&query("at-day=31&at-month=2&at-year=2020"));
        assert_eq!(days.wrong.len(), 1);
        assert_eq!(days.up_to(Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH);
    }
}
