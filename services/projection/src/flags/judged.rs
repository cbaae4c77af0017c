//! What a judgement means for a flag.
//!
//! A flag is raised once. Where later events take its ground away it is
//! marked, never erased; where they give it back it stands again.

use proto::oversight::{
    Event, Flag as Shown, FlagEvidenceAdded, FlagGroundRestored, FlagGroundWithdrawn, FlagRaised,
};

use super::Flag;

/// A judgement, as a flag needs it.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged {
    /// The pattern stands; this is the flag to raise.
    Fires(FlagRaised),
    /// It does not, or not any more.
    DoesNotFire {
        /// The flag as it was last shown, if that is known.
        last: Option<Shown>,
    },
}

/// The events that follow from a judgement; none if it says nothing new.
#[must_use]
pub fn decide(flag: &Flag, judged: Judged) -> Vec<Event> {
    match judged {
        Judged::DoesNotFire { last } if flag.stands => {
            vec![FlagGroundWithdrawn { flag: last.or_else(|| flag.shown.clone()) }.into()]
        }
        Judged::DoesNotFire { .. } => vec![],
        Judged::Fires(raise) if flag.raised.is_none() => vec![raise.into()],
        Judged::Fires(FlagRaised { flag: shown, .. }) => {
            let mut events = Vec::new();
            let evidence = shown.iter().flat_map(|flag| &flag.evidence).map(|e| &e.event_id);
            let new: Vec<String> =
                evidence.filter(|id| !flag.evidence.contains(*id)).cloned().collect();
            if !flag.stands {
                events.push(FlagGroundRestored { flag: shown.clone() }.into());
            }
            if !new.is_empty() {
                events.push(FlagEvidenceAdded { flag: shown, evidence_event_ids: new }.into());
            }
            events
        }
    }
}

#[cfg(test)]
mod tests {
    use proto::oversight::Evidence;

    use super::*;
    use crate::flags::Raised;

    fn shown(evidence: &[&str]) -> Shown {
        let one = |id: &&str| Evidence { event_id: (*id).to_owned(), ..Default::default() };
        Shown { evidence: evidence.iter().map(one).collect(), ..Default::default() }
    }

    fn raise(evidence: &[&str]) -> FlagRaised {
        FlagRaised { flag: Some(shown(evidence)), ..Default::default() }
    }

    fn raised(stands: bool) -> Flag {
        Flag {
            raised: Some(Raised {
                at: jiff::Timestamp::UNIX_EPOCH,
                position: 1,
                historical: false,
            }),
            stands,
            evidence: vec!["a".into()],
            shown: Some(shown(&["a"])),
            ..Flag::default()
        }
    }

    #[test]
    fn a_pattern_that_stands_raises_a_flag() {
        let events = decide(&Flag::default(), Judged::Fires(raise(&["a"])));
        assert_eq!(events, vec![raise(&["a"]).into()]);
    }

    #[test]
    fn a_flag_is_raised_once_however_often_it_is_found() {
        assert_eq!(decide(&raised(true), Judged::Fires(raise(&["a"]))), vec![]);
    }

    #[test]
    fn new_evidence_is_added_to_the_same_flag() {
        let added = FlagEvidenceAdded {
            flag: Some(shown(&["a", "b"])),
            evidence_event_ids: vec!["b".into()],
        };
        let events = decide(&raised(true), Judged::Fires(raise(&["a", "b"])));
        assert_eq!(events, vec![added.into()]);
    }

    #[test]
    fn a_ground_that_is_gone_is_marked_once_with_what_was_last_shown() {
        let gone = Judged::DoesNotFire { last: Some(shown(&["a", "b"])) };
        let marked = FlagGroundWithdrawn { flag: Some(shown(&["a", "b"])) };
        assert_eq!(decide(&raised(true), gone.clone()), vec![marked.into()]);
        assert_eq!(decide(&raised(false), gone.clone()), vec![]);
        assert_eq!(decide(&Flag::default(), gone), vec![]);
    }

    #[test]
    fn what_was_last_shown_is_taken_from_the_log_where_nobody_else_knows() {
        let events = decide(&raised(true), Judged::DoesNotFire { last: None });
        assert_eq!(events, vec![FlagGroundWithdrawn { flag: Some(shown(&["a"])) }.into()]);
    }

    #[test]
    fn a_ground_that_comes_back_stands_again() {
        let restored = FlagGroundRestored { flag: Some(shown(&["a"])) };
        let events = decide(&raised(false), Judged::Fires(raise(&["a"])));
        assert_eq!(events, vec![restored.into()]);
    }
}
