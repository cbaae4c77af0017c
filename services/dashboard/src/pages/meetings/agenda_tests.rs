use proto::{
    common::{Text, Worker},
    panel::ActionOutcome,
};

use super::*;
use crate::facts::tests::event;

fn at(day: i64) -> Timestamp {
    let start: Timestamp = "2021-01-01T10:00:00Z".parse().unwrap();
    start + SignedDuration::from_hours(24 * day)
}

#[test]
fn an_action_comes_back_until_it_is_said_what_became_of_it() {
    let assigned = |id: &str, due: i64| ActionAssigned {
        action_id: id.into(),
        task: Some(Text::plain("Call her.")),
        due: Some(time::wire(at(due))),
        ..ActionAssigned::default()
    };
    let done = ActionCompleted {
        action_id: "a".into(),
        outcome: ActionOutcome::Done.into(),
        ..ActionCompleted::default()
    };
    let events =
        [event("m", 0, &assigned("a", 9)), event("m", 0, &assigned("b", 5)), event("m", 3, &done)];
    let actions = actions(&events, &Names::default(), at(6));
    let told: Vec<(&str, bool, bool)> =
        actions.iter().map(|one| (one.id.as_str(), one.is_late, one.outcome.is_empty())).collect();
    assert_eq!(told, [("b", true, true), ("a", false, false)]);
    assert_eq!(actions[0].owner, "Nobody is named");
}

#[test]
fn restrictions_that_lapse_soon_or_have_no_end_are_due() {
    let restriction = |id: &str, lapses: Option<i64>| Restriction {
        plan_id: id.into(),
        expires: lapses.map(|day| time::wire(at(day))),
        state: RestrictionState::InForce.into(),
        ..Restriction::default()
    };
    let all = [
        restriction("plan_none", None),
        restriction("plan_far", Some(60)),
        restriction("plan_soon", Some(3)),
        Restriction {
            state: RestrictionState::Suspended.into(),
            ..restriction("plan_suspended", Some(50))
        },
    ];
    let due = due(&all, &Names::default(), at(0));
    let plans: Vec<&str> = due.iter().map(|one| one.plan.as_str()).collect();
    assert_eq!(plans, ["plan_soon", "plan_suspended", "plan_none"]);
    assert_eq!(due[0].reviewed, "Never");
}

#[test]
fn a_case_about_which_nothing_was_decided_is_on_the_agenda() {
    let case = |person: &str| Case { person_id: person.into(), ..Case::default() };
    let decided = DecisionMade { person_id: "person_1".into(), ..DecisionMade::default() };
    let cases = [case("person_1"), case("person_2")];
    let undecided = undecided(&cases, &[event("m", 0, &decided)]);
    assert_eq!(undecided.len(), 1);
    assert_eq!(undecided[0].0.as_ref().unwrap().0, "person_2");
}

#[test]
fn a_decision_made_in_an_emergency_waits_to_be_ratified() {
    let made = DecisionMade { decision_id: "d".into(), emergency: true, ..Default::default() };
    let ratifies = DecisionMade { ratifies_decision_id: "d".into(), ..Default::default() };
    let first = event("m", 0, &made);
    assert_eq!(to_ratify(std::slice::from_ref(&first)).len(), 1);
    assert!(to_ratify(&[first, event("n", 1, &ratifies)]).is_empty());
}

#[test]
fn a_decision_stands_with_its_dissent_and_with_what_its_quorum_lacked() {
    let made = DecisionMade {
        decision_id: "d".into(),
        decision: Some(Text::plain("She is offered the scheme.")),
        quorum_lacks: vec![QuorumPart::Clinician.into()],
        ..DecisionMade::default()
    };
    let dissent = |words: &str| DissentRecorded {
        dissent_id: "x".into(),
        decision_id: "d".into(),
        by: Some(Worker::default()),
        words: Some(Text::plain(words)),
        ..DissentRecorded::default()
    };
    let taken = DissentWithdrawn { dissent_id: "x".into(), ..DissentWithdrawn::default() };
    let events = [
        event("m", 0, &made),
        event("m", 1, &dissent("No.")),
        event("m", 2, &dissent("Not so.")),
        event("m", 3, &taken),
    ];
    let minutes = minutes(&events, &Names::default());
    let decision = &minutes.decisions[0];
    assert_eq!(decision.lacks, "a clinician");
    assert_eq!(decision.dissents.len(), 1);
    assert_eq!(decision.dissents[0].words, "Not so.");
    assert!(decision.dissents[0].withdrawn);
}

#[test]
fn whom_a_meeting_did_not_hear_is_said_with_why() {
    let by_advocate = PersonHeard { route: VoiceRoute::Advocate.into(), ..Default::default() };
    assert_eq!(heard(&by_advocate).how, "Heard through an advocate");
    let not = PersonHeard {
        route: VoiceRoute::Nobody.into(),
        not_heard_because: NotHeardBecause::NotInvited.into(),
        ..PersonHeard::default()
    };
    assert_eq!(heard(&not).how, "Not heard: not invited");
}

fn scheduled(id: &str, day: i64) -> MeetingScheduled {
    MeetingScheduled {
        meeting_id: id.into(),
        scheduled_for: Some(proto::common::Occurred {
            start: Some(time::wire(at(day))),
            ..Default::default()
        }),
        ..MeetingScheduled::default()
    }
}

#[test]
fn meetings_are_listed_the_last_first_with_what_became_of_them() {
    let held = MeetingHeld { meeting_id: "a".into(), ..MeetingHeld::default() };
    let events = [
        event("a", 0, &scheduled("a", 3)),
        event("b", 0, &scheduled("b", 4)),
        event("c", 0, &scheduled("c", 90)),
        event("a", 3, &held),
    ];
    let all = meetings(&events, at(10));
    let told: Vec<(&str, &str)> =
        all.iter().map(|one| (one.id.as_str(), one.state.as_str())).collect();
    assert_eq!(
        told,
        [
            ("c", "Arranged"),
            ("b", "Arranged; nothing says that it was held"),
            ("a", "Held; nobody is named as being there"),
        ]
    );
}

#[test]
fn what_changed_is_counted_from_a_meeting_that_was_held() {
    let held = MeetingHeld { meeting_id: "a".into(), ..MeetingHeld::default() };
    let events = [
        event("a", 1, &held),
        // Put on record when it had been held.
        event("a", 2, &scheduled("a", 1)),
        event("b", 0, &scheduled("b", 4)),
        event("c", 0, &scheduled("c", 9)),
    ];
    let all = meetings(&events, at(10));
    assert_eq!(all[2].state, "Held; nobody is named as being there");
    assert_eq!(held_before(&all, 0).map(|one| one.id.as_str()), Some("a"));
    assert!(held_before(&all, 2).is_none());
}

#[test]
fn what_changed_is_counted_by_kind() {
    let made = DecisionMade::default();
    let heard = PersonHeard::default();
    let events = [event("m", 0, &made), event("m", 1, &heard), event("m", 2, &heard)];
    assert_eq!(changed(&events), [("Person heard".to_owned(), 2), ("Decision made".to_owned(), 1)]);
}

#[test]
fn what_a_quorum_needs_reads_as_words() {
    assert_eq!(quorum(None), "not known");
    let rule = QuorumRule { chair: true, members: 3, ..QuorumRule::default() };
    assert_eq!(quorum(Some(&rule)), "somebody who chairs, 3 members at least");
}
