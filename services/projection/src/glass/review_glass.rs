//! Saying whether a record had to be opened, and whether the person was told.
//!
//! Whoever reviews had no part in it: the agency's own privacy officer, as on the Summary
//! Care Record, or an oversight body. That holds of every access that was opened here, in
//! either mode: nobody reviews themselves by recording that they did. Of one that took place
//! elsewhere it is recorded what the world did.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Role,
    oversight::{Event, GlassReviewed, GlassTold},
};

use super::{Glass, refusal};

pub(super) fn decide(
    glass: &Glass,
    mut fact: GlassReviewed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let broken = glass.broken.as_ref().ok_or(refusal::GLASS_NOT_FOUND)?;
    if broken.here || said.is_act() {
        if said.by.role != Role::Oversight && said.by.agency_id != broken.agency_id {
            return Err(refusal::GLASS_NOT_FOUND);
        }
        if said.by.worker_id == broken.worker_id {
            return Err(refusal::GLASS_OF_ONES_OWN);
        }
    }
    if said.is_act() && fact.told() != GlassTold::Yes && fact.not_told_because.is_none() {
        return Err(refusal::GLASS_NOT_TOLD_WITHOUT_REASON);
    }
    fact.person_id.clone_from(&broken.person_id);
    match &glass.reviewed {
        None => Ok(vec![fact.into()]),
        Some(before) if before.finding == fact.finding && before.told == fact.told => Ok(vec![]),
        // Who could not be reached, or not be told yet, may be told later.
        Some(before)
            if before.finding == fact.finding
                && before.told() != GlassTold::Yes
                && fact.told() == GlassTold::Yes =>
        {
            Ok(vec![fact.into()])
        }
        Some(_) => Err(refusal::GLASS_ALREADY_REVIEWED),
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::{Role::*, Text},
        oversight::GlassFinding,
    };

    use super::*;
    use crate::glass::{GlassCommand::Review, break_glass::tests::broken};

    fn reviewed() -> GlassReviewed {
        GlassReviewed {
            glass_id: id("glass", 1),
            finding: GlassFinding::Justified.into(),
            reason: Some(Text::plain("the crew needed to know what she had taken")),
            told: GlassTold::Yes.into(),
            not_told_because: None,
            person_id: id("person", 1),
        }
    }

    fn asked() -> GlassReviewed {
        GlassReviewed { person_id: String::new(), ..reviewed() }
    }

    fn not_reached() -> GlassReviewed {
        GlassReviewed {
            told: GlassTold::NotReached.into(),
            not_told_because: Some(Text::plain("no address, no telephone")),
            ..reviewed()
        }
    }

    fn not_justified() -> GlassReviewed {
        GlassReviewed { finding: GlassFinding::NotJustified.into(), ..reviewed() }
    }

    #[test]
    fn a_privacy_officer_of_the_agency_and_an_oversight_body_review() {
        let of_agency = given::<Glass>([broken().into()]).by(InformationGovernance).as_worker(2);
        of_agency.when(Review(asked())).then_one(reviewed());
        let of_oversight =
            given::<Glass>([broken().into()]).by(Oversight).as_worker(2).for_agency(2);
        of_oversight.when(Review(asked())).then_one(reviewed());
    }

    #[test]
    fn nobody_reviews_themselves() {
        given::<Glass>([broken().into()])
            .by(SafeguardingLead)
            .when(Review(asked()))
            .then_refused(refusal::GLASS_OF_ONES_OWN);
    }

    #[test]
    fn nobody_reviews_what_was_opened_here_by_recording_that_they_did() {
        given::<Glass>([broken().into()])
            .by(SafeguardingLead)
            .recorded()
            .when(Review(asked()))
            .then_refused(refusal::GLASS_OF_ONES_OWN);
        given::<Glass>([broken().into()])
            .by(InformationGovernance)
            .as_worker(2)
            .for_agency(2)
            .recorded()
            .when(Review(asked()))
            .then_refused(refusal::GLASS_NOT_FOUND);
    }

    #[test]
    fn another_agencys_access_is_not_there() {
        given::<Glass>([broken().into()])
            .by(InformationGovernance)
            .as_worker(2)
            .for_agency(2)
            .when(Review(asked()))
            .then_refused(refusal::GLASS_NOT_FOUND);
        nothing::<Glass>()
            .by(InformationGovernance)
            .when(Review(asked()))
            .then_refused(refusal::GLASS_NOT_FOUND);
    }

    #[test]
    fn who_is_not_told_is_not_told_for_a_reason() {
        let silent = GlassReviewed { not_told_because: None, ..not_reached() };
        given::<Glass>([broken().into()])
            .by(InformationGovernance)
            .as_worker(2)
            .when(Review(silent))
            .then_refused(refusal::GLASS_NOT_TOLD_WITHOUT_REASON);
    }

    #[test]
    fn said_twice_is_said_once_and_who_was_reached_later_is_told_later() {
        let by = |events: [Event; 2]| given::<Glass>(events).by(InformationGovernance).as_worker(2);
        by([broken().into(), reviewed().into()]).when(Review(asked())).then_nothing();
        by([broken().into(), not_reached().into()]).when(Review(asked())).then_one(reviewed());
        by([broken().into(), reviewed().into()])
            .when(Review(not_reached()))
            .then_refused(refusal::GLASS_ALREADY_REVIEWED);
        by([broken().into(), reviewed().into()])
            .when(Review(not_justified()))
            .then_refused(refusal::GLASS_ALREADY_REVIEWED);
    }

    #[test]
    fn what_the_world_did_is_recorded_as_it_was() {
        let silent = GlassReviewed { not_told_because: None, ..not_reached() };
        let elsewhere = nothing::<Glass>().recorded().and(broken());
        elsewhere.when(Review(silent.clone())).then_one(silent);
    }
}
