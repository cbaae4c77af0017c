//! Refusals and errors as gRPC statuses with details: once, here.
//!
//! A refusal tells the field, the rule and the remedy. An error of the machine
//! tells the caller what to do and the log what happened; it never tells a
//! caller what is stored.

use std::collections::HashMap;

use proto::ValidationError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, PreconditionViolation, StatusExt as _};

use crate::{
    decider::{Kind, Refusal},
    execute::ExecuteError,
    log::AppendError,
    seal::{KeyError, SealError},
};

/// The domain of every ErrorInfo.
pub const DOMAIN: &str = "candour";

/// A field that breaks a rule of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field, as a path.
    pub field: String,
    /// The rule's id.
    pub rule: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl Violation {
    /// A violation found by hand.
    #[must_use]
    pub fn new(field: &str, rule: &str, text: &str) -> Self {
        Self { field: field.into(), rule: rule.into(), text: text.into() }
    }
}

/// How many violations are put into words. A list in a request may break a rule
/// once for each two bytes of it.
const MOST_VIOLATIONS: usize = 64;

/// How much is told of violations, in bytes. It travels in headers, a third
/// longer there, and some clients take 8 KiB of headers; of more than they take,
/// clients tell nothing, and some break the connection off.
const MOST_TOLD: usize = 4 * 1024;

/// The violations that the request rules found, the first of them if they are many.
#[must_use]
pub fn violations(error: &ValidationError) -> Vec<Violation> {
    error
        .violations()
        .iter()
        .take(MOST_VIOLATIONS)
        .map(|v| {
            let rule = v.rule_id().to_owned();
            let text = what_to_do(&rule, v.message());
            Violation { field: v.field_path().to_string(), rule, text }
        })
        .collect()
}

/// What every id has after its noun, as the contract's patterns put it.
const ID_PATTERN: &str = "_[0-7][0-9a-hjkmnp-tv-z]{25}";

/// What a broken rule of the contract asks for, and what to do.
fn what_to_do(rule: &str, message: &str) -> String {
    let message = match message {
        "" => format!("the value breaks the rule {rule}"),
        message => message.to_owned(),
    };
    match rule {
        "required" => "a value is required; fill it in".to_owned(),
        "string.uuid" | "string.uuid_empty" => {
            "a UUID is asked for; make a new one for each request".to_owned()
        }
        "string.pattern" => match id_noun(&message) {
            Some((noun, optional)) => {
                let or_empty = if optional { ", or leave it empty" } else { "" };
                format!(
                    "the id reads {noun}_ and 26 lower-case letters and digits; mend it{or_empty}"
                )
            }
            None => format!("{message}; mend it"),
        },
        _ if rule.starts_with("enum.") => format!("{message}; choose one that the contract names"),
        _ => format!("{message}; mend it"),
    }
}

/// The noun of the id that a pattern in a message asks for, and whether there
/// may be none.
fn id_noun(message: &str) -> Option<(&str, bool)> {
    let (_, pattern) = message.split_once('^')?;
    let (noun, rest) = pattern.split_once(ID_PATTERN)?;
    Some((noun.trim_start_matches('('), rest.starts_with(")?")))
}

/// The status of a command that was not carried out.
#[must_use]
pub fn from_execute(rpc: &str, error: &ExecuteError) -> Status {
    match error {
        ExecuteError::Invalid(violations) => invalid(violations),
        ExecuteError::Refused(refusal) => refused(refusal),
        ExecuteError::Id(field, id) => invalid(&[Violation::new(field, "id", &id.to_string())]),
        ExecuteError::Stale { current, .. } => with_reason(
            Code::Aborted,
            "ETAG_STALE",
            "somebody else changed this since you read it; read it again and decide anew",
            [field("act.etag"), ("etag".to_owned(), current.to_string())],
        ),
        ExecuteError::Append(error) => append(rpc, error),
        ExecuteError::Seal(error) => seal(rpc, error),
        ExecuteError::Read(_) | ExecuteError::Unreadable { .. } | ExecuteError::Encode(_) => {
            tracing::error!(rpc, error = chain(error), "a command failed");
            with_reason(
                Code::Internal,
                "STORED_EVENTS_UNREADABLE",
                "what is stored of this could not be read; the operator has been told",
                [],
            )
        }
    }
}

