//! Recording that somebody disagreed with a decision.
//!
//! A dissent is protected. Its author records it, alone puts its words anew,
//! and alone takes it back; approving the minutes does not close it. Where the
//! minutes of the past say that somebody dissented, information governance
//! records it in that person's name, with the source, and from then on it is
//! that person's own like any other. Whether they sat in the meeting is not
//! asked: the list of those present is the chair's, and a dissent may be about it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Role,
    ids::DissentId,
    panel::{DissentRecorded, Event},
};

use super::{
    Meeting,
    hold_meeting::held,
    refusal,
    state::{MOST_DISSENTS, MOST_DISSENTS_OF_ONE},
};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: DissentRecorded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let (scheme_id, _) = held(meeting)?;
    let author = fact.by.as_ref().map_or("", |by| &by.worker_id);
    match meeting.dissents.get(&fact.dissent_id) {
        Some(known) => {
            if known.author != said.by.worker_id || known.author != author {
                return Err(refusal::DISSENT_OF_SOMEBODY_ELSE);
            }
            if known.decision_id != fact.decision_id {
                return Err(refusal::DISSENT_FROM_ANOTHER_DECISION);
            }
        }
        None => {
            if author != said.by.worker_id && !is_from_minutes(said) {
                return Err(refusal::DISSENT_NOT_ONES_OWN);
            }
            if meeting.dissents.len() >= MOST_DISSENTS
                || meeting.dissents_of(author) >= MOST_DISSENTS_OF_ONE
            {
                return Err(refusal::TOO_MANY_DISSENTS);
            }
        }
    }
    let person_id = meeting.decisions.get(&fact.decision_id).ok_or(refusal::DECISION_NOT_FOUND)?;
    if fact.dissent_id.is_empty() {
        fact.dissent_id = DissentId::new(said.fresh).to_string();
    }
    fact.person_id.clone_from(person_id);
    fact.scheme_id = scheme_id.to_owned();
    Ok(vec![fact.into()])
}

