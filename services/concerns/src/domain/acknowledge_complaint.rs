//! Acknowledging a complaint and naming its owner.

use kernel::decider::{Circumstances, Refusal};
use proto::concerns::{ComplaintAcknowledged, Event};

use super::{Concern, refusal};

pub(super) fn decide(
    concern: &Concern,
    mut fact: ComplaintAcknowledged,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let complaint = concern.complaint()?;
    if complaint.acknowledged {
        return Ok(vec![]); // Said twice is said once.
    }
    // An acknowledgement may come on record late, but is not written late.
    if said.is_act() && complaint.closed.is_some() {
        return Err(refusal::COMPLAINT_ALREADY_CLOSED);
    }
    fact.person_id.clone_from(&complaint.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{
        ConcernCommand::AcknowledgeComplaint, close_complaint::tests::closed,
        raise_complaint::tests::complaint, raise_safeguarding::tests::safeguarding,
    };

    pub(in crate::domain) fn acknowledged() -> ComplaintAcknowledged {
        ComplaintAcknowledged {
            concern_id: id("concern", 1),
            agency_id: id("agency", 2),
            owner_worker_id: id("worker", 1),
            person_id: id("person", 1),
        }
    }

    #[test]
    fn a_complaint_is_acknowledged_and_names_the_person() {
        let asked = ComplaintAcknowledged { person_id: String::new(), ..acknowledged() };
        given::<Concern>([complaint().into()])
            .when(AcknowledgeComplaint(asked))
            .then_one(acknowledged());
    }

    #[test]
    fn what_was_never_raised_cannot_be_acknowledged() {
        nothing::<Concern>()
            .when(AcknowledgeComplaint(acknowledged()))
            .then_refused(refusal::CONCERN_NOT_FOUND);
    }

    #[test]
    fn a_safeguarding_concern_is_not_acknowledged_as_a_complaint() {
        given::<Concern>([safeguarding().into()])
            .when(AcknowledgeComplaint(acknowledged()))
            .then_refused(refusal::NOT_A_COMPLAINT);
    }

    #[test]
    fn a_closed_complaint_is_acknowledged_on_record_only() {
        let events: [Event; 2] = [complaint().into(), closed().into()];
        given::<Concern>(events.clone())
            .when(AcknowledgeComplaint(acknowledged()))
            .then_refused(refusal::COMPLAINT_ALREADY_CLOSED);
        given::<Concern>(events)
            .recorded()
            .when(AcknowledgeComplaint(acknowledged()))
            .then_one(acknowledged());
    }

    #[test]
    fn acknowledging_twice_is_acknowledging_once() {
        given::<Concern>([complaint().into(), acknowledged().into()])
            .when(AcknowledgeComplaint(acknowledged()))
            .then_nothing();
    }
}
