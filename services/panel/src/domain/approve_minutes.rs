//! Approving a meeting's minutes, known by the digest of their document.
//!
//! Minutes approved without a digest may be given one later; other minutes
//! may not take their place.

use kernel::decider::Refusal;
use proto::panel::{Event, MinutesApproved};

use super::{Meeting, hold_meeting::held, refusal};

pub(super) fn decide(meeting: &Meeting, mut fact: MinutesApproved) -> Result<Vec<Event>, Refusal> {
    let (scheme_id, _) = held(meeting)?;
    match meeting.minutes.as_deref() {
        Some(known) if fact.digest.is_empty() || fact.digest == known => Ok(vec![]),
        Some(known) if !known.is_empty() => Err(refusal::MINUTES_ALREADY_APPROVED),
        _ => {
            fact.scheme_id = scheme_id.to_owned();
            Ok(vec![fact.into()])
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{
        MeetingCommand::ApproveMinutes, hold_meeting::tests::held,
        schedule_meeting::tests::scheduled,
    };

    fn approved(digest: &str) -> MinutesApproved {
        MinutesApproved {
            meeting_id: id("meeting", 1),
            digest: digest.into(),
            scheme_id: id("scheme", 1),
        }
    }

    #[test]
    fn minutes_are_approved_and_name_the_scheme() {
        let asked = MinutesApproved { scheme_id: String::new(), ..approved("a1") };
        given::<Meeting>([held().into()]).when(ApproveMinutes(asked)).then_one(approved("a1"));
    }

    #[test]
    fn minutes_approved_without_their_document_are_given_it_later() {
        given::<Meeting>([held().into(), approved("").into()])
            .when(ApproveMinutes(approved("a1")))
            .then_one(approved("a1"));
    }

    #[test]
    fn only_a_meeting_that_was_held_has_minutes() {
        nothing::<Meeting>()
            .when(ApproveMinutes(approved("a1")))
            .then_refused(refusal::MEETING_NOT_FOUND);
        given::<Meeting>([scheduled().into()])
            .when(ApproveMinutes(approved("a1")))
            .then_refused(refusal::MEETING_NOT_HELD);
    }

    #[test]
    fn other_minutes_do_not_take_the_place_of_those_approved() {
        given::<Meeting>([held().into(), approved("a1").into()])
            .when(ApproveMinutes(approved("b2")))
            .then_refused(refusal::MINUTES_ALREADY_APPROVED);
    }

    #[test]
    fn minutes_approved_twice_are_approved_once() {
        for again in ["a1", ""] {
            given::<Meeting>([held().into(), approved("a1").into()])
                .when(ApproveMinutes(approved(again)))
                .then_nothing();
        }
    }
}
