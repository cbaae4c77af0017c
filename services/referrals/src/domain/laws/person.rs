//! The laws of a person: links undo, ended representatives stay ended, and a
//! contact is corrected only while there is one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kernel::{
    decider::Circumstances,
    principal::Principal,
    scenario::{day, id},
};
use proptest::prelude::*;
use proto::{
    Plain as _,
    common::{Answer, Mode, Period, Role, Text},
    referrals::{
        ContactCorrected, ContactDisposal, ContactReason, ContactRecorded, ContactService, Event,
        IdentityPurpose, IdentityRevealed, PersonRegistered, PersonsLinked, PersonsUnlinked,
        RefusalReason, RepresentationEnded, RepresentativeAppointed, RepresentativeKind,
    },
    time::{self, Span},
};
use uuid::Uuid;

use super::{Told, any_of, history};
use crate::domain::{
    Compared, Person,
    PersonCommand::{
        self, Appoint, CorrectContact, EndRepresentation, Link, RecordContact, Register,
        RevealIdentity, Unlink,
    },
    There,
};

fn person() -> String {
    id("person", 1)
}

fn register() -> PersonCommand {
    Register(PersonRegistered { person_id: person(), ..Default::default() })
}

fn link(other: u128, other_is_registered: bool, linked_there: bool) -> PersonCommand {
    let fact = PersonsLinked {
        person_id: person(),
        other_person_id: id("person", other),
        reason: Some(Text::plain("sure")),
        ..Default::default()
    };
    Link(fact, Compared { other_is_registered, linked_there, ..Default::default() })
}

fn unlink(other: u128, linked: bool) -> PersonCommand {
    let fact = PersonsUnlinked {
        person_id: person(),
        other_person_id: id("person", other),
        reason: Some(Text::plain("wrong")),
    };
    Unlink(fact, There { linked })
}

fn record() -> impl Strategy<Value = PersonCommand> {
    let refusal = (any_of::<RefusalReason>(), any::<bool>());
    (0_u128..5, any_of::<ContactDisposal>(), refusal).prop_map(|(n, disposal, (reason, named))| {
        RecordContact(ContactRecorded {
            person_id: person(),
            contact_id: if n == 0 { String::new() } else { id("contact", n) },
            disposal: disposal.into(),
            refusal_reason: if named { reason.into() } else { 0 },
            refused_by_agency_id: if named { id("agency", 1) } else { String::new() },
            ..Default::default()
        })
    })
}

fn correct() -> impl Strategy<Value = PersonCommand> {
    let refusal = (any_of::<RefusalReason>(), any::<bool>());
    let content = (any::<bool>(), any_of::<ContactDisposal>(), refusal);
    let when = prop::option::of(-10_i64..50);
    (1_u128..6, any::<bool>(), content, when).prop_map(|(n, in_error, content, when)| {
        let (whole, disposal, (reason, named)) = content;
        let mut fact = ContactCorrected {
            person_id: person(),
            contact_id: id("contact", n),
            entered_in_error: in_error,
            why: Some(Text::plain("the log says otherwise")),
            happened: when.map(|on| Span::instant(day(on)).into()),
            ..Default::default()
        };
        if whole {
            fact.service = ContactService::Ed.into();
            fact.agency_id = id("agency", 1);
            fact.reason = ContactReason::Distress.into();
            fact.disposal = disposal.into();
            fact.refusal_reason = if named { reason.into() } else { 0 };
            fact.refused_by_agency_id = if named { id("agency", 1) } else { String::new() };
        }
        CorrectContact(fact)
    })
}

