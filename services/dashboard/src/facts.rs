//! Events as messages of the contract, and how what they hold is told.

use proto::{
    Named,
    common::{Class, EventRecord, Text, Worker, text::Form},
};
use serde::de::DeserializeOwned;

use crate::{names::Names, words};

/// What stands in the place of words that are withheld.
pub(crate) const WITHHELD: &str = "There are words that you may not read.";

/// The event as a message of this type, if it is one. Of what is hidden its fields are empty.
pub(crate) fn fact<T: Named + DeserializeOwned>(record: &EventRecord) -> Option<T> {
    if record.r#type != T::KIND {
        return None;
    }
    serde_json::from_str(&record.data).ok()
}

/// Words, or that they are withheld; empty if there are none.
pub(crate) fn text(text: Option<&Text>) -> String {
    match text.and_then(|text| text.form.as_ref()) {
        Some(Form::Plain(words)) => words.clone(),
        Some(Form::Withheld(_) | Form::Sealed(_)) => WITHHELD.to_owned(),
        None => String::new(),
    }
}

/// What somebody acted as, and for whom.
pub(crate) fn worker(worker: &Worker, names: &Names) -> String {
    format!("{} of {}", words::role(worker.role()), names.of(&worker.agency_id))
}

/// Several, with commas between.
pub(crate) fn workers(workers: &[Worker], names: &Names) -> String {
    let all: Vec<String> = workers.iter().map(|one| worker(one, names)).collect();
    all.join(", ")
}

/// Several agencies, with commas between.
pub(crate) fn agencies(ids: &[String], names: &Names) -> String {
    let all: Vec<String> = ids.iter().map(|id| names.of(id)).collect();
    all.join(", ")
}

/// Which parts of a record are not shown to whoever asks, in a sentence; empty if all are.
pub(crate) fn hidden(classes: &[i32]) -> String {
    let parts: Vec<&str> =
        classes.iter().filter_map(|class| Class::try_from(*class).ok()).map(class).collect();
    if parts.is_empty() {
        return String::new();
    }
    format!("Parts of this record are not shown to you: {}.", parts.join(", "))
}

/// A part of a record, as it is called.
fn class(class: Class) -> &'static str {
    match class {
        Class::Unspecified | Class::Structure => "what was done",
        Class::Clinical => "health",
        Class::Police => "police and courts",
        Class::Identity => "who the person is",
        Class::Narrative => "words",
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::Timestamp;
    use proto::{
        careplans::PlanApproved,
        common::{Occurred, Precision},
        time,
    };
    use serde::Serialize;

    use super::*;

    /// An event of a stream that happened some days after the first of 2021.
    pub(crate) fn event<T: Named + Serialize>(stream: &str, day: i64, fact: &T) -> EventRecord {
        let start: Timestamp = "2021-01-01T10:00:00Z".parse().unwrap();
        let at = time::wire(start + jiff::SignedDuration::from_hours(24 * day));
        EventRecord {
            event_id: format!("event-{day}"),
            r#type: T::KIND.into(),
            stream_id: stream.into(),
            occurred: Some(Occurred {
                start: Some(at),
                end: Some(at),
                precision: Precision::Instant.into(),
            }),
            recorded_at: Some(at),
            data: serde_json::to_string(fact).unwrap(),
            ..EventRecord::default()
        }
    }

    #[test]
    fn an_event_is_read_as_what_it_is_and_as_nothing_else() {
        let approved = PlanApproved { plan_id: "plan_1".into(), ..PlanApproved::default() };
        let record = event("plan_1", 0, &approved);
        assert_eq!(fact::<PlanApproved>(&record), Some(approved));
        assert_eq!(fact::<proto::careplans::PlanClosed>(&record), None);
    }

    #[test]
    fn words_that_are_withheld_are_said_to_be_there() {
        let withheld: Text = serde_json::from_str(r#"{"withheld":{"reason":"X"}}"#).unwrap();
        assert_eq!(text(Some(&withheld)), WITHHELD);
        assert_eq!(text(Some(&Text::plain("They came."))), "They came.");
        assert_eq!(text(None), "");
    }

    #[test]
    fn what_is_hidden_is_told_in_words() {
        assert_eq!(hidden(&[]), "");
        let told = hidden(&[Class::Clinical.into(), Class::Police.into()]);
        assert_eq!(told, "Parts of this record are not shown to you: health, police and courts.");
    }
}
