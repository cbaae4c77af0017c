//! The responses that a plan promises, and what takes the place of one that ends.

use std::collections::BTreeMap;

use proto::careplans::{Replacement, ResponseAdded, ResponseHours, ResponseNeed};

/// How many responses a plan can have, those that ended included: the state is bounded.
pub const MOST_RESPONSES: usize = 200;

/// A plan's responses by their ids.
#[derive(Clone, Debug, Default)]
pub struct Responses(BTreeMap<String, Response>);

/// A response that a plan promises.
#[derive(Clone, Debug)]
pub struct Response {
    /// The need that it meets.
    pub need: ResponseNeed,
    /// When it is there.
    pub hours: ResponseHours,
    /// The agency that is to give it.
    pub by_agency_id: String,
    /// True once somebody accepted to give it.
    pub accepted: bool,
    /// The response whose place it takes; empty if it takes none's.
    pub replaces: String,
    /// True once it ended.
    pub withdrawn: bool,
}

impl Responses {
    /// The response under this id.
    #[must_use]
    pub fn get(&self, response_id: &str) -> Option<&Response> {
        self.0.get(response_id)
    }

    /// True if the plan can promise no more.
    #[must_use]
    pub fn are_full(&self) -> bool {
        self.0.len() >= MOST_RESPONSES
    }

    /// What takes the place of a response that ends: the one that is named for
    /// it, or any that stands and says that it takes its place.
    #[must_use]
    pub fn replacement(&self, response_id: &str, named: &str) -> Replacement {
        let Some(ends) = self.0.get(response_id) else { return Replacement::None };
        let declared = |other: &Response| other.replaces == response_id && !other.withdrawn;
        let mut found = Replacement::None;
        for (id, other) in &self.0 {
            if id == named || declared(other) {
                if other.makes_up_for(ends) {
                    return Replacement::Accepted;
                }
                found = Replacement::Proposed;
            }
        }
        found
    }

    /// Takes one in; true if it is a new one, and not an acceptance that came later.
    pub(super) fn add(&mut self, fact: &ResponseAdded) -> bool {
        let response = Response {
            need: fact.need(),
            hours: fact.hours(),
            by_agency_id: fact.by_agency_id.clone(),
            accepted: fact.accepted_by.is_some(),
            replaces: fact.replaces_response_id.clone(),
            withdrawn: false,
        };
        self.0.insert(fact.response_id.clone(), response).is_none()
    }

    pub(super) fn withdraw(&mut self, response_id: &str) {
        if let Some(response) = self.0.get_mut(response_id) {
            response.withdrawn = true;
        }
    }
}

impl Response {
    /// True if it is there for the same need whenever the other one was, and
    /// somebody accepted to give it.
    fn makes_up_for(&self, other: &Self) -> bool {
        let covers = self.hours == other.hours || self.hours == ResponseHours::AnyTime;
        !self.withdrawn && self.accepted && self.need == other.need && covers
    }
}