fn appoint() -> impl Strategy<Value = PersonCommand> {
    let kind = any_of::<RepresentativeKind>();
    let evidence =
        prop::sample::select(vec![None, Some(Text::plain(" ")), Some(Text::plain("seen"))]);
    let period = prop::option::of((0_i64..5, prop::option::of(0_i64..5)));
    (0_u128..24, kind, any_of::<Answer>(), evidence, period).prop_map(
        |(n, kind, capacity, evidence, period)| {
            let wire = |on| time::wire(day(on));
            Appoint(RepresentativeAppointed {
                person_id: person(),
                representative_id: if n == 0 { String::new() } else { id("worker", n) },
                kind: kind.into(),
                name: Some(Text::plain("somebody")),
                capacity: capacity.into(),
                evidence,
                period: period
                    .map(|(from, until)| Period { start: Some(wire(from)), end: until.map(wire) }),
                ..Default::default()
            })
        },
    )
}

fn commands() -> impl Strategy<Value = PersonCommand> {
    let end = |n| {
        EndRepresentation(RepresentationEnded {
            person_id: person(),
            representative_id: id("worker", n),
            reason: None,
        })
    };
    let reveal = |purpose: IdentityPurpose| {
        RevealIdentity(IdentityRevealed {
            person_id: person(),
            purpose: purpose.into(),
            reason: Some(Text::plain("a visit")),
        })
    };
    prop_oneof![
        1 => Just(register()),
        2 => record(),
        3 => correct(),
        3 => appoint(),
        2 => (1_u128..24).prop_map(end),
        2 => (1_u128..5, any::<bool>(), any::<bool>()).prop_map(|(n, is, there)| link(n, is, there)),
        2 => (1_u128..5, any::<bool>()).prop_map(|(n, there)| unlink(n, there)),
        1 => any_of::<IdentityPurpose>().prop_map(reveal),
    ]
}

fn is_registered(told: &Told<Person>) -> bool {
    !told.all::<PersonRegistered>().is_empty()
}

