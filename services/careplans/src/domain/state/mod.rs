//! What a plan's events add up to: its lines, its responses, who holds it, and
//! what was made of them.

mod challenges;
mod copies;
mod lines;
mod responses;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use jiff::Timestamp;
use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{
        ChallengeDecided, ChallengeOutcome, Coproduction, Event, InstructionKind, PlanApproved,
        PlanPublished, ReviewOutcome,
    },
    common::{Role, Worker},
    envelope::Recorded,
};

pub use self::{
    challenges::{Challenge, Challenges, MOST_OPEN_CHALLENGES},
    copies::{Copies, Holding, MOST_HOLDERS},
    lines::{Line, MOST_LINES},
    responses::{MOST_RESPONSES, Response, Responses},
};
use super::refusal;

/// How many of the latest approvers are remembered, since nobody decides a
/// challenge to what they approved. An approval is stored after a change only,
/// and a plan that sixty-four people approved is no plan that we know.
const REMEMBERED_APPROVERS: usize = 64;

/// A plan, as far as decisions about it need it.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Whom and what it is about, once it was drafted.
    pub about: Option<About>,
    /// Its lines by their ids, those that ended included.
    pub lines: BTreeMap<String, Line>,
    /// Its responses, those that ended included.
    pub responses: Responses,
    /// The challenges to its lines.
    pub challenges: Challenges,
    /// Who was given it.
    pub copies: Copies,
    /// How it was approved since its last change.
    pub approval: Option<Approval>,
    /// The version in force: what was published last, until the plan is closed.
    pub published: Option<Published>,
    /// True once it is closed.
    pub closed: bool,
    version: u32,
    approvers: VecDeque<String>,
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
    /// The workers who wrote it. They stay its authors in whichever scheme it is.
    pub authors: Vec<String>,
    /// How the person took part.
    pub coproduction: Coproduction,
    /// True if it came to this scheme from another.
    pub transferred: bool,
}

/// How a plan was approved; the better way is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approval {
    /// By an author, or by police: on record as having happened, and good for nothing.
    Improper,
    /// By somebody who may approve it.
    Proper,
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

