//! What comes over NATS, as a follower takes it: messages one after another, each
//! a kind, a subject, a header's value and a payload, with their lengths.

use std::{
    sync::{
        LazyLock, Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use jiff::Timestamp;
use kernel::{
    follow::{Apply, Batch, Checkpoint, Follow, FollowOptions},
    nats::{NatsOptions, POSITION_HEADER},
};
use proto::{
    any::AnyEvent,
    envelope::{Envelope, subject},
};
use tokio_util::sync::CancellationToken;

use super::{Form, nats::Server, projected::RUNTIME, seeds as from};

pub const FORM: Form = Form::Bytes;

/// A follower is replaced after so many inputs, since it keeps what waits at gaps.
const INPUTS: u32 = 2_000;

/// How often one looks whether the follower goes on, at a millisecond or two each.
const PATIENCE: u32 = 5_000;

/// The message that tells that all before it has been taken.
const LAST: &str = "candour.events.last.0.last_00000000000000000000000000";

struct Following {
    server: Server,
    url: String,
    stop: CancellationToken,
    taken: Receiver<u64>,
    inputs: u32,
    last: u64,
}

static FOLLOWING: LazyLock<Mutex<Following>> = LazyLock::new(|| {
    let (server, url) = Server::start();
    let (stop, taken) = follow(&url);
    Mutex::new(Following { server, url, stop, taken, inputs: 0, last: 0 })
});

fn follow(url: &str) -> (CancellationToken, Receiver<u64>) {
    let stop = CancellationToken::new();
    let (tell, taken) = channel();
    let taker = Taker { checkpoint: Checkpoint::default(), tell };
    let options = FollowOptions {
        longest_wait: Duration::from_millis(1),
        ..FollowOptions::new(NatsOptions::at(url), "fuzz")
    };
    let follow = Follow::new(taker, options);
    RUNTIME.spawn(follow.run(stop.clone()));
    (stop, taken)
}

/// Takes whatever comes, and tells of the last.
struct Taker {
    checkpoint: Checkpoint,
    tell: Sender<u64>,
}

impl Apply for Taker {
    type Error = std::convert::Infallible;

    fn checkpoint(&self) -> Checkpoint {
        self.checkpoint.clone()
    }

    async fn apply(&mut self, batch: Batch) -> Result<(), Self::Error> {
        for event in &batch.events {
            let _ = format!("{event:?}");
            if event.subject.as_str() == LAST {
                let number = std::str::from_utf8(&event.payload).ok().and_then(|n| n.parse().ok());
                let _ = self.tell.send(number.unwrap_or_default());
            } else if let Ok(envelope) = &event.envelope {
                let _ = AnyEvent::read(envelope.clone());
            }
        }
        self.checkpoint = batch.checkpoint;
        Ok(())
    }

    async fn watermark(&mut self, _: &str, _: Timestamp) -> Result<(), Self::Error> {
        Ok(())
    }
}

/// A message's parts.
struct Message<'a> {
    kind: u8,
    subject: &'a [u8],
    header: &'a [u8],
    payload: &'a [u8],
}

fn messages(mut bytes: &[u8]) -> Vec<Message<'_>> {
    fn part<'a>(bytes: &mut &'a [u8], length: usize) -> &'a [u8] {
        let (part, rest) = bytes.split_at(length.min(bytes.len()));
        *bytes = rest;
        part
    }
    fn short<'a>(bytes: &mut &'a [u8]) -> &'a [u8] {
        let length = part(bytes, 1).first().copied().unwrap_or_default();
        part(bytes, usize::from(length))
    }
    let mut messages = Vec::new();
    while let Some((kind, rest)) = bytes.split_first() {
        bytes = rest;
        let (subject, header) = (short(&mut bytes), short(&mut bytes));
        let length = part(&mut bytes, 2).iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        messages.push(Message { kind: *kind, subject, header, payload: part(&mut bytes, length) });
    }
    messages.truncate(64);
    messages
}

fn written(kind: u8, subject: &str, header: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![kind, subject.len() as u8];
    bytes.extend_from_slice(subject.as_bytes());
    bytes.push(header.len() as u8);
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(&(payload.len() as u16).to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

pub fn seeds() -> Vec<Vec<u8>> {
    let golden = from::golden();
    let event = |bytes: &Vec<u8>| {
        let envelope = Envelope::parse(bytes).ok()?;
        Some(written(0, &subject(&envelope.meta), &envelope.meta.position.to_string(), bytes))
    };
    let first = |bytes: &Vec<u8>| {
        let text =
            String::from_utf8_lossy(bytes).replace("\"position\":\"12\"", "\"position\":\"1\"");
        event(&text.into_bytes())
    };
    let watermark = |context: &str| {
        let said =
            format!(r#"{{"context":"{context}","position":12,"time":"2021-03-01T05:06:07Z"}}"#);
        written(1, &format!("candour.watermarks.{context}"), "", said.as_bytes())
    };
    let mut seeds: Vec<Vec<u8>> = golden.iter().step_by(9).filter_map(event).collect();
    seeds.extend(golden.iter().step_by(9).filter_map(first));
    seeds.push(golden.iter().step_by(7).filter_map(first).collect::<Vec<_>>().concat());
    seeds.push([watermark("panel"), watermark("referrals")].concat());
    seeds.push(written(0, "candour.events.panel.0.x", "18446744073709551615", b"{}"));
    seeds.push(written(254, "", "0", b""));
    seeds.push(written(255, "candour.events.panel.0.x", "$JS.ACK.CANDOUR.c.1.7.1.0.0", b"{}"));
    seeds
}

pub fn run(bytes: &[u8]) {
    let mut following = FOLLOWING.lock().unwrap_or_else(PoisonError::into_inner);
    let following = &mut *following;
    following.inputs += 1;
    if following.inputs > INPUTS {
        following.stop.cancel();
        (following.stop, following.taken) = follow(&following.url);
        following.inputs = 0;
    }
    reader(&following.server);
    for message in messages(bytes) {
        let Message { kind, subject, header, payload } = message;
        let (subject, header) = (word(subject), word(header));
        let position = format!("{POSITION_HEADER}: {header}");
        match kind {
            255 => following.server.stream(&subject, "", payload, Some(&header)),
            254 => following.server.status(&format!("Nats-Last-Consumer: {header}")),
            kind if kind % 2 == 1 => following.server.publish(&subject, payload),
            _ => following.server.stream(&subject, &position, payload, None),
        }
    }
    // Whatever was said, one goes on: with this connection or the next.
    following.last += 1;
    let last = following.last.to_string();
    let mut told = None;
    for _ in 0..PATIENCE {
        let consumer = reader(&following.server);
        if told != Some(consumer) {
            following.server.stream(LAST, "", last.as_bytes(), None);
            told = Some(consumer);
        }
        if following.taken.recv_timeout(Duration::from_millis(2)) == Ok(following.last) {
            return;
        }
    }
    panic!("the follower takes nothing any more");
}

/// Waits for somebody who reads, and says which one it is.
fn reader(server: &Server) -> u64 {
    for _ in 0..PATIENCE {
        if let Some(consumer) = server.consumer() {
            return consumer;
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    panic!("nobody follows");
}

/// Subjects and headers end at a space, which the protocol sees to and not we.
fn word(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text: String =
        text.chars().map(|c| if c.is_whitespace() || c.is_control() { '_' } else { c }).collect();
    if text.is_empty() { "_".to_owned() } else { text }
}
