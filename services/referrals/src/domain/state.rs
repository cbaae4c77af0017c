//! What a person's, referral's or consent's events add up to.

use std::collections::VecDeque;

use proto::{envelope::Recorded, ids::parse_suffix, referrals::Event};
use uuid::Uuid;

/// How many of a person's latest contacts are remembered, to know one said twice.
/// The state must not grow with the history; older repeats fall to the request id.
const REMEMBERED_CONTACTS: usize = 64;

/// A person, as far as decisions about them need it.
#[derive(Clone, Debug, Default)]
pub struct Person {
    id: Option<String>,
    /// The latest, by what stands in their ids behind the noun: a state is
    /// copied at each command, and so should be small.
    contacts: VecDeque<Option<Uuid>>,
}

impl Person {
    /// The person's id, once they are registered.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// True if this contact is among the latest on record.
    #[must_use]
    pub fn knows_contact(&self, id: &str) -> bool {
        let id = uuid_of(id);
        id.is_some() && self.contacts.contains(&id)
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::PersonRegistered(e) => self.id = Some(e.person_id.clone()),
            Event::ContactRecorded(e) => {
                if self.contacts.len() == REMEMBERED_CONTACTS {
                    self.contacts.pop_front();
                }
                self.contacts.push_back(uuid_of(&e.contact_id));
            }
            _ => {}
        }
    }
}

fn uuid_of(contact_id: &str) -> Option<Uuid> {
    parse_suffix(contact_id.strip_prefix("contact_")?)
}

/// A referral and the case that it opened.
#[derive(Clone, Debug, Default)]
pub struct Referral {
    /// The person and scheme, once it was made.
    pub about: Option<About>,
    /// How it was answered.
    pub answer: Option<Answer>,
    /// True once the case is closed.
    pub closed: bool,
}

/// Whom and what a referral is about.
#[derive(Clone, Debug)]
pub struct About {
    /// The person.
    pub person_id: String,
    /// The scheme; empty if it names none.
    pub scheme_id: String,
}

/// How a referral was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
}

impl Referral {
    /// The person, once it was made.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.about.as_ref().map(|about| about.person_id.as_str())
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::ReferralMade(e) => {
                self.about =
                    Some(About { person_id: e.person_id.clone(), scheme_id: e.scheme_id.clone() });
            }
            Event::ReferralAccepted(_) => self.answer = Some(Answer::Accepted),
            Event::ReferralDeclined(_) => self.answer = Some(Answer::Declined),
            Event::CaseClosed(_) => self.closed = true,
            _ => {}
        }
    }
}

/// A consent: asked for, given, refused or withdrawn.
#[derive(Clone, Debug, Default)]
pub struct Consent {
    person_id: Option<String>,
    /// Where it stands.
    pub standing: Option<Standing>,
}

/// Where a consent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Given, and not withdrawn.
    Given,
    /// Asked for and refused.
    Refused,
    /// Given and withdrawn.
    Withdrawn,
}

impl Consent {
    /// The person, once it was asked for.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.person_id.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::ConsentRecorded(e) => {
                self.person_id = Some(e.person_id.clone());
                self.standing = Some(Standing::Given);
            }
            Event::ConsentRefused(e) => {
                self.person_id = Some(e.person_id.clone());
                self.standing = Some(Standing::Refused);
            }
            Event::ConsentWithdrawn(_) => self.standing = Some(Standing::Withdrawn),
            _ => {}
        }
    }
}
