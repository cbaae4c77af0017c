//! How long a decision takes: whether a call is let in, and what of a record is shown.

use std::{collections::BTreeSet, hint::black_box};

use kernel::{
    access::{Access, CLASSES, Grounds, Relation},
    principal::{Principal, roles, rpcs},
};
use proto::ids::{AgencyId, WorkerId};
use tokio::time::Instant;

use crate::{
    Options,
    report::{Report, number, times},
};

/// Measures every rpc for every role, and every part of a record for every role and relation.
pub fn measure(options: &Options, report: &mut Report) {
    let begun = Instant::now();
    let access = Access::shipped().expect("the policies");
    let read = begun.elapsed().as_secs_f64() * 1_000.0;
    report.add("reading the policies", read, "ms", None);
    let askers: Vec<Principal> = roles::all().map(asker).collect();

    // Every worker is another one at first, so that nothing is at hand; then the same again.
    for (what, others) in [("for the first time", true), ("that was decided before", false)] {
        let mut each = times();
        let (begun, mut count) = (Instant::now(), 0_usize);
        while begun.elapsed() < options.duration {
            for asker in &askers {
                for rpc in rpcs::all() {
                    let mut asker = asker.clone();
                    if others {
                        asker.worker_id = count.to_string();
                    }
                    let one = Instant::now();
                    black_box(access.may_call(&asker, rpc));
                    each.saturating_record(micros(one));
                    count += 1;
                }
            }
        }
        let call = begun.elapsed().as_secs_f64() * 1e6 / number(count);
        report.add(format!("calls decided, {what}"), 1e6 / call, "decisions/s", Some(&each));
        report.under(format!("access: microseconds to decide a call {what}"), call, 50.0);
    }

    let grounds: Vec<Grounds> = Relation::ALL
        .into_iter()
        .map(|relation| Grounds { relations: BTreeSet::from([relation]), ..Grounds::default() })
        .collect();
    let mut each = times();
    let (begun, mut count) = (Instant::now(), 0_usize);
    while begun.elapsed() < options.duration {
        for asker in &askers {
            for grounds in &grounds {
                let one = Instant::now();
                black_box(access.sight(asker, grounds));
                each.saturating_record(micros(one));
                count += CLASSES.len();
            }
        }
    }
    let part = begun.elapsed().as_secs_f64() * 1e6 / number(count);
    report.add("records decided, in five parts each", 1e6 / part, "decisions/s", Some(&each));
    report.under("access: microseconds to decide a part of a record", part, 50.0);
}

fn asker(role: proto::common::Role) -> Principal {
    Principal {
        worker_id: WorkerId::new(uuid::Uuid::from_u128(1)).to_string(),
        agency_id: AgencyId::new(uuid::Uuid::from_u128(1)).to_string(),
        role,
        purpose: "direct_care".to_owned(),
    }
}

fn micros(begun: Instant) -> u64 {
    u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX)
}
