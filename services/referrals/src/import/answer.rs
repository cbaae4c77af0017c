//! What came of a row, in the contract's words.
//!
//! A refusal is the row's own and holds up no other. Where the machine fails,
//! no row after it would fare better: the stream ends with a status, and the
//! caller goes on from the row after the last answer.

use kernel::{
    decider::Refusal,
    execute::ExecuteError,
    log::AppendError,
    seal::{KeyError, SealError},
    status::{self, Violation},
};
use proto::{
    common::Receipt,
    referrals::{ImportOutcome, ImportResponse, ImportViolation},
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::identity::index::IndexError;

/// Why nothing came of a row.
#[derive(Debug)]
pub enum Failed {
    /// It was refused.
    Refused(Refused),
    /// The machine failed.
    Machine(Status),
}

/// Why a row was refused.
#[derive(Debug, Default)]
pub struct Refused {
    /// The reason's code.
    pub reason: String,
    /// The fields at fault.
    pub violations: Vec<ImportViolation>,
}

/// What is said of a row that reads otherwise than when it was taken in.
const READS_OTHERWISE: &str = "this row was taken in before and reads otherwise now; mend what is \
     on record with CorrectContact or WithdrawReferral, or give the row a key of its own if it is \
     another one";

impl Refused {
    /// Rules of the contract that are broken; `fact` is the field that says what a row is.
    pub fn invalid(violations: &[Violation], fact: &str) -> Self {
        Self::told(&status::invalid(violations), fact)
    }

    /// Words that cannot be kept.
    pub fn words(error: SealError, fact: &str) -> Self {
        Self::told(&status::from_execute("import", &ExecuteError::Seal(error)), fact)
    }

    /// What a status tells, with `fact` for the field that other requests call so.
    fn told(status: &Status, fact: &str) -> Self {
        let details = status.get_error_details();
        let info = details.error_info();
        let reason = info.map(|info| info.reason.clone()).unwrap_or_default();
        let told = |key: &str| info.and_then(|info| info.metadata.get(key)).cloned();
        let violation = |field: &str, text: &str| ImportViolation {
            field: placed(field, fact),
            rule: told(field).unwrap_or_else(|| reason.clone()),
            text: text.to_owned(),
        };
        let mut violations = Vec::new();
        for found in details.bad_request().iter().flat_map(|found| &found.field_violations) {
            violations.push(violation(&found.field, &found.description));
        }
        for found in details.precondition_failure().iter().flat_map(|found| &found.violations) {
            violations.push(violation(&found.subject, &found.description));
        }
        if violations.is_empty() {
            let text = match reason.as_str() {
                "REQUEST_ID_REUSED" => READS_OTHERWISE,
                _ => status.message(),
            };
            violations.push(violation(&told("field").unwrap_or_default(), text));
        }
        Self { reason, violations }
    }

    /// The answer for the row.
    pub fn answer(self, row: String, person_id: String) -> ImportResponse {
        ImportResponse {
            row,
            outcome: ImportOutcome::Refused.into(),
            reason: self.reason,
            violations: self.violations,
            person_id,
            ..ImportResponse::default()
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self::told(&status::refused(&refusal), "fact")
    }
}

impl From<Refusal> for Failed {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal.into())
    }
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Failed {
    /// What a command that was not carried out is to its row.
    pub fn of(error: &ExecuteError, fact: &str) -> Self {
        let status = status::from_execute("import", error);
        if is_of_the_machine(error) {
            Self::Machine(status)
        } else {
            Self::Refused(Refused::told(&status, fact))
        }
    }

    /// What a search that failed is to its row.
    pub fn of_search(error: &IndexError) -> Self {
        let status = crate::identities::failed(error);
        match error {
            // One entry that cannot be read; others can.
            IndexError::Registration(..) => Self::Refused(Refused::told(&status, "fact")),
            _ => Self::Machine(status),
        }
    }
}

/// What was stored, or was there.
pub fn stored(row: String, person_id: String, receipt: Receipt, new: bool) -> ImportResponse {
    let outcome = if new { ImportOutcome::Added } else { ImportOutcome::AlreadyThere };
    ImportResponse {
        row,
        outcome: outcome.into(),
        receipt: Some(receipt),
        person_id,
        ..ImportResponse::default()
    }
}

/// The stream's end when the service stops.
pub fn stopping() -> Status {
    status::with_reason(
        Code::Unavailable,
        "SERVICE_STOPS",
        "the service stops; send the rows again that were not answered, once it is back",
        [],
    )
}

/// True if other rows would fail as this one did. A person's damaged key and a
/// stream that cannot be read are of that person alone.
fn is_of_the_machine(error: &ExecuteError) -> bool {
    match error {
        ExecuteError::Read(_) => true,
        ExecuteError::Append(error) => !matches!(
            error,
            AppendError::RequestReused | AppendError::TooLarge { .. } | AppendError::TooMuch { .. }
        ),
        ExecuteError::Seal(error) => matches!(
            error,
            SealError::Key(KeyError::Unavailable { .. }) | SealError::NoRandomness(_)
        ),
        _ => false,
    }
}

/// A path in a request of its own, as it is in a row.
fn placed(field: &str, fact: &str) -> String {
    match field.strip_prefix("fact") {
        Some(rest) if rest.is_empty() || rest.starts_with('.') => format!("{fact}{rest}"),
        _ => field.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::refusal;

    #[test]
    fn a_field_is_named_where_it_stands_in_a_row() {
        assert_eq!(placed("fact.agency_id", "contact"), "contact.agency_id");
        assert_eq!(placed("fact", "referral"), "referral");
        assert_eq!(placed("act.source", "contact"), "act.source");
        assert_eq!(placed("factor", "contact"), "factor");
    }

    #[test]
    fn a_refusal_keeps_its_reason_its_field_and_its_remedy() {
        for refusal in [
            refusal::PERSON_NOT_FOUND,
            refusal::NOTHING_WAS_REFUSED,
            refusal::CONTACT_ENTERED_IN_ERROR,
        ] {
            let refused = Refused::told(&status::refused(&refusal), "contact");
            assert_eq!(refused.reason, refusal.reason);
            assert_eq!(refused.violations.len(), 1);
            assert_eq!(refused.violations[0].field, placed(refusal.field, "contact"));
            assert_eq!(refused.violations[0].text, refusal.to_string());
        }
    }

    #[test]
    fn a_row_that_reads_otherwise_is_told_how_to_mend_what_is_on_record() {
        let error = ExecuteError::Append(AppendError::RequestReused);
        let Failed::Refused(refused) = Failed::of(&error, "contact") else { panic!("the machine") };
        assert_eq!(refused.reason, "REQUEST_ID_REUSED");
        assert_eq!(refused.violations[0].field, "act.request_id");
        assert!(refused.violations[0].text.contains("CorrectContact"));
    }

    #[test]
    fn a_log_that_takes_nothing_ends_the_stream_and_a_long_text_does_not() {
        let of = |error| Failed::of(&error, "contact");
        for error in [AppendError::Busy, AppendError::Poisoned, AppendError::Closed] {
            assert!(matches!(of(error.into()), Failed::Machine(_)));
        }
        let long = SealError::TooLong { field: "notes", bytes: 20_000 };
        let Failed::Refused(refused) = of(long.into()) else { panic!("the machine") };
        assert_eq!(refused.violations[0].field, "contact.notes");
    }
}
