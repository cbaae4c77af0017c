//! What somebody may do about a flag now, and if not, why not.
//!
//! Each act is put to the flag as if it were asked for, in the way in which it is most
//! likely to be done: what is said here is what the command would be answered, as far as
//! that does not hang on what is entered with it.

use jiff::{SignedDuration, Timestamp};
use kernel::{
    decider::{Circumstances, Decider as _, Refusal},
    principal::Principal,
};
use proto::{
    common::{Mode, Worker},
    oversight::{
        FlagAcknowledged, FlagAssigned, FlagEscalated, FlagOutcome, FlagReopened, FlagResolved,
        FlagSnoozed, FlagTier,
    },
    time::{Span, wire},
};
use uuid::Uuid;

use super::{Flag, FlagCommand};

/// The acts, by the names of their rpcs.
pub const ACTS: [&str; 6] =
    ["AcknowledgeFlag", "AssignFlag", "EscalateFlag", "SnoozeFlag", "ResolveFlag", "ReopenFlag"];

/// What would come of an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It would be done.
    Done,
    /// There is nothing to do any more, for this reason.
    NothingToDo(&'static str),
    /// It would be refused.
    Refused(Refusal),
}

/// What would come of one of the [`ACTS`] if somebody did it now.
#[must_use]
pub fn tried(flag: &Flag, act: &str, by: &Principal, now: Timestamp) -> Outcome {
    let said = Circumstances {
        by: by.clone(),
        occurred: Span::instant(now),
        recorded_at: now,
        mode: Mode::Act,
        fresh: Uuid::nil(),
    };
    let (command, already) = match act {
        "AcknowledgeFlag" => {
            let fact = FlagAcknowledged::default();
            (FlagCommand::Acknowledge(fact), "somebody has taken note of it already")
        }
        "AssignFlag" => {
            // To somebody of no agency that answers for it.
            let fact = FlagAssigned { to: Some(Worker::default()), ..FlagAssigned::default() };
            (FlagCommand::Assign(fact), "it has been given to somebody already")
        }
        "EscalateFlag" => {
            let to_tier = match flag.handling.tier {
                FlagTier::Unspecified | FlagTier::SafeguardingLead => FlagTier::Board,
                FlagTier::Board | FlagTier::Oversight => FlagTier::Oversight,
            };
            let fact = FlagEscalated { to_tier: to_tier.into(), ..FlagEscalated::default() };
            (FlagCommand::Escalate(fact), "an oversight body has it, and no tier stands above")
        }
        "SnoozeFlag" => {
            let until = now.checked_add(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX);
            let fact = FlagSnoozed { until: Some(wire(until)), ..FlagSnoozed::default() };
            (FlagCommand::Snooze(fact), "it is set aside until then already")
        }
        "ResolveFlag" => {
            let outcome = FlagOutcome::Inconclusive.into();
            let fact = FlagResolved { outcome, ..FlagResolved::default() };
            (FlagCommand::Resolve(fact), "it is resolved")
        }
        _ => (FlagCommand::Reopen(FlagReopened::default()), "it is open"),
    };
    match flag.decide(command, &said) {
        Ok(events) if events.is_empty() => Outcome::NothingToDo(already),
        Ok(_) => Outcome::Done,
        Err(refusal) => Outcome::Refused(refusal),
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{day, id};
    use proto::{
        common::Role,
        envelope::{Meta, Recorded},
        ids::FlagId,
        oversight::Event,
    };

    use super::*;
    use crate::flags::{
        refusal, stream,
        tests::{raised, resolved, severe},
    };

    fn by(agency: u128, role: Role) -> Principal {
        Principal {
            worker_id: id("worker", 1),
            agency_id: id("agency", agency),
            role,
            purpose: "oversight".into(),
        }
    }

    fn after(events: impl IntoIterator<Item = Event>) -> Flag {
        let mut flag = Flag::default();
        let stream = stream(&FlagId::new(Uuid::from_u128(1)));
        for event in events {
            let meta = Meta::of_service(Uuid::nil(), &event, stream.clone(), day(0));
            flag.evolve(&Recorded { meta, event });
        }
        flag
    }

    fn what(events: impl IntoIterator<Item = Event>, by: &Principal) -> Vec<Outcome> {
        let flag = after(events);
        ACTS.iter().map(|act| tried(&flag, act, by, day(1))).collect()
    }

    use Outcome::{Done, NothingToDo, Refused};

    #[test]
    fn an_open_flag_may_be_dealt_with_in_every_way_but_opened_again() {
        let acts = what([raised()], &by(1, Role::SafeguardingLead));
        let not_resolved = Refused(refusal::FLAG_NOT_RESOLVED);
        assert_eq!(acts, [Done, Done, Done, Done, Done, not_resolved]);
    }

    #[test]
    fn the_flagged_agency_neither_sets_aside_nor_resolves_its_own() {
        let acts = what([raised()], &by(2, Role::SafeguardingLead));
        let own = Refused(refusal::FLAG_ABOUT_ONES_OWN_AGENCY);
        assert_eq!(acts.get(3..5), Some(&[own, own][..]));
    }

    #[test]
    fn a_severe_flag_is_not_set_aside_and_one_at_the_top_climbs_no_more() {
        let top = FlagEscalated { to_tier: FlagTier::Oversight.into(), ..Default::default() };
        let acts = what([severe(), top.into()], &by(1, Role::Oversight));
        assert!(matches!(acts.get(2), Some(NothingToDo(_))));
        assert_eq!(acts.get(3), Some(&Refused(refusal::FLAG_TOO_SEVERE_TO_SNOOZE)));
    }

    #[test]
    fn a_resolved_flag_is_opened_first() {
        let acts = what([raised(), resolved()], &by(1, Role::Oversight));
        let resolved = Refused(refusal::FLAG_ALREADY_RESOLVED);
        assert_eq!(acts, [Done, resolved, resolved, resolved, resolved, Done]);
    }

    #[test]
    fn nothing_may_be_done_about_what_one_may_not_see() {
        let acts = what([raised()], &by(2, Role::Complaints));
        assert_eq!(acts, [Refused(refusal::FLAG_NOT_FOUND); 6]);
    }
}
