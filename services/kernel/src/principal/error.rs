//! Why somebody is not let in, and how it is said.
//!
//! Nothing of a token is repeated, neither to its bearer nor in a log: what
//! looks like a broken token may be somebody's good one with a letter too many.

use std::{collections::HashMap, io};

use proto::common::Role;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use crate::status::with_reason;

const DOMAIN: &str = "candour";

/// Why a request has no principal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// There is no token.
    #[error("there is no bearer token; send `authorization: Bearer <token>`")]
    Missing,
    /// It was good once.
    #[error("the token has expired; ask for a new one")]
    Expired,
    /// It never was, or not here.
    #[error("the token is not valid here: {0}")]
    Invalid(&'static str),
}

impl TokenError {
    /// The reason code, as in `ErrorInfo`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Missing => "NO_TOKEN",
            Self::Expired => "TOKEN_EXPIRED",
            Self::Invalid(_) => "TOKEN_INVALID",
        }
    }
}

impl From<TokenError> for Status {
    fn from(error: TokenError) -> Self {
        let info = ErrorDetails::with_error_info(error.reason(), DOMAIN, HashMap::new());
        Self::with_error_details(Code::Unauthenticated, error.to_string(), info)
    }
}

/// The answer to a role that may not call an rpc of the table.
pub(super) fn role_not_allowed(role: Role, rpc: &str) -> Status {
    let role = role.as_str_name();
    let named = [("role", role), ("rpc", rpc)].map(|(k, v)| (k.to_owned(), v.to_owned()));
    Status::with_error_details(
        Code::PermissionDenied,
        format!("{role} may not call {rpc}"),
        ErrorDetails::with_error_info("ROLE_NOT_ALLOWED", DOMAIN, HashMap::from(named)),
    )
}

/// The answer to a call of something that is not in the table. Its name is the
/// caller's invention, so it is not repeated.
pub(super) fn not_in_the_table(role: Role) -> Status {
    let role = role.as_str_name();
    let named = HashMap::from([("role".to_owned(), role.to_owned())]);
    Status::with_error_details(
        Code::PermissionDenied,
        format!("{role} may not call this: no such rpc is open to any role"),
        ErrorDetails::with_error_info("ROLE_NOT_ALLOWED", DOMAIN, named),
    )
}

/// The answer to a service's token from a machine that is no service's.
pub(super) fn not_from_a_service() -> Status {
    with_reason(
        Code::PermissionDenied,
        "CERTIFICATE_NOT_A_SERVICES",
        "a service's token is good only beside a service's certificate; show that one, which \
         names spiffe://candour/service/<context>",
        [],
    )
}

/// Why tokens cannot be signed or checked.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// A file could not be read or written.
    #[error("`{path}` could not be used")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file holds no signing key.
    #[error("`{path}` holds no Ed25519 private key in PEM")]
    NotAKey {
        /// The file.
        path: String,
    },
    /// A file holds no set of keys.
    #[error("`{path}` holds no JSON Web Key Set with an Ed25519 key that has a `kid`")]
    NotAKeySet {
        /// The file.
        path: String,
    },
    /// A principal is not in order, so no token is made for it.
    #[error("no token is made: the claim `{claim}` would not be accepted")]
    Claim {
        /// The claim.
        claim: &'static str,
    },
    /// The operating system gave no randomness.
    #[error("the system gave no randomness")]
    NoRandomness(#[source] rand::rand_core::OsError),
    /// The token could not be signed.
    #[error("the token could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
}
