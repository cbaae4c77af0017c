//! What a person's, referral's or consent's events add up to.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use jiff::Timestamp;
use kernel::decider::Refusal;
use proto::{
    common::{Period, Worker},
    envelope::Recorded,
    ids::parse_suffix,
    referrals::{ErasureRequested, Event, HoldGround, PersonRegistered, RepresentativeKind},
    time,
};
use uuid::Uuid;

use super::{known::KnownIds, refusal};

/// How many other entries one can be linked to. A person who is in the register
/// more often than that is in it by a fault that links do not mend.
pub const MOST_LINKS: usize = 64;

/// How many may represent a person at once: more than any family, court and
/// advocacy service together name, and few enough to copy at each command.
pub const MOST_REPRESENTATIVES: usize = 16;

/// How many whose representation ended are remembered, to know an end said twice.
const REMEMBERED_ENDED: usize = 32;

/// A person, as far as decisions about them need it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Person {
    /// The entry in the register, its words sealed.
    registered: Option<Arc<PersonRegistered>>,
    /// All of their contacts, by what stands in the ids behind the noun.
    contacts: KnownIds,
    /// Those of them that were entered in error.
    in_error: KnownIds,
    /// The other entries that were found to be the same person.
    links: BTreeSet<Uuid>,
    representatives: BTreeMap<Uuid, Appointment>,
    /// The latest whose representation ended.
    ended: VecDeque<Uuid>,
    erasure: Erasure,
    /// Which agencies hold the record, and on what grounds.
    holds: BTreeSet<(String, i32)>,
}

/// Where the erasure of a person stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Erasure {
    /// Nobody asks for it.
    #[default]
    NotAsked,
    /// Somebody asked for it, and nobody confirmed it.
    Asked(Arc<Asked>),
    /// It is done.
    Done,
}

/// That somebody asked that a person be erased.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What was asked for, its words sealed.
    pub fact: ErasureRequested,
    /// Who asked.
    pub by: Worker,
    /// When.
    pub at: Timestamp,
}

/// As what somebody represents a person, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// As what.
    pub kind: RepresentativeKind,
    /// From when; `None` if nobody said.
    pub from: Option<Timestamp>,
    /// Until when; `None` if it is open.
    pub until: Option<Timestamp>,
}

impl Appointment {
    /// What an appointment of this kind and period is.
    #[must_use]
    pub fn of(kind: RepresentativeKind, period: Option<&Period>) -> Self {
        let (from, until) = match period.and_then(time::period) {
            Some((from, until)) => (Some(from), until),
            None => (None, None),
        };
        Self { kind, from, until }
    }
}

