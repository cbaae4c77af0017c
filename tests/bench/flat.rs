//! What an event costs by how much is known of the person.

use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::{
    histories::{Life, go_on},
    installed::{Installed, fresh},
    report::{Report, number},
};

/// How many people have each number of earlier events.
const PEOPLE: usize = 40;

/// How many earlier events people have of whom little is known, and much.
const LITTLE: usize = 10;
const MUCH: usize = 5_000;

/// How much lies between two earlier events: three a day.
const APART: SignedDuration = SignedDuration::from_hours(8);

/// For how long nothing was known of people of whom much was known before: no rule
/// about contacts looks further back.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(24 * 400);

/// How often people are made of each kind.
const ROUNDS: usize = 5;

/// How many people of each kind go on at a time. What is compared lies a tenth of a
/// second apart, and the middle of all comparisons counts: whatever else the machine
/// does falls on few of them.
const AT_A_TIME: usize = 10;

/// Times a course of events, from storing it to its being judged: of people of whom
/// little is known, of people of whom much is known from long ago, and of people who
/// came three times a day until now, of whom a rule's window holds hundreds of contacts.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
pub async fn measure(folder: &Path, report: &mut Report) {
    let (mut nats, installed) = fresh(folder).await;
    let until = Timestamp::now() - SignedDuration::from_hours(1);
    let mut stored = 0;
    let mut took: [Vec<f64>; 3] = Default::default();
    let mut turn = 0;
    for round in 0..ROUNDS {
        // What they had in the round before would be earlier events as well.
        let kind = |of: &str| format!("{of} in round {round}");
        let mut new = people(&installed, &kind("new"), LITTLE, until, &mut stored).await;
        let mut old = people(&installed, &kind("old"), MUCH, until - LONG_AGO, &mut stored).await;
        let mut dense = people(&installed, &kind("dense"), MUCH, until, &mut stored).await;
        let some = new.chunks_mut(AT_A_TIME).zip(old.chunks_mut(AT_A_TIME));
        for ((new, old), dense) in some.zip(dense.chunks_mut(AT_A_TIME)) {
            let mut groups: Vec<_> = [new, old, dense].into_iter().zip(&mut took).collect();
            // What was stored before them is still being tidied away when the first go on.
            groups.rotate_left(turn % 3);
            turn += 1;
            for (people, took) in groups {
                installed.has_judged(stored, Some(Timestamp::now())).await;
                let begun = Instant::now();
                let more = go_on(&installed.logs(), people, until).await;
                stored += more;
                installed.has_judged(stored, None).await;
                took.push(begun.elapsed().as_secs_f64() * 1e6 / number(more));
            }
        }
    }
    installed.stop().await;
    nats.stop().await;
    for (of, took) in [
        format!("{LITTLE} earlier ones"),
        format!("{MUCH} earlier ones, the last a year ago"),
        format!("{MUCH} earlier ones, three a day until now"),
    ]
    .into_iter()
    .zip(&took)
    {
        let micros = middle(took.iter().copied());
        report.add(format!("an event of a person with {of}"), micros, "µs/event", None);
    }
    let [new, old, dense] = &took;
    for (of, took) in [("of long ago", old), ("until now", dense)] {
        let ratio = middle(new.iter().zip(took).map(|(new, took)| new / took));
        let name = format!("flat: {LITTLE} earlier events against {MUCH} {of}");
        report.at_least(name, ratio, 0.9);
    }
}

/// The middle one of some figures.
fn middle(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
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
        life.contacts_before(&installed.logs(), earlier, APART, until).await;
        *stored += earlier;
        people.push(life);
    }
    people
}
