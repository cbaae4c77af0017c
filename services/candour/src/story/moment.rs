//! Days, months and moments, as a story writes them.
//!
//! Days are those of the calendar in UTC, as in the rules' own histories.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, time},
    tz::TimeZone,
};
use proto::common::Precision;
use serde_json::{Value, json};

/// When a step is taken: a day means nine in the morning.
///
/// # Errors
/// If it is neither a day nor a moment.
pub fn at(text: &str) -> Result<Timestamp, String> {
    match date(text) {
        Some(date) => moment(date, 9),
        None => text
            .parse()
            .map_err(|_| format!("`{text}` is neither a day (2018-04-03) nor a moment (RFC 3339)")),
    }
}

/// A day, or the last day of a month.
///
/// # Errors
/// If it is neither.
pub fn day(text: &str) -> Result<Date, String> {
    date(text)
        .or_else(|| month(text).map(Date::last_of_month))
        .ok_or_else(|| format!("`{text}` is neither a day (2018-04-03) nor a month (2018-04)"))
}

/// When something happened, as the contract says it; never after `at`.
///
/// # Errors
/// If it cannot be read.
pub fn occurred(value: Option<&Value>, at: Timestamp) -> Result<Value, String> {
    let (start, end, precision) = match value {
        None => whole_day(at.to_zoned(TimeZone::UTC).date())?,
        Some(Value::String(text)) => said(text)?,
        Some(Value::Object(parts)) => {
            if let Some(stranger) =
                parts.keys().find(|key| !["start", "end", "precision"].contains(&key.as_str()))
            {
                return Err(format!("`{stranger}` is none of start, end, precision"));
            }
            let part = |key: &str| parts.get(key).and_then(Value::as_str);
            let start = said(part("start").ok_or("a period needs its start")?)?.0;
            let end = said(part("end").ok_or("a period needs its end")?)?.1;
            let precision = part("precision").map_or(Ok(Precision::Period), precision)?;
            (start, end, precision)
        }
        Some(other) => {
            return Err(format!("`{other}` is no day, month, moment or period"));
        }
    };
    if end < start {
        return Err(format!("it ends ({end}) before it begins ({start})"));
    }
    // A step that expects to be refused for it may lie in the future.
    let end = if start <= at { end.min(at) } else { end };
    Ok(json!({ "start": start, "end": end, "precision": precision.as_str_name() }))
}

type Spoken = (Timestamp, Timestamp, Precision);

fn said(text: &str) -> Result<Spoken, String> {
    if let Some(date) = date(text) {
        return whole_day(date);
    }
    if let Some(first) = month(text) {
        let end = last_instant(first.last_of_month())?;
        return Ok((moment(first, 0)?, end, Precision::Month));
    }
    let at: Timestamp = text
        .parse()
        .map_err(|_| format!("`{text}` is no day, month (2018-04) or moment (RFC 3339)"))?;
    Ok((at, at, Precision::Instant))
}

fn whole_day(date: Date) -> Result<Spoken, String> {
    Ok((moment(date, 0)?, last_instant(date)?, Precision::Day))
}

fn precision(name: &str) -> Result<Precision, String> {
    let upper = name.to_ascii_uppercase();
    Precision::from_str_name(&upper)
        .or_else(|| Precision::from_str_name(&format!("PRECISION_{upper}")))
        .ok_or_else(|| format!("`{name}` is no precision: day, month, period or instant"))
}

fn date(text: &str) -> Option<Date> {
    (text.len() == 10).then(|| text.parse().ok()).flatten()
}

/// The first day of a month.
fn month(text: &str) -> Option<Date> {
    (text.len() == 7).then(|| format!("{text}-01").parse().ok()).flatten()
}

fn moment(date: Date, hour: i8) -> Result<Timestamp, String> {
    let zoned = date.to_datetime(time(hour, 0, 0, 0)).to_zoned(TimeZone::UTC);
    zoned.map(|z| z.timestamp()).map_err(|_| format!("{date} is beyond the calendar"))
}

fn last_instant(date: Date) -> Result<Timestamp, String> {
    let next = date.tomorrow().map_err(|_| format!("{date} is beyond the calendar"))?;
    moment(next, 0)?.checked_sub(1.microsecond()).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nine(day: &str) -> Timestamp {
        at(day).unwrap()
    }

    fn told(value: &Value, on: &str) -> String {
        let told = occurred(Some(value), nine(on)).unwrap();
        format!(
            "{} {} {}",
            told["start"].as_str().unwrap(),
            told["end"].as_str().unwrap(),
            told["precision"].as_str().unwrap()
        )
    }

    #[test]
    fn a_step_is_taken_at_nine_or_when_it_says() {
        assert_eq!(nine("2018-04-03").to_string(), "2018-04-03T09:00:00Z");
        assert_eq!(nine("2018-04-03T14:30:00+01:00").to_string(), "2018-04-03T13:30:00Z");
        assert!(at("2018-04").is_err());
        assert!(at("03/04/2018").is_err());
    }

    #[test]
    fn what_happened_may_be_known_to_the_day_the_month_the_period_or_the_instant() {
        let on = "2019-01-01";
        assert_eq!(
            told(&json!("2018-04-03"), on),
            "2018-04-03T00:00:00Z 2018-04-03T23:59:59.999999Z PRECISION_DAY"
        );
        assert_eq!(
            told(&json!("2018-04"), on),
            "2018-04-01T00:00:00Z 2018-04-30T23:59:59.999999Z PRECISION_MONTH"
        );
        assert_eq!(
            told(&json!("2018-04-03T08:00:00Z"), on),
            "2018-04-03T08:00:00Z 2018-04-03T08:00:00Z PRECISION_INSTANT"
        );
        assert_eq!(
            told(&json!({ "start": "2018-04", "end": "2018-06" }), on),
            "2018-04-01T00:00:00Z 2018-06-30T23:59:59.999999Z PRECISION_PERIOD"
        );
        assert_eq!(
            told(&json!({ "start": "2018-04-03", "end": "2018-04-03", "precision": "day" }), on),
            "2018-04-03T00:00:00Z 2018-04-03T23:59:59.999999Z PRECISION_DAY"
        );
    }

    #[test]
    fn without_a_word_it_happened_on_the_day_and_never_later_than_it_is_said() {
        let told = occurred(None, nine("2018-04-03")).unwrap();
        assert_eq!(told["start"], "2018-04-03T00:00:00Z");
        assert_eq!(told["end"], "2018-04-03T09:00:00Z");
        assert_eq!(told["precision"], "PRECISION_DAY");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        let on = nine("2019-01-01");
        for value in [
            json!("spring 2018"),
            json!(2018),
            json!({ "start": "2018-04" }),
            json!({ "start": "2018-06", "end": "2018-04" }),
            json!({ "start": "2018-04", "end": "2018-06", "about": true }),
            json!({ "start": "2018-04", "end": "2018-06", "precision": "roughly" }),
        ] {
            assert!(occurred(Some(&value), on).is_err(), "{value}");
        }
    }

    #[test]
    fn a_month_is_counted_from_its_last_day() {
        assert_eq!(day("2020-02").unwrap().to_string(), "2020-02-29");
        assert!(day("2020").is_err());
    }
}
