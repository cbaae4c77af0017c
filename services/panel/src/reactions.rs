//! What follows here from what happens elsewhere.
//!
//! A consent that is withdrawn calls back every disclosure that named it and
//! was not called back before. A person who dies or moves away closes the
//! actions about them: their deadlines would run on for nobody. What follows is
//! asked of the domain like any command, and the domain has the last word.
//!
//! Only what is done through us has consequences. What is recorded of the past
//! had those that the world gave it, and rules judge them.

use std::collections::{BTreeMap, BTreeSet};

use kernel::react::React;
use proto::{
    Named as _,
    any::AnyEvent,
    common::Mode,
    concerns::{IncidentKind, IncidentReported},
    envelope::Recorded,
    panel::{ActionCompleted, ActionOutcome, DisclosureRecalled, Event, RecallGround},
    referrals::{CaseClosed, CaseOutcome, ConsentWithdrawn},
};
use serde::{Deserialize, Serialize};

/// What is still to be undone, and by what it would be found. It holds what is
/// open alone: a disclosure leaves it when it is called back, an action when it
/// is completed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reactions {
    /// The disclosures that named a consent and were not called back, by the consent.
    disclosures: BTreeMap<String, BTreeSet<String>>,
    /// The consent that each of them named.
    consents: BTreeMap<String, String>,
    /// The open actions about a person, each with its meeting, by the person.
    actions: BTreeMap<String, BTreeSet<(String, String)>>,
}

/// Something that follows.
#[derive(Clone, Debug, PartialEq)]
pub enum Reaction {
    /// Call a disclosure back.
    Recall(DisclosureRecalled),
    /// Close an action.
    Complete(ActionCompleted),
}

impl React for Reactions {
    type Event = Event;
    type Reaction = Reaction;
    const FORMAT: u32 = 1;
    const HEARS: &'static [&'static str] =
        &[ConsentWithdrawn::KIND, CaseClosed::KIND, IncidentReported::KIND];

    fn evolve(&mut self, own: &Recorded<Event>) {
        match &own.event {
            Event::DisclosureMade(e) if !e.consent_id.is_empty() => {
                self.consents.insert(e.disclosure_id.clone(), e.consent_id.clone());
                put(&mut self.disclosures, &e.consent_id, e.disclosure_id.clone());
            }
            Event::DisclosureRecalled(e) => {
                if let Some(consent_id) = self.consents.remove(&e.disclosure_id) {
                    take(&mut self.disclosures, &consent_id, &e.disclosure_id);
                }
            }
            Event::ActionAssigned(e) if !e.person_id.is_empty() => {
                let action = (e.meeting_id.clone(), e.action_id.clone());
                put(&mut self.actions, &e.person_id, action);
            }
            Event::ActionCompleted(e) => {
                let action = (e.meeting_id.clone(), e.action_id.clone());
                take(&mut self.actions, &e.person_id, &action);
            }
            _ => {}
        }
    }

    fn react(&self, to: &Recorded<AnyEvent>) -> Vec<Reaction> {
        if to.meta.mode == Mode::Record {
            return vec![];
        }
        if let Some(withdrawn) = to.event.get::<ConsentWithdrawn>() {
            return self.recalls(&withdrawn.consent_id);
        }
        if let Some(closed) = to.event.get::<CaseClosed>() {
            return match closed.outcome() {
                CaseOutcome::Died => self.completions(&closed.person_id, ActionOutcome::PersonDied),
                CaseOutcome::Moved => {
                    self.completions(&closed.person_id, ActionOutcome::PersonMoved)
                }
                _ => vec![],
            };
        }
        match to.event.get::<IncidentReported>() {
            Some(incident) if incident.kind() == IncidentKind::Death => {
                self.completions(&incident.person_id, ActionOutcome::PersonDied)
            }
            _ => vec![],
        }
    }
}

