//! Recording what a meeting decided.
//!
//! A decision of today about a person gives its reasons, says what was heard
//! of the person, and is made with somebody present who answers for their
//! care. A decision of the past is stored as its source gives it, and rules
//! judge it. Who was present, which quorum applied and what it lacked are taken
//! from the meeting, as is the person's part in it where the decision says
//! nothing of it. A decision without a quorum is stored like any other: it may
//! have been an emergency, and a rule judges it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::{PersonPresence, Role, Worker},
    ids::DecisionId,
    panel::{DecisionMade, Event, Voice},
};

use super::{Meeting, hold_meeting::held, is_said, quorum, refusal, state::MOST_DECISIONS};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: DecisionMade,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let (scheme_id, held) = held(meeting)?;
    if fact.decision_id.is_empty() {
        fact.decision_id = DecisionId::new(said.fresh).to_string();
    }
    if meeting.decisions.contains_key(&fact.decision_id) {
        return Ok(vec![]); // Said twice is said once.
    }
    if meeting.decisions.len() >= MOST_DECISIONS {
        return Err(refusal::MEETING_TOO_LONG);
    }
    if fact.ratifies_decision_id == fact.decision_id {
        return Err(refusal::DECISION_RATIFIES_ITSELF);
    }
    if more_votes_than(&held.present, &fact) {
        return Err(refusal::MORE_VOTES_THAN_PRESENT);
    }
    take_up_what_was_heard(meeting, &mut fact);
    if said.is_act() && !fact.person_id.is_empty() {
        fit_to_decide_about_a_person(&held.present, &fact)?;
    }
    fact.scheme_id = scheme_id.to_owned();
    fact.present.clone_from(&held.present);
    fact.quorum = held.quorum;
    let lacks = fact.quorum.map(|rule| quorum::lacks(&rule, &held.present, &fact));
    fact.quorum_lacks = lacks.unwrap_or_default().into_iter().map(Into::into).collect();
    Ok(vec![fact.into()])
}

/// Where the decision does not say what part the person took, the meeting's own
/// record of it does.
fn take_up_what_was_heard(meeting: &Meeting, fact: &mut DecisionMade) {
    let Some(heard) = meeting.heard.get(&fact.person_id) else { return };
    if !fact.voice.as_ref().is_some_and(is_stated) {
        fact.voice.get_or_insert_default().set_presence(heard.presence());
    }
}

/// Of a meeting whose attendance is unknown, any number may have voted.
fn more_votes_than(present: &[Worker], fact: &DecisionMade) -> bool {
    let votes = u64::from(fact.votes_for) + u64::from(fact.votes_against);
    let voters = u64::try_from(present.len()).unwrap_or(u64::MAX);
    !present.is_empty() && votes > voters
}

fn fit_to_decide_about_a_person(present: &[Worker], fact: &DecisionMade) -> Result<(), Refusal> {
    if !is_said(&fact.reasons) {
        return Err(refusal::DECISION_WITHOUT_REASONS);
    }
    if !fact.voice.as_ref().is_some_and(is_stated) {
        return Err(refusal::DECISION_WITHOUT_VOICE);
    }
    let answers_for_care =
        |worker: &Worker| matches!(worker.role(), Role::Clinician | Role::CareCoordinator);
    if !present.iter().any(answers_for_care) {
        return Err(refusal::DECISION_WITHOUT_CLINICIAN);
    }
    Ok(())
}

