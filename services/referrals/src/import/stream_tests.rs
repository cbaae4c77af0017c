//! Many rows at once: their order, their bound, and what ends them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use proptest::prelude::*;
use proto::referrals::{
    ContactService,
    ImportOutcome::{Added, AlreadyThere, Refused as Not},
};

use super::{
    tests::{ADA, OMAR, answers, of_person, outcomes, row, stored, with_person, worker},
    *,
};
use crate::register::Register;

#[tokio::test]
async fn rows_of_one_person_keep_their_order_in_the_log() {
    let register = Register::new();
    let numbers = [ADA, OMAR, "9990000034", "9990000042"];
    let rows = (1..=300_u128).map(|n| with_person(n, numbers[usize::try_from(n * n % 4).unwrap()]));
    let answers = answers(&register, rows).await;
    let mut last: BTreeMap<&str, u64> = BTreeMap::new();
    for answer in &answers {
        let position = answer.receipt.as_ref().unwrap().position;
        let before = last.insert(&answer.person_id, position);
        assert!(before.is_none_or(|before| before < position), "{}", answer.row);
    }
}

#[tokio::test]
async fn no_more_rows_are_taken_than_can_be_in_flight() {
    let register = Register::new();
    register.enter(1, "", "", ADA).await;
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let endless = stream::iter(1..).map(move |n| {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(of_person(n, 1))
    });
    let mut answers = Box::pin(register.grpc.importer.clone().answers(worker(1), endless));
    for answered in 1..=100 {
        answers.next().await.unwrap().unwrap();
        assert!(taken.load(Ordering::SeqCst) <= answered + IN_FLIGHT);
    }
    // Whoever does not read is not read from.
    let before = taken.load(Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(taken.load(Ordering::SeqCst), before);
}

#[tokio::test]
async fn a_log_that_takes_nothing_ends_the_stream_after_what_was_answered() {
    let register = Register::new();
    register.enter(1, "", "", ADA).await;
    answers(&register, [row(11, ADA)]).await;
    register.desk.log.close().await;
    let mut bad = row(12, ADA);
    bad.contact = None;
    let outcomes =
        outcomes(&register, worker(1), [bad, row(11, ADA), row(13, ADA), row(14, ADA)]).await;
    assert_eq!(outcomes.len(), 3);
    assert_eq!(outcomes[0].as_ref().unwrap().outcome(), Not);
    assert_eq!(outcomes[1].as_ref().unwrap().outcome(), AlreadyThere);
    assert_eq!(outcomes[2].as_ref().unwrap_err().code(), tonic::Code::Unavailable);
}

#[tokio::test]
async fn a_service_that_stops_answers_what_is_in_flight_and_ends_the_stream() {
    let register = Register::new();
    register.enter(1, "", "", ADA).await;
    let importer = register.grpc.importer.clone();
    let stop = importer.stop.clone();
    let rows = stream::iter((11..=20).map(|n| Ok(row(n, ADA)))).chain(stream::pending());
    let answers = Box::pin(importer.answers(worker(1), rows));
    let answers = answers.inspect(|outcome| {
        if outcome.as_ref().is_ok_and(|answer| answer.row == "line 20") {
            stop.cancel();
        }
    });
    let outcomes: Vec<Outcome> = answers.collect().await;
    assert_eq!(outcomes.len(), 11);
    assert_eq!(outcomes[10].as_ref().unwrap_err().code(), tonic::Code::Unavailable);
}

/// Which of a few rows comes next: its id, whose it is, and how it reads.
fn some_rows() -> impl Strategy<Value = Vec<(u128, usize, bool)>> {
    prop::collection::vec((1_u128..25, 0_usize..3, prop::bool::weighted(0.2)), 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_row_is_taken_in_once_and_never_otherwise_than_at_first(rows in some_rows()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let register = Register::new();
            let numbers = [ADA, OMAR, "9990000034"];
            let asked = rows.iter().map(|&(number, person, otherwise)| {
                let mut row = with_person(number, numbers[person]);
                if otherwise {
                    row.contact.as_mut().unwrap().service = ContactService::Police.into();
                }
                row
            });
            let answers = answers(&register, asked).await;
            prop_assert_eq!(answers.len(), rows.len());
            let mut first = BTreeMap::new();
            for (row, answer) in rows.iter().zip(&answers) {
                let name = format!("line {}", row.0);
                prop_assert_eq!(&answer.row, &name);
                let expected = match first.get(&row.0) {
                    None => Added,
                    Some(before) if *before == row => AlreadyThere,
                    Some(_) => Not,
                };
                prop_assert_eq!(answer.outcome(), expected);
                first.entry(row.0).or_insert(row);
            }
            let events = stored(&register).await;
            let people: BTreeSet<usize> = first.values().map(|row| row.1).collect();
            prop_assert_eq!(events.len(), first.len() + people.len());
            let requests: BTreeSet<&String> =
                events.iter().map(|event| &event.meta.correlation).collect();
            prop_assert_eq!(requests.len(), events.len());
            Ok(())
        })?;
    }
}
