//! Each reaction, and what they come to together.

use kernel::scenario::{day, id};
use proptest::prelude::*;
use proto::{
    Event as _,
    careplans::{
        ChallengeDecided, ChallengeOutcome, InstructionIssued, InstructionWithdrawn, PlanDrafted,
        ReviewHeld,
    },
    concerns,
    envelope::Meta,
    ids::StreamId,
    panel, referrals,
    time::Span,
};
use uuid::Uuid;

use super::*;
use crate::domain::{
    PlanCommand,
    laws::{Run, said, steps},
};

/// What surrounds an event of this day.
fn meta(type_name: &str, at: Timestamp, mode: Mode, role: Role) -> Meta {
    Meta {
        id: Uuid::from_u128(1),
        type_name: type_name.to_owned(),
        stream: StreamId::new("plan", Uuid::from_u128(1)),
        version: 1,
        position: 1,
        occurred: Span::instant(at),
        recorded_at: at,
        person: String::new(),
        agency: id("agency", 1),
        worker: id("worker", 1),
        role,
        mode,
        source: None,
        causation: None,
        correlation: String::new(),
    }
}

fn own(on: i64, mode: Mode, event: impl Into<Event>) -> Recorded<Event> {
    let event = event.into();
    Recorded { meta: meta(event.type_name(), day(on), mode, Role::Clinician), event }
}

fn heard(on: i64, event: AnyEvent) -> Recorded<AnyEvent> {
    Recorded { meta: meta("", day(on), Mode::Act, Role::Clinician), event }
}

/// A plan of person 1 on day 0, in a scheme for which its namesake agency answers.
fn drafted(number: u128, scheme: u128) -> PlanDrafted {
    PlanDrafted {
        plan_id: id("plan", number),
        person_id: id("person", 1),
        scheme_id: id("scheme", scheme),
        agency_id: id("agency", scheme),
        ..Default::default()
    }
}

fn restriction() -> InstructionIssued {
    InstructionIssued {
        plan_id: id("plan", 1),
        instruction_id: id("instruction", 1),
        kind: InstructionKind::Restriction.into(),
        expires: Some(time::wire(day(28))),
        ..Default::default()
    }
}

fn knowing(events: impl IntoIterator<Item = Event>) -> Reactions {
    let mut reactions = Reactions::default();
    events.into_iter().for_each(|event| reactions.evolve(&own(0, Mode::Act, event)));
    reactions
}

fn case_closed(outcome: CaseOutcome) -> AnyEvent {
    let person_id = id("person", 1);
    let closed = CaseClosed { outcome: outcome.into(), person_id, ..Default::default() };
    AnyEvent::Referrals(referrals::Event::CaseClosed(closed))
}

fn case_transferred() -> AnyEvent {
    AnyEvent::Referrals(referrals::Event::CaseTransferred(CaseTransferred {
        person_id: id("person", 1),
        from_scheme_id: id("scheme", 1),
        to_scheme_id: id("scheme", 5),
        to_agency_id: id("agency", 5),
        ..Default::default()
    }))
}

fn incident(kind: IncidentKind, person_id: String) -> AnyEvent {
    let reported = IncidentReported { kind: kind.into(), person_id, ..Default::default() };
    AnyEvent::Concerns(concerns::Event::IncidentReported(reported))
}

fn scheme_closed(successor: Option<(u128, u128)>) -> AnyEvent {
    let named = |noun, number: Option<u128>| number.map(|n| id(noun, n)).unwrap_or_default();
    AnyEvent::Panel(panel::Event::SchemeClosed(SchemeClosed {
        scheme_id: id("scheme", 1),
        successor_scheme_id: named("scheme", successor.map(|(scheme, _)| scheme)),
        successor_agency_id: named("agency", successor.map(|(_, agency)| agency)),
        ..Default::default()
    }))
}

fn to_scheme_five(plan: u128, agency: u128, ground: TransferGround) -> Reaction {
    transfer(&id("plan", plan), &id("scheme", 5), &id("agency", agency), ground)
}

