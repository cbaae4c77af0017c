//! The laws of a disclosure that is called back.

use std::collections::BTreeSet;

use proto::{
    common::Text,
    panel::{DisclosureMade, DisclosureRecalled, RecallAcknowledged, RecallResult},
};

use super::*;
use crate::domain::{Disclosure, DisclosureCommand};

fn made() -> impl Strategy<Value = DisclosureCommand> {
    (some_id("agency", 3), some_id("consent", 2)).prop_map(|(to, consent_id)| {
        DisclosureCommand::Disclose(DisclosureMade {
            disclosure_id: id("disclosure", 1),
            person_id: id("person", 1),
            from_agency_id: id("agency", 1),
            to_agency_id: to,
            consent_id,
            ..Default::default()
        })
    })
}

fn recalled() -> impl Strategy<Value = DisclosureCommand> {
    (1..=3_i32, some_id("consent", 2)).prop_map(|(ground, consent_id)| {
        let recipient_agency_ids = vec![id("agency", 6)];
        DisclosureCommand::Recall(DisclosureRecalled {
            ground,
            consent_id,
            recipient_agency_ids,
            ..Default::default()
        })
    })
}

fn command() -> impl Strategy<Value = DisclosureCommand> {
    let passed_on = prop::collection::vec(one_id("agency", 5), 0..3);
    let passed_on = prop_oneof![2 => Just(vec![]), 3 => passed_on];
    let parts = (one_id("agency", 5), 1..=4_i32, passed_on, any::<bool>());
    let answered = parts.prop_map(|(agency_id, result, passed_on_to_agency_ids, grounded)| {
        DisclosureCommand::AcknowledgeRecall(RecallAcknowledged {
            agency_id,
            result,
            passed_on_to_agency_ids,
            ground: grounded.then(|| Text::plain("a ground")),
            open_agency_ids: vec![id("agency", 6)],
            ..Default::default()
        })
    });
    prop_oneof![1 => made(), 2 => recalled(), 12 => answered]
}

/// Three of four answers are given by the agency whose they are.
fn by_whose_they_are(
    mut steps: Vec<(DisclosureCommand, Circumstances)>,
) -> Vec<(DisclosureCommand, Circumstances)> {
    for (command, said) in &mut steps {
        if let DisclosureCommand::AcknowledgeRecall(fact) = command
            && said.fresh.as_u128() % 4 != 0
        {
            said.by.agency_id.clone_from(&fact.agency_id);
        }
    }
    steps
}

/// The acknowledgements of a stream, each with the number of the recall that it answers.
fn answers(events: &[Recorded<Event>]) -> Vec<(usize, &RecallAcknowledged)> {
    let mut recalls = 0;
    let mut answers = vec![];
    for recorded in events {
        match &recorded.event {
            Event::DisclosureRecalled(_) => recalls += 1,
            Event::RecallAcknowledged(e) => answers.push((recalls, e)),
            _ => {}
        }
    }
    answers
}

fn is_gone(result: RecallResult) -> bool {
    matches!(result, RecallResult::Destroyed | RecallResult::Returned)
}

/// Who holds something: who was given it, and has not destroyed or returned it
/// since. Who is named during a recall that asked them already is given nothing
/// new by that.
fn holders(events: &[Recorded<Event>]) -> BTreeSet<String> {
    let answers = answers(events);
    let mut given: Vec<(usize, &str)> = vec![];
    for recorded in events {
        if let Event::DisclosureMade(e) = &recorded.event {
            given.push((0, &e.to_agency_id));
        }
    }
    for (recall, answer) in &answers {
        given.extend(answer.passed_on_to_agency_ids.iter().map(|id| (*recall, id.as_str())));
    }
    let gone_since = |agency: &str| {
        let of_it = answers.iter().filter(|(_, e)| e.agency_id == agency && is_gone(e.result()));
        of_it.map(|(recall, _)| *recall).max()
    };
    let holds = |(recall, agency): &&(usize, &str)| {
        !agency.is_empty() && gone_since(agency).is_none_or(|gone| *recall > gone)
    };
    given.iter().filter(holds).map(|(_, agency)| (*agency).to_owned()).collect()
}

/// Who has still to answer the last recall: who was asked or named in it, and
/// has said nothing of a copy of their own.
fn open(events: &[Recorded<Event>]) -> BTreeSet<String> {
    let last = events.iter().rposition(|r| matches!(r.event, Event::DisclosureRecalled(_)));
    let mut open = BTreeSet::new();
    for recorded in events.iter().skip(last.unwrap_or(events.len())) {
        match &recorded.event {
            Event::DisclosureRecalled(e) => open.extend(e.recipient_agency_ids.iter().cloned()),
            Event::RecallAcknowledged(e) => open.extend(e.passed_on_to_agency_ids.iter().cloned()),
            _ => {}
        }
    }
    for recorded in events.iter().skip(last.unwrap_or(events.len())) {
        if let Event::RecallAcknowledged(e) = &recorded.event
            && e.result() != RecallResult::PassedOn
        {
            open.remove(&e.agency_id);
        }
    }
    open
}

/// What is stored says what was open and who held something; nothing opens a
/// recall again but that something had been passed on.
fn recalls_are_followed_to_their_end(
    state: &Disclosure,
    events: &[Recorded<Event>],
) -> Result<(), TestCaseError> {
    let now = open(events);
    let known = state.recall.iter().flat_map(|recall| recall.open().cloned());
    prop_assert_eq!(&known.collect::<BTreeSet<String>>(), &now);
    prop_assert_eq!(&state.holders, &holders(events));
    let Some((last, before)) = events.split_last() else { return Ok(()) };
    let was = open(before);
    match &last.event {
        Event::DisclosureRecalled(e) => {
            let asked: BTreeSet<String> = e.recipient_agency_ids.iter().cloned().collect();
            prop_assert_eq!(asked.len(), e.recipient_agency_ids.len());
            prop_assert_eq!(asked, holders(before));
        }
        Event::RecallAcknowledged(e) => {
            let said: BTreeSet<String> = e.open_agency_ids.iter().cloned().collect();
            prop_assert_eq!(&said, &now);
            prop_assert_eq!(said.len(), e.open_agency_ids.len());
            if e.result() == RecallResult::PassedOn {
                prop_assert!(was.is_subset(&now), "passing on closed something");
            } else {
                prop_assert!(now.is_subset(&was), "an answer opened something");
            }
            let act = last.meta.mode == Mode::Act;
            let kept = e.result() == RecallResult::Retained;
            prop_assert!(!(act && kept && e.ground.is_none()), "kept on no ground");
            prop_assert!(!act || last.meta.agency == e.agency_id, "answered for another");
        }
        _ => {}
    }
    Ok(())
}

/// Nobody who destroyed or returned what they had answers that recall otherwise.
fn what_is_gone_stays_gone(events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let mut gone = BTreeSet::new();
    for (recall, answer) in answers(events) {
        if answer.result() == RecallResult::PassedOn {
            continue;
        }
        prop_assert!(!gone.contains(&(recall, &answer.agency_id)), "answered after it was gone");
        if is_gone(answer.result()) {
            gone.insert((recall, &answer.agency_id));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_recall_is_followed_to_its_end(
        steps in steps((made(), recalled()).prop_map(|(made, back)| vec![made, back]), command(), 64)
            .prop_map(by_whose_they_are)
    ) {
        Stream::<Disclosure>::holds(steps, |state, events| {
            recalls_are_followed_to_their_end(state, events)?;
            what_is_gone_stays_gone(events)
        })?;
    }
}
