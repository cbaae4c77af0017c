//! Whose tokens are taken: the installation's own, and those of issuers that a
//! file names.
//!
//! A token's `iss` is believed by nobody before its signature has been checked: it
//! only says by whose keys that is done, by which algorithms, and what the claims
//! mean. Keys of one issuer check no token of another, whatever they are called.
//!
//! What is deliberately not done here: signing people in. That is for the pages and
//! systems in front, which get a token from the issuer and show it.

pub(super) mod claims;
mod discovery;
pub(super) mod fetched;
pub(super) mod own;
mod persons;
mod settings;

pub use discovery::FetchError;
pub use fetched::Reached;
pub use settings::{IssuersError, Settings};

use jsonwebtoken::{Algorithm, Validation};

use self::{claims::Rules, fetched::Fetched, own::KeyFile};

/// How far clocks may be apart, in seconds.
pub(super) const LEEWAY: u64 = 30;

/// Somebody whose tokens are taken.
pub(super) struct Issuer {
    /// What `iss` says, to the letter.
    pub(super) name: String,
    /// By which algorithms its tokens may be signed.
    pub(super) algorithms: Vec<Algorithm>,
    /// Which claims must hold.
    pub(super) validation: Validation,
    /// The longest token that is looked at, in bytes.
    pub(super) longest: usize,
    /// What is its own kind's.
    pub(super) kind: Kind,
}

/// The kinds of issuers.
pub(super) enum Kind {
    /// The installation itself: keys in a file, claims that say what a principal is.
    Own(KeyFile),
    /// Another: keys that are fetched, and claims that mean something else here.
    Other(Box<Other>),
}

/// Another issuer than the installation.
pub(super) struct Other {
    pub(super) keys: Fetched,
    pub(super) rules: Rules,
}

impl Issuer {
    fn new(
        name: &str,
        audience: &str,
        algorithms: Vec<Algorithm>,
        longest: usize,
        kind: Kind,
    ) -> Self {
        // Which of its algorithms it is, is said token by token.
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_audience(&[audience]);
        validation.set_issuer(&[name]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Self { name: name.to_owned(), algorithms, validation, longest, kind }
    }

    /// The issuer, if it is another than the installation.
    pub(super) fn other(&self) -> Option<&Other> {
        match &self.kind {
            Kind::Own(_) => None,
            Kind::Other(other) => Some(other),
        }
    }
}

#[cfg(test)]
mod attacks;
#[cfg(test)]
pub(super) mod scene;
