//! Shorthands by which forms are written down.

use super::{Field, Kind};

const fn field(path: &'static str, label: &'static str, kind: Kind, needed: bool) -> Field {
    Field { path, label, hint: "", kind, needed, mine: false, screened: false }
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

/// What the page that led here may have said.
pub(super) const fn carried(path: &'static str) -> Field {
    field(path, "", Kind::Hidden, false)
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

    /// Filled in beforehand with whoever is signed in, or with their agency.
    pub(super) const fn mine(mut self) -> Self {
        self.mine = true;
        self
    }

    /// Whose words can be screened before they are sent.
    pub(super) const fn screened(mut self) -> Self {
        self.screened = true;
        self
    }
}
