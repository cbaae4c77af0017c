//! Shorthands by which forms are written down.

use super::{Field, Kind};

const fn field(path: &'static str, label: &'static str, kind: Kind, needed: bool) -> Field {
    Field { path, label, hint: "", kind, needed }
}

/// A field that must be filled in.
pub(super) const fn asked(path: &'static str, label: &'static str, kind: Kind) -> Field {
    field(path, label, kind, true)
}

/// A field that may be left empty.
pub(super) const fn maybe(path: &'static str, label: &'static str, kind: Kind) -> Field {
    field(path, label, kind, false)
}

/// What the page that led here said.
pub(super) const fn given(path: &'static str) -> Field {
    field(path, "", Kind::Hidden, true)
}

/// A new id.
pub(super) const fn fresh(path: &'static str, noun: &'static str) -> Field {
    field(path, "", Kind::Fresh(noun), true)
}

impl Field {
    /// With something that helps to answer.
    pub(super) const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
}
