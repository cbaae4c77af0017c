//! Kinds of event, as those who ask name them: without their package.

use std::collections::HashSet;

use proto::any::types;

use super::number_of;

/// The kinds that are asked for; all of them if none is named.
#[derive(Clone, Debug, Default)]
pub struct Kinds(HashSet<u32>);

impl Kinds {
    /// Kinds of these names, such as "ContactRecorded".
    ///
    /// # Errors
    /// With the first name that is no event's.
    pub fn named(names: &[String]) -> Result<Self, &str> {
        let mut kinds = HashSet::new();
        for name in names {
            let full = types().find(|full| full.rsplit('.').next() == Some(name));
            kinds.insert(number_of(full.ok_or(name.as_str())?));
        }
        Ok(Self(kinds))
    }

    /// Their numbers, as lists know them; `None` for all of them.
    pub(super) fn numbers(&self) -> Option<Vec<u32>> {
        (!self.0.is_empty()).then(|| self.0.iter().copied().collect())
    }

    /// Whether a kind is among them, as lists know it.
    pub(super) fn hold(&self, kind: u32) -> bool {
        self.0.is_empty() || self.0.contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn named(names: &[&str]) -> Option<Kinds> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Kinds::named(&names).ok()
    }

    #[test]
    fn a_kind_is_found_by_its_name_and_a_name_of_none_is_refused() {
        let contact = number_of("candour.referrals.v1.ContactRecorded");
        let plan = number_of("candour.careplans.v1.PlanDrafted");
        let kinds = named(&["ContactRecorded", "ContactRecorded"]).unwrap_or_default();
        assert!(kinds.hold(contact) && !kinds.hold(plan));
        assert!(named(&[]).is_some_and(|all| all.hold(contact) && all.hold(plan)));
        assert!(named(&["ContactRecorded", "Contact"]).is_none());
        assert!(named(&[""]).is_none());
    }

    #[test]
    fn no_two_kinds_have_one_name_or_are_known_by_one_number() {
        let names: BTreeSet<&str> = types().filter_map(|full| full.rsplit('.').next()).collect();
        let numbers: BTreeSet<u32> = types().map(number_of).collect();
        assert_eq!((names.len(), numbers.len()), (types().count(), types().count()));
        assert!(names.len() > 40);
    }
}
