//! What an event costs by how much is known of the person.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::{
    Options,
    histories::{Life, go_on},
    installed::{Installed, fresh},
    report::{Report, number},
};

/// How many people have each number of earlier events.
const PEOPLE: usize = 20;

/// How many earlier events people have of whom little is known, and much.
const LITTLE: usize = 10;
const MUCH: usize = 5_000;

/// For how long nothing was known of people of whom much was known before: no rule
/// about contacts looks further back.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(24 * 400);

/// How often all are measured, in turn.
const ROUNDS: usize = 4;

/// What some events took.
#[derive(Clone, Copy, Default)]
struct Spent {
    took: Duration,
    events: usize,
}

impl Spent {
    /// Microseconds an event.
    fn micros(self) -> f64 {
        self.took.as_secs_f64() * 1e6 / number(self.events)
    }
}

/// Times a course of events, from storing it to its being judged: of people of whom
/// little is known, of people of whom much is known from long ago, and of people who
/// came three times a day until now, of whom a rule's window holds hundreds of contacts.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
pub async fn measure(_: &Options, report: &mut Report) {
    let (_folder, mut nats, installed) = fresh().await;
    let until = Timestamp::now() - SignedDuration::from_hours(1);
    let mut stored = 0;
    let [mut of_new, mut of_old, mut of_dense] = [Spent::default(); 3];
    let long_ago = until - LONG_AGO;
    for round in 0..ROUNDS {
        // What they had in the round before would be earlier events as well.
        let kind = |of: &str| format!("{of} in round {round}");
        let mut new = people(&installed, &kind("new"), LITTLE, until, &mut stored).await;
        let mut old = people(&installed, &kind("old"), MUCH, long_ago, &mut stored).await;
        let mut dense = people(&installed, &kind("dense"), MUCH, until, &mut stored).await;
        let groups =
            [(&mut new, &mut of_new), (&mut old, &mut of_old), (&mut dense, &mut of_dense)];
        for (people, spent) in groups {
            installed.has_judged(stored, Some(Timestamp::now())).await;
            let begun = Instant::now();
            let more = go_on(&installed.logs(), people, until).await;
            stored += more;
            installed.has_judged(stored, None).await;
            spent.took += begun.elapsed();
            spent.events += more;
        }
    }
    installed.stop().await;
    nats.stop().await;
    let [new, old, dense] = [of_new, of_old, of_dense].map(|spent| spent.micros());
    for (of, micros) in [
        (format!("{LITTLE} earlier ones"), new),
        (format!("{MUCH} earlier ones, the last a year ago"), old),
        (format!("{MUCH} earlier ones, three a day until now"), dense),
    ] {
        report.add(format!("an event of a person with {of}"), micros, "µs/event", None);
    }
    report.at_least(
        format!("flat: {LITTLE} earlier events against {MUCH} of long ago"),
        new / old,
        0.9,
    );
    report.at_least(
        format!("flat: {LITTLE} earlier events against {MUCH} until now"),
        new / dense,
        0.9,
    );
}

/// People with so many earlier events each.
async fn people(
    installed: &Installed,
    kind: &str,
    earlier: usize,
    until: Timestamp,
    stored: &mut usize,
) -> Vec<Life> {
    let mut people = Vec::with_capacity(PEOPLE);
    for number in 0..PEOPLE {
        let mut life = Life::new(kind, number);
        life.contacts_before(&installed.logs(), earlier, until).await;
        *stored += earlier;
        people.push(life);
    }
    people
}
