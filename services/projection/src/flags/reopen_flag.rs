//! Opening a resolved flag again. What was decided before stays on record.

use kernel::decider::{Circumstances, Refusal};
use proto::oversight::{Event, FlagReopened};

use super::{Flag, refusal};

pub(super) fn decide(
    flag: &Flag,
    mut fact: FlagReopened,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let shown = flag.seen_by(&said.by)?;
    if flag.handling.resolved.is_none() {
        let opened_before = flag.handling.reopened > 0;
        // Said twice is said once.
        return if opened_before { Ok(vec![]) } else { Err(refusal::FLAG_NOT_RESOLVED) };
    }
    fact.person_id = Flag::person_of(shown).to_owned();
    fact.by_what_was_found = false;
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id};
    use proto::common::Text;

    use super::*;
    use crate::flags::{
        FlagCommand::Reopen,
        tests::{raised, resolved},
    };

    fn fact() -> FlagReopened {
        FlagReopened {
            flag_id: id("flag", 1),
            reason: Some(Text::plain("another person says the same")),
            person_id: id("person", 1),
            by_what_was_found: false,
        }
    }

    #[test]
    fn nobody_says_for_the_service_that_more_was_found() {
        let claimed = FlagReopened { by_what_was_found: true, ..fact() };
        given::<Flag>([raised(), resolved()]).when(Reopen(claimed)).then_one(fact());
    }

    #[test]
    fn a_resolved_flag_is_opened_again() {
        given::<Flag>([raised(), resolved()]).when(Reopen(fact())).then_one(fact());
    }

    #[test]
    fn what_was_never_resolved_is_open() {
        given::<Flag>([raised()]).when(Reopen(fact())).then_refused(refusal::FLAG_NOT_RESOLVED);
    }

    #[test]
    fn a_flag_opened_twice_is_opened_once() {
        given::<Flag>([raised(), resolved(), fact().into()]).when(Reopen(fact())).then_nothing();
    }
}
