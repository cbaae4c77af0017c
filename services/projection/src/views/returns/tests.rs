//! What is put to which scheme, whichever is heard first.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    rules::histories::{id_of, parse},
    store::Store,
    views::moment::AsOf,
};

const REGISTERED: &str = "day 0 scheme_registered scheme=sim name=n lead_agency=trust";
const REFERRED: &str = "day 2 referral_made referral=r person=p from_agency=las to_agency=trust \
                        scheme=sim borough=Camden";
const SANCTIONED: &str = "sanction_applied sanction=x person=p agency=met kind=charge";

/// What is kept of a history, and what a test asks of it.
fn kept<T>(lines: &[&str], ask: impl FnOnce(&Work<'_>) -> T) -> T {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let case = parse(&format!("# a history\n{}\n", lines.join("\n"))).unwrap().remove(0);
    let mut work = store.work();
    for entry in &case.entries {
        fold(&mut work, entry).unwrap();
    }
    ask(&work)
}

fn of(lines: &[&str], scheme: &str) -> Vec<What> {
    kept(lines, |work| {
        let facts = facts(work, &id_of("scheme", scheme)).unwrap();
        facts.into_iter().map(|fact| fact.what).collect()
    })
}

#[test]
fn what_is_said_of_a_person_counts_for_their_scheme_whichever_is_heard_first() {
    let before = format!("day 1 {SANCTIONED}");
    let after = format!("day 3 {SANCTIONED}");
    assert_eq!(
        of(&[REGISTERED, &before, REFERRED], "sim"),
        [What::Scheme, What::Sanctioned, What::Referred]
    );
    assert_eq!(
        of(&[REGISTERED, REFERRED, &after], "sim"),
        [What::Scheme, What::Referred, What::Sanctioned]
    );
}

#[test]
fn it_counts_once_for_each_scheme_they_are_on_and_for_no_other() {
    let other = REFERRED.replace("scheme=sim", "scheme=new").replace("referral=r", "referral=r2");
    let again = REFERRED.replace("referral=r", "referral=r3");
    let after = format!("day 3 {SANCTIONED}");
    let lines = [REGISTERED, REFERRED, &other, &again, &after];
    let sanctions =
        |scheme| of(&lines, scheme).into_iter().filter(|what| *what == What::Sanctioned).count();
    assert_eq!((sanctions("sim"), sanctions("new"), sanctions("third")), (1, 1, 0));
}

#[test]
fn what_names_a_scheme_is_said_of_that_one_alone() {
    let named = format!("day 3 {SANCTIONED} scheme=sim");
    let other = REFERRED.replace("scheme=sim", "scheme=new").replace("referral=r", "referral=r2");
    let lines = [REGISTERED, REFERRED, &other, &named];
    assert!(of(&lines, "sim").contains(&What::Sanctioned));
    assert!(!of(&lines, "new").contains(&What::Sanctioned));
}

#[test]
fn a_scheme_knows_its_own_beginning_and_which_scheme_follows_it() {
    let follows = "day 9 scheme_registered scheme=new name=n lead_agency=trust \
                   successor_of_scheme=sim";
    let lines = [REGISTERED, follows];
    assert_eq!(of(&lines, "sim"), [What::Scheme, What::Successor]);
    assert_eq!(of(&lines, "new"), [What::Scheme]);
    let began = kept(&lines, |work| {
        ["sim", "new", "third"].map(|name| began(work, &id_of("scheme", name)).unwrap().is_some())
    });
    assert_eq!(began, [true, true, false]);
}

#[test]
fn more_than_a_chunk_holds_is_all_there_in_the_order_in_which_it_was_heard() {
    let contracts: Vec<String> = (0..200)
        .map(|n| format!("day {n} agreement_ended scheme=sim agreement=a{n} reason=x"))
        .collect();
    let mut lines = vec![REGISTERED];
    lines.extend(contracts.iter().map(String::as_str));
    let (all, extent) = kept(&lines, |work| {
        let scheme = id_of("scheme", "sim");
        (facts(work, &scheme).unwrap(), extent(work, &scheme).unwrap())
    });
    assert_eq!(all.len(), 201);
    assert!(extent.0 > 0, "it fits one chunk: {extent:?}");
    assert!(all.windows(2).all(|two| two[0].when.happened <= two[1].when.happened));
}

#[test]
fn an_agency_is_called_what_it_was_called_on_the_day() {
    let lines = [
        "day 0 agency_registered agency=trust name=South kind=mental_health_trust",
        "day 5 agency_changed agency=trust name=East",
    ];
    let called = kept(&lines, |work| {
        let agency = id_of("agency", "trust");
        let all = facts(work, &agency).unwrap();
        let on = |at| AsOf { at, known_at: jiff::Timestamp::MAX };
        let days = [all[0].when.happened, all[1].when.happened];
        days.map(|day| name_of(work, &agency, on(day)).unwrap())
    });
    assert_eq!(called, ["South", "East"]);
}
