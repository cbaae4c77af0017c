//! Restrictions on people's care: which there are, and how each stands.
//!
//! A restriction stands from publication until it is withdrawn, challenged,
//! lapsed, or its plan is closed. That is worked out here from what happened,
//! for any day and as known on any day, and not taken from anybody's word: a
//! restriction whose end passed without a review has lapsed, whether or not
//! somebody put that on record. Once it is on record, no review that is recorded
//! later revives it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    careplans::{
        ChallengeDecided, ChallengeLodged, ChallengeOutcome, InstructionIssued, InstructionKind,
        InstructionLapsed, InstructionWithdrawn, PlanClosed, PlanDrafted, PlanPublished,
        PlanTransferred, ReviewHeld, ReviewOutcome,
    },
    envelope::Recorded,
    oversight::{Restriction, RestrictionState},
    restriction::continued,
    time::{maybe, wire},
};
use serde::{Deserialize, Serialize};

use super::{
    about, kept,
    moment::{AsOf, Dated, Moment, standing},
};
use crate::{
    store::{StoreError, Work},
    table::Table,
};

const PLANS: u8 = Table::Plan.letter();

/// What happened to a plan, as far as its restrictions go.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Fact {
    Drafted {
        person: String,
        scheme: String,
        agency: String,
    },
    Issued {
        line: String,
        for_agency: String,
        clinician: String,
        expires: Option<Timestamp>,
        event: String,
    },
    Withdrawn {
        line: String,
    },
    Lapsed {
        line: String,
    },
    Published,
    Continued,
    Reviewed,
    Challenged {
        challenge: String,
        line: String,
    },
    Decided {
        challenge: String,
        line: String,
        struck_out: bool,
    },
    Transferred {
        scheme: String,
        agency: String,
    },
    Closed,
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let Some(fact) = fact(recorded) else { return Ok(()) };
    let plan = recorded.meta.stream.as_str();
    let mut facts: Vec<Dated<Fact>> = kept::get(work, PLANS, plan)?.unwrap_or_default();
    let mut when = Moment::of(&recorded.meta);
    if matches!(fact, Fact::Challenged { .. }) {
        // Where the record is vague, full care is given the benefit of the doubt.
        when.happened = recorded.meta.occurred.start;
    }
    match &fact {
        Fact::Drafted { person, scheme, .. } => {
            about::note(work, Table::Plan, person, plan);
            about::note(work, Table::Plan, scheme, plan);
        }
        Fact::Transferred { scheme, .. } => about::note(work, Table::Plan, scheme, plan),
        _ => {}
    }
    facts.push(Dated { when, fact });
    kept::put(work, PLANS, plan, &facts)
}

fn fact(recorded: &Recorded<AnyEvent>) -> Option<Fact> {
    let event = &recorded.event;
    if let Some(e) = event.get::<InstructionIssued>() {
        return (e.kind() == InstructionKind::Restriction).then(|| Fact::Issued {
            line: e.instruction_id.clone(),
            for_agency: e.for_agency_id.clone(),
            clinician: e.clinician.as_ref().map(|c| c.worker_id.clone()).unwrap_or_default(),
            expires: maybe(e.expires.as_ref()),
            event: recorded.meta.id.to_string(),
        });
    }
    if let Some(e) = event.get::<PlanDrafted>() {
        let (person, scheme) = (e.person_id.clone(), e.scheme_id.clone());
        return Some(Fact::Drafted { person, scheme, agency: e.agency_id.clone() });
    }
    if let Some(e) = event.get::<InstructionWithdrawn>() {
        return Some(Fact::Withdrawn { line: e.instruction_id.clone() });
    }
    if let Some(e) = event.get::<InstructionLapsed>() {
        return Some(Fact::Lapsed { line: e.instruction_id.clone() });
    }
    if let Some(e) = event.get::<ReviewHeld>() {
        let goes_on = e.outcome() == ReviewOutcome::Continued;
        return Some(if goes_on { Fact::Continued } else { Fact::Reviewed });
    }
    if let Some(e) = event.get::<ChallengeLodged>() {
        let (challenge, line) = (e.challenge_id.clone(), e.instruction_id.clone());
        return Some(Fact::Challenged { challenge, line });
    }
    if let Some(e) = event.get::<ChallengeDecided>() {
        // One who had a part in the plan decides nothing.
        return e.independent.then(|| Fact::Decided {
            challenge: e.challenge_id.clone(),
            line: e.instruction_id.clone(),
            struck_out: e.outcome() != ChallengeOutcome::NotUpheld,
        });
    }
    if let Some(e) = event.get::<PlanTransferred>() {
        let (scheme, agency) = (e.to_scheme_id.clone(), e.to_agency_id.clone());
        return Some(Fact::Transferred { scheme, agency });
    }
    if event.get::<PlanPublished>().is_some() {
        return Some(Fact::Published);
    }
    event.get::<PlanClosed>().map(|_| Fact::Closed)
}

