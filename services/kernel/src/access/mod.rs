//! Who may: decisions by policies that everyone can read.
//!
//! The policies are Cedar's and stand in `deploy/policies/`. An installation may bring its
//! own instead of `roles.cedar` and `records.cedar`; `limits.cedar` is part of the product
//! and always added, so that no installation can permit what it forbids. What no policy
//! permits is refused, and so is whatever cannot be decided.
//!
//! A decision is a pure function of the policies, who asks, and how they stand to the
//! person; it names the policies that made it.

mod policies;
mod sight;

use std::{
    collections::{HashMap, HashSet},
    fmt,
    sync::Arc,
};

use cedar_policy::{
    Authorizer, Context, Decision as Verdict, Entities, Entity, EntityId, EntityTypeName,
    EntityUid, PolicySet, Request, RestrictedExpression,
};
use proto::common::{Class, Role};
use quick_cache::sync::Cache;

pub use policies::PolicyError;
pub use sight::{CLASSES, Grounds, NEVER, Relation, Sight};

use crate::principal::{
    Principal, roles,
    rpcs::{self, Rpc},
};

/// Decides by policies.
#[derive(Clone)]
pub struct Access {
    shared: Arc<Shared>,
}

struct Shared {
    authorizer: Authorizer,
    /// Of each action the policies that speak of it: no other can have a say.
    policies: HashMap<EntityUid, PolicySet>,
    types: Types,
    /// Calls that were decided lately. Nothing but who asks and what for has a part in it.
    calls: Cache<(Principal, String), Decision>,
}

/// Somebody who asks, as policies see them.
struct Asker {
    worker: EntityUid,
    entities: Entities,
}

/// How many decisions about calls are kept at hand.
const CALLS: usize = 8_192;

/// The names of the schema's types, parsed once.
struct Types {
    role: EntityTypeName,
    worker: EntityTypeName,
    service: EntityTypeName,
    record: EntityTypeName,
    action: EntityTypeName,
}

/// What was decided, and by which policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether it is permitted.
    pub allowed: bool,
    /// The ids of the policies that permit or forbid it, in order; none where no policy
    /// speaks of it, which is a refusal.
    pub policies: Vec<String>,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access")
    }
}

impl Access {
    /// Decides by the policies that come with the product.
    ///
    /// # Errors
    /// If they are not in order, which a test rules out.
    pub fn shipped() -> Result<Self, PolicyError> {
        Self::of(policies::shipped()?)
    }

    /// Decides by the policies of a folder, every `*.cedar` of it, and the product's limits.
    ///
    /// # Errors
    /// If a file cannot be read, is no Cedar, speaks of what the schema does not have, has a
    /// policy without an id, or there is none at all.
    pub fn from_folder(folder: &std::path::Path) -> Result<Self, PolicyError> {
        Self::of(policies::of_folder(folder)?)
    }

    fn of(policies: PolicySet) -> Result<Self, PolicyError> {
        let named = |name: &str| format!("Candour::{name}").parse().map_err(PolicyError::name);
        let types = Types {
            role: named("Role")?,
            worker: named("Worker")?,
            service: named("Service")?,
            record: named("Record")?,
            action: named("Action")?,
        };
        let calls = rpcs::all().map(|rpc| rpc.action.as_str());
        let actions = calls.chain(CLASSES.map(sight::action));
        let policies = actions
            .map(|name| {
                let action = uid(&types.action, name);
                Ok((action.clone(), policies::about(&policies, &action)?))
            })
            .collect::<Result<_, PolicyError>>()?;
        let (authorizer, calls) = (Authorizer::new(), Cache::new(CALLS));
        Ok(Self { shared: Arc::new(Shared { authorizer, policies, types, calls }) })
    }

    /// Whether somebody may call an rpc at all.
    #[must_use]
    pub fn may_call(&self, asker: &Principal, rpc: &Rpc) -> Decision {
        let call = (asker.clone(), rpc.action.clone());
        if let Some(decision) = self.shared.calls.get(&call) {
            return decision;
        }
        let service = uid(&self.shared.types.service, "candour");
        let decision = self.asker(asker).map_or_else(Decision::undecided, |asker| {
            self.decide(&asker, &rpc.action, service, Context::empty())
        });
        self.shared.calls.insert(call, decision.clone());
        decision
    }

