//! Raising a safeguarding concern for a person's safety.

use kernel::decider::Refusal;
use proto::concerns::{Event, SafeguardingRaised};

use super::{Concern, refusal};

pub(super) fn decide(concern: &Concern, fact: SafeguardingRaised) -> Result<Vec<Event>, Refusal> {
    if concern.raised.is_some() {
        return Err(refusal::CONCERN_ALREADY_RAISED);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::concerns::{RaisedBy, SafeguardingKind};

    use super::*;
    use crate::domain::{ConcernCommand::RaiseSafeguarding, raise_complaint::tests::complaint};

    pub(in crate::domain) fn safeguarding() -> SafeguardingRaised {
        SafeguardingRaised {
            concern_id: id("concern", 1),
            person_id: id("person", 1),
            kind: SafeguardingKind::Domestic.into(),
            to_agency_id: id("agency", 2),
            raised_by: RaisedBy::Staff.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_safeguarding_concern_is_raised() {
        nothing::<Concern>().when(RaiseSafeguarding(safeguarding())).then_one(safeguarding());
    }

    #[test]
    fn nothing_is_raised_twice_under_one_id() {
        for known in [complaint().into(), safeguarding().into()] {
            given::<Concern>([known])
                .when(RaiseSafeguarding(safeguarding()))
                .then_refused(refusal::CONCERN_ALREADY_RAISED);
        }
    }
}