impl Person {
    /// The person's id, once they are registered.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.registered.as_ref().map(|entry| entry.person_id.as_str())
    }

    /// The entry in the register, its words sealed, once there is one.
    #[must_use]
    pub fn registered(&self) -> Option<&PersonRegistered> {
        self.registered.as_deref()
    }

    /// True if this contact is on record of this person, in error or not.
    #[must_use]
    pub fn knows_contact(&self, id: &str) -> bool {
        uuid_of("contact_", id).is_some_and(|id| self.contacts.contains(&id))
    }

    /// True if there never was such a contact, though it was recorded.
    #[must_use]
    pub fn entered_in_error(&self, contact_id: &str) -> bool {
        uuid_of("contact_", contact_id).is_some_and(|id| self.in_error.contains(&id))
    }

    /// True if the other entry was linked to this one, and not the other way round.
    #[must_use]
    pub fn is_linked_to(&self, person_id: &str) -> bool {
        uuid_of("person_", person_id).is_some_and(|id| self.links.contains(&id))
    }

    /// True if no further entry can be linked.
    #[must_use]
    pub fn has_all_links(&self) -> bool {
        self.links.len() >= MOST_LINKS
    }

    /// How somebody represents the person, if they do.
    #[must_use]
    pub fn representative(&self, id: &str) -> Option<Appointment> {
        self.representatives.get(&uuid_of("worker_", id)?).copied()
    }

    /// True if somebody represented the person and no longer does.
    #[must_use]
    pub fn was_represented_by(&self, id: &str) -> bool {
        uuid_of("worker_", id).is_some_and(|id| self.ended.contains(&id))
    }

    /// Where their erasure stands.
    #[must_use]
    pub fn erasure(&self) -> &Erasure {
        &self.erasure
    }

    /// Which agencies hold the record, and on what grounds.
    pub fn holds(&self) -> impl Iterator<Item = (&str, HoldGround)> {
        self.holds.iter().map(|(agency, ground)| {
            (agency.as_str(), HoldGround::try_from(*ground).unwrap_or_default())
        })
    }

    /// True if an agency holds the record on this ground.
    #[must_use]
    pub fn is_held_by(&self, agency_id: &str, ground: HoldGround) -> bool {
        self.holds().any(|hold| hold == (agency_id, ground))
    }

    /// True if nobody further can represent the person.
    #[must_use]
    pub fn has_all_representatives(&self) -> bool {
        self.representatives.len() >= MOST_REPRESENTATIVES
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        let meta = &recorded.meta;
        match &recorded.event {
            Event::ErasureRequested(e) => {
                let by = Worker {
                    worker_id: meta.worker.clone(),
                    agency_id: meta.agency.clone(),
                    role: meta.role.into(),
                };
                let asked = Asked { fact: e.clone(), by, at: meta.recorded_at };
                self.erasure = Erasure::Asked(Arc::new(asked));
            }
            Event::ErasureWithdrawn(_) => self.erasure = Erasure::NotAsked,
            Event::PersonErased(_) => self.erasure = Erasure::Done,
            Event::RecordHeld(e) => {
                self.holds.insert((meta.agency.clone(), e.ground));
            }
            Event::RecordReleased(e) => {
                self.holds.remove(&(meta.agency.clone(), e.ground));
            }
            Event::PersonRegistered(e) => self.registered = Some(Arc::new(e.clone())),
            Event::ContactRecorded(e) => {
                if let Some(id) = uuid_of("contact_", &e.contact_id) {
                    self.contacts.insert(id);
                }
            }
            Event::ContactCorrected(e) if e.entered_in_error => {
                if let Some(id) = uuid_of("contact_", &e.contact_id) {
                    self.in_error.insert(id);
                }
            }
            Event::PersonsLinked(e) => self.links.extend(uuid_of("person_", &e.other_person_id)),
            Event::PersonsUnlinked(e) => {
                if let Some(id) = uuid_of("person_", &e.other_person_id) {
                    self.links.remove(&id);
                }
            }
            Event::RepresentativeAppointed(e) => {
                if let Some(id) = uuid_of("worker_", &e.representative_id) {
                    self.ended.retain(|ended| *ended != id);
                    let appointment = Appointment::of(e.kind(), e.period.as_ref());
                    self.representatives.insert(id, appointment);
                }
            }
            Event::RepresentationEnded(e) => {
                let id = uuid_of("worker_", &e.representative_id);
                if let Some(id) = id.filter(|id| self.representatives.remove(id).is_some()) {
                    if self.ended.len() == REMEMBERED_ENDED {
                        self.ended.pop_front();
                    }
                    self.ended.push_back(id);
                }
            }
            _ => {}
        }
    }
}

fn uuid_of(noun: &str, id: &str) -> Option<Uuid> {
    parse_suffix(id.strip_prefix(noun)?)
}

/// A referral and the case that it opened.
#[derive(Clone, Debug, Default)]
pub struct Referral {
    /// Whom and what it is about, once it was made.
    pub about: Option<About>,
    /// What became of it.
    pub answer: Option<Answer>,
    /// How the case ended, once it did.
    pub end: Option<End>,
}

/// Whom and what a referral is about.
#[derive(Clone, Debug)]
pub struct About {
    /// The person.
    pub person_id: String,
    /// The scheme; empty if it names none.
    pub scheme_id: String,
    /// The agency that answers it.
    pub to_agency_id: String,
    /// The borough that holds the case; empty if it names none.
    pub borough: String,
}

/// What became of a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Withdrawn before it was answered.
    Withdrawn,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It was closed.
    Closed,
    /// It was handed to another scheme.
    Transferred {
        /// The scheme.
        to: String,
    },
}

impl Referral {
    /// The person, once it was made.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.about.as_ref().map(|about| about.person_id.as_str())
    }

    /// Whom and what a case is about that was opened, and may have ended since.
    ///
    /// # Errors
    /// If no referral was made, or none accepted.
    pub fn case(&self) -> Result<&About, Refusal> {
        let about = self.about.as_ref().ok_or(refusal::REFERRAL_NOT_FOUND)?;
        if self.answer == Some(Answer::Accepted) { Ok(about) } else { Err(refusal::CASE_NOT_OPEN) }
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::ReferralMade(e) => {
                self.about = Some(About {
                    person_id: e.person_id.clone(),
                    scheme_id: e.scheme_id.clone(),
                    to_agency_id: e.to_agency_id.clone(),
                    borough: e.borough.clone(),
                });
            }
            Event::ReferralAccepted(_) => self.answer = Some(Answer::Accepted),
            Event::ReferralDeclined(_) => self.answer = Some(Answer::Declined),
            Event::ReferralWithdrawn(_) => self.answer = Some(Answer::Withdrawn),
            Event::CaseClosed(_) => self.end = Some(End::Closed),
            Event::CaseTransferred(e) => {
                self.end = Some(End::Transferred { to: e.to_scheme_id.clone() });
            }
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
