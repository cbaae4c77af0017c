//! The laws of a meeting.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    common::{PersonPresence, Text},
    panel::{
        ActionAssigned, ActionCompleted, DecisionMade, DissentRecorded, DissentWithdrawn,
        MeetingHeld, MinutesApproved, NotHeardBecause, PersonHeard, QuorumPart, QuorumRule, Voice,
        VoiceRoute,
    },
    time,
};

use super::*;
use crate::domain::{Meeting, MeetingCommand, Panel};

fn rule() -> impl Strategy<Value = Option<QuorumRule>> {
    let parts = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0..4_u32);
    prop::option::of(parts.prop_map(|(chair, clinician, emergency, voice, members)| QuorumRule {
        chair,
        clinician,
        emergency,
        voice,
        members,
    }))
}

fn panel(quorum: Option<QuorumRule>) -> Panel {
    let constituted =
        proto::panel::PanelConstituted { scheme_id: id("scheme", 1), quorum, ..Default::default() };
    let mut panel = Panel::default();
    panel.evolve(&stored(constituted.into(), &said_on(0), 1));
    panel
}

fn words() -> Option<Text> {
    Some(Text::plain("words"))
}

fn held() -> impl Strategy<Value = MeetingCommand> {
    (prop::collection::vec(worker(), 0..4), rule()).prop_map(|(present, quorum)| {
        let fact = MeetingHeld {
            meeting_id: id("meeting", 1),
            panel_id: id("panel", 1),
            scheme_id: id("scheme", 1),
            present,
            ..Default::default()
        };
        MeetingCommand::Hold(fact, panel(quorum))
    })
}

fn heard() -> impl Strategy<Value = MeetingCommand> {
    let parts =
        (one_id("person", 2), 1..=5_i32, 0..=5_i32, any::<bool>(), prop::option::of(worker()));
    parts.prop_map(|(person_id, route, not_heard_because, spoke, by)| {
        MeetingCommand::Hear(PersonHeard {
            person_id,
            route,
            not_heard_because,
            words: if spoke { words() } else { None },
            by,
            ..Default::default()
        })
    })
}

fn decided() -> impl Strategy<Value = MeetingCommand> {
    let voice = prop::option::of((0..=5_i32).prop_map(|presence| Voice { presence, words: None }));
    let parts = (
        some_id("decision", 3),
        some_id("person", 2),
        any::<bool>(),
        worker(),
        0..3_u32,
        voice,
        prop::collection::vec(worker(), 0..2),
    );
    parts.prop_map(|(decision_id, person_id, reasoned, led_by, votes_for, voice, present)| {
        MeetingCommand::Decide(DecisionMade {
            decision_id,
            person_id,
            decision: words(),
            reasons: if reasoned { words() } else { None },
            led_by: Some(led_by),
            votes_for,
            voice,
            present,
            quorum: Some(QuorumRule::default()),
            quorum_lacks: vec![QuorumPart::Chair.into()],
            ..Default::default()
        })
    })
}

fn dissent() -> impl Strategy<Value = MeetingCommand> {
    let parts = (some_id("dissent", 2), one_id("decision", 3), worker());
    parts.prop_map(|(dissent_id, decision_id, by)| {
        MeetingCommand::Dissent(DissentRecorded {
            dissent_id,
            decision_id,
            by: Some(by),
            words: words(),
            ..Default::default()
        })
    })
}

fn action() -> impl Strategy<Value = MeetingCommand> {
    let due = prop::option::of(0..40_i64);
    let parts = (some_id("action", 2), prop::option::of(worker()), due, some_id("person", 2));
    parts.prop_map(|(action_id, owner, due, person_id)| {
        MeetingCommand::AssignAction(ActionAssigned {
            action_id,
            owner,
            due: due.map(|on| time::wire(day(on))),
            person_id,
            ..Default::default()
        })
    })
}

fn command() -> impl Strategy<Value = MeetingCommand> {
    let withdrawn = one_id("dissent", 2).prop_map(|dissent_id| {
        MeetingCommand::WithdrawDissent(DissentWithdrawn { dissent_id, ..Default::default() })
    });
    let completed =
        (one_id("action", 2), 1..=5_i32, any::<bool>()).prop_map(|(action_id, outcome, late)| {
            MeetingCommand::CompleteAction(ActionCompleted {
                action_id,
                outcome,
                late,
                ..Default::default()
            })
        });
    let minutes = Just(MeetingCommand::ApproveMinutes(MinutesApproved::default()));
    prop_oneof![
        2 => held(),
        2 => heard(),
        3 => decided(),
        4 => dissent(),
        2 => withdrawn,
        2 => action(),
        3 => completed,
        1 => minutes,
    ]
}

/// A meeting that was held and decided something.
fn begun() -> impl Strategy<Value = Vec<MeetingCommand>> {
    (held(), decided()).prop_map(|(held, decided)| vec![held, decided])
}

/// How the meeting was held, by its event.
fn as_held(events: &[Recorded<Event>]) -> Option<&MeetingHeld> {
    events.iter().find_map(|recorded| match &recorded.event {
        Event::MeetingHeld(e) => Some(e),
        _ => None,
    })
}