impl Plan {
    /// The person, once it was drafted.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.about.as_ref().map(|about| about.person_id.as_str())
    }

    /// What a plan is about, be it open or closed.
    ///
    /// # Errors
    /// If it was never drafted.
    pub fn drafted(&self) -> Result<&About, Refusal> {
        self.about.as_ref().ok_or(refusal::PLAN_NOT_FOUND)
    }

    /// What an open plan is about.
    ///
    /// # Errors
    /// If it was never drafted, or is closed.
    pub fn open(&self) -> Result<&About, Refusal> {
        let about = self.drafted()?;
        if self.closed { Err(refusal::PLAN_CLOSED) } else { Ok(about) }
    }

    /// The number of the last version; 0 if none was ever published.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// True if a challenge that nobody independent has decided suspends this
    /// line at this moment. Only restrictions are suspended.
    #[must_use]
    pub fn suspended(&self, instruction_id: &str, at: Timestamp) -> bool {
        self.lines
            .get(instruction_id)
            .is_some_and(|line| suspended(&self.challenges, instruction_id, line, at))
    }

    /// True if this line is in the plan at this moment: it has not ended, no
    /// challenge suspends it, and the plan is not closed.
    #[must_use]
    pub fn stands(&self, instruction_id: &str, at: Timestamp) -> bool {
        let line = self.lines.get(instruction_id);
        !self.closed && line.is_some_and(|line| stands(&self.challenges, instruction_id, line, at))
    }

    /// True if at least one line stands at this moment.
    #[must_use]
    pub fn says_something(&self, at: Timestamp) -> bool {
        self.lines.keys().any(|id| self.stands(id, at))
    }

    /// True if a restriction stands at this moment.
    #[must_use]
    pub fn is_restrictive(&self, at: Timestamp) -> bool {
        let mut lines = self.lines.iter();
        lines.any(|(id, line)| line.kind == InstructionKind::Restriction && self.stands(id, at))
    }

    /// True if this worker wrote or approved the plan, or answers for the line.
    #[must_use]
    pub fn had_part(&self, worker_id: &str, line: Option<&Line>) -> bool {
        self.about.as_ref().is_some_and(|about| about.is_by(worker_id))
            || self.approvers.iter().any(|approver| approver == worker_id)
            || line.is_some_and(|line| line.clinician == worker_id)
    }

    /// True if this worker had no part in the plan and comes from no agency that
    /// answers for it, or answered for it when the line was issued. Police decide
    /// nothing about care.
    #[must_use]
    pub fn independent(&self, worker: &Worker, line: Option<&Line>) -> bool {
        let answers = |agency_id: &str| agency_id == worker.agency_id;
        !self.had_part(&worker.worker_id, line)
            && !self.about.as_ref().is_some_and(|about| answers(&about.agency_id))
            && !line.is_some_and(|line| answers(&line.agency_id))
            && worker.role() != Role::PoliceOfficer
    }

    /// What was approved and published was the plan without this change.
    fn change(&mut self) {
        self.approval = None;
        self.differs();
    }

    /// What was published is no longer the plan, though nobody changed it: a line
    /// of it ended, is suspended or stands again.
    fn differs(&mut self) {
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
                    transferred: false,
                });
            }
            Event::InstructionIssued(e) => {
                let answers = self.about.as_ref().map(|about| about.agency_id.clone());
                let line = Line::issued(e, at, answers.unwrap_or_default());
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
            Event::InstructionLapsed(e) => {
                if let Some(line) = self.lines.get_mut(&e.instruction_id) {
                    line.lapse_on_record = true;
                }
                self.differs();
            }
            Event::ResponseAdded(e) => {
                if self.responses.add(e) {
                    self.change();
                }
            }
            Event::ResponseWithdrawn(e) => {
                self.responses.withdraw(&e.response_id);
                self.change();
            }
            Event::ChallengeLodged(e) => {
                self.challenges.lodge(e, recorded.meta.occurred.start);
                if e.suspends {
                    self.differs();
                }
            }
            // A vague record may end after it is said; it was decided by then.
            Event::ChallengeDecided(e) => self.decided(e, at.min(recorded.meta.recorded_at)),
            Event::PlanApproved(e) => {
                let given = self.about.as_ref().map(|about| about.approval(e));
                self.approval = self.approval.max(given);
                self.remember_approver(e);
            }
            Event::PlanPublished(e) => self.publish(e, at),
            Event::CopyGiven(e) => self.copies.give(e.version, e.to_representative),
            Event::CopyAcknowledged(e) => self.copies.acknowledge(&e.agency_id, e.version),
            Event::CopyRecalled(e) => self.copies.recall(&e.from_agency_ids),
            Event::CopyRecallAcknowledged(e) => {
                let in_force = self.published.as_ref().map(|published| published.version);
                self.copies.answer(&e.agency_id, e.disposal(), in_force);
            }
            Event::ReviewHeld(e) if e.outcome() == ReviewOutcome::Continued => {
                self.lines.values_mut().for_each(|line| line.continue_from(at));
            }
            Event::PlanTransferred(e) => {
                if let Some(about) = &mut self.about {
                    about.scheme_id.clone_from(&e.to_scheme_id);
                    about.agency_id.clone_from(&e.to_agency_id);
                    about.transferred = true;
                }
                self.change();
            }
            Event::PlanClosed(_) => {
                self.closed = true;
                self.published = None;
                self.approval = None;
            }
            Event::ViewRecorded(_) | Event::ReviewHeld(_) => {}
        }
    }

    fn decided(&mut self, decided: &ChallengeDecided, at: Timestamp) {
        let (id, outcome) = (&decided.challenge_id, decided.outcome());
        if !decided.independent {
            let by = decided.decided_by.as_ref().map_or("", |worker| &worker.worker_id);
            self.challenges.decide_improperly(id, outcome, by);
            return;
        }
        self.challenges.decide(id, outcome, at);
        let Some(line) = self.lines.get_mut(&decided.instruction_id) else { return };
        let upheld = outcome != ChallengeOutcome::NotUpheld;
        if upheld {
            line.strike_out(at);
        }
        if upheld || line.kind == InstructionKind::Restriction {
            self.differs();
        }
    }

    fn remember_approver(&mut self, approved: &PlanApproved) {
        let Some(approver) = &approved.approver else { return };
        if self.approvers.contains(&approver.worker_id) {
            return;
        }
        if self.approvers.len() == REMEMBERED_APPROVERS {
            self.approvers.pop_front();
        }
        self.approvers.push_back(approver.worker_id.clone());
    }

    fn publish(&mut self, published: &PlanPublished, at: Timestamp) {
        let version = published.version;
        self.version = version;
        self.published = Some(Published {
            version,
            recipients: published.recipient_agency_ids.iter().cloned().collect(),
            restrictive: published.restrictive,
            changed: false,
        });
        for recipient in &published.recipient_agency_ids {
            self.copies.receive(recipient, version, published.restrictive);
        }
        for (id, line) in &mut self.lines {
            if stands(&self.challenges, id, line, at) {
                line.is_in(version);
            }
        }
    }
}

fn suspended(challenges: &Challenges, id: &str, line: &Line, at: Timestamp) -> bool {
    line.kind == InstructionKind::Restriction && challenges.suspend(id, at)
}

fn stands(challenges: &Challenges, id: &str, line: &Line, at: Timestamp) -> bool {
    !line.ended(at) && !suspended(challenges, id, line, at)
}

impl About {
    /// Whoever speaks as the person speaks of their own plan only.
    ///
    /// # Errors
    /// If it is another person's.
    pub fn speaks_for_themselves(&self, said: &Circumstances) -> Result<(), Refusal> {
        let own = said.by.may_ask_about(&self.person_id);
        if own { Ok(()) } else { Err(refusal::PLAN_OF_ANOTHER_PERSON) }
    }

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
