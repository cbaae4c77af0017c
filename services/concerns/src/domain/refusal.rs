//! Every reason for which this context refuses.

use kernel::decider::{Kind, Refusal};

/// No concern was raised under this id.
pub const CONCERN_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "CONCERN_NOT_FOUND",
    "fact.concern_id",
    "no concern was raised under this id",
    "raise the complaint first, or mend the id",
);

/// A concern was raised under this id.
pub const CONCERN_ALREADY_RAISED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "CONCERN_ALREADY_RAISED",
    "fact.concern_id",
    "a complaint or safeguarding concern was raised under this id",
    "leave the id empty to have one assigned",
);

/// The concern of this id is a safeguarding concern.
pub const NOT_A_COMPLAINT: Refusal = Refusal::new(
    Kind::WrongState,
    "NOT_A_COMPLAINT",
    "fact.concern_id",
    "complaints are acknowledged and closed; a safeguarding concern is decided upon",
    "mend the id",
);

/// A complaint closed today that nobody acknowledged.
pub const COMPLAINT_NOT_ACKNOWLEDGED: Refusal = Refusal::new(
    Kind::WrongState,
    "COMPLAINT_NOT_ACKNOWLEDGED",
    "fact.concern_id",
    "a complaint is acknowledged before it is closed",
    "acknowledge the complaint first",
);

/// The complaint is closed.
pub const COMPLAINT_ALREADY_CLOSED: Refusal = Refusal::new(
    Kind::WrongState,
    "COMPLAINT_ALREADY_CLOSED",
    "fact.concern_id",
    "a closed complaint stays as it was closed",
    "raise a new complaint",
);

/// A complaint closed today by the agency complained of.
pub const CLOSED_BY_THE_ACCUSED: Refusal = Refusal::new(
    Kind::WrongState,
    "CLOSED_BY_THE_ACCUSED",
    "fact.agency_id",
    "the agency complained of does not decide its own complaint",
    "have it decided by somebody outside the team complained of, and say so in independent",
);

/// An incident was reported under this id.
pub const INCIDENT_ALREADY_REPORTED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "INCIDENT_ALREADY_REPORTED",
    "fact.incident_id",
    "an incident was reported under this id",
    "leave the id empty to have one assigned",
);

/// A death or harm reported today, of nobody.
pub const PERSON_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "PERSON_NOT_NAMED",
    "fact.person_id",
    "a disclosure that identifies somebody, and a report of harm or death, says who it is",
    "give person_id; of an older incident record what the source gives with MODE_RECORD",
);

/// The concern of this id is a complaint.
pub const NOT_A_SAFEGUARDING_CONCERN: Refusal = Refusal::new(
    Kind::WrongState,
    "NOT_A_SAFEGUARDING_CONCERN",
    "fact.concern_id",
    "whether to enquire is decided on a safeguarding concern; a complaint is answered",
    "mend the id; if the complaint tells of abuse, raise a safeguarding concern as well",
);

/// A category that no complaints policy has.
pub const CATEGORY_NOT_A_POLICYS: Refusal = Refusal::new(
    Kind::WrongState,
    "CATEGORY_NOT_A_POLICYS",
    "fact.category",
    "no complaints policy knows a complaint that seeks attention",
    "choose the category that the policy gives; if it was put down so, record it with MODE_RECORD \
     and its source",
);

/// A complaint dismissed today by the agency complained of.
pub const CATEGORISED_BY_THE_ACCUSED: Refusal = Refusal::new(
    Kind::WrongState,
    "CATEGORISED_BY_THE_ACCUSED",
    "fact.agency_id",
    "the agency complained of does not put a complaint down as an enquiry, persistent, vexatious \
     or malicious",
    "have another agency decide it",
);

/// A complaint dismissed today on no policy or no evidence.
pub const CATEGORY_WITHOUT_EVIDENCE: Refusal = Refusal::new(
    Kind::BadField,
    "CATEGORY_WITHOUT_EVIDENCE",
    "fact.evidence",
    "who puts a complaint down as less than one names the policy and gives the evidence",
    "give policy and evidence, or leave it as a complaint",
);

