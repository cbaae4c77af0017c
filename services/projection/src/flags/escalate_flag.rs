//! Sending a flag to the next tier.

use kernel::decider::{Circumstances, Refusal};
use proto::oversight::{Event, FlagEscalated};

use super::{Flag, refusal};

pub(super) fn decide(
    flag: &Flag,
    mut fact: FlagEscalated,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let shown = flag.open_for(&said.by)?;
    let (to, from) = (fact.to_tier(), flag.handling.tier);
    if to == from {
        return Ok(vec![]); // It is there already.
    }
    if i32::from(to) < i32::from(from) {
        return Err(refusal::FLAG_NOT_TO_A_LOWER_TIER);
    }
    fact.person_id = Flag::person_of(shown).to_owned();
    fact.overdue = false;
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id};
    use proto::{common::Text, oversight::FlagTier};

    use super::*;
    use crate::flags::{
        FlagCommand::Escalate,
        tests::{raised, resolved},
    };

    fn to(tier: FlagTier) -> FlagEscalated {
        FlagEscalated {
            flag_id: id("flag", 1),
            to_tier: tier.into(),
            reason: Some(Text::plain("nobody has answered for a week")),
            person_id: id("person", 1),
            overdue: false,
        }
    }

    #[test]
    fn a_flag_climbs_tier_by_tier_or_at_once() {
        let board = to(FlagTier::Board);
        given::<Flag>([raised()]).when(Escalate(board.clone())).then_one(board);
        let oversight = to(FlagTier::Oversight);
        given::<Flag>([raised()]).when(Escalate(oversight.clone())).then_one(oversight);
    }

    #[test]
    fn that_nobody_acted_in_time_is_for_the_projection_to_say() {
        let claimed = FlagEscalated { overdue: true, ..to(FlagTier::Board) };
        given::<Flag>([raised()]).when(Escalate(claimed)).then_one(to(FlagTier::Board));
    }

    #[test]
    fn a_flag_never_goes_back() {
        given::<Flag>([raised(), to(FlagTier::Oversight).into()])
            .when(Escalate(to(FlagTier::Board)))
            .then_refused(refusal::FLAG_NOT_TO_A_LOWER_TIER);
    }

    #[test]
    fn a_flag_that_is_there_is_not_sent_there() {
        given::<Flag>([raised()]).when(Escalate(to(FlagTier::SafeguardingLead))).then_nothing();
    }

    #[test]
    fn a_resolved_flag_climbs_no_more() {
        given::<Flag>([raised(), resolved()])
            .when(Escalate(to(FlagTier::Board)))
            .then_refused(refusal::FLAG_ALREADY_RESOLVED);
    }
}
