//! Recording that a meeting heard a person, through whom, or why it did not.
//!
//! A person is heard as often as they say something, and each time is on
//! record: words are stored sealed, so nobody can tell here whether they are
//! the same again. Of what was heard the latest word counts for the decisions
//! that follow; the earlier ones stay on record beside it. Whether a person
//! should have been heard is not asked here: rules judge the decision.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{Event, NotHeardBecause, PersonHeard, VoiceRoute};

use super::{
    Meeting,
    hold_meeting::held,
    refusal,
    state::{Heard, MOST_HEARD},
};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: PersonHeard,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let (scheme_id, _) = held(meeting)?;
    of_one_piece(&fact)?;
    let spoken_for = matches!(fact.route(), VoiceRoute::Representative | VoiceRoute::Advocate);
    if said.is_act() && spoken_for && fact.by.is_none() {
        return Err(refusal::SPEAKER_NOT_NAMED);
    }
    let before = meeting.heard.get(&fact.person_id);
    if fact.words.is_none() && before == Some(&Heard::from(&fact)) {
        return Ok(vec![]); // Said twice is said once.
    }
    if before.is_none() && meeting.heard.len() >= MOST_HEARD {
        return Err(refusal::MEETING_TOO_LONG);
    }
    fact.scheme_id = scheme_id.to_owned();
    Ok(vec![fact.into()])
}

/// Whether it says one thing: that somebody was heard, or why nobody was.
fn of_one_piece(fact: &PersonHeard) -> Result<(), Refusal> {
    let because = fact.not_heard_because() != NotHeardBecause::Unspecified;
    if fact.route() != VoiceRoute::Nobody {
        return if because { Err(refusal::HEARD_AND_NOT_HEARD) } else { Ok(()) };
    }
    if !because {
        return Err(refusal::NOT_HEARD_WITHOUT_REASON);
    }
    if fact.words.is_some() || fact.by.is_some() {
        return Err(refusal::HEARD_AND_NOT_HEARD);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::common::{Role, Text};

    use super::*;
    use crate::domain::{
        MeetingCommand::Hear,
        hold_meeting::tests::{held, worker},
        schedule_meeting::tests::scheduled,
    };

    pub(in crate::domain) fn heard(route: VoiceRoute) -> PersonHeard {
        PersonHeard {
            meeting_id: id("meeting", 1),
            person_id: id("person", 1),
            route: route.into(),
            scheme_id: id("scheme", 1),
            ..Default::default()
        }
    }

    pub(in crate::domain) fn not_heard(because: NotHeardBecause) -> PersonHeard {
        PersonHeard { not_heard_because: because.into(), ..heard(VoiceRoute::Nobody) }
    }

    fn through_an_advocate() -> PersonHeard {
        PersonHeard {
            by: Some(worker(4, Role::Advocate)),
            words: Some(Text::plain("she wants to be called before anybody visits")),
            ..heard(VoiceRoute::Advocate)
        }
    }

    fn at_a_meeting() -> Given<Meeting> {
        given([held().into()])
    }

    #[test]
    fn a_person_is_heard_and_the_scheme_is_named() {
        let asked = PersonHeard { scheme_id: String::new(), ..through_an_advocate() };
        at_a_meeting().when(Hear(asked)).then_one(through_an_advocate());
    }

    #[test]
    fn a_person_who_was_not_heard_is_on_record_with_the_reason() {
        let declined = not_heard(NotHeardBecause::Declined);
        at_a_meeting().when(Hear(declined.clone())).then_one(declined);
    }

    #[test]
    fn only_a_meeting_that_was_held_hears_anybody() {
        let fact = heard(VoiceRoute::Person);
        nothing::<Meeting>().when(Hear(fact.clone())).then_refused(refusal::MEETING_NOT_FOUND);
        given::<Meeting>([scheduled().into()])
            .when(Hear(fact))
            .then_refused(refusal::MEETING_NOT_HELD);
    }

    #[test]
    fn whoever_was_not_heard_was_not_heard_for_a_reason() {
        let bare = heard(VoiceRoute::Nobody);
        at_a_meeting().when(Hear(bare.clone())).then_refused(refusal::NOT_HEARD_WITHOUT_REASON);
        at_a_meeting().recorded().when(Hear(bare)).then_refused(refusal::NOT_HEARD_WITHOUT_REASON);
    }

    #[test]
    fn nobody_is_heard_and_not_heard_at_once() {
        let nobody = not_heard(NotHeardBecause::NotInvited);
        let with_words = PersonHeard { words: through_an_advocate().words, ..nobody.clone() };
        let with_a_speaker = PersonHeard { by: through_an_advocate().by, ..nobody.clone() };
        let with_a_reason = PersonHeard { route: VoiceRoute::Person.into(), ..nobody };
        for odd in [with_words, with_a_speaker, with_a_reason] {
            at_a_meeting().when(Hear(odd.clone())).then_refused(refusal::HEARD_AND_NOT_HEARD);
            at_a_meeting().recorded().when(Hear(odd)).then_refused(refusal::HEARD_AND_NOT_HEARD);
        }
    }

    #[test]
    fn whoever_speaks_for_a_person_today_is_named() {
        for route in [VoiceRoute::Advocate, VoiceRoute::Representative] {
            at_a_meeting().when(Hear(heard(route))).then_refused(refusal::SPEAKER_NOT_NAMED);
            at_a_meeting().recorded().when(Hear(heard(route))).then_one(heard(route));
        }
        let wrote = heard(VoiceRoute::InWriting);
        at_a_meeting().when(Hear(wrote.clone())).then_one(wrote);
    }

    #[test]
    fn the_same_without_words_is_said_once() {
        let spoke = heard(VoiceRoute::Person);
        at_a_meeting().and(spoke.clone()).when(Hear(spoke)).then_nothing();
    }

    #[test]
    fn what_a_person_says_is_never_taken_for_what_they_said_before() {
        at_a_meeting()
            .and(through_an_advocate())
            .when(Hear(through_an_advocate()))
            .then_one(through_an_advocate());
    }

    #[test]
    fn a_meeting_hears_as_many_people_as_it_can_remember() {
        let of = |n| PersonHeard { person_id: id("person", n), ..heard(VoiceRoute::Person) };
        let full = (1..=256).fold(at_a_meeting(), |given, n| given.and(of(n)));
        full.when(Hear(of(257))).then_refused(refusal::MEETING_TOO_LONG);
        let full = (1..=256).fold(at_a_meeting(), |given, n| given.and(of(n)));
        let wrote = PersonHeard { route: VoiceRoute::InWriting.into(), ..of(1) };
        full.when(Hear(wrote.clone())).then_one(wrote);
    }
}
