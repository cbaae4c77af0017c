//! What is on record about somebody, told to them: from their events, oldest first.

use std::collections::BTreeMap;

use proto::{
    careplans::{ChallengeLodged, InstructionKind, ViewRecorded},
    common::EventRecord,
    concerns::{ComplaintRaised, StatementRecorded},
    panel::{Article6, DecisionMade, DisclosureMade, PersonHeard},
    referrals::{
        ConsentRecorded, ConsentRefused, ConsentWithdrawn, InformationGiven, PersonInformed,
    },
    time,
};

use crate::{
    facts::{self, fact},
    names::Names,
    pages::{
        meetings::{Decision, decision, heard},
        plan::history::{History, Line},
    },
    words,
};

/// A meeting about them.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) when: String,
    pub(super) who: String,
    pub(super) heard: String,
}

/// A plan about them.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) called: String,
    pub(super) state: String,
    pub(super) stands: bool,
    pub(super) lines: Vec<PlanLine>,
}

/// A line of a plan.
#[derive(Debug)]
pub(super) struct PlanLine {
    pub(super) id: String,
    pub(super) what: &'static str,
    pub(super) agency: String,
    pub(super) words: String,
    pub(super) state: String,
    pub(super) is_restriction: bool,
    pub(super) is_challenged: bool,
}

/// Something that was shared about them.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) when: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) items: String,
    pub(super) purpose: String,
    pub(super) basis: String,
    pub(super) told: String,
}

/// Something that they said, or were told.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) when: String,
    pub(super) what: String,
    pub(super) words: String,
}

/// What is on record about somebody.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub(super) met: Vec<Met>,
    pub(super) decisions: Vec<(String, Decision)>,
    pub(super) plans: Vec<Plan>,
    pub(super) shared: Vec<Shared>,
    pub(super) said: Vec<Said>,
    pub(super) told: Vec<Said>,
}

/// The kinds of events that it is told from, besides those of plans.
pub(super) const TYPES: [&str; 28] = [
    "PersonHeard",
    "DecisionMade",
    "DisclosureMade",
    "ViewRecorded",
    "StatementRecorded",
    "ChallengeLodged",
    "ConsentRecorded",
    "ConsentWithdrawn",
    "ConsentRefused",
    "ComplaintRaised",
    "PersonInformed",
    "InformationGiven",
    "PlanDrafted",
    "InstructionIssued",
    "InstructionRevised",
    "InstructionWithdrawn",
    "InstructionLapsed",
    "PlanApproved",
    "PlanPublished",
    "CopyGiven",
    "ReviewHeld",
    "PlanClosed",
    "ResponseAdded",
    "ResponseWithdrawn",
    "ChallengeDecided",
    "PlanTransferred",
    "DissentRecorded",
    "DissentWithdrawn",
];

/// Tells it, what came last first.
pub(super) fn record(events: &[EventRecord], names: &Names) -> Record {
    let mut all = Record::default();
    let mut meetings: BTreeMap<&str, Met> = BTreeMap::new();
    let mut plans: BTreeMap<&str, Vec<EventRecord>> = BTreeMap::new();
    for record in events {
        let when = words::when(record.occurred.as_ref());
        if record.stream_id.starts_with("plan_") {
            plans.entry(&record.stream_id).or_default().push(record.clone());
        }
        if let Some(fact) = fact::<DecisionMade>(record) {
            let met = meetings.entry(&record.stream_id).or_insert_with(|| met(&when));
            met.who = facts::workers(&fact.present, names);
            all.decisions.push((when, decision(&fact, names)));
        } else if let Some(fact) = fact::<PersonHeard>(record) {
            let met = meetings.entry(&record.stream_id).or_insert_with(|| met(&when));
            met.heard = heard(&fact).how;
            all.say(when, "To a meeting".to_owned(), facts::text(fact.words.as_ref()));
        } else if let Some(fact) = fact::<DisclosureMade>(record) {
            all.shared.push(shared(when, &fact, names));
        } else {
            all.add_words(record, when);
        }
    }
    all.met = meetings.into_values().collect();
    all.plans = plans.iter().map(|(id, events)| plan(id, &History::of(events), names)).collect();
    all.plans.sort_by_key(|plan| !plan.stands);
    all.decisions.reverse();
    all.shared.reverse();
    all.said.reverse();
    all.told.reverse();
    all
}

fn met(when: &str) -> Met {
    Met { when: when.to_owned(), who: String::new(), heard: String::new() }
}

