//! A flag's own record: raised once, what became of its ground, and what
//! people did about it.
//!
//! People's decisions live here, so this log is never rebuilt. A rebuild of the
//! views raises only what has no flag yet. A flag informs people and blocks
//! nothing; what it is about is never dealt with by whom it is about.

mod acknowledge_flag;
pub mod acts;
mod assign_flag;
mod desk;
mod due;
mod escalate_flag;
mod escalation;
mod handling;
mod judged;
pub mod refusal;
mod reopen_flag;
mod resolve_flag;
mod retry_alert;
mod snooze_flag;

use jiff::Timestamp;
use kernel::{
    decider::{Circumstances, Decider, Refusal},
    principal::{Principal, may_see_flag},
    seal,
};
use proto::{
    common::Role,
    envelope::Recorded,
    ids::{FlagId, StreamId},
    oversight::{
        AlertRetried, Event, Flag as Shown, FlagAcknowledged, FlagAssigned, FlagEscalated,
        FlagReopened, FlagResolved, FlagSnoozed, FlagState,
    },
    time,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use desk::{Desk, DeskError, Settled};
pub use due::due;
pub use escalation::{escalate, note};
pub use handling::{Handling, Resolved};
pub use judged::{Judged, decide};
pub use retry_alert::Alerts;

/// The id of the flag that a rule raises about a subject and an anchor.
///
/// A hash, so that the same ground gives the same flag however often it is found.
#[must_use]
pub fn flag_id(rule: &str, subject: &str, anchor: &str) -> FlagId {
    let hash = Sha256::digest(format!("{rule}\0{subject}\0{anchor}"));
    let bytes: [u8; 16] = std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0));
    FlagId::new(Uuid::from_bytes(bytes))
}

/// Where a flag stands.
#[derive(Clone, Debug, Default)]
pub struct Flag {
    /// When and where in the log it was raised, once it was.
    pub raised: Option<Raised>,
    /// True while its ground stands.
    pub stands: bool,
    /// The events on which it has ever rested.
    pub evidence: Vec<String>,
    /// The flag as the log last shows it. Where its ground was withdrawn, that
    /// is as it was last shown before.
    pub shown: Option<Shown>,
    /// What people did about it.
    pub handling: Handling,
    /// How its alerts stand, as far as asking for one again needs it.
    pub alerts: Alerts,
}

/// What people may do about a flag.
#[derive(Clone, Debug)]
pub enum FlagCommand {
    /// Take note of it.
    Acknowledge(FlagAcknowledged),
    /// Give it to somebody.
    Assign(FlagAssigned),
    /// Send it to the next tier.
    Escalate(FlagEscalated),
    /// Set it aside for a while.
    Snooze(FlagSnoozed),
    /// Resolve it.
    Resolve(FlagResolved),
    /// Open it again.
    Reopen(FlagReopened),
    /// Send an alert about it again.
    RetryAlert(AlertRetried),
}

impl Decider for Flag {
    type Event = Event;
    type Command = FlagCommand;
    const NOUN: &'static str = "flag";

    fn decide(&self, command: FlagCommand, said: &Circumstances) -> Result<Vec<Event>, Refusal> {
        match command {
            FlagCommand::Acknowledge(fact) => acknowledge_flag::decide(self, fact, said),
            FlagCommand::Assign(fact) => assign_flag::decide(self, fact, said),
            FlagCommand::Escalate(fact) => escalate_flag::decide(self, fact, said),
            FlagCommand::Snooze(fact) => snooze_flag::decide(self, fact, said),
            FlagCommand::Resolve(fact) => resolve_flag::decide(self, fact, said),
            FlagCommand::Reopen(fact) => reopen_flag::decide(self, fact, said),
            FlagCommand::RetryAlert(fact) => retry_alert::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    /// What a flag is about may have no key: access that no scheme names, say. What
    /// is said of it is then kept under the key of the first agency that answers, and
    /// where none does, of the speaker's.
    fn key_id(&self) -> Option<&str> {
        let shown = self.shown.as_ref()?;
        let subject = Some(&shown.subject_id).filter(|id| seal::has_key(id));
        subject.or(shown.agency_ids.first()).map(String::as_str)
    }
}

/// When and where a flag was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// When.
    pub at: Timestamp,
    /// Its position in the log of flags.
    pub position: u64,
    /// True if it could have been found long before.
    pub historical: bool,
}

impl Flag {
    /// The flag as the log shows it: with its time, its state and what people
    /// did about it. `None` if it was never raised.
    #[must_use]
    pub fn to_wire(&self) -> Option<Shown> {
        let raised = self.raised?;
        let mut shown = self.shown.clone()?;
        shown.historical = raised.historical;
        shown.raised_at = Some(time::wire(raised.at));
        shown.set_state(if self.stands { FlagState::Raised } else { FlagState::GroundWithdrawn });
        shown.handling = Some(self.handling.to_wire(shown.severity()));
        Some(shown)
    }