fn lapse(line: u128, at: i64) -> Reaction {
    Reaction::Lapse(InstructionLapsed {
        plan_id: id("plan", 1),
        instruction_id: id("instruction", line),
        lapsed: Some(time::wire(day(at))),
        person_id: String::new(),
    })
}

#[test]
fn a_death_closes_every_plan_of_the_person_and_of_nobody_else() {
    let other = PlanDrafted { person_id: id("person", 2), ..drafted(3, 1) };
    let knows = knowing([drafted(1, 1).into(), drafted(2, 2).into(), other.into()]);
    let all = [1, 2].map(|n| close(&id("plan", n), PlanOutcome::Died));
    for died in [case_closed(CaseOutcome::Died), incident(IncidentKind::Death, id("person", 1))] {
        assert_eq!(knows.react(&heard(1, died)), all);
    }
}

#[test]
fn an_incident_that_is_no_death_or_nobodys_closes_nothing() {
    let of_nobody = PlanDrafted { person_id: String::new(), ..drafted(2, 1) };
    let knows = knowing([drafted(1, 1).into(), of_nobody.into()]);
    for event in [
        incident(IncidentKind::Harm, id("person", 1)),
        incident(IncidentKind::Death, String::new()),
    ] {
        assert_eq!(knows.react(&heard(1, event)), []);
    }
}

#[test]
fn whoever_moves_away_has_the_plans_of_one_scheme_closed() {
    let moved = || heard(1, case_closed(CaseOutcome::Moved));
    let both = [1, 2].map(|n| close(&id("plan", n), PlanOutcome::Moved));
    assert_eq!(knowing([drafted(1, 1).into(), drafted(2, 1).into()]).react(&moved()), both);
    // Whose case it was is not said.
    assert_eq!(knowing([drafted(1, 1).into(), drafted(2, 2).into()]).react(&moved()), []);
}

#[test]
fn a_plan_that_is_drafted_after_the_person_came_back_stays_open() {
    let mut knows = Reactions::default();
    knows.evolve(&own(5, Mode::Act, drafted(1, 1)));
    assert_eq!(knows.react(&heard(4, case_closed(CaseOutcome::Moved))), []);
    assert_eq!(knows.react(&heard(4, case_transferred())), []);
}

#[test]
fn a_case_that_closes_otherwise_is_for_people() {
    let knows = knowing([drafted(1, 1).into()]);
    for outcome in [
        CaseOutcome::Completed,
        CaseOutcome::PersonChose,
        CaseOutcome::NeverEngaged,
        CaseOutcome::SchemeClosed,
        CaseOutcome::Transferred,
    ] {
        assert_eq!(knows.react(&heard(1, case_closed(outcome))), []);
    }
}

#[test]
fn a_case_that_is_handed_over_takes_its_schemes_plans_along() {
    let knows = knowing([drafted(1, 1).into(), drafted(2, 2).into()]);
    let expected = to_scheme_five(1, 5, TransferGround::CaseTransferred);
    assert_eq!(knows.react(&heard(1, case_transferred())), [expected]);
}

#[test]
fn a_case_of_no_scheme_takes_no_plan_along() {
    let of_none = PlanDrafted { scheme_id: String::new(), ..drafted(1, 1) };
    let AnyEvent::Referrals(referrals::Event::CaseTransferred(case)) = case_transferred() else {
        unreachable!()
    };
    let case = CaseTransferred { from_scheme_id: String::new(), ..case };
    let event = AnyEvent::Referrals(referrals::Event::CaseTransferred(case));
    assert_eq!(knowing([of_none.into()]).react(&heard(1, event)), []);
}

#[test]
fn a_scheme_that_closes_closes_its_plans_whether_or_not_another_takes_its_place() {
    let knows = knowing([drafted(1, 1).into(), drafted(2, 2).into()]);
    for event in [scheme_closed(None), scheme_closed(Some((5, 6)))] {
        let expected = close(&id("plan", 1), PlanOutcome::SchemeClosed);
        assert_eq!(knows.react(&heard(1, event)), [expected]);
    }
}

