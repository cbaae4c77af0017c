//! Recording that a sanction's terms were changed.
//!
//! Terms have been set that bar a person from calling 999, 111, an emergency
//! department or a crisis line. None is set so through us:
//!
//! > "which required them to stop self-harming or calling for help"
//! > Royal College of Psychiatrists, 14 June 2021, of community protection notices
//!
//! Terms that were set are recorded as they were, and rules judge them. The
//! same terms may be set again, and each time is on record: words are stored
//! sealed, so nobody can tell here whether they are the same.

use kernel::decider::{Circumstances, Refusal};
use proto::sanctions::{Event, SanctionVaried};

use super::{Sanction, refusal};

pub(super) fn decide(
    sanction: &Sanction,
    mut fact: SanctionVaried,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let person_id = sanction.applied_to()?;
    if sanction.overturned.is_some() {
        return Err(refusal::SANCTION_OVERTURNED);
    }
    if sanction.ended.is_some() {
        return Err(refusal::SANCTION_ENDED);
    }
    if said.is_act() && fact.limits_care_contact {
        return Err(refusal::SANCTION_LIMITS_CARE);
    }
    person_id.clone_into(&mut fact.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::common::Text;

    use super::*;
    use crate::domain::{
        SanctionCommand::Vary, apply_sanction::tests::applied, end_sanction::tests::ended,
        overturn_sanction::tests::overturned, threaten_sanction::tests::threatened,
    };

    pub(in crate::domain) fn varied() -> SanctionVaried {
        SanctionVaried {
            sanction_id: id("sanction", 1),
            terms: Some(Text::plain("not to go near the shop")),
            agency_id: id("agency", 1),
            reason: Some(Text::plain("the shop moved")),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    fn keeps_from_care() -> SanctionVaried {
        SanctionVaried { limits_care_contact: true, ..varied() }
    }

    fn a_sanction() -> Given<Sanction> {
        given([applied().into()])
    }

    #[test]
    fn a_sanction_is_varied_and_names_the_person() {
        let asked = SanctionVaried { person_id: String::new(), ..varied() };
        a_sanction().when(Vary(asked)).then_one(varied());
    }

    #[test]
    fn only_what_was_applied_is_varied() {
        nothing::<Sanction>().when(Vary(varied())).then_refused(refusal::SANCTION_NOT_FOUND);
        given::<Sanction>([threatened().into()])
            .when(Vary(varied()))
            .then_refused(refusal::SANCTION_NOT_APPLIED);
    }

    #[test]
    fn a_threat_that_was_carried_out_is_varied() {
        given::<Sanction>([threatened().into(), applied().into()])
            .when(Vary(varied()))
            .then_one(varied());
    }

    #[test]
    fn no_term_of_today_keeps_a_person_from_care() {
        a_sanction().when(Vary(keeps_from_care())).then_refused(refusal::SANCTION_LIMITS_CARE);
    }

    #[test]
    fn a_term_of_the_past_that_kept_a_person_from_care_is_recorded() {
        a_sanction().recorded().when(Vary(keeps_from_care())).then_one(keeps_from_care());
    }

    #[test]
    fn what_has_ended_or_was_overturned_is_not_varied() {
        a_sanction()
            .and(ended())
            .recorded()
            .when(Vary(varied()))
            .then_refused(refusal::SANCTION_ENDED);
        a_sanction()
            .and(overturned())
            .recorded()
            .when(Vary(varied()))
            .then_refused(refusal::SANCTION_OVERTURNED);
    }

    #[test]
    fn the_same_terms_again_are_on_record_again() {
        a_sanction().and(varied()).when(Vary(varied())).then_one(varied());
    }
}
