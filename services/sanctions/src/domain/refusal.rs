//! Every reason for which this context refuses.

use kernel::decider::{Kind, Refusal};

/// There is no such sanction.
pub const SANCTION_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "SANCTION_NOT_FOUND",
    "fact.sanction_id",
    "no sanction is on record under this id",
    "record the threat or the sanction first, or mend the id",
);

/// There is another sanction under this id.
pub const SANCTION_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "SANCTION_ALREADY_ON_RECORD",
    "fact.sanction_id",
    "another sanction is on record under this id",
    "leave the id empty to have one assigned",
);

/// The sanction on record is another person's.
pub const SANCTION_OF_ANOTHER_PERSON: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_OF_ANOTHER_PERSON",
    "fact.person_id",
    "a threat is carried out against the person who was threatened",
    "mend the person or the id; for another person, leave the id empty to have one assigned",
);

/// A sanction for seeking help or being in distress.
pub const SANCTION_FOR_SEEKING_HELP: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_FOR_SEEKING_HELP",
    "fact.predicate",
    "nobody is sanctioned, or threatened with it, for calling, attending, harming themselves, \
     being suicidal or being where they are at risk (NHS England, position on SIM and similar \
     models, 10 March 2023, element (b); NICE NG225)",
    "do not do it; if it was done, record it with MODE_RECORD and its source",
);

/// A sanction that does not say what the person was doing.
pub const PREDICATE_REQUIRED: Refusal = Refusal::new(
    Kind::BadField,
    "PREDICATE_REQUIRED",
    "fact.predicate",
    "whoever sanctions or threatens says what the person was doing",
    "say it in predicate; if no source does, record it with MODE_RECORD and its source",
);

/// There is such an involvement.
pub const INVOLVEMENT_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "INVOLVEMENT_ALREADY_ON_RECORD",
    "fact.involvement_id",
    "an involvement is on record under this id",
    "leave the id empty to have one assigned",
);

/// Police in a therapeutic role in planned care.
pub const POLICE_IN_PLANNED_CARE: Refusal = Refusal::new(
    Kind::WrongState,
    "POLICE_IN_PLANNED_CARE",
    "fact.role",
    "police do not mentor, work with, write for or decide upon a person in planned care (NHS \
     England, position on SIM and similar models, 10 March 2023, element (a))",
    "name the trigger that brought them in, if there is one; if it happened so, record it with \
     MODE_RECORD and its source",
);

/// The sanction was threatened and never applied.
pub const SANCTION_NOT_APPLIED: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_NOT_APPLIED",
    "fact.sanction_id",
    "only a sanction that was applied is varied, ended or overturned; this one was threatened",
    "record first that it was applied; a threat is reviewed with ReviewSanction",
);

/// The sanction ended.
pub const SANCTION_ENDED: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_ENDED",
    "fact.sanction_id",
    "what has ended has no terms to vary",
    "record a new sanction, if one was applied; mend the id otherwise",
);

/// The sanction ended, and otherwise than is said now.
pub const SANCTION_ALREADY_ENDED: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_ALREADY_ENDED",
    "fact.how",
    "a sanction ends once, and it ended in another way",
    "read how it ended; if it should not have been applied, have it overturned",
);

/// The sanction was overturned.
pub const SANCTION_OVERTURNED: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_OVERTURNED",
    "fact.sanction_id",
    "what should not have been applied has no terms to vary",
    "record a new sanction, if one was applied; mend the id otherwise",
);

/// The sanction was overturned, and by somebody else than is said now.
pub const SANCTION_ALREADY_OVERTURNED: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_ALREADY_OVERTURNED",
    "fact.by",
    "a sanction is overturned once, and somebody else did",
    "read who overturned it; mend the id or by",
);

/// Terms of today that keep a person from care.
pub const SANCTION_LIMITS_CARE: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_LIMITS_CARE",
    "fact.limits_care_contact",
    "no term keeps a person from 999, 111, an emergency department or a crisis line (NHS England, \
     position on SIM and similar models, 10 March 2023, element (b))",
    "leave the term out; if a court or agency made it so, record it with MODE_RECORD and its source",
);

/// There is another contract under this id.
pub const CONTRACT_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "CONTRACT_ALREADY_ON_RECORD",
    "fact.contract_id",
    "another contract is on record under this id",
    "leave the id empty to have one assigned",
);

/// There is no such contract.
pub const CONTRACT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "CONTRACT_NOT_FOUND",
    "fact.contract_id",
    "no behavioural contract is on record under this id",
    "record the contract first, or mend the id",
);

/// A contract put to a person by police.
pub const CONTRACT_BY_POLICE: Refusal = Refusal::new(
    Kind::WrongState,
    "CONTRACT_BY_POLICE",
    "act",
    "police put no contract about their care to a person (NHS England, position on SIM and similar \
     models, 10 March 2023, element (a))",
    "leave agreements about care to those who give it; if it was done, record it with MODE_RECORD \
     and its source",
);

