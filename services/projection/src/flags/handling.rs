//! What people did about a flag, as far as decisions about it need it.

use jiff::Timestamp;
use proto::{
    common::Worker,
    envelope::Recorded,
    oversight::{Event, FlagHandling, FlagOutcome, FlagTier},
    time::{maybe, wire},
};

/// What people did about a flag.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handling {
    /// When somebody first took note of it.
    pub acknowledged: Option<Timestamp>,
    /// Who has it to deal with.
    pub assigned_to: Option<Worker>,
    /// The tier that has it.
    pub tier: FlagTier,
    /// Until when it is set aside.
    pub snoozed_until: Option<Timestamp>,
    /// How often it was set aside since it was raised or opened again.
    pub snoozes: u32,
    /// How it was resolved, while it is.
    pub resolved: Option<Resolved>,
    /// How often it was opened again.
    pub reopened: u32,
}

/// How a flag was resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// What it came to.
    pub outcome: FlagOutcome,
    /// When.
    pub at: Timestamp,
    /// By which agency.
    pub by_agency_id: String,
}

impl Handling {
    /// Takes an event in. What the rules said of the flag changes nothing of it.
    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        let at = recorded.meta.recorded_at;
        match &recorded.event {
            // Every flag begins with the one nearest to the people in it.
            Event::FlagRaised(_) => self.tier = FlagTier::SafeguardingLead,
            Event::FlagAcknowledged(_) => self.acknowledged = self.acknowledged.or(Some(at)),
            Event::FlagAssigned(e) => {
                self.assigned_to.clone_from(&e.to);
                self.snoozed_until = None;
            }
            Event::FlagEscalated(e) => {
                self.tier = e.to_tier();
                self.snoozed_until = None;
            }
            Event::FlagSnoozed(e) => {
                self.snoozed_until = maybe(e.until.as_ref());
                self.snoozes = self.snoozes.saturating_add(1);
            }
            Event::FlagResolved(e) => {
                let by_agency_id = recorded.meta.agency.clone();
                self.resolved = Some(Resolved { outcome: e.outcome(), at, by_agency_id });
                self.snoozed_until = None;
            }
            Event::FlagReopened(_) => {
                self.resolved = None;
                self.snoozes = 0;
                self.reopened = self.reopened.saturating_add(1);
            }
            _ => {}
        }
    }

    /// As clients see it.
    #[must_use]
    pub fn to_wire(&self) -> FlagHandling {
        let resolved = self.resolved.as_ref();
        FlagHandling {
            acknowledged: self.acknowledged.map(wire),
            assigned_to: self.assigned_to.clone(),
            tier: self.tier.into(),
            snoozed_until: self.snoozed_until.map(wire),
            snoozes: self.snoozes,
            outcome: resolved.map_or(FlagOutcome::Unspecified, |r| r.outcome).into(),
            resolved: resolved.map(|r| wire(r.at)),
            resolved_by_agency_id: resolved.map(|r| r.by_agency_id.clone()).unwrap_or_default(),
            reopened: self.reopened,
        }
    }
}
