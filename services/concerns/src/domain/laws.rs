//! What holds of a concern, an incident and a statement whatever is asked, in
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
    common::{Answer, Mode, Role, Text, Worker},
    concerns::{
        CandourNotified, ComplaintAcknowledged, ComplaintCategorised, ComplaintCategory,
        ComplaintClosed, ComplaintRaised, Event, IncidentReported, S42Decided, S42Decision,
        SafeguardingRaised, StatementRecorded, ToldHow,
    },
    envelope::{Meta, Recorded},
    ids::StreamId,
    time::Span,
};
use uuid::Uuid;

use super::{Concern, ConcernCommand, Incident, IncidentCommand, Statement, StatementCommand};

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

/// By one of three workers, each of an agency of their own, as one of three
/// trades, in either mode, on some day.
fn said() -> impl Strategy<Value = Circumstances> {
    let role =
        prop::sample::select(vec![Role::Complaints, Role::Person, Role::InformationGovernance]);
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

fn agency() -> impl Strategy<Value = String> {
    (1..=3_u128).prop_map(|n| id("agency", n))
}

fn answer() -> impl Strategy<Value = i32> {
    prop_oneof![4 => Just(1), 2 => Just(2), 1 => 0..=4]
}

fn of_a_concern() -> impl Strategy<Value = ConcernCommand> {
    let raised = agency().prop_map(|about_agency_id| {
        let person_id = id("person", 1);
        let fact = ComplaintRaised { person_id, about_agency_id, ..Default::default() };
        ConcernCommand::RaiseComplaint(fact)
    });
    let safeguarding = Just(ConcernCommand::RaiseSafeguarding(SafeguardingRaised {
        person_id: id("person", 1),
        ..Default::default()
    }));
    let acknowledged = Just(ConcernCommand::AcknowledgeComplaint(ComplaintAcknowledged::default()));
    // Mostly with a policy and its evidence, so that all else that is wrong shows.
    let mostly = || prop::bool::weighted(0.8);
    let parts = (1..=7_i32, agency(), mostly(), mostly(), answer(), any::<bool>());
    let categorised =
        parts.prop_map(|(category, agency_id, policy, evidence, still_heard, counted)| {
            ConcernCommand::CategoriseComplaint(ComplaintCategorised {
                category,
                agency_id,
                policy: words(policy),
                evidence: words(evidence),
                still_heard,
                counted,
                ..Default::default()
            })
        });
    let closed =
        (1..=4_i32, agency(), any::<bool>()).prop_map(|(outcome, agency_id, independent)| {
            ConcernCommand::CloseComplaint(ComplaintClosed {
                outcome,
                agency_id,
                independent,
                ..Default::default()
            })
        });
    let parts = (1..=4_i32, agency(), answer(), answer(), answer());
    let decided =
        parts.prop_map(|(decision, agency_id, needs, abuse_or_neglect, cannot_protect_self)| {
            ConcernCommand::DecideS42(S42Decided {
                decision,
                agency_id,
                needs,
                abuse_or_neglect,
                cannot_protect_self,
                ..Default::default()
            })
        });
    prop_oneof![
        4 => raised,
        1 => safeguarding,
        2 => acknowledged,
        6 => categorised,
        3 => closed,
        3 => decided,
    ]
}

/// The complaint that was raised in this stream, if one was.
fn complaint(events: &[Recorded<Event>]) -> Option<&ComplaintRaised> {
    events.iter().find_map(|recorded| match &recorded.event {
        Event::ComplaintRaised(e) => Some(e),
        _ => None,
    })
}

/// A complaint is closed once at most, and not today by the agency complained
/// of, whether it says so of itself or another is named, unless somebody
/// outside the team complained of decided it.
fn a_complaint_is_not_closed_by_the_accused(
    events: &[Recorded<Event>],
) -> Result<(), TestCaseError> {
    let mut closed = false;
    for recorded in events {
        let Event::ComplaintClosed(e) = &recorded.event else { continue };
        prop_assert!(!closed, "closed twice");
        closed = true;
        let accused = complaint(events).map_or("", |raised| &raised.about_agency_id);
        let by_them = e.agency_id == accused || recorded.meta.agency == accused;
        let act = recorded.meta.mode == Mode::Act;
        prop_assert!(!(act && by_them) || e.independent, "closed by the accused");
    }
    Ok(())
}

/// A complaint counts unless it was put down as an enquiry; nobody dismisses
/// one today but by a policy, with evidence, while new issues are heard, and
/// not the agency complained of; and nobody says today that it seeks attention.
fn a_complaint_is_not_lost(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let mut closed = false;
    for recorded in events {
        let act = recorded.meta.mode == Mode::Act;
        match &recorded.event {
            Event::ComplaintClosed(_) => closed = true,
            Event::ComplaintCategorised(e) => {
                let enquiry = e.category() == ComplaintCategory::Enquiry;
                prop_assert_eq!(e.counted, !enquiry);
                let accused = complaint(events).map_or("", |raised| &raised.about_agency_id);
                prop_assert_eq!(e.about_agency_id.as_str(), accused);
                let as_complaint = [ComplaintCategory::Complaint, ComplaintCategory::Serious]
                    .contains(&e.category());
                if act && !as_complaint {
                    prop_assert_ne!(e.category(), ComplaintCategory::AttentionSeeking);
                    prop_assert!(e.policy.is_some() && e.evidence.is_some());
                    prop_assert_eq!(e.still_heard(), Answer::Yes);
                    prop_assert_ne!(e.agency_id.as_str(), accused);
                    prop_assert_ne!(recorded.meta.agency.as_str(), accused);
                }
                prop_assert!(!(act && closed), "changed after it was closed");
            }
            _ => {}
        }
    }
    Ok(())
}

/// A concern is raised once and stays what it is; today nobody decides against
/// an enquiry into what meets the test, or without having asked.
fn a_concern_is_decided_by_its_test(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let raised = events
        .iter()
        .filter(|r| matches!(r.event, Event::ComplaintRaised(_) | Event::SafeguardingRaised(_)));
    prop_assert!(raised.count() <= 1, "raised twice");
    let is_complaint = complaint(events).is_some();
    for recorded in events {
        let act = recorded.meta.mode == Mode::Act;
        match &recorded.event {
            Event::S42Decided(e) => {
                prop_assert!(!is_complaint);
                prop_assert_eq!(&e.person_id, &id("person", 1));
                let answers = [e.needs(), e.abuse_or_neglect(), e.cannot_protect_self()];
                if act && e.decision() != S42Decision::Under18 {
                    prop_assert!(answers.iter().all(|a| [Answer::Yes, Answer::No].contains(a)));
                    let met = answers.iter().all(|a| *a == Answer::Yes);
                    prop_assert!(!met || e.decision() == S42Decision::Enquiry);
                }
            }
            Event::ComplaintAcknowledged(_)
            | Event::ComplaintCategorised(_)
            | Event::ComplaintClosed(_) => prop_assert!(is_complaint),
            _ => {}
        }
    }
    Ok(())
}

fn of_an_incident() -> impl Strategy<Value = IncidentCommand> {
    let reported = (1..=3_i32, any::<bool>()).prop_map(|(kind, named)| {
        let person_id = if named { id("person", 1) } else { String::new() };
        IncidentCommand::Report(IncidentReported { kind, person_id, ..Default::default() })
    });
    let told = (agency(), prop::option::of(agency()), 1..=4_i32, any::<bool>()).prop_map(
        |(agency_id, of, how, apology)| {
            let by = of.map(|agency_id| Worker {
                worker_id: id("worker", 1),
                agency_id,
                role: Role::Clinician.into(),
            });
            IncidentCommand::NotifyCandour(CandourNotified {
                agency_id,
                by,
                how,
                apology,
                person_id: id("person", 9),
                ..Default::default()
            })
        },
    );
    prop_oneof![1 => reported, 3 => told]
}

/// Somebody is told of what was reported, by an agency's own worker, and whoever
/// was not reached was given no apology today.
fn the_person_is_told_by_whoever_says_so(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let mut whom = None;
    for recorded in events {
        match &recorded.event {
            Event::IncidentReported(e) => {
                prop_assert!(whom.is_none(), "reported twice");
                whom = Some(&e.person_id);
            }
            Event::CandourNotified(e) => {
                prop_assert_eq!(whom, Some(&e.person_id));
                prop_assert_eq!(e.by.as_ref().map(|by| &by.agency_id), Some(&e.agency_id));
                let nobody = e.how() == ToldHow::NotReached;
                let act = recorded.meta.mode == Mode::Act;
                prop_assert!(!(act && nobody && e.apology));
            }
            _ => {}
        }
    }
    Ok(())
}

fn of_a_statement() -> impl Strategy<Value = StatementCommand> {
    (1..=3_u128, 1..=2_u128, 1..=4_i32).prop_map(|(person, about, written_by)| {
        StatementCommand::Record(StatementRecorded {
            statement_id: id("statement", 1),
            person_id: id("person", person),
            about_id: id("plan", about),
            written_by,
            words: words(true),
        })
    })
}

/// A statement is made once and never changed, and who signs in as a person
/// makes their own: a person's worker id has the same digits as their own id.
fn a_statement_is_never_changed(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    prop_assert!(events.len() <= 1, "stated twice under one id");
    for recorded in events {
        let Event::StatementRecorded(e) = &recorded.event else { continue };
        let own = e.person_id.replace("person", "worker");
        prop_assert!(recorded.meta.role != Role::Person || recorded.meta.worker == own);
    }
    Ok(())
}

proptest! {
    #[test]
    fn no_complaint_is_closed_today_by_the_accused(
        steps in prop::collection::vec((of_a_concern(), said()), 0..48)
    ) {
        holds::<Concern>(steps, a_complaint_is_not_closed_by_the_accused)?;
    }

    #[test]
    fn no_complaint_is_lost(steps in prop::collection::vec((of_a_concern(), said()), 0..48)) {
        holds::<Concern>(steps, a_complaint_is_not_lost)?;
    }

    #[test]
    fn every_concern_is_decided_by_its_test(
        steps in prop::collection::vec((of_a_concern(), said()), 0..48)
    ) {
        holds::<Concern>(steps, a_concern_is_decided_by_its_test)?;
    }

    #[test]
    fn whoever_was_harmed_is_told_by_whoever_says_so(
        steps in prop::collection::vec((of_an_incident(), said()), 0..16)
    ) {
        holds::<Incident>(steps, the_person_is_told_by_whoever_says_so)?;
    }

    #[test]
    fn no_statement_is_ever_changed(
        steps in prop::collection::vec((of_a_statement(), said()), 0..12)
    ) {
        holds::<Statement>(steps, a_statement_is_never_changed)?;
    }
}
