//! The file of what a service's reactions know: the first byte says whose.

use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{
    clock::Clock,
    execute::ExecuteError,
    log::{SledLog, SledOptions},
    react::{CarryOut, Cause, React, Reactor, Reacts as _},
};
use proto::any::AnyEvent;
use serde_json::{Value, json};

use super::{Form, scratch, seeds as from};

pub const FORM: Form = Form::Json { after: 1 };

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| scratch::folder("reactions"));

static LOG: LazyLock<Arc<SledLog>> = LazyLock::new(|| {
    let log = SledLog::open(FOLDER.join("log"), SledOptions::default());
    Arc::new(log.expect("a log"))
});

/// Does nothing about anything.
struct Idle;

impl<R: Send + 'static> CarryOut<R> for Idle {
    fn carry_out(&self, _: R, _: &Cause) -> BoxFuture<'_, Result<(), ExecuteError>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    [
        (0, known::<careplans::reactions::Reactions>()),
        (1, known::<panel::reactions::Reactions>()),
        (2, known::<referrals::reactions::Reactions>()),
    ]
    .into_iter()
    .map(|(which, kept)| [vec![which], serde_json::to_vec(&kept).unwrap_or_default()].concat())
    .collect()
}

/// What is known after every golden event.
fn known<R: React>() -> Value {
    let mut index = R::default();
    own::<R>(&mut index);
    json!({
        "format": R::FORMAT,
        "own": 0,
        "checkpoint": { "positions": { "panel": 3 }, "stream_seq_hint": 0, "hint_digest": "" },
        "index": index,
    })
}

fn own<R: React>(index: &mut R) {
    for envelope in from::envelopes() {
        if let Ok(recorded) = envelope.read::<R::Event>() {
            index.evolve(&recorded);
        }
    }
}

pub fn run(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    match which % 3 {
        0 => read::<careplans::reactions::Reactions>(bytes),
        1 => read::<panel::reactions::Reactions>(bytes),
        _ => read::<referrals::reactions::Reactions>(bytes),
    }
}

fn read<R: React>(bytes: &[u8]) {
    // As the process reads it.
    let file = FOLDER.join("reactions.json");
    scratch::write(&file, bytes);
    let clock = Clock::sandbox(Timestamp::UNIX_EPOCH);
    let reactor = Reactor::<R, Idle>::new(Arc::clone(&LOG), clock, Idle, file);
    let _ = reactor.checkpoint();
    // And what it goes on with.
    let Ok(mut kept) = serde_json::from_slice::<Value>(bytes) else { return };
    let index = kept.get_mut("index").map(Value::take).unwrap_or_default();
    let Ok(mut index) = serde_json::from_value::<R>(index) else { return };
    let _ = (index.due(Timestamp::MAX), index.due(Timestamp::MIN));
    own::<R>(&mut index);
    for envelope in from::envelopes() {
        if let Ok(recorded) = AnyEvent::read(envelope) {
            let _ = index.react(&recorded);
        }
    }
}
