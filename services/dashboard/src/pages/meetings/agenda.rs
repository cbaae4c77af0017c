//! What is due at a meeting, and what it came to, from the events of its scheme.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proto::{
    common::EventRecord,
    oversight::{Case, Restriction, RestrictionState},
    panel::{
        ActionAssigned, ActionCompleted, DecisionMade, DissentRecorded, DissentWithdrawn,
        MeetingHeld, MeetingScheduled, MinutesApproved, NotHeardBecause, PersonHeard, QuorumPart,
        QuorumRule, VoiceRoute,
    },
    time,
};

use super::Meeting;
use crate::{
    facts::{self, fact},
    names::Names,
    words,
};

/// How long before its end a restriction is on the agenda as due, in days.
const SOON_DAYS: i64 = 28;

/// Somebody whom something is about: their id, and what they are called.
pub(in crate::pages) type Person = Option<(String, String)>;

pub(in crate::pages) fn person(id: &str) -> Person {
    (!id.is_empty()).then(|| (id.to_owned(), words::short(id)))
}

/// An action, as long as it comes back.
#[derive(Debug)]
pub(in crate::pages) struct Action {
    pub(in crate::pages) id: String,
    pub(in crate::pages) meeting: String,
    pub(in crate::pages) task: String,
    pub(in crate::pages) agency: String,
    pub(in crate::pages) owner: String,
    pub(in crate::pages) due: String,
    pub(in crate::pages) is_late: bool,
    pub(in crate::pages) person: Person,
    pub(in crate::pages) assigned: String,
    /// What became of it; empty while it is open.
    pub(in crate::pages) outcome: String,
    /// What there is to say of what became of it.
    pub(in crate::pages) notes: String,
    due_at: Option<Timestamp>,
}

/// A restriction that stands.
#[derive(Debug)]
pub(in crate::pages) struct Due {
    pub(in crate::pages) person: Person,
    pub(in crate::pages) plan: String,
    pub(in crate::pages) plan_called: String,
    pub(in crate::pages) agency: String,
    pub(in crate::pages) lapses: String,
    pub(in crate::pages) reviewed: String,
    pub(in crate::pages) is_suspended: bool,
}

/// A decision, with who dissented.
#[derive(Debug)]
pub(in crate::pages) struct Decision {
    pub(in crate::pages) id: String,
    pub(in crate::pages) kind: String,
    pub(in crate::pages) person: Person,
    pub(in crate::pages) plan: String,
    pub(in crate::pages) words: String,
    pub(in crate::pages) reasons: String,
    pub(in crate::pages) led_by: String,
    pub(in crate::pages) votes: String,
    pub(in crate::pages) voice: String,
    pub(in crate::pages) emergency: bool,
    pub(in crate::pages) lacks: String,
    pub(in crate::pages) dissents: Vec<Dissent>,
}

/// A dissent.
#[derive(Debug)]
pub(in crate::pages) struct Dissent {
    id: String,
    pub(in crate::pages) by: String,
    pub(in crate::pages) words: String,
    pub(in crate::pages) withdrawn: bool,
}

/// Whom a meeting heard.
#[derive(Debug)]
pub(in crate::pages) struct Heard {
    pub(in crate::pages) person: Person,
    pub(in crate::pages) how: String,
    pub(in crate::pages) words: String,
}

/// What one meeting came to.
#[derive(Debug, Default)]
pub(in crate::pages) struct Minutes {
    pub(in crate::pages) scheduled: String,
    pub(in crate::pages) held: Option<String>,
    pub(in crate::pages) agency: String,
    pub(in crate::pages) panel: String,
    pub(in crate::pages) present: Vec<String>,
    pub(in crate::pages) apologies: Vec<String>,
    pub(in crate::pages) quorum: String,
    pub(in crate::pages) heard: Vec<Heard>,
    pub(in crate::pages) decisions: Vec<Decision>,
    pub(in crate::pages) approved: String,
}

/// What a quorum needs, in words.
pub(in crate::pages) fn quorum(rule: Option<&QuorumRule>) -> String {
    let Some(rule) = rule else { return "not known".to_owned() };
    let parts = [
        (rule.chair, "somebody who chairs"),
        (rule.clinician, "a clinician"),
        (rule.emergency, "the emergency department or the ambulance service"),
        (rule.voice, "the person's voice"),
    ];
    let mut all: Vec<String> =
        parts.into_iter().filter(|(needed, _)| *needed).map(|(_, part)| part.to_owned()).collect();
    if rule.members > 0 {
        all.push(format!("{} members at least", rule.members));
    }
    if all.is_empty() { "nothing".to_owned() } else { all.join(", ") }
}

