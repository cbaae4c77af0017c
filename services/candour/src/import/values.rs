//! Values as people and systems write them: codes, ids, days and moments.
//!
//! Nothing is guessed. What can be read in two ways is kept as both, or refused
//! with what to write instead.

use jiff::{
    Timestamp, ToSpan as _,
    civil::{Date, DateTime},
    tz::{AmbiguousOffset, TimeZone},
};
use proto::{
    common::{Answer, Precision},
    referrals::{ContactDisposal, ContactReason, ContactService, Offer, ReferredBy, RefusalReason},
    time::Span,
};

/// The values of one of the contract's lists.
#[derive(Debug)]
pub struct Codes {
    /// What all their names begin with.
    prefix: &'static str,
    name: fn(i32) -> Option<&'static str>,
    /// What else people write, and for which value.
    also: &'static [(&'static str, &'static str)],
}

macro_rules! codes {
    ($($(#[$doc:meta])* $list:ident: $type:ident, $prefix:literal, $also:expr;)*) => {
        $(
            $(#[$doc])*
            pub static $list: Codes = Codes {
                prefix: $prefix,
                name: |number| $type::try_from(number).ok().map(|value| value.as_str_name()),
                also: $also,
            };
        )*
    };
}

codes! {
    /// The service that a person turned to.
    SERVICES: ContactService, "CONTACT_SERVICE_",
        &[("999", "ambulance_999"), ("111", "nhs_111"), ("a&e", "ed"), ("section_136", "s136")];
    /// Why a contact came about.
    REASONS: ContactReason, "CONTACT_REASON_", &[];
    /// How a contact ended.
    DISPOSALS: ContactDisposal, "CONTACT_DISPOSAL_", &[];
    /// Why help was refused.
    REFUSALS: RefusalReason, "REFUSAL_REASON_", &[];
    /// Yes, no, or why neither.
    ANSWERS: Answer, "ANSWER_", &[("y", "yes"), ("n", "no")];
    /// Whether something was offered.
    OFFERS: Offer, "OFFER_", &[];
    /// Who made a referral.
    REFERRERS: ReferredBy, "REFERRED_BY_", &[];
}

impl Codes {
    /// All of them as people write them, but for the one that says nothing.
    pub fn names(&self) -> Vec<String> {
        let short = |name: &'static str| {
            name.strip_prefix(self.prefix).unwrap_or(name).to_ascii_lowercase()
        };
        (1..).map_while(|number| (self.name)(number).map(short)).collect()
    }

    /// The number of a value; case, dashes and spaces do not matter.
    ///
    /// # Errors
    /// If there is no such value, with those that there are.
    pub fn read(&self, text: &str) -> Result<i32, String> {
        let folded: String = text
            .trim()
            .chars()
            .map(|c| if matches!(c, ' ' | '-' | '.' | '/') { '_' } else { c.to_ascii_lowercase() })
            .collect();
        let prefix = self.prefix.to_ascii_lowercase();
        let bare = folded.strip_prefix(&prefix).unwrap_or(&folded);
        let meant = self.also.iter().find(|(other, _)| *other == bare);
        let wanted = meant.map_or(bare, |(_, name)| *name);
        let names = self.names();
        let at = names.iter().position(|name| name == wanted);
        at.and_then(|at| i32::try_from(at + 1).ok()).ok_or_else(|| {
            format!(
                "`{}` is none of {}{}",
                shown(text),
                names.join(", "),
                nearest(bare, names.iter().map(String::as_str))
            )
        })
    }
}

/// `; did you mean …?`, if something is near.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> String {
    let length = given.chars().count();
    let most = |name: &str| 1 + name.len() / 4;
    let near = known
        // One that is much longer is not near, and need not be compared letter by letter.
        .filter(|name| length.abs_diff(name.chars().count()) <= most(name))
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(steps, name)| *steps <= most(name))
        .min();
    near.map(|(_, name)| format!("; did you mean {name}?")).unwrap_or_default()
}

/// A value, short enough for a line and without what would move a cursor.
pub fn shown(text: &str) -> String {
    let clean = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let short: String = clean.clone().take(60).collect();
    if clean.count() > 60 { format!("{short}…") } else { short }
}

