//! What is known of each scheme, for its oversight return.
//!
//! The facts of a scheme stand together, with both times, in chunks that are read at once;
//! so a return costs what is known of its scheme and not of everybody. What is said of a
//! person without a scheme waits under the person, and is put beside the facts of each
//! scheme that they come to, whichever of the two is heard first.

use proto::{any::AnyEvent, envelope::Recorded};

use super::moment::AsOf;
use crate::{
    chunks,
    returns::{Fact, Heard, What, heard},
    store::{self, StoreError, Work},
    table::Table,
};

const FACTS: u8 = Table::ReturnFacts.letter();
const SCHEMES: u8 = Table::ReturnSchemes.letter();
const BEGAN: u8 = Table::ReturnBegan.letter();

/// A chunk takes no further fact once it is this long, in bytes.
const CHUNK_BYTES: usize = 4 * 1024;

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    for Heard { scheme, of, fact } in heard(recorded) {
        if let Some(scheme) = scheme {
            tie(work, &of, &scheme)?;
            if fact.what == What::Scheme {
                let mut bytes = Vec::new();
                fact.write(&mut bytes);
                work.put(store::key(BEGAN, &[&scheme]), bytes);
            }
            append(work, &scheme, |bytes| fact.write(bytes))?;
            continue;
        }
        append(work, &of, |bytes| fact.write(bytes))?;
        for scheme in schemes_of(work, &of)? {
            append(work, &scheme, |bytes| fact.write(bytes))?;
        }
    }
    Ok(())
}

/// Puts somebody or something to a scheme, with all that was said of them before.
fn tie(work: &mut Work<'_>, of: &str, scheme: &str) -> Result<(), StoreError> {
    // A scheme is put to no other: what it says of another is said once.
    let key = store::key(SCHEMES, &[of, scheme]);
    if of.starts_with("scheme_") || work.get(&key)?.is_some() {
        return Ok(());
    }
    work.put(key, Vec::new());
    for fact in facts(work, of)? {
        append(work, scheme, |bytes| fact.write(bytes))?;
    }
    Ok(())
}

/// The schemes to which somebody or something was put.
fn schemes_of(work: &Work<'_>, of: &str) -> Result<Vec<String>, StoreError> {
    store::last_parts(work, &store::key(SCHEMES, &[of]))
}

fn append(
    work: &mut Work<'_>,
    of: &str,
    write: impl FnOnce(&mut Vec<u8>),
) -> Result<(), StoreError> {
    chunks::append(work, &store::key(FACTS, &[of]), CHUNK_BYTES, write)?;
    Ok(())
}

/// How much is known of a scheme: it is another number as soon as more is.
///
/// # Errors
/// If the store fails.
pub fn extent(work: &Work<'_>, scheme: &str) -> Result<(u64, usize), StoreError> {
    let last = chunks::last(work, &store::key(FACTS, &[scheme]))?;
    Ok(last.map(|(number, chunk)| (number, chunk.len())).unwrap_or_default())
}

/// The registration of a scheme, if it was registered.
///
/// # Errors
/// If the store fails, or holds what cannot be read.
pub fn began(work: &Work<'_>, scheme: &str) -> Result<Option<Fact>, StoreError> {
    let key = store::key(BEGAN, &[scheme]);
    let Some(bytes) = work.get(&key)? else { return Ok(None) };
    let (fact, _) = Fact::read(&bytes).ok_or_else(|| StoreError::unreadable(&key))?;
    Ok(Some(fact))
}

/// All that is known of a scheme, or of an agency, in the order in which it was heard.
///
/// # Errors
/// If the store fails, or holds what cannot be read.
pub fn facts(work: &Work<'_>, of: &str) -> Result<Vec<Fact>, StoreError> {
    chunks::read(work, &store::key(FACTS, &[of]), Fact::read)
}

/// What an agency is called, as of a day; empty if nobody said.
///
/// # Errors
/// If the store fails.
pub fn name_of(work: &Work<'_>, agency: &str, as_of: AsOf) -> Result<String, StoreError> {
    let mut names = facts(work, agency)?;
    names.retain(|fact| fact.what == What::Agency && fact.when.stood(as_of));
    names.sort_by_key(|fact| (fact.when.happened, fact.when.known));
    Ok(names.last().map(|fact| fact.word(0).to_owned()).unwrap_or_default())
}

#[cfg(test)]
mod tests;
