//! Which other issuers' tokens are taken: read from a file.
//!
//! A place in it that is not understood keeps the process from starting: a word that is
//! spelt wrongly must not quietly let nobody in, or anybody. No issuer can grant the
//! roles by which this product's own parts and those who run it are known.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use http::Uri;
use jsonwebtoken::Algorithm;
use proto::{common::Role, ids::AgencyId};
use serde::Deserialize;

use super::{
    Issuer, Kind, Other, Reached,
    claims::{Agency, Claim, Persons, Roles, Rules, Selected, Users},
    discovery::{Source, may_be_asked},
    fetched::{Fetched, Times},
    persons::PersonsFile,
};
use crate::{
    https::TlsError,
    principal::{is_purpose, roles::role_named},
    settings::{self, FileError},
};

/// A token of another issuer may be longer than ours: it may list many roles.
const LONGEST_TOKEN: usize = 8192;
/// How often keys are fetched, unless the file says otherwise.
const REFRESH_SECONDS: u32 = 300;
/// For how long keys are good while they cannot be fetched, unless the file says otherwise.
const AGE_MAX_HOURS: u32 = 24;
/// The roles that no issuer grants but the installation.
const OURS: [Role; 2] = [Role::Service, Role::Operator];

/// Why the file of issuers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum IssuersError {
    /// It cannot be read, or is not of the form wanted.
    #[error(transparent)]
    File(#[from] FileError),
    /// Something in it is not in order.
    #[error("issuer {number}, {field}: {says}")]
    Wrong {
        /// Which issuer of the file, from one.
        number: usize,
        /// Which of its settings.
        field: &'static str,
        /// What is wrong, and what would be right.
        says: String,
    },
    /// TLS cannot be spoken.
    #[error("issuer {0} cannot be asked over TLS")]
    Tls(usize, #[source] TlsError),
}

/// The issuers of a file.
#[derive(Default)]
pub struct Settings(Vec<Ready>);

struct Ready {
    name: String,
    audience: String,
    algorithms: Vec<Algorithm>,
    source: Source,
    times: Times,
    rules: Rules,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    issuer: Vec<Entry>,
}

/// An issuer as the file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    url: String,
    audience: String,
    algorithms: Vec<String>,
    purposes: Vec<String>,
    subject_claim: Option<String>,
    agency: Option<String>,
    agency_claim: Option<String>,
    #[serde(default)]
    agencies: HashMap<String, String>,
    roles_claim: Option<String>,
    selected_claim: Option<String>,
    entry_id: Option<String>,
    entry_role: Option<String>,
    entry_agency: Option<String>,
    #[serde(default)]
    roles: HashMap<String, String>,
    person_claim: Option<String>,
    persons_file: Option<PathBuf>,
    authorities_file: Option<PathBuf>,
    refresh_seconds: Option<u32>,
    keys_age_max_hours: Option<u32>,
}

impl Settings {
    /// Reads a file. Paths in it start from its folder.
    ///
    /// # Errors
    /// If it, or a file that it names, cannot be read, or is not in order.
    pub fn read(path: &Path) -> Result<Self, IssuersError> {
        let file: File = settings::read(path, |error, _| error.message().to_owned())?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut names = HashSet::new();
        let mut issuers = Vec::new();
        for (at, entry) in file.issuer.into_iter().enumerate() {
            let number = at.saturating_add(1);
            if !names.insert(entry.url.clone()) {
                return Err(wrong(number, "url", "another issuer of the file has it"));
            }
            issuers.push(entry.ready(number, folder)?);
        }
        Ok(Self(issuers))
    }

    /// Asks each issuer for its keys, once, and says how that went.
    pub async fn reach(self) -> Vec<Reached> {
        let asked = self.issuers(&Arc::default()).into_iter().map(|issuer| async move {
            let keys = match issuer.other() {
                Some(other) => other.keys.fetch().await,
                None => Ok(0),
            };
            Reached { issuer: issuer.name, keys }
        });
        futures::future::join_all(asked).await
    }