/// A complaint dismissed today together with whatever else the person may say.
pub const NEW_ISSUES_NOT_HEARD: Refusal = Refusal::new(
    Kind::WrongState,
    "NEW_ISSUES_NOT_HEARD",
    "fact.still_heard",
    "whatever became of a complaint, new issues are still heard",
    "hear them, and say so in still_heard",
);

/// A decision of today that does not answer the three questions.
pub const S42_TEST_NOT_ANSWERED: Refusal = Refusal::new(
    Kind::BadField,
    "S42_TEST_NOT_ANSWERED",
    "fact.needs",
    "who decides answers each of the three questions of section 42 of the Care Act with yes or no",
    "answer needs, abuse_or_neglect and cannot_protect_self; of an older decision record what the \
     source gives with MODE_RECORD",
);

/// No enquiry, though all three questions were answered with yes.
pub const S42_TEST_MET: Refusal = Refusal::new(
    Kind::WrongState,
    "S42_TEST_MET",
    "fact.decision",
    "where all three questions of section 42 of the Care Act are answered with yes, the local \
     authority must enquire",
    "decide for an enquiry, or mend the answer that is not yes",
);

/// No incident was reported under this id.
pub const INCIDENT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "INCIDENT_NOT_FOUND",
    "fact.incident_id",
    "no incident was reported under this id",
    "report the incident first, or mend the id",
);

/// The person was told by another agency than the one that is said to have told them.
pub const TOLD_BY_ANOTHER_AGENCY: Refusal = Refusal::new(
    Kind::BadField,
    "TOLD_BY_ANOTHER_AGENCY",
    "fact.by",
    "the agency that tells the person does so by a worker of its own (Health and Social Care Act \
     2008 (Regulated Activities) Regulations 2014, regulation 20)",
    "mend agency_id or by",
);

/// An apology to somebody who was not reached.
pub const APOLOGY_TO_NOBODY: Refusal = Refusal::new(
    Kind::BadField,
    "APOLOGY_TO_NOBODY",
    "fact.apology",
    "whoever was not reached was given no apology",
    "leave the apology out until they are reached, or say how they were",
);

/// There is another statement under this id.
pub const STATEMENT_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "STATEMENT_ALREADY_ON_RECORD",
    "fact.statement_id",
    "another statement is on record under this id, and a statement is never changed",
    "leave the id empty to have one assigned",
);

/// Somebody who speaks as a person, in a complaint about another.
pub const COMPLAINT_OF_ANOTHER_PERSON: Refusal = Refusal::new(
    Kind::WrongState,
    "COMPLAINT_OF_ANOTHER_PERSON",
    "fact.person_id",
    "a person, or who acts for them, complains of what concerns that person",
    "give your own person_id, or leave it out; staff or an advocate may record it for another",
);

/// A person who would speak for another.
pub const STATEMENT_OF_ANOTHER_PERSON: Refusal = Refusal::new(
    Kind::WrongState,
    "STATEMENT_OF_ANOTHER_PERSON",
    "fact.person_id",
    "a person states what they have to say themselves",
    "give your own person_id; whoever is spoken for may state it, or have staff or an advocate \
     write it down",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    CONCERN_NOT_FOUND,
    CONCERN_ALREADY_RAISED,
    NOT_A_COMPLAINT,
    COMPLAINT_NOT_ACKNOWLEDGED,
    COMPLAINT_ALREADY_CLOSED,
    CLOSED_BY_THE_ACCUSED,
    INCIDENT_ALREADY_REPORTED,
    PERSON_NOT_NAMED,
    NOT_A_SAFEGUARDING_CONCERN,
    CATEGORY_NOT_A_POLICYS,
    CATEGORISED_BY_THE_ACCUSED,
    CATEGORY_WITHOUT_EVIDENCE,
    NEW_ISSUES_NOT_HEARD,
    S42_TEST_NOT_ANSWERED,
    S42_TEST_MET,
    INCIDENT_NOT_FOUND,
    TOLD_BY_ANOTHER_AGENCY,
    APOLOGY_TO_NOBODY,
    STATEMENT_ALREADY_ON_RECORD,
    STATEMENT_OF_ANOTHER_PERSON,
    COMPLAINT_OF_ANOTHER_PERSON,
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
