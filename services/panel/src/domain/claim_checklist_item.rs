//! Claiming a governance item as done, with or without evidence.
//!
//! A claim without evidence is stored: its absence is what a rule watches.

use kernel::decider::Refusal;
use proto::panel::{ChecklistItemClaimed, Event};

use super::{Claim, refusal};

pub(super) fn decide(claim: &Claim, fact: ChecklistItemClaimed) -> Result<Vec<Event>, Refusal> {
    if claim.scheme_id().is_some() {
        return Err(refusal::CLAIM_ALREADY_MADE);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::panel::ChecklistItem;

    use super::*;
    use crate::domain::ClaimCommand::ChecklistItem as Item;

    pub(in crate::domain) fn claimed() -> ChecklistItemClaimed {
        ChecklistItemClaimed {
            claim_id: id("claim", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            item: ChecklistItem::PrivacyNotice.into(),
            evidence_digest: "a1".into(),
        }
    }

    #[test]
    fn an_item_is_claimed_with_its_evidence() {
        nothing::<Claim>().when(Item(claimed())).then_one(claimed());
    }

    #[test]
    fn an_item_is_claimed_without_evidence() {
        let bare = ChecklistItemClaimed { evidence_digest: String::new(), ..claimed() };
        nothing::<Claim>().when(Item(bare.clone())).then_one(bare);
    }

    #[test]
    fn nothing_is_claimed_twice_under_one_id() {
        given::<Claim>([claimed().into()])
            .when(Item(claimed()))
            .then_refused(refusal::CLAIM_ALREADY_MADE);
    }
}
