//! What a plan's events add up to: its lines, and what was made of them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::{SignedDuration, Timestamp};
use kernel::decider::Refusal;
use proto::{
    careplans::{Coproduction, Event, InstructionKind, PlanApproved, ReviewOutcome},
    common::Role,
    envelope::Recorded,
    time,
};

use super::refusal;

/// How many lines a plan can have, the withdrawn ones included: the state is bounded.
pub const MOST_LINES: usize = 200;

/// How long a restriction can stand without a review.
///
/// 28 days is our own figure; no source gives one. The rule that watches for
/// overdue reviews counts the same days.
const UNREVIEWED: SignedDuration = SignedDuration::from_hours(28 * 24);

/// How many of the latest copies are remembered, to know one said twice.
const REMEMBERED_COPIES: usize = 64;

/// The latest moment at which a restriction lapses that was issued or
/// continued at this one.
#[must_use]
pub fn lapses_by(from: Timestamp) -> Timestamp {
    from.checked_add(UNREVIEWED).unwrap_or(Timestamp::MAX)
}

/// A plan, as far as decisions about it need it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Whom and what it is about, once it was drafted.
    pub about: Option<About>,
    /// Its lines by their ids, the withdrawn ones included.
    pub lines: BTreeMap<String, Line>,
    /// How it was approved since its last change.
    pub approval: Option<Approval>,
    /// What was published last.
    pub published: Option<Published>,
    /// True once it is closed.
    pub closed: bool,
    copies: VecDeque<Copy>,
}

/// Whom and what a plan is about, and who wrote it.
#[derive(Clone, Debug)]
pub struct About {
    /// The person.
    pub person_id: String,
    /// The scheme; empty if it names none.
    pub scheme_id: String,
    /// The agency that answers for it.
    pub agency_id: String,
    /// The workers who wrote it.
    pub authors: Vec<String>,
    /// How the person took part.
    pub coproduction: Coproduction,
}

/// How a plan was approved; the better way is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approval {
    /// By an author, or by police: on record as having happened, and good for nothing.
    Improper,
    /// By somebody who may approve it.
    Proper,
}

/// A line of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// What it does.
    pub kind: InstructionKind,
    /// When it was issued.
    pub issued: Timestamp,
    /// When it lapses, if it is a restriction whose record gives an end.
    pub expires: Option<Timestamp>,
    /// True once it was taken out.
    pub withdrawn: bool,
}

/// The version of a plan that is in force.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its number, from 1.
    pub version: u32,
    /// The agencies that received it.
    pub recipients: BTreeSet<String>,
    /// True if a restriction stood in it.
    pub restrictive: bool,
    /// True if the plan changed since.
    pub changed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Copy {
    version: u32,
    to_representative: bool,
}

impl Plan {
    /// The person, once it was drafted.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.about.as_ref().map(|about| about.person_id.as_str())
    }

    /// What an open plan is about.
    ///
    /// # Errors
    /// If it was never drafted, or is closed.
    pub fn open(&self) -> Result<&About, Refusal> {
        let about = self.about.as_ref().ok_or(refusal::PLAN_NOT_FOUND)?;
        if self.closed { Err(refusal::PLAN_CLOSED) } else { Ok(about) }
    }

    /// The number of the version in force; 0 if none ever was.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.published.as_ref().map_or(0, |published| published.version)
    }

    /// True if at least one line stands at this moment.
    #[must_use]
    pub fn says_something(&self, at: Timestamp) -> bool {
        self.lines.values().any(|line| line.stands(at))
    }

    /// True if a restriction stands at this moment.
    #[must_use]
    pub fn is_restrictive(&self, at: Timestamp) -> bool {
        self.lines.values().any(|line| line.kind == InstructionKind::Restriction && line.stands(at))
    }

    /// True if this copy is among the latest on record.
    #[must_use]
    pub fn knows_copy(&self, version: u32, to_representative: bool) -> bool {
        self.copies.contains(&Copy { version, to_representative })
    }

    /// What was approved and published was the plan without this change.
    fn change(&mut self) {
        self.approval = None;
        if let Some(published) = &mut self.published {
            published.changed = true;
        }
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        let at = recorded.meta.occurred.end;
        match &recorded.event {
            Event::PlanDrafted(e) => {
                self.about = Some(About {
                    person_id: e.person_id.clone(),
                    scheme_id: e.scheme_id.clone(),
                    agency_id: e.agency_id.clone(),
                    authors: e.authors.iter().map(|author| author.worker_id.clone()).collect(),
                    coproduction: e.coproduction(),
                });
            }
            Event::InstructionIssued(e) => {
                let kind = e.kind();
                let expires = time::maybe(e.expires.as_ref())
                    .filter(|_| kind == InstructionKind::Restriction);
                let line = Line { kind, issued: at, expires, withdrawn: false };
                self.lines.insert(e.instruction_id.clone(), line);
                self.change();
            }
            Event::InstructionRevised(_) => self.change(),
            Event::InstructionWithdrawn(e) => {
                if let Some(line) = self.lines.get_mut(&e.instruction_id) {
                    line.withdrawn = true;
                }
                self.change();
            }
            Event::PlanApproved(e) => {
                let given = self.about.as_ref().map(|about| about.approval(e));
                self.approval = self.approval.max(given);
            }
            Event::PlanPublished(e) => {
                self.published = Some(Published {
                    version: e.version,
                    recipients: e.recipient_agency_ids.iter().cloned().collect(),
                    restrictive: e.restrictive,
                    changed: false,
                });
            }
            Event::CopyGiven(e) => {
                if self.copies.len() == REMEMBERED_COPIES {
                    self.copies.pop_front();
                }
                let (version, to_representative) = (e.version, e.to_representative);
                self.copies.push_back(Copy { version, to_representative });
            }
            Event::ReviewHeld(e) if e.outcome() == ReviewOutcome::Continued => {
                self.lines.values_mut().for_each(|line| line.continue_from(at));
            }
            Event::PlanClosed(_) => self.closed = true,
            _ => {}
        }
    }
}

impl About {
    /// True if this worker wrote the plan.
    #[must_use]
    pub fn is_by(&self, worker_id: &str) -> bool {
        self.authors.iter().any(|author| author == worker_id)
    }

    /// What this approval is worth.
    #[must_use]
    pub fn approval(&self, fact: &PlanApproved) -> Approval {
        let improper = fact.approver.as_ref().is_none_or(|approver| {
            self.is_by(&approver.worker_id) || approver.role() == Role::PoliceOfficer
        });
        if improper { Approval::Improper } else { Approval::Proper }
    }
}

impl Line {
    /// True if it is in the plan at this moment: neither withdrawn nor lapsed.
    #[must_use]
    pub fn stands(&self, at: Timestamp) -> bool {
        !self.withdrawn && !self.lapsed(at)
    }

    /// True if its expiry has passed at this moment.
    #[must_use]
    pub fn lapsed(&self, at: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= at)
    }

    /// A review that lets the plan go on keeps a restriction from lapsing, as
    /// long again as one may stand unreviewed. It revives none that has lapsed
    /// and shortens none.
    fn continue_from(&mut self, held: Timestamp) {
        if held >= self.issued && !self.lapsed(held) {
            self.expires = self.expires.map(|expires| expires.max(lapses_by(held)));
        }
    }
}
