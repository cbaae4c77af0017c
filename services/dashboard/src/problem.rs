//! What went wrong, as a page: what it means and what to do.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header::LOCATION},
    response::{Html, IntoResponse, Response},
};
use kernel::status::chain;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::shell::Shell;

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

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    shell: &'a Shell,
    heading: &'a str,
    lines: Vec<String>,
    reason: String,
}

impl Problem {
    /// The page of it, for somebody whose pages look like `shell`.
    pub(crate) fn page(self, shell: &Shell) -> Response {
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
        };
        let page = Page { shell, heading, lines, reason };
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
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    let says = sentence(status.message());
    let (code, heading, lines) = match status.code() {
        Code::NotFound => (StatusCode::NOT_FOUND, "Not found", vec![says]),
        Code::PermissionDenied => (StatusCode::FORBIDDEN, "You may not see this", vec![says]),
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