fn lacks(decision: &DecisionMade) -> String {
    let parts: Vec<&str> = decision
        .quorum_lacks()
        .map(|part| match part {
            QuorumPart::Chair => "somebody who chairs",
            QuorumPart::Clinician => "a clinician",
            QuorumPart::Emergency => "the emergency department or the ambulance service",
            QuorumPart::Voice => "the person's voice",
            QuorumPart::Members => "enough members",
            QuorumPart::Unspecified => "something",
        })
        .collect();
    parts.join(", ")
}

/// The meetings of a scheme, the last first. That one was held says more than that it was
/// arranged, whichever of the two was put on record first.
pub(in crate::pages) fn meetings(events: &[EventRecord], now: Timestamp) -> Vec<Meeting> {
    let mut all: BTreeMap<String, Meeting> = BTreeMap::new();
    let mut approved: BTreeSet<String> = BTreeSet::new();
    for record in events {
        let occurred = words::when(record.occurred.as_ref());
        let end = |occurred: Option<&proto::common::Occurred>| {
            let occurred = occurred?;
            time::maybe(occurred.end.as_ref()).or_else(|| time::maybe(occurred.start.as_ref()))
        };
        if let Some(fact) = fact::<MeetingScheduled>(record) {
            if all.get(&fact.meeting_id).is_some_and(|known| known.held) {
                continue;
            }
            let at = end(fact.scheduled_for.as_ref());
            let state = if at.is_some_and(|at| at < now) {
                "Arranged; nothing says that it was held"
            } else {
                "Arranged"
            };
            let meeting = Meeting {
                id: fact.meeting_id.clone(),
                when: words::when(fact.scheduled_for.as_ref()),
                state: state.to_owned(),
                held: false,
                panel: fact.panel_id,
                at,
            };
            all.insert(fact.meeting_id, meeting);
        } else if let Some(fact) = fact::<MeetingHeld>(record) {
            let meeting = Meeting {
                id: fact.meeting_id.clone(),
                when: occurred,
                state: format!("Held; {} there", were(fact.present.len())),
                held: true,
                panel: fact.panel_id,
                at: end(record.occurred.as_ref()),
            };
            all.insert(fact.meeting_id, meeting);
        } else if let Some(fact) = fact::<MinutesApproved>(record) {
            approved.insert(fact.meeting_id);
        }
    }
    let mut all: Vec<Meeting> = all.into_values().collect();
    for meeting in all.iter_mut().filter(|meeting| approved.contains(&meeting.id)) {
        meeting.state.push_str("; minutes approved");
    }
    all.sort_by_key(|meeting| std::cmp::Reverse(meeting.at));
    all
}

/// The last meeting that was held before the one at this place of a list, the last first.
pub(in crate::pages) fn held_before(meetings: &[Meeting], known: usize) -> Option<&Meeting> {
    meetings.iter().skip(known.saturating_add(1)).find(|one| one.held && one.at.is_some())
}

fn were(present: usize) -> String {
    match present {
        0 => "nobody is named as being".to_owned(),
        1 => "1 was".to_owned(),
        _ => format!("{present} were"),
    }
}

/// The actions that were assigned, those first that are due first.
pub(in crate::pages) fn actions(
    events: &[EventRecord],
    names: &Names,
    now: Timestamp,
) -> Vec<Action> {
    let mut all: BTreeMap<String, Action> = BTreeMap::new();
    for record in events {
        let when = words::when(record.occurred.as_ref());
        if let Some(fact) = fact::<ActionAssigned>(record) {
            let due_at = time::maybe(fact.due.as_ref());
            let owner = fact.owner.as_ref().map(|owner| facts::worker(owner, names));
            let action = Action {
                id: fact.action_id.clone(),
                meeting: fact.meeting_id,
                task: facts::text(fact.task.as_ref()),
                agency: names.of(&fact.agency_id),
                owner: owner.unwrap_or_else(|| "Nobody is named".to_owned()),
                due: due_at.map_or_else(|| "No day was named".to_owned(), words::day),
                is_late: due_at.is_some_and(|due| due < now),
                person: person(&fact.person_id),
                assigned: when,
                outcome: String::new(),
                notes: String::new(),
                due_at,
            };
            all.insert(fact.action_id, action);
        } else if let Some(fact) = fact::<ActionCompleted>(record)
            && let Some(action) = all.get_mut(&fact.action_id)
        {
            let outcome = words::code(fact.outcome().as_str_name(), "ACTION_OUTCOME");
            let late = if fact.late { ", late" } else { "" };
            action.outcome = format!("{outcome}: {when}{late}");
            action.notes = facts::text(fact.notes.as_ref());
        }
    }
    let mut all: Vec<Action> = all.into_values().collect();
    all.sort_by_key(|action| action.due_at.unwrap_or(Timestamp::MAX));
    all
}

