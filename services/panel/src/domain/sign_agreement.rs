//! Recording an agreement or assessment and who signed it.
//!
//! Parties sign one after another: each event carries all signatures so far.
//! A later signature stands under the same terms and document as the earlier
//! ones, since nobody signs what they have not seen. What an act of today must
//! show (a document, a signature) may be missing from the record of an older
//! one; rules find it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    panel::{AgreementDrafted, AgreementSigned, Event, Signature},
    time,
};

use super::{Agreement, refusal};

pub(super) fn decide(
    agreement: &Agreement,
    asked: AgreementSigned,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if agreement.kind().is_some_and(|known| known != asked.kind()) {
        return Err(refusal::AGREEMENT_OF_ANOTHER_KIND);
    }
    let fact = match (&agreement.signed, &agreement.draft) {
        (Some(before), _) => added_to(before, asked)?,
        (None, Some(draft)) => completed_from(draft, asked),
        (None, None) => asked,
    };
    let fact = AgreementSigned { signatures: merged(&fact.signatures), ..fact };
    if agreement.signed.as_ref() == Some(&fact) {
        return Ok(vec![]); // Nothing new was signed.
    }
    if !ends_after_it_starts(&fact) {
        return Err(refusal::PERIOD_WRONG);
    }
    if !fact.signatures.iter().all(|s| fact.party_agency_ids.contains(&s.agency_id)) {
        return Err(refusal::SIGNATURE_NOT_OF_A_PARTY);
    }
    if said.is_act() {
        may_be_signed_today(agreement, &fact)?;
    }
    Ok(vec![fact.into()])
}

fn may_be_signed_today(agreement: &Agreement, fact: &AgreementSigned) -> Result<(), Refusal> {
    if agreement.ended {
        return Err(refusal::AGREEMENT_ENDED);
    }
    if fact.signatures.is_empty() {
        return Err(refusal::AGREEMENT_WITHOUT_SIGNATURE);
    }
    if fact.evidence_digest.is_empty() {
        return Err(refusal::AGREEMENT_WITHOUT_EVIDENCE);
    }
    Ok(())
}

/// What the signature leaves out stands as it was drafted.
fn completed_from(draft: &AgreementDrafted, mut asked: AgreementSigned) -> AgreementSigned {
    for (field, drafted) in
        [(&mut asked.scheme_id, &draft.scheme_id), (&mut asked.version, &draft.version)]
    {
        if field.is_empty() {
            field.clone_from(drafted);
        }
    }
    if asked.party_agency_ids.is_empty() {
        asked.party_agency_ids.clone_from(&draft.party_agency_ids);
    }
    asked
}

/// What was signed before, with the signatures that are new and the document if it was missing.
fn added_to(before: &AgreementSigned, asked: AgreementSigned) -> Result<AgreementSigned, Refusal> {
    let same = |asked: &str, known: &str| asked.is_empty() || asked == known;
    let covers = &asked.covers_recipient_agency_ids;
    let same_terms = same(&asked.scheme_id, &before.scheme_id)
        && same(&asked.version, &before.version)
        && same_agencies(&asked.party_agency_ids, &before.party_agency_ids)
        && same_agencies(covers, &before.covers_recipient_agency_ids)
        && asked.period == before.period;
    let no_document_yet = before.evidence_digest.is_empty();
    if !same_terms || !(no_document_yet || same(&asked.evidence_digest, &before.evidence_digest)) {
        return Err(refusal::AGREEMENT_TERMS_DIFFER);
    }
    let mut fact = before.clone();
    fact.signatures.extend(asked.signatures);
    if no_document_yet {
        fact.evidence_digest = asked.evidence_digest;
    }
    Ok(fact)
}

/// True if they are the same in any order, or none are named.
fn same_agencies(asked: &[String], known: &[String]) -> bool {
    asked.is_empty()
        || (asked.iter().all(|id| known.contains(id)) && known.iter().all(|id| asked.contains(id)))
}

/// Each signature once. A signature that names nobody is the agency's until somebody is named.
fn merged(signatures: &[Signature]) -> Vec<Signature> {
    let mut merged: Vec<Signature> = Vec::with_capacity(signatures.len());
    for new in signatures {
        let mut of_agency = merged.iter_mut().filter(|s| s.agency_id == new.agency_id);
        let same = of_agency.find(|known| {
            known.worker_id == new.worker_id
                || known.worker_id.is_empty()
                || new.worker_id.is_empty()
        });
        match same {
            Some(known) if known.worker_id.is_empty() => {
                known.worker_id.clone_from(&new.worker_id);
            }
            Some(_) => {}
            None => merged.push(new.clone()),
        }
    }
    merged
}

