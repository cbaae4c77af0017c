//! Recording a draft of an agreement. A draft binds nobody.

use kernel::decider::Refusal;
use proto::panel::{AgreementDrafted, Event};

use super::{Agreement, refusal};

pub(super) fn decide(agreement: &Agreement, fact: AgreementDrafted) -> Result<Vec<Event>, Refusal> {
    if agreement.kind().is_some() {
        return Err(refusal::AGREEMENT_ALREADY_ON_RECORD);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::panel::AgreementKind;

    use super::*;
    use crate::domain::{AgreementCommand::Draft, sign_agreement::tests::signed};

    pub(in crate::domain) fn drafted() -> AgreementDrafted {
        AgreementDrafted {
            agreement_id: id("agreement", 1),
            kind: AgreementKind::DataSharing.into(),
            scheme_id: id("scheme", 1),
            party_agency_ids: vec![id("agency", 1), id("agency", 2)],
            version: "5".into(),
        }
    }

    #[test]
    fn an_agreement_is_drafted() {
        nothing::<Agreement>().when(Draft(drafted())).then_one(drafted());
    }

    #[test]
    fn what_is_on_record_is_not_drafted_again() {
        for known in [drafted().into(), signed().into()] {
            given::<Agreement>([known])
                .when(Draft(drafted()))
                .then_refused(refusal::AGREEMENT_ALREADY_ON_RECORD);
        }
    }
}
