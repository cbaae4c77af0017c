//! Recording what a review of a sanction's grounds found.
//!
//! A threat can be reviewed as well as a sanction that was applied, and one
//! that ended or was overturned as well as one that stands: all leave a mark.
//! Each new finding is an event; the same finding on the same state of affairs
//! is the same review said twice.

use kernel::decider::Refusal;
use proto::sanctions::{Event, SanctionReviewed};

use super::{Sanction, refusal};

pub(super) fn decide(
    sanction: &Sanction,
    mut fact: SanctionReviewed,
) -> Result<Vec<Event>, Refusal> {
    let person_id = sanction.person_id().ok_or(refusal::SANCTION_NOT_FOUND)?;
    if sanction.found == Some(fact.outcome()) {
        return Ok(vec![]); // Said twice is said once.
    }
    person_id.clone_into(&mut fact.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{common::Text, sanctions::SanctionReviewOutcome};

    use super::*;
    use crate::domain::{
        SanctionCommand::Review, apply_sanction::tests::applied, end_sanction::tests::ended,
        overturn_sanction::tests::overturned, threaten_sanction::tests::threatened,
        vary_sanction::tests::varied,
    };

    fn upheld() -> SanctionReviewed {
        SanctionReviewed {
            sanction_id: id("sanction", 1),
            outcome: SanctionReviewOutcome::Upheld.into(),
            reasons: Some(Text::plain("the offence had a victim")),
            person_id: id("person", 1),
        }
    }

    fn not_justified() -> SanctionReviewed {
        SanctionReviewed { outcome: SanctionReviewOutcome::NotJustified.into(), ..upheld() }
    }

    #[test]
    fn a_sanction_is_reviewed_and_names_the_person() {
        let asked = SanctionReviewed { person_id: String::new(), ..not_justified() };
        given::<Sanction>([applied().into()]).when(Review(asked)).then_one(not_justified());
    }

    #[test]
    fn a_threat_is_reviewed_as_well() {
        given::<Sanction>([threatened().into()])
            .when(Review(not_justified()))
            .then_one(not_justified());
    }

    #[test]
    fn a_sanction_that_is_not_on_record_cannot_be_reviewed() {
        nothing::<Sanction>().when(Review(upheld())).then_refused(refusal::SANCTION_NOT_FOUND);
    }

    #[test]
    fn another_finding_is_another_review() {
        given::<Sanction>([applied().into(), upheld().into()])
            .when(Review(not_justified()))
            .then_one(not_justified());
    }

    #[test]
    fn the_same_finding_after_the_threat_was_carried_out_is_another_review() {
        given::<Sanction>([threatened().into(), upheld().into(), applied().into()])
            .when(Review(upheld()))
            .then_one(upheld());
    }

    #[test]
    fn finding_the_same_twice_is_finding_it_once() {
        given::<Sanction>([applied().into(), upheld().into()])
            .when(Review(upheld()))
            .then_nothing();
    }

    #[test]
    fn what_has_ended_or_was_overturned_is_reviewed_as_well() {
        for after in [ended().into(), overturned().into()] {
            given::<Sanction>([applied().into(), after])
                .when(Review(not_justified()))
                .then_one(not_justified());
        }
    }

    #[test]
    fn the_same_finding_on_other_terms_is_another_review() {
        given::<Sanction>([applied().into(), upheld().into(), varied().into()])
            .when(Review(upheld()))
            .then_one(upheld());
    }
}
