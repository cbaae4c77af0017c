//! What was held back, as an OperationOutcome: the parts of the record that are not the
//! asker's to see, with the number of events, and what no bundle tells.

use proto::common::Class;
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    types::{Concept, words},
};
use crate::exports::Case;

/// The resource's id.
pub const ID: &str = "held-back";

#[derive(Serialize)]
struct OperationOutcome {
    issue: Vec<Issue>,
}

#[derive(Serialize)]
struct Issue {
    severity: &'static str,
    code: &'static str,
    details: Option<Concept>,
}

impl Body for OperationOutcome {
    const KIND: &'static str = "OperationOutcome";
}

/// Says what was held back.
pub fn resource(case: &Case) -> Result<Resource, serde_json::Error> {
    let suppressed = |text: String| Issue {
        severity: "information",
        code: "suppressed",
        details: words(Some(text)),
    };
    let of_class = |class: &Class| {
        let of = |seen: &&crate::exports::Seen| seen.record.hidden().any(|hidden| hidden == *class);
        let events = case.events.iter().filter(of).count();
        suppressed(format!("{} not shown to you, in {events} events", name(*class)))
    };
    let mut issue: Vec<Issue> = case.hidden.iter().map(of_class).collect();
    if case.flags.is_none() {
        issue.push(suppressed("practice flags are not shown to you".to_owned()));
    }
    if case.looks.is_none() {
        issue.push(suppressed("who looked at the record is not shown to you".to_owned()));
    }
    if case.looks_left_out {
        issue.push(suppressed("only the latest of those who looked are told".to_owned()));
    }
    let unread = case.events.iter().filter(|seen| seen.is_unread()).count();
    if unread > 0 {
        issue.push(Issue {
            severity: "warning",
            code: "incomplete",
            details: words(Some(format!("{unread} events cannot be read here"))),
        });
    }
    issue.push(Issue {
        severity: "information",
        code: "informational",
        details: words(Some(
            "names, dates of birth, NHS numbers and characteristics are in no such bundle; \
             people, workers and agencies are known by their ids"
                .to_owned(),
        )),
    });
    Resource::new(ID, &[], &OperationOutcome { issue })
}

fn name(class: Class) -> &'static str {
    match class {
        Class::Unspecified | Class::Structure => "that acts were done is",
        Class::Clinical => "clinical facts are",
        Class::Police => "what police and sanctions are about is",
        Class::Identity => "who the person is is",
        Class::Narrative => "words are",
    }
}

#[cfg(test)]
mod tests {
    use proto::referrals::{ContactRecorded, Event};

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    fn issues(case: &Case) -> Vec<String> {
        let outcome = tests::resource(&bundle_of(case), "OperationOutcome", ID);
        let issues = outcome["issue"].as_array().unwrap();
        issues.iter().map(|issue| issue["details"]["text"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn given_hidden_parts_when_exported_then_each_is_named_with_how_often() {
        let contact = seen(1, &id("person", 1), Event::from(ContactRecorded::default()));
        let case = Case {
            hidden: vec![Class::Clinical],
            ..case_of(vec![without(contact, Class::Clinical)])
        };
        assert_eq!(issues(&case)[0], "clinical facts are not shown to you, in 1 events");
    }

    #[test]
    fn given_an_event_that_cannot_be_read_when_exported_then_that_is_said() {
        let mut contact = seen(1, &id("person", 1), Event::from(ContactRecorded::default()));
        contact.record.r#type = "candour.referrals.v1.SaidByANewerBuild".into();
        let case = case_of(vec![crate::exports::Seen::new(contact.record)]);
        assert!(issues(&case).contains(&"1 events cannot be read here".to_owned()));
    }

    #[test]
    fn given_more_looks_than_are_told_when_exported_then_that_is_said() {
        let case = Case { looks_left_out: true, ..case_of(Vec::new()) };
        let says = "only the latest of those who looked are told";
        assert!(issues(&case).contains(&says.to_owned()));
    }

    #[test]
    fn given_nothing_hidden_when_exported_then_only_what_no_bundle_tells_is_named() {
        let case = Case { flags: Some(Vec::new()), looks: Some(Vec::new()), ..case_of(Vec::new()) };
        assert_eq!(issues(&case).len(), 1);
    }
}
