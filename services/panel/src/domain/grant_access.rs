//! Granting somebody access to records.
//!
//! Police officers and vendors are not given access today, whatever the
//! instrument and whichever agency they are said to act for: what is lawful to
//! disclose to them is disclosed item by item. In two trusts honorary contracts
//! gave police officers the clinical notes (SLP review of SIM, 2021, paras 4.11
//! to 4.13). Access that was given in the past is stored, and a rule judges it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::{Role, Worker},
    panel::{AccessGranted, AgencyKind, Event},
};

use super::{Access, refusal};

pub(super) fn decide(
    access: &Access,
    fact: AccessGranted,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if access.granted.is_some() {
        return Err(refusal::ACCESS_ALREADY_GRANTED);
    }
    if said.is_act() && goes_to_police_or_vendor(&fact) {
        return Err(refusal::ACCESS_NOT_TO_BE_GRANTED);
    }
    Ok(vec![fact.into()])
}

fn goes_to_police_or_vendor(fact: &AccessGranted) -> bool {
    let role = fact.to.as_ref().map(Worker::role);
    matches!(fact.to_kind(), AgencyKind::Police | AgencyKind::Vendor)
        || matches!(role, Some(Role::PoliceOfficer | Role::Vendor))
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::panel::{AccessInstrument, DisclosedItem};

    use super::*;
    use crate::domain::{AccessCommand::Grant, hold_meeting::tests::worker};

    pub(in crate::domain) fn granted() -> AccessGranted {
        AccessGranted {
            access_id: id("access", 1),
            scheme_id: id("scheme", 1),
            from_agency_id: id("agency", 1),
            to: Some(worker(1, Role::SocialCare)),
            to_kind: AgencyKind::LocalAuthority.into(),
            instrument: AccessInstrument::Agreement.into(),
            items: vec![DisclosedItem::ClinicalNotes.into()],
        }
    }

    fn to_police() -> AccessGranted {
        AccessGranted {
            to: Some(worker(2, Role::PoliceOfficer)),
            to_kind: AgencyKind::Police.into(),
            instrument: AccessInstrument::HonoraryContract.into(),
            ..granted()
        }
    }

    #[test]
    fn access_is_granted() {
        nothing::<Access>().when(Grant(granted())).then_one(granted());
    }

    #[test]
    fn access_is_not_granted_twice_under_one_id() {
        given::<Access>([granted().into()])
            .when(Grant(granted()))
            .then_refused(refusal::ACCESS_ALREADY_GRANTED);
    }

    #[test]
    fn police_and_vendors_are_not_given_access_today() {
        let vendor = AccessGranted { to_kind: AgencyKind::Vendor.into(), ..granted() };
        let officer_of_a_trust =
            AccessGranted { to_kind: AgencyKind::MentalHealthTrust.into(), ..to_police() };
        for odd in [to_police(), vendor, officer_of_a_trust] {
            nothing::<Access>().when(Grant(odd)).then_refused(refusal::ACCESS_NOT_TO_BE_GRANTED);
        }
    }

    #[test]
    fn access_that_police_were_given_is_recorded() {
        nothing::<Access>().recorded().when(Grant(to_police())).then_one(to_police());
    }
}
