//! Closing a scheme: why, and what takes its place.
//!
//! A scheme that closes and goes on under another name is the same practice
//! until its record says otherwise, so closing one today says who answers for
//! the next. Its plans, meetings and posts are not touched here: each ends by
//! its own record.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{Event, SchemeClosed};

use super::{Scheme, refusal, state::Closed};

pub(super) fn decide(
    scheme: &Scheme,
    fact: SchemeClosed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let id = scheme.id().ok_or(refusal::SCHEME_NOT_FOUND)?;
    if fact.successor_scheme_id == id {
        return Err(refusal::SUCCEEDED_BY_ITSELF);
    }
    match &scheme.closed {
        Some(known) if *known == Closed::from(&fact) => return Ok(vec![]), // Said twice is said once.
        Some(_) => return Err(refusal::SCHEME_ALREADY_CLOSED),
        None => {}
    }
    let goes_on = !fact.successor_scheme_id.is_empty();
    if said.is_act() && goes_on && fact.successor_agency_id.is_empty() {
        return Err(refusal::SUCCESSOR_AGENCY_NOT_NAMED);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::panel::SchemeEnd;

    use super::*;
    use crate::domain::{SchemeCommand::Close, register_scheme::tests::registered};

    pub(in crate::domain) fn closed() -> SchemeClosed {
        SchemeClosed {
            scheme_id: id("scheme", 1),
            reason: SchemeEnd::Reviewed.into(),
            ..Default::default()
        }
    }

    fn replaced() -> SchemeClosed {
        SchemeClosed {
            reason: SchemeEnd::Replaced.into(),
            successor_scheme_id: id("scheme", 2),
            successor_agency_id: id("agency", 2),
            ..closed()
        }
    }

    fn a_scheme() -> Given<Scheme> {
        given([registered().into()])
    }

    #[test]
    fn a_scheme_closes_with_or_without_a_successor() {
        for fact in [closed(), replaced()] {
            a_scheme().when(Close(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn an_unknown_scheme_cannot_close() {
        nothing::<Scheme>().when(Close(closed())).then_refused(refusal::SCHEME_NOT_FOUND);
    }

    #[test]
    fn a_scheme_does_not_take_its_own_place() {
        let odd = SchemeClosed { successor_scheme_id: id("scheme", 1), ..replaced() };
        a_scheme().when(Close(odd.clone())).then_refused(refusal::SUCCEEDED_BY_ITSELF);
        a_scheme().recorded().when(Close(odd)).then_refused(refusal::SUCCEEDED_BY_ITSELF);
    }

    #[test]
    fn somebody_answers_for_what_takes_its_place_today() {
        let nobodys = SchemeClosed { successor_agency_id: String::new(), ..replaced() };
        a_scheme().when(Close(nobodys.clone())).then_refused(refusal::SUCCESSOR_AGENCY_NOT_NAMED);
        a_scheme().recorded().when(Close(nobodys.clone())).then_one(nobodys);
    }

    #[test]
    fn a_scheme_closes_for_one_reason_and_with_one_successor() {
        let other_agency = SchemeClosed { successor_agency_id: id("agency", 3), ..replaced() };
        for other in [closed(), other_agency] {
            a_scheme()
                .and(replaced())
                .recorded()
                .when(Close(other))
                .then_refused(refusal::SCHEME_ALREADY_CLOSED);
        }
    }

    #[test]
    fn closing_twice_is_closing_once() {
        a_scheme().and(replaced()).when(Close(replaced())).then_nothing();
    }
}
