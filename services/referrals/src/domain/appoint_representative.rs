//! Appointing somebody to represent a person.
//!
//! Here and now a power to decide for somebody rests on an instrument or order
//! that somebody has seen, and a choice on the person having been able to
//! choose. The Mental Capacity Act 2005, section 1(2), presumes that they were,
//! so the answer asked for is a word and not an assessment; a choice made
//! without capacity is on record as such, and rules judge it.
//!
//! The same person appointed anew in another way or for another period is an
//! appointment again; it takes the place of the one before.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    Plain as _,
    common::Answer,
    ids::WorkerId,
    referrals::{Event, RepresentativeAppointed, RepresentativeKind},
};

use super::{Person, own_record, refusal, state::Appointment};

pub(super) fn decide(
    person: &Person,
    mut fact: RepresentativeAppointed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    own_record(&fact.person_id, said)?;
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    let appointment = Appointment::of(fact.kind(), fact.period.as_ref());
    if appointment.until.is_some_and(|until| appointment.from >= Some(until)) {
        return Err(refusal::REPRESENTATION_PERIOD_WRONG);
    }
    let before = person.representative(&fact.representative_id);
    if before == Some(appointment) {
        return Ok(vec![]); // Said twice is said once.
    }
    if said.is_act() {
        founded(&fact)?;
    }
    if before.is_none() && person.has_all_representatives() {
        return Err(refusal::REPRESENTATIVES_TOO_MANY);
    }
    if fact.representative_id.is_empty() {
        fact.representative_id = WorkerId::new(said.fresh).to_string();
    }
    Ok(vec![fact.into()])
}

/// Whether the appointment says what it rests on.
fn founded(fact: &RepresentativeAppointed) -> Result<(), Refusal> {
    let evidenced = fact.evidence.plain().is_some_and(|words| !words.trim().is_empty());
    match fact.kind() {
        RepresentativeKind::Attorney | RepresentativeKind::Deputy if !evidenced => {
            Err(refusal::REPRESENTATIVE_WITHOUT_EVIDENCE)
        }
        RepresentativeKind::Chosen if !matches!(fact.capacity(), Answer::Yes | Answer::No) => {
            Err(refusal::CAPACITY_NOT_ASKED)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{
        common::{Period, Role, Text},
        time,
    };

    use super::*;
    use crate::domain::{
        PersonCommand::Appoint, end_representation::tests::ended,
        register_person::tests::registered,
    };

    pub(in crate::domain) fn appointed() -> RepresentativeAppointed {
        RepresentativeAppointed {
            person_id: id("person", 1),
            representative_id: id("worker", 7),
            kind: RepresentativeKind::Chosen.into(),
            name: Some(Text::plain("a sister")),
            capacity: Answer::Yes.into(),
            ..Default::default()
        }
    }

    fn as_kind(kind: RepresentativeKind) -> RepresentativeAppointed {
        RepresentativeAppointed { kind: kind.into(), capacity: 0, ..appointed() }
    }

    fn between(from: i64, until: Option<i64>) -> Option<Period> {
        let end = until.map(|until| time::wire(day(until)));
        Some(Period { start: Some(time::wire(day(from))), end })
    }

    fn on_record() -> Given<Person> {
        given([registered().into()])
    }

    #[test]
    fn whom_the_person_chose_represents_them() {
        on_record().when(Appoint(appointed())).then_one(appointed());
    }

    #[test]
    fn a_representative_without_an_id_gets_one() {
        let bare = RepresentativeAppointed { representative_id: String::new(), ..appointed() };
        let with_id =
            RepresentativeAppointed { representative_id: id("worker", 99), ..appointed() };
        on_record().when(Appoint(bare)).then_one(with_id);
    }

    #[test]
    fn a_person_says_who_represents_them_and_nobody_else() {
        on_record().by(Role::Person).when(Appoint(appointed())).then_one(appointed());
        let of_another = RepresentativeAppointed { person_id: id("person", 2), ..appointed() };
        on_record()
            .by(Role::Person)
            .when(Appoint(of_another))
            .then_refused(refusal::NOT_YOUR_RECORD);
    }

    #[test]
    fn nobody_cannot_be_represented() {
        nothing::<Person>().when(Appoint(appointed())).then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_power_to_decide_rests_on_what_somebody_has_seen() {
        for kind in [RepresentativeKind::Attorney, RepresentativeKind::Deputy] {
            for evidence in [None, Some(Text::plain(" "))] {
                let fact = RepresentativeAppointed { evidence, ..as_kind(kind) };
                on_record()
                    .when(Appoint(fact))
                    .then_refused(refusal::REPRESENTATIVE_WITHOUT_EVIDENCE);
            }
            on_record().recorded().when(Appoint(as_kind(kind))).then_one(as_kind(kind));
            let evidence = Some(Text::plain("registered with the Public Guardian, seen"));
            let fact = RepresentativeAppointed { evidence, ..as_kind(kind) };
            on_record().when(Appoint(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn whether_a_person_could_choose_is_answered() {
        for answer in [Answer::Unspecified, Answer::Unknown, Answer::NotRecorded] {
            let fact = RepresentativeAppointed { capacity: answer.into(), ..appointed() };
            on_record().when(Appoint(fact.clone())).then_refused(refusal::CAPACITY_NOT_ASKED);
            on_record().recorded().when(Appoint(fact.clone())).then_one(fact);
        }
        let without = RepresentativeAppointed { capacity: Answer::No.into(), ..appointed() };
        on_record().when(Appoint(without.clone())).then_one(without);
    }

    #[test]
    fn who_is_not_chosen_needs_no_capacity_of_the_person() {
        for kind in [
            RepresentativeKind::Advocate,
            RepresentativeKind::NearestRelative,
            RepresentativeKind::Parent,
        ] {
            on_record().when(Appoint(as_kind(kind))).then_one(as_kind(kind));
        }
    }

    #[test]
    fn a_representation_begins_before_it_ends() {
        for period in [between(2, Some(1)), between(2, Some(2))] {
            let fact = RepresentativeAppointed { period, ..appointed() };
            on_record()
                .recorded()
                .when(Appoint(fact))
                .then_refused(refusal::REPRESENTATION_PERIOD_WRONG);
        }
    }

    #[test]
    fn sixteen_people_at_most_represent_somebody_at_once() {
        let another =
            |n| RepresentativeAppointed { representative_id: id("worker", n), ..appointed() };
        let full = (0..16).fold(on_record(), |given, n| given.and(another(100 + n)));
        full.recorded().when(Appoint(another(200))).then_refused(refusal::REPRESENTATIVES_TOO_MANY);
        let full = (0..16).fold(on_record(), |given, n| given.and(another(100 + n)));
        let renewed = RepresentativeAppointed { period: between(0, Some(9)), ..another(100) };
        full.when(Appoint(renewed.clone())).then_one(renewed);
    }

    #[test]
    fn an_appointment_said_twice_is_said_once() {
        on_record().and(appointed()).when(Appoint(appointed())).then_nothing();
    }

    #[test]
    fn an_appointment_for_another_period_or_in_another_way_is_one_again() {
        let renewed = RepresentativeAppointed { period: between(0, Some(9)), ..appointed() };
        let advocate = as_kind(RepresentativeKind::Advocate);
        for fact in [renewed, advocate] {
            on_record().and(appointed()).when(Appoint(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn whoever_was_ended_can_be_appointed_anew() {
        on_record().and(appointed()).and(ended()).when(Appoint(appointed())).then_one(appointed());
    }
}
