//! Deciding a challenge to a line.
//!
//! Somebody decides who had no part in the plan: no author, no approver, not the
//! clinician who answers for the line, nobody of the agency that answers for the
//! plan or answered for it when the line was issued, and no police officer. A
//! decision of the past by one of those is on record, says so, and lifts no
//! suspension. A challenge that is upheld, in part or in whole, strikes the line
//! out for good; one that is not lets it stand again for what is left of its
//! time, once no other challenge to it is open.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{ChallengeDecided, Event},
    common::Role,
};

use super::{
    Plan, refusal,
    state::{Challenge, Line},
};

pub(super) fn decide(
    plan: &Plan,
    mut fact: ChallengeDecided,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.drafted()?;
    let challenge = plan.challenges.get(&fact.challenge_id).ok_or(refusal::CHALLENGE_NOT_FOUND)?;
    let line = plan.lines.get(&challenge.instruction_id);
    let independent = fact.decided_by.as_ref().is_some_and(|worker| plan.independent(worker, line));
    if is_known(challenge, &fact, independent) {
        return Ok(vec![]); // Said twice is said once.
    }
    // What somebody with a part in it decided beside it decides nothing, and is
    // on record all the same.
    if challenge.decided.is_some() && (independent || said.is_act()) {
        return Err(refusal::CHALLENGE_ALREADY_DECIDED);
    }
    if said.is_act() && !(independent && may_say_so(plan, line, said)) {
        return Err(refusal::CHALLENGE_NOT_INDEPENDENT);
    }
    if said.occurred.end.min(said.recorded_at) < challenge.lodged {
        return Err(refusal::CHALLENGE_DECIDED_BEFORE_LODGED);
    }
    fact.independent = independent;
    fact.instruction_id.clone_from(&challenge.instruction_id);
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

fn is_known(challenge: &Challenge, fact: &ChallengeDecided, independent: bool) -> bool {
    let outcome = fact.outcome();
    if independent {
        return challenge.decided.is_some_and(|(_, known)| known == outcome);
    }
    let by = fact.decided_by.as_ref().map_or("", |worker| &worker.worker_id);
    challenge.improperly_decided(outcome, by)
}

/// Whether the one who says so may: a record keeper may, an author may not.
fn may_say_so(plan: &Plan, line: Option<&Line>, said: &Circumstances) -> bool {
    !plan.had_part(&said.by.worker_id, line) && said.by.role != Role::PoliceOfficer
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{
        careplans::{
            ChallengeLodged, ChallengeOutcome, InstructionIssued, PlanClosed, PlanDrafted,
            PlanPublished, PlanTransferred,
        },
        common::{Text, Worker},
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{DecideChallenge, IssueInstruction, Publish},
        approve_plan::tests::approved,
        draft_plan::tests::{drafted, worker},
        issue_instruction::tests::{issued, restriction},
        lodge_challenge::tests::lodged,
        publish_plan::tests::published,
    };

    /// Worker 7 of agency 5 decides that the line stands.
    pub(in crate::domain) fn decided() -> ChallengeDecided {
        ChallengeDecided {
            plan_id: id("plan", 1),
            challenge_id: id("challenge", 1),
            outcome: ChallengeOutcome::NotUpheld.into(),
            decided_by: Some(of(7, 5, Role::Clinician)),
            reasons: Some(Text::plain("the medicines do interact")),
            independent: true,
            instruction_id: id("instruction", 1),
            person_id: id("person", 1),
        }
    }

    pub(in crate::domain) fn upheld() -> ChallengeDecided {
        ChallengeDecided { outcome: ChallengeOutcome::Upheld.into(), ..decided() }
    }

    fn of(number: u128, agency: u128, role: Role) -> Worker {
        Worker {
            worker_id: id("worker", number),
            agency_id: id("agency", agency),
            role: role.into(),
        }
    }

    fn by(worker: Worker) -> ChallengeDecided {
        ChallengeDecided { decided_by: Some(worker), independent: false, ..decided() }
    }

    /// The restriction is of worker 6 of agency 4; a line of support stands beside it.
    fn challenged() -> Given<Plan> {
        let clinician = Some(of(6, 4, Role::Clinician));
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        let line = InstructionIssued { clinician, ..restriction() };
        given([drafted().into(), line.into(), support.into(), approved().into(), lodged().into()])
    }

    /// A publication of the past says what stood, whatever was approved.
    fn is_restrictive(given: Given<Plan>, restrictive: bool) {
        given
            .recorded()
            .when(Publish(published()))
            .then_one(PlanPublished { restrictive, ..published() });
    }

    #[test]
    fn a_challenge_is_decided_by_somebody_independent() {
        let asked = ChallengeDecided {
            independent: false,
            instruction_id: id("instruction", 9),
            person_id: String::new(),
            ..decided()
        };
        challenged().when(DecideChallenge(asked)).then_one(decided());
    }

    #[test]
    fn nobody_with_a_part_in_the_plan_decides_here_and_now() {
        let partial = [
            of(2, 5, Role::Clinician),     // The author.
            of(3, 5, Role::Clinician),     // The approver.
            of(6, 5, Role::Clinician),     // The clinician who answers for the line.
            of(7, 1, Role::PanelChair),    // Of the agency that answers for the plan.
            of(7, 5, Role::PoliceOfficer), // A police officer.
        ];
        for worker in partial {
            challenged()
                .when(DecideChallenge(by(worker.clone())))
                .then_refused(refusal::CHALLENGE_NOT_INDEPENDENT);
            let recorded = by(worker);
            let claimed = ChallengeDecided { independent: true, ..recorded.clone() };
            challenged().recorded().when(DecideChallenge(claimed)).then_one(recorded);
        }
    }

    #[test]
    fn an_author_does_not_say_that_somebody_else_decided() {
        // Worker 1 is the one who speaks in every scenario.
        let theirs = PlanDrafted { authors: vec![worker(1, Role::Clinician)], ..drafted() };
        given::<Plan>([theirs.into(), restriction().into(), lodged().into()])
            .when(DecideChallenge(decided()))
            .then_refused(refusal::CHALLENGE_NOT_INDEPENDENT);
        challenged()
            .by(Role::PoliceOfficer)
            .when(DecideChallenge(decided()))
            .then_refused(refusal::CHALLENGE_NOT_INDEPENDENT);
    }

    #[test]
    fn the_agency_that_answered_when_the_line_was_issued_does_not_decide_after_a_transfer() {
        let transferred =
            PlanTransferred { to_agency_id: id("agency", 5), ..PlanTransferred::default() };
        for worker in [of(7, 1, Role::Clinician), of(7, 5, Role::Clinician)] {
            challenged()
                .and(transferred.clone())
                .when(DecideChallenge(by(worker)))
                .then_refused(refusal::CHALLENGE_NOT_INDEPENDENT);
        }
        let other = ChallengeDecided { decided_by: Some(of(7, 8, Role::Clinician)), ..decided() };
        challenged().and(transferred.clone()).when(DecideChallenge(other.clone())).then_one(other);
        let author = by(of(2, 8, Role::Clinician));
        challenged()
            .and(transferred)
            .when(DecideChallenge(author))
            .then_refused(refusal::CHALLENGE_NOT_INDEPENDENT);
    }

    #[test]
    fn a_restriction_that_was_not_found_wrong_stands_again() {
        is_restrictive(challenged(), false);
        is_restrictive(challenged().and(decided()), true);
    }

    #[test]
    fn a_restriction_that_was_found_wrong_never_stands_again() {
        for outcome in [ChallengeOutcome::Upheld, ChallengeOutcome::PartlyUpheld] {
            let fact = ChallengeDecided { outcome: outcome.into(), ..decided() };
            is_restrictive(challenged().and(fact.clone()), false);
            challenged()
                .and(fact)
                .when(IssueInstruction(restriction()))
                .then_refused(refusal::INSTRUCTION_STRUCK_OUT);
        }
    }

    #[test]
    fn a_decision_by_somebody_with_a_part_in_the_plan_lifts_no_suspension() {
        for outcome in [ChallengeOutcome::NotUpheld, ChallengeOutcome::Upheld] {
            let own = by(of(2, 5, Role::Clinician));
            let own = ChallengeDecided { outcome: outcome.into(), ..own };
            is_restrictive(challenged().and(own.clone()), false);
            challenged().and(own).when(DecideChallenge(decided())).then_one(decided());
        }
    }

    #[test]
    fn a_restriction_is_suspended_until_the_last_challenge_is_decided() {
        let second = ChallengeLodged { challenge_id: id("challenge", 2), ..lodged() };
        let of_second = ChallengeDecided { challenge_id: id("challenge", 2), ..decided() };
        is_restrictive(challenged().and(second.clone()).and(decided()), false);
        is_restrictive(challenged().and(second).and(decided()).and(of_second), true);
    }

    #[test]
    fn a_line_that_was_struck_out_stays_so_whatever_another_challenge_comes_to() {
        let second = ChallengeLodged { challenge_id: id("challenge", 2), ..lodged() };
        let of_second = ChallengeDecided { challenge_id: id("challenge", 2), ..decided() };
        is_restrictive(challenged().and(second).and(upheld()).and(of_second), false);
    }

    #[test]
    fn suspension_does_not_stop_the_clock() {
        is_restrictive(challenged().on(day(27)).and(decided()), true);
        is_restrictive(challenged().on(day(28)).and(decided()), false);
        is_restrictive(challenged().on(day(27)).and(decided()).on(day(28)), false);
    }

    #[test]
    fn a_line_of_support_that_was_found_wrong_is_struck_out_too() {
        let of_support =
            ChallengeLodged { instruction_id: id("instruction", 2), suspends: false, ..lodged() };
        let of_it = ChallengeDecided { instruction_id: id("instruction", 2), ..upheld() };
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        given::<Plan>([drafted().into(), support.into(), approved().into(), of_support.into()])
            .and(of_it)
            .when(Publish(published()))
            .then_refused(refusal::PLAN_EMPTY);
    }

    #[test]
    fn a_plan_is_published_anew_without_the_line_that_was_struck_out() {
        challenged()
            .and(PlanPublished { restrictive: false, ..published() })
            .and(upheld())
            .when(Publish(published()))
            .then_one(PlanPublished { version: 2, ..published() });
    }

    #[test]
    fn a_challenge_that_was_never_lodged_cannot_be_decided() {
        given::<Plan>([drafted().into(), restriction().into()])
            .when(DecideChallenge(decided()))
            .then_refused(refusal::CHALLENGE_NOT_FOUND);
        nothing::<Plan>().when(DecideChallenge(decided())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_challenge_is_not_decided_before_it_was_lodged() {
        given::<Plan>([drafted().into(), restriction().into()])
            .on(day(3))
            .and(lodged())
            .on(day(2))
            .recorded()
            .when(DecideChallenge(decided()))
            .then_refused(refusal::CHALLENGE_DECIDED_BEFORE_LODGED);
    }

    #[test]
    fn a_challenge_is_not_decided_otherwise_later() {
        challenged()
            .and(decided())
            .when(DecideChallenge(upheld()))
            .then_refused(refusal::CHALLENGE_ALREADY_DECIDED);
        challenged()
            .and(decided())
            .recorded()
            .when(DecideChallenge(upheld()))
            .then_refused(refusal::CHALLENGE_ALREADY_DECIDED);
    }

    #[test]
    fn what_an_author_made_of_it_beside_the_decision_is_on_record_and_changes_nothing() {
        let own = by(of(2, 5, Role::Clinician));
        challenged()
            .and(upheld())
            .recorded()
            .when(DecideChallenge(own.clone()))
            .then_one(own.clone());
        is_restrictive(challenged().and(upheld()).and(own), false);
    }

    #[test]
    fn a_challenge_to_a_closed_plan_is_decided() {
        challenged()
            .and(PlanClosed::default())
            .when(DecideChallenge(decided()))
            .then_one(decided());
    }

    #[test]
    fn deciding_twice_is_deciding_once() {
        challenged().and(decided()).when(DecideChallenge(decided())).then_nothing();
        let own = by(of(2, 5, Role::Clinician));
        challenged().and(own.clone()).recorded().when(DecideChallenge(own)).then_nothing();
    }
}
