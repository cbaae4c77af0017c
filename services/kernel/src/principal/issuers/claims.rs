//! What another issuer's claims mean here.
//!
//! An issuer vouches for who somebody is and what it calls them. Which agency, role
//! or person that is here, the file of issuers says; what it does not say is nothing.
//! Why somebody asks is no issuer's to say: it is not known when they sign in, and
//! changes with what they do next. So it comes with each request, from the purposes
//! that the file allows the issuer's users; where there is one, it goes without saying.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use proto::common::Role;
use serde_json::Value;

use super::persons::PersonsFile;
use crate::principal::{PersonIds, Principal, TokenError, verifier::Verified};

/// The longest name of somebody at an issuer, in bytes, as OpenID Connect has it.
const LONGEST_SUBJECT: usize = 255;

/// Where something stands in a token: the name of a claim or, where it begins with
/// `/`, a path into one (RFC 6901).
#[derive(Clone, Debug)]
pub(in crate::principal) struct Claim(pub(super) String);

impl Claim {
    fn of<'a>(&self, claims: &'a Value) -> Option<&'a Value> {
        match self.0.starts_with('/') {
            true => claims.pointer(&self.0),
            false => claims.get(&self.0),
        }
    }

    fn text<'a>(&self, claims: &'a Value) -> Option<&'a str> {
        self.of(claims)?.as_str().filter(|text| !text.is_empty())
    }
}

/// What an issuer's claims mean.
pub(in crate::principal) struct Rules {
    pub(super) subject: Claim,
    pub(super) purposes: Vec<String>,
    pub(super) users: Users,
}

/// Whom an issuer vouches for.
pub(super) enum Users {
    /// Those who work for agencies.
    Workers { roles: Roles, agency: Agency },
    /// People on the register, who ask about themselves.
    Persons { persons: Persons, agency_id: String },
}

/// Where somebody's roles stand, and which of ours they are.
pub(super) struct Roles {
    pub(super) claim: Claim,
    /// Where a claim names the one of several in use.
    pub(super) selected: Option<Selected>,
    pub(super) table: HashMap<String, Role>,
}

/// The one entry of a list that another claim names.
pub(super) struct Selected {
    pub(super) claim: Claim,
    /// The field of an entry that it is named by.
    pub(super) id: String,
    /// The field of an entry that says the role.
    pub(super) role: String,
}

/// For whom an issuer's users act.
pub(super) enum Agency {
    /// For one agency.
    One(String),
    /// For the one whose code stands in a claim.
    Claim(Claim, HashMap<String, String>),
    /// For the one whose code stands in a field of the selected role.
    Entry(String, HashMap<String, String>),
}

/// Who on the register somebody is.
pub(super) enum Persons {
    /// A claim holds the person's id.
    Claim(Claim),
    /// A file says so.
    File(Arc<PersonsFile>),
}

impl Rules {
    /// Who the bearer of a token is here. Its signature has been checked.
    pub(in crate::principal) fn verified(
        &self,
        issuer: &str,
        claims: &Value,
    ) -> Result<Verified, TokenError> {
        let subject = self.subject.text(claims).filter(|text| text.len() <= LONGEST_SUBJECT);
        let subject = subject.ok_or(TokenError::Invalid("it does not say whose it is"))?;
        let principal = match &self.users {
            Users::Workers { roles, agency } => {
                let entry = roles.entry(claims)?;
                Principal {
                    worker_id: Principal::worker_of_issuer(issuer, subject),
                    agency_id: agency.of(claims, entry).ok_or(TokenError::AgencyNotMapped)?,
                    role: roles.of(claims, entry)?,
                    purpose: String::new(),
                }
            }
            Users::Persons { persons, agency_id } => Principal {
                worker_id: persons.worker_of(claims, subject).ok_or(TokenError::PersonNotMapped)?,
                agency_id: agency_id.clone(),
                role: Role::Person,
                purpose: String::new(),
            },
        };
        let person_ids = PersonIds::usual(principal.role);
        Ok(Verified { principal, person_ids })
    }

    /// Why somebody asks, by what they say.
    pub(in crate::principal) fn purpose(&self, said: Option<&str>) -> Result<String, TokenError> {
        let allowed = match (said.map(str::trim), self.purposes.as_slice()) {
            (Some(said), purposes) => purposes.iter().find(|purpose| *purpose == said),
            (None, [only]) => Some(only),
            (None, _) => None,
        };
        allowed.cloned().ok_or_else(|| TokenError::PurposeNotAllowed(self.purposes.join(", ")))
    }

    /// Reads what stands in files again; says whether anything did.
    pub(super) fn read_again(&self) -> bool {
        match &self.users {
            Users::Persons { persons: Persons::File(file), .. } => file.read_again(),
            _ => false,
        }
    }
}

impl Roles {
    /// The selected entry, where one is to be selected.
    fn entry<'a>(&self, claims: &'a Value) -> Result<Option<&'a Value>, TokenError> {
        let Some(selected) = &self.selected else { return Ok(None) };
        let name = selected.claim.text(claims).ok_or(TokenError::RoleNotClear)?;
        let entries = self.claim.of(claims).and_then(Value::as_array);
        let mut named = entries
            .into_iter()
            .flatten()
            .filter(|entry| entry.get(&selected.id).and_then(Value::as_str) == Some(name));
        match (named.next(), named.next()) {
            (Some(entry), None) => Ok(Some(entry)),
            _ => Err(TokenError::RoleNotClear),
        }
    }

    fn of(&self, claims: &Value, entry: Option<&Value>) -> Result<Role, TokenError> {
        let codes: Vec<&str> = match (&self.selected, self.claim.of(claims)) {
            (Some(selected), _) => {
                entry.and_then(|e| e.get(&selected.role)?.as_str()).into_iter().collect()
            }
            (None, Some(Value::String(code))) => vec![code],
            (None, Some(Value::Array(codes))) => codes.iter().filter_map(Value::as_str).collect(),
            (None, _) => vec![],
        };
        let roles: BTreeSet<i32> = codes
            .iter()
            .filter_map(|code| self.table.get(*code))
            .map(|role| *role as i32)
            .collect();
        let mut roles = roles.into_iter().filter_map(|role| Role::try_from(role).ok());
        match (roles.next(), roles.next()) {
            (Some(role), None) => Ok(role),
            (None, _) => Err(TokenError::RoleNotMapped),
            // Chosen for them, it might be the one under which they may see more.
            (Some(_), Some(_)) => Err(TokenError::RoleNotClear),
        }
    }
}

impl Agency {
    fn of(&self, claims: &Value, entry: Option<&Value>) -> Option<String> {
        match self {
            Self::One(id) => Some(id.clone()),
            Self::Claim(claim, table) => table.get(claim.text(claims)?).cloned(),
            Self::Entry(field, table) => table.get(entry?.get(field)?.as_str()?).cloned(),
        }
    }
}

impl Persons {
    fn worker_of(&self, claims: &Value, subject: &str) -> Option<String> {
        match self {
            Self::Claim(claim) => {
                claim.text(claims)?.parse().ok().map(|id| Principal::worker_of(&id))
            }
            Self::File(file) => file.person(subject).map(|id| Principal::worker_of(&id)),
        }
    }
}

#[cfg(test)]
#[path = "claims_tests.rs"]
mod tests;
