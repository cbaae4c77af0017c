//! The laws of a plan's stream, held over sequences of whatever may be asked.
//!
//! `steps.rs` makes the sequences, `naive.rs` says from the events alone what
//! must have come of them, and never asks the state.

mod naive;
mod steps;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use proto::{
    Plain as _,
    careplans::{CopyAcknowledged, CopyRecallAcknowledged, Event, InstructionKind},
    common::{Mode, Role},
    envelope::Recorded,
    time,
};

pub(crate) use self::steps::{Run, said, steps};
use super::{PlanCommand, state::Plan};

type Log = [Recorded<Event>];
type Held = Result<(), TestCaseError>;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_asked_of_a_plan_the_laws_hold(asked in steps(120)) {
        let mut run = Run::default();
        for step in &asked {
            let (command, said) = run.next(step);
            let before = run.log.len();
            run.ask(command.clone(), &said);
            let (old, new) = run.log.split_at(before);
            for (n, recorded) in new.iter().enumerate() {
                let (earlier, _) = run.log.split_at(old.len() + n);
                an_event_is_lawful(earlier, recorded)?;
            }
            if let PlanCommand::RecallCopy(fact) = &command {
                a_recall_lists_those_that_hold_a_copy(old, new, &fact.from_agency_ids)?;
            }
            a_recall_stays_open_until_it_is_answered(old, new, &run.plan)?;
            a_line_stands_as_the_events_say(&run.log, &run.plan, &[said.recorded_at])?;
            a_closed_plan_says_nothing(&run.log, &run.plan, said.recorded_at)?;
        }
        let mut moments = naive::moments(&run.log);
        let second = SignedDuration::from_secs(1);
        let beside: Vec<Timestamp> = moments
            .iter()
            .flat_map(|at| [at.checked_sub(second), at.checked_add(second)])
            .flatten()
            .collect();
        moments.extend(beside);
        a_line_stands_as_the_events_say(&run.log, &run.plan, &moments)?;
    }
}

fn an_event_is_lawful(earlier: &Log, recorded: &Recorded<Event>) -> Held {
    let act = recorded.meta.mode == Mode::Act;
    let at = recorded.meta.occurred.end;
    if earlier.iter().any(|known| matches!(known.event, Event::PlanClosed(_))) {
        let changes = !matches!(
            recorded.event,
            Event::CopyAcknowledged(_)
                | Event::CopyRecalled(_)
                | Event::CopyRecallAcknowledged(_)
                | Event::ChallengeDecided(_)
                | Event::ViewRecorded(_)
        );
        prop_assert!(!changes, "a closed plan took {}", recorded.meta.type_name);
    }
    match &recorded.event {
        Event::PlanPublished(e) => {
            prop_assert_eq!(e.version, naive::version(earlier) + 1, "versions count without a gap");
            let restrictive = naive::is_restrictive(earlier, at);
            prop_assert_eq!(e.restrictive, restrictive, "a version says whether it restricts");
            prop_assert!(
                !act || naive::approved_since_its_last_change(earlier),
                "a version of today was approved as it stands"
            );
        }
        Event::PlanApproved(e) if act => {
            let approver = e.approver.as_ref().map_or("", |worker| &worker.worker_id);
            prop_assert!(!naive::authors(earlier).contains(approver), "an author approved a plan");
        }
        Event::InstructionIssued(e) if act && e.kind() == InstructionKind::Restriction => {
            let clinician = e.clinician.as_ref().map(proto::common::Worker::role);
            prop_assert!(matches!(clinician, Some(Role::Clinician | Role::CareCoordinator)));
            prop_assert!(e.rationale.plain().is_some_and(|words| !words.trim().is_empty()));
            let tried = e.less_restrictive_tried.plain();
            prop_assert!(tried.is_some_and(|words| !words.trim().is_empty()));
            let issued = at.min(recorded.meta.recorded_at);
            let days = SignedDuration::from_hours(28 * 24);
            let stands = time::maybe(e.expires.as_ref()).map(|end| end.duration_since(issued));
            prop_assert!(stands.is_some_and(|stands| stands.is_positive() && stands <= days));
        }
        Event::ResponseWithdrawn(e) => {
            prop_assert_eq!(e.replacement(), naive::replacement(earlier, e));
        }
        Event::ChallengeDecided(e) => {
            let independent = naive::independent(earlier, e);
            prop_assert_eq!(e.independent, independent, "a decision says whether it counts");
            prop_assert!(independent || !act, "nobody with a part in it decides today");
        }
        Event::ChallengeLodged(e) => {
            let told: Vec<String> = e.holder_agency_ids.clone();
            prop_assert_eq!(told, naive::having_the_line(earlier, &e.instruction_id));
        }
        Event::CopyAcknowledged(CopyAcknowledged { agency_id, .. })
        | Event::CopyRecallAcknowledged(CopyRecallAcknowledged { agency_id, .. }) => {
            let own = *agency_id == recorded.meta.agency;
            prop_assert!(own || !act, "today a recipient speaks for itself");
        }
        Event::InstructionLapsed(e) => {
            let lapsed = time::maybe(e.lapsed.as_ref());
            prop_assert_eq!(lapsed, naive::expiry(earlier, &e.instruction_id));
            prop_assert!(lapsed.is_some_and(|lapsed| lapsed <= recorded.meta.recorded_at));
        }
        _ => {}
    }
    Ok(())
}

