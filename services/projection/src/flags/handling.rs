//! What people did about a flag, as far as decisions about it need it.

use jiff::Timestamp;
use proto::{
    common::Worker,
    envelope::Recorded,
    oversight::{Event, FlagHandling, FlagOutcome, FlagTier, Severity},
    time::{maybe, wire},
};

use super::due::due;

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
    /// From when the tier has it.
    pub tier_since: Option<Timestamp>,
    /// When the tier took it on: somebody independent of those who answer for it
    /// took note of it, or it was given to somebody.
    pub taken_on: Option<Timestamp>,
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
    ///
    /// `answering` are the agencies that answer for the flag.
    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>, answering: &[String]) {
        let at = recorded.meta.recorded_at;
        match &recorded.event {
            // Every flag begins with the one nearest to the people in it.
            Event::FlagRaised(_) => self.arrive(FlagTier::SafeguardingLead, at),
            Event::FlagAcknowledged(_) => {
                self.acknowledged = self.acknowledged.or(Some(at));
                if !answering.contains(&recorded.meta.agency) {
                    self.take_on(at);
                }
            }
            Event::FlagAssigned(e) => {
                self.take_on(at);
                self.assigned_to.clone_from(&e.to);
                self.snoozed_until = None;
            }
            Event::FlagEscalated(e) => {
                self.arrive(e.to_tier(), at);
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
                self.arrive(self.tier, at);
            }
            _ => {}
        }
    }

    /// Somebody of the tier takes it on. Passing it from hand to hand gives nobody more time.
    fn take_on(&mut self, at: Timestamp) {
        self.taken_on = self.taken_on.or(Some(at));
    }

    /// A tier has it from now on.
    fn arrive(&mut self, tier: FlagTier, at: Timestamp) {
        self.tier = tier;
        self.tier_since = Some(at);
        self.taken_on = None;
        self.snoozed_until = None;
    }

    /// As clients see it, of a flag of this severity.
    #[must_use]
    pub fn to_wire(&self, severity: Severity) -> FlagHandling {
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
            tier_since: self.tier_since.map(wire),
            taken_on: self.taken_on.map(wire),
            due: due(severity, self).map(|(at, _)| wire(at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passing_a_flag_on_gives_nobody_more_time_until_another_tier_has_it() {
        let day = |day: i64| Timestamp::from_second(86_400 * day).unwrap_or_default();
        let mut handling = Handling::default();
        handling.arrive(FlagTier::SafeguardingLead, day(0));
        handling.take_on(day(1));
        handling.take_on(day(20));
        assert_eq!(handling.taken_on, Some(day(1)));
        handling.arrive(FlagTier::Board, day(29));
        handling.take_on(day(30));
        assert_eq!(handling.taken_on, Some(day(30)));
    }
}
