//! Registering a person.
//!
//! A person can be registered without a name: some are known by a pseudonym
//! only. What is given is checked, since a wrong NHS number joins two lives.

use jiff::{civil::Date, tz::TimeZone};
use kernel::decider::{Circumstances, Refusal};
use nhs_number::NHSNumber;
use proto::{
    Plain as _,
    referrals::{Event, PersonRegistered},
};

use super::{Person, refusal};

pub(super) fn decide(
    person: &Person,
    fact: PersonRegistered,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if person.id().is_some() {
        return Err(refusal::PERSON_ALREADY_REGISTERED);
    }
    if fact.nhs_number.plain().is_some_and(|number| !is_nhs_number(number)) {
        return Err(refusal::NHS_NUMBER_WRONG);
    }
    if let Some(text) = fact.date_of_birth.plain() {
        let today = said.recorded_at.to_zoned(TimeZone::UTC).date();
        let valid = text.parse::<Date>().is_ok_and(|date| date <= today);
        if !valid {
            return Err(refusal::DATE_OF_BIRTH_WRONG);
        }
    }
    Ok(vec![fact.into()])
}

/// True of ten digits of which the last checks the others, with or without spaces.
#[must_use]
pub fn is_nhs_number(text: &str) -> bool {
    let digits: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // Parsing alone accepts a wrong check digit.
    digits.parse::<NHSNumber>().is_ok_and(|number| number.validate_check_digit())
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::Text;

    use super::*;
    use crate::domain::PersonCommand::Register;

    pub(in crate::domain) fn registered() -> PersonRegistered {
        PersonRegistered { person_id: id("person", 1), ..Default::default() }
    }

    #[test]
    fn a_person_is_registered() {
        let fact = PersonRegistered {
            nhs_number: Some(Text::plain("999 000 0018")),
            date_of_birth: Some(Text::plain("1990-02-28")),
            ..registered()
        };
        nothing::<Person>().when(Register(fact.clone())).then_one(fact);
    }

    #[test]
    fn nobody_is_registered_twice() {
        given::<Person>([registered().into()])
            .when(Register(registered()))
            .then_refused(refusal::PERSON_ALREADY_REGISTERED);
    }

    #[test]
    fn a_wrong_check_digit_is_refused() {
        for wrong in ["9991234561", "12345", "", "999123456X"] {
            let fact = PersonRegistered { nhs_number: Some(Text::plain(wrong)), ..registered() };
            nothing::<Person>().when(Register(fact)).then_refused(refusal::NHS_NUMBER_WRONG);
        }
    }

    #[test]
    fn a_date_of_birth_in_the_future_is_refused() {
        for wrong in ["2999-01-01", "28/02/1990", "1990-02-30"] {
            let fact = PersonRegistered { date_of_birth: Some(Text::plain(wrong)), ..registered() };
            nothing::<Person>().when(Register(fact)).then_refused(refusal::DATE_OF_BIRTH_WRONG);
        }
    }
}
