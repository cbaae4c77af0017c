//! What a meeting lacked of its panel's own quorum.
//!
//! Only what the rule asks for is missed, and only what the record shows to
//! have been missing: where nobody is named as present, or no word says
//! whether the person was heard, nothing is held against the meeting here.
//! Whether it had the quorum that every panel should have is judged by a rule.

use std::collections::BTreeSet;

use proto::{
    common::{PersonPresence, Role, Worker},
    panel::{DecisionMade, QuorumPart, QuorumRule, Voice},
};

/// The parts that were missing when this was decided, with these people present.
pub(super) fn lacks(rule: &QuorumRule, present: &[Worker], fact: &DecisionMade) -> Vec<QuorumPart> {
    // Whoever led the decision was there, though the list leave them out.
    let there: Vec<&Worker> = present.iter().chain(&fact.led_by).collect();
    let known = !present.is_empty();
    let nobody_of = |roles: &[Role]| known && !there.iter().any(|w| roles.contains(&w.role()));
    let members: BTreeSet<&str> = there.iter().map(|worker| worker.worker_id.as_str()).collect();
    let members = u32::try_from(members.len()).unwrap_or(u32::MAX);
    [
        (QuorumPart::Chair, rule.chair && nobody_of(&[Role::PanelChair])),
        (
            QuorumPart::Clinician,
            rule.clinician && nobody_of(&[Role::Clinician, Role::CareCoordinator]),
        ),
        (
            QuorumPart::Emergency,
            rule.emergency && nobody_of(&[Role::EmergencyDepartment, Role::Ambulance]),
        ),
        (QuorumPart::Voice, rule.voice && is_unheard(fact)),
        (QuorumPart::Members, known && members < rule.members),
    ]
    .into_iter()
    .filter_map(|(part, lacking)| lacking.then_some(part))
    .collect()
}

/// A person about whom it was decided, and who was neither heard nor declined.
fn is_unheard(fact: &DecisionMade) -> bool {
    let presence = fact.voice.as_ref().map(Voice::presence);
    !fact.person_id.is_empty() && presence == Some(PersonPresence::NotInvited)
}

#[cfg(test)]
mod tests {
    use kernel::scenario::id;

    use super::*;
    use crate::domain::{decide::tests::decided, hold_meeting::tests::worker};

    const ALL: QuorumRule =
        QuorumRule { chair: true, clinician: true, emergency: true, voice: true, members: 3 };

    fn unheard() -> DecisionMade {
        let voice = Voice { presence: PersonPresence::NotInvited.into(), words: None };
        DecisionMade { voice: Some(voice), led_by: None, ..decided() }
    }

    #[test]
    fn what_a_quorum_asks_for_and_nobody_brought_is_missing() {
        let police = [worker(1, Role::PoliceOfficer), worker(2, Role::PoliceOfficer)];
        let parts = [
            QuorumPart::Chair,
            QuorumPart::Clinician,
            QuorumPart::Emergency,
            QuorumPart::Voice,
            QuorumPart::Members,
        ];
        assert_eq!(lacks(&ALL, &police, &unheard()), parts);
        assert_eq!(lacks(&QuorumRule::default(), &police, &unheard()), []);
    }

    #[test]
    fn each_part_is_brought_by_those_who_are_it() {
        let there = [
            worker(1, Role::PanelChair),
            worker(2, Role::CareCoordinator),
            worker(3, Role::Ambulance),
        ];
        assert_eq!(lacks(&ALL, &there, &decided()), []);
    }

    #[test]
    fn whoever_led_the_decision_was_there() {
        let there = [worker(2, Role::CareCoordinator), worker(3, Role::EmergencyDepartment)];
        let led = DecisionMade { led_by: Some(worker(1, Role::PanelChair)), ..decided() };
        assert_eq!(lacks(&ALL, &there, &led), []);
    }

    #[test]
    fn nobody_counts_twice() {
        let there = [worker(1, Role::PanelChair), worker(1, Role::Clinician)];
        let rule = QuorumRule { members: 2, ..Default::default() };
        let led = DecisionMade { led_by: Some(worker(1, Role::PanelChair)), ..decided() };
        assert_eq!(lacks(&rule, &there, &led), [QuorumPart::Members]);
    }

    #[test]
    fn where_nobody_is_named_nobody_is_missing() {
        assert_eq!(lacks(&ALL, &[], &decided()), []);
    }

    #[test]
    fn only_a_voice_that_is_known_to_be_missing_is_missing() {
        let voice = QuorumRule { voice: true, ..Default::default() };
        let said = |presence: PersonPresence, person_id: String| {
            let voice = Some(Voice { presence: presence.into(), words: None });
            DecisionMade { voice, person_id, ..decided() }
        };
        let about = |presence| said(presence, id("person", 1));
        for heard in [
            PersonPresence::Present,
            PersonPresence::Represented,
            PersonPresence::Declined,
            PersonPresence::NotRecorded,
        ] {
            assert_eq!(lacks(&voice, &[], &about(heard)), []);
        }
        assert_eq!(lacks(&voice, &[], &about(PersonPresence::NotInvited)), [QuorumPart::Voice]);
        let about_nobody = said(PersonPresence::NotInvited, String::new());
        assert_eq!(lacks(&voice, &[], &about_nobody), []);
    }
}
