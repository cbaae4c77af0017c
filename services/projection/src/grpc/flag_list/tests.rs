//! Pages of flags: whole, in order, and counted, whatever is asked for.

#![allow(clippy::unwrap_used)]

use kernel::scenario::{day, id};
use proptest::prelude::*;
use proto::time::{self, wire};

use super::*;
use crate::{
    flags::{Handling, Resolved},
    store::Store,
};

/// What a test decides about a flag.
#[derive(Clone, Copy, Debug)]
struct Made {
    severity: Severity,
    tier: FlagTier,
    since: i64,
    resolved: bool,
    agency: u128,
}

fn made() -> impl Strategy<Value = Made> {
    (1_i32..4, 1_i32..4, 0_i64..5, any::<bool>(), 1_u128..3).prop_map(
        |(severity, tier, since, resolved, agency)| Made {
            severity: Severity::try_from(severity).unwrap(),
            tier: FlagTier::try_from(tier).unwrap(),
            since,
            resolved,
            agency,
        },
    )
}

fn handling(made: Made) -> Handling {
    let resolved = Resolved {
        outcome: proto::oversight::FlagOutcome::Upheld,
        at: day(9),
        by_agency_id: String::new(),
    };
    Handling {
        tier: made.tier,
        tier_since: Some(day(made.since)),
        resolved: made.resolved.then_some(resolved),
        ..Handling::default()
    }
}

/// Keeps flags that were raised one after the other, from position 1 on.
fn keep(store: &Store, all: &[Made]) {
    for (from, some) in (0..).step_by(1_000).zip(all.chunks(1_000)) {
        let mut work = store.work();
        for (position, made) in (from + 1..).zip(some) {
            let flag = Shown {
                flag_id: id("flag", u128::from(position)),
                severity: made.severity.into(),
                subject_id: subject(position),
                agency_ids: vec![id("agency", made.agency)],
                stands_since: Some(wire(day(made.since))),
                ..Shown::default()
            };
            let id = flag.flag_id.clone();
            flags::put(&mut work, &id, position, &flag, &handling(*made)).unwrap();
        }
        work.commit().unwrap();
    }
}

/// Whom a flag concerns that was raised at a position: one of three.
fn subject(position: u64) -> String {
    id("person", u128::from(position % 3))
}

fn asker(role: Role) -> Principal {
    Principal {
        worker_id: id("worker", 1),
        agency_id: id("agency", 1),
        role,
        purpose: "oversight".into(),
    }
}

/// A page: where its flags were raised, its token, and how many there are.
fn page(store: &Store, asked: &Asked<'_>, token: &str, size: i32) -> (Vec<u64>, String, Counts) {
    let page = Page::read(asked.asker, token, size, PAGE, &filter_of(asked.request)).unwrap();
    let (mut counts, mut found) = (Counts::default(), Vec::new());
    let take = |position, line: &Line<'_>| asked.take(position, line, &mut found, &mut counts);
    each_line(store, &asked.request.subject_id, take).unwrap();
    let (places, next, total) = cut(&page, asked.request.order(), found).unwrap();
    let positions = places.into_iter().map(|(_, position)| position).collect();
    assert_eq!(counts.severities.iter().sum::<i32>(), total);
    assert_eq!(counts.tiers.iter().sum::<i32>(), total);
    (positions, next, counts)
}

const NOW: AsOf = AsOf { at: Timestamp::MAX, known_at: Timestamp::MAX };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn pages_together_are_the_flags_that_were_asked_for_in_the_order_that_was_asked_for(
        all in prop::collection::vec(made(), 0..30),
        stage in 0_i32..3, tier in 0_i32..4, severity in 0_i32..4, order in 0_i32..3,
        role in prop::sample::select(vec![Role::Oversight, Role::Complaints]),
        about in prop::option::of(0_u64..4), size in 1_i32..8,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        keep(&store, &all);
        let subject_id = about.map(|n| id("person", u128::from(n))).unwrap_or_default();
        let request =
            ListFlagsRequest { stage, tier, severity, order, subject_id, ..Default::default() };
        let asker = asker(role);
        let asked = Asked { asker: &asker, request: &request, as_of: NOW };
        let wanted = |made: &Made| {
            (stage == 0 || (stage == 2) == made.resolved)
                && (tier == 0 || tier == i32::from(made.tier))
                && (severity == 0 || severity == i32::from(made.severity))
                && (role == Role::Oversight || made.agency != 1)
        };
        let due = |made: &Made| handling(*made).to_wire(made.severity).due;
        let mut expected: Vec<(Option<Timestamp>, u64)> = (1..).zip(&all)
            .filter(|(at, made)| wanted(made) && about.is_none_or(|n| n == at % 3))
            .map(|(at, made)| (time::maybe(due(made).as_ref()), at))
            .collect();
        if order == 2 {
            expected.sort_by_key(|(due, at)| (due.is_none(), *due, *at));
        } else {
            expected.reverse();
        }
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let (positions, next, _) = page(&store, &asked, &token, size);
            seen.extend(positions);
            if next.is_empty() {
                break;
            }
            token = next;
        }
        prop_assert_eq!(seen, expected.into_iter().map(|(_, at)| at).collect::<Vec<_>>());
    }
}

#[test]
fn what_people_do_about_a_flag_moves_it_to_where_it_then_belongs() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
    let open = Made {
        severity: Severity::S2,
        tier: FlagTier::SafeguardingLead,
        since: 0,
        resolved: false,
        agency: 2,
    };
    keep(&store, &[open, open]);
    let mut work = store.work();
    flags::note(&mut work, 1, &handling(Made { resolved: true, tier: FlagTier::Board, ..open }))
        .unwrap();
    work.commit().unwrap();
    let asker = asker(Role::Oversight);
    let of = |request: ListFlagsRequest| {
        let asked = Asked { asker: &asker, request: &request, as_of: NOW };
        page(&store, &asked, "", 10).0
    };
    let stage = |stage: FlagStage| ListFlagsRequest { stage: stage.into(), ..Default::default() };
    assert_eq!(of(stage(FlagStage::Resolved)), [1]);
    assert_eq!(of(stage(FlagStage::Open)), [2]);
    let board = ListFlagsRequest { tier: FlagTier::Board.into(), ..Default::default() };
    assert_eq!(of(board), [1]);
    // What was never raised is nowhere, whatever is done about it.
    let mut work = store.work();
    flags::note(&mut work, 3, &handling(open)).unwrap();
    assert_eq!(flags::lines(&work).count(), 2);
}

#[test]
fn a_flag_is_counted_once_however_often_it_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
    assert_eq!(flags::count(&store.work()).unwrap(), 0);
    let made = |severity| Made {
        severity,
        tier: FlagTier::SafeguardingLead,
        since: 0,
        resolved: false,
        agency: 2,
    };
    keep(&store, &[made(Severity::S2), made(Severity::S3)]);
    keep(&store, &[made(Severity::S1)]);
    assert_eq!(flags::count(&store.work()).unwrap(), 2);
}
