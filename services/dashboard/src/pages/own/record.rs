//! What is on record about somebody, told to them: from their events, oldest first.

use std::{cmp::Reverse, collections::BTreeMap};

use jiff::Timestamp;
use proto::{
    careplans::{ChallengeLodged, InstructionKind, ViewRecorded},
    common::EventRecord,
    concerns::{ComplaintRaised, StatementRecorded},
    oversight::Restriction,
    panel::{
        Article6, DecisionMade, DisclosureMade, DissentRecorded, DissentWithdrawn, PersonHeard,
    },
    referrals::{
        ConsentRecorded, ConsentRefused, ConsentWithdrawn, InformationGiven, PersonInformed,
    },
    time,
};

use crate::{
    facts::{self, fact},
    names::Names,
    pages::{
        meetings::{Decision, decision, dissented, heard, took_back},
        plan::{
            compare::{Stands, stands},
            history::{History, Line},
        },
    },
    words,
};

/// A meeting about them.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) when: String,
    pub(super) who: String,
    pub(super) heard: String,
    at: Option<Timestamp>,
}

/// A plan about them.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) called: String,
    pub(super) state: String,
    pub(super) stands: bool,
    pub(super) lines: Vec<PlanLine>,
    at: Option<Timestamp>,
}

/// A line of a plan.
#[derive(Debug)]
pub(super) struct PlanLine {
    pub(super) id: String,
    pub(super) what: &'static str,
    pub(super) agency: String,
    pub(super) words: String,
    pub(super) state: String,
    /// True if it limits care now, and can be challenged.
    pub(super) is_limit: bool,
    pub(super) is_restriction: bool,
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
pub(super) fn record(
    events: &[EventRecord],
    restrictions: &BTreeMap<String, Restriction>,
    names: &Names,
    now: Timestamp,
) -> Record {
    let mut all = Record::default();
    let mut meetings: BTreeMap<&str, Met> = BTreeMap::new();
    let mut plans: BTreeMap<&str, Vec<EventRecord>> = BTreeMap::new();
    for record in events {
        let when = words::when(record.occurred.as_ref());
        if record.stream_id.starts_with("plan_") {
            plans.entry(&record.stream_id).or_default().push(record.clone());
        }
        if let Some(fact) = fact::<DecisionMade>(record) {
            let met = meetings.entry(&record.stream_id).or_insert_with(|| met(record));
            met.who = facts::workers(&fact.present, names);
            all.decisions.push((when, decision(&fact, names)));
        } else if let Some(fact) = fact::<DissentRecorded>(record) {
            dissented(all.decisions.iter_mut().map(|(_, one)| one), &fact, names);
        } else if let Some(fact) = fact::<DissentWithdrawn>(record) {
            took_back(all.decisions.iter_mut().map(|(_, one)| one), &fact);
        } else if let Some(fact) = fact::<PersonHeard>(record) {
            let met = meetings.entry(&record.stream_id).or_insert_with(|| met(record));
            met.heard = heard(&fact).how;
            all.say(when, "To a meeting".to_owned(), facts::text(fact.words.as_ref()));
        } else if let Some(fact) = fact::<DisclosureMade>(record) {
            all.shared.push(shared(when, &fact, names));
        } else {
            all.add_words(record, when);
        }
    }
    all.met = meetings.into_values().collect();
    all.met.sort_by_key(|met| Reverse(met.at));
    let told = |(id, events): (&&str, &Vec<EventRecord>)| {
        let first = events.first().and_then(at);
        plan(id, first, &History::of(events), restrictions, names, now)
    };
    all.plans = plans.iter().map(told).collect();
    all.plans.sort_by_key(|plan| (!plan.stands, Reverse(plan.at)));
    all.decisions.reverse();
    all.shared.reverse();
    all.said.reverse();
    all.told.reverse();
    all
}

fn met(record: &EventRecord) -> Met {
    let when = words::when(record.occurred.as_ref());
    Met { when, who: String::new(), heard: String::new(), at: at(record) }
}

fn at(record: &EventRecord) -> Option<Timestamp> {
    time::maybe(record.occurred.as_ref()?.start.as_ref())
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

fn plan(
    id: &str,
    at: Option<Timestamp>,
    history: &History,
    restrictions: &BTreeMap<String, Restriction>,
    names: &Names,
    now: Timestamp,
) -> Plan {
    let in_force = history.versions.last();
    let is_in_force = in_force.is_some() && history.closed.is_none();
    let state = match (&history.closed, in_force) {
        (Some((when, _)), _) => format!("It was closed: {when}"),
        (None, Some(version)) => {
            format!("Version {} stands since {}", version.number, version.since)
        }
        (None, None) => "It is a draft and binds nobody".to_owned(),
    };
    let lines = in_force.filter(|_| is_in_force).into_iter().flat_map(|version| {
        history.order.iter().filter_map(|id| {
            let line = history.lines.get(id)?;
            let wording = line.wordings.get(*version.lines.get(id)?)?;
            let stands = stands(history, id, restrictions.get(id), now)?;
            Some(plan_line(id, line, &stands, facts::text(wording.text.as_ref()), names))
        })
    });
    Plan {
        id: id.to_owned(),
        called: words::short(id),
        state,
        stands: is_in_force,
        lines: lines.collect(),
        at,
    }
}

fn plan_line(id: &str, line: &Line, stands: &Stands, words: String, names: &Names) -> PlanLine {
    let kind = line.issued.kind();
    let is_restriction = kind == InstructionKind::Restriction;
    let state = match stands {
        Stands::TakenOut(_) | Stands::StruckOut | Stands::PlanClosed => {
            "It does not hold any more."
        }
        Stands::Lapsed(_) => "It has lapsed. You are due full care.",
        Stands::Suspended => {
            "It is challenged and does not hold until that is decided. You are due full care."
        }
        Stands::InForce | Stands::NotYet => "",
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
        is_limit: is_restriction && state.is_empty(),
        is_restriction,
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

    fn on(day: i64) -> Timestamp {
        let start: Timestamp = "2021-01-01T10:00:00Z".parse().unwrap();
        start + jiff::SignedDuration::from_hours(24 * day)
    }

    fn of(events: &[EventRecord]) -> Record {
        record(events, &BTreeMap::new(), &Names::default(), on(9))
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
            let line = &all.plans[0].lines[0];
            (line.is_limit, line.state.clone())
        };
        assert_eq!(line(&of(&events)), (true, String::new()));
        events.push(event("plan_1", 2, &lodged));
        let (is_limit, state) = line(&of(&events));
        assert!(!is_limit && state.starts_with("It is challenged"), "{state}");
    }

    #[test]
    fn a_limit_whose_end_has_passed_is_told_as_lapsed_whether_or_not_that_is_on_record() {
        let issued = InstructionIssued {
            instruction_id: "a".into(),
            kind: InstructionKind::Restriction.into(),
            expires: Some(time::wire(on(5))),
            ..InstructionIssued::default()
        };
        let published = PlanPublished { version: 1, ..PlanPublished::default() };
        let events = [event("plan_1", 0, &issued), event("plan_1", 1, &published)];
        let told = |restrictions: &BTreeMap<String, Restriction>, day: i64| {
            let all = record(&events, restrictions, &Names::default(), on(day));
            all.plans[0].lines[0].state.clone()
        };
        let nothing = BTreeMap::new();
        assert_eq!(told(&nothing, 4), "");
        assert_eq!(told(&nothing, 9), "It has lapsed. You are due full care.");
        let lapsed = Restriction {
            state: proto::oversight::RestrictionState::Lapsed.into(),
            ..Restriction::default()
        };
        let lapsed = BTreeMap::from([("a".to_owned(), lapsed)]);
        assert_eq!(told(&lapsed, 4), "It has lapsed. You are due full care.");
    }

    #[test]
    fn what_came_last_is_told_first_whatever_its_id() {
        let heard = PersonHeard::default();
        let drafted = proto::careplans::PlanDrafted::default();
        let all = of(&[
            event("meeting_2", 0, &heard),
            event("plan_2", 1, &drafted),
            event("meeting_1", 3, &heard),
            event("plan_1", 4, &drafted),
        ]);
        let met: Vec<&str> = all.met.iter().map(|met| met.when.as_str()).collect();
        assert_eq!(met, ["4 January 2021 at 10:00", "1 January 2021 at 10:00"]);
        let plans: Vec<&str> = all.plans.iter().map(|plan| plan.id.as_str()).collect();
        assert_eq!(plans, ["plan_1", "plan_2"]);
    }

    #[test]
    fn who_did_not_agree_with_a_decision_is_told_beside_it() {
        let decided = DecisionMade { decision_id: "d".into(), ..DecisionMade::default() };
        let dissent = DissentRecorded {
            dissent_id: "x".into(),
            decision_id: "d".into(),
            words: Some(Text::plain("She was not heard.")),
            ..DissentRecorded::default()
        };
        let taken = DissentWithdrawn { dissent_id: "x".into(), ..DissentWithdrawn::default() };
        let mut events = vec![event("meeting_1", 0, &decided), event("meeting_1", 1, &dissent)];
        let told = |events: &[EventRecord]| {
            let all = of(events);
            let dissent = &all.decisions[0].1.dissents[0];
            (dissent.words.clone(), dissent.withdrawn)
        };
        assert_eq!(told(&events), ("She was not heard.".to_owned(), false));
        events.push(event("meeting_1", 2, &taken));
        assert!(told(&events).1);
    }

    #[test]
    fn a_draft_tells_no_lines() {
        let issued = InstructionIssued { instruction_id: "a".into(), ..Default::default() };
        let all = of(&[event("plan_1", 0, &issued)]);
        assert!(!all.plans[0].stands);
        assert!(all.plans[0].lines.is_empty());
    }
}