impl Record {
    fn say(&mut self, when: String, what: String, words: String) {
        if !words.is_empty() {
            self.said.push(Said { when, what, words });
        }
    }

    fn add_words(&mut self, record: &EventRecord, when: String) {
        let text = facts::text;
        if let Some(fact) = fact::<ViewRecorded>(record) {
            let agreement = words::code(fact.agreement().as_str_name(), "AGREEMENT");
            let what = format!("Of the plan: {}", agreement.to_lowercase());
            self.said.push(Said { when, what, words: text(fact.words.as_ref()) });
        } else if let Some(fact) = fact::<StatementRecorded>(record) {
            self.say(when, "A statement".to_owned(), text(fact.words.as_ref()));
        } else if let Some(fact) = fact::<ChallengeLodged>(record) {
            let by = words::code(fact.lodged_by().as_str_name(), "CHALLENGED_BY").to_lowercase();
            self.say(when, format!("A challenge, by: {by}"), text(fact.words.as_ref()));
        } else if let Some(fact) = fact::<ConsentRecorded>(record) {
            let what = "Consent was given".to_owned();
            self.said.push(Said { when, what, words: text(fact.words.as_ref()) });
        } else if let Some(fact) = fact::<ConsentWithdrawn>(record) {
            let what = "Consent was withdrawn".to_owned();
            self.said.push(Said { when, what, words: text(fact.words.as_ref()) });
        } else if let Some(fact) = fact::<ConsentRefused>(record) {
            let what = "Consent was refused".to_owned();
            self.said.push(Said { when, what, words: text(fact.words.as_ref()) });
        } else if let Some(fact) = fact::<ComplaintRaised>(record) {
            let by = words::code(fact.raised_by().as_str_name(), "RAISED_BY").to_lowercase();
            let what = format!("A complaint, by: {by}");
            self.said.push(Said { when, what, words: text(fact.words.as_ref()) });
        } else if let Some(fact) = fact::<PersonInformed>(record) {
            let of = words::code(fact.of().as_str_name(), "INFORMED_OF");
            let how = words::code(fact.how().as_str_name(), "INFORMED_HOW").to_lowercase();
            let copy = if fact.copy_to_keep { ", with a copy to keep" } else { "" };
            let what = format!("{of}, {how}{copy}");
            self.told.push(Said { when, what, words: text(fact.words.as_ref()) });
        } else if let Some(fact) = fact::<InformationGiven>(record) {
            let what = words::code(fact.kind().as_str_name(), "INFORMATION_KIND");
            self.told.push(Said { when, what, words: String::new() });
        }
    }
}

fn shared(when: String, fact: &DisclosureMade, names: &Names) -> Shared {
    let items: Vec<String> = fact
        .items()
        .map(|item| words::code(item.as_str_name(), "DISCLOSED_ITEM").to_lowercase())
        .collect();
    let told = time::maybe(fact.person_told.as_ref());
    Shared {
        when,
        from: names.of(&fact.from_agency_id),
        to: match fact.to_agency_id.as_str() {
            "" => words::code(fact.to_kind().as_str_name(), "AGENCY_KIND"),
            id => names.of(id),
        },
        items: if items.is_empty() { "not said".to_owned() } else { items.join(", ") },
        purpose: match facts::text(fact.purpose.as_ref()).as_str() {
            "" => "No reason is on record.".to_owned(),
            purpose => purpose.to_owned(),
        },
        basis: match fact.article_6() {
            Article6::Unspecified => "No lawful basis is on record".to_owned(),
            basis => words::code(basis.as_str_name(), "ARTICLE6"),
        },
        told: told.map_or_else(
            || "No record says that you were told".to_owned(),
            |at| format!("You were told on {}", words::day(at)),
        ),
    }
}

fn plan(id: &str, history: &History, names: &Names) -> Plan {
    let in_force = history.versions.last();
    let stands = in_force.is_some() && history.closed.is_none();
    let state = match (&history.closed, in_force) {
        (Some((when, _)), _) => format!("It was closed: {when}"),
        (None, Some(version)) => {
            format!("Version {} stands since {}", version.number, version.since)
        }
        (None, None) => "It is a draft and binds nobody".to_owned(),
    };
    let lines = in_force.filter(|_| stands).into_iter().flat_map(|version| {
        history.order.iter().filter_map(|id| {
            let line = history.lines.get(id)?;
            let wording = line.wordings.get(*version.lines.get(id)?)?;
            Some(plan_line(id, line, facts::text(wording.text.as_ref()), names))
        })
    });
    Plan { id: id.to_owned(), called: words::short(id), state, stands, lines: lines.collect() }
}

