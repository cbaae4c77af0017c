//! How a verb ended, as a number that a script can read.

use std::process::ExitCode;

use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{output::say, story::LoadError};

/// What `--help` says of exit codes.
pub const HELP: &str = "Exit codes:
  0  it was done
  1  it failed: something could not be reached, read or started
  2  it was asked for wrongly: an option, an id or a story file
  3  it was refused, or what a story expects was not met
  4  differences were found";

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It was done.
    Done,
    /// It failed.
    Failed,
    /// It was asked for wrongly.
    Usage,
    /// It was refused, or an expectation was not met.
    Refused,
    /// Differences were found.
    Differences,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Refused => 3,
            Exit::Differences => 4,
        })
    }
}

/// Something was asked for wrongly.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Misuse(pub String);

/// Says what went wrong and how that counts.
pub fn explain(error: &anyhow::Error) -> Exit {
    if is_closed_pipe(error) {
        // Whoever read our output has read enough.
        return Exit::Done;
    }
    if let Some(status) = error.chain().find_map(|e| e.downcast_ref::<Status>()) {
        say(&format!("candour: {}", told(status)));
        return if is_answer(status) { Exit::Refused } else { Exit::Failed };
    }
    say(&format!("candour: {error:#}"));
    let misused = |e: &(dyn std::error::Error + 'static)| e.is::<Misuse>() || e.is::<LoadError>();
    if error.chain().any(misused) { Exit::Usage } else { Exit::Failed }
}

/// A status in a line: its reason, and what is to be done.
pub fn told(status: &Status) -> String {
    match (reason(status), status.message()) {
        (reason, "") => reason,
        (reason, message) => format!("{reason}: {message}"),
    }
}

/// Why it was refused: the service's own reason, or else the code's name.
pub fn reason(status: &Status) -> String {
    match status.get_details_error_info() {
        Some(info) => info.reason,
        None => format!("{:?}", status.code()),
    }
}

/// Whether somebody answered, and it was no. Otherwise something is broken.
pub fn is_answer(status: &Status) -> bool {
    let broken = matches!(
        status.code(),
        // A connection that closes under a call is told as cancelled.
        Code::Cancelled
            | Code::Unavailable
            | Code::DeadlineExceeded
            | Code::Internal
            | Code::Unknown
    );
    !broken && status.code() != Code::Unimplemented
}

/// Whether it is our output that nobody reads any more. The same further down the chain is
/// a connection to a service that broke, and that is a failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_reason_and_a_broken_line_by_its_code() {
        let refused = kernel::status::with_reason(Code::NotFound, "NO_SUCH_PLAN", "look again", []);
        assert_eq!(told(&refused), "NO_SUCH_PLAN: look again");
        assert!(is_answer(&refused));
        let broken = Status::unavailable("");
        assert_eq!(told(&broken), "Unavailable");
        assert!(!is_answer(&broken));
    }

    #[test]
    fn each_error_has_its_exit_code() {
        assert_eq!(explain(&Misuse("no".into()).into()), Exit::Usage);
        assert_eq!(explain(&Status::permission_denied("no").into()), Exit::Refused);
        assert_eq!(explain(&Status::cancelled("no").into()), Exit::Failed);
        assert_eq!(explain(&anyhow::anyhow!("no")), Exit::Failed);
        let closed = || std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(explain(&closed().into()), Exit::Done);
        let mut broken = Status::unknown("transport error");
        broken.set_source(std::sync::Arc::new(closed()));
        assert_eq!(explain(&broken.into()), Exit::Failed);
    }
}
