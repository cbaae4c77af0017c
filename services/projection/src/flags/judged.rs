//! What a judgement means for a flag.
//!
//! A flag is raised once. Where later events take its ground away it is
//! marked, never erased; where they give it back it stands again.

use proto::oversight::{
    Event, FlagEvidenceAdded, FlagGroundRestored, FlagGroundWithdrawn, FlagRaised,
};

use super::Flag;

/// A judgement, as a flag needs it.
#[derive(Clone, Debug, PartialEq)]
pub enum Judged {
    /// The pattern stands; this is the flag to raise.
    Fires(FlagRaised),
    /// It does not, or not any more.
    DoesNotFire {
        /// The flag.
        flag_id: String,
    },
}

/// The events that follow from a judgement; none if it says nothing new.
#[must_use]
pub fn decide(flag: &Flag, judged: Judged) -> Vec<Event> {
    match judged {
        Judged::DoesNotFire { flag_id } if flag.stands => {
            vec![FlagGroundWithdrawn { flag_id }.into()]
        }
        Judged::DoesNotFire { .. } => vec![],
        Judged::Fires(raise) if flag.raised.is_none() => vec![raise.into()],
        Judged::Fires(raise) => {
            let mut events = Vec::new();
            let flag_id = raise.flag_id;
            if !flag.stands {
                events.push(FlagGroundRestored { flag_id: flag_id.clone() }.into());
            }
            let mut evidence_event_ids = raise.evidence_event_ids;
            evidence_event_ids.retain(|id| !flag.evidence.contains(id));
            if !evidence_event_ids.is_empty() {
                events.push(FlagEvidenceAdded { flag_id, evidence_event_ids }.into());
            }
            events
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flags::Raised;

    fn raise(evidence: &[&str]) -> FlagRaised {
        FlagRaised {
            flag_id: "f".into(),
            evidence_event_ids: evidence.iter().map(|e| (*e).to_owned()).collect(),
            ..Default::default()
        }
    }

    fn raised(stands: bool) -> Flag {
        Flag {
            raised: Some(Raised { at: jiff::Timestamp::UNIX_EPOCH, position: 1 }),
            stands,
            evidence: vec!["a".into()],
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
        let added = FlagEvidenceAdded { flag_id: "f".into(), evidence_event_ids: vec!["b".into()] };
        let events = decide(&raised(true), Judged::Fires(raise(&["a", "b"])));
        assert_eq!(events, vec![added.into()]);
    }

    #[test]
    fn a_ground_that_is_gone_is_marked_once() {
        let gone = Judged::DoesNotFire { flag_id: "f".into() };
        let marked = FlagGroundWithdrawn { flag_id: "f".into() };
        assert_eq!(decide(&raised(true), gone.clone()), vec![marked.into()]);
        assert_eq!(decide(&raised(false), gone.clone()), vec![]);
        assert_eq!(decide(&Flag::default(), gone), vec![]);
    }

    #[test]
    fn a_ground_that_comes_back_stands_again() {
        let restored = FlagGroundRestored { flag_id: "f".into() };
        let events = decide(&raised(false), Judged::Fires(raise(&["a"])));
        assert_eq!(events, vec![restored.into()]);
    }
}
