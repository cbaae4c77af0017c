//! The law of a consent: the person's last word holds, and a no is at once.

use kernel::scenario::id;
use proptest::prelude::*;
use proto::referrals::{ConsentMethod, ConsentRecorded, ConsentRefused, ConsentWithdrawn, Event};

use super::{Told, any_of, history};
use crate::domain::{
    Consent,
    ConsentCommand::{self, Record, Refuse, Withdraw},
    state::Standing,
};

fn commands() -> impl Strategy<Value = ConsentCommand> {
    let (consent_id, person_id) = (id("consent", 1), id("person", 1));
    let refused = ConsentRefused {
        consent_id: consent_id.clone(),
        person_id: person_id.clone(),
        ..Default::default()
    };
    let withdrawn = ConsentWithdrawn { consent_id: consent_id.clone(), ..Default::default() };
    prop_oneof![
        any_of::<ConsentMethod>().prop_map(move |method| Record(ConsentRecorded {
            consent_id: consent_id.clone(),
            person_id: person_id.clone(),
            method: method.into(),
            ..Default::default()
        })),
        Just(Refuse(refused)),
        Just(Withdraw(withdrawn)),
    ]
}

/// Where it stands, by the last thing that was said of it.
fn standing(told: &Told<Consent>) -> Option<Standing> {
    told.events.iter().rev().find_map(|recorded| match recorded.event {
        Event::ConsentRecorded(_) => Some(Standing::Given),
        Event::ConsentRefused(_) => Some(Standing::Refused),
        Event::ConsentWithdrawn(_) => Some(Standing::Withdrawn),
        _ => None,
    })
}

proptest! {
    #[test]
    fn a_consent_stands_as_the_person_said_last(history in history(commands())) {
        let mut told = Told::<Consent>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            prop_assert_eq!(told.state.standing, standing(&told));
        }
    }

    #[test]
    fn a_no_is_at_once_and_nothing_under_its_id_makes_it_a_yes(history in history(commands())) {
        let mut told = Told::<Consent>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            let given = told.all::<ConsentRecorded>();
            let withdrawn = told.all::<ConsentWithdrawn>();
            let refused = told.all::<ConsentRefused>();
            prop_assert!(given.len() <= 1 && withdrawn.len() <= 1 && refused.len() <= 1);
            prop_assert!(given.is_empty() || refused.is_empty());
            for (no, _) in &withdrawn {
                prop_assert!(given.iter().all(|(yes, _)| yes < no));
                prop_assert!(!given.is_empty(), "what was never given cannot be withdrawn");
                prop_assert_ne!(told.state.standing, Some(Standing::Given));
            }
        }
    }
}
