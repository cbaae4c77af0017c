//! Refusals about an agreement or assessment.

use kernel::decider::{Kind, Refusal};

/// No agreement was drafted or signed under this id.
pub const AGREEMENT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "AGREEMENT_NOT_FOUND",
    "fact.agreement_id",
    "no agreement was drafted or signed under this id",
    "sign the agreement first, or mend the id",
);

/// An agreement was drafted or signed under this id.
pub const AGREEMENT_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "AGREEMENT_ALREADY_ON_RECORD",
    "fact.agreement_id",
    "an agreement was drafted or signed under this id",
    "leave the id empty to have one assigned",
);

/// The agreement of this id is of another kind.
pub const AGREEMENT_OF_ANOTHER_KIND: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_OF_ANOTHER_KIND",
    "fact.kind",
    "what is signed is of the kind that was drafted",
    "mend the kind, or leave the id empty for another agreement",
);

/// A later signature under other terms than those signed.
pub const AGREEMENT_TERMS_DIFFER: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_TERMS_DIFFER",
    "fact.agreement_id",
    "a later signature stands under the terms, period and document that were signed before",
    "repeat the terms as they were signed, or leave the id empty for another agreement",
);

/// A period that ends before it starts.
pub const PERIOD_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "PERIOD_WRONG",
    "fact.period",
    "a period starts in the calendar and ends after it starts",
    "mend the start or the end; leave the end out if it is open",
);

/// A signature for an agency that is no party.
pub const SIGNATURE_NOT_OF_A_PARTY: Refusal = Refusal::new(
    Kind::BadField,
    "SIGNATURE_NOT_OF_A_PARTY",
    "fact.signatures",
    "those sign who are parties",
    "name the agency among the parties, or leave the signature out",
);

/// An agreement of today that nobody signed.
pub const AGREEMENT_WITHOUT_SIGNATURE: Refusal = Refusal::new(
    Kind::BadField,
    "AGREEMENT_WITHOUT_SIGNATURE",
    "fact.signatures",
    "an agreement is signed by somebody",
    "give a signature, or draft the agreement",
);

/// An agreement of today without its document.
pub const AGREEMENT_WITHOUT_EVIDENCE: Refusal = Refusal::new(
    Kind::BadField,
    "AGREEMENT_WITHOUT_EVIDENCE",
    "fact.evidence_digest",
    "the signed document is held, and its digest recorded",
    "give evidence_digest; of an older agreement record what the source gives with MODE_RECORD",
);

/// An agreement that ended cannot be signed today.
pub const AGREEMENT_ENDED: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_ENDED",
    "fact.agreement_id",
    "what has ended is not signed",
    "make a new agreement",
);

/// A draft cannot end, since it never held.
pub const AGREEMENT_NOT_SIGNED: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_NOT_SIGNED",
    "fact.agreement_id",
    "only what was signed can end",
    "nothing needs to be done: a draft binds nobody",
);
