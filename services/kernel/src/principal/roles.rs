//! The roles of the contract, by their names.

use proto::common::Role;

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
mod tests {
    use super::*;

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
