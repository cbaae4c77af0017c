//! Deciding whether a safeguarding concern is enquired into.
//!
//! Section 42 of the Care Act 2014 asks three questions of an adult: have they
//! needs for care and support; are they experiencing, or at risk of, abuse or
//! neglect; and can they, because of those needs, not protect themselves. Whoever
//! decides today answers all three, and where all are answered with yes, an
//! enquiry there must be. The section is about adults, so passing somebody under
//! 18 to their own pathway asks none of it. Things change and are decided upon
//! again; each decision stays on record. Who may decide is not asked here.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Answer,
    concerns::{Event, S42Decided, S42Decision},
};

use super::{Concern, refusal, state::Decided};

pub(super) fn decide(
    concern: &Concern,
    mut fact: S42Decided,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let safeguarding = concern.safeguarding()?;
    if said.is_act() && fact.decision() != S42Decision::Under18 {
        follows_from_the_test(&fact)?;
    }
    if safeguarding.decided == Some(Decided::from(&fact)) {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&safeguarding.person_id);
    Ok(vec![fact.into()])
}

fn follows_from_the_test(fact: &S42Decided) -> Result<(), Refusal> {
    let answers = [fact.needs(), fact.abuse_or_neglect(), fact.cannot_protect_self()];
    if !answers.iter().all(|answer| matches!(answer, Answer::Yes | Answer::No)) {
        return Err(refusal::S42_TEST_NOT_ANSWERED);
    }
    if answers == [Answer::Yes; 3] && fact.decision() != S42Decision::Enquiry {
        return Err(refusal::S42_TEST_MET);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::common::Text;

    use super::*;
    use crate::domain::{
        ConcernCommand::DecideS42, raise_complaint::tests::complaint,
        raise_safeguarding::tests::safeguarding,
    };

    fn enquiry() -> S42Decided {
        S42Decided {
            concern_id: id("concern", 1),
            agency_id: id("agency", 2),
            decision: S42Decision::Enquiry.into(),
            needs: Answer::Yes.into(),
            abuse_or_neglect: Answer::Yes.into(),
            cannot_protect_self: Answer::Yes.into(),
            reasons: Some(Text::plain("she cannot leave the house")),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    fn none() -> S42Decided {
        S42Decided {
            decision: S42Decision::NoEnquiry.into(),
            cannot_protect_self: Answer::No.into(),
            ..enquiry()
        }
    }

    fn a_concern() -> Given<Concern> {
        given([safeguarding().into()])
    }

    fn refused_today_and_recorded(fact: S42Decided, why: Refusal) {
        a_concern().when(DecideS42(fact.clone())).then_refused(why);
        a_concern().recorded().when(DecideS42(fact.clone())).then_one(fact);
    }

    #[test]
    fn it_is_decided_and_names_the_person() {
        for fact in [enquiry(), none()] {
            let asked = S42Decided { person_id: String::new(), ..fact.clone() };
            a_concern().when(DecideS42(asked)).then_one(fact);
        }
    }

    #[test]
    fn it_is_decided_on_a_safeguarding_concern() {
        nothing::<Concern>().when(DecideS42(enquiry())).then_refused(refusal::CONCERN_NOT_FOUND);
        given::<Concern>([complaint().into()])
            .when(DecideS42(enquiry()))
            .then_refused(refusal::NOT_A_SAFEGUARDING_CONCERN);
    }

    #[test]
    fn whoever_decides_today_answers_all_three_questions() {
        for unsaid in [Answer::Unspecified, Answer::Unknown, Answer::NotRecorded] {
            let needs = S42Decided { needs: unsaid.into(), ..none() };
            let abuse = S42Decided { abuse_or_neglect: unsaid.into(), ..none() };
            let protect = S42Decided { cannot_protect_self: unsaid.into(), ..none() };
            for fact in [needs, abuse, protect] {
                refused_today_and_recorded(fact, refusal::S42_TEST_NOT_ANSWERED);
            }
        }
    }

    #[test]
    fn where_all_three_are_met_there_is_an_enquiry() {
        for decision in [S42Decision::NoEnquiry, S42Decision::OtherEnquiry] {
            let fact = S42Decided { decision: decision.into(), ..enquiry() };
            refused_today_and_recorded(fact, refusal::S42_TEST_MET);
        }
    }

    #[test]
    fn there_may_be_an_enquiry_where_they_are_not_all_met() {
        let fact = S42Decided { decision: S42Decision::Enquiry.into(), ..none() };
        a_concern().when(DecideS42(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_child_is_passed_to_the_pathway_for_children() {
        let met = S42Decided { decision: S42Decision::Under18.into(), ..enquiry() };
        let unasked = S42Decided { needs: Answer::Unspecified.into(), ..met.clone() };
        for fact in [met, unasked] {
            a_concern().when(DecideS42(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn when_things_change_it_is_decided_again() {
        a_concern().and(none()).when(DecideS42(enquiry())).then_one(enquiry());
    }

    #[test]
    fn deciding_the_same_twice_is_deciding_it_once() {
        a_concern().and(none()).when(DecideS42(none())).then_nothing();
    }
}
