//! What went wrong, as a page: what it means and what to do.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header::LOCATION},
    response::{Html, IntoResponse, Response},
};
use kernel::status::chain;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{sessions::Session, shell::Shell};

/// Why a page cannot be shown.
#[derive(Debug)]
pub(crate) enum Problem {
    /// Nobody is signed in, or the session is over.
    SignedOut,
    /// There is no such page.
    NotFound,
    /// What the browser sent is no form of ours, or not of this session.
    Forged,
    /// What the browser sent cannot be read.
    Malformed(&'static str),
    /// A service refused, or did not answer.
    Service(Box<Status>),
    /// Nothing ties whoever asks to this person, and in an emergency they may open the record.
    NotTied(String),
    /// It could not be written.
    Broken(&'static str),
}

impl From<Status> for Problem {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::Unauthenticated => Self::SignedOut,
            _ => Self::Service(Box::new(status)),
        }
    }
}

/// By which reason a service says that nothing ties whoever asks to a person.
const NOT_YOURS: &str = "RECORD_NOT_YOURS";

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    shell: &'a Shell,
    heading: &'a str,
    lines: Vec<String>,
    reason: String,
    /// What one may do about it: an address, and what it is.
    way_on: Option<(String, &'static str)>,
}

impl Problem {
    /// The same, with the way in of an emergency for who may go it.
    pub(crate) fn about(self, person: &str, session: &Session) -> Self {
        match self {
            Self::Service(status)
                if reason(&status) == NOT_YOURS && session.may_call("oversight.BreakGlass") =>
            {
                Self::NotTied(person.to_owned())
            }
            other => other,
        }
    }

    /// The page of it, for somebody whose pages look like `shell`.
    pub(crate) fn page(self, shell: &Shell) -> Response {
        let mut way_on = None;
        let (code, heading, lines, reason) = match self {
            Self::SignedOut => {
                return (StatusCode::SEE_OTHER, [(LOCATION, HeaderValue::from_static("/sign-in"))])
                    .into_response();
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Page not found",
                vec!["If you typed the address, check that it is right.".to_owned()],
                String::new(),
            ),
            Self::Forged => (
                StatusCode::FORBIDDEN,
                "This form cannot be sent",
                vec![
                    "It was drawn before you signed in, or by another site. Nothing was stored."
                        .to_owned(),
                    "Go back, reload the page and fill it in again.".to_owned(),
                ],
                String::new(),
            ),
            Self::Malformed(says) => (
                StatusCode::BAD_REQUEST,
                "This cannot be read",
                vec![says.to_owned()],
                String::new(),
            ),
            Self::Broken(what) => {
                tracing::error!(what, "a page could not be written");
                let lines = vec!["Nothing was stored. Try again in a moment.".to_owned()];
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Sorry, there is a problem",
                    lines,
                    String::new(),
                )
            }
            Self::Service(status) => of_service(&status),
            Self::NotTied(person) => {
                let address = format!("/forms/break-glass?person_id={person}");
                way_on = Some((address, "Open this record in an emergency"));
                let says = "Nothing on record ties you to this person, or what did is over.";
                (
                    StatusCode::FORBIDDEN,
                    "You may not see this",
                    vec![says.to_owned()],
                    NOT_YOURS.to_owned(),
                )
            }
        };
        let page = Page { shell, heading, lines, reason, way_on };
        match page.render() {
            Ok(text) => (code, Html(text)).into_response(),
            Err(error) => {
                tracing::error!(error = chain(&error), "a problem could not be told");
                code.into_response()
            }
        }
    }
}

fn of_service(status: &Status) -> (StatusCode, &'static str, Vec<String>, String) {
    let reason = reason(status);
    let says = sentence(status.message());
    let (code, heading, lines) = match status.code() {
        Code::NotFound => (StatusCode::NOT_FOUND, "Not found", vec![says]),
        Code::PermissionDenied => {
            let says = match reason.as_str() {
                "ROLE_NOT_ALLOWED" => "This is not for what you have signed in as.".to_owned(),
                _ => says,
            };
            (StatusCode::FORBIDDEN, "You may not see this", vec![says])
        }
        Code::InvalidArgument => (StatusCode::BAD_REQUEST, "This cannot be asked", vec![says]),
        Code::FailedPrecondition | Code::AlreadyExists | Code::Aborted => {
            (StatusCode::CONFLICT, "This was refused", vec![says])
        }
        Code::ResourceExhausted => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too much was asked",
            vec!["Wait a minute, then try again.".to_owned()],
        ),
        Code::Unavailable | Code::DeadlineExceeded => (
            StatusCode::SERVICE_UNAVAILABLE,
            "The service does not answer",
            vec!["Nothing was lost. Try again in a moment.".to_owned()],
        ),
        _ => {
            tracing::error!(code = %status.code(), reason, "a service failed");
            (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Sorry, there is a problem",
                vec!["The service failed on this. Nothing was lost.".to_owned()],
            )
        }
    };
    (code, heading, lines, reason)
}

fn reason(status: &Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

/// A refusal's words as a sentence.
pub(crate) fn sentence(words: &str) -> String {
    let mut letters = words.trim_end_matches('.').chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    if first.is_empty() { String::new() } else { format!("{first}{}.", letters.as_str()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_as_a_sentence() {
        assert_eq!(sentence("no flag has this id"), "No flag has this id.");
        assert_eq!(sentence("Done."), "Done.");
        assert_eq!(sentence(""), "");
    }
}
