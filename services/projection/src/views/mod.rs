//! Read models: each a fold over events and a query.

mod about;
pub mod cases;
pub mod flags;
pub mod frequency;
pub mod glass;
pub mod holdings;
mod kept;
pub mod links;
pub mod looks;
pub mod moment;
pub mod register;
pub mod restrictions;
pub mod returns;
pub mod themselves;
pub mod ties;
pub mod timeline;

use proto::{any::AnyEvent, envelope::Recorded};

use crate::{
    alerts,
    store::{self, StoreError, Work},
    table::Table,
};

const OVERSIGHT_BODIES: u8 = Table::OversightBody.letter();

/// Takes an event into every view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    if alerts::is_oversight_body(&recorded.event) {
        let id = recorded.meta.stream.to_string();
        work.put(store::key(OVERSIGHT_BODIES, &[&id]), id.into_bytes());
    }
    cases::fold(work, recorded)?;
    holdings::fold(work, recorded)?;
    links::fold(work, recorded)?;
    looks::fold(work, recorded)?;
    register::fold(work, recorded)?;
    themselves::fold(work, recorded);
    ties::fold(work, recorded)?;
    restrictions::fold(work, recorded)?;
    returns::fold(work, recorded)
}

/// Takes an event of the projection's own log into the views that are about people.
///
/// # Errors
/// If the store fails.
pub fn fold_own(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    glass::fold(work, recorded)?;
    looks::fold(work, recorded)?;
    returns::fold(work, recorded)
}

/// The oversight bodies on the register.
///
/// # Errors
/// If the store fails, or holds one that cannot be read.
pub fn oversight_bodies(work: &Work<'_>) -> Result<Vec<String>, StoreError> {
    let bodies = work.scan(&[OVERSIGHT_BODIES]).map(|item| {
        let (key, id) = item?;
        let unreadable = |_| StoreError::unreadable(&key);
        String::from_utf8(id.to_vec()).map_err(unreadable)
    });
    bodies.collect()
}
