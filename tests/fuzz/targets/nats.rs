//! As much of a NATS server as a follower needs, on a port of this machine: it
//! lets a target say what no real one would.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use serde_json::{Value, json};

/// The server.
#[derive(Clone, Default)]
pub struct Server(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    connection: Option<TcpStream>,
    /// Subject and number of each subscription.
    subscriptions: Vec<(String, String)>,
    /// Where a consumer's messages go.
    deliver: Option<String>,
    delivered: u64,
    sequence: u64,
    /// How many consumers there have been.
    consumers: u64,
}

impl Server {
    /// Begins to serve, and says where.
    pub fn start() -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("nats://{}", listener.local_addr().expect("its address"));
        let server = Self::default();
        let serving = server.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let serving = serving.clone();
                thread::spawn(move || serving.serve(&stream));
            }
        });
        (server, url)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the consumer that reads the stream, if one does.
    pub fn consumer(&self) -> Option<u64> {
        let state = self.state();
        state.deliver.as_ref().map(|_| state.consumers)
    }

    /// Publishes a message of the stream: with its place in it, or with another one.
    pub fn stream(&self, subject: &str, headers: &str, payload: &[u8], reply: Option<&str>) {
        let mut state = self.state();
        state.delivered += 1;
        state.sequence += 1;
        let (sequence, delivered) = (state.sequence, state.delivered);
        let place = format!("$JS.ACK.CANDOUR.c.1.{sequence}.{delivered}.1700000000000000000.0");
        let Some(to) = state.deliver.clone() else { return };
        state.send(&to, subject, reply.unwrap_or(&place), headers, payload);
    }

    /// Publishes a message to whoever listens.
    pub fn publish(&self, subject: &str, payload: &[u8]) {
        self.state().send(subject, subject, "", "", payload);
    }

    /// Says something about the consumer itself.
    pub fn status(&self, headers: &str) {
        let mut state = self.state();
        let Some(to) = state.deliver.clone() else { return };
        state.send(&to.clone(), &to, "", &format!(" 100 Idle Heartbeat\r\n{headers}"), b"");
    }

    fn serve(&self, stream: &TcpStream) {
        let info = json!({
            "server_id": "S", "server_name": "S", "version": "2.12.0", "go": "", "host": "127.0.0.1",
            "port": 4222, "headers": true, "max_payload": 1_048_576, "proto": 1, "client_id": 1,
            "jetstream": true,
        });
        let State { sequence, consumers, .. } = *self.state();
        *self.state() =
            State { connection: stream.try_clone().ok(), sequence, consumers, ..State::default() };
        self.state().write(format!("INFO {info}\r\n").as_bytes());
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
            let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
            line.clear();
            let word = |n: usize| words.get(n).cloned().unwrap_or_default();
            match word(0).to_ascii_uppercase().as_str() {
                "PING" => self.state().write(b"PONG\r\n"),
                "SUB" => {
                    let number = words.last().cloned().unwrap_or_default();
                    self.state().subscriptions.push((word(1), number));
                }
                kind @ ("PUB" | "HPUB") => {
                    let size: usize = words.last().and_then(|w| w.parse().ok()).unwrap_or(0);
                    let mut payload = vec![0; size + 2];
                    if reader.read_exact(&mut payload).is_err() {
                        return;
                    }
                    payload.truncate(size);
                    if kind == "HPUB" {
                        let headers: usize = word(words.len() - 2).parse().unwrap_or(0);
                        payload.drain(..headers.min(size));
                    }
                    let has_reply = words.len() > if kind == "HPUB" { 4 } else { 3 };
                    if has_reply {
                        self.answer(&word(1), &word(2), &payload);
                    }
                }
                _ => {}
            }
        }
    }

    fn answer(&self, subject: &str, reply: &str, payload: &[u8]) {
        let asked: Value = serde_json::from_slice(payload).unwrap_or_default();
        let answer = if subject.starts_with("$JS.API.CONSUMER.") {
            let config = asked.get("config").cloned().unwrap_or_default();
            let deliver = config.get("deliver_subject").and_then(Value::as_str);
            let mut state = self.state();
            state.deliver = deliver.map(str::to_owned);
            state.delivered = 0;
            state.consumers += 1;
            drop(state);
            let none = json!({ "consumer_seq": 0, "stream_seq": 0 });
            json!({
                "type": "io.nats.jetstream.api.v1.consumer_create_response",
                "stream_name": "CANDOUR", "name": "c", "created": "2024-01-01T00:00:00Z",
                "config": config, "delivered": none, "ack_floor": none, "num_ack_pending": 0,
                "num_redelivered": 0, "num_waiting": 0, "num_pending": 0, "push_bound": true,
            })
        } else {
            json!({ "error": { "code": 404, "err_code": 10037, "description": "no message found" } })
        };
        self.state().send(reply, reply, "", "", &serde_json::to_vec(&answer).unwrap_or_default());
    }
}

impl State {
    /// Hands a message that goes to `to` to its subscription, as one on `subject`.
    fn send(&mut self, to: &str, subject: &str, reply: &str, headers: &str, payload: &[u8]) {
        let found = self.subscriptions.iter().find(|(pattern, _)| matches(pattern, to));
        let Some(number) = found.map(|(_, number)| number.clone()) else { return };
        let mut bytes = Vec::new();
        if headers.is_empty() {
            let head = format!("MSG {subject} {number} {reply} {}\r\n", payload.len());
            bytes.extend_from_slice(head.as_bytes());
        } else {
            let headers = if headers.starts_with(' ') {
                format!("NATS/1.0{headers}\r\n\r\n")
            } else {
                format!("NATS/1.0\r\n{headers}\r\n\r\n")
            };
            let (own, all) = (headers.len(), headers.len() + payload.len());
            let head = format!("HMSG {subject} {number} {reply} {own} {all}\r\n{headers}");
            bytes.extend_from_slice(head.as_bytes());
        }
        bytes.extend_from_slice(payload);
        bytes.extend_from_slice(b"\r\n");
        self.write(&bytes);
    }

    fn write(&mut self, bytes: &[u8]) {
        if let Some(connection) = &mut self.connection {
            let _ = connection.set_write_timeout(Some(Duration::from_secs(1)));
            let _ = connection.write_all(bytes);
        }
    }
}

fn matches(pattern: &str, subject: &str) -> bool {
    let mut parts = subject.split('.');
    for wanted in pattern.split('.') {
        match (wanted, parts.next()) {
            (">", Some(_)) => return true,
            ("*", Some(_)) => {}
            (wanted, Some(part)) if wanted == part => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}