    pub(in crate::principal) fn issuers(self, edition: &Arc<AtomicU64>) -> Vec<Issuer> {
        let numbered = self.0.into_iter().enumerate();
        numbered
            .map(|(at, ready)| {
                let Ready { name, audience, algorithms, source, times, rules } = ready;
                let number = at.saturating_add(1);
                let keys =
                    Fetched::new(number, source, algorithms.clone(), times, Arc::clone(edition));
                let kind = Kind::Other(Box::new(Other { keys, rules }));
                Issuer::new(&name, &audience, algorithms, LONGEST_TOKEN, kind)
            })
            .collect()
    }
}

impl Entry {
    fn ready(self, number: usize, folder: &Path) -> Result<Ready, IssuersError> {
        let no = |field, says: &str| wrong(number, field, says);
        let source = self.source(number, folder)?;
        if self.audience.is_empty() {
            return Err(no("audience", "it is what the issuer's tokens call this installation"));
        }
        let algorithms = self.algorithms(number)?;
        if self.purposes.is_empty() || !self.purposes.iter().all(|purpose| is_purpose(purpose)) {
            let says = "one or more codes such as `direct_care`, of small letters, digits and `_`";
            return Err(no("purposes", says));
        }
        let number_of = |field, given: Option<u32>, usual, range: std::ops::RangeInclusive<u32>| {
            let number = given.unwrap_or(usual);
            let says = || format!("it is from {} to {}", range.start(), range.end());
            if range.contains(&number) { Ok(number) } else { Err(no(field, &says())) }
        };
        let refresh =
            number_of("refresh_seconds", self.refresh_seconds, REFRESH_SECONDS, 10..=3600)?;
        let hours =
            number_of("keys_age_max_hours", self.keys_age_max_hours, AGE_MAX_HOURS, 1..=168)?;
        let times = Times::new(
            Duration::from_secs(u64::from(refresh)),
            Duration::from_secs(u64::from(hours)).saturating_mul(3600),
        );
        let claim = |name: &Option<String>| name.clone().map(Claim);
        let users = match (&self.person_claim, &self.persons_file) {
            (None, None) => self.workers(number)?,
            (Some(_), Some(_)) => {
                return Err(no("persons_file", "either this or `person_claim`"));
            }
            (person_claim, file) => {
                let persons = match (claim(person_claim), file) {
                    (Some(claim), _) => Persons::Claim(claim),
                    (None, file) => {
                        let path = folder.join(file.clone().unwrap_or_default());
                        Persons::File(Arc::new(PersonsFile::open(path)?))
                    }
                };
                self.only_persons(number)?;
                let agency_id = self.agency(number)?.ok_or_else(|| {
                    no("agency", "people ask through an agency: name the one that runs this")
                })?;
                Users::Persons { persons, agency_id }
            }
        };
        let subject = claim(&self.subject_claim).unwrap_or(Claim("sub".to_owned()));
        let rules = Rules { subject, purposes: self.purposes, users };
        Ok(Ready { name: self.url, audience: self.audience, algorithms, source, times, rules })
    }

    fn source(&self, number: usize, folder: &Path) -> Result<Source, IssuersError> {
        let no = |says: &str| wrong(number, "url", says);
        let uri: Uri = self.url.parse().map_err(|_| no("it is no URL"))?;
        if uri.authority().is_some_and(|a| a.as_str().contains('@')) || uri.query().is_some() {
            return Err(no("it holds no name, password or query"));
        }
        if !may_be_asked(&uri) {
            return Err(no("it begins with https://; http:// reaches this machine alone"));
        }
        let authorities = self.authorities_file.as_ref().map(|file| folder.join(file));
        Source::new(&self.url, authorities.as_deref())
            .map_err(|error| IssuersError::Tls(number, error))?
            .ok_or_else(|| no("it is no URL"))
    }