/// All restrictions that there were by then, in the order of their plans and lines.
///
/// # Errors
/// If the store fails.
pub fn all(work: &Work<'_>, as_of: AsOf) -> Result<Vec<Restriction>, StoreError> {
    let mut found = Vec::new();
    for item in work.scan(&[PLANS]) {
        let (key, value) = item?;
        let plan = String::from_utf8_lossy(key.get(1..).unwrap_or_default()).into_owned();
        let plan = plan.trim_end_matches('\0').to_owned();
        let facts: Vec<Dated<Fact>> =
            serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))?;
        found.extend(of_plan(&plan, &facts, as_of));
    }
    Ok(found)
}

/// Those of the plans of a person, or of the plans that a scheme had at any time, in the
/// order of their plans and lines.
///
/// # Errors
/// If the store fails.
pub fn of_subject(
    work: &Work<'_>,
    subject: &str,
    as_of: AsOf,
) -> Result<Vec<Restriction>, StoreError> {
    let plans = about::entries(work, Table::Plan, subject)?;
    of_plans(work, plans.iter().map(String::as_str), as_of)
}

/// Those of some plans, in the order of the plans.
///
/// # Errors
/// If the store fails.
pub fn of_plans<'a>(
    work: &Work<'_>,
    plans: impl IntoIterator<Item = &'a str>,
    as_of: AsOf,
) -> Result<Vec<Restriction>, StoreError> {
    let mut found = Vec::new();
    for plan in plans {
        let facts: Vec<Dated<Fact>> = kept::get(work, PLANS, plan)?.unwrap_or_default();
        found.extend(of_plan(plan, &facts, as_of));
    }
    Ok(found)
}

/// A line, as it is worked out.
struct Line {
    restriction: Restriction,
    expires: Option<Timestamp>,
    issued: Timestamp,
    published: bool,
    withdrawn: bool,
    /// True once it is on record that it has lapsed.
    lapse_is_known: bool,
    struck_out: bool,
    challenges: BTreeSet<String>,
}

