use std::collections::BTreeMap;

use prost::Message as _;
use proto::common::{Act, Mode};

use super::*;
use crate::id;

const SEEDS: u64 = 50;

/// A history that nobody answers: all of it is taken, and flags come as they please.
fn unanswered(seed: u64, commands: u32) -> Vec<Command> {
    let now = "2019-01-01T09:00:00Z".parse().unwrap();
    let mut inventor = Inventor::new(seed);
    let mut said = Vec::new();
    let opening: Vec<_> = Inventor::opening().collect();
    for n in 0..commands {
        if n % 50 == 0 {
            inventor.flagged(&id("flag", &n.to_string()), true);
        }
        let row = usize::try_from(n).ok().and_then(|n| opening.get(n));
        let command = match row {
            Some(row) => inventor.first(row, now),
            None => inventor.next(now),
        };
        inventor.taken(command.clone(), true);
        said.push(command);
    }
    said
}

#[test]
fn every_command_of_the_contract_is_said_in_some_history() {
    let mut said: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 0..SEEDS {
        for command in unanswered(seed, 300) {
            *said.entry(command.rpc()).or_default() += 1;
        }
    }
    let commands = History::commands().into_iter();
    let never: Vec<_> = commands.filter(|rpc| !said.contains_key(rpc.as_str())).collect();
    assert!(never.is_empty(), "never said: {never:?}");
    let seldom: Vec<_> = said.iter().filter(|(_, times)| **times < 10).collect();
    assert!(seldom.is_empty(), "hardly ever said: {seldom:?}");
}

#[test]
fn the_same_seed_makes_the_same_history() {
    let bytes = |seed| -> Vec<Vec<u8>> {
        unanswered(seed, 200).iter().map(|command| command.request.encode_to_vec()).collect()
    };
    assert_eq!(bytes(7), bytes(7));
    assert_ne!(bytes(7), bytes(8));
}

#[test]
fn what_is_said_is_both_done_and_recorded_and_may_come_late() {
    let (mut done, mut recorded, mut late) = (0, 0, 0);
    for command in unanswered(1, 300) {
        let act = contract::message(contract::given(&command.request, "act").unwrap());
        let act: Act = act.transcode_to().unwrap();
        match act.mode() {
            Mode::Act => done += 1,
            _ => recorded += 1,
        }
        let at = act.occurred.and_then(|o| o.start).unwrap();
        let now: Timestamp = "2019-01-01T09:00:00Z".parse().unwrap();
        late += u32::from(proto::time::timestamp(&at).unwrap() < now);
    }
    assert!(done > 50 && recorded > 100 && late > 50, "{done} {recorded} {late}");
}