#[test]
fn a_plan_is_found_where_it_came_to() {
    let transferred = PlanTransferred {
        plan_id: id("plan", 1),
        to_scheme_id: id("scheme", 5),
        to_agency_id: id("agency", 5),
        ..Default::default()
    };
    let knows = knowing([drafted(1, 1).into(), transferred.into()]);
    assert_eq!(knows.react(&heard(1, scheme_closed(None))), []);
    assert_eq!(knows.react(&heard(1, case_transferred())), []);
    assert_eq!(knows.react(&heard(1, case_closed(CaseOutcome::Died))).len(), 1);
}

#[test]
fn a_closed_plan_is_closed_once() {
    let closed = PlanClosed { plan_id: id("plan", 1), ..Default::default() };
    let knows = knowing([drafted(1, 1).into(), restriction().into(), closed.into()]);
    assert_eq!(knows, Reactions::default());
}

#[test]
fn a_plan_that_a_reaction_closed_is_called_back_from_all() {
    let closed = PlanClosed { plan_id: id("plan", 1), ..Default::default() };
    let event = AnyEvent::CarePlans(closed.into());
    let knows = Reactions::default();
    let mut by_us = heard(1, event.clone());
    by_us.meta.role = Role::Service;
    assert_eq!(knows.react(&by_us), [recall(&id("plan", 1))]);
    // Somebody who closes a plan themselves says what becomes of its copies.
    assert_eq!(knows.react(&heard(1, event)), []);
}

#[test]
fn what_is_recorded_of_the_past_has_no_consequences_here() {
    let knows = knowing([drafted(1, 1).into()]);
    for event in [
        case_closed(CaseOutcome::Died),
        case_closed(CaseOutcome::Moved),
        case_transferred(),
        incident(IncidentKind::Death, id("person", 1)),
        scheme_closed(None),
        scheme_closed(Some((5, 6))),
    ] {
        let mut recorded = heard(1, event);
        assert_eq!(knows.react(&recorded).len(), 1);
        recorded.meta.mode = Mode::Record;
        assert_eq!(knows.react(&recorded), []);
    }
}

#[test]
fn a_restriction_lapses_when_its_end_has_passed() {
    let knows = knowing([drafted(1, 1).into(), restriction().into()]);
    assert_eq!(knows.due(day(27)), []);
    assert_eq!(knows.due(day(28)), [lapse(1, 28)]);
    assert_eq!(knows.due(day(90)), [lapse(1, 28)]);
}

#[test]
fn a_restriction_that_a_review_continued_lapses_later_and_one_that_lapsed_stays_so() {
    let continued = |on| {
        let review = ReviewHeld {
            plan_id: id("plan", 1),
            outcome: ReviewOutcome::Continued.into(),
            ..Default::default()
        };
        own(on, Mode::Act, review)
    };
    let mut knows = knowing([drafted(1, 1).into(), restriction().into()]);
    knows.evolve(&continued(20));
    assert_eq!(knows.due(day(47)), []);
    knows.evolve(&continued(50));
    assert_eq!(knows.due(day(60)), [lapse(1, 48)]);
}

#[test]
fn a_restriction_that_ended_does_not_fall_due() {
    let (plan_id, instruction_id) = (id("plan", 1), id("instruction", 1));
    let lapsed = InstructionLapsed {
        plan_id: plan_id.clone(),
        instruction_id: instruction_id.clone(),
        ..Default::default()
    };
    let withdrawn = InstructionWithdrawn {
        plan_id: plan_id.clone(),
        instruction_id: instruction_id.clone(),
        ..Default::default()
    };
    let upheld = ChallengeDecided {
        plan_id,
        instruction_id,
        outcome: ChallengeOutcome::Upheld.into(),
        independent: true,
        ..Default::default()
    };
    let by_an_author = ChallengeDecided { independent: false, ..upheld.clone() };
    for end in [Event::from(lapsed), withdrawn.into(), upheld.into()] {
        assert_eq!(knowing([drafted(1, 1).into(), restriction().into(), end]).due(day(90)), []);
    }
    let knows = knowing([drafted(1, 1).into(), restriction().into(), by_an_author.into()]);
    assert_eq!(knows.due(day(90)), [lapse(1, 28)]);
}

