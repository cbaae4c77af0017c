//! Threads: what stands in them, in which order, and how they are gone through.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::{
    events::Events,
    rules::histories::{id_of, parse},
    store::Store,
};

/// A day, as histories count them.
fn day(number: i64) -> Timestamp {
    parse(&format!("# a day\nnow {number}\n")).unwrap().remove(0).now
}

fn all() -> Wanted {
    Wanted {
        as_of: AsOf { at: Timestamp::MAX, known_at: Timestamp::MAX },
        kinds: Kinds::default(),
        from: Timestamp::MIN,
        newest_first: false,
    }
}

/// Goes through a thread after a history, an event at a time, and tells on which days what
/// was wanted happened, with whom it is about.
fn gone_through(history: &str, thread: &str, wanted: &Wanted) -> Vec<(Timestamp, String)> {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let case = parse(&format!("# a history\n{history}\nnow 99\n")).unwrap().remove(0);
    let (mut work, mut events) = (store.work(), Events::default());
    for entry in &case.entries {
        let bytes = entry.meta.position.to_be_bytes();
        events.keep(&mut work, entry, &bytes).unwrap();
    }
    let whole = read(&work, thread, wanted, None).unwrap();
    // Begun anew after each event, it is the same.
    let (mut paged, mut after) = (Vec::new(), None);
    while let Some(threaded) = read(&work, thread, wanted, after).unwrap().into_iter().next() {
        after = Some(threaded.at);
        paged.push(threaded);
    }
    assert_eq!(paged, whole);
    whole.into_iter().map(|threaded| (threaded.at.0, threaded.person)).collect()
}

fn days(history: &str, thread: &str, wanted: &Wanted) -> Vec<Timestamp> {
    gone_through(history, thread, wanted).into_iter().map(|(at, _)| at).collect()
}

const SCHEME: &str = "\
day 0 scheme_registered scheme=s name=SIM lead_agency=network
day 1 panel_constituted panel=q scheme=s name=Monthly convening_agency=trust
day 2 meeting_held meeting=m panel=q scheme=s agency=trust
day 3 decision_made meeting=m decision=d kind=plan person=p scheme=s led_by=jo/met/police_officer
day 4 dissent_withdrawn meeting=m dissent=x person=p
day 5 meeting_held meeting=n panel=z scheme=other agency=trust
day 6 referral_made referral=r person=o from_agency=las to_agency=trust scheme=s borough=Camden
day 7 referral_accepted referral=r agency=trust person=o scheme=s
day 8 contact_recorded person=p contact=c agency=las service=ambulance_999 reason=distress disposal=discharged
day 9 scheme_closed scheme=s reason=policy";

#[test]
fn all_that_names_a_scheme_is_in_its_thread_and_what_belongs_to_a_stream_that_does() {
    let scheme = id_of("scheme", "s");
    let found = gone_through(SCHEME, &scheme, &all());
    let (p, o) = (id_of("person", "p"), id_of("person", "o"));
    let expected = [(0, ""), (1, ""), (2, ""), (3, &p), (4, &p), (6, &o), (7, &o), (9, "")];
    let expected = expected.map(|(n, person)| (day(n), person.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn a_streams_thread_is_its_own_events() {
    assert_eq!(days(SCHEME, &id_of("meeting", "m"), &all()), [2, 3, 4].map(day));
    assert_eq!(days(SCHEME, &id_of("referral", "r"), &all()), [6, 7].map(day));
    // A person's is their timeline.
    assert!(days(SCHEME, &id_of("person", "p"), &all()).is_empty());
}

#[test]
fn a_thread_is_gone_through_from_either_end_from_a_moment_on_and_by_kind() {
    let scheme = id_of("scheme", "s");
    let newest = Wanted { newest_first: true, ..all() };
    assert_eq!(days(SCHEME, &scheme, &newest), [9, 7, 6, 4, 3, 2, 1, 0].map(day));
    for newest_first in [false, true] {
        let wanted = Wanted { from: day(6), newest_first, ..all() };
        assert_eq!(days(SCHEME, &scheme, &wanted).len(), 3);
        let kinds = Kinds::named(&["MeetingHeld".to_owned()]).unwrap();
        let wanted = Wanted { kinds, newest_first, ..all() };
        assert_eq!(days(SCHEME, &scheme, &wanted), [day(2)]);
    }
}

#[test]
fn what_happened_at_one_moment_is_in_one_order_from_either_end() {
    let history = "\
day 1 referral_made referral=r person=o from_agency=las to_agency=trust scheme=s borough=Camden
day 1 scheme_registered scheme=s name=SIM lead_agency=network
day 1 panel_constituted panel=q scheme=s name=Monthly convening_agency=trust
day 1 referral_accepted referral=r agency=trust person=o scheme=s
day 1 referral_made referral=t person=p from_agency=las to_agency=trust scheme=s borough=Camden
day 2 meeting_held meeting=m panel=q scheme=s agency=trust";
    let scheme = id_of("scheme", "s");
    let oldest = gone_through(history, &scheme, &all());
    let mut newest = gone_through(history, &scheme, &Wanted { newest_first: true, ..all() });
    newest.reverse();
    assert_eq!((oldest.len(), &oldest), (6, &newest));
}

#[test]
fn what_had_not_happened_or_was_not_known_on_a_day_is_not_told_as_of_it() {
    let scheme = id_of("scheme", "s");
    let as_of =
        |at, known_at| Wanted { as_of: AsOf { at: day(at), known_at: day(known_at) }, ..all() };
    assert_eq!(days(SCHEME, &scheme, &as_of(2, 99)), [0, 1, 2].map(day));
    assert_eq!(days(SCHEME, &scheme, &as_of(99, 1)), [0, 1].map(day));
}

#[test]
fn a_meeting_belongs_to_its_scheme_and_an_agency_to_none() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 20, "tests").unwrap();
    let case = parse(&format!("# a history\n{SCHEME}\nnow 99\n")).unwrap().remove(0);
    let (mut work, mut events) = (store.work(), Events::default());
    for entry in &case.entries {
        events.keep(&mut work, entry, b"x").unwrap();
    }
    let of = |thread: &str| scheme_of(&work, thread).unwrap();
    assert_eq!(of(&id_of("meeting", "n")), Some(id_of("scheme", "other")));
    assert_eq!(of(&id_of("scheme", "s")), Some(id_of("scheme", "s")));
    assert_eq!(of(&id_of("agency", "trust")), None);
}

#[test]
fn what_is_said_of_a_plan_after_it_was_handed_over_is_of_the_scheme_that_has_it() {
    let history = "\
day 0 plan_drafted plan=x person=p scheme=s agency=trust authors=nurse/trust/clinician
day 1 view_recorded plan=x instruction=i agreement=agrees person=p
day 2 plan_transferred plan=x to_scheme=t to_agency=other from_scheme=s from_agency=trust ground=case_transferred person=p
day 3 view_recorded plan=x instruction=i agreement=disagrees person=p";
    assert_eq!(days(history, &id_of("scheme", "s"), &all()), [0, 1, 2].map(day));
    assert_eq!(days(history, &id_of("scheme", "t"), &all()), [2, 3].map(day));
}
