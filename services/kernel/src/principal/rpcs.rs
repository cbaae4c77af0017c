//! The rpcs of the contract, and the names that policies give them.

use std::{collections::BTreeMap, sync::LazyLock};

use prost_reflect::DescriptorPool;

/// An rpc of the contract.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rpc {
    /// Its whole name, such as `candour.referrals.v1.ReferralsService/RecordContact`.
    pub name: String,
    /// Its name in policies, such as `referrals.RecordContact`.
    pub action: String,
}

static RPCS: LazyLock<BTreeMap<String, Rpc>> = LazyLock::new(|| {
    // What a build holds no descriptors of, nobody may call.
    let pool = DescriptorPool::decode(proto::DESCRIPTORS).unwrap_or_default();
    let methods = pool.services().flat_map(|service| service.methods().collect::<Vec<_>>());
    let ours = methods.filter_map(|method| {
        let service = method.parent_service().full_name().to_owned();
        let context = service.strip_prefix("candour.")?.split('.').next()?.to_owned();
        let name = format!("{service}/{}", method.name());
        Some((name.clone(), Rpc { name, action: format!("{context}.{}", method.name()) }))
    });
    ours.collect()
});

/// All rpcs, in the order of their names.
pub fn all() -> impl ExactSizeIterator<Item = &'static Rpc> {
    RPCS.values()
}

/// An rpc by its whole name, with or without the slash that a path has before it.
#[must_use]
pub fn named(path: &str) -> Option<&'static Rpc> {
    RPCS.get(path.strip_prefix('/').unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rpc_has_an_action_of_its_own() {
        let actions: BTreeSet<&str> = all().map(|rpc| rpc.action.as_str()).collect();
        assert_eq!(actions.len(), all().len());
        assert!(all().len() > 100);
    }

    #[test]
    fn an_rpc_is_found_by_its_path_and_nothing_else_is() {
        let path = "/candour.referrals.v1.ReferralsService/RecordContact";
        assert_eq!(named(path).map(|rpc| rpc.action.as_str()), Some("referrals.RecordContact"));
        assert_eq!(named(&path[1..]), named(path));
        for unknown in ["", "/", "/candour.referrals.v1.ReferralsService/Forget"] {
            assert_eq!(named(unknown), None, "{unknown}");
        }
    }
}
