//! The laws of this context's streams, tried on random histories.
//!
//! A history is what comes of commands in any order, in any role, at any time
//! and in either mode. Each law is read from the events alone, so that it does
//! not take the state's word for anything.

mod consent;
mod person;
mod referral;

use std::fmt::Debug;

use kernel::{
    decider::{Circumstances, Decider},
    principal::Principal,
    scenario::{day, id},
};
use proptest::prelude::*;
use proto::{
    Event as _,
    common::{Mode, Role},
    envelope::{Meta, Recorded},
    ids::StreamId,
    referrals::Event,
    time::Span,
};
use uuid::Uuid;

/// What happened so far.
struct Told<D> {
    state: D,
    events: Vec<Recorded<Event>>,
}

impl<D: Decider<Event = Event>> Told<D> {
    fn nothing() -> Self {
        Self { state: D::default(), events: Vec::new() }
    }

    /// Asks for something, and takes what comes of it; a refusal changes nothing.
    fn ask(&mut self, command: D::Command, said: &Circumstances) {
        let mut said = said.clone();
        said.fresh = Uuid::from_u128(1_000_000 + self.events.len() as u128);
        for event in self.state.decide(command, &said).unwrap_or_default() {
            let number = self.events.len() as u64 + 1;
            let meta = Meta {
                id: Uuid::from_u128(u128::from(number)),
                type_name: event.type_name().into(),
                stream: StreamId::new(D::NOUN, Uuid::from_u128(1)),
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
            let recorded = Recorded { meta, event };
            self.state.evolve(&recorded);
            self.events.push(recorded);
        }
    }

    /// The events of one kind, with where they stand.
    fn all<T: 'static>(&self) -> Vec<(usize, &T)> {
        self.events
            .iter()
            .enumerate()
            .filter_map(|(n, recorded)| Some((n, recorded.event.as_any().downcast_ref::<T>()?)))
            .collect()
    }
}

/// Somebody, at some time, in either mode.
fn said() -> impl Strategy<Value = Circumstances> {
    let roles = prop::sample::select(vec![
        Role::CareCoordinator,
        Role::InformationGovernance,
        Role::Complaints,
        Role::Person,
        Role::Service,
    ]);
    let mode = prop::sample::select(vec![Mode::Act, Mode::Record]);
    (roles, mode, 1_u128..3, 0_i64..40, 0_i64..40).prop_map(|(role, mode, who, on, before)| {
        let by = Principal {
            worker_id: id("worker", who),
            agency_id: id("agency", who),
            role,
            purpose: "direct_care".into(),
        };
        Circumstances {
            by,
            occurred: Span::instant(day(on - before)),
            recorded_at: day(on),
            mode,
            fresh: Uuid::nil(),
        }
    })
}

/// Up to thirty commands, each with how it is said.
fn history<C: Debug>(
    commands: impl Strategy<Value = C>,
) -> impl Strategy<Value = Vec<(C, Circumstances)>> {
    prop::collection::vec((commands, said()), 0..30)
}

/// Any value of an enum of the contract but the one that says nothing.
fn any_of<E: Copy + Debug + TryFrom<i32> + 'static>() -> impl Strategy<Value = E> {
    let all: Vec<E> = (1..).map_while(|number| E::try_from(number).ok()).collect();
    prop::sample::select(all)
}
