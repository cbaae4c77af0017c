//! The laws of a referral: one answer, and one end of the case that it opens.

use kernel::scenario::id;
use proptest::prelude::*;
use proto::{
    Plain as _,
    common::{Answer as Said, Mode, Text},
    referrals::{
        CaseClosed, CaseOutcome, CaseTransferred, ContactCount, Event, ReferralAccepted,
        ReferralDeclined, ReferralMade, ReferralWithdrawn, ReferredBy, WithdrawnBy,
    },
};

use super::{Told, any_of, history};
use crate::domain::{
    Referral,
    ReferralCommand::{self, Accept, Close, Decline, Refer, Transfer, Withdraw},
};

fn words() -> impl Strategy<Value = Option<Text>> {
    prop::sample::select(vec![None, Some(Text::plain(" ")), Some(Text::plain("words"))])
}

fn refer() -> impl Strategy<Value = ReferralCommand> {
    (any_of::<ReferredBy>(), words(), any::<bool>(), any::<bool>()).prop_map(
        |(referred_by, reason, counted, named)| {
            let count = ContactCount { window_days: 90, contacts: 12, ..Default::default() };
            Refer(ReferralMade {
                referral_id: id("referral", 1),
                person_id: id("person", 1),
                referred_by: referred_by.into(),
                from_agency_id: if named { id("agency", 1) } else { String::new() },
                to_agency_id: id("agency", 2),
                scheme_id: id("scheme", 1),
                counts: counted.then_some(count).into_iter().collect(),
                reason,
                ..Default::default()
            })
        },
    )
}

fn transfer() -> impl Strategy<Value = ReferralCommand> {
    (1_u128..4, 0_u128..3, any_of::<Said>()).prop_map(|(scheme, referral, agrees)| {
        Transfer(CaseTransferred {
            referral_id: id("referral", 1),
            to_scheme_id: id("scheme", scheme),
            to_agency_id: id("agency", 3),
            new_referral_id: if referral == 0 { String::new() } else { id("referral", referral) },
            person_agrees: agrees.into(),
            ..Default::default()
        })
    })
}

fn commands() -> impl Strategy<Value = ReferralCommand> {
    let referral_id = id("referral", 1);
    let accepted = ReferralAccepted { referral_id: referral_id.clone(), ..Default::default() };
    let declined = ReferralDeclined { referral_id: referral_id.clone(), ..Default::default() };
    let of = referral_id.clone();
    prop_oneof![
        2 => refer(),
        2 => Just(Accept(accepted)),
        1 => Just(Decline(declined)),
        1 => any_of::<WithdrawnBy>().prop_map(move |by| Withdraw(ReferralWithdrawn {
            referral_id: of.clone(),
            by: by.into(),
            ..Default::default()
        })),
        2 => any_of::<CaseOutcome>().prop_map(move |outcome| Close(CaseClosed {
            referral_id: referral_id.clone(),
            outcome: outcome.into(),
            ..Default::default()
        })),
        2 => transfer(),
    ]
}

fn answers(told: &Told<Referral>) -> Vec<usize> {
    let is_answer = |event: &Event| {
        matches!(
            event,
            Event::ReferralAccepted(_) | Event::ReferralDeclined(_) | Event::ReferralWithdrawn(_)
        )
    };
    let places = told.events.iter().enumerate();
    places.filter(|(_, recorded)| is_answer(&recorded.event)).map(|(n, _)| n).collect()
}

fn ends(told: &Told<Referral>) -> Vec<usize> {
    let is_end = |event: &Event| matches!(event, Event::CaseClosed(_) | Event::CaseTransferred(_));
    let places = told.events.iter().enumerate();
    places.filter(|(_, recorded)| is_end(&recorded.event)).map(|(n, _)| n).collect()
}

proptest! {
    #[test]
    fn a_referral_is_made_once_and_answered_once_at_most(history in history(commands())) {
        let mut told = Told::<Referral>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            prop_assert!(told.all::<ReferralMade>().len() <= 1);
            prop_assert!(told.events.first().is_none_or(
                |first| matches!(first.event, Event::ReferralMade(_))
            ));
            prop_assert!(answers(&told).len() <= 1);
        }
    }

    #[test]
    fn a_case_is_open_from_its_acceptance_until_it_is_closed_or_handed_on(
        history in history(commands()),
    ) {
        let mut told = Told::<Referral>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            let accepted = told.all::<ReferralAccepted>().first().map(|(n, _)| *n);
            let ends = ends(&told);
            prop_assert!(ends.len() <= 1);
            prop_assert!(ends.iter().all(|end| accepted.is_some_and(|begin| begin < *end)));
            let open = told.state.case().is_ok() && told.state.end.is_none();
            prop_assert_eq!(open, accepted.is_some() && ends.is_empty());
            // An ended case has nothing more to be said of it.
            prop_assert!(ends.iter().all(|end| end + 1 == told.events.len()));
        }
    }

    #[test]
    fn nothing_follows_a_withdrawal_or_a_no(history in history(commands())) {
        let mut told = Told::<Referral>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            let last = told.events.len();
            prop_assert!(told.all::<ReferralWithdrawn>().iter().all(|(n, _)| n + 1 == last));
            prop_assert!(told.all::<ReferralDeclined>().iter().all(|(n, _)| n + 1 == last));
        }
    }

    #[test]
    fn every_event_is_about_the_person_who_was_referred(history in history(commands())) {
        let mut told = Told::<Referral>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            prop_assert!(told.events.iter().all(|r| r.meta.person == id("person", 1)));
        }
    }

    #[test]
    fn what_is_done_here_and_now_has_asked_the_person_and_has_a_reason(
        history in history(commands()),
    ) {
        let mut told = Told::<Referral>::nothing();
        for (command, said) in history {
            told.ask(command, &said);
            let act = |n: &usize| told.events.get(*n).is_some_and(|r| r.meta.mode == Mode::Act);
            for (n, made) in told.all::<ReferralMade>() {
                let by_agency = made.referred_by() == ReferredBy::Agency;
                let in_words = made.reason.plain().is_some_and(|words| !words.trim().is_empty());
                let counted_only = by_agency && !made.counts.is_empty() && !in_words;
                prop_assert!(!act(&n) || !counted_only);
            }
            for (n, handed) in told.all::<CaseTransferred>() {
                prop_assert!(!act(&n) || matches!(handed.person_agrees(), Said::Yes | Said::No));
                prop_assert_eq!(&handed.from_scheme_id, &id("scheme", 1));
                prop_assert_ne!(&handed.to_scheme_id, &handed.from_scheme_id);
                prop_assert_ne!(&handed.new_referral_id, &handed.referral_id);
                prop_assert!(handed.new_referral_id.starts_with("referral_"));
            }
        }
    }
}