fn of_plan(plan: &str, facts: &[Dated<Fact>], as_of: AsOf) -> Vec<Restriction> {
    let mut lines: BTreeMap<String, Line> = BTreeMap::new();
    let (mut person, mut scheme, mut agency) = (String::new(), String::new(), String::new());
    let mut closed = false;
    for Dated { when, fact } in standing(facts, as_of) {
        let at = when.happened;
        match fact {
            Fact::Drafted { person: p, scheme: s, agency: a } => {
                (person, scheme, agency) = (p.clone(), s.clone(), a.clone());
            }
            Fact::Transferred { scheme: s, agency: a } => {
                (scheme, agency) = (s.clone(), a.clone());
            }
            Fact::Issued { line, for_agency, clinician, expires, event } => {
                let restriction = Restriction {
                    plan_id: plan.to_owned(),
                    instruction_id: line.clone(),
                    for_agency_id: for_agency.clone(),
                    clinician_worker_id: clinician.clone(),
                    issued: Some(wire(at)),
                    event_id: event.clone(),
                    ..Restriction::default()
                };
                let line_now = Line {
                    restriction,
                    expires: *expires,
                    issued: at,
                    published: false,
                    withdrawn: false,
                    lapse_is_known: false,
                    struck_out: false,
                    challenges: BTreeSet::new(),
                };
                lines.insert(line.clone(), line_now);
            }
            Fact::Withdrawn { line } => {
                if let Some(line) = lines.get_mut(line) {
                    line.withdrawn = true;
                }
            }
            Fact::Lapsed { line } => {
                if let Some(line) = lines.get_mut(line) {
                    line.lapse_is_known = true;
                }
            }
            Fact::Published => lines.values_mut().for_each(|line| line.published = true),
            Fact::Continued => lines.values_mut().for_each(|line| line.review(at, true)),
            Fact::Reviewed => lines.values_mut().for_each(|line| line.review(at, false)),
            Fact::Challenged { challenge, line } => {
                if let Some(line) = lines.get_mut(line) {
                    line.challenges.insert(challenge.clone());
                }
            }
            Fact::Decided { challenge, line, struck_out } => {
                if let Some(line) = lines.get_mut(line) {
                    line.challenges.remove(challenge);
                    line.struck_out |= struck_out;
                }
            }
            Fact::Closed => closed = true,
        }
    }
    let finish = |mut line: Line| {
        let state = line.state(closed, as_of.at);
        let shown = &mut line.restriction;
        shown.person_id.clone_from(&person);
        shown.scheme_id.clone_from(&scheme);
        shown.agency_id.clone_from(&agency);
        shown.expires = line.expires.map(wire);
        shown.challenge_id = line.challenges.first().cloned().unwrap_or_default();
        shown.set_state(state);
        line.restriction
    };
    lines.into_values().map(finish).collect()
}

