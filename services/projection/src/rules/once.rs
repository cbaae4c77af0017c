//! Listing an event once, though it bears on a finding in several ways.

use super::Grounds;
use crate::history::Seen;

/// This event speaks for it, unless it is listed already.
pub(super) fn shown_once<T>(grounds: Grounds, seen: Seen<'_, T>, shows: &str) -> Grounds {
    if is_listed(&grounds, seen) { grounds } else { grounds.shown_by(seen, shows) }
}

/// This event speaks against it, unless it is listed already.
pub(super) fn despite_once<T>(grounds: Grounds, seen: Seen<'_, T>, shows: &str) -> Grounds {
    if is_listed(&grounds, seen) { grounds } else { grounds.despite(seen, shows) }
}

fn is_listed<T>(grounds: &Grounds, seen: Seen<'_, T>) -> bool {
    grounds.evidence.iter().any(|evidence| evidence.event == seen.meta.id)
}