/// Whether it is taken from a source by those who answer for the record.
fn is_from_minutes(said: &Circumstances) -> bool {
    !said.is_act() && said.by.role == Role::InformationGovernance
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        common::Text,
        panel::{DecisionMade, MinutesApproved},
    };

    use super::*;
    use crate::domain::{
        MeetingCommand::Dissent,
        decide::tests::decided,
        hold_meeting::tests::{held, worker},
        schedule_meeting::tests::scheduled,
        withdraw_dissent::tests::withdrawn,
    };

    /// Worker 1 is the one who speaks in every scenario.
    pub(in crate::domain) fn dissent() -> DissentRecorded {
        DissentRecorded {
            meeting_id: id("meeting", 1),
            dissent_id: id("dissent", 1),
            decision_id: id("decision", 1),
            by: Some(worker(1, Role::Clinician)),
            words: Some(Text::plain("nobody asked her")),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
        }
    }

    pub(in crate::domain) fn of_worker_2() -> DissentRecorded {
        DissentRecorded { by: Some(worker(2, Role::PanelChair)), ..dissent() }
    }

    pub(in crate::domain) fn after_a_decision() -> Given<Meeting> {
        given([held().into(), decided().into()])
    }

    #[test]
    fn a_dissent_is_recorded_and_names_the_person_and_the_scheme() {
        let asked =
            DissentRecorded { person_id: String::new(), scheme_id: String::new(), ..dissent() };
        after_a_decision().when(Dissent(asked)).then_one(dissent());
    }

    #[test]
    fn a_dissent_without_an_id_gets_one() {
        let bare = DissentRecorded { dissent_id: String::new(), ..dissent() };
        let with_id = DissentRecorded { dissent_id: id("dissent", 99), ..dissent() };
        after_a_decision().when(Dissent(bare)).then_one(with_id);
    }

    #[test]
    fn a_dissent_is_from_a_decision_of_this_meeting() {
        nothing::<Meeting>().when(Dissent(dissent())).then_refused(refusal::MEETING_NOT_FOUND);
        given::<Meeting>([scheduled().into()])
            .when(Dissent(dissent()))
            .then_refused(refusal::MEETING_NOT_HELD);
        let other = DissentRecorded { decision_id: id("decision", 2), ..dissent() };
        after_a_decision().when(Dissent(other)).then_refused(refusal::DECISION_NOT_FOUND);
    }

    #[test]
    fn nobody_dissents_in_anothers_name() {
        after_a_decision().when(Dissent(of_worker_2())).then_refused(refusal::DISSENT_NOT_ONES_OWN);
        after_a_decision()
            .recorded()
            .when(Dissent(of_worker_2()))
            .then_refused(refusal::DISSENT_NOT_ONES_OWN);
        after_a_decision()
            .by(Role::InformationGovernance)
            .when(Dissent(of_worker_2()))
            .then_refused(refusal::DISSENT_NOT_ONES_OWN);
    }

    #[test]
    fn information_governance_records_from_the_minutes_that_somebody_dissented() {
        after_a_decision()
            .by(Role::InformationGovernance)
            .recorded()
            .when(Dissent(of_worker_2()))
            .then_one(of_worker_2());
    }

    #[test]
    fn its_author_puts_a_dissent_anew() {
        let anew = DissentRecorded { words: Some(Text::plain("she was not asked")), ..dissent() };
        after_a_decision().and(dissent()).when(Dissent(anew.clone())).then_one(anew);
    }

    #[test]
    fn nobody_else_puts_it_anew_in_either_mode() {
        let in_their_name = of_worker_2();
        let taken_over = dissent();
        for anew in [in_their_name, taken_over] {
            let another = || after_a_decision().and(of_worker_2()).by(Role::InformationGovernance);
            another().when(Dissent(anew.clone())).then_refused(refusal::DISSENT_OF_SOMEBODY_ELSE);
            another()
                .recorded()
                .when(Dissent(anew))
                .then_refused(refusal::DISSENT_OF_SOMEBODY_ELSE);
        }
        after_a_decision()
            .and(dissent())
            .when(Dissent(of_worker_2()))
            .then_refused(refusal::DISSENT_OF_SOMEBODY_ELSE);
    }

    #[test]
    fn a_dissent_stays_with_its_decision() {
        let second = DecisionMade { decision_id: id("decision", 2), ..decided() };
        let moved = DissentRecorded { decision_id: id("decision", 2), ..dissent() };
        after_a_decision()
            .and(second)
            .and(dissent())
            .when(Dissent(moved))
            .then_refused(refusal::DISSENT_FROM_ANOTHER_DECISION);
    }

    #[test]
    fn approving_the_minutes_does_not_close_dissent() {
        let approved = MinutesApproved { digest: "a1".into(), ..Default::default() };
        after_a_decision().and(approved).when(Dissent(dissent())).then_one(dissent());
    }

    #[test]
    fn what_was_taken_back_can_be_said_again() {
        after_a_decision()
            .and(dissent())
            .and(withdrawn())
            .when(Dissent(dissent()))
            .then_one(dissent());
    }

    #[test]
    fn nobody_uses_up_the_room_of_others() {
        let of = |n: u128, who: u128| DissentRecorded {
            dissent_id: id("dissent", n),
            by: Some(worker(who, Role::Clinician)),
            ..dissent()
        };
        let filled = |by_whom: &dyn Fn(u128) -> u128, many| {
            (1..=many).fold(after_a_decision(), |given, n| given.and(of(n, by_whom(n))))
        };
        filled(&|_| 1, 256).when(Dissent(of(600, 1))).then_refused(refusal::TOO_MANY_DISSENTS);
        filled(&|_| 2, 256).when(Dissent(of(600, 1))).then_one(of(600, 1));
        filled(&|n| 2 + n % 2, 512)
            .when(Dissent(of(600, 1)))
            .then_refused(refusal::TOO_MANY_DISSENTS);
    }
}