/// Who decides today knows whether the person took part.
fn is_stated(voice: &Voice) -> bool {
    !matches!(voice.presence(), PersonPresence::Unspecified | PersonPresence::NotRecorded)
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        common::Text,
        panel::{
            DecisionKind, MeetingHeld, NotHeardBecause, PersonHeard, QuorumPart, QuorumRule,
            VoiceRoute,
        },
    };

    use super::*;
    use crate::domain::{
        MeetingCommand::Decide,
        hear_person::tests::{heard, not_heard},
        hold_meeting::tests::{held, worker},
        schedule_meeting::tests::scheduled,
    };

    pub(in crate::domain) fn decided() -> DecisionMade {
        DecisionMade {
            meeting_id: id("meeting", 1),
            decision_id: id("decision", 1),
            kind: DecisionKind::Plan.into(),
            person_id: id("person", 1),
            decision: Some(Text::plain("offer a weekly visit")),
            reasons: Some(Text::plain("she asked for it")),
            led_by: Some(worker(1, Role::Clinician)),
            votes_for: 2,
            voice: Some(Voice { presence: PersonPresence::Present.into(), words: None }),
            scheme_id: id("scheme", 1),
            present: held().present,
            ..Default::default()
        }
    }

    fn at_a_meeting() -> Given<Meeting> {
        given([held().into()])
    }

    #[test]
    fn a_decision_names_the_scheme_and_who_was_present() {
        let asked = DecisionMade { scheme_id: String::new(), present: vec![], ..decided() };
        at_a_meeting().when(Decide(asked)).then_one(decided());
    }

    #[test]
    fn a_decision_without_an_id_gets_one() {
        let bare = DecisionMade { decision_id: String::new(), ..decided() };
        let with_id = DecisionMade { decision_id: id("decision", 99), ..decided() };
        at_a_meeting().when(Decide(bare)).then_one(with_id);
    }

    #[test]
    fn a_quorum_is_not_taken_from_whoever_asks() {
        let boast = DecisionMade {
            quorum: Some(QuorumRule { chair: true, ..Default::default() }),
            quorum_lacks: vec![QuorumPart::Voice.into()],
            ..decided()
        };
        at_a_meeting().when(Decide(boast)).then_one(decided());
    }

    #[test]
    fn a_decision_says_which_quorum_applied_and_what_it_lacked() {
        let quorum = Some(QuorumRule { chair: true, emergency: true, ..Default::default() });
        let meeting = MeetingHeld { quorum, ..held() };
        let with_it =
            DecisionMade { quorum, quorum_lacks: vec![QuorumPart::Emergency.into()], ..decided() };
        given::<Meeting>([meeting.into()]).when(Decide(decided())).then_one(with_it);
    }

    #[test]
    fn a_decision_with_its_quorum_lacks_nothing() {
        let quorum = Some(QuorumRule { chair: true, clinician: true, ..Default::default() });
        let meeting = MeetingHeld { quorum, ..held() };
        let with_it = DecisionMade { quorum, ..decided() };
        given::<Meeting>([meeting.into()]).when(Decide(decided())).then_one(with_it);
    }

    /// At a meeting that heard this, somebody decides without saying what was heard.
    fn decided_after(fact: PersonHeard) -> kernel::scenario::Then<Meeting> {
        let silent = DecisionMade { voice: None, ..decided() };
        at_a_meeting().and(fact).when(Decide(silent))
    }

    fn with(presence: PersonPresence) -> DecisionMade {
        DecisionMade { voice: Some(Voice { presence: presence.into(), words: None }), ..decided() }
    }

    #[test]
    fn what_the_meeting_heard_of_a_person_counts_as_their_voice() {
        for (route, presence) in [
            (VoiceRoute::Person, PersonPresence::Present),
            (VoiceRoute::InWriting, PersonPresence::Present),
            (VoiceRoute::Advocate, PersonPresence::Represented),
            (VoiceRoute::Representative, PersonPresence::Represented),
        ] {
            decided_after(heard(route)).then_one(with(presence));
        }
        for (because, presence) in [
            (NotHeardBecause::Declined, PersonPresence::Declined),
            (NotHeardBecause::NotInvited, PersonPresence::NotInvited),
            (NotHeardBecause::Unreachable, PersonPresence::NotInvited),
            (NotHeardBecause::Unwell, PersonPresence::NotInvited),
            (NotHeardBecause::Risk, PersonPresence::NotInvited),
        ] {
            decided_after(not_heard(because)).then_one(with(presence));
        }
    }

    #[test]
    fn what_was_heard_of_another_person_is_no_voice_of_this_one() {
        let of_another = PersonHeard { person_id: id("person", 2), ..heard(VoiceRoute::Person) };
        decided_after(of_another).then_refused(refusal::DECISION_WITHOUT_VOICE);
    }

    #[test]
    fn what_a_decision_says_of_the_voice_itself_stands() {
        at_a_meeting()
            .and(not_heard(NotHeardBecause::NotInvited))
            .when(Decide(with(PersonPresence::Declined)))
            .then_one(with(PersonPresence::Declined));
    }

    #[test]
    fn words_without_a_word_on_the_persons_part_get_one_and_are_kept() {
        let words = Some(Text::plain("she asked for the visits"));
        let bare = Voice { presence: PersonPresence::NotRecorded.into(), words: words.clone() };
        let asked = DecisionMade { voice: Some(bare), ..decided() };
        let full = Voice { presence: PersonPresence::Present.into(), words };
        at_a_meeting()
            .and(heard(VoiceRoute::Person))
            .recorded()
            .when(Decide(asked))
            .then_one(DecisionMade { voice: Some(full), ..decided() });
    }

    #[test]
    fn a_meeting_decides_no_more_than_it_can_remember() {
        let nth = |n| DecisionMade { decision_id: id("decision", n), ..decided() };
        let full = (1..=256).fold(at_a_meeting(), |given, n| given.and(nth(n)));
        full.when(Decide(nth(257))).then_refused(refusal::MEETING_TOO_LONG);
    }

    #[test]
    fn an_unknown_meeting_decides_nothing() {
        nothing::<Meeting>().when(Decide(decided())).then_refused(refusal::MEETING_NOT_FOUND);
    }

    #[test]
    fn a_meeting_that_was_only_arranged_decides_nothing() {
        given::<Meeting>([scheduled().into()])
            .when(Decide(decided()))
            .then_refused(refusal::MEETING_NOT_HELD);
    }

    #[test]
    fn a_decision_of_today_about_a_person_needs_reasons() {
        for wrong in [None, Some(Text::plain(" "))] {
            let odd = DecisionMade { reasons: wrong, ..decided() };
            at_a_meeting().when(Decide(odd)).then_refused(refusal::DECISION_WITHOUT_REASONS);
        }
    }

    #[test]
    fn a_decision_of_today_about_a_person_says_what_was_heard_of_them() {
        let unsaid = Voice { presence: PersonPresence::NotRecorded.into(), words: None };
        for wrong in [None, Some(unsaid)] {
            let odd = DecisionMade { voice: wrong, ..decided() };
            at_a_meeting().when(Decide(odd)).then_refused(refusal::DECISION_WITHOUT_VOICE);
        }
    }

    #[test]
    fn a_person_who_was_not_invited_is_on_record_as_such() {
        let honest = DecisionMade {
            voice: Some(Voice { presence: PersonPresence::NotInvited.into(), words: None }),
            ..decided()
        };
        at_a_meeting().when(Decide(honest.clone())).then_one(honest);
    }

    #[test]
    fn police_alone_do_not_decide_about_a_person_today() {
        let police = vec![worker(3, Role::PoliceOfficer), worker(2, Role::PanelChair)];
        let meeting = MeetingHeld { present: police, ..held() };
        given::<Meeting>([meeting.into()])
            .when(Decide(decided()))
            .then_refused(refusal::DECISION_WITHOUT_CLINICIAN);
    }

    #[test]
    fn a_decision_about_nobody_needs_no_voice() {
        let governance = DecisionMade {
            kind: DecisionKind::Governance.into(),
            person_id: String::new(),
            reasons: None,
            voice: None,
            ..decided()
        };
        at_a_meeting().when(Decide(governance.clone())).then_one(governance);
    }

    #[test]
    fn a_decision_of_the_past_is_recorded_as_it_was_made() {
        let past = DecisionMade { reasons: None, voice: None, present: vec![], ..decided() };
        let meeting = MeetingHeld { present: vec![], ..held() };
        given::<Meeting>([meeting.into()]).recorded().when(Decide(past.clone())).then_one(past);
    }

    #[test]
    fn no_more_vote_than_were_present() {
        let odd = DecisionMade { votes_against: 1, ..decided() };
        at_a_meeting().when(Decide(odd.clone())).then_refused(refusal::MORE_VOTES_THAN_PRESENT);
        at_a_meeting().recorded().when(Decide(odd)).then_refused(refusal::MORE_VOTES_THAN_PRESENT);
    }

    #[test]
    fn a_decision_does_not_ratify_itself() {
        let odd = DecisionMade { ratifies_decision_id: id("decision", 1), ..decided() };
        at_a_meeting().when(Decide(odd)).then_refused(refusal::DECISION_RATIFIES_ITSELF);
    }

    #[test]
    fn a_decision_said_twice_is_said_once() {
        at_a_meeting().and(decided()).when(Decide(decided())).then_nothing();
    }
}
