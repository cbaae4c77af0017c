//! What holds of a sanction, a contract and a reduction whatever is asked, in
//! whatever order, by whomever and in either mode.
//!
//! Chance writes the commands; what is stored is folded as the service folds
//! it. Each law is stated from the events alone, so that it can find the
//! domain wrong, and is asked after every step.

use kernel::{
    decider::{Circumstances, Decider},
    principal::Principal,
    scenario::{day, id},
};
use proptest::prelude::*;
use proto::{
    Event as _,
    common::{Answer, Mode, Role, Text},
    envelope::{Meta, Recorded},
    ids::StreamId,
    sanctions::{
        BehaviouralContractEnded, BehaviouralContractImposed, ContractPenalty, Event, Predicate,
        ReductionReason, SanctionApplied, SanctionEnded, SanctionOverturned, SanctionReviewed,
        SanctionThreatened, SanctionVaried, ServiceReduced,
    },
    time::Span,
};
use uuid::Uuid;

use super::{Contract, ContractCommand, Reduction, ReductionCommand, Sanction, SanctionCommand};

/// Asks for all of it in turn, and asks the law after every step.
fn holds<D: Decider<Event = Event>>(
    steps: Vec<(D::Command, Circumstances)>,
    law: impl Fn(&[Recorded<Event>]) -> Result<(), TestCaseError>,
) -> Result<(), TestCaseError> {
    let mut state = D::default();
    let mut events = vec![];
    for (command, said) in steps {
        for event in state.decide(command, &said).unwrap_or_default() {
            let stored = stored(event, &said, events.len() + 1);
            state.evolve(&stored);
            events.push(stored);
        }
        law(&events)?;
    }
    Ok(())
}

/// An event as it comes back from the log.
fn stored(event: Event, said: &Circumstances, number: usize) -> Recorded<Event> {
    let number = u64::try_from(number).unwrap_or(u64::MAX);
    let meta = Meta {
        id: Uuid::from_u128(u128::from(number)),
        type_name: event.type_name().into(),
        stream: StreamId::new("stream", Uuid::from_u128(1)),
        version: number,
        position: number,
        occurred: said.occurred,
        recorded_at: said.recorded_at,
        person: event.person_id().into(),
        agency: said.by.agency_id.clone(),
        worker: said.by.worker_id.clone(),
        role: said.by.role,
        mode: said.mode,
        source: None,
        causation: None,
        correlation: String::new(),
    };
    Recorded { meta, event }
}

/// By one of three workers, as one of three trades, in either mode, on some day.
fn said() -> impl Strategy<Value = Circumstances> {
    let role = prop::sample::select(vec![
        Role::CareCoordinator,
        Role::PoliceOfficer,
        Role::InformationGovernance,
    ]);
    let mode = prop_oneof![Just(Mode::Act), Just(Mode::Record)];
    (1..=3_u128, role, mode, 0..40_i64).prop_map(|(who, role, mode, on)| Circumstances {
        by: Principal {
            worker_id: id("worker", who),
            agency_id: id("agency", who),
            role,
            purpose: "direct_care".into(),
        },
        occurred: Span::instant(day(on)),
        recorded_at: day(on),
        mode,
        fresh: Uuid::from_u128(99),
    })
}

fn words(said: bool) -> Option<Text> {
    said.then(|| Text::plain("words"))
}

fn of_a_sanction() -> impl Strategy<Value = SanctionCommand> {
    let threatened = (1..=2_u128, 1..=3_i32, 1..=7_i32).prop_map(|(person, kind, predicate)| {
        SanctionCommand::Threaten(SanctionThreatened {
            person_id: id("person", person),
            kind,
            predicate,
            ..Default::default()
        })
    });
    let applied = (1..=2_u128, 1..=3_i32, 1..=7_i32).prop_map(|(person, kind, predicate)| {
        SanctionCommand::Apply(SanctionApplied {
            person_id: id("person", person),
            kind,
            predicate,
            ..Default::default()
        })
    });
    let varied = any::<bool>().prop_map(|limits_care_contact| {
        SanctionCommand::Vary(SanctionVaried {
            limits_care_contact,
            person_id: id("person", 9),
            ..Default::default()
        })
    });
    let ended = (1..=6_i32)
        .prop_map(|how| SanctionCommand::End(SanctionEnded { how, ..Default::default() }));
    let overturned = (1..=3_i32)
        .prop_map(|by| SanctionCommand::Overturn(SanctionOverturned { by, ..Default::default() }));
    let reviewed = (1..=3_i32).prop_map(|outcome| {
        SanctionCommand::Review(SanctionReviewed { outcome, ..Default::default() })
    });
    prop_oneof![2 => threatened, 4 => applied, 3 => varied, 2 => ended, 2 => overturned, 2 => reviewed]
}

/// What a person does who seeks help or is in distress, or what nobody wrote down.
fn is_no_ground(predicate: Predicate) -> bool {
    predicate != Predicate::SeparateOffence
}

