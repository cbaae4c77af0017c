//! Publishing a figure about a scheme, with what is needed to check it.
//!
//! "Fewer calls" without a count is a claim too, and is stored as one whose
//! count was not given.

use kernel::decider::Refusal;
use proto::panel::{ClaimPublished, Event};

use super::{Claim, refusal};

pub(super) fn decide(claim: &Claim, fact: ClaimPublished) -> Result<Vec<Event>, Refusal> {
    if claim.scheme_id().is_some() {
        return Err(refusal::CLAIM_ALREADY_MADE);
    }
    match (fact.figure.trim().is_empty(), fact.count_not_given) {
        (true, false) => Err(refusal::FIGURE_MISSING),
        (false, true) => Err(refusal::FIGURE_GIVEN_AND_NOT_GIVEN),
        _ => Ok(vec![fact.into()]),
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{ClaimCommand::Publish, claim_checklist_item::tests::claimed};

    fn published() -> ClaimPublished {
        ClaimPublished {
            claim_id: id("claim", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            measure: "999 calls".into(),
            figure: "-89%".into(),
            people: 4,
            ..Default::default()
        }
    }

    #[test]
    fn a_figure_is_published() {
        nothing::<Claim>().when(Publish(published())).then_one(published());
    }

    #[test]
    fn a_statement_whose_count_was_not_given_is_published_as_such() {
        let vague = ClaimPublished { figure: String::new(), count_not_given: true, ..published() };
        nothing::<Claim>().when(Publish(vague.clone())).then_one(vague);
    }

    #[test]
    fn a_claim_gives_a_figure_or_says_that_none_was_given() {
        let bare = ClaimPublished { figure: String::new(), ..published() };
        nothing::<Claim>().when(Publish(bare)).then_refused(refusal::FIGURE_MISSING);
        let both = ClaimPublished { count_not_given: true, ..published() };
        nothing::<Claim>().when(Publish(both)).then_refused(refusal::FIGURE_GIVEN_AND_NOT_GIVEN);
    }

    #[test]
    fn nothing_is_published_under_the_id_of_another_claim() {
        for known in [published().into(), claimed().into()] {
            given::<Claim>([known])
                .when(Publish(published()))
                .then_refused(refusal::CLAIM_ALREADY_MADE);
        }
    }
}
