//! What a judgement means for a flag.
//!
//! A flag is raised once. Where later events take its ground away it is
//! marked, never erased; where they give it back it stands again. What is found
//! after it was resolved opens it again, so that no early answer buries what
//! comes later.

use proto::{
    common::{Text, Withheld, text::Form},
    oversight::{
        Bearing, Event, Evidence, Flag as Shown, FlagEvidenceAdded, FlagGroundRestored,
        FlagGroundWithdrawn, FlagRaised, FlagReopened,
    },
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
        Judged::Fires(FlagRaised { flag: Some(shown), .. }) => goes_on(flag, shown),
        Judged::Fires(_) => vec![],
    }
}

/// What follows where a pattern stands of which there is a flag.
fn goes_on(flag: &Flag, shown: Shown) -> Vec<Event> {
    let new: Vec<&Evidence> =
        shown.evidence.iter().filter(|one| !flag.evidence.contains(&one.event_id)).collect();
    let before = flag.shown.as_ref();
    let is_other = before.is_some_and(|before| {
        before.agency_ids != shown.agency_ids || before.severity != shown.severity
    });
    let resolved = flag.handling.resolved.is_some();
    // Of very many not all are listed.
    let unlisted = before.is_some_and(|b| b.evidence_left_out < shown.evidence_left_out);
    let speaks_for_it = unlisted || new.iter().any(|one| one.bearing() != Bearing::Against);
    let opens_it = resolved && (speaks_for_it || !flag.stands);
    let evidence_event_ids: Vec<String> = new.iter().map(|one| one.event_id.clone()).collect();
    let mut events: Vec<Event> = Vec::new();
    if !flag.stands {
        events.push(FlagGroundRestored { flag: Some(shown.clone()) }.into());
    }
    // A ground that is restored is shown as it now is.
    if !evidence_event_ids.is_empty() || (flag.stands && (is_other || opens_it)) {
        events.push(FlagEvidenceAdded { flag: Some(shown.clone()), evidence_event_ids }.into());
    }
    // Whoever resolved it knew nothing of this.
    if opens_it {
        let withheld = Withheld { reason: "MORE_WAS_FOUND".into() };
        let reopened = FlagReopened {
            person_id: Flag::person_of(&shown).to_owned(),
            flag_id: shown.flag_id,
            reason: Some(Text { form: Some(Form::Withheld(withheld)) }),
            by_what_was_found: true,
        };
        events.push(reopened.into());
    }
    events
}

#[cfg(test)]
mod tests {
    use proto::oversight::FlagOutcome;

    use super::*;
    use crate::flags::{Raised, Resolved};

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
    fn a_flag_says_who_answers_for_it_and_how_severe_it_is_as_soon_as_that_changes() {
        let other_agency = Shown { agency_ids: vec!["agency_2".into()], ..shown(&["a"]) };
        let graver = Shown { severity: 1, ..shown(&["a"]) };
        for now in [other_agency, graver] {
            let fires =
                Judged::Fires(FlagRaised { flag: Some(now.clone()), ..FlagRaised::default() });
            let shown = FlagEvidenceAdded { flag: Some(now), evidence_event_ids: vec![] };
            assert_eq!(decide(&raised(true), fires), vec![shown.into()]);
        }
    }

    fn resolved(stands: bool) -> Flag {
        let mut flag = raised(stands);
        flag.handling.resolved = Some(Resolved {
            outcome: FlagOutcome::NotUpheld,
            at: jiff::Timestamp::UNIX_EPOCH,
            by_agency_id: "agency_2".into(),
        });
        flag
    }

    fn reopens(events: &[Event]) -> bool {
        events.iter().any(|e| matches!(e, Event::FlagReopened(e) if e.by_what_was_found))
    }

    #[test]
    fn what_is_found_after_it_was_resolved_opens_it_again() {
        assert!(reopens(&decide(&resolved(true), Judged::Fires(raise(&["a", "b"])))));
        assert!(reopens(&decide(&resolved(false), Judged::Fires(raise(&["a"])))));
        let more = Shown { evidence_left_out: 1, ..shown(&["a"]) };
        let more = FlagRaised { flag: Some(more), ..FlagRaised::default() };
        assert!(reopens(&decide(&resolved(true), Judged::Fires(more))));
    }

    #[test]
    fn what_speaks_against_a_resolved_flag_does_not_open_it() {
        let mut against = shown(&["a", "b"]);
        if let Some(last) = against.evidence.last_mut() {
            last.set_bearing(Bearing::Against);
        }
        let fires = FlagRaised { flag: Some(against), ..FlagRaised::default() };
        let events = decide(&resolved(true), Judged::Fires(fires));
        assert!(!events.is_empty() && !reopens(&events), "{events:?}");
        assert_eq!(decide(&resolved(true), Judged::Fires(raise(&["a"]))), vec![]);
    }

    #[test]
    fn an_open_flag_is_not_opened_again() {
        assert!(!reopens(&decide(&raised(true), Judged::Fires(raise(&["a", "b"])))));
        assert!(!reopens(&decide(&raised(false), Judged::Fires(raise(&["a"])))));
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