/// When something happened, from `from` until `to`; either may be a day, a month
/// or a year. Days, and moments without a zone, are London's.
///
/// # Errors
/// If one of them cannot be read, with which of the two it is.
pub fn occurred(from: &str, to: Option<&str>) -> Result<Span, (Part, String)> {
    let first = said(from).map_err(|text| (Part::Start, text))?;
    let Some(to) = to else { return Ok(first) };
    let last = said(to).map_err(|text| (Part::End, text))?;
    if last.end < first.start {
        return Err((Part::End, "it ends before it begins; exchange or mend the two".to_owned()));
    }
    let precision = if first == last { first.precision } else { Precision::Period };
    let end = last.end.max(first.start);
    Ok(Span { start: first.start, end, precision })
}

/// One of the two parts of when something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// When it began, or the whole.
    Start,
    /// When it ended.
    End,
}

const WHAT_A_TIME_IS: &str = "write 2021-03-04, 2021-03-04T05:06 for London's time, or \
     2021-03-04T05:06Z with a zone";

/// Reads a year, a month, a day or a moment.
fn said(text: &str) -> Result<Span, String> {
    let text = text.trim();
    let unread = || format!("`{}` is no day or moment; {WHAT_A_TIME_IS}", shown(text));
    let days = match text.len() {
        4 => year(text),
        7 => format!("{text}-01")
            .parse()
            .ok()
            .map(|first: Date| (first, first.last_of_month(), Precision::Month)),
        10 => text.parse().ok().map(|day: Date| (day, day, Precision::Day)),
        _ => None,
    };
    if let Some((first, last, precision)) = days {
        return whole_days(first, last, precision).ok_or_else(unread);
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(Span::instant(at));
    }
    // Without its time a moment is a day; those were read above.
    let local: DateTime = Some(text)
        .filter(|text| text.contains(':'))
        .and_then(|text| text.parse().ok())
        .ok_or_else(unread)?;
    by_londons_clocks(local)
}

fn year(text: &str) -> Option<(Date, Date, Precision)> {
    let first: Date = format!("{text}-01-01").parse().ok()?;
    Some((first, first.last_of_year(), Precision::Period))
}

fn whole_days(first: Date, last: Date, precision: Precision) -> Option<Span> {
    let london = london()?;
    let start = first.to_zoned(london.clone()).ok()?.timestamp();
    let next = last.tomorrow().ok()?.to_zoned(london).ok()?.timestamp();
    Some(Span { start, end: next.checked_sub(1.microsecond()).ok()?, precision })
}

/// A moment by London's clocks. In the hour that an autumn night has twice it is
/// one of two, and that is what is recorded.
fn by_londons_clocks(local: DateTime) -> Result<Span, String> {
    let unreadable = || format!("`{local}` is beyond the calendar; mend it");
    let london = london().ok_or_else(unreadable)?;
    let ambiguous = london.to_ambiguous_timestamp(local);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => {
            ambiguous.unambiguous().map(Span::instant).map_err(|_| unreadable())
        }
        AmbiguousOffset::Gap { .. } => Err(format!(
            "there was no {local} in London, where clocks went forward that night; give the time \
             with its zone"
        )),
        AmbiguousOffset::Fold { .. } => {
            let either = (ambiguous.earlier(), ambiguous.later());
            let (Ok(start), Ok(end)) = either else { return Err(unreadable()) };
            Ok(Span { start, end, precision: Precision::Period })
        }
    }
}

