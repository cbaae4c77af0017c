//! Policies as they are written: read, named and checked.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use cedar_policy::{
    ActionConstraint, EntityUid, ParseErrors, Policy, PolicyId, PolicySet, Schema, ValidationMode,
    Validator,
};

const SCHEMA: &str = include_str!("../../../../deploy/policies/candour.cedarschema");
const ROLES: &str = include_str!("../../../../deploy/policies/roles.cedar");
const RECORDS: &str = include_str!("../../../../deploy/policies/records.cedar");
const LIMITS: &str = include_str!("../../../../deploy/policies/limits.cedar");

/// The file of the limits, which a folder may hold and which is not read from there.
const LIMITS_FILE: &str = "limits.cedar";

/// Why policies cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// A file or folder could not be read.
    #[error("`{0}` could not be read")]
    File(PathBuf, #[source] io::Error),
    /// A folder has no policy.
    #[error("`{0}` holds no file that ends with .cedar, so nobody could do anything")]
    Empty(PathBuf),
    /// A file is no Cedar.
    #[error("`{0}` is not written in Cedar")]
    Syntax(String, #[source] Box<ParseErrors>),
    /// A policy has no name.
    #[error("{0}: a policy has no @id(\"…\"); give it one, by which decisions are explained")]
    Unnamed(String),
    /// Two policies have one name.
    #[error("{0}: there is a policy with the id `{1}` already")]
    Twice(String, String),
    /// A template is no policy.
    #[error("{0}: templates are not used here; write a policy")]
    Template(String),
    /// What is said is not of the schema.
    #[error("the policies do not keep to candour.cedarschema: {0}")]
    Schema(String),
}

impl PolicyError {
    pub(super) fn name(error: ParseErrors) -> Self {
        Self::Syntax("a name of the schema".to_owned(), Box::new(error))
    }
}

/// The policies of the product.
pub(super) fn shipped() -> Result<PolicySet, PolicyError> {
    checked(&[("roles.cedar", ROLES), ("records.cedar", RECORDS), (LIMITS_FILE, LIMITS)])
}

/// The policies of a folder, and the product's limits.
pub(super) fn of_folder(folder: &Path) -> Result<PolicySet, PolicyError> {
    let failed = |error| PolicyError::File(folder.to_owned(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let is_limits = path.file_name().is_some_and(|name| name == LIMITS_FILE);
        if path.extension().is_some_and(|e| e == "cedar") && !is_limits {
            files.push(path);
        }
    }
    if files.is_empty() {
        return Err(PolicyError::Empty(folder.to_owned()));
    }
    files.sort();
    let mut texts = Vec::with_capacity(files.len());
    for file in files {
        let text = fs::read_to_string(&file);
        let text = text.map_err(|e| PolicyError::File(file.clone(), e))?;
        texts.push((file.display().to_string(), text));
    }
    let mut sources: Vec<(&str, &str)> =
        texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    sources.push((LIMITS_FILE, LIMITS));
    checked(&sources)
}

/// The policies of these texts, if they are named and keep to the schema.
pub(super) fn checked(sources: &[(&str, &str)]) -> Result<PolicySet, PolicyError> {
    let mut all = PolicySet::new();
    for (file, text) in sources {
        let syntax = |error| PolicyError::Syntax((*file).to_owned(), Box::new(error));
        let set: PolicySet = text.parse().map_err(syntax)?;
        if set.templates().next().is_some() {
            return Err(PolicyError::Template((*file).to_owned()));
        }
        for policy in set.policies() {
            all.add(named(file, policy)?).map_err(|_| {
                let id = policy.annotation("id").unwrap_or_default();
                PolicyError::Twice((*file).to_owned(), id.to_owned())
            })?;
        }
    }
    let (schema, _) = Schema::from_cedarschema_str(SCHEMA)
        .map_err(|error| PolicyError::Schema(error.to_string()))?;
    let found = Validator::new(schema).validate(&all, ValidationMode::Strict);
    match found.validation_errors().next() {
        None => Ok(all),
        Some(first) => Err(PolicyError::Schema(first.to_string())),
    }
}

/// The policies that speak of an action. The schema has no groups of actions, so one that
/// names others alone can have no say.
pub(super) fn about(all: &PolicySet, action: &EntityUid) -> Result<PolicySet, PolicyError> {
    let speaks = |policy: &&Policy| match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::In(actions) => actions.contains(action),
        ActionConstraint::Eq(one) => one == *action,
    };
    PolicySet::from_policies(all.policies().filter(speaks).cloned())
        .map_err(|error| PolicyError::Schema(error.to_string()))
}

/// A policy under the name that its author gave it.
fn named(file: &str, policy: &Policy) -> Result<Policy, PolicyError> {
    match policy.annotation("id") {
        Some(id) if !id.is_empty() => Ok(policy.new_id(PolicyId::new(id))),
        _ => Err(PolicyError::Unnamed(file.to_owned())),
    }
}
