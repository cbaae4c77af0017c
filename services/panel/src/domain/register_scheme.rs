//! Registering a scheme, and whose successor it is.
//!
//! A scheme that follows another under a new name is the same practice until
//! its record says otherwise, so the record keeps the line.

use kernel::decider::Refusal;
use proto::panel::{Event, SchemeRegistered};

use super::{Scheme, refusal};

pub(super) fn decide(scheme: &Scheme, fact: SchemeRegistered) -> Result<Vec<Event>, Refusal> {
    if scheme.id().is_some() {
        return Err(refusal::SCHEME_ALREADY_REGISTERED);
    }
    if fact.successor_of_scheme_id == fact.scheme_id {
        return Err(refusal::SCHEME_ITS_OWN_SUCCESSOR);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::SchemeCommand::Register;

    pub(in crate::domain) fn registered() -> SchemeRegistered {
        SchemeRegistered {
            scheme_id: id("scheme", 1),
            name: "High intensity network".into(),
            lead_agency_id: id("agency", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_scheme_is_registered_with_the_one_before_it() {
        let next = SchemeRegistered { successor_of_scheme_id: id("scheme", 2), ..registered() };
        nothing::<Scheme>().when(Register(next.clone())).then_one(next);
    }

    #[test]
    fn a_scheme_is_not_registered_twice_under_one_id() {
        given::<Scheme>([registered().into()])
            .when(Register(registered()))
            .then_refused(refusal::SCHEME_ALREADY_REGISTERED);
    }

    #[test]
    fn a_scheme_is_not_its_own_successor() {
        let odd = SchemeRegistered { successor_of_scheme_id: id("scheme", 1), ..registered() };
        nothing::<Scheme>().when(Register(odd)).then_refused(refusal::SCHEME_ITS_OWN_SUCCESSOR);
    }
}