fn ends_after_it_starts(fact: &AgreementSigned) -> bool {
    fact.period
        .as_ref()
        .and_then(time::period)
        .is_some_and(|(start, end)| end.is_none_or(|end| end > start))
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{day, given, id, nothing};
    use proto::{
        common::Period,
        panel::{AgreementEnded, AgreementKind},
    };

    use super::*;
    use crate::domain::{AgreementCommand::Sign, draft_agreement::tests::drafted};

    fn signature(agency: u128, worker: u128) -> Signature {
        Signature { agency_id: id("agency", agency), worker_id: id("worker", worker) }
    }

    fn nameless(agency: u128) -> Signature {
        Signature { agency_id: id("agency", agency), worker_id: String::new() }
    }

    pub(in crate::domain) fn signed() -> AgreementSigned {
        AgreementSigned {
            agreement_id: id("agreement", 1),
            kind: AgreementKind::DataSharing.into(),
            scheme_id: id("scheme", 1),
            party_agency_ids: vec![id("agency", 1), id("agency", 2)],
            signatures: vec![signature(1, 1)],
            evidence_digest: "a1".into(),
            period: Some(Period {
                start: Some(time::wire(day(0))),
                end: Some(time::wire(day(365))),
            }),
            version: "5".into(),
            ..Default::default()
        }
    }

    fn signed_by(signatures: Vec<Signature>) -> AgreementSigned {
        AgreementSigned { signatures, ..signed() }
    }

    fn ended() -> AgreementEnded {
        AgreementEnded { agreement_id: id("agreement", 1), ..Default::default() }
    }

    #[test]
    fn an_agreement_is_signed() {
        nothing::<Agreement>().when(Sign(signed())).then_one(signed());
    }

    #[test]
    fn what_the_draft_said_need_not_be_repeated() {
        let short = AgreementSigned {
            scheme_id: String::new(),
            party_agency_ids: vec![],
            version: String::new(),
            ..signed()
        };
        given::<Agreement>([drafted().into()]).when(Sign(short)).then_one(signed());
    }

    #[test]
    fn a_later_signature_joins_the_earlier_ones() {
        given::<Agreement>([signed().into()])
            .when(Sign(signed_by(vec![signature(2, 2)])))
            .then_one(signed_by(vec![signature(1, 1), signature(2, 2)]));
    }

    #[test]
    fn a_signature_that_named_nobody_is_given_its_name() {
        given::<Agreement>([signed_by(vec![nameless(1)]).into()])
            .when(Sign(signed()))
            .then_one(signed());
    }

    #[test]
    fn a_document_that_was_missing_is_added() {
        let bare = AgreementSigned { evidence_digest: String::new(), ..signed() };
        given::<Agreement>([bare.into()]).when(Sign(signed())).then_one(signed());
    }

    #[test]
    fn an_agreement_is_signed_as_the_kind_that_was_drafted() {
        let odd = AgreementSigned { kind: AgreementKind::Dpia.into(), ..signed() };
        given::<Agreement>([drafted().into()])
            .when(Sign(odd))
            .then_refused(refusal::AGREEMENT_OF_ANOTHER_KIND);
    }

    #[test]
    fn a_later_signature_stands_under_the_same_terms() {
        let other_document = AgreementSigned { evidence_digest: "b2".into(), ..signed() };
        let other_version = AgreementSigned { version: "6".into(), ..signed() };
        let other_party = AgreementSigned { party_agency_ids: vec![id("agency", 1)], ..signed() };
        let other_recipient =
            AgreementSigned { covers_recipient_agency_ids: vec![id("agency", 9)], ..signed() };
        let other_period = AgreementSigned {
            period: Some(Period { start: Some(time::wire(day(0))), end: None }),
            ..signed()
        };
        for odd in [other_document, other_version, other_party, other_recipient, other_period] {
            given::<Agreement>([signed().into()])
                .when(Sign(odd))
                .then_refused(refusal::AGREEMENT_TERMS_DIFFER);
        }
    }

    #[test]
    fn a_period_ends_after_it_starts() {
        let backwards = Period { start: Some(time::wire(day(1))), end: Some(time::wire(day(1))) };
        let odd = AgreementSigned { period: Some(backwards), ..signed() };
        nothing::<Agreement>().when(Sign(odd)).then_refused(refusal::PERIOD_WRONG);
    }

    #[test]
    fn only_parties_sign() {
        nothing::<Agreement>()
            .when(Sign(signed_by(vec![signature(3, 1)])))
            .then_refused(refusal::SIGNATURE_NOT_OF_A_PARTY);
    }

    #[test]
    fn an_agreement_of_today_shows_a_signature_and_its_document() {
        nothing::<Agreement>()
            .when(Sign(signed_by(vec![])))
            .then_refused(refusal::AGREEMENT_WITHOUT_SIGNATURE);
        let bare = AgreementSigned { evidence_digest: String::new(), ..signed() };
        nothing::<Agreement>().when(Sign(bare)).then_refused(refusal::AGREEMENT_WITHOUT_EVIDENCE);
    }

    #[test]
    fn an_agreement_of_the_past_is_recorded_as_far_as_it_is_known() {
        let bare = AgreementSigned { evidence_digest: String::new(), ..signed_by(vec![]) };
        nothing::<Agreement>().recorded().when(Sign(bare.clone())).then_one(bare);
    }

    #[test]
    fn what_has_ended_is_not_signed_today() {
        given::<Agreement>([signed().into(), ended().into()])
            .when(Sign(signed_by(vec![signature(2, 2)])))
            .then_refused(refusal::AGREEMENT_ENDED);
    }

    #[test]
    fn a_signature_that_turns_up_after_the_end_is_recorded() {
        given::<Agreement>([signed().into(), ended().into()])
            .recorded()
            .when(Sign(signed_by(vec![signature(2, 2)])))
            .then_one(signed_by(vec![signature(1, 1), signature(2, 2)]));
    }

    #[test]
    fn a_signature_given_twice_is_given_once() {
        for again in [signed(), signed_by(vec![nameless(1)]), signed_by(vec![])] {
            given::<Agreement>([signed().into()]).when(Sign(again)).then_nothing();
        }
    }
}