/// The restrictions that lapse soon, that nobody can say the end of, or that a challenge
/// suspends; those first that lapse first.
pub(in crate::pages) fn due(
    restrictions: &[Restriction],
    names: &Names,
    now: Timestamp,
) -> Vec<Due> {
    let soon = now.checked_add(SignedDuration::from_hours(24 * SOON_DAYS)).unwrap_or(now);
    let mut all: Vec<&Restriction> = restrictions
        .iter()
        .filter(|one| {
            let lapses = time::maybe(one.expires.as_ref());
            lapses.is_none_or(|at| at <= soon) || one.state() == RestrictionState::Suspended
        })
        .collect();
    all.sort_by_key(|one| time::maybe(one.expires.as_ref()).unwrap_or(Timestamp::MAX));
    let of = |one: &Restriction| Due {
        person: person(&one.person_id),
        plan: one.plan_id.clone(),
        plan_called: words::short(&one.plan_id),
        agency: names.of(&one.for_agency_id),
        lapses: time::maybe(one.expires.as_ref())
            .map_or_else(|| "No end is on record".to_owned(), words::day),
        reviewed: time::maybe(one.reviewed.as_ref()).map_or_else(|| "Never".to_owned(), words::day),
        is_suspended: one.state() == RestrictionState::Suspended,
    };
    all.into_iter().map(of).collect()
}

/// The open cases of people about whom no panel has decided anything.
pub(in crate::pages) fn undecided(
    cases: &[Case],
    decisions: &[EventRecord],
) -> Vec<(Person, String)> {
    let decided: BTreeSet<String> = decisions
        .iter()
        .filter_map(fact::<DecisionMade>)
        .map(|decision| decision.person_id)
        .collect();
    let open = cases.iter().filter(|case| case.closed.is_none());
    let undecided = open.filter(|case| !decided.contains(&case.person_id));
    undecided.map(|case| (person(&case.person_id), words::day_of(case.opened.as_ref()))).collect()
}

/// The decisions made in an emergency that none has ratified.
pub(in crate::pages) fn to_ratify(decisions: &[EventRecord]) -> Vec<(Person, String)> {
    let all: Vec<(String, DecisionMade)> = decisions
        .iter()
        .filter_map(|record| {
            Some((words::when(record.occurred.as_ref()), fact::<DecisionMade>(record)?))
        })
        .collect();
    let ratified: BTreeSet<&str> =
        all.iter().map(|(_, decision)| decision.ratifies_decision_id.as_str()).collect();
    let open = all.iter().filter(|(_, decision)| {
        decision.emergency && !ratified.contains(decision.decision_id.as_str())
    });
    open.map(|(when, decision)| (person(&decision.person_id), when.clone())).collect()
}