impl Reactions {
    fn recalls(&self, consent_id: &str) -> Vec<Reaction> {
        let named = self.disclosures.get(consent_id).into_iter().flatten();
        named
            .map(|disclosure_id| {
                Reaction::Recall(DisclosureRecalled {
                    disclosure_id: disclosure_id.clone(),
                    ground: RecallGround::ConsentWithdrawn.into(),
                    consent_id: consent_id.to_owned(),
                    ..Default::default()
                })
            })
            .collect()
    }

    fn completions(&self, person_id: &str, outcome: ActionOutcome) -> Vec<Reaction> {
        let open = self.actions.get(person_id).into_iter().flatten();
        open.map(|(meeting_id, action_id)| {
            Reaction::Complete(ActionCompleted {
                meeting_id: meeting_id.clone(),
                action_id: action_id.clone(),
                outcome: outcome.into(),
                ..Default::default()
            })
        })
        .collect()
    }
}

fn put<T: Ord>(lists: &mut BTreeMap<String, BTreeSet<T>>, under: &str, thing: T) {
    lists.entry(under.to_owned()).or_default().insert(thing);
}

/// Takes it off its list, and the list away with the last of it.
fn take<T: Ord>(lists: &mut BTreeMap<String, BTreeSet<T>>, under: &str, thing: &T) {
    if let Some(list) = lists.get_mut(under) {
        list.remove(thing);
        if list.is_empty() {
            lists.remove(under);
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{day, id};
    use proto::{
        common::Role,
        concerns,
        envelope::Meta,
        ids::StreamId,
        panel::{ActionAssigned, DisclosureMade},
        referrals,
        time::Span,
    };
    use uuid::Uuid;

    use super::*;

    fn recorded<E>(event: E, mode: Mode) -> Recorded<E> {
        let meta = Meta {
            id: Uuid::from_u128(1),
            type_name: String::new(),
            stream: StreamId::new("stream", Uuid::from_u128(1)),
            version: 1,
            position: 1,
            occurred: Span::instant(day(0)),
            recorded_at: day(0),
            person: String::new(),
            agency: String::new(),
            worker: String::new(),
            role: Role::CareCoordinator,
            mode,
            source: None,
            causation: None,
            correlation: String::new(),
        };
        Recorded { meta, event }
    }

    fn knowing(events: impl IntoIterator<Item = Event>) -> Reactions {
        let mut reactions = Reactions::default();
        for event in events {
            reactions.evolve(&recorded(event, Mode::Record));
        }
        reactions
    }

    fn disclosed(number: u128, consent: u128) -> Event {
        let consent_id = if consent == 0 { String::new() } else { id("consent", consent) };
        let disclosure_id = id("disclosure", number);
        DisclosureMade { disclosure_id, consent_id, ..Default::default() }.into()
    }

    fn recalled(number: u128) -> DisclosureRecalled {
        DisclosureRecalled {
            disclosure_id: id("disclosure", number),
            ground: RecallGround::ConsentWithdrawn.into(),
            consent_id: id("consent", 1),
            ..Default::default()
        }
    }

    fn assigned(number: u128, person: u128) -> Event {
        ActionAssigned {
            meeting_id: id("meeting", 1),
            action_id: id("action", number),
            person_id: if person == 0 { String::new() } else { id("person", person) },
            ..Default::default()
        }
        .into()
    }

    fn completed(number: u128, outcome: ActionOutcome) -> ActionCompleted {
        ActionCompleted {
            meeting_id: id("meeting", 1),
            action_id: id("action", number),
            outcome: outcome.into(),
            ..Default::default()
        }
    }

    fn withdrawn() -> AnyEvent {
        let fact = ConsentWithdrawn { consent_id: id("consent", 1), ..Default::default() };
        AnyEvent::Referrals(referrals::Event::ConsentWithdrawn(fact))
    }

    fn case_closed(outcome: CaseOutcome) -> AnyEvent {
        let person_id = id("person", 1);
        let fact = CaseClosed { outcome: outcome.into(), person_id, ..Default::default() };
        AnyEvent::Referrals(referrals::Event::CaseClosed(fact))
    }

    fn incident(kind: IncidentKind, person_id: String) -> AnyEvent {
        let fact = IncidentReported { kind: kind.into(), person_id, ..Default::default() };
        AnyEvent::Concerns(concerns::Event::IncidentReported(fact))
    }

    fn done(event: AnyEvent) -> Recorded<AnyEvent> {
        recorded(event, Mode::Act)
    }

    #[test]
    fn a_consent_withdrawn_calls_back_every_disclosure_that_named_it() {
        let knows = knowing([disclosed(1, 1), disclosed(2, 2), disclosed(3, 0), disclosed(4, 1)]);
        let follow = [Reaction::Recall(recalled(1)), Reaction::Recall(recalled(4))];
        assert_eq!(knows.react(&done(withdrawn())), follow);
    }

    #[test]
    fn what_was_called_back_on_whatever_ground_is_not_called_back_again() {
        let by_mistake = DisclosureRecalled {
            ground: RecallGround::SentByMistake.into(),
            consent_id: String::new(),
            ..recalled(1)
        };
        let knows = knowing([disclosed(1, 1), by_mistake.into()]);
        assert_eq!(knows.react(&done(withdrawn())), []);
        assert_eq!(knows, Reactions::default(), "nothing is kept of what is done");
    }

    #[test]
    fn a_death_closes_the_open_actions_about_the_person() {
        let knows = knowing([assigned(1, 1), assigned(2, 2), assigned(3, 0), assigned(4, 1)]);
        let follow = [1, 4].map(|n| Reaction::Complete(completed(n, ActionOutcome::PersonDied)));
        assert_eq!(knows.react(&done(case_closed(CaseOutcome::Died))), follow);
        let death = incident(IncidentKind::Death, id("person", 1));
        assert_eq!(knows.react(&done(death)), follow);
    }

    #[test]
    fn a_move_closes_them_as_well() {
        let knows = knowing([assigned(1, 1)]);
        let follow = [Reaction::Complete(completed(1, ActionOutcome::PersonMoved))];
        assert_eq!(knows.react(&done(case_closed(CaseOutcome::Moved))), follow);
    }

    #[test]
    fn what_is_done_already_is_not_closed_again() {
        let completed =
            ActionCompleted { person_id: id("person", 1), ..completed(1, ActionOutcome::Done) };
        let knows = knowing([assigned(1, 1), completed.into()]);
        assert_eq!(knows.react(&done(case_closed(CaseOutcome::Died))), []);
        assert_eq!(knows, Reactions::default(), "nothing is kept of what is done");
    }

    #[test]
    fn nothing_follows_from_another_end_or_a_lesser_incident() {
        let knows = knowing([disclosed(1, 1), assigned(1, 1), assigned(2, 0)]);
        for event in [
            case_closed(CaseOutcome::Completed),
            case_closed(CaseOutcome::Transferred),
            incident(IncidentKind::Harm, id("person", 1)),
            incident(IncidentKind::Death, String::new()),
        ] {
            assert_eq!(knows.react(&done(event)), []);
        }
    }

    #[test]
    fn nothing_follows_from_what_is_recorded_of_the_past() {
        let knows = knowing([disclosed(1, 1), assigned(1, 1)]);
        for event in [
            withdrawn(),
            case_closed(CaseOutcome::Died),
            incident(IncidentKind::Death, id("person", 1)),
        ] {
            assert_eq!(knows.react(&recorded(event, Mode::Record)), []);
        }
    }

    #[test]
    fn it_hears_whatever_it_reacts_to() {
        for heard in [ConsentWithdrawn::KIND, CaseClosed::KIND, IncidentReported::KIND] {
            assert!(Reactions::HEARS.contains(&heard));
        }
    }
}