/// A contract that punishes.
pub const CONTRACT_WITH_PENALTY: Refusal = Refusal::new(
    Kind::WrongState,
    "CONTRACT_WITH_PENALTY",
    "fact.penalty",
    "an agreement with a person has no penalty: care does not depend on how often they ask for it",
    "take the penalty out; if it was imposed so, record it with MODE_RECORD and its source",
);

/// A contract under which crisis care may change.
pub const CONTRACT_TOUCHES_CRISIS_CARE: Refusal = Refusal::new(
    Kind::WrongState,
    "CONTRACT_TOUCHES_CRISIS_CARE",
    "fact.crisis_care_untouched",
    "crisis and emergency care stay as they are, whatever is agreed and whatever comes of it",
    "say so in the agreement and here; if it was imposed otherwise, record it with MODE_RECORD and \
     its source",
);

/// A contract that limits how often help is sought.
pub const CONTRACT_LIMITS_CONTACTS: Refusal = Refusal::new(
    Kind::WrongState,
    "CONTRACT_LIMITS_CONTACTS",
    "fact.limits_contacts",
    "nobody is made to promise how often they will seek help",
    "take the limit out, and say that there is none; if it was imposed so, record it with \
     MODE_RECORD and its source",
);

/// A contract to which the person does not agree.
pub const CONTRACT_NOT_AGREED: Refusal = Refusal::new(
    Kind::WrongState,
    "CONTRACT_NOT_AGREED",
    "fact.person_agrees",
    "what the person does not agree to is no agreement",
    "agree it with the person, with an advocate if they wish for one; if it was imposed, record it \
     with MODE_RECORD and its source",
);

/// There is another reduction under this id.
pub const REDUCTION_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "REDUCTION_ALREADY_ON_RECORD",
    "fact.reduction_id",
    "another reduction is on record under this id",
    "leave the id empty to have one assigned",
);

/// A service reduced because the person sought help or was in distress.
pub const SERVICE_REDUCED_FOR_SEEKING_HELP: Refusal = Refusal::new(
    Kind::WrongState,
    "SERVICE_REDUCED_FOR_SEEKING_HELP",
    "fact.reason",
    "care is not withheld for how often a person seeks help, for self-harm, or for a broken \
     agreement (NHS England, position on SIM and similar models, 10 March 2023, element (b))",
    "do not do it; if it was done, record it with MODE_RECORD and its source",
);

/// A planned step down to which the person did not agree.
pub const STEP_DOWN_NOT_AGREED: Refusal = Refusal::new(
    Kind::WrongState,
    "STEP_DOWN_NOT_AGREED",
    "fact.agreed",
    "a planned step down is agreed with the person",
    "agree it first, or give the reason for which it is done without; if it was done, record it \
     with MODE_RECORD and its source",
);

/// A service that ended, with nothing in its place.
pub const SERVICE_ENDED_WITHOUT_ALTERNATIVE: Refusal = Refusal::new(
    Kind::BadField,
    "SERVICE_ENDED_WITHOUT_ALTERNATIVE",
    "fact.alternative",
    "a service does not end without something in its place",
    "say in alternative what takes its place, or reduce it without ending it",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    SANCTION_NOT_FOUND,
    SANCTION_ALREADY_ON_RECORD,
    SANCTION_OF_ANOTHER_PERSON,
    SANCTION_FOR_SEEKING_HELP,
    PREDICATE_REQUIRED,
    INVOLVEMENT_ALREADY_ON_RECORD,
    POLICE_IN_PLANNED_CARE,
    SANCTION_NOT_APPLIED,
    SANCTION_ENDED,
    SANCTION_ALREADY_ENDED,
    SANCTION_OVERTURNED,
    SANCTION_ALREADY_OVERTURNED,
    SANCTION_LIMITS_CARE,
    CONTRACT_ALREADY_ON_RECORD,
    CONTRACT_NOT_FOUND,
    CONTRACT_BY_POLICE,
    CONTRACT_WITH_PENALTY,
    CONTRACT_TOUCHES_CRISIS_CARE,
    CONTRACT_LIMITS_CONTACTS,
    CONTRACT_NOT_AGREED,
    REDUCTION_ALREADY_ON_RECORD,
    SERVICE_REDUCED_FOR_SEEKING_HELP,
    STEP_DOWN_NOT_AGREED,
    SERVICE_ENDED_WITHOUT_ALTERNATIVE,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_refusals_share_a_reason() {
        let reasons: BTreeSet<&str> = ALL.iter().map(|refusal| refusal.reason).collect();
        assert_eq!(reasons.len(), ALL.len());
    }
}
