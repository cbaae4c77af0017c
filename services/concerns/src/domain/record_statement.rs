//! Putting a person's own statement on record, as it was made.
//!
//! Nobody is refused for what they say, about whatever they say it, and nothing
//! that was stated is ever changed: who has more to say makes another statement.
//! Somebody who signs in as a person speaks for themselves alone; staff, an
//! advocate or a representative write down what another says. The words are
//! stored sealed, so what is said again under an id is known by all but them.

use kernel::decider::{Circumstances, Refusal};
use proto::concerns::{Event, StatementRecorded};

use super::{Statement, refusal};

pub(super) fn decide(
    statement: &Statement,
    fact: StatementRecorded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if !said.by.may_ask_about(&fact.person_id) {
        return Err(refusal::STATEMENT_OF_ANOTHER_PERSON);
    }
    let Some(known) = &statement.recorded else {
        return Ok(vec![fact.into()]);
    };
    if *known == (StatementRecorded { words: None, ..fact }) {
        return Ok(vec![]); // Said twice is said once.
    }
    Err(refusal::STATEMENT_ALREADY_ON_RECORD)
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::{Role, Text},
        concerns::StatementBy,
    };

    use super::*;
    use crate::domain::StatementCommand::Record;

    /// Worker 1, who speaks in every scenario, is person 1 when they sign in as a person.
    fn stated() -> StatementRecorded {
        StatementRecorded {
            statement_id: id("statement", 1),
            person_id: id("person", 1),
            about_id: id("plan", 1),
            written_by: StatementBy::Person.into(),
            words: Some(Text::plain("I was told not to call")),
        }
    }

    #[test]
    fn a_statement_is_recorded_in_either_mode() {
        nothing::<Statement>().when(Record(stated())).then_one(stated());
        nothing::<Statement>().recorded().when(Record(stated())).then_one(stated());
    }

    #[test]
    fn a_person_speaks_for_themselves() {
        nothing::<Statement>().by(Role::Person).when(Record(stated())).then_one(stated());
    }

    #[test]
    fn a_person_does_not_speak_for_another_in_either_mode() {
        let of_another = StatementRecorded { person_id: id("person", 2), ..stated() };
        nothing::<Statement>()
            .by(Role::Person)
            .when(Record(of_another.clone()))
            .then_refused(refusal::STATEMENT_OF_ANOTHER_PERSON);
        nothing::<Statement>()
            .by(Role::Person)
            .recorded()
            .when(Record(of_another.clone()))
            .then_refused(refusal::STATEMENT_OF_ANOTHER_PERSON);
        nothing::<Statement>()
            .by(Role::Advocate)
            .when(Record(of_another.clone()))
            .then_one(of_another);
    }

    #[test]
    fn a_statement_is_never_changed() {
        let by_staff = StatementRecorded { written_by: StatementBy::Staff.into(), ..stated() };
        let about_another = StatementRecorded { about_id: id("plan", 2), ..stated() };
        for other in [by_staff, about_another] {
            given::<Statement>([stated().into()])
                .recorded()
                .when(Record(other))
                .then_refused(refusal::STATEMENT_ALREADY_ON_RECORD);
        }
    }

    #[test]
    fn stating_twice_is_stating_once() {
        given::<Statement>([stated().into()]).when(Record(stated())).then_nothing();
    }
}
