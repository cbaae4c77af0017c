//! What a role may call.
//!
//! The table is in a file of its own. It says which trade does what, and no
//! more: whose person, which plan and whose author are for the services.

use proto::common::Role;

pub use super::table::TABLE;

/// One rpc and who may call it.
#[derive(Debug)]
pub struct Row {
    /// The rpc, such as `candour.referrals.v1.ReferralsService/RecordContact`.
    pub rpc: &'static str,
    /// The roles that may call it.
    pub roles: &'static [Role],
}

/// The row of an rpc, with or without the slash before it.
#[must_use]
pub fn row(path: &str) -> Option<&'static Row> {
    let rpc = path.strip_prefix('/').unwrap_or(path);
    TABLE.iter().find(|row| row.rpc == rpc)
}

/// Whether a role may call an rpc; `None` for an rpc without a row, which nobody may call.
#[must_use]
pub fn allows(path: &str, role: Role) -> Option<bool> {
    row(path).map(|row| row.roles.contains(&role))
}

/// A role by its name in the contract (`ROLE_CARE_COORDINATOR`), or as people
/// write it (`care_coordinator`, `care-coordinator`). Tokens hold the former.
#[must_use]
pub fn role_named(name: &str) -> Option<Role> {
    let upper = name.trim().to_ascii_uppercase().replace(['-', ' '], "_");
    Role::from_str_name(&upper)
        .or_else(|| Role::from_str_name(&format!("ROLE_{upper}")))
        .filter(|role| *role != Role::Unspecified)
}

/// All roles of the contract.
pub fn all() -> impl Iterator<Item = Role> {
    (1..=i32::from(u8::MAX)).map_while(|number| Role::try_from(number).ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use prost_reflect::{DescriptorPool, MethodDescriptor};

    use super::*;

    fn methods() -> Vec<MethodDescriptor> {
        DescriptorPool::decode(proto::DESCRIPTORS)
            .unwrap()
            .services()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
            .collect()
    }

    fn name(method: &MethodDescriptor) -> String {
        format!("{}/{}", method.parent_service().full_name(), method.name())
    }

    /// Whether it asks for a fact to be put on record.
    fn is_command(method: &MethodDescriptor) -> bool {
        method.input().get_field_by_name("act").is_some()
    }

    fn may(role: Role, rpc: &str) -> bool {
        allows(rpc, role).unwrap_or_else(|| unreachable!("{rpc} has no row"))
    }

    #[test]
    fn every_rpc_has_one_row_and_every_row_an_rpc() {
        let rpcs: BTreeSet<String> = methods().iter().map(name).collect();
        let rows: BTreeSet<String> = TABLE.iter().map(|row| row.rpc.to_owned()).collect();
        assert_eq!(rows.len(), TABLE.len(), "an rpc has two rows");
        assert_eq!(rpcs.difference(&rows).collect::<Vec<_>>(), Vec::<&String>::new(), "no row");
        assert_eq!(rows.difference(&rpcs).collect::<Vec<_>>(), Vec::<&String>::new(), "no rpc");
    }

    #[test]
    fn no_row_is_open_to_nobody_to_the_unnamed_or_to_a_role_twice() {
        for row in TABLE {
            let roles: BTreeSet<i32> = row.roles.iter().map(|role| *role as i32).collect();
            assert!(!roles.is_empty(), "{}", row.rpc);
            assert!(!roles.contains(&0), "{}", row.rpc);
            assert_eq!(roles.len(), row.roles.len(), "{}", row.rpc);
        }
    }

    #[test]
    fn an_rpc_without_a_row_is_nobodys() {
        for role in all() {
            assert_eq!(allows("/candour.referrals.v1.ReferralsService/Erase", role), None);
            assert_eq!(allows("", role), None);
        }
    }

    #[test]
    fn information_governance_may_put_every_fact_on_record() {
        for method in methods().iter().filter(|method| is_command(method)) {
            assert!(may(Role::InformationGovernance, &name(method)), "{}", name(method));
        }
    }

    #[test]
    fn oversight_vendors_services_and_operators_put_nothing_about_a_person_on_record() {
        // What becomes of a flag is said of the agencies.
        let of_flags =
            |m: &MethodDescriptor| m.parent_service().full_name().starts_with("candour.oversight.");
        for method in methods().iter().filter(|m| is_command(m) && !of_flags(m)) {
            for role in [Role::Oversight, Role::Service] {
                assert!(!may(role, &name(method)), "{role:?} {}", name(method));
            }
            if !method.parent_service().full_name().starts_with("candour.panel.") {
                for role in [Role::Vendor, Role::Operator] {
                    let reports = role == Role::Operator && method.name() == "ReportIncident";
                    assert!(reports || !may(role, &name(method)), "{role:?} {}", name(method));
                }
            }
        }
    }

    #[test]
    fn police_record_their_own_part_and_write_no_plan() {
        for rpc in [
            "candour.sanctions.v1.SanctionsService/ApplySanction",
            "candour.sanctions.v1.SanctionsService/InvolvePolice",
            "candour.panel.v1.PanelService/Disclose",
            "candour.panel.v1.PanelService/GrantAccess",
        ] {
            assert!(may(Role::PoliceOfficer, rpc), "{rpc}");
        }
        for method in methods() {
            if method.parent_service().full_name().starts_with("candour.careplans.") {
                assert!(!may(Role::PoliceOfficer, &name(&method)), "{}", name(&method));
            }
        }
    }

    #[test]
    fn keys_are_for_services_and_the_sandboxs_clock_for_operators() {
        for role in all() {
            assert_eq!(may(role, "candour.ledger.v1.KeysService/GetKey"), role == Role::Service);
            assert_eq!(
                may(role, "candour.ledger.v1.SandboxService/Advance"),
                role == Role::Operator
            );
        }
    }

    #[test]
    fn a_role_is_known_by_each_of_its_spellings() {
        for role in all() {
            let short = role.as_str_name().trim_start_matches("ROLE_").to_lowercase();
            assert_eq!(role_named(role.as_str_name()), Some(role));
            assert_eq!(role_named(&short), Some(role));
            assert_eq!(role_named(&short.replace('_', "-")), Some(role));
        }
        assert_eq!(role_named("unspecified"), None);
        assert_eq!(role_named("chief"), None);
        assert_eq!(all().count(), 17);
    }
}