impl Line {
    fn lapsed(&self, at: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= at)
    }

    /// A review revives nothing that has lapsed and shortens nothing.
    fn review(&mut self, held: Timestamp, goes_on: bool) {
        if held < self.issued || self.lapsed(held) {
            return;
        }
        self.restriction.reviewed = Some(wire(held));
        if goes_on {
            self.expires = self.expires.map(|expires| continued(self.issued, expires, held));
        }
    }

    fn state(&self, closed: bool, at: Timestamp) -> RestrictionState {
        if self.withdrawn {
            RestrictionState::Withdrawn
        } else if self.struck_out {
            RestrictionState::StruckOut
        } else if closed {
            RestrictionState::PlanClosed
        } else if self.lapse_is_known || self.lapsed(at) {
            RestrictionState::Lapsed
        } else if !self.challenges.is_empty() {
            RestrictionState::Suspended
        } else if self.published {
            RestrictionState::InForce
        } else {
            RestrictionState::Draft
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::day;

    use super::*;
    use crate::{
        rules::histories::{id_of, parse},
        store::Store,
        views,
    };

    fn on(n: i64, fact: Fact) -> Dated<Fact> {
        known(n, n, fact)
    }

    fn known(n: i64, known: i64, fact: Fact) -> Dated<Fact> {
        Dated { when: Moment { happened: day(n), known: day(known) }, fact }
    }

    fn issued() -> Fact {
        Fact::Issued {
            line: "l".into(),
            for_agency: String::new(),
            clinician: String::new(),
            expires: Some(day(28)),
            event: String::new(),
        }
    }

    fn challenged() -> Fact {
        Fact::Challenged { challenge: "c".into(), line: "l".into() }
    }

    fn decided(struck_out: bool) -> Fact {
        Fact::Decided { challenge: "c".into(), line: "l".into(), struck_out }
    }

    #[track_caller]
    fn stands(facts: &[Dated<Fact>], at: i64, known_at: i64) -> RestrictionState {
        let as_of = AsOf { at: day(at), known_at: day(known_at) };
        let found = of_plan("p", facts, as_of);
        found.first().map_or(RestrictionState::Unspecified, Restriction::state)
    }

    #[test]
    fn it_is_a_draft_until_it_is_published_and_then_in_force_until_it_lapses() {
        let facts = [on(0, issued()), on(2, Fact::Published)];
        assert_eq!(stands(&facts, 1, 99), RestrictionState::Draft);
        assert_eq!(stands(&facts, 2, 99), RestrictionState::InForce);
        assert_eq!(stands(&facts, 27, 99), RestrictionState::InForce);
        assert_eq!(stands(&facts, 28, 99), RestrictionState::Lapsed);
    }

    #[test]
    fn a_review_holds_it_up_and_one_that_comes_too_late_does_not() {
        let facts = [on(0, issued()), on(1, Fact::Published), on(20, Fact::Continued)];
        assert_eq!(stands(&facts, 40, 99), RestrictionState::InForce);
        assert_eq!(stands(&facts, 48, 99), RestrictionState::Lapsed);
        let late = [on(0, issued()), on(1, Fact::Published), on(30, Fact::Continued)];
        assert_eq!(stands(&late, 31, 99), RestrictionState::Lapsed);
    }

    #[test]
    fn once_it_is_on_record_that_it_lapsed_no_review_revives_it() {
        let mut facts = vec![
            on(0, issued()),
            on(1, Fact::Published),
            on(28, Fact::Lapsed { line: "l".into() }),
        ];
        // Held in time, and recorded when all had been told that it was over.
        facts.push(known(20, 40, Fact::Continued));
        assert_eq!(stands(&facts, 41, 99), RestrictionState::Lapsed);
        assert_eq!(stands(&facts, 27, 99), RestrictionState::InForce);
    }

    #[test]
    fn a_challenge_suspends_it_until_it_is_decided() {
        let mut facts = vec![on(0, issued()), on(1, Fact::Published), on(5, challenged())];
        assert_eq!(stands(&facts, 6, 99), RestrictionState::Suspended);
        facts.push(on(9, decided(false)));
        assert_eq!(stands(&facts, 8, 99), RestrictionState::Suspended);
        assert_eq!(stands(&facts, 9, 99), RestrictionState::InForce);
        facts.push(on(12, challenged()));
        facts.push(on(13, decided(true)));
        assert_eq!(stands(&facts, 13, 99), RestrictionState::StruckOut);
    }

    #[test]
    fn what_was_known_on_a_day_is_told_apart_from_what_was_true_on_it() {
        // It was taken out on day 3, and that became known on day 10.
        let facts = [
            on(0, issued()),
            on(1, Fact::Published),
            known(3, 10, Fact::Withdrawn { line: "l".into() }),
        ];
        assert_eq!(stands(&facts, 5, 9), RestrictionState::InForce);
        assert_eq!(stands(&facts, 5, 10), RestrictionState::Withdrawn);
        assert_eq!(stands(&facts, 2, 10), RestrictionState::InForce);
    }

    #[test]
    fn those_of_a_person_are_found_alone_and_those_of_every_scheme_that_had_the_plan() {
        let history = "# a history
day 0 plan_drafted plan=one person=p scheme=s agency=trust
day 1 instruction_issued plan=one instruction=a kind=restriction person=p
day 2 plan_transferred plan=one to_scheme=t to_agency=trust person=p
day 0 plan_drafted plan=two person=q scheme=s agency=trust
day 1 instruction_issued plan=two instruction=b kind=restriction person=q
now 9
";
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        let mut work = store.work();
        for entry in &parse(history).unwrap().remove(0).entries {
            views::fold(&mut work, entry).unwrap();
        }
        let as_of = AsOf { at: Timestamp::MAX, known_at: Timestamp::MAX };
        let found = |noun: &str, name: &str| {
            let found = of_subject(&work, &id_of(noun, name), as_of).unwrap();
            let mut plans: Vec<String> = found.into_iter().map(|one| one.plan_id).collect();
            plans.sort();
            plans
        };
        let (one, two) = (id_of("plan", "one"), id_of("plan", "two"));
        let mut both = vec![one.clone(), two.clone()];
        both.sort();
        assert_eq!(found("person", "p"), std::slice::from_ref(&one));
        assert_eq!(found("person", "q"), [two]);
        assert_eq!(found("scheme", "t"), [one]);
        assert_eq!(found("scheme", "s"), both);
        assert!(found("person", "r").is_empty());
    }
}
