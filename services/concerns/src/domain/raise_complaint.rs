//! Raising a complaint: by the person, a carer, an advocate, staff or others.
//!
//! A complaint needs no form, no name and no words to be on record.

use kernel::decider::{Circumstances, Refusal};
use proto::concerns::{ComplaintRaised, Event};

use super::{Concern, refusal};

pub(super) fn decide(
    concern: &Concern,
    fact: ComplaintRaised,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    // One about nobody in particular is anybody's to make.
    if !fact.person_id.is_empty() && !said.by.may_ask_about(&fact.person_id) {
        return Err(refusal::COMPLAINT_OF_ANOTHER_PERSON);
    }
    if concern.raised.is_some() {
        return Err(refusal::CONCERN_ALREADY_RAISED);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::concerns::{ComplaintSubject, RaisedBy};

    use super::*;
    use crate::domain::{ConcernCommand::RaiseComplaint, raise_safeguarding::tests::safeguarding};

    pub(in crate::domain) fn complaint() -> ComplaintRaised {
        ComplaintRaised {
            concern_id: id("concern", 1),
            person_id: id("person", 1),
            about_agency_id: id("agency", 2),
            subject: ComplaintSubject::Confidentiality.into(),
            raised_by: RaisedBy::Person.into(),
            formal: true,
            ..Default::default()
        }
    }

    #[test]
    fn a_complaint_is_raised() {
        nothing::<Concern>().when(RaiseComplaint(complaint())).then_one(complaint());
    }

    #[test]
    fn a_complaint_about_no_person_is_raised() {
        let general = ComplaintRaised { person_id: String::new(), ..complaint() };
        nothing::<Concern>().when(RaiseComplaint(general.clone())).then_one(general);
    }

    #[test]
    fn nothing_is_raised_twice_under_one_id() {
        for known in [complaint().into(), safeguarding().into()] {
            given::<Concern>([known])
                .when(RaiseComplaint(complaint()))
                .then_refused(refusal::CONCERN_ALREADY_RAISED);
        }
    }

    #[test]
    fn nobody_complains_in_another_persons_name() {
        nothing::<Concern>()
            .by(proto::common::Role::Person)
            .when(RaiseComplaint(ComplaintRaised { person_id: id("person", 2), ..complaint() }))
            .then_refused(refusal::COMPLAINT_OF_ANOTHER_PERSON);
    }
}