proptest! {
    #[test]
    fn links_are_those_that_were_made_and_not_undone(history in history(commands())) {
        let mut told = Told::<Person>::nothing();
        told.ask(register(), &anybody());
        for (command, said) in history {
            told.ask(command, &said);
            let mut links = BTreeSet::new();
            for recorded in &told.events {
                match &recorded.event {
                    Event::PersonsLinked(e) => {
                        prop_assert!(links.insert(&e.other_person_id), "linked when linked");
                        prop_assert_ne!(&e.other_person_id, &person());
                    }
                    Event::PersonsUnlinked(e) => {
                        prop_assert!(links.remove(&e.other_person_id), "undone when not linked");
                    }
                    _ => {}
                }
            }
            for other in (1..6).map(|n| id("person", n)) {
                prop_assert_eq!(told.state.is_linked_to(&other), links.contains(&other));
            }
        }
    }

    #[test]
    fn a_link_that_is_undone_leaves_nothing_behind(
        history in history(commands()), other in 2_u128..9,
    ) {
        let mut told = Told::<Person>::nothing();
        told.ask(register(), &anybody());
        for (command, said) in history {
            told.ask(command, &said);
        }
        if !told.state.is_linked_to(&id("person", other)) {
            let before = told.state.clone();
            told.ask(link(other, true, false), &anybody());
            prop_assert!(told.state != before && told.state.is_linked_to(&id("person", other)));
            told.ask(unlink(other, false), &anybody());
            prop_assert!(told.state == before);
        }
    }

    #[test]
    fn whose_representation_ended_acts_again_only_when_appointed_anew(
        history in history(commands()),
    ) {
        let mut told = Told::<Person>::nothing();
        told.ask(register(), &anybody());
        for (command, said) in history {
            told.ask(command, &said);
            let mut acting = BTreeMap::new();
            for recorded in &told.events {
                match &recorded.event {
                    Event::RepresentativeAppointed(e) => {
                        prop_assert!(!e.representative_id.is_empty());
                        let kept = (e.kind, e.period);
                        let before = acting.insert(&e.representative_id, kept);
                        prop_assert_ne!(before, Some(kept), "the same twice is no event");
                    }
                    Event::RepresentationEnded(e) => {
                        prop_assert!(acting.remove(&e.representative_id).is_some());
                    }
                    _ => {}
                }
            }
            prop_assert!(acting.len() <= 16);
            for who in (1..24).map(|n| id("worker", n)) {
                let kind = told.state.representative(&who).map(|a| i32::from(a.kind));
                prop_assert_eq!(kind, acting.get(&who).map(|(kind, _)| *kind));
            }
        }
    }

    #[test]
    fn an_appointment_of_here_and_now_says_what_it_rests_on(history in history(commands())) {
        let mut told = Told::<Person>::nothing();
        told.ask(register(), &anybody());
        for (command, said) in history {
            told.ask(command, &said);
        }
        for (n, e) in told.all::<RepresentativeAppointed>() {
            let act = told.events.get(n).is_some_and(|r| r.meta.mode == Mode::Act);
            let evidenced = e.evidence.plain().is_some_and(|words| !words.trim().is_empty());
            let with_power =
                matches!(e.kind(), RepresentativeKind::Attorney | RepresentativeKind::Deputy);
            prop_assert!(!act || !with_power || evidenced);
            let chosen = e.kind() == RepresentativeKind::Chosen;
            let answered = matches!(e.capacity(), Answer::Yes | Answer::No);
            prop_assert!(!act || !chosen || answered);
            let at = |wire: Option<&proto::WireTime>| time::maybe(wire).map(Timestamp::as_second);
            let ends = e.period.as_ref().and_then(|p| at(p.end.as_ref()));
            let begins = e.period.as_ref().and_then(|p| at(p.start.as_ref()));
            prop_assert!(ends.is_none() || begins < ends);
        }
    }

    #[test]
    fn a_contact_is_corrected_only_while_there_is_one(history in history(commands())) {
        let mut told = Told::<Person>::nothing();
        told.ask(register(), &anybody());
        for (command, said) in history {
            told.ask(command, &said);
        }
        let (mut known, mut struck) = (BTreeSet::new(), BTreeSet::new());
        for recorded in &told.events {
            match &recorded.event {
                Event::ContactRecorded(e) => {
                    prop_assert!(known.insert(&e.contact_id), "recorded twice under one id");
                }
                Event::ContactCorrected(e) => {
                    prop_assert!(known.contains(&e.contact_id));
                    prop_assert!(!struck.contains(&e.contact_id), "there is none to correct");
                    let told_more = e.service != 0 || e.happened.is_some();
                    prop_assert_eq!(e.entered_in_error, !told_more);
                    let refused = e.disposal() == ContactDisposal::Refused;
                    prop_assert!(e.refusal_reason == 0 || refused);
                    let began = e.happened.as_ref().and_then(|at| time::maybe(at.start.as_ref()));
                    prop_assert!(began.is_none_or(|at| at <= recorded.meta.recorded_at));
                    if e.entered_in_error {
                        struck.insert(&e.contact_id);
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn nothing_is_said_of_nobody(history in history(commands())) {
        let mut told = Told::<Person>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            prop_assert!(told.events.is_empty() || is_registered(&told));
            prop_assert!(told.all::<PersonRegistered>().len() <= 1);
        }
    }

    #[test]
    fn what_is_said_again_at_once_changes_nothing(history in history(commands())) {
        let mut told = Told::<Person>::nothing();
        told.ask(register(), &anybody());
        for (command, said) in history {
            // Some things happen again when they are said again; what they leave is the same.
            let named = !matches!(&command, RecordContact(e) if e.contact_id.is_empty())
                && !matches!(&command, Appoint(e) if e.representative_id.is_empty());
            told.ask(command.clone(), &said);
            let before = told.state.clone();
            told.ask(command, &said);
            prop_assert!(!named || told.state == before);
        }
    }
}

/// A care coordinator, here and now.
fn anybody() -> Circumstances {
    Circumstances {
        by: Principal {
            worker_id: id("worker", 1),
            agency_id: id("agency", 1),
            role: Role::CareCoordinator,
            purpose: "direct_care".into(),
        },
        occurred: Span::instant(day(0)),
        recorded_at: day(40),
        mode: Mode::Act,
        fresh: Uuid::nil(),
    }
}
