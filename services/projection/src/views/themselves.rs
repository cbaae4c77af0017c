//! Whose record it is that somebody asks about who asks as the person concerned.
//!
//! Their token says under which id they act, which follows from the person's and cannot be
//! turned back: so it is kept from when they are put on the register.

use kernel::principal::Principal;
use proto::{any::AnyEvent, envelope::Recorded, ids::PersonId, referrals::PersonRegistered};

use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

const THEMSELVES: u8 = Table::Themselves.letter();

/// Takes an event into the view.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) {
    let Some(registered) = recorded.event.get::<PersonRegistered>() else { return };
    if let Ok(person) = registered.person_id.parse::<PersonId>() {
        let worker = Principal::worker_of(&person);
        work.put(store::key(THEMSELVES, &[&worker]), registered.person_id.clone().into_bytes());
    }
}

/// The person who acts under this id; `None` if none on the register does.
///
/// # Errors
/// If the store fails, or holds what is no id.
pub fn person_of(work: &Work<'_>, worker_id: &str) -> Result<Option<String>, StoreError> {
    let key = store::key(THEMSELVES, &[worker_id]);
    let person = work.get(&key)?.map(|bytes| String::from_utf8(bytes.to_vec()));
    person.transpose().map_err(|_| StoreError::unreadable(&key))
}
