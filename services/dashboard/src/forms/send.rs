//! Sending a form's request, and reading a refusal.

use http::uri::PathAndQuery;
use kernel::encoded;
use prost::Message as _;
use prost_reflect::DynamicMessage;
use proto::common::Receipt;
use serde_json::Value;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt as _;

use super::{Form, choices, read::Wrong};
use crate::{
    problem::{Problem, sentence},
    services::Asker,
};

/// What came of a form.
pub(super) enum Came {
    /// It is stored.
    Stored(Receipt),
    /// It was refused.
    Refused(Wrong),
}

/// Sends a request to its rpc.
pub(super) async fn send(form: &Form, request: &Value, asker: &Asker<'_>) -> Result<Came, Problem> {
    let rpc = choices::rpc(form.rpc).ok_or(Problem::Broken("a form's rpc"))?;
    let message = DynamicMessage::deserialize(rpc.input(), request)
        .map_err(|_| Problem::Malformed("A value of the form is none that may be chosen."))?;
    let path = format!("/{}", form.rpc);
    let path = PathAndQuery::try_from(path).map_err(|_| Problem::Broken("a form's rpc"))?;
    let way = asker.way(form.context())?;
    let answer = encoded::call(way, path, Request::new(message.encode_to_vec())).await;
    match answer {
        Ok(answer) => {
            asker.note(&answer);
            Ok(Came::Stored(receipt(answer.get_ref()).unwrap_or_default()))
        }
        Err(status) => refused(form, status).map(Came::Refused),
    }
}

/// What an answer to a command says: the receipt is its first field.
fn receipt(bytes: &[u8]) -> Option<Receipt> {
    #[derive(Clone, PartialEq, prost::Message)]
    struct Answer {
        #[prost(message, optional, tag = "1")]
        receipt: Option<Receipt>,
    }
    Answer::decode(bytes).ok()?.receipt
}

/// A refusal, by the fields that it is about; what is no refusal is a problem.
fn refused(form: &Form, status: Status) -> Result<Wrong, Problem> {
    let is_refusal = matches!(
        status.code(),
        Code::InvalidArgument
            | Code::FailedPrecondition
            | Code::AlreadyExists
            | Code::Aborted
            | Code::PermissionDenied
            | Code::NotFound
    );
    if !is_refusal {
        return Err(status.into());
    }
    let mut wrong = Wrong::new();
    let mut add = |field: &str, says: &str| {
        let place = place_of(form, field).unwrap_or_default();
        let says = sentence(says);
        let all = wrong.entry(place).or_default();
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&says);
    };
    let named = status.get_details_bad_request().map(|b| b.field_violations).unwrap_or_default();
    for violation in &named {
        add(&violation.field, &violation.description);
    }
    let lacking =
        status.get_details_precondition_failure().map(|p| p.violations).unwrap_or_default();
    for violation in lacking.iter().filter(|_| named.is_empty()) {
        add(&violation.subject, &violation.description);
    }
    if named.is_empty() && lacking.is_empty() {
        add("", status.message());
    }
    Ok(wrong)
}

/// The field of a form that a place in the request belongs to.
fn place_of(form: &Form, place: &str) -> Option<String> {
    const ACT: [&str; 4] = ["act.occurred", "act.source.title", "act.source.place", "act.mode"];
    let fields = form.fields.iter().map(|field| field.path).chain(ACT);
    let belongs = |path: &&str| {
        place == *path || place.strip_prefix(*path).is_some_and(|rest| rest.starts_with(['.', '[']))
    };
    fields.filter(belongs).max_by_key(|path| path.len()).map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use tonic_types::{ErrorDetails, FieldViolation};

    use super::*;
    use crate::forms::named;

    #[test]
    fn a_refusal_stands_beside_its_field_and_else_above_all() {
        let form = named("resolve-flag").unwrap();
        let mut details = ErrorDetails::new();
        details.set_bad_request(vec![
            FieldViolation::new("fact.reason.plain", "words are needed"),
            FieldViolation::new("fact.something", "it is odd"),
        ]);
        let status = Status::with_error_details(Code::InvalidArgument, "no", details);
        let wrong = refused(form, status).unwrap();
        assert_eq!(wrong.get("fact.reason").map(String::as_str), Some("Words are needed."));
        assert_eq!(wrong.get("").map(String::as_str), Some("It is odd."));
    }

    #[test]
    fn a_service_that_does_not_answer_is_no_refusal() {
        let form = named("resolve-flag").unwrap();
        assert!(refused(form, Status::unavailable("gone")).is_err());
        assert!(refused(form, Status::failed_precondition("not now")).is_ok());
    }
}
