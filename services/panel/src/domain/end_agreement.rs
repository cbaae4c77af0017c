//! Recording that an agreement came to an end.

use kernel::decider::Refusal;
use proto::panel::{AgreementEnded, Event};

use super::{Agreement, refusal};

pub(super) fn decide(
    agreement: &Agreement,
    mut fact: AgreementEnded,
) -> Result<Vec<Event>, Refusal> {
    agreement.kind().ok_or(refusal::AGREEMENT_NOT_FOUND)?;
    let signed = agreement.signed.as_ref().ok_or(refusal::AGREEMENT_NOT_SIGNED)?;
    if agreement.ended {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.scheme_id.clone_from(&signed.scheme_id);
    fact.party_agency_ids.clone_from(&signed.party_agency_ids);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{
        AgreementCommand::End, draft_agreement::tests::drafted, sign_agreement::tests::signed,
    };

    fn ended() -> AgreementEnded {
        AgreementEnded {
            agreement_id: id("agreement", 1),
            reason: "the scheme closed".into(),
            scheme_id: id("scheme", 1),
            party_agency_ids: signed().party_agency_ids,
        }
    }

    #[test]
    fn an_agreement_ends_and_names_its_scheme_and_parties() {
        let asked =
            AgreementEnded { scheme_id: String::new(), party_agency_ids: vec![], ..ended() };
        given::<Agreement>([signed().into()]).when(End(asked)).then_one(ended());
    }

    #[test]
    fn an_unknown_agreement_cannot_end() {
        nothing::<Agreement>().when(End(ended())).then_refused(refusal::AGREEMENT_NOT_FOUND);
    }

    #[test]
    fn a_draft_cannot_end() {
        given::<Agreement>([drafted().into()])
            .when(End(ended()))
            .then_refused(refusal::AGREEMENT_NOT_SIGNED);
    }

    #[test]
    fn ending_twice_is_ending_once() {
        given::<Agreement>([signed().into(), ended().into()]).when(End(ended())).then_nothing();
    }
}
