//! Challenging a line of a plan.
//!
//! A restriction that is challenged is suspended at once: it is in force no
//! longer, and the agencies that have it are named, so that they can be told.
//! Nobody is turned away because of who they are, and a line can be challenged
//! again while a challenge to it is open. Whether the challenge is right is for
//! somebody independent: `decide_challenge.rs`.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{ChallengeLodged, Event, InstructionKind},
    ids::ChallengeId,
};

use super::{Plan, refusal};

pub(super) fn decide(
    plan: &Plan,
    mut fact: ChallengeLodged,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    about.speaks_for_themselves(said)?;
    let line = plan.lines.get(&fact.instruction_id).ok_or(refusal::INSTRUCTION_NOT_FOUND)?;
    if let Some(known) = plan.challenges.get(&fact.challenge_id) {
        if known.instruction_id != fact.instruction_id {
            return Err(refusal::CHALLENGE_OF_ANOTHER_LINE);
        }
        return Ok(vec![]); // Said twice is said once.
    }
    if line.withdrawn {
        return Err(refusal::CHALLENGE_OF_A_WITHDRAWN_LINE);
    }
    if plan.challenges.are_full() {
        return Err(refusal::TOO_MANY_OPEN_CHALLENGES);
    }
    if fact.challenge_id.is_empty() {
        fact.challenge_id = ChallengeId::new(said.fresh).to_string();
    }
    let is_restriction = line.kind == InstructionKind::Restriction;
    fact.suspends = is_restriction && !line.ended(said.occurred.start);
    fact.holder_agency_ids = line
        .versions
        .map_or_else(Vec::new, |(first, last)| plan.copies.with(first, last).cloned().collect());
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{
        careplans::{
            ChallengedBy, CopyDisposal, CopyRecallAcknowledged, InstructionIssued, PlanClosed,
            PlanDrafted, PlanPublished,
        },
        common::{Role, Text},
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{LodgeChallenge, Publish},
        approve_plan::tests::approved,
        draft_plan::tests::drafted,
        issue_instruction::tests::{issued, restriction},
        publish_plan::tests::published,
        recall_copy::tests::recalled,
        withdraw_instruction::tests::withdrawn,
    };

    /// The person challenges the restriction before anybody was given the plan.
    pub(in crate::domain) fn lodged() -> ChallengeLodged {
        ChallengeLodged {
            plan_id: id("plan", 1),
            challenge_id: id("challenge", 1),
            instruction_id: id("instruction", 1),
            lodged_by: ChallengedBy::Person.into(),
            words: Some(Text::plain("this is what I need most")),
            suspends: true,
            holder_agency_ids: vec![],
            person_id: id("person", 1),
        }
    }

    /// What a caller sends: the rest is the service's to say.
    fn asked() -> ChallengeLodged {
        ChallengeLodged { suspends: false, person_id: String::new(), ..lodged() }
    }

    fn told() -> ChallengeLodged {
        let holder_agency_ids = vec![id("agency", 2), id("agency", 3)];
        ChallengeLodged { holder_agency_ids, ..lodged() }
    }

    fn restricted() -> Given<Plan> {
        given([drafted().into(), restriction().into(), approved().into()])
    }

    fn in_force() -> Given<Plan> {
        restricted().and(PlanPublished { restrictive: true, ..published() })
    }

    #[test]
    fn a_restriction_is_challenged_and_the_event_says_that_it_is_suspended() {
        restricted().when(LodgeChallenge(asked())).then_one(lodged());
    }

    #[test]
    fn a_challenge_without_an_id_gets_one() {
        let bare = ChallengeLodged { challenge_id: String::new(), ..asked() };
        let with_id = ChallengeLodged { challenge_id: id("challenge", 99), ..lodged() };
        restricted().when(LodgeChallenge(bare)).then_one(with_id);
    }

    #[test]
    fn what_the_service_says_cannot_be_said_for_it() {
        let forged = ChallengeLodged { holder_agency_ids: vec![id("agency", 9)], ..asked() };
        restricted().when(LodgeChallenge(forged)).then_one(lodged());
    }

    #[test]
    fn those_that_have_a_copy_with_the_line_are_named() {
        in_force().when(LodgeChallenge(asked())).then_one(told());
    }

    #[test]
    fn whoever_keeps_a_copy_is_named_and_whoever_gave_it_up_is_not() {
        let answered = |number, disposal: CopyDisposal| CopyRecallAcknowledged {
            agency_id: id("agency", number),
            disposal: disposal.into(),
            ..Default::default()
        };
        let one = ChallengeLodged { holder_agency_ids: vec![id("agency", 2)], ..lodged() };
        in_force()
            .and(recalled())
            .and(answered(2, CopyDisposal::Retained))
            .and(answered(3, CopyDisposal::Destroyed))
            .when(LodgeChallenge(asked()))
            .then_one(one);
    }

    #[test]
    fn whoever_has_another_version_only_is_not_named() {
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        let second = PlanPublished {
            version: 2,
            recipient_agency_ids: vec![id("agency", 4)],
            restrictive: true,
            ..published()
        };
        let of_the_second = ChallengeLodged {
            instruction_id: id("instruction", 2),
            suspends: false,
            holder_agency_ids: vec![id("agency", 4)],
            ..lodged()
        };
        in_force()
            .and(support)
            .and(second)
            .when(LodgeChallenge(of_the_second.clone()))
            .then_one(of_the_second);
    }

    #[test]
    fn a_line_that_restricts_nothing_is_challenged_and_goes_on_standing() {
        let said = ChallengeLodged { suspends: false, ..lodged() };
        let begun = || given::<Plan>([drafted().into(), issued().into(), approved().into()]);
        begun().when(LodgeChallenge(asked())).then_one(said.clone());
        begun()
            .and(said)
            .when(Publish(PlanPublished { recipient_agency_ids: vec![], ..published() }))
            .then_one(PlanPublished { recipient_agency_ids: vec![], ..published() });
    }

    #[test]
    fn a_restriction_that_lapsed_can_be_challenged_and_nothing_is_left_to_suspend() {
        restricted()
            .on(day(28))
            .when(LodgeChallenge(asked()))
            .then_one(ChallengeLodged { suspends: false, ..lodged() });
    }

    #[test]
    fn nobody_is_turned_away_because_of_who_they_are() {
        let roles = [Role::Person, Role::Advocate, Role::PoliceOfficer, Role::Ambulance];
        let parties = [
            ChallengedBy::Representative,
            ChallengedBy::Advocate,
            ChallengedBy::Carer,
            ChallengedBy::Staff,
        ];
        for (role, party) in roles.into_iter().zip(parties) {
            let fact = ChallengeLodged { lodged_by: party.into(), ..lodged() };
            restricted().by(role).when(LodgeChallenge(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn a_line_is_challenged_again_while_a_challenge_is_open() {
        let another = ChallengeLodged { challenge_id: id("challenge", 2), ..lodged() };
        restricted().and(lodged()).when(LodgeChallenge(another.clone())).then_one(another);
    }

    #[test]
    fn a_suspended_restriction_does_not_stand_when_the_plan_is_published() {
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        given::<Plan>([drafted().into(), restriction().into(), support.into(), approved().into()])
            .and(PlanPublished { restrictive: true, ..published() })
            .and(lodged())
            .when(Publish(published()))
            .then_one(PlanPublished { version: 2, ..published() });
    }

    #[test]
    fn a_plan_that_says_no_more_than_a_suspended_restriction_says_nothing() {
        restricted().and(lodged()).when(Publish(published())).then_refused(refusal::PLAN_EMPTY);
    }

    #[test]
    fn a_restriction_stood_before_it_was_challenged() {
        restricted()
            .on(day(5))
            .and(lodged())
            .on(day(4))
            .recorded()
            .when(Publish(published()))
            .then_one(PlanPublished { restrictive: true, ..published() });
    }

    #[test]
    fn a_withdrawn_line_cannot_be_challenged() {
        restricted()
            .and(withdrawn())
            .when(LodgeChallenge(asked()))
            .then_refused(refusal::CHALLENGE_OF_A_WITHDRAWN_LINE);
    }

    #[test]
    fn a_line_that_was_never_issued_cannot_be_challenged() {
        given::<Plan>([drafted().into()])
            .when(LodgeChallenge(asked()))
            .then_refused(refusal::INSTRUCTION_NOT_FOUND);
        nothing::<Plan>().when(LodgeChallenge(asked())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn no_line_of_a_closed_plan_is_in_force_to_be_challenged() {
        restricted()
            .and(PlanClosed::default())
            .when(LodgeChallenge(asked()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn a_challenge_said_twice_is_said_once_and_of_another_line_is_another() {
        restricted().and(lodged()).when(LodgeChallenge(asked())).then_nothing();
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        let of_it = ChallengeLodged { instruction_id: id("instruction", 2), ..asked() };
        restricted()
            .and(support)
            .and(lodged())
            .when(LodgeChallenge(of_it))
            .then_refused(refusal::CHALLENGE_OF_ANOTHER_LINE);
    }

    #[test]
    fn two_hundred_challenges_at_most_are_open_and_decided_ones_make_room() {
        let challenges = |numbers: std::ops::RangeInclusive<u128>| {
            numbers.map(|n| ChallengeLodged { challenge_id: id("challenge", n), ..lodged() }.into())
        };
        let another = ChallengeLodged { challenge_id: id("challenge", 201), ..lodged() };
        let full = challenges(1..=200).fold(restricted(), |given, event: Event| given.and(event));
        full.when(LodgeChallenge(another.clone())).then_refused(refusal::TOO_MANY_OPEN_CHALLENGES);
        let decided = crate::domain::decide_challenge::tests::decided();
        challenges(1..=200)
            .fold(restricted(), |given, event: Event| given.and(event))
            .and(decided)
            .when(LodgeChallenge(another.clone()))
            .then_one(another);
    }

    #[test]
    fn nobody_challenges_in_another_persons_name() {
        given::<Plan>([
            PlanDrafted { person_id: id("person", 2), ..drafted() }.into(),
            restriction().into(),
        ])
        .by(proto::common::Role::Person)
        .when(LodgeChallenge(lodged()))
        .then_refused(refusal::PLAN_OF_ANOTHER_PERSON);
    }
}
