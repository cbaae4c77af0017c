//! CSV: a row an event, with the times, who said it and the ids in columns of their own.
//!
//! RFC 4180, in UTF-8 with a header. What an event holds besides is in the last column, as
//! JSON. A value that a spreadsheet would take for a formula has an apostrophe before it.

use kernel::spreadsheet;
use proto::{
    common::{Occurred, Precision},
    time::maybe,
};
use serde_json::{Map, Value};

use super::Seen;

/// What every event has.
const COLUMNS: [&str; 18] = [
    "event_id",
    "type",
    "happened_from",
    "happened_until",
    "precision",
    "recorded",
    "agency_id",
    "worker_id",
    "role",
    "person_id",
    "stream_id",
    "stream_version",
    "position",
    "source",
    "source_place",
    "synthetic",
    "hidden",
    "data",
];

/// The ids that get a column, where an event has them.
const IDS: [&str; 10] = [
    "referral_id",
    "scheme_id",
    "contact_id",
    "plan_id",
    "instruction_id",
    "consent_id",
    "disclosure_id",
    "meeting_id",
    "sanction_id",
    "concern_id",
];

/// Writes events, a row each, below a header.
///
/// # Errors
/// If the writer fails, which writes into memory.
pub fn write(events: &[Seen]) -> Result<Vec<u8>, spreadsheet::Error> {
    let (data, others) = COLUMNS.split_last().unwrap_or((&"data", &[]));
    let headings: Vec<&str> = others.iter().chain(&IDS).chain([data]).copied().collect();
    spreadsheet::file(&headings, events.iter().map(|seen| values(seen).collect()))
}

fn values(seen: &Seen) -> impl Iterator<Item = String> {
    let record = &seen.record;
    let occurred = record.occurred.unwrap_or_default();
    let moment =
        |at: Option<&proto::WireTime>| maybe(at).map(|at| at.to_string()).unwrap_or_default();
    let source = record.source.clone().unwrap_or_default();
    let hidden: Vec<String> = record.hidden().map(|class| short(class.as_str_name())).collect();
    let fields: Map<String, Value> = serde_json::from_str(&record.data).unwrap_or_default();
    let ids =
        IDS.map(|name| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned());
    [
        record.event_id.clone(),
        record.r#type.clone(),
        moment(occurred.start.as_ref()),
        moment(until(&occurred)),
        short(precision(&occurred).as_str_name()),
        moment(record.recorded_at.as_ref()),
        record.agency_id.clone(),
        record.worker_id.clone(),
        short(record.role().as_str_name()),
        record.person_id.clone(),
        record.stream_id.clone(),
        record.stream_version.to_string(),
        record.position.to_string(),
        source.title,
        source.place,
        source.synthetic.to_string(),
        hidden.join(" "),
    ]
    .into_iter()
    .chain(ids)
    .chain([record.data.clone()])
}

fn until(occurred: &Occurred) -> Option<&proto::WireTime> {
    occurred.end.as_ref().or(occurred.start.as_ref())
}

fn precision(occurred: &Occurred) -> Precision {
    match occurred.precision() {
        Precision::Unspecified => Precision::Instant,
        known => known,
    }
}

/// The name of a value without what all its names begin with.
fn short(name: &str) -> String {
    name.split_once('_').map_or(name, |(_, rest)| rest).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use proto::{
        common::{Class, Source, Text},
        referrals::{ContactRecorded, Event},
    };

    use super::*;
    use crate::exports::seen::tests::{id, seen, without};

    fn contact() -> Seen {
        let contact = ContactRecorded {
            person_id: id("person", 1),
            contact_id: id("contact", 2),
            notes: Some(Text::plain("came, and said \"help\"\nthen left")),
            ..Default::default()
        };
        seen(4, &id("person", 1), Event::from(contact))
    }

    fn lines(events: &[Seen]) -> Vec<String> {
        String::from_utf8(write(events).unwrap())
            .unwrap()
            .split("\r\n")
            .map(ToOwned::to_owned)
            .collect()
    }

    #[test]
    fn each_event_is_a_row_with_its_times_agency_role_and_ids() {
        let lines = lines(&[contact()]);
        assert_eq!(lines.len(), 3, "a header, a row, and nothing after the last line's end");
        assert_eq!(lines[0].split(',').count(), COLUMNS.len() + IDS.len());
        let contact = id("contact", 2);
        for part in ["2021-01-04T09:00:00Z", "care_coordinator", "instant", contact.as_str()] {
            assert!(lines[1].contains(part), "{part}: {}", lines[1]);
        }
        assert!(lines[1].contains(r#"said \""help\""\nthen"#), "{}", lines[1]);
    }

    #[test]
    fn a_row_says_which_parts_are_hidden() {
        let row = lines(&[without(without(contact(), Class::Clinical), Class::Narrative)]);
        assert!(row[1].contains(",clinical narrative,"), "{}", row[1]);
    }

    #[test]
    fn no_value_is_a_formula() {
        let mut one = contact();
        one.record.source = Some(Source { title: "=HYPERLINK(1)".into(), ..Source::default() });
        let row = lines(&[one]);
        assert!(row[1].contains(",'=HYPERLINK(1),"), "{}", row[1]);
    }
}
