//! A governance item was claimed to be done and no evidence was given.
//!
//! > Governance checklists were incomplete, or ticked without evidence of completion.
//! > SLP review 2021, para 4.7, in our words
//!
//! Evidence is a document that the record can name: given with the same claim
//! elsewhere, or the signed agreement or assessment of the same scheme. What
//! was there on the day of the claim clears it, however late it was recorded.
//! What came into being afterwards does not: the claim was not true that day.
//! Whether the document is any good is not asked here.

use proto::{
    Named as _,
    panel::{AgreementKind, AgreementSigned, ChecklistItem, ChecklistItemClaimed},
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    in_time::InTime,
    sources::{SLP_2021_CHECKLIST, SLP_2021_NOTICE},
    watch::by_scheme,
};
use crate::{
    calendar::end_of_day,
    history::{History, Seen},
};

pub static RULE: Rule = Rule {
    id: "checklist-without-evidence",
    pattern: "A governance item was claimed to be done and no evidence was given.",
    sources: &[&SLP_2021_CHECKLIST, &SLP_2021_NOTICE],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::InformationGovernance, RecommendedAct::BoardAndReturn],
    anchors: &[ChecklistItemClaimed::KIND],
    // The same item may be claimed again, with evidence.
    watches: &[by_scheme(AgreementSigned::KIND), by_scheme(ChecklistItemClaimed::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ClaimsAndEvidence, Severity::S3)
};

const NO_DAY: &str =
    "The record does not say whether the evidence was there when the item was claimed.";

fn detect(history: &History) -> Finding {
    let Some(claim) = history.anchored::<ChecklistItemClaimed>().next() else {
        return Finding::silent();
    };
    if !claim.event.evidence_digest.is_empty() {
        return Finding::silent();
    }
    let claimed = claim.meta.occurred.end;
    // A day's evidence counts for the day's claim.
    let due = end_of_day(claimed).unwrap_or(claimed);
    let evidence = evidence(history, claim);
    let in_time = InTime::any_by(due, evidence.iter().map(|(seen, _)| seen.meta.occurred));
    if in_time == InTime::Yes {
        return Finding::silent();
    }
    let grounds =
        Grounds::since(claimed, "A governance item was claimed to be done without evidence of it.")
            .shown_by(claim, "The item was claimed and no document was given.")
            .answered_by(&claim.event.agency_id);
    let grounds = evidence.into_iter().fold(grounds, |g, (seen, shows)| g.despite(seen, shows));
    if in_time == InTime::Unclear {
        return Finding::not_evidenced(NO_DAY, grounds);
    }
    Finding::fires(grounds)
}

/// The documents that show the item to be done, whenever that was.
fn evidence<'a>(
    history: &'a History,
    claim: Seen<'a, ChecklistItemClaimed>,
) -> Vec<(Seen<'a, ()>, &'static str)> {
    let ours = claim.event;
    let claims = history.of::<ChecklistItemClaimed>().filter(|other| {
        let theirs = other.event;
        !theirs.evidence_digest.is_empty()
            && theirs.item == ours.item
            && theirs.scheme_id == ours.scheme_id
            && theirs.agency_id == ours.agency_id
    });
    let claims =
        claims.map(|seen| (seen.of_any_kind(), "The item was claimed with evidence besides."));
    let agreements = history.of::<AgreementSigned>().filter(|signed| {
        Some(signed.event.kind()) == kind_of(ours.item())
            && !signed.event.evidence_digest.is_empty()
            && signed.event.scheme_id == ours.scheme_id
            && is_by(signed.event, &ours.agency_id)
    });
    let agreements = agreements
        .map(|seen| (seen.of_any_kind(), "The document was signed and is held on record."));
    claims.chain(agreements).collect()
}

/// The agreement or assessment that an item claims.
fn kind_of(item: ChecklistItem) -> Option<AgreementKind> {
    match item {
        ChecklistItem::Dpia => Some(AgreementKind::Dpia),
        ChecklistItem::SharingAgreement => Some(AgreementKind::DataSharing),
        ChecklistItem::PrivacyNotice => Some(AgreementKind::PrivacyNotice),
        ChecklistItem::Unspecified
        | ChecklistItem::ConsentForm
        | ChecklistItem::SignOff
        | ChecklistItem::Training
        | ChecklistItem::WholeChecklist => None,
    }
}

/// True if the agency signed it; where no signature is recorded, if it is its party.
fn is_by(signed: &AgreementSigned, agency_id: &str) -> bool {
    if signed.signatures.is_empty() {
        return signed.party_agency_ids.iter().any(|party| party == agency_id);
    }
    signed.signatures.iter().any(|signature| signature.agency_id == agency_id)
}