#[test]
fn a_restriction_of_the_past_or_without_an_end_does_not_fall_due() {
    let mut knows = knowing([drafted(1, 1).into()]);
    knows.evolve(&own(0, Mode::Record, restriction()));
    knows.evolve(&own(0, Mode::Act, InstructionIssued { expires: None, ..restriction() }));
    let kind = InstructionKind::Support.into();
    knows.evolve(&own(0, Mode::Act, InstructionIssued { kind, ..restriction() }));
    assert_eq!(knows.due(day(90)), []);
}

/// Carries out what follows, and what follows from that, as the service does.
fn carry_out(run: &mut Run, knows: &mut Reactions, reactions: Vec<Reaction>) {
    for reaction in reactions {
        let (command, at) = match reaction {
            Reaction::Close(fact) => (PlanCommand::Close(fact), run.now),
            Reaction::Transfer(fact) => (PlanCommand::TransferPlan(fact), run.now),
            Reaction::Recall(fact) => (PlanCommand::RecallCopy(fact), run.now),
            Reaction::Lapse(fact) => {
                let lapsed = time::maybe(fact.lapsed.as_ref());
                (PlanCommand::LapseInstruction(fact), lapsed.unwrap_or(run.now))
            }
        };
        let mut said = said(3, Span::instant(at), run.now, Mode::Act);
        said.by.role = Role::Service;
        let before = run.log.len();
        run.ask(command, &said);
        for recorded in run.log.split_off(before) {
            knows.evolve(&recorded);
            let event = AnyEvent::CarePlans(recorded.event.clone());
            let follows = knows.react(&Recorded { meta: recorded.meta.clone(), event });
            run.log.push(recorded);
            carry_out(run, knows, follows);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_scheme_that_closes_leaves_no_plan_published(
        asked in steps(40),
        successor in prop::option::of((2..6_u128, 1..6_u128)),
    ) {
        let mut run = Run::default();
        let mut knows = Reactions::default();
        for step in &asked {
            let (command, said) = run.next(step);
            run.ask(command, &said);
        }
        run.log.iter().for_each(|recorded| knows.evolve(recorded));
        let scheme = run.plan.about.as_ref().map(|about| about.scheme_id.clone());
        let was_open = !run.plan.closed && scheme == Some(id("scheme", 1));

        let mut closed = heard(0, scheme_closed(successor));
        closed.meta.recorded_at = run.now;
        let follows = knows.react(&closed);
        prop_assert_eq!(follows.len(), usize::from(was_open));
        carry_out(&mut run, &mut knows, follows);

        if was_open {
            prop_assert!(run.plan.closed);
            let held = run.plan.copies.holders();
            prop_assert!(held.into_iter().all(|(_, holding)| holding.recall_is_open()));
        }
        // Heard again, it has no more to say.
        prop_assert_eq!(knows.react(&closed), vec![]);
    }

    #[test]
    fn what_falls_due_lapses_and_falls_due_no_more(asked in steps(40), later in 0..90_i64) {
        let mut run = Run::default();
        let mut knows = Reactions::default();
        run.log.iter().for_each(|recorded| knows.evolve(recorded));
        for step in &asked {
            let (command, said) = run.next(step);
            let before = run.log.len();
            run.ask(command, &said);
            run.log.iter().skip(before).for_each(|recorded| knows.evolve(recorded));
            let due = knows.due(run.now);
            carry_out(&mut run, &mut knows, due);
            prop_assert_eq!(knows.due(run.now), vec![]);
        }
        run.now = run.now.checked_add(jiff::SignedDuration::from_hours(24 * later)).unwrap();
        let due = knows.due(run.now);
        let (count, before) = (due.len(), run.log.len());
        carry_out(&mut run, &mut knows, due);
        prop_assert_eq!(run.log.len() - before, count, "what fell due was refused");
        prop_assert_eq!(knows.due(run.now), vec![]);
    }
}
