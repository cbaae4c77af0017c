//! What a rule reads beside the anchor's own events.
//!
//! A watch works both ways: it says where a rule finds events of a kind, and
//! which anchors are judged again when such an event comes. Each names one
//! thing that the two have in common, so that what is read about one person
//! does not grow with the number of people.

use jiff::Timestamp;

use super::windows::{Window, around};

/// Events of one kind, and what leads to them from an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The kind of event.
    pub kind: &'static str,
    /// What leads there.
    pub through: Through,
    /// How near to the anchor's own events they must lie, if they must.
    pub near: Option<Near>,
}

/// How near to an anchor's own events something must have ended to be read, so
/// that what is read does not grow with what a person has lived through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near {
    /// How long before one of them at most, in days.
    pub before_days: u32,
    /// How long after one of them at most, in days.
    pub after_days: u32,
}

impl Near {
    /// The span of time around an event of the anchor's own that ended then.
    #[must_use]
    pub fn around(self, at: Timestamp) -> Window {
        around(at, self.before_days, self.after_days)
    }
}

/// What an anchor and an event that bears on it have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Through {
    /// The stream itself.
    Stream,
    /// A person whom both are about.
    Person,
    /// A scheme that both name.
    Scheme,
    /// An agency between which and another something passes.
    Agency,
    /// A disclosure.
    Disclosure,
    /// A person whom anything that the rule sees is about: all of a scheme's people.
    People,
}

impl Watch {
    /// True if the anchor's own event that ended at `own` lets one be read that
    /// ended at `at`.
    #[must_use]
    pub fn reaches(&self, own: Timestamp, at: Timestamp) -> bool {
        self.near.is_none_or(|near| near.around(own).holds(at))
    }
}

impl Through {
    /// True if this subject of an event is of the kind that leads on; `stream`
    /// is the event's own.
    #[must_use]
    pub fn leads(self, stream: &str, subject: &str) -> bool {
        let noun = match self {
            Self::Stream => return subject == stream,
            Self::Person | Self::People => "person_",
            Self::Scheme => "scheme_",
            Self::Agency => "agency_",
            Self::Disclosure => "disclosure_",
        };
        subject.starts_with(noun)
    }
}

/// Events of the anchor's own stream.
pub(super) const fn own(kind: &'static str) -> Watch {
    Watch { kind, through: Through::Stream, near: None }
}

/// Events about the same person.
pub(super) const fn by_person(kind: &'static str) -> Watch {
    Watch { kind, through: Through::Person, near: None }
}

/// Events about the same person that ended near to the anchor's own.
pub(super) const fn by_person_near(kind: &'static str, near: Near) -> Watch {
    Watch { kind, through: Through::Person, near: Some(near) }
}

/// Events about the same scheme, or the one that it follows.
pub(super) const fn by_scheme(kind: &'static str) -> Watch {
    Watch { kind, through: Through::Scheme, near: None }
}

/// Events about an agency between which and another something passed.
pub(super) const fn by_agency(kind: &'static str) -> Watch {
    Watch { kind, through: Through::Agency, near: None }
}

/// Events about any of the people whom all else that the rule sees is about.
pub(super) const fn by_people(kind: &'static str) -> Watch {
    Watch { kind, through: Through::People, near: None }
}

/// Events that name the same disclosure, and that disclosure.
pub(super) const fn by_disclosure(kind: &'static str) -> Watch {
    Watch { kind, through: Through::Disclosure, near: None }
}
