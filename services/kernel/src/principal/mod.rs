//! Who is asking, for whom and why.
//!
//! A request carries a signed token that names a worker, the agency that they
//! act for, what they act as, and the purpose. The token is checked once, at
//! the edge, and what it says travels with the request as a `Principal`.
//!
//! A token's expiry counts in real time, in a sandbox too, and token ids and
//! signing keys take their randomness from the operating system: neither
//! belongs to an event, so neither goes through `clock`.
//!
//! What is deliberately not done here: what they may. That is decided by policies, in
//! `access`.

mod error;
mod issuers;
mod jwks;
mod layer;
mod limits;
pub mod roles;
pub mod rpcs;
mod token;
mod unguarded;
mod verifier;

pub use error::{SigningError, TokenError};
pub use issuers::{FetchError, IssuersError, Reached, Settings as Issuers};
pub use layer::{AuthLayer, AuthService};
pub use limits::{Limits, Rates};
pub use token::{AUDIENCE, ISSUER, JWKS_FILE, SIGNING_FILE, SigningKey};
pub use verifier::{PURPOSE, Verified, Verifier};

use std::fmt;

use proto::{
    common::Role,
    ids::{PersonId, StreamId, WorkerId},
};
use sha2::{Digest as _, Sha256};
use tonic::Status;
use uuid::Uuid;

/// What the id under which a person acts is hashed with.
const AS_A_WORKER: &[u8] = b"candour/v1/person as a worker/";
/// What the id of another issuer's user is hashed with.
const OF_AN_ISSUER: &[u8] = b"candour/v1/worker of an issuer/";

/// Who is asking, for whom and why, as a verified token says it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Principal {
    /// The worker, `worker_…`.
    pub worker_id: String,
    /// The agency for which they act, `agency_…`.
    pub agency_id: String,
    /// What they act as.
    pub role: Role,
    /// Why they ask, such as `direct_care`: a code, never a narrative.
    pub purpose: String,
}

/// Which ids of people somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonIds {
    /// Their agency's.
    OfAgency,
    /// The register's.
    OfRegister,
}

impl PersonIds {
    /// What a role sees whose token says nothing else. The services speak of one person
    /// with each other, oversight with several agencies, and a person is their own.
    fn usual(role: Role) -> Self {
        match role {
            Role::Service | Role::Oversight | Role::Person => Self::OfRegister,
            _ => Self::OfAgency,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} as {}", self.worker_id, self.agency_id, self.role.as_str_name())
    }
}

impl Principal {
    /// Whether it is one of this product's own services.
    #[must_use]
    pub fn is_service(&self) -> bool {
        self.role == Role::Service
    }

    /// The worker id under which a person asks about themselves.
    ///
    /// It follows from the person's id, so that a token says whose it is without a second
    /// id in it, and does not lead back to it: agencies see who acted, and not the
    /// register's id of the person. Who acts for the person asks under it too.
    #[must_use]
    pub fn worker_of(person_id: &PersonId) -> String {
        worker_from(Sha256::new().chain_update(AS_A_WORKER).chain_update(person_id.as_str()))
    }

    /// The worker id of another issuer's user.
    ///
    /// It is a hash of who vouches for them and under which name, so that nothing has to
    /// be kept to know them again, that two issuers' users are never one worker, and that
    /// the staff number which an issuer may call them by stands in no log. Whoever knows
    /// both can make it again: it hides nobody from those who know them.
    #[must_use]
    pub fn worker_of_issuer(issuer: &str, subject: &str) -> String {
        let hash = Sha256::new().chain_update(OF_AN_ISSUER).chain_update(issuer);
        // An issuer is a URL, in which there is no zero byte: what parts the two is clear.
        worker_from(hash.chain_update([0]).chain_update(subject))
    }

    /// Whether the role lets them ask about this person at all: `ROLE_PERSON` may about
    /// themselves only.
    ///
    /// For every other role it is true, and the services say the rest.
    #[must_use]
    pub fn may_ask_about(&self, person_id: &str) -> bool {
        self.role != Role::Person
            || person_id
                .parse::<PersonId>()
                .is_ok_and(|person| Self::worker_of(&person) == self.worker_id)
    }

    /// Whether all parts are in order; the error names the one that is not.
    fn check(&self) -> Result<(), &'static str> {
        if StreamId::parse(WorkerId::NOUN, &self.worker_id).is_err() {
            return Err("sub");
        }
        if StreamId::parse(proto::ids::AgencyId::NOUN, &self.agency_id).is_err() {
            return Err("agency");
        }
        if self.role == Role::Unspecified {
            return Err("role");
        }
        if !is_purpose(&self.purpose) {
            return Err("purpose");
        }
        Ok(())
    }
}

/// Whether this can be a purpose: a code such as `direct_care`, of small letters, digits and
/// `_`. It is put on record and published with every look at a record, so it is no place
/// for a narrative.
#[must_use]
pub fn is_purpose(purpose: &str) -> bool {
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    (1..=40).contains(&purpose.len()) && purpose.chars().all(code)
}

