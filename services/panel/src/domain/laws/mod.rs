//! What holds of a stream whatever is asked of it, in whatever order, by
//! whomever and in either mode.
//!
//! Chance writes the commands; what is stored is folded as the service folds
//! it. Each law is stated from the events alone, so that it can find the
//! domain wrong, and is asked after every step.

mod disclosure;
mod meeting;
mod scheme;

use kernel::{
    decider::{Circumstances, Decider},
    principal::Principal,
    scenario::{day, id},
};
use proptest::prelude::*;
use proto::{
    Event as _,
    common::{Mode, Role, Worker},
    envelope::{Meta, Recorded},
    ids::StreamId,
    panel::Event,
    time::Span,
};
use uuid::Uuid;

/// A stream from its beginning.
struct Stream<D> {
    state: D,
    events: Vec<Recorded<Event>>,
}

impl<D: Decider<Event = Event>> Stream<D> {
    /// Asks for all of it in turn, and asks the law after every step.
    fn holds(
        steps: Vec<(D::Command, Circumstances)>,
        law: impl Fn(&D, &[Recorded<Event>]) -> Result<(), TestCaseError>,
    ) -> Result<(), TestCaseError> {
        let mut stream = Self { state: D::default(), events: vec![] };
        for (command, said) in steps {
            for event in stream.state.decide(command, &said).unwrap_or_default() {
                let stored = stored(event, &said, stream.events.len() + 1);
                stream.state.evolve(&stored);
                stream.events.push(stored);
            }
            law(&stream.state, &stream.events)?;
        }
        Ok(())
    }
}

/// An event as it comes back from the log.
pub(super) fn stored(event: Event, said: &Circumstances, number: usize) -> Recorded<Event> {
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

/// Said on this day by worker 1 of agency 1.
pub(super) fn said_on(number: i64) -> Circumstances {
    Circumstances {
        by: Principal {
            worker_id: id("worker", 1),
            agency_id: id("agency", 1),
            role: Role::CareCoordinator,
            purpose: "direct_care".into(),
        },
        occurred: Span::instant(day(number)),
        recorded_at: day(number),
        mode: Mode::Act,
        fresh: Uuid::from_u128(99),
    }
}

/// A history: mostly one that begins as such streams do, so that what comes after
/// has something to go wrong with, and else whatever chance says from the start.
fn steps<C: std::fmt::Debug + Clone>(
    beginning: impl Strategy<Value = Vec<C>>,
    command: impl Strategy<Value = C>,
    most: usize,
) -> impl Strategy<Value = Vec<(C, Circumstances)>> {
    let beginning = prop_oneof![1 => Just(vec![]), 6 => beginning];
    let begun = (beginning, prop::collection::vec(command, 0..most));
    begun.prop_flat_map(|(beginning, rest)| {
        let commands: Vec<C> = beginning.into_iter().chain(rest).collect();
        let said = prop::collection::vec(said(), commands.len());
        (Just(commands), said).prop_map(|(commands, said)| commands.into_iter().zip(said).collect())
    })
}

/// By one of three workers, in some role, in either mode, on some day.
fn said() -> impl Strategy<Value = Circumstances> {
    let mode = prop_oneof![Just(Mode::Act), Just(Mode::Record)];
    (1..=3_u128, role(), mode, 0..40_i64, 1_000_u128..).prop_map(|(who, role, mode, on, fresh)| {
        let mut said = said_on(on);
        said.by.worker_id = id("worker", who);
        said.by.role = role;
        Circumstances { mode, fresh: Uuid::from_u128(fresh), ..said }
    })
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![
        Role::PanelChair,
        Role::Clinician,
        Role::CareCoordinator,
        Role::PoliceOfficer,
        Role::Ambulance,
        Role::InformationGovernance,
    ])
}

fn worker() -> impl Strategy<Value = Worker> {
    (1..=3_u128, role()).prop_map(|(who, role)| Worker {
        worker_id: id("worker", who),
        agency_id: id("agency", 1),
        role: role.into(),
    })
}

/// One of the first few ids of its kind, or none.
fn some_id(noun: &'static str, of: u128) -> impl Strategy<Value = String> {
    (0..=of).prop_map(move |n| if n == 0 { String::new() } else { id(noun, n) })
}

/// One of the first few ids of its kind.
fn one_id(noun: &'static str, of: u128) -> impl Strategy<Value = String> {
    (1..=of).prop_map(move |n| id(noun, n))
}
