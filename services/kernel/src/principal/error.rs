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
    /// Its issuer's keys could not be fetched, so it cannot be told.
    #[error(
        "the keys of the token's issuer could not be fetched; ask again, and tell whoever runs \
         this service if it lasts"
    )]
    KeysUnavailable,
    /// It is good, and no role of its bearer's stands for one here.
    #[error(
        "none of the roles that the token names stands for a role here; have whoever runs this \
         service put yours into the file of issuers"
    )]
    RoleNotMapped,
    /// It is good, and which of its bearer's roles they act as cannot be told.
    #[error(
        "the token names roles that stand for several here; have your issuer name the one that \
         you act as"
    )]
    RoleNotClear,
    /// It is good, and its bearer's organisation stands for no agency here.
    #[error(
        "the organisation that the token names stands for no agency here; have whoever runs this \
         service put it into the file of issuers"
    )]
    AgencyNotMapped,
    /// It is good, and its bearer is nobody on the register.
    #[error(
        "the token's bearer is not known here as a person on the register; have whoever runs this \
         service enter you"
    )]
    PersonNotMapped,
    /// It is good, and why its bearer asks was not said, or may not be theirs.
    #[error(
        "your issuer's users may ask for these purposes: {0}; name one of them in the header \
         `candour-purpose`"
    )]
    PurposeNotAllowed(String),
}

impl TokenError {
    /// The reason code, as in `ErrorInfo`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Missing => "NO_TOKEN",
            Self::Expired => "TOKEN_EXPIRED",
            Self::Invalid(_) => "TOKEN_INVALID",
            Self::KeysUnavailable => "KEYS_OF_ISSUER_UNAVAILABLE",
            Self::RoleNotMapped => "ROLE_NOT_MAPPED",
            Self::RoleNotClear => "ROLE_NOT_CLEAR",
            Self::AgencyNotMapped => "AGENCY_NOT_MAPPED",
            Self::PersonNotMapped => "PERSON_NOT_MAPPED",
            Self::PurposeNotAllowed(_) => "PURPOSE_NOT_ALLOWED",
        }
    }

    /// gRPC's code for it.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            Self::Missing => Code::Unauthenticated,
            Self::Expired => Code::Unauthenticated,
            Self::Invalid(_) => Code::Unauthenticated,
            Self::KeysUnavailable => Code::Unavailable,
            Self::RoleNotMapped => Code::PermissionDenied,
            Self::RoleNotClear => Code::PermissionDenied,
            Self::AgencyNotMapped => Code::PermissionDenied,
            Self::PersonNotMapped => Code::PermissionDenied,
            Self::PurposeNotAllowed(_) => Code::PermissionDenied,
        }
    }
}

impl From<TokenError> for Status {
    fn from(error: TokenError) -> Self {
        let info = ErrorDetails::with_error_info(error.reason(), DOMAIN, HashMap::new());
        Self::with_error_details(error.code(), error.to_string(), info)
    }
}

/// The answer to a role that the policies do not let call an rpc.
pub(super) fn role_not_allowed(role: Role, rpc: &str, policies: &[String]) -> Status {
    let role = role.as_str_name();
    let policies = policies.join(" ");
    let named = [("role", role), ("rpc", rpc), ("policies", &policies)];
    let named = named.map(|(k, v)| (k.to_owned(), v.to_owned()));
    Status::with_error_details(
        Code::PermissionDenied,
        format!("{role} may not call {rpc}"),
        ErrorDetails::with_error_info("ROLE_NOT_ALLOWED", DOMAIN, HashMap::from(named)),
    )
}

/// The answer to a call of something that is not in the contract. Its name is the
/// caller's invention, so it is not repeated.
pub(super) fn not_in_the_contract(role: Role) -> Status {
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