/// Every decision names those present and the quorum as the meeting had them,
/// and lacks exactly the parts that nobody brought.
fn decisions_are_the_meetings(
    _: &Meeting,
    events: &[Recorded<Event>],
) -> Result<(), TestCaseError> {
    let mut seen = BTreeSet::new();
    for recorded in events {
        let Event::DecisionMade(made) = &recorded.event else { continue };
        let held = as_held(events).ok_or_else(|| TestCaseError::fail("no meeting was held"))?;
        prop_assert!(seen.insert(&made.decision_id), "decided twice");
        prop_assert_eq!(&made.present, &held.present);
        prop_assert_eq!(&made.quorum, &held.quorum);
        let lacks: Vec<QuorumPart> = made.quorum_lacks().collect();
        let Some(rule) = held.quorum else {
            prop_assert_eq!(lacks, vec![]);
            continue;
        };
        let there = || held.present.iter().chain(&made.led_by);
        let chaired = there().any(|w| w.role() == Role::PanelChair);
        let missing = rule.chair && !chaired && !held.present.is_empty();
        prop_assert_eq!(lacks.contains(&QuorumPart::Chair), missing);
        let workers: BTreeSet<&str> = there().map(|w| w.worker_id.as_str()).collect();
        let few = (workers.len() as u32) < rule.members && !held.present.is_empty();
        prop_assert_eq!(lacks.contains(&QuorumPart::Members), few);
        let presence = made.voice.as_ref().map(Voice::presence);
        let unheard = presence == Some(PersonPresence::NotInvited) && !made.person_id.is_empty();
        prop_assert_eq!(lacks.contains(&QuorumPart::Voice), rule.voice && unheard);
    }
    Ok(())
}

/// Whoever is decided about today took part or did not, by the decision's own
/// word or by what the meeting heard last.
fn nobody_is_decided_about_today_without_a_word_on_their_part(
    _: &Meeting,
    events: &[Recorded<Event>],
) -> Result<(), TestCaseError> {
    let mut heard: BTreeMap<&str, (VoiceRoute, NotHeardBecause)> = BTreeMap::new();
    for recorded in events {
        match &recorded.event {
            Event::PersonHeard(e) => {
                let nobody = e.route() == VoiceRoute::Nobody;
                let because = e.not_heard_because() != NotHeardBecause::Unspecified;
                prop_assert_eq!(nobody, because);
                prop_assert!(!nobody || e.words.is_none());
                heard.insert(&e.person_id, (e.route(), e.not_heard_because()));
            }
            Event::DecisionMade(e) if !e.person_id.is_empty() => {
                let presence =
                    e.voice.as_ref().map_or(PersonPresence::Unspecified, |v| v.presence());
                let silent =
                    matches!(presence, PersonPresence::Unspecified | PersonPresence::NotRecorded);
                let known = heard.contains_key(e.person_id.as_str());
                let act = recorded.meta.mode == Mode::Act;
                prop_assert!(!silent || !(act || known));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A dissent is its author's: first said by them, or from minutes by
/// information governance; put anew and taken back by nobody else.
fn dissent_is_its_authors(_: &Meeting, events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let mut authors: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    let mut decisions = BTreeSet::new();
    for recorded in events {
        let meta = &recorded.meta;
        match &recorded.event {
            Event::DecisionMade(e) => {
                decisions.insert(&e.decision_id);
            }
            Event::DissentRecorded(e) => {
                prop_assert!(decisions.contains(&e.decision_id), "from no decision");
                let named = e.by.as_ref().map_or("", |by| by.worker_id.as_str());
                match authors.get(e.dissent_id.as_str()) {
                    Some((author, decision_id)) => {
                        prop_assert_eq!(*author, named);
                        prop_assert_eq!(*author, &meta.worker);
                        prop_assert_eq!(*decision_id, &e.decision_id);
                    }
                    None => {
                        let from_minutes =
                            meta.mode == Mode::Record && meta.role == Role::InformationGovernance;
                        prop_assert!(named == meta.worker || from_minutes);
                        authors.insert(&e.dissent_id, (named, &e.decision_id));
                    }
                }
            }
            Event::DissentWithdrawn(e) => {
                let author = authors.get(e.dissent_id.as_str()).map(|(author, _)| *author);
                prop_assert_eq!(author, Some(meta.worker.as_str()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// An action completes at most once, after it was assigned, about the same
/// person, and is late if it was due before.
fn actions_complete_once(_: &Meeting, events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let mut open: BTreeMap<&str, &ActionAssigned> = BTreeMap::new();
    let mut assigned = BTreeSet::new();
    for recorded in events {
        match &recorded.event {
            Event::ActionAssigned(e) => {
                prop_assert!(assigned.insert(&e.action_id), "assigned twice");
                open.insert(&e.action_id, e);
            }
            Event::ActionCompleted(e) => {
                let action = open.remove(e.action_id.as_str());
                let action = action.ok_or_else(|| TestCaseError::fail("not open"))?;
                prop_assert_eq!(&action.person_id, &e.person_id);
                let due = time::maybe(action.due.as_ref());
                let late = due.is_some_and(|due| recorded.meta.occurred.end > due);
                prop_assert_eq!(e.late, late);
            }
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn what_a_meeting_decides_is_the_meetings(
        steps in steps(begun(), command(), 48)
    ) {
        Stream::<Meeting>::holds(steps, |state, events| {
            decisions_are_the_meetings(state, events)?;
            nobody_is_decided_about_today_without_a_word_on_their_part(state, events)
        })?;
    }

    #[test]
    fn a_dissent_is_its_authors(steps in steps(begun(), command(), 48)) {
        Stream::<Meeting>::holds(steps, dissent_is_its_authors)?;
    }

    #[test]
    fn an_action_completes_once(steps in steps(begun(), command(), 48)) {
        Stream::<Meeting>::holds(steps, actions_complete_once)?;
    }
}