fn london() -> Option<TimeZone> {
    TimeZone::get("Europe/London").ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        for (text, service) in [
            ("ed", ContactService::Ed),
            (" ED ", ContactService::Ed),
            ("Ambulance-999", ContactService::Ambulance999),
            ("999", ContactService::Ambulance999),
            ("nhs 111", ContactService::Nhs111),
            ("CONTACT_SERVICE_CRISIS_LINE", ContactService::CrisisLine),
        ] {
            assert_eq!(SERVICES.read(text), Ok(service.into()), "{text}");
        }
        assert_eq!(ANSWERS.read("Y"), Ok(Answer::Yes.into()));
        assert_eq!(DISPOSALS.read("see and convey"), Ok(ContactDisposal::SeeAndConvey.into()));
    }

    #[test]
    fn every_value_of_every_list_can_be_written() {
        for codes in [&SERVICES, &REASONS, &DISPOSALS, &REFUSALS, &ANSWERS, &OFFERS, &REFERRERS] {
            let names = codes.names();
            assert!(names.len() >= 3, "{}", codes.prefix);
            for (n, name) in (1..).zip(&names) {
                assert_eq!(codes.read(name), Ok(n), "{name}");
            }
            for (other, name) in codes.also {
                assert!(names.iter().any(|known| known == name), "{other}");
            }
        }
    }

    #[test]
    fn a_code_that_is_none_is_told_with_those_there_are_and_the_nearest() {
        let told = SERVICES.read("ambulence_999").unwrap_err();
        assert!(told.starts_with("`ambulence_999` is none of ed, ambulance_999,"), "{told}");
        assert!(told.ends_with("; did you mean ambulance_999?"), "{told}");
        assert!(!SERVICES.read("dentist").unwrap_err().contains("did you mean"));
        assert!(SERVICES.read("unspecified").is_err());
        assert!(SERVICES.read("").is_err());
        let long = SERVICES.read(&"x\u{1b}".repeat(100)).unwrap_err();
        assert!(!long.contains('\u{1b}') && long.contains('…'), "{long}");
    }

    #[test]
    fn a_day_is_londons_day() {
        let winter = occurred("2021-01-04", None).unwrap();
        assert_eq!(winter.start, at("2021-01-04T00:00:00Z"));
        assert_eq!(winter.end, at("2021-01-04T23:59:59.999999Z"));
        assert_eq!(winter.precision, Precision::Day);
        let summer = occurred("2021-07-04", None).unwrap();
        assert_eq!(summer.start, at("2021-07-03T23:00:00Z"));
    }

    #[test]
    fn months_and_years_are_as_exact_as_they_are() {
        let month = occurred("2021-02", None).unwrap();
        assert_eq!((month.start, month.precision), (at("2021-02-01T00:00:00Z"), Precision::Month));
        assert_eq!(month.end, at("2021-02-28T23:59:59.999999Z"));
        let year = occurred("2021", None).unwrap();
        assert_eq!(
            (year.end, year.precision),
            (at("2021-12-31T23:59:59.999999Z"), Precision::Period)
        );
    }

    #[test]
    fn a_moment_without_a_zone_is_by_londons_clocks() {
        for (text, utc) in [
            ("2021-07-04T05:06", "2021-07-04T04:06:00Z"),
            ("2021-07-04 05:06:07", "2021-07-04T04:06:07Z"),
            ("2021-07-04T05:06Z", "2021-07-04T05:06:00Z"),
            ("2021-07-04T05:06:07.5+02:00", "2021-07-04T03:06:07.5Z"),
            ("2021-01-04T05:06", "2021-01-04T05:06:00Z"),
        ] {
            assert_eq!(occurred(text, None), Ok(Span::instant(at(utc))), "{text}");
        }
    }

    #[test]
    fn an_hour_that_was_twice_is_either_and_one_that_never_was_is_refused() {
        let either = occurred("2021-10-31T01:30", None).unwrap();
        assert_eq!(
            (either.start, either.end),
            (at("2021-10-31T00:30:00Z"), at("2021-10-31T01:30:00Z"))
        );
        assert_eq!(either.precision, Precision::Period);
        let (_, never) = occurred("2021-03-28T01:30", None).unwrap_err();
        assert!(never.contains("clocks went forward"), "{never}");
    }

    #[test]
    fn from_and_until_make_a_period() {
        let span = occurred("2021-03-04T22:00Z", Some("2021-03-05T03:00Z")).unwrap();
        assert_eq!(
            (span.start, span.end),
            (at("2021-03-04T22:00:00Z"), at("2021-03-05T03:00:00Z"))
        );
        assert_eq!(span.precision, Precision::Period);
        let day = occurred("2021-03-04", Some("2021-03-04")).unwrap();
        assert_eq!(day.precision, Precision::Day);
        let (part, told) = occurred("2021-03-04", Some("2021-03-03")).unwrap_err();
        assert_eq!(part, Part::End);
        assert!(told.contains("before it begins"), "{told}");
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_to_write() {
        for wrong in ["04/03/2021", "2021-02-30", "yesterday", "", "2021-3-4", "12:00", "202I"] {
            let (part, told) = occurred(wrong, None).unwrap_err();
            assert_eq!(part, Part::Start);
            assert!(told.contains("; write 2021-03-04"), "{wrong}: {told}");
        }
        assert_eq!(occurred("2021-03-04", Some("soon")).unwrap_err().0, Part::End);
    }
}
