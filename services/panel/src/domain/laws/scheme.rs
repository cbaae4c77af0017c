//! The laws of a scheme.

use proto::{
    common::Worker,
    panel::{PostAssigned, PostVacated, SchemeClosed, SchemeEnd, SchemeRegistered},
};

use super::*;
use crate::domain::{Scheme, SchemeCommand};

fn registered() -> SchemeCommand {
    let scheme_id = id("scheme", 1);
    SchemeCommand::Register(SchemeRegistered { scheme_id, ..Default::default() })
}

fn command() -> impl Strategy<Value = SchemeCommand> {
    let post = (some_id("post", 2), 1..=3_u128).prop_map(|(post_id, who)| {
        let holder = Worker { worker_id: id("worker", who), ..Default::default() };
        SchemeCommand::AssignPost(PostAssigned {
            scheme_id: id("scheme", 1),
            post_id,
            holder: Some(holder),
            ..Default::default()
        })
    });
    let vacated = one_id("post", 2).prop_map(|post_id| {
        SchemeCommand::VacatePost(PostVacated { post_id, ..Default::default() })
    });
    let closed = (1..=4_i32, some_id("scheme", 2), some_id("agency", 1)).prop_map(
        |(reason, successor_scheme_id, successor_agency_id)| {
            SchemeCommand::Close(SchemeClosed {
                scheme_id: id("scheme", 1),
                reason,
                successor_scheme_id,
                successor_agency_id,
            })
        },
    );
    prop_oneof![
        1 => Just(registered()),
        3 => post,
        1 => vacated,
        2 => closed,
    ]
}

/// It closes once, into another scheme or none, and nobody takes up a post in
/// it today after that. A successor named today has somebody who answers for it.
fn closes_once_and_for_good(_: &Scheme, events: &[Recorded<Event>]) -> Result<(), TestCaseError> {
    let mut closed = false;
    for recorded in events {
        let act = recorded.meta.mode == Mode::Act;
        match &recorded.event {
            Event::SchemeClosed(e) => {
                prop_assert!(!closed, "closed twice");
                prop_assert_ne!(e.reason(), SchemeEnd::Unspecified);
                prop_assert_ne!(&e.successor_scheme_id, &e.scheme_id);
                let answered_for =
                    e.successor_scheme_id.is_empty() || !e.successor_agency_id.is_empty();
                prop_assert!(!act || answered_for, "nobody answers for the successor");
                closed = true;
            }
            Event::PostAssigned(_) => prop_assert!(!(act && closed), "a post in a closed scheme"),
            _ => {}
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn a_scheme_closes_once_and_for_good(
        steps in steps(Just(vec![registered()]), command(), 24)
    ) {
        Stream::<Scheme>::holds(steps, closes_once_and_for_good)?;
    }
}