    /// The flag, if it was raised and the asker may see it. One answer for "there
    /// is none" and "not yours to see".
    fn seen_by(&self, by: &Principal) -> Result<&Shown, Refusal> {
        let shown = self.shown.as_ref().filter(|_| self.raised.is_some());
        let shown = shown.filter(|shown| may_see_flag(by, &shown.agency_ids));
        shown.ok_or(refusal::FLAG_NOT_FOUND)
    }

    /// The same, if it is not resolved.
    fn open_for(&self, by: &Principal) -> Result<&Shown, Refusal> {
        let shown = self.seen_by(by)?;
        match self.handling.resolved {
            Some(_) => Err(refusal::FLAG_ALREADY_RESOLVED),
            None => Ok(shown),
        }
    }

    /// Whether somebody is independent of those who answer for the flag. Where
    /// nobody is known to answer, it might be their own agency: only an oversight
    /// body is then known to be independent.
    fn independent(&self, by: &Principal) -> Result<(), Refusal> {
        let agencies = self.shown.iter().flat_map(|shown| &shown.agency_ids);
        let (mut known, mut own) = (false, false);
        for agency in agencies {
            known = true;
            own |= *agency == by.agency_id;
        }
        if own || (!known && by.role != Role::Oversight) {
            return Err(refusal::FLAG_ABOUT_ONES_OWN_AGENCY);
        }
        Ok(())
    }

    /// The person whom a flag concerns; empty if it concerns none.
    fn person_of(shown: &Shown) -> &str {
        Some(shown.subject_id.as_str()).filter(|id| id.starts_with("person_")).unwrap_or_default()
    }

    /// Takes an event into the state.
    pub fn evolve(&mut self, recorded: &Recorded<Event>) {
        let answering = self.shown.as_ref().map_or(&[][..], |shown| &shown.agency_ids);
        self.handling.evolve(recorded, answering);
        self.alerts.evolve(&recorded.event);
        match &recorded.event {
            Event::FlagRaised(e) => {
                let meta = &recorded.meta;
                self.raised = Some(Raised {
                    at: meta.recorded_at,
                    position: meta.position,
                    historical: e.flag.as_ref().is_some_and(|flag| flag.historical),
                });
                self.stands = true;
                let evidence = e.flag.iter().flat_map(|flag| &flag.evidence);
                self.evidence = evidence.map(|e| e.event_id.clone()).collect();
                self.shown.clone_from(&e.flag);
            }
            Event::FlagEvidenceAdded(e) => {
                self.evidence.extend(e.evidence_event_ids.iter().cloned());
                self.shown.clone_from(&e.flag);
            }
            Event::FlagGroundWithdrawn(e) => {
                self.stands = false;
                self.shown.clone_from(&e.flag);
            }
            Event::FlagGroundRestored(e) => {
                self.stands = true;
                self.shown.clone_from(&e.flag);
            }
            _ => {}
        }
    }
}

/// The stream of a flag.
#[must_use]
pub fn stream(flag: &FlagId) -> StreamId {
    flag.clone().into()
}

#[cfg(test)]
mod tests {
    use kernel::scenario::id;
    use proto::oversight::{FlagOutcome, FlagRaised, Severity};

    use super::*;

    fn of(agency: u128, severity: Severity) -> Event {
        let flag = Shown {
            flag_id: id("flag", 1),
            severity: severity.into(),
            subject_id: id("person", 1),
            agency_ids: vec![id("agency", agency)],
            ..Shown::default()
        };
        FlagRaised { flag: Some(flag), ..Default::default() }.into()
    }

    /// A flag for which agency 2 answers; scenarios speak for agency 1.
    pub(super) fn raised() -> Event {
        of(2, Severity::S2)
    }

    pub(super) fn raised_about(agency: u128) -> Event {
        of(agency, Severity::S2)
    }

    pub(super) fn severe() -> Event {
        of(2, Severity::S1)
    }

    pub(super) fn resolved() -> Event {
        FlagResolved { outcome: FlagOutcome::Upheld.into(), ..Default::default() }.into()
    }

    #[test]
    fn what_is_said_of_a_flag_is_kept_under_the_key_of_somebody_who_has_one() {
        let of = |subject_id: String| {
            let shown = Shown { subject_id, agency_ids: vec![id("agency", 2)], ..Shown::default() };
            Flag { shown: Some(shown), ..Flag::default() }.key_id().map(str::to_owned)
        };
        for subject in [id("person", 1), id("scheme", 1)] {
            assert_eq!(of(subject.clone()), Some(subject));
        }
        assert_eq!(of(id("access", 1)), Some(id("agency", 2)));
    }

    #[test]
    fn nobody_but_oversight_is_independent_where_nobody_is_known_to_answer() {
        let flag = Flag { shown: Some(Shown::default()), ..Flag::default() };
        let by = |role| Principal {
            worker_id: id("worker", 1),
            agency_id: id("agency", 1),
            role,
            purpose: "oversight".into(),
        };
        assert!(flag.independent(&by(Role::Oversight)).is_ok());
        assert!(flag.independent(&by(Role::SafeguardingLead)).is_err());
    }
}