/// The status of a request that breaks the contract's rules.
#[must_use]
pub fn invalid(violations: &[Violation]) -> Status {
    let told = first_of(violations);
    let fields: Vec<FieldViolation> =
        told.iter().map(|v| FieldViolation::new(v.field.clone(), v.text.clone())).collect();
    let mut summary: Vec<String> =
        told.iter().take(5).map(|v| format!("{}: {}", v.field, v.text)).collect();
    if told.len() < violations.len() {
        summary.push("there is more; mend these first".to_owned());
    }
    let rules: HashMap<String, String> =
        told.iter().map(|v| (v.field.clone(), v.rule.clone())).collect();
    let mut details = ErrorDetails::with_bad_request(fields);
    details.set_error_info("REQUEST_INVALID", DOMAIN, rules);
    Status::with_error_details(Code::InvalidArgument, summary.join("; "), details)
}

/// As many as can be told, and one at least.
fn first_of(violations: &[Violation]) -> &[Violation] {
    let mut bytes = 0;
    let fits = violations.iter().take_while(|v| {
        // The field stands beside its text and beside its rule.
        bytes += 2 * v.field.len() + v.text.len() + v.rule.len() + 16;
        bytes <= MOST_TOLD
    });
    let count = fits.count().max(1);
    violations.get(..count).unwrap_or(violations)
}

/// The status of a domain's refusal.
#[must_use]
pub fn refused(refusal: &Refusal) -> Status {
    let text = refusal.to_string();
    let (code, mut details) = match refusal.kind {
        Kind::BadField => (
            Code::InvalidArgument,
            ErrorDetails::with_bad_request(vec![FieldViolation::new(refusal.field, text.clone())]),
        ),
        Kind::NotFound => (Code::NotFound, ErrorDetails::new()),
        Kind::AlreadyThere => (Code::AlreadyExists, ErrorDetails::new()),
        Kind::WrongState => (
            Code::FailedPrecondition,
            ErrorDetails::with_precondition_failure(vec![PreconditionViolation::new(
                refusal.reason,
                refusal.field,
                text.clone(),
            )]),
        ),
    };
    details.set_error_info(refusal.reason, DOMAIN, HashMap::from([field(refusal.field)]));
    Status::with_error_details(code, text, details)
}

/// The field that a status is about, as its details name it.
fn field(path: &str) -> (String, String) {
    ("field".to_owned(), path.to_owned())
}

/// A status with nothing but a reason.
#[must_use]
pub fn with_reason(
    code: Code,
    reason: &str,
    message: &str,
    metadata: impl IntoIterator<Item = (String, String)>,
) -> Status {
    let metadata: HashMap<String, String> = metadata.into_iter().collect();
    let details = ErrorDetails::with_error_info(reason, DOMAIN, metadata);
    Status::with_error_details(code, message, details)
}

fn append(rpc: &str, error: &AppendError) -> Status {
    match error {
        AppendError::RequestReused => with_reason(
            Code::AlreadyExists,
            "REQUEST_ID_REUSED",
            "this request_id was used before with another body; use a new one",
            [field("act.request_id")],
        ),
        AppendError::TooLarge { size, limit } => with_reason(
            Code::InvalidArgument,
            "RECORD_TOO_LARGE",
            &format!("the event takes {size} bytes and may take {limit}; shorten its text"),
            [field("fact")],
        ),
        AppendError::TooMuch { .. } => with_reason(
            Code::InvalidArgument,
            "APPEND_TOO_LARGE",
            "the command would add more at once than the log takes; split it",
            [field("fact")],
        ),
        AppendError::Conflict { actual, .. } => with_reason(
            Code::Aborted,
            "ETAG_STALE",
            "somebody else changed this at the same time; try again",
            [field("act.etag"), ("etag".to_owned(), actual.to_string())],
        ),
        AppendError::Busy => with_reason(
            Code::ResourceExhausted,
            "TOO_BUSY",
            "the log is too busy; try again with the same request_id",
            [],
        ),
        AppendError::Poisoned | AppendError::Closed | AppendError::Storage(_) => {
            tracing::error!(rpc, error = chain(error), "an append failed");
            with_reason(
                Code::Unavailable,
                "LOG_REFUSES_WRITES",
                "the log takes no writes until the service is restarted; then ask again with the \
                 same request_id, which tells whether this was stored",
                [],
            )
        }
    }
}