    fn algorithms(&self, number: usize) -> Result<Vec<Algorithm>, IssuersError> {
        let says =
            "one or more of RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 and EdDSA";
        let no = || wrong(number, "algorithms", says);
        let parsed: Result<Vec<Algorithm>, _> =
            self.algorithms.iter().map(|name| name.parse::<Algorithm>()).collect();
        let parsed = parsed.map_err(|_| no())?;
        // With a shared secret whoever checks tokens could make them.
        let shared =
            |a: &Algorithm| matches!(a, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512);
        if parsed.is_empty() || parsed.iter().any(shared) { Err(no()) } else { Ok(parsed) }
    }

    /// The one agency of all its users, if there is one.
    fn agency(&self, number: usize) -> Result<Option<String>, IssuersError> {
        let id = self.agency.clone();
        id.map(|id| agency(number, "agency", &id).map(|()| id)).transpose()
    }

    fn workers(&self, number: usize) -> Result<Users, IssuersError> {
        let no = |field, says: &str| wrong(number, field, says);
        let claim = self.roles_claim.clone().map(Claim).ok_or_else(|| {
            no("roles_claim", "name the claim with a user's roles, or say which person they are")
        })?;
        let mut table = HashMap::new();
        for (code, name) in &self.roles {
            let role = role_named(name).ok_or_else(|| {
                no("roles", "the right side is a role's name, such as \"care_coordinator\"")
            })?;
            if OURS.contains(&role) {
                return Err(no("roles", "no issuer grants `service` or `operator`"));
            }
            if role == Role::Person {
                let says = "a person is who `person_claim` or `persons_file` says, of an issuer of their own";
                return Err(no("roles", says));
            }
            table.insert(code.clone(), role);
        }
        if table.is_empty() {
            return Err(no("roles", "without a code that stands for a role nobody is let in"));
        }
        let selected = match (&self.selected_claim, &self.entry_id, &self.entry_role) {
            (None, None, None) => None,
            (Some(claim), Some(id), Some(role)) => {
                Some(Selected { claim: Claim(claim.clone()), id: id.clone(), role: role.clone() })
            }
            _ => {
                let says = "`selected_claim`, `entry_id` and `entry_role` stand together";
                return Err(no("selected_claim", says));
            }
        };
        let agency = match (self.agency(number)?, &self.agency_claim, &self.entry_agency) {
            (Some(id), None, None) if self.agencies.is_empty() => Agency::One(id),
            (None, Some(claim), None) => Agency::Claim(Claim(claim.clone()), self.table(number)?),
            (None, None, Some(field)) if selected.is_some() => {
                Agency::Entry(field.clone(), self.table(number)?)
            }
            _ => {
                let says = "one of `agency`, `agency_claim` with `agencies`, and, where a role is \
                            selected, `entry_agency` with `agencies`";
                return Err(no("agency", says));
            }
        };
        Ok(Users::Workers { roles: Roles { claim, selected, table }, agency })
    }

    /// The agencies by the issuer's codes for them.
    fn table(&self, number: usize) -> Result<HashMap<String, String>, IssuersError> {
        if self.agencies.is_empty() {
            let says = "without a code that stands for an agency nobody is let in";
            return Err(wrong(number, "agencies", says));
        }
        self.agencies.values().try_for_each(|id| agency(number, "agencies", id))?;
        Ok(self.agencies.clone())
    }

    /// Whether nothing is said that is for workers alone.
    fn only_persons(&self, number: usize) -> Result<(), IssuersError> {
        let for_workers = self.roles_claim.is_some()
            || self.selected_claim.is_some()
            || self.entry_id.is_some()
            || self.entry_role.is_some()
            || self.entry_agency.is_some()
            || self.agency_claim.is_some()
            || !self.agencies.is_empty()
            || !self.roles.is_empty();
        if for_workers {
            let says = "an issuer vouches for people on the register or for workers, not for both";
            return Err(wrong(number, "roles", says));
        }
        Ok(())
    }
}

fn agency(number: usize, field: &'static str, id: &str) -> Result<(), IssuersError> {
    id.parse::<AgencyId>()
        .map(|_| ())
        .map_err(|_| wrong(number, field, "an agency's id reads agency_ and 26 letters and digits"))
}

fn wrong(number: usize, field: &'static str, says: &str) -> IssuersError {
    IssuersError::Wrong { number, field, says: says.to_owned() }
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