/// What happened, counted by kind; what happened most often first.
pub(in crate::pages) fn changed(events: &[EventRecord]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for record in events {
        *counts.entry(words::kind(&record.r#type)).or_default() += 1;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
    counts
}

/// What a meeting came to, from its own events, oldest first.
pub(in crate::pages) fn minutes(events: &[EventRecord], names: &Names) -> Minutes {
    let mut minutes = Minutes::default();
    for record in events {
        let when = words::when(record.occurred.as_ref());
        if let Some(fact) = fact::<MeetingScheduled>(record) {
            minutes.scheduled = words::when(fact.scheduled_for.as_ref());
            if minutes.held.is_none() {
                minutes.agency = names.of(&fact.agency_id);
                minutes.panel = fact.panel_id;
            }
        } else if let Some(fact) = fact::<MeetingHeld>(record) {
            minutes.held = Some(when);
            minutes.agency = names.of(&fact.agency_id);
            minutes.panel = fact.panel_id;
            minutes.quorum = quorum(fact.quorum.as_ref());
            let told = |all: &[proto::common::Worker]| -> Vec<String> {
                all.iter().map(|worker| facts::worker(worker, names)).collect()
            };
            minutes.present = told(&fact.present);
            minutes.apologies = told(&fact.apologies);
        } else if let Some(fact) = fact::<PersonHeard>(record) {
            minutes.heard.push(heard(&fact));
        } else if let Some(fact) = fact::<DecisionMade>(record) {
            minutes.decisions.push(decision(&fact, names));
        } else if let Some(fact) = fact::<DissentRecorded>(record) {
            dissented(minutes.decisions.iter_mut(), &fact, names);
        } else if let Some(fact) = fact::<DissentWithdrawn>(record) {
            took_back(minutes.decisions.iter_mut(), &fact);
        } else if fact::<MinutesApproved>(record).is_some() {
            minutes.approved = when;
        }
    }
    minutes
}

/// Puts a dissent beside the decision that it is from.
pub(in crate::pages) fn dissented<'a>(
    mut decisions: impl Iterator<Item = &'a mut Decision>,
    fact: &DissentRecorded,
    names: &Names,
) {
    let Some(decision) = decisions.find(|one| one.id == fact.decision_id) else { return };
    // Given again, the words are put anew.
    decision.dissents.retain(|known| known.id != fact.dissent_id);
    decision.dissents.push(Dissent {
        id: fact.dissent_id.clone(),
        by: fact.by.as_ref().map(|by| facts::worker(by, names)).unwrap_or_default(),
        words: facts::text(fact.words.as_ref()),
        withdrawn: false,
    });
}

/// Says of a dissent that it was taken back.
pub(in crate::pages) fn took_back<'a>(
    decisions: impl Iterator<Item = &'a mut Decision>,
    fact: &DissentWithdrawn,
) {
    let all = decisions.flat_map(|one| one.dissents.iter_mut());
    for dissent in all.filter(|one| one.id == fact.dissent_id) {
        dissent.withdrawn = true;
    }
}

/// Whom a meeting heard, or why it did not.
pub(in crate::pages) fn heard(fact: &PersonHeard) -> Heard {
    let how = match fact.not_heard_because() {
        NotHeardBecause::Unspecified => {
            let through = match fact.route() {
                VoiceRoute::Person => "Heard in person",
                VoiceRoute::Representative => "Heard through who represents them",
                VoiceRoute::Advocate => "Heard through an advocate",
                VoiceRoute::InWriting => "Heard in writing",
                VoiceRoute::Nobody => "Not heard",
                VoiceRoute::Unspecified => "Not said",
            };
            through.to_owned()
        }
        because => {
            let why = words::code(because.as_str_name(), "NOT_HEARD_BECAUSE").to_lowercase();
            format!("Not heard: {why}")
        }
    };
    Heard { person: person(&fact.person_id), how, words: facts::text(fact.words.as_ref()) }
}

/// A decision.
pub(in crate::pages) fn decision(fact: &DecisionMade, names: &Names) -> Decision {
    let voice = fact.voice.as_ref().map(|voice| {
        let presence = words::code(voice.presence().as_str_name(), "PERSON_PRESENCE");
        match facts::text(voice.words.as_ref()).as_str() {
            "" => presence,
            words => format!("{presence}: {words}"),
        }
    });
    Decision {
        id: fact.decision_id.clone(),
        kind: words::code(fact.kind().as_str_name(), "DECISION_KIND"),
        person: person(&fact.person_id),
        plan: fact.plan_id.clone(),
        words: facts::text(fact.decision.as_ref()),
        reasons: facts::text(fact.reasons.as_ref()),
        led_by: fact.led_by.as_ref().map(|by| facts::worker(by, names)).unwrap_or_default(),
        votes: match (fact.votes_for, fact.votes_against) {
            (0, 0) => String::new(),
            (in_favour, against) => format!("{in_favour} for, {against} against"),
        },
        voice: voice.unwrap_or_default(),
        emergency: fact.emergency,
        lacks: lacks(fact),
        dissents: Vec::new(),
    }
}

#[cfg(test)]
#[path = "agenda_tests.rs"]
mod tests;
