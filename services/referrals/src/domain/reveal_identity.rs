//! Showing who a person is, for a purpose that is put on record.
//!
//! People are known here by ids. Whoever needs the name says what for, and the
//! person can ask later who was told and why. Each role has the purposes that
//! it is there for; the table below is the whole of it. That the purpose is
//! true is not checked: it is on record, with who gave it.
//!
//! What was shown in the world is recorded as it was; nothing is shown then.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Role::{self, *},
    referrals::{Event, IdentityPurpose, IdentityRevealed},
};

use super::{Person, refusal};

/// Which roles have which purpose.
///
/// Care is given by those who give it, and neither by who governs information
/// nor by who answers complaints. Anybody may have to protect somebody. What
/// the person asks for, those do whom people ask. Links are for those who may
/// link. What a court or statute demands is answered by those who answer for
/// the record or for safeguarding; complaints by those who look into them.
static PURPOSES: &[(IdentityPurpose, &[Role])] = &[
    (
        IdentityPurpose::DirectCare,
        &[CareCoordinator, Clinician, Ambulance, EmergencyDepartment, SocialCare],
    ),
    (IdentityPurpose::Safeguarding, ANYBODY),
    (IdentityPurpose::VitalInterests, ANYBODY),
    (
        IdentityPurpose::PersonsRequest,
        &[
            CareCoordinator,
            Clinician,
            InformationGovernance,
            Complaints,
            Advocate,
            SafeguardingLead,
            SocialCare,
        ],
    ),
    (IdentityPurpose::Linking, &[CareCoordinator, Clinician, InformationGovernance]),
    (IdentityPurpose::LegalObligation, &[InformationGovernance, SafeguardingLead]),
    (IdentityPurpose::Complaint, &[InformationGovernance, Complaints, SafeguardingLead]),
];

/// Every role that may ask at all.
const ANYBODY: &[Role] = &[
    CareCoordinator,
    Clinician,
    Ambulance,
    EmergencyDepartment,
    InformationGovernance,
    Complaints,
    Advocate,
    SafeguardingLead,
    SocialCare,
];

pub(super) fn decide(
    person: &Person,
    fact: IdentityRevealed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if said.is_act() && !is_for(fact.purpose(), said.by.role) {
        return Err(refusal::PURPOSE_NOT_OF_THE_ROLE);
    }
    Ok(vec![fact.into()])
}

/// Whether a role has a purpose.
fn is_for(purpose: IdentityPurpose, role: Role) -> bool {
    PURPOSES.iter().any(|(known, roles)| *known == purpose && roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use kernel::{
        access::Access,
        principal::{roles, rpcs},
        scenario::{given, id, nothing},
    };
    use proto::common::Text;

    use super::*;
    use crate::domain::{PersonCommand::RevealIdentity, register_person::tests::registered};

    fn revealed() -> IdentityRevealed {
        IdentityRevealed {
            person_id: id("person", 1),
            purpose: IdentityPurpose::DirectCare.into(),
            reason: Some(Text::plain("a home visit tonight")),
        }
    }

    fn purposes() -> impl Iterator<Item = IdentityPurpose> {
        (1..).map_while(|number| IdentityPurpose::try_from(number).ok())
    }

    #[test]
    fn that_an_identity_was_shown_is_recorded() {
        given::<Person>([registered().into()])
            .when(RevealIdentity(revealed()))
            .then_one(revealed());
    }

    #[test]
    fn nobody_has_no_identity() {
        nothing::<Person>()
            .when(RevealIdentity(revealed()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn who_gives_no_care_learns_nobodys_name_for_it() {
        for role in [InformationGovernance, Complaints, Advocate, SafeguardingLead, PoliceOfficer] {
            given::<Person>([registered().into()])
                .by(role)
                .when(RevealIdentity(revealed()))
                .then_refused(refusal::PURPOSE_NOT_OF_THE_ROLE);
        }
    }

    #[test]
    fn what_was_shown_in_the_past_is_recorded_whatever_it_was_for() {
        given::<Person>([registered().into()])
            .by(InformationGovernance)
            .recorded()
            .when(RevealIdentity(revealed()))
            .then_one(revealed());
    }

    #[test]
    fn being_shown_again_is_an_event_again() {
        given::<Person>([registered().into(), revealed().into()])
            .when(RevealIdentity(revealed()))
            .then_one(revealed());
    }

    #[test]
    fn every_purpose_is_somebodys_and_no_role_has_one_that_may_not_ask() {
        let rpc = "candour.referrals.v1.ReferralsService/RevealIdentity";
        let access = Access::shipped().unwrap();
        let asks = access.roles_that_may_call(rpcs::named(rpc).unwrap());
        for purpose in purposes() {
            let of = |role: &Role| is_for(purpose, *role);
            assert!(asks.iter().any(of), "{purpose:?} is nobody's");
            assert!(roles::all().filter(of).all(|role| asks.contains(&role)), "{purpose:?}");
        }
        for role in asks {
            assert!(purposes().any(|purpose| is_for(purpose, role)), "{role:?} has no purpose");
        }
        assert!(!is_for(IdentityPurpose::Unspecified, Clinician));
    }

    #[test]
    fn police_have_no_purpose_here() {
        assert!(purposes().all(|purpose| !is_for(purpose, PoliceOfficer)));
    }
}