fn plan_line(id: &str, line: &Line, words: String, names: &Names) -> PlanLine {
    let kind = line.issued.kind();
    let is_challenged = !line.suspended_by.is_empty();
    let state = if line.withdrawn.is_some() || line.struck_out {
        "It does not hold any more."
    } else if line.lapsed.is_some() {
        "It has lapsed. You are due full care."
    } else if is_challenged {
        "It is challenged and does not hold until that is decided. You are due full care."
    } else {
        ""
    };
    PlanLine {
        id: id.to_owned(),
        what: match kind {
            InstructionKind::Restriction => "A limit on your care",
            InstructionKind::Response => "What somebody does when you need it",
            InstructionKind::Support => "Support",
            InstructionKind::Unspecified => "A line",
        },
        agency: names.of(&line.issued.for_agency_id),
        words,
        state: state.to_owned(),
        is_restriction: kind == InstructionKind::Restriction,
        is_challenged,
    }
}

/// What somebody was shown, in plain English.
pub(super) fn shown(query: &str) -> String {
    let words = match query.rsplit('.').next().unwrap_or(query) {
        "GetTimeline" => "What happened to you",
        "ListRestrictions" => "Limits on your care",
        "ListHoldings" => "Who holds something about you",
        "ListCases" => "A list of cases with yours in it",
        "ListFlags" | "GetFlag" | "WatchFlags" => "Flags about how you were treated",
        "CountContacts" => "How often you sought help",
        "WhoLooked" => "Who looked at your record",
        "ListSchemeEvents" | "ListStreamEvents" => "Events of a scheme, with yours among them",
        "FindPersons" | "RevealIdentity" | "GetPerson" => "Who you are",
        other => return words::kind(other),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use proto::{
        careplans::{InstructionIssued, PlanPublished},
        common::{Role, Text, Worker},
    };

    use super::*;
    use crate::facts::tests::event;

    fn of(events: &[EventRecord]) -> Record {
        record(events, &Names::default())
    }

    #[test]
    fn a_meeting_tells_who_was_there_and_whether_you_were_heard() {
        let decided = DecisionMade {
            decision: Some(Text::plain("You are offered the scheme.")),
            present: vec![Worker { role: Role::Clinician.into(), ..Worker::default() }],
            ..DecisionMade::default()
        };
        let heard = PersonHeard { words: Some(Text::plain("I want help.")), ..Default::default() };
        let all = of(&[event("meeting_1", 0, &decided), event("meeting_1", 1, &heard)]);
        assert_eq!(all.met.len(), 1);
        assert!(all.met[0].who.starts_with("Clinician of"));
        assert_eq!(all.decisions[0].1.words, "You are offered the scheme.");
        assert_eq!(all.said[0].words, "I want help.");
    }

    #[test]
    fn what_was_shared_without_a_reason_or_a_word_to_you_is_told_as_that() {
        let all = of(&[event("disclosure_1", 0, &DisclosureMade::default())]);
        let shared = &all.shared[0];
        assert_eq!(shared.purpose, "No reason is on record.");
        assert_eq!(shared.basis, "No lawful basis is on record");
        assert_eq!(shared.told, "No record says that you were told");
    }

    #[test]
    fn a_limit_on_your_care_can_be_challenged_until_it_is() {
        let issued = InstructionIssued {
            instruction_id: "a".into(),
            kind: InstructionKind::Restriction.into(),
            text: Some(Text::plain("One visit a week.")),
            ..InstructionIssued::default()
        };
        let published = PlanPublished { version: 1, ..PlanPublished::default() };
        let lodged = ChallengeLodged {
            challenge_id: "c".into(),
            instruction_id: "a".into(),
            suspends: true,
            ..ChallengeLodged::default()
        };
        let mut events = vec![event("plan_1", 0, &issued), event("plan_1", 1, &published)];
        let line = |all: &Record| {
            (all.plans[0].lines[0].is_restriction, all.plans[0].lines[0].is_challenged)
        };
        assert_eq!(line(&of(&events)), (true, false));
        events.push(event("plan_1", 2, &lodged));
        assert_eq!(line(&of(&events)), (true, true));
    }

    #[test]
    fn a_draft_tells_no_lines() {
        let issued = InstructionIssued { instruction_id: "a".into(), ..Default::default() };
        let all = of(&[event("plan_1", 0, &issued)]);
        assert!(!all.plans[0].stands);
        assert!(all.plans[0].lines.is_empty());
    }
}
