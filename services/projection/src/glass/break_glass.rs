//! Opening a record in an emergency.
//!
//! Whoever is told what it would open decides nothing about it: what was refused to them
//! as strangers is shown for some hours, and that it was is on record first. An access
//! that took place elsewhere is recorded as it was, and opens nothing here.

use jiff::SignedDuration;
use kernel::decider::{Circumstances, Refusal};
use proto::{
    oversight::{Event, GlassBroken},
    time,
};

use super::{Glass, refusal};

/// For how many hours a record stays open: what DHIS2 grants by its break-glass
/// (`DefaultTrackerOwnershipManager`), and no longer than a night in an emergency
/// department asks for.
const HOURS: i64 = 3;

/// What an emergency would open to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    /// Parts of the record that they do not see otherwise.
    More,
    /// Nothing: they see as much already.
    NoMore,
    /// Nothing at all, to anybody in their role or agency.
    Nothing,
    /// Nothing, for nothing is on record about such a person.
    Nobody,
}

pub(super) fn decide(
    glass: &Glass,
    mut fact: GlassBroken,
    opens: Opens,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if glass.broken.is_some() {
        return Err(refusal::GLASS_ALREADY_BROKEN);
    }
    if opens == Opens::Nobody {
        return Err(refusal::GLASS_OF_NOBODY);
    }
    fact.until = None;
    if !said.is_act() {
        return Ok(vec![fact.into()]);
    }
    match opens {
        Opens::NoMore => return Err(refusal::GLASS_NOT_NEEDED),
        Opens::Nothing => return Err(refusal::GLASS_OPENS_NOTHING),
        Opens::More | Opens::Nobody => {}
    }
    let until = said.recorded_at.checked_add(SignedDuration::from_hours(HOURS));
    fact.until = until.ok().map(time::wire);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{day, given, id, nothing};
    use proto::{common::Text, oversight::GlassGround};

    use super::*;
    use crate::glass::GlassCommand::Break;

    /// As it is asked for.
    pub(in crate::glass) fn asked() -> GlassBroken {
        GlassBroken {
            glass_id: id("glass", 1),
            person_id: id("person", 1),
            ground: GlassGround::LifeAtRisk.into(),
            reason: Some(Text::plain("found unconscious, an overdose is likely")),
            until: None,
        }
    }

    /// As it is then on record.
    pub(in crate::glass) fn broken() -> GlassBroken {
        let until = day(0).checked_add(SignedDuration::from_hours(3)).unwrap();
        GlassBroken { until: Some(time::wire(until)), ..asked() }
    }

    #[test]
    fn a_record_is_opened_for_three_hours() {
        nothing::<Glass>().when(Break(asked(), Opens::More)).then_one(broken());
    }

    #[test]
    fn nobody_says_for_how_long() {
        let for_ever = GlassBroken { until: Some(time::wire(jiff::Timestamp::MAX)), ..asked() };
        nothing::<Glass>().when(Break(for_ever, Opens::More)).then_one(broken());
    }

    #[test]
    fn what_opens_nothing_is_refused() {
        for (opens, why) in [
            (Opens::NoMore, refusal::GLASS_NOT_NEEDED),
            (Opens::Nothing, refusal::GLASS_OPENS_NOTHING),
            (Opens::Nobody, refusal::GLASS_OF_NOBODY),
        ] {
            nothing::<Glass>().when(Break(asked(), opens)).then_refused(why);
        }
    }

    #[test]
    fn an_access_elsewhere_is_recorded_whatever_it_would_open_here() {
        for opens in [Opens::More, Opens::NoMore, Opens::Nothing] {
            nothing::<Glass>().recorded().when(Break(broken(), opens)).then_one(asked());
        }
        nothing::<Glass>()
            .recorded()
            .when(Break(asked(), Opens::Nobody))
            .then_refused(refusal::GLASS_OF_NOBODY);
    }

    #[test]
    fn an_id_is_used_once() {
        given::<Glass>([broken().into()])
            .when(Break(asked(), Opens::More))
            .then_refused(refusal::GLASS_ALREADY_BROKEN);
    }
}
