//! Resolving a flag: upheld, not upheld or inconclusive.
//!
//! Only by somebody independent of the agencies that answer for it, whatever
//! their role and in either mode: an agency's own verdict on itself is a
//! statement, and is recorded as one.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    oversight::{Event, FlagOutcome, FlagResolved},
    time,
};

use super::{Flag, refusal};

pub(super) fn decide(
    flag: &Flag,
    mut fact: FlagResolved,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let shown = flag.seen_by(&said.by)?;
    flag.independent(&said.by)?;
    if let Some(resolved) = &flag.handling.resolved {
        let same = resolved.outcome == fact.outcome() && resolved.by_agency_id == said.by.agency_id;
        // Said twice is said once.
        return if same { Ok(vec![]) } else { Err(refusal::FLAG_ALREADY_RESOLVED) };
    }
    let decided = fact.outcome() != FlagOutcome::Inconclusive;
    if decided && fact.evidence_event_ids.is_empty() && said.is_act() {
        return Err(refusal::FLAG_RESOLVED_WITHOUT_EVIDENCE);
    }
    fact.person_id = Flag::person_of(shown).to_owned();
    fact.answering_agency_ids.clone_from(&shown.agency_ids);
    fact.raised = flag.raised.map(|raised| time::wire(raised.at));
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{day, given, id};
    use proto::common::{Role, Text};

    use super::*;
    use crate::flags::{
        FlagCommand::Resolve,
        tests::{raised, raised_about},
    };

    fn as_(outcome: FlagOutcome) -> FlagResolved {
        FlagResolved {
            flag_id: id("flag", 1),
            outcome: outcome.into(),
            reason: Some(Text::plain("the notes of that night were read")),
            evidence_event_ids: vec!["00000000-0000-7000-8000-000000000001".into()],
            person_id: id("person", 1),
            answering_agency_ids: vec![id("agency", 2)],
            raised: Some(time::wire(day(0))),
        }
    }

    #[test]
    fn a_flag_is_resolved_by_somebody_of_another_agency() {
        for outcome in [FlagOutcome::Upheld, FlagOutcome::NotUpheld, FlagOutcome::Inconclusive] {
            given::<Flag>([raised()])
                .by(Role::Oversight)
                .when(Resolve(as_(outcome)))
                .then_one(as_(outcome));
        }
    }

    #[test]
    fn the_flagged_agency_resolves_nothing_in_any_role_or_mode() {
        for role in [Role::Oversight, Role::SafeguardingLead] {
            given::<Flag>([raised_about(1)])
                .by(role)
                .when(Resolve(as_(FlagOutcome::NotUpheld)))
                .then_refused(refusal::FLAG_ABOUT_ONES_OWN_AGENCY);
            given::<Flag>([raised_about(1)])
                .by(role)
                .recorded()
                .when(Resolve(as_(FlagOutcome::NotUpheld)))
                .then_refused(refusal::FLAG_ABOUT_ONES_OWN_AGENCY);
        }
    }

    #[test]
    fn a_decision_rests_on_events() {
        let bare = FlagResolved { evidence_event_ids: vec![], ..as_(FlagOutcome::Upheld) };
        given::<Flag>([raised()])
            .when(Resolve(bare.clone()))
            .then_refused(refusal::FLAG_RESOLVED_WITHOUT_EVIDENCE);
        given::<Flag>([raised()]).recorded().when(Resolve(bare.clone())).then_one(bare);
        let open = FlagResolved { evidence_event_ids: vec![], ..as_(FlagOutcome::Inconclusive) };
        given::<Flag>([raised()]).when(Resolve(open.clone())).then_one(open);
    }

    #[test]
    fn a_flag_is_resolved_once() {
        let upheld = as_(FlagOutcome::Upheld);
        given::<Flag>([raised(), upheld.clone().into()])
            .when(Resolve(upheld.clone()))
            .then_nothing();
        given::<Flag>([raised(), upheld.into()])
            .when(Resolve(as_(FlagOutcome::NotUpheld)))
            .then_refused(refusal::FLAG_ALREADY_RESOLVED);
    }
}
