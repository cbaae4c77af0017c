//! A case month by month: harm beside demand, so that fewer calls are never read alone.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::facts::{Fact, contacts};
use crate::words;

/// A small picture: how often something happened each month.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Multiple {
    pub(super) name: &'static str,
    /// True if it counts harm and not demand.
    pub(super) is_harm: bool,
    pub(super) months: Vec<(Date, u32)>,
}

type Counts = fn(&Fact) -> bool;

/// What is counted: its name, whether it is harm, and which contacts.
const COUNTED: [(&str, bool, Counts); 6] = [
    ("ED attendances", false, |c| c.text("service") == "CONTACT_SERVICE_ED"),
    ("999 calls", false, |c| c.text("service") == "CONTACT_SERVICE_AMBULANCE_999"),
    ("Police and s136", false, |c| {
        matches!(c.text("service"), "CONTACT_SERVICE_POLICE" | "CONTACT_SERVICE_S136")
    }),
    ("Community and ward contacts", false, |c| {
        matches!(c.text("service"), "CONTACT_SERVICE_COMMUNITY" | "CONTACT_SERVICE_WARD")
    }),
    ("Contacts with self-harm", true, |c| c.is("self_harm")),
    ("Refused", true, |c| c.text("disposal") == "CONTACT_DISPOSAL_REFUSED"),
];

/// The pictures, over the same months; none where there was no contact at all.
pub(super) fn multiples(facts: &[Fact], from: Timestamp, to: Timestamp) -> Vec<Multiple> {
    let months = months(from, to);
    let contacts = contacts(facts);
    if !contacts.iter().any(|contact| from <= contact.at && contact.at <= to) {
        return Vec::new();
    }
    COUNTED
        .into_iter()
        .map(|(name, is_harm, counts)| {
            let mut counted: BTreeMap<Date, u32> = months.iter().map(|m| (*m, 0)).collect();
            for contact in contacts.iter().filter(|contact| counts(contact)) {
                let month = words::date(contact.at).first_of_month();
                if let Some(count) = counted.get_mut(&month) {
                    *count = count.saturating_add(1);
                }
            }
            Multiple { name, is_harm, months: counted.into_iter().collect() }
        })
        .collect()
}

/// The first days of the months from one moment to another.
fn months(from: Timestamp, to: Timestamp) -> Vec<Date> {
    let last = words::date(to).first_of_month();
    let mut month = words::date(from).first_of_month();
    let mut months = Vec::new();
    while month <= last {
        months.push(month);
        let Ok(next) = month.checked_add(jiff::Span::new().months(1)) else { break };
        month = next;
    }
    months
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::pages::case::facts::tests::{day, fact};

    #[test]
    fn harm_is_counted_beside_demand_and_a_month_without_is_nought() {
        let contact = |id: &str, harm: &str| {
            json!({
                "contact_id": id, "service": "CONTACT_SERVICE_ED", "self_harm": harm,
            })
        };
        let facts = [
            fact("ContactRecorded", 1, contact("a", "ANSWER_YES")),
            fact("ContactRecorded", 2, contact("b", "ANSWER_NO")),
            fact("ContactRecorded", 62, contact("c", "ANSWER_NO")),
        ];
        let multiples = multiples(&facts, day(0), day(70));
        let counts = |name: &str| -> Vec<u32> {
            let found = multiples.iter().find(|m| m.name == name).unwrap();
            found.months.iter().map(|(_, count)| *count).collect()
        };
        assert_eq!(counts("ED attendances"), [2, 0, 1]);
        assert_eq!(counts("Contacts with self-harm"), [1, 0, 0]);
        assert_eq!(counts("999 calls"), [0, 0, 0]);
    }
}
