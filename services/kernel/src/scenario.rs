//! Given what happened, when this is asked, then that follows.
//!
//! For tests of domains: no store, no clock, no network.

use std::fmt::Debug;

use jiff::{Timestamp, ToSpan as _};
use proto::{
    Event as _,
    common::{Mode, Role},
    envelope::{Meta, Recorded},
    ids::{AgencyId, PersonId, StreamId, WorkerId},
    time::Span,
};
use uuid::Uuid;

use crate::{
    decider::{Circumstances, Decider, Refusal},
    principal::Principal,
};

/// The day on which every scenario begins.
pub const FIRST_DAY: Timestamp = Timestamp::constant(1_600_000_000, 0);

/// A day of the scenario, counted from 0.
#[must_use]
pub fn day(number: i64) -> Timestamp {
    FIRST_DAY.checked_add((number * 24).hours()).unwrap_or(FIRST_DAY)
}

/// A typed id for a test: the same number gives the same id.
#[must_use]
pub fn id(noun: &str, number: u128) -> String {
    StreamId::new(noun, Uuid::from_u128(number)).to_string()
}

/// A state, and how the next thing is said.
#[derive(Debug)]
pub struct Given<D> {
    state: D,
    said: Circumstances,
    events: u64,
}

/// Begins with nothing on record.
#[must_use]
pub fn nothing<D: Decider>() -> Given<D> {
    let by = Principal {
        worker_id: WorkerId::new(Uuid::from_u128(1)).to_string(),
        agency_id: AgencyId::new(Uuid::from_u128(1)).to_string(),
        role: Role::CareCoordinator,
        purpose: "direct_care".into(),
    };
    Given {
        state: D::default(),
        said: Circumstances {
            by,
            occurred: Span::instant(day(0)),
            recorded_at: day(0),
            mode: Mode::Act,
            fresh: Uuid::from_u128(99),
        },
        events: 0,
    }
}

/// Begins with events on record, all of day 0.
#[must_use]
pub fn given<D: Decider>(events: impl IntoIterator<Item = D::Event>) -> Given<D> {
    events.into_iter().fold(nothing(), |given, event| given.and(event))
}

impl<D: Decider> Given<D> {
    /// One more event on record, of the day that is now set.
    #[must_use]
    pub fn and(mut self, event: impl Into<D::Event>) -> Self {
        let event = event.into();
        self.events += 1;
        let meta = Meta {
            id: Uuid::from_u128(u128::from(self.events)),
            type_name: event.type_name().into(),
            stream: StreamId::new(D::NOUN, Uuid::from_u128(1)),
            version: self.events,
            position: self.events,
            occurred: self.said.occurred,
            recorded_at: self.said.recorded_at,
            person: event.person_id().into(),
            agency: self.said.by.agency_id.clone(),
            worker: self.said.by.worker_id.clone(),
            role: self.said.by.role,
            mode: self.said.mode,
            source: None,
            causation: None,
            correlation: String::new(),
        };
        self.state.evolve(&Recorded { meta, event });
        self
    }

    /// What follows happens on this day.
    #[must_use]
    pub fn on(mut self, at: Timestamp) -> Self {
        self.said.occurred = Span::instant(at);
        self.said.recorded_at = at;
        self
    }

    /// What follows is said in this role; as a person, by person 1.
    #[must_use]
    pub fn by(mut self, role: Role) -> Self {
        self.said.by.role = role;
        if role == Role::Person {
            let person = PersonId::new(Uuid::from_u128(1));
            self.said.by.worker_id = Principal::worker_of(&person);
        }
        self
    }

    /// What follows is said by this worker.
    #[must_use]
    pub fn as_worker(mut self, number: u128) -> Self {
        self.said.by.worker_id = id(WorkerId::NOUN, number);
        self
    }

    /// What follows is said for this agency.
    #[must_use]
    pub fn for_agency(mut self, number: u128) -> Self {
        self.said.by.agency_id = id(AgencyId::NOUN, number);
        self
    }

    /// What follows is recorded as having happened.
    #[must_use]
    pub fn recorded(mut self) -> Self {
        self.said.mode = Mode::Record;
        self
    }

    /// Asks for something.
    #[must_use]
    pub fn when(self, command: impl Into<D::Command>) -> Then<D> {
        Then { outcome: self.state.decide(command.into(), &self.said) }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Then<D: Decider> {
    outcome: Result<Vec<D::Event>, Refusal>,
}

impl<D: Decider> Then<D>
where
    D::Event: PartialEq + Debug,
{
    /// These events follow.
    #[track_caller]
    pub fn then(self, events: impl IntoIterator<Item = D::Event>) {
        assert_eq!(self.outcome, Ok(events.into_iter().collect()));
    }

    /// Exactly one event follows, and it is this one.
    #[track_caller]
    pub fn then_one(self, event: impl Into<D::Event>) {
        self.then([event.into()]);
    }

    /// It is refused, for this reason.
    #[track_caller]
    pub fn then_refused(self, refusal: Refusal) {
        assert_eq!(self.outcome, Err(refusal));
    }

    /// There is nothing new to say.
    #[track_caller]
    pub fn then_nothing(self) {
        self.then([]);
    }

    /// The events, for a closer look.
    #[track_caller]
    pub fn events(self) -> Vec<D::Event> {
        match self.outcome {
            Ok(events) => events,
            Err(refusal) => {
                assert_eq!(Err::<Vec<D::Event>, _>(refusal), Ok(vec![]));
                vec![]
            }
        }
    }
}
