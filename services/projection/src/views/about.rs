//! Which entries of a view are about a person or a scheme, so that who asks about one does
//! not have the entries of all others read.
//!
//! An entry that is about something stays so: what a plan was transferred from, it was once
//! about. Who reads it back says what of it still holds.

use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

const ABOUT: u8 = Table::About.letter();

/// Notes that an entry of a table is about something; about nothing, if that has no id.
pub fn note(work: &mut Work<'_>, table: Table, subject: &str, entry: &str) {
    if !subject.is_empty() {
        work.put(key(table, &[subject, entry]), Vec::new());
    }
}

/// The entries of a table that are about something, in their order.
///
/// # Errors
/// If the store fails.
pub fn entries(work: &Work<'_>, table: Table, subject: &str) -> Result<Vec<String>, StoreError> {
    store::last_parts(work, &key(table, &[subject]))
}

fn key(table: Table, parts: &[&str]) -> Vec<u8> {
    let mut key = store::key(ABOUT, parts);
    key.insert(1, table.letter());
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn the_entries_about_one_are_found_in_their_order_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "rules").unwrap();
        let mut work = store.work();
        for (table, subject, entry) in [
            (Table::Plan, "person_1", "plan_2"),
            (Table::Plan, "person_1", "plan_1"),
            (Table::Plan, "person_1", "plan_2"),
            (Table::Plan, "person_11", "plan_3"),
            (Table::Case, "person_1", "referral_1"),
            (Table::Plan, "", "plan_4"),
        ] {
            note(&mut work, table, subject, entry);
        }
        work.commit().unwrap();
        let work = store.work();
        let found = |table, subject| entries(&work, table, subject).unwrap();
        assert_eq!(found(Table::Plan, "person_1"), ["plan_1", "plan_2"]);
        assert_eq!(found(Table::Case, "person_1"), ["referral_1"]);
        assert!(found(Table::Plan, "person_2").is_empty() && found(Table::Plan, "").is_empty());
    }
}
