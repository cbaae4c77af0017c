//! An event of any context, for those who read all of them.

use serde_json::value::RawValue;

use crate::{
    Event as _, Ids, Named, Texts, careplans,
    common::{Class, Text},
    concerns,
    envelope::{Envelope, Recorded, Unreadable},
    oversight, panel, referrals, sanctions,
};

/// The contexts whose events are followed, each with a log of its own.
pub const CONTEXTS: [&str; 5] = [
    referrals::Event::CONTEXT,
    panel::Event::CONTEXT,
    careplans::Event::CONTEXT,
    sanctions::Event::CONTEXT,
    concerns::Event::CONTEXT,
];

/// Every context that has a log: those that are followed, and the one that follows.
pub const LOGS: [&str; 6] = [
    referrals::Event::CONTEXT,
    panel::Event::CONTEXT,
    careplans::Event::CONTEXT,
    sanctions::Event::CONTEXT,
    concerns::Event::CONTEXT,
    oversight::Event::CONTEXT,
];

/// The full names of all events of all contexts, such as
/// `candour.panel.v1.DecisionMade`.
pub fn types() -> impl Iterator<Item = &'static str> {
    [
        referrals::Event::TYPES,
        panel::Event::TYPES,
        careplans::Event::TYPES,
        sanctions::Event::TYPES,
        concerns::Event::TYPES,
        oversight::Event::TYPES,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// An event of any context.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyEvent {
    /// Of referrals.
    Referrals(referrals::Event),
    /// Of the panel.
    Panel(panel::Event),
    /// Of care plans.
    CarePlans(careplans::Event),
    /// Of sanctions.
    Sanctions(sanctions::Event),
    /// Of concerns.
    Concerns(concerns::Event),
    /// Of oversight.
    Oversight(oversight::Event),
}

impl AnyEvent {
    /// Reads an envelope, whichever context it is of.
    ///
    /// # Errors
    /// If its type is not known to this build or its fields do not fit.
    pub fn read(envelope: Envelope) -> Result<Recorded<Self>, Unreadable> {
        fn widen<E>(recorded: Recorded<E>, into: impl Fn(E) -> AnyEvent) -> Recorded<AnyEvent> {
            Recorded { meta: recorded.meta, event: into(recorded.event) }
        }
        match envelope.meta.context() {
            referrals::Event::CONTEXT => envelope.read().map(|r| widen(r, Self::Referrals)),
            panel::Event::CONTEXT => envelope.read().map(|r| widen(r, Self::Panel)),
            careplans::Event::CONTEXT => envelope.read().map(|r| widen(r, Self::CarePlans)),
            sanctions::Event::CONTEXT => envelope.read().map(|r| widen(r, Self::Sanctions)),
            concerns::Event::CONTEXT => envelope.read().map(|r| widen(r, Self::Concerns)),
            oversight::Event::CONTEXT => envelope.read().map(|r| widen(r, Self::Oversight)),
            _ => Err(Unreadable::UnknownType(envelope.meta.type_name)),
        }
    }

    /// Reads an event's own fields; none if this build does not know the type or they do
    /// not fit it.
    #[must_use]
    pub fn from_json(type_name: &str, data: &RawValue) -> Option<Self> {
        fn read<E: crate::Event>(name: &str, data: &RawValue) -> Option<E> {
            E::from_json(name, data).ok().flatten()
        }
        match type_name.split('.').nth(1)? {
            referrals::Event::CONTEXT => read(type_name, data).map(Self::Referrals),
            panel::Event::CONTEXT => read(type_name, data).map(Self::Panel),
            careplans::Event::CONTEXT => read(type_name, data).map(Self::CarePlans),
            sanctions::Event::CONTEXT => read(type_name, data).map(Self::Sanctions),
            concerns::Event::CONTEXT => read(type_name, data).map(Self::Concerns),
            oversight::Event::CONTEXT => read(type_name, data).map(Self::Oversight),
            _ => None,
        }
    }

    /// The event as a message of type `T`, if it is one.
    #[must_use]
    pub fn get<T: Named>(&self) -> Option<&T> {
        let any = match self {
            Self::Referrals(e) => e.as_any(),
            Self::Panel(e) => e.as_any(),
            Self::CarePlans(e) => e.as_any(),
            Self::Sanctions(e) => e.as_any(),
            Self::Concerns(e) => e.as_any(),
            Self::Oversight(e) => e.as_any(),
        };
        any.downcast_ref()
    }

    /// What its own fields tell, besides ids and words.
    #[must_use]
    pub fn tells(&self) -> Class {
        match self {
            Self::Referrals(e) => e.tells(),
            Self::Panel(e) => e.tells(),
            Self::CarePlans(e) => e.tells(),
            Self::Sanctions(e) => e.tells(),
            Self::Concerns(e) => e.tells(),
            Self::Oversight(e) => e.tells(),
        }
    }

    /// What the words in a field of it tell.
    #[must_use]
    pub fn words_tell(&self, field: &str) -> Class {
        match self {
            Self::Referrals(e) => e.words_tell(field),
            Self::Panel(e) => e.words_tell(field),
            Self::CarePlans(e) => e.words_tell(field),
            Self::Sanctions(e) => e.words_tell(field),
            Self::Concerns(e) => e.words_tell(field),
            Self::Oversight(e) => e.words_tell(field),
        }
    }

    /// The event's own fields as proto3 JSON.
    ///
    /// # Errors
    /// If a value has no JSON form.
    pub fn to_json(&self) -> Result<Box<RawValue>, serde_json::Error> {
        match self {
            Self::Referrals(e) => e.to_json(),
            Self::Panel(e) => e.to_json(),
            Self::CarePlans(e) => e.to_json(),
            Self::Sanctions(e) => e.to_json(),
            Self::Concerns(e) => e.to_json(),
            Self::Oversight(e) => e.to_json(),
        }
    }
}

impl Ids for AnyEvent {
    fn visit_ids(&self, visit: &mut dyn FnMut(&'static str, &str)) {
        match self {
            Self::Referrals(e) => e.visit_ids(visit),
            Self::Panel(e) => e.visit_ids(visit),
            Self::CarePlans(e) => e.visit_ids(visit),
            Self::Sanctions(e) => e.visit_ids(visit),
            Self::Concerns(e) => e.visit_ids(visit),
            Self::Oversight(e) => e.visit_ids(visit),
        }
    }
}

impl Texts for AnyEvent {
    fn visit_texts(&mut self, visit: &mut dyn FnMut(&'static str, &mut Text)) {
        match self {
            Self::Referrals(e) => e.visit_texts(visit),
            Self::Panel(e) => e.visit_texts(visit),
            Self::CarePlans(e) => e.visit_texts(visit),
            Self::Sanctions(e) => e.visit_texts(visit),
            Self::Concerns(e) => e.visit_texts(visit),
            Self::Oversight(e) => e.visit_texts(visit),
        }
    }
}