fn a_recall_lists_those_that_hold_a_copy(old: &Log, new: &Log, asked: &[String]) -> Held {
    let holders = naive::holders(old);
    let meant = |agency_id: &&String| asked.is_empty() || asked.contains(agency_id);
    let expected: Vec<String> = holders.iter().filter(meant).cloned().collect();
    let listed = new.iter().find_map(|recorded| match &recorded.event {
        Event::CopyRecalled(e) => Some(e.from_agency_ids.clone()),
        _ => None,
    });
    // A plan that was never drafted has no holders either.
    prop_assert_eq!(listed.unwrap_or_default(), expected);
    Ok(())
}

fn a_recall_stays_open_until_it_is_answered(old: &Log, new: &Log, plan: &Plan) -> Held {
    let log: Vec<Recorded<Event>> = old.iter().chain(new).cloned().collect();
    let (before, after) = (naive::called_back(old), naive::called_back(&log));
    for agency_id in before.difference(&after) {
        let answered = new.iter().any(|recorded| {
            matches!(&recorded.event, Event::CopyRecallAcknowledged(e) if e.agency_id == *agency_id)
        });
        prop_assert!(answered, "a recall was closed without an answer");
    }
    let known: BTreeSet<String> = plan.copies.called_back().cloned().collect();
    prop_assert_eq!(known, after);
    let holding: BTreeSet<String> = plan.copies.holders().map(|(id, _)| id.clone()).collect();
    prop_assert_eq!(holding, naive::holders(&log));
    Ok(())
}

fn a_line_stands_as_the_events_say(log: &Log, plan: &Plan, moments: &[Timestamp]) -> Held {
    for line in plan.lines.keys() {
        for at in moments {
            prop_assert_eq!(
                plan.stands(line, *at),
                naive::stands(log, line, *at),
                "line {} at {}",
                line,
                at
            );
        }
    }
    Ok(())
}

fn a_closed_plan_says_nothing(log: &Log, plan: &Plan, at: Timestamp) -> Held {
    if log.iter().any(|recorded| matches!(recorded.event, Event::PlanClosed(_))) {
        prop_assert!(plan.published.is_none(), "a version of a closed plan is in force");
        prop_assert!(!plan.says_something(at) && !plan.is_restrictive(at));
    }
    if let Some(about) = &plan.about {
        let authors: BTreeSet<&str> = about.authors.iter().map(String::as_str).collect();
        prop_assert_eq!(authors, naive::authors(log), "a plan lost an author");
    }
    Ok(())
}
