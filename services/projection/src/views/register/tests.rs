//! The register as it was on each day, as far as was known on another.

#![allow(clippy::unwrap_used)]

use jiff::Timestamp;

use super::*;
use crate::{
    rules::histories::{id_of, parse},
    store::Store,
    views,
};

/// A day, as histories count them.
fn day(number: i64) -> Timestamp {
    parse(&format!("# a day\nnow {number}\n")).unwrap().remove(0).now
}

/// The register after a history, as of a day.
fn register(history: &str, at: i64) -> (Vec<Agency>, Vec<Scheme>) {
    known(history, at, Timestamp::MAX)
}

fn known(history: &str, at: i64, known_at: Timestamp) -> (Vec<Agency>, Vec<Scheme>) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let case = parse(&format!("# a history\n{history}\nnow 99\n")).unwrap().remove(0);
    let mut work = store.work();
    for entry in &case.entries {
        views::fold(&mut work, entry).unwrap();
    }
    let as_of = AsOf { at: day(at), known_at };
    (agencies(&work, as_of).unwrap(), schemes(&work, as_of).unwrap())
}

#[test]
fn an_agency_is_called_what_it_was_called_on_the_day() {
    let history = "day 1 agency_registered agency=trust name=South kind=mental_health_trust \
                   ods_code=RV5 parent_agency=network\n\
                   day 5 agency_changed agency=trust name=East";
    assert!(register(history, 0).0.is_empty());
    let name = |at| register(history, at).0.remove(0).name;
    assert_eq!(name(1), "South");
    assert_eq!(name(4), "South");
    assert_eq!(name(5), "East");
    let agency = register(history, 9).0.remove(0);
    assert_eq!(agency.agency_id, id_of("agency", "trust"));
    assert_eq!(agency.kind(), AgencyKind::MentalHealthTrust);
    assert_eq!((agency.ods_code.as_str(), agency.registered), ("RV5", Some(wire(day(1)))));
    // What a change leaves out stays as it was.
    assert_eq!(agency.parent_agency_id, id_of("agency", "network"));
}

#[test]
fn what_was_not_known_on_a_day_is_not_told_as_known_on_that_day() {
    let history = "day 1 agency_registered agency=trust name=South kind=mental_health_trust\n\
                   day 5 agency_changed agency=trust name=East";
    assert!(known(history, 9, day(0)).0.is_empty());
    assert_eq!(known(history, 9, day(4)).0.remove(0).name, "South");
    assert_eq!(known(history, 9, day(5)).0.remove(0).name, "East");
}

const SCHEME: &str = "day 0 scheme_registered scheme=s name=SIM lead_agency=network \
                      partner_agencies=trust,met successor_of_scheme=old";

#[test]
fn a_scheme_is_told_with_who_leads_it_whom_it_follows_and_how_it_ended() {
    let history = format!(
        "{SCHEME}\nday 9 scheme_closed scheme=s reason=policy successor_scheme=new \
         successor_agency=trust"
    );
    let open = register(&history, 8).1.remove(0);
    assert_eq!((open.name.as_str(), open.closed), ("SIM", None));
    assert_eq!(open.closed_because(), SchemeEnd::Unspecified);
    assert_eq!(open.lead_agency_id, id_of("agency", "network"));
    assert_eq!(open.partner_agency_ids, [id_of("agency", "trust"), id_of("agency", "met")]);
    assert_eq!(open.successor_of_scheme_id, id_of("scheme", "old"));
    let closed = register(&history, 9).1.remove(0);
    assert_eq!((closed.closed, closed.closed_because()), (Some(wire(day(9))), SchemeEnd::Policy));
    assert_eq!(closed.successor_scheme_id, id_of("scheme", "new"));
    assert_eq!(closed.successor_agency_id, id_of("agency", "trust"));
}

#[test]
fn a_schemes_panels_are_told_from_the_day_on_which_they_were_constituted() {
    let history = format!(
        "{SCHEME}\nday 3 panel_constituted panel=q scheme=s name=Monthly convening_agency=trust \
         member_agencies=met,las"
    );
    assert!(register(&history, 2).1.remove(0).panels.is_empty());
    let panel = register(&history, 3).1.remove(0).panels.remove(0);
    assert_eq!((panel.name.as_str(), panel.quorum), ("Monthly", None));
    assert_eq!(panel.convening_agency_id, id_of("agency", "trust"));
    assert_eq!(panel.member_agency_ids, [id_of("agency", "met"), id_of("agency", "las")]);
}

#[test]
fn a_post_is_told_once_with_who_holds_it_or_held_it_last() {
    let history = format!(
        "{SCHEME}\nday 1 post_assigned scheme=s post=one holder=jo/met/police_officer\n\
         day 4 post_vacated scheme=s post=one agency=met\n\
         day 6 post_assigned scheme=s post=one holder=kim/met/police_officer"
    );
    assert!(register(&history, 0).1.remove(0).posts.is_empty());
    let post = |at| {
        let mut posts = register(&history, at).1.remove(0).posts;
        assert_eq!(posts.len(), 1);
        posts.remove(0)
    };
    let worker = |post: &SchemePost| post.holder.clone().unwrap().worker_id;
    assert_eq!(worker(&post(1)), id_of("worker", "jo"));
    let vacant = post(5);
    assert_eq!((vacant.since, vacant.vacated), (Some(wire(day(1))), Some(wire(day(4)))));
    assert_eq!(vacant.to_be_filled_by_agency_id, id_of("agency", "met"));
    let again = post(6);
    assert_eq!(worker(&again), id_of("worker", "kim"));
    assert_eq!((again.since, again.vacated), (Some(wire(day(6))), None));
    assert!(again.to_be_filled_by_agency_id.is_empty());
}

#[test]
fn a_scheme_that_is_only_named_is_not_on_the_register() {
    let history = "day 3 panel_constituted panel=q scheme=s name=Monthly convening_agency=trust";
    assert!(register(history, 9).1.is_empty());
}