/// A sanction is one person's. It is applied, ended and overturned once at
/// most, and what becomes of it comes after it was applied. Nothing is varied
/// once it ended or was overturned.
fn a_sanction_is_one(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let (mut applied, mut ended, mut overturned) = (false, false, false);
    let mut person = None;
    for recorded in events {
        let of = recorded.event.person_id();
        prop_assert_eq!(*person.get_or_insert(of), of);
        match &recorded.event {
            Event::SanctionApplied(_) => {
                prop_assert!(!applied, "applied twice");
                applied = true;
            }
            Event::SanctionVaried(_) => prop_assert!(applied && !ended && !overturned),
            Event::SanctionEnded(_) => {
                prop_assert!(applied && !ended, "ended twice or before it began");
                ended = true;
            }
            Event::SanctionOverturned(_) => {
                prop_assert!(applied && !overturned, "overturned twice or before it began");
                overturned = true;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Nothing done here and now sanctions or threatens for seeking help, or keeps
/// anybody from it.
fn nobody_is_sanctioned_today_for_seeking_help(
    events: &[Recorded<Event>],
) -> Result<(), TestCaseError> {
    for recorded in events.iter().filter(|recorded| recorded.meta.mode == Mode::Act) {
        match &recorded.event {
            Event::SanctionThreatened(e) => prop_assert!(!is_no_ground(e.predicate())),
            Event::SanctionApplied(e) => prop_assert!(!is_no_ground(e.predicate())),
            Event::SanctionVaried(e) => prop_assert!(!e.limits_care_contact),
            _ => {}
        }
    }
    Ok(())
}

fn of_a_contract() -> impl Strategy<Value = ContractCommand> {
    // Mostly one that may be agreed, so that each thing that is wrong with one shows.
    let mostly = |usual: Answer| prop_oneof![4 => Just(i32::from(usual)), 1 => 1..=4_i32];
    let penalty = prop_oneof![4 => Just(i32::from(ContractPenalty::None)), 1 => 1..=6_i32];
    let parts = (1..=2_u128, penalty, mostly(Answer::Yes), mostly(Answer::No), mostly(Answer::Yes));
    let imposed = parts.prop_map(
        |(person, penalty, crisis_care_untouched, limits_contacts, person_agrees)| {
            ContractCommand::Impose(BehaviouralContractImposed {
                person_id: id("person", person),
                scheme_id: id("scheme", person),
                terms: words(true),
                penalty,
                crisis_care_untouched,
                limits_contacts,
                person_agrees,
                ..Default::default()
            })
        },
    );
    let ended = (1..=5_i32).prop_map(|how| {
        ContractCommand::End(BehaviouralContractEnded { how, ..Default::default() })
    });
    prop_oneof![3 => imposed, 1 => ended]
}

/// A contract is imposed once and ends once, for the person of whom it is; one
/// of today is an agreement without a penalty, and no officer's.
fn a_contract_of_today_is_an_agreement(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let (mut imposed, mut ended) = (None, false);
    for recorded in events {
        match &recorded.event {
            Event::BehaviouralContractImposed(e) => {
                prop_assert!(imposed.is_none(), "imposed twice");
                imposed = Some(e);
                if recorded.meta.mode == Mode::Act {
                    prop_assert_eq!(e.penalty(), ContractPenalty::None);
                    prop_assert_eq!(e.crisis_care_untouched(), Answer::Yes);
                    prop_assert_eq!(e.person_agrees(), Answer::Yes);
                    prop_assert_ne!(e.limits_contacts(), Answer::Yes);
                    prop_assert_ne!(recorded.meta.role, Role::PoliceOfficer);
                }
            }
            Event::BehaviouralContractEnded(e) => {
                prop_assert!(!ended, "ended twice");
                prop_assert_eq!(imposed.map(|i| &i.person_id), Some(&e.person_id));
                prop_assert_eq!(imposed.map(|i| &i.scheme_id), Some(&e.scheme_id));
                ended = true;
            }
            _ => {}
        }
    }
    Ok(())
}

fn of_a_reduction() -> impl Strategy<Value = ReductionCommand> {
    (1..=2_u128, 1..=9_i32, any::<bool>(), 1..=4_i32, any::<bool>()).prop_map(
        |(person, reason, ended, agreed, replaced)| {
            ReductionCommand::Reduce(ServiceReduced {
                person_id: id("person", person),
                reason,
                ended,
                agreed,
                alternative: words(replaced),
                ..Default::default()
            })
        },
    )
}

/// A reduction is recorded once, and none of today punishes, goes against an
/// agreed plan, or leaves nothing behind.
fn care_is_not_withheld_today(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    prop_assert!(events.len() <= 1, "reduced twice");
    for recorded in events.iter().filter(|recorded| recorded.meta.mode == Mode::Act) {
        let Event::ServiceReduced(e) = &recorded.event else { continue };
        let punishes =
            [ReductionReason::Contacts, ReductionReason::SelfHarm, ReductionReason::Breach];
        prop_assert!(!punishes.contains(&e.reason()));
        let planned = e.reason() == ReductionReason::PlannedStepDown;
        prop_assert!(!planned || e.agreed() == Answer::Yes);
        prop_assert!(!e.ended || e.alternative.is_some());
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_sanction_is_applied_ended_and_overturned_once(
        steps in prop::collection::vec((of_a_sanction(), said()), 0..32)
    ) {
        holds::<Sanction>(steps, a_sanction_is_one)?;
    }

    #[test]
    fn no_sanction_of_today_is_for_seeking_help(
        steps in prop::collection::vec((of_a_sanction(), said()), 0..32)
    ) {
        holds::<Sanction>(steps, nobody_is_sanctioned_today_for_seeking_help)?;
    }

    #[test]
    fn no_contract_of_today_punishes(
        steps in prop::collection::vec((of_a_contract(), said()), 0..12)
    ) {
        holds::<Contract>(steps, a_contract_of_today_is_an_agreement)?;
    }

    #[test]
    fn no_reduction_of_today_punishes(
        steps in prop::collection::vec((of_a_reduction(), said()), 0..12)
    ) {
        holds::<Reduction>(steps, care_is_not_withheld_today)?;
    }
}
