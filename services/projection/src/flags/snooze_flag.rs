//! Setting a flag aside for a short while, with a reason.
//!
//! Never one of the first severity, never by an agency that answers for it, and
//! not again and again: that is how flags are buried.

use jiff::SignedDuration;
use kernel::decider::{Circumstances, Refusal};
use proto::{
    oversight::{Event, FlagSnoozed, Severity},
    time,
};

use super::{Flag, refusal};

/// How long a flag may be set aside at most: ours. A flag of the second severity
/// is to be acted upon within five working days, which are seven days.
const LONGEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How often a flag may be set aside between two decisions: ours. Three weeks
/// are most of the month between two panels.
const MOST: u32 = 3;

pub(super) fn decide(
    flag: &Flag,
    mut fact: FlagSnoozed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let shown = flag.open_for(&said.by)?;
    let until = time::maybe(fact.until.as_ref()).ok_or(refusal::FLAG_SNOOZED_TOO_LONG)?;
    if flag.handling.snoozed_until == Some(until) {
        return Ok(vec![]); // Said twice is said once.
    }
    flag.independent(&said.by)?;
    if shown.severity() == Severity::S1 {
        return Err(refusal::FLAG_TOO_SEVERE_TO_SNOOZE);
    }
    let latest = said.recorded_at.checked_add(LONGEST).ok();
    if until <= said.recorded_at || latest.is_none_or(|latest| until > latest) {
        return Err(refusal::FLAG_SNOOZED_TOO_LONG);
    }
    if flag.handling.snoozes >= MOST {
        return Err(refusal::FLAG_SNOOZED_TOO_OFTEN);
    }
    fact.person_id = Flag::person_of(shown).to_owned();
    fact.answering_agency_ids.clone_from(&shown.agency_ids);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use kernel::scenario::{day, given, id};
    use proto::{common::Text, oversight::FlagReopened};

    use super::*;
    use crate::flags::{
        FlagCommand::Snooze,
        tests::{raised, raised_about, resolved, severe},
    };

    fn until(at: Timestamp) -> FlagSnoozed {
        FlagSnoozed {
            flag_id: id("flag", 1),
            until: Some(time::wire(at)),
            reason: Some(Text::plain("the panel meets on Thursday")),
            person_id: id("person", 1),
            answering_agency_ids: vec![id("agency", 2)],
        }
    }

    #[test]
    fn a_flag_is_set_aside_for_a_week_at_most() {
        given::<Flag>([raised()]).when(Snooze(until(day(7)))).then_one(until(day(7)));
        for at in [day(0), day(8)] {
            given::<Flag>([raised()])
                .when(Snooze(until(at)))
                .then_refused(refusal::FLAG_SNOOZED_TOO_LONG);
        }
    }

    #[test]
    fn a_flag_of_the_first_severity_is_not_set_aside() {
        given::<Flag>([severe()])
            .when(Snooze(until(day(1))))
            .then_refused(refusal::FLAG_TOO_SEVERE_TO_SNOOZE);
    }

    #[test]
    fn an_agency_does_not_set_aside_what_it_answers_for() {
        given::<Flag>([raised_about(1)])
            .by(proto::common::Role::SafeguardingLead)
            .when(Snooze(until(day(1))))
            .then_refused(refusal::FLAG_ABOUT_ONES_OWN_AGENCY);
    }

    #[test]
    fn a_flag_is_not_set_aside_again_and_again() {
        let again = |n| until(day(n)).into();
        given::<Flag>([raised(), again(1), again(2), again(3)])
            .when(Snooze(until(day(4))))
            .then_refused(refusal::FLAG_SNOOZED_TOO_OFTEN);
        given::<Flag>([raised(), again(1), again(2), again(3), resolved()])
            .and(FlagReopened::default())
            .when(Snooze(until(day(4))))
            .then_one(until(day(4)));
    }

    #[test]
    fn a_flag_set_aside_twice_until_the_same_moment_is_set_aside_once() {
        given::<Flag>([raised(), until(day(1)).into()]).when(Snooze(until(day(1)))).then_nothing();
    }
}
