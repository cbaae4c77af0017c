//! Changing an agency's name, or the agency that it belongs to.

use kernel::decider::Refusal;
use proto::panel::{AgencyChanged, Event};

use super::{Agency, refusal};

pub(super) fn decide(agency: &Agency, fact: AgencyChanged) -> Result<Vec<Event>, Refusal> {
    let entry = agency.entry.as_ref().ok_or(refusal::AGENCY_NOT_FOUND)?;
    if fact.parent_agency_id == fact.agency_id {
        return Err(refusal::AGENCY_ITS_OWN_PARENT);
    }
    let keeps = |said: &str, known: &str| said.is_empty() || said == known;
    if keeps(&fact.name, &entry.name) && keeps(&fact.parent_agency_id, &entry.parent_agency_id) {
        return Ok(vec![]);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{AgencyCommand::Change, register_agency::tests::registered};

    fn renamed() -> AgencyChanged {
        AgencyChanged {
            agency_id: id("agency", 1),
            name: "Riverside and Hill Trust".into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_agency_is_renamed() {
        given::<Agency>([registered().into()]).when(Change(renamed())).then_one(renamed());
    }

    #[test]
    fn an_agency_comes_under_another() {
        let moved = AgencyChanged {
            agency_id: id("agency", 1),
            parent_agency_id: id("agency", 2),
            ..Default::default()
        };
        given::<Agency>([registered().into()]).when(Change(moved.clone())).then_one(moved);
    }

    #[test]
    fn an_unknown_agency_cannot_change() {
        nothing::<Agency>().when(Change(renamed())).then_refused(refusal::AGENCY_NOT_FOUND);
    }

    #[test]
    fn an_agency_does_not_come_under_itself() {
        let odd = AgencyChanged { parent_agency_id: id("agency", 1), ..renamed() };
        given::<Agency>([registered().into()])
            .when(Change(odd))
            .then_refused(refusal::AGENCY_ITS_OWN_PARENT);
    }

    #[test]
    fn a_change_that_changes_nothing_is_no_event() {
        let empty = AgencyChanged { agency_id: id("agency", 1), ..Default::default() };
        for again in [renamed(), empty] {
            given::<Agency>([registered().into(), renamed().into()])
                .when(Change(again))
                .then_nothing();
        }
    }
}
