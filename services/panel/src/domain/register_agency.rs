//! Entering an agency in the register, so that every rule can name who answers.

use kernel::decider::Refusal;
use proto::panel::{AgencyRegistered, Event};

use super::{Agency, refusal};

pub(super) fn decide(agency: &Agency, fact: AgencyRegistered) -> Result<Vec<Event>, Refusal> {
    if agency.entry.is_some() {
        return Err(refusal::AGENCY_ALREADY_REGISTERED);
    }
    if fact.parent_agency_id == fact.agency_id {
        return Err(refusal::AGENCY_ITS_OWN_PARENT);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::panel::AgencyKind;

    use super::*;
    use crate::domain::AgencyCommand::Register;

    pub(in crate::domain) fn registered() -> AgencyRegistered {
        AgencyRegistered {
            agency_id: id("agency", 1),
            name: "Riverside Mental Health Trust".into(),
            kind: AgencyKind::MentalHealthTrust.into(),
            ..Default::default()
        }
    }

    #[test]
    fn an_agency_is_registered() {
        nothing::<Agency>().when(Register(registered())).then_one(registered());
    }

    #[test]
    fn an_agency_is_not_registered_twice_under_one_id() {
        given::<Agency>([registered().into()])
            .when(Register(registered()))
            .then_refused(refusal::AGENCY_ALREADY_REGISTERED);
    }

    #[test]
    fn an_agency_does_not_belong_to_itself() {
        let odd = AgencyRegistered { parent_agency_id: id("agency", 1), ..registered() };
        nothing::<Agency>().when(Register(odd)).then_refused(refusal::AGENCY_ITS_OWN_PARENT);
    }
}
