//! A timeline: which events, in which order, in pages; and what a page costs.

#![allow(clippy::unwrap_used)]

use tokio::time::Instant;

use super::*;
use crate::{
    events::Events,
    rules::histories::{bytes_of, id_of, parse},
    store::Store,
};

/// A day, as histories count them.
fn day(number: i64) -> Timestamp {
    parse(&format!("# a day\nnow {number}\n")).unwrap().remove(0).now
}

fn after(history: &str) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("db"), 1 << 26, "tests").unwrap();
    let case = parse(&format!("# a history\n{history}\nnow 99\n")).unwrap().remove(0);
    let mut events = Events::default();
    for some in case.entries.chunks(500) {
        let mut work = store.work();
        events.begin();
        for entry in some {
            events.keep(&mut work, entry, &bytes_of(entry)).unwrap();
        }
        work.commit().unwrap();
    }
    (folder, store)
}

fn all() -> Wanted<'static> {
    Wanted {
        as_of: AsOf { at: Timestamp::MAX, known_at: Timestamp::MAX },
        kinds: Kinds::default(),
        from: Timestamp::MIN,
        stream: "",
        newest_first: false,
    }
}

/// On which days what is wanted of `p` happened, read in pages of two.
fn days(store: &Store, wanted: &Wanted<'_>) -> Vec<Timestamp> {
    let (work, entries) = (store.work(), [id_of("person", "p")]);
    let (mut found, mut last) = (Vec::new(), None);
    loop {
        let page = read(&work, &entries, wanted, last.as_ref(), 2).unwrap();
        found.extend(page.iter().map(|((at, ..), _)| *at));
        match page.into_iter().nth(1) {
            Some((at, _)) => last = Some(at),
            None => return found,
        }
    }
}

const CONTACT: &str = "agency=las service=ambulance_999 reason=distress disposal=discharged";

#[test]
fn a_timeline_is_told_from_either_end_by_kind_by_stream_and_from_a_moment_on() {
    let (_folder, store) = after(&format!(
        "day 1 contact_recorded person=p contact=a {CONTACT}\n\
         day 2 referral_made referral=r person=p from_agency=las to_agency=trust borough=Camden\n\
         day 3 contact_recorded person=p contact=b {CONTACT}\n\
         day 3 contact_recorded person=other contact=c {CONTACT}\n\
         day 4 referral_accepted referral=r agency=trust person=p"
    ));
    assert_eq!(days(&store, &all()), [1, 2, 3, 4].map(day));
    let newest = Wanted { newest_first: true, ..all() };
    assert_eq!(days(&store, &newest), [4, 3, 2, 1].map(day));
    let kinds = Kinds::named(&["ContactRecorded".to_owned()]).unwrap();
    assert_eq!(days(&store, &Wanted { kinds, ..all() }), [1, 3].map(day));
    let referral = id_of("referral", "r");
    assert_eq!(days(&store, &Wanted { stream: &referral, ..all() }), [2, 4].map(day));
    assert_eq!(days(&store, &Wanted { from: day(3), ..newest }), [4, 3].map(day));
    let then = AsOf { at: day(3), known_at: day(2) };
    assert_eq!(days(&store, &Wanted { as_of: then, ..all() }), [1, 2].map(day));
}

#[test]
fn a_page_of_a_long_life_is_read_without_what_it_does_not_show() {
    // A build that is not optimised says nothing of time.
    let many = if cfg!(debug_assertions) { 400 } else { 5_000 };
    let contacts = (0..many).map(|n| match n % 10 {
        0 => format!("day {} advocate_offered person=p response=declined\n", n % 90),
        _ => format!("day {} contact_recorded person=p contact=c{n} {CONTACT}\n", n % 90),
    });
    let (_folder, store) = after(&contacts.collect::<String>());
    let (work, entries) = (store.work(), [id_of("person", "p")]);
    let kinds = Kinds::named(&["AdvocateOffered".to_owned()]).unwrap();
    for (name, wanted, shown) in [
        ("all", all(), many.min(1_000)),
        ("of one kind", Wanted { kinds, ..all() }, many / 10),
        ("of the last days", Wanted { from: day(80), newest_first: true, ..all() }, many / 9),
    ] {
        let begun = Instant::now();
        let page = read(&work, &entries, &wanted, None, 1_000).unwrap();
        let took = begun.elapsed();
        println!("of {many} events, {name}: {} in {took:?}", page.len());
        assert!(page.len() + 20 > shown, "{name}: {} of {shown}", page.len());
        assert!(cfg!(debug_assertions) || took.as_millis() < 100, "{name}: {took:?}");
    }
}
