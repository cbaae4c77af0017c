//! Taking note of a flag.
//!
//! Whoever may see it may say that they did. It decides nothing.

use kernel::decider::{Circumstances, Refusal};
use proto::oversight::{Event, FlagAcknowledged};

use super::Flag;

pub(super) fn decide(
    flag: &Flag,
    mut fact: FlagAcknowledged,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let shown = flag.seen_by(&said.by)?;
    // Each tier takes note for itself; within one, said twice is said once.
    let independent = flag.independent(&said.by).is_ok();
    let known = flag.handling.acknowledged.is_some();
    if known && (flag.handling.taken_on.is_some() || !independent) {
        return Ok(vec![]);
    }
    fact.person_id = Flag::person_of(shown).to_owned();
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::Role;

    use super::*;
    use crate::flags::{FlagCommand::Acknowledge, refusal, tests::raised};

    fn fact() -> FlagAcknowledged {
        FlagAcknowledged { flag_id: id("flag", 1), person_id: id("person", 1), note: None }
    }

    #[test]
    fn a_flag_is_taken_note_of_once() {
        given::<Flag>([raised()]).when(Acknowledge(fact())).then_one(fact());
        given::<Flag>([raised(), fact().into()]).when(Acknowledge(fact())).then_nothing();
    }

    #[test]
    fn a_flag_that_was_never_raised_cannot_be_taken_note_of() {
        nothing::<Flag>().when(Acknowledge(fact())).then_refused(refusal::FLAG_NOT_FOUND);
    }

    #[test]
    fn a_flag_about_ones_own_agency_is_not_there_for_those_who_may_not_see_it() {
        let of_mine = raised_about(1);
        given::<Flag>([of_mine.clone()])
            .by(Role::Complaints)
            .when(Acknowledge(fact()))
            .then_refused(refusal::FLAG_NOT_FOUND);
        given::<Flag>([of_mine])
            .by(Role::SafeguardingLead)
            .when(Acknowledge(fact()))
            .then_one(fact());
    }

    use crate::flags::tests::raised_about;
}
