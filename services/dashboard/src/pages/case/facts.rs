//! What happened to somebody, as events tell it: the little of each that a picture needs.

use jiff::Timestamp;
use proto::{common::EventRecord, time};
use serde_json::{Map, Value};

/// The kinds of contacts, of which there may be many: they are asked for only as far back as
/// a picture goes.
pub(super) const CONTACTS: [&str; 2] = ["ContactRecorded", "ContactCorrected"];

/// The other kinds that a picture is drawn from, and those that tell what may still be done.
/// What began before the picture may stand still.
pub(super) const OTHERS: [&str; 29] = [
    "ReferralAccepted",
    "ReferralDeclined",
    "ReferralWithdrawn",
    "CaseClosed",
    "ComplaintClosed",
    "ConsentRecorded",
    "ConsentWithdrawn",
    "ConsentRefused",
    "DisclosureMade",
    "PlanDrafted",
    "PlanPublished",
    "PlanClosed",
    "InstructionIssued",
    "InstructionWithdrawn",
    "InstructionLapsed",
    "ReviewHeld",
    "ChallengeLodged",
    "ChallengeDecided",
    "SanctionThreatened",
    "SanctionApplied",
    "SanctionEnded",
    "SanctionOverturned",
    "BehaviouralContractImposed",
    "BehaviouralContractEnded",
    "ServiceReduced",
    "PoliceInvolved",
    "ComplaintRaised",
    "SafeguardingRaised",
    "IncidentReported",
];

/// An event.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// Its kind, such as "ContactRecorded".
    pub(super) kind: String,
    pub(super) stream: String,
    /// When it happened, at the earliest.
    pub(super) start: Timestamp,
    /// When it happened, at the latest.
    pub(super) at: Timestamp,
    pub(super) recorded: Timestamp,
    fields: Map<String, Value>,
}

impl Fact {
    /// An event of the contract; `None` if it does not say when it happened.
    pub(super) fn of(event: &EventRecord) -> Option<Self> {
        let occurred = event.occurred.as_ref()?;
        let start = time::maybe(occurred.start.as_ref())?;
        Some(Self {
            kind: event.r#type.rsplit('.').next().unwrap_or_default().to_owned(),
            stream: event.stream_id.clone(),
            start,
            at: time::maybe(occurred.end.as_ref()).unwrap_or(start),
            recorded: time::maybe(event.recorded_at.as_ref()).unwrap_or(start),
            fields: serde_json::from_str(&event.data).unwrap_or_default(),
        })
    }

    /// A field of words or a code; empty if it is not there, or not shown.
    pub(super) fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number; 0 if it is not there, or not shown.
    pub(super) fn number(&self, field: &str) -> u64 {
        self.fields.get(field).and_then(Value::as_u64).unwrap_or_default()
    }

    /// Whether a field says yes.
    pub(super) fn is(&self, field: &str) -> bool {
        let value = self.fields.get(field);
        value.and_then(Value::as_bool).unwrap_or(false)
            || value.and_then(Value::as_str) == Some("ANSWER_YES")
    }

    /// A moment that it names.
    pub(super) fn moment(&self, field: &str) -> Option<Timestamp> {
        self.text(field).parse().ok()
    }

    /// A moment within a field, such as the end of a period.
    pub(super) fn moment_in(&self, field: &str, within: &str) -> Option<Timestamp> {
        self.fields.get(field)?.get(within)?.as_str()?.parse().ok()
    }
}

/// Contacts as they stand: with their corrections, without what was entered in error.
pub(super) fn contacts(facts: &[Fact]) -> Vec<Fact> {
    let mut contacts: Vec<Fact> =
        facts.iter().filter(|f| f.kind == "ContactRecorded").cloned().collect();
    let mut corrections: Vec<&Fact> =
        facts.iter().filter(|f| f.kind == "ContactCorrected").collect();
    corrections.sort_by_key(|correction| correction.recorded);
    for correction in corrections {
        let id = correction.text("contact_id");
        if correction.is("entered_in_error") {
            contacts.retain(|contact| contact.text("contact_id") != id);
            continue;
        }
        let wrong = contacts.iter_mut().find(|contact| contact.text("contact_id") == id);
        if let Some(contact) = wrong {
            for (name, value) in &correction.fields {
                contact.fields.insert(name.clone(), value.clone());
            }
            let moved = correction.moment_in("happened", "end");
            let start = correction.moment_in("happened", "start");
            contact.at = moved.or(start).unwrap_or(contact.at);
            contact.start = start.unwrap_or(contact.start);
        }
    }
    contacts
}

#[cfg(test)]
pub(super) mod tests {
    use proto::common::Occurred;
    use serde_json::json;

    use super::*;

    pub(in crate::pages::case) fn day(day: i64) -> Timestamp {
        Timestamp::from_second(1_609_459_200 + day * 86_400).unwrap()
    }

    pub(in crate::pages::case) fn fact(kind: &str, on: i64, data: Value) -> Fact {
        let at = Some(time::wire(day(on)));
        let event = EventRecord {
            event_id: format!("{kind}-{on}"),
            r#type: format!("candour.x.v1.{kind}"),
            stream_id: "plan_1".into(),
            occurred: Some(Occurred { start: at, end: at, ..Occurred::default() }),
            recorded_at: at,
            data: data.to_string(),
            ..EventRecord::default()
        };
        Fact::of(&event).unwrap()
    }

    /// Something that is known to the day: it happened at its end at the latest.
    pub(in crate::pages::case) fn vague(kind: &str, on: i64, data: Value) -> Fact {
        let mut fact = fact(kind, on, data);
        fact.at = day(on + 1) - jiff::SignedDuration::from_micros(1);
        fact
    }

    #[test]
    fn a_contact_that_was_corrected_stands_as_it_was() {
        let facts = [
            fact("ContactRecorded", 1, json!({"contact_id": "a", "service": "CONTACT_SERVICE_ED"})),
            fact("ContactRecorded", 2, json!({"contact_id": "b", "service": "CONTACT_SERVICE_ED"})),
            fact("ContactCorrected", 3, json!({"contact_id": "a", "entered_in_error": true})),
            fact(
                "ContactCorrected",
                4,
                json!({
                    "contact_id": "b", "service": "CONTACT_SERVICE_POLICE",
                    "happened": {"start": day(9).to_string(), "end": day(9).to_string()},
                }),
            ),
        ];
        let stand = contacts(&facts);
        assert_eq!(stand.len(), 1);
        assert_eq!(stand[0].text("service"), "CONTACT_SERVICE_POLICE");
        assert_eq!(stand[0].at, day(9));
    }

    #[test]
    fn what_is_not_shown_is_empty_and_what_is_no_json_is_nothing() {
        let fact = fact("ContactRecorded", 1, json!({"self_harm": "ANSWER_YES", "n": 3}));
        assert!(fact.is("self_harm") && !fact.is("other"));
        assert_eq!((fact.number("n"), fact.text("nothing")), (3, ""));
        let event = EventRecord { data: "{".into(), ..EventRecord::default() };
        assert!(Fact::of(&event).is_none(), "it does not say when it happened");
    }
}