fn worker_from(hash: Sha256) -> String {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(slot, byte)| *slot = byte);
    WorkerId::new(Uuid::from_bytes(bytes)).to_string()
}

/// Who is asking. Every rpc but health and reflection has a principal.
///
/// # Errors
/// `UNAUTHENTICATED` if the request did not come through an `AuthLayer`.
pub fn principal<T>(request: &tonic::Request<T>) -> Result<Principal, Status> {
    request.extensions().get::<Principal>().cloned().ok_or_else(|| TokenError::Missing.into())
}

/// Whether somebody may see a flag, given the agencies that answer for what it flags.
///
/// An agency must not watch what is said of it, save through its safeguarding
/// lead. Where no agency is known to answer, it might be the asker's own, so
/// only oversight and safeguarding leads see it. The list should hold parent
/// agencies too where they answer for their parts. It is no policy: no installation can let
/// an agency watch its own flags.
#[must_use]
pub fn may_see_flag(principal: &Principal, flag_agency_ids: &[String]) -> bool {
    match principal.role {
        Role::Oversight | Role::SafeguardingLead => true,
        _ => !flag_agency_ids.is_empty() && !flag_agency_ids.contains(&principal.agency_id),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use proto::ids::AgencyId;

    use super::*;

    pub(crate) fn agency(n: u128) -> String {
        AgencyId::new(Uuid::from_u128(n)).to_string()
    }

    /// Worker 1 of agency 1.
    pub(crate) fn worker(role: Role) -> Principal {
        Principal {
            worker_id: WorkerId::new(Uuid::from_u128(1)).to_string(),
            agency_id: agency(1),
            role,
            purpose: "direct_care".to_owned(),
        }
    }

    #[test]
    fn an_agency_does_not_see_flags_about_itself() {
        let clinician = worker(Role::Clinician);
        assert!(!may_see_flag(&clinician, &[agency(1)]));
        assert!(!may_see_flag(&clinician, &[agency(2), agency(1)]));
        assert!(may_see_flag(&clinician, &[agency(2)]));
    }

    #[test]
    fn a_safeguarding_lead_sees_flags_about_their_own_agency() {
        assert!(may_see_flag(&worker(Role::SafeguardingLead), &[agency(1)]));
    }

    #[test]
    fn oversight_sees_all_flags() {
        assert!(may_see_flag(&worker(Role::Oversight), &[agency(1)]));
        assert!(may_see_flag(&worker(Role::Oversight), &[]));
    }

    #[test]
    fn a_flag_for_which_nobody_is_known_to_answer_is_not_shown_to_agencies() {
        assert!(!may_see_flag(&worker(Role::Clinician), &[]));
        assert!(may_see_flag(&worker(Role::SafeguardingLead), &[]));
    }

    #[test]
    fn no_other_role_sees_flags_about_its_own_agency() {
        for role in roles::all() {
            let sees = may_see_flag(&worker(role), &[agency(1)]);
            assert_eq!(sees, matches!(role, Role::Oversight | Role::SafeguardingLead), "{role:?}");
        }
    }

    #[test]
    fn a_person_asks_about_themselves_only() {
        let (own, other) = (PersonId::new(Uuid::from_u128(5)), PersonId::new(Uuid::from_u128(6)));
        let mut person = worker(Role::Person);
        person.worker_id = Principal::worker_of(&own);
        assert_eq!(person.check(), Ok(()));
        assert!(person.may_ask_about(own.as_str()));
        assert!(!person.may_ask_about(other.as_str()));
        assert!(!person.may_ask_about(""));
        assert!(worker(Role::Clinician).may_ask_about(other.as_str()));
    }

    #[test]
    fn users_of_two_issuers_are_two_workers_and_each_is_known_again() {
        let of = Principal::worker_of_issuer;
        assert_eq!(of("https://a.example", "1"), of("https://a.example", "1"));
        let others =
            [("https://b.example", "1"), ("https://a.example", "2"), ("https://a.exampl", "e1")];
        for (issuer, subject) in others {
            assert_ne!(of("https://a.example", "1"), of(issuer, subject));
        }
        let worker =
            Principal { worker_id: of("https://a.example", ""), ..worker(Role::Clinician) };
        assert_eq!(worker.check(), Ok(()));
        // Once on record it stays what it is.
        assert_eq!(of("https://a.example", "1"), "worker_2ff35z52j6hqvdbpn7c6dmrsac");
    }

    #[test]
    fn a_request_that_came_past_the_layer_has_no_principal() {
        let mut request = tonic::Request::new(());
        let refused = principal(&request).map_err(|status| status.code());
        assert_eq!(refused, Err(tonic::Code::Unauthenticated));
        request.extensions_mut().insert(worker(Role::Clinician));
        assert_eq!(principal(&request).ok(), Some(worker(Role::Clinician)));
    }
}