    /// The roles that may call an rpc, for a worker and agency of which nothing is known.
    #[must_use]
    pub fn roles_that_may_call(&self, rpc: &Rpc) -> Vec<Role> {
        let asker = |role| Principal {
            worker_id: String::new(),
            agency_id: String::new(),
            role,
            purpose: String::new(),
        };
        roles::all().filter(|role| self.may_call(&asker(*role), rpc).allowed).collect()
    }

    /// What of a person's record somebody is shown, given how they stand to the person.
    #[must_use]
    pub fn sight(&self, asker: &Principal, grounds: &Grounds) -> Sight {
        let mut sight = Sight::default();
        for (class, decision) in self.of_record(asker, grounds, &CLASSES) {
            sight.take(class, decision);
        }
        sight
    }

    /// Whether somebody is shown one part of a person's record.
    #[must_use]
    pub fn sees(&self, asker: &Principal, grounds: &Grounds, class: Class) -> bool {
        let decided = self.of_record(asker, grounds, &[class]);
        decided.into_iter().any(|(_, decision)| decision.allowed)
    }

    /// What is decided of these parts of a record; nothing of what cannot be decided.
    fn of_record(
        &self,
        asker: &Principal,
        grounds: &Grounds,
        classes: &[Class],
    ) -> Vec<(Class, Decision)> {
        let (Some(asker), Some(context)) = (self.asker(asker), grounds.to_context()) else {
            return Vec::new();
        };
        let record = uid(&self.shared.types.record, "record");
        let decide = |class: &Class| {
            let action = sight::action(*class);
            (*class, self.decide(&asker, action, record.clone(), context.clone()))
        };
        classes.iter().map(decide).collect()
    }

    fn asker(&self, asker: &Principal) -> Option<Asker> {
        let types = &self.shared.types;
        let worker = uid(&types.worker, &asker.worker_id);
        let said = [("agency", &asker.agency_id), ("purpose", &asker.purpose)];
        let said = said.map(|(name, text)| {
            (name.to_owned(), RestrictedExpression::new_string(text.to_owned()))
        });
        let role = uid(&types.role, &role_in_policies(asker.role));
        let entity = Entity::new(worker.clone(), said.into(), HashSet::from([role])).ok()?;
        // The schema is asked when policies are read; what is built here is of its form.
        let entities = Entities::from_entities([entity], None).ok()?;
        Some(Asker { worker, entities })
    }

    fn decide(
        &self,
        Asker { worker, entities }: &Asker,
        action: &str,
        resource: EntityUid,
        context: Context,
    ) -> Decision {
        let Shared { authorizer, policies, types, .. } = &*self.shared;
        let action = uid(&types.action, action);
        let Some(policies) = policies.get(&action) else { return Decision::undecided() };
        let request = Request::new(worker.clone(), action, resource, context, None);
        let Ok(request) = request else { return Decision::undecided() };
        let answer = authorizer.is_authorized(&request, policies, entities);
        let mut by: Vec<String> = answer.diagnostics().reason().map(ToString::to_string).collect();
        by.sort();
        // A policy that cannot be evaluated may be the one that forbids.
        let whole = answer.diagnostics().errors().next().is_none();
        Decision { allowed: whole && answer.decision() == Verdict::Allow, policies: by }
    }
}

impl Decision {
    /// Tells the process's log who asked for what, and which policies decided. A command that
    /// was permitted is also on record, as its event.
    pub fn log(&self, asker: &Principal, action: &str) {
        let policies = self.policies.join(" ");
        if self.allowed {
            tracing::debug!(%asker, action, policies, "permitted");
        } else {
            tracing::info!(%asker, action, policies, "refused");
        }
    }

    /// A refusal of what could not be decided.
    fn undecided() -> Self {
        Self { allowed: false, policies: Vec::new() }
    }
}

fn uid(of: &EntityTypeName, id: &str) -> EntityUid {
    EntityUid::from_type_name_and_id(of.clone(), EntityId::new(id))
}

/// A role as policies name it, such as `care_coordinator`.
fn role_in_policies(role: Role) -> String {
    role.as_str_name().trim_start_matches("ROLE_").to_ascii_lowercase()
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