fn seal(rpc: &str, error: &SealError) -> Status {
    match error {
        SealError::NotPlain { field } => invalid(&[Violation::new(
            &format!("fact.{field}"),
            "text.plain",
            "words are sent plain; sealing is the service's own work",
        )]),
        SealError::TooLong { field, bytes } => invalid(&[Violation::new(
            &format!("fact.{field}"),
            "text.max_bytes",
            &format!("the words take {bytes} bytes and may take 16384; shorten them"),
        )]),
        SealError::Empty { field } => invalid(&[Violation::new(
            &format!("fact.{field}"),
            "text.min_len",
            "the words are empty; leave the field out or fill it",
        )]),
        SealError::Key(key @ KeyError::NotFound { .. }) => with_reason(
            key.code(),
            "PERSON_HAS_NO_KEY",
            "words about this person cannot be kept: register the person first, or mend the id",
            [],
        ),
        SealError::Key(key) => {
            tracing::warn!(rpc, error = chain(key), "a key could not be had");
            with_reason(key.code(), key.reason(), "the words cannot be kept now", [])
        }
        SealError::NoRandomness(_) | SealError::Cipher { .. } => {
            tracing::error!(rpc, error = chain(error), "sealing failed");
            with_reason(Code::Internal, "SEALING_FAILED", "the words could not be sealed", [])
        }
    }
}

/// An error and its sources in one line, for the log.
#[must_use]
pub fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_rule_says_what_to_do() {
        let message = "does not match regex pattern `^agency_[0-7][0-9a-hjkmnp-tv-z]{25}$`";
        let text = what_to_do("string.pattern", message);
        assert_eq!(text, "the id reads agency_ and 26 lower-case letters and digits; mend it");
        let message = "does not match regex pattern `^(plan_[0-7][0-9a-hjkmnp-tv-z]{25})?$`";
        let text = what_to_do("string.pattern", message);
        assert!(text.starts_with("the id reads plan_ and"), "{text}");
        assert!(text.ends_with("mend it, or leave it empty"), "{text}");
        let digest = what_to_do("string.pattern", "does not match `^([0-9a-f]{64})?$`");
        assert_eq!(digest, "does not match `^([0-9a-f]{64})?$`; mend it");
        for rule in ["required", "string.uuid_empty", "enum.defined_only", "string.max_len"] {
            let text = what_to_do(rule, "");
            assert!(text.contains("; "), "{text}");
        }
    }

    #[test]
    fn however_much_is_wrong_the_answer_fits_into_its_headers() {
        let wrong = |n: usize| Violation {
            field: format!("fact.present[{n}].worker_id"),
            rule: "string.pattern".to_owned(),
            text: "the id reads worker_ and 26 lower-case letters and digits; mend it".to_owned(),
        };
        let all: Vec<Violation> = (0..10_000).map(wrong).collect();
        for count in [0, 1, 5, 20, 10_000] {
            let status = invalid(all.get(..count).unwrap_or_default());
            assert!(status.details().len() < 6 * 1024, "{count}: {}", status.details().len());
            assert!(status.message().len() < 1024, "{count}: {}", status.message());
            let told = status.get_details_bad_request().map(|b| b.field_violations.len());
            assert_eq!(told.unwrap_or_default().min(5), count.min(5), "{count}");
            assert_eq!(status.message().ends_with("mend these first"), count > 20, "{count}");
        }
        // One that is too long by itself is told all the same.
        let long = Violation { text: "x".repeat(MOST_TOLD), ..wrong(0) };
        assert_eq!(first_of(&[long.clone(), long]).len(), 1);
    }

    #[test]
    fn not_every_violation_of_a_long_list_is_put_into_words() {
        use proto::{Validate as _, common::Worker, panel::*};

        let fact = MeetingHeld { present: vec![Worker::default(); 1_000], ..Default::default() };
        let request = HoldMeetingRequest { act: None, fact: Some(fact) };
        let error = request.validate().err();
        assert!(error.as_ref().is_some_and(|e| e.violations().len() > 1_000));
        assert_eq!(error.map(|e| violations(&e).len()), Some(MOST_VIOLATIONS));
    }
}
