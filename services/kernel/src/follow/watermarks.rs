//! Watermarks that wait until the events before them are applied.

use std::{
    collections::{BTreeMap, VecDeque},
    time::Duration,
};

use jiff::Timestamp;
use tokio::time::Instant;

use crate::nats::Watermark;

/// How many wait for a context.
const WAITING: usize = 64;

#[derive(Default)]
struct Lane {
    waiting: VecDeque<(u64, Timestamp)>,
    passed: Option<Timestamp>,
    /// Since when the oldest waits, and for which position.
    since: Option<(u64, Instant)>,
}

/// Those of every context. They hold whatever becomes of the connection.
#[derive(Default)]
pub struct Watermarks {
    lanes: BTreeMap<String, Lane>,
}

impl Watermarks {
    /// Takes one in.
    pub fn heard(&mut self, subject: &str, payload: &[u8]) {
        let Ok(watermark) = serde_json::from_slice::<Watermark>(payload) else {
            tracing::warn!(subject, "a watermark cannot be read");
            return;
        };
        // Servers check who publishes on which subject.
        if Watermark::subject(&watermark.context) != subject {
            tracing::warn!(subject, "a watermark speaks for another context");
            return;
        }
        let lane = self.lanes.entry(watermark.context).or_default();
        // The oldest stay, so that a follower that lags passes some of them.
        if lane.waiting.len() >= WAITING {
            lane.waiting.pop_back();
        }
        lane.waiting.push_back((watermark.position, watermark.time));
    }

    /// The newest of each context that its position has reached.
    pub fn reached(&mut self, applied: impl Fn(&str) -> u64) -> Vec<(String, Timestamp)> {
        let mut reached = Vec::new();
        for (context, lane) in &mut self.lanes {
            let here = applied(context);
            let mut newest = None;
            while let Some((_, time)) = lane.waiting.pop_front_if(|(p, _)| *p <= here) {
                newest = newest.max(Some(time));
            }
            if let Some(time) = newest.filter(|time| Some(*time) > lane.passed) {
                lane.passed = Some(time);
                reached.push((context.clone(), time));
            }
        }
        reached
    }

    /// The contexts whose events have been awaited for longer than `patience`.
    pub fn overdue(&mut self, patience: Duration) -> Vec<String> {
        let now = Instant::now();
        let mut overdue = Vec::new();
        for (context, lane) in &mut self.lanes {
            let oldest = lane.waiting.front().map(|(position, _)| *position);
            lane.since = oldest.map(|position| match lane.since {
                Some((known, since)) if known == position => (known, since),
                _ => (position, now),
            });
            if lane.since.is_some_and(|(_, since)| now.duration_since(since) >= patience) {
                overdue.push(context.clone());
            }
        }
        overdue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(watermarks: &mut Watermarks, position: u64, second: i64) {
        let time = Timestamp::from_second(second).unwrap_or_default();
        let watermark = Watermark { context: "a".to_owned(), position, time };
        let payload = serde_json::to_vec(&watermark).unwrap_or_default();
        watermarks.heard("candour.watermarks.a", &payload);
    }

    fn seconds(reached: &[(String, Timestamp)]) -> Vec<i64> {
        reached.iter().map(|(_, time)| time.as_second()).collect()
    }

    #[test]
    fn a_watermark_waits_for_its_position() {
        let mut watermarks = Watermarks::default();
        heard(&mut watermarks, 3, 10);
        assert!(watermarks.reached(|_| 2).is_empty());
        heard(&mut watermarks, 9, 20);
        assert_eq!(seconds(&watermarks.reached(|_| 3)), [10]);
        assert_eq!(seconds(&watermarks.reached(|_| 9)), [20]);
        assert!(watermarks.reached(|_| 9).is_empty());
    }

    #[test]
    fn time_does_not_run_backwards() {
        let mut watermarks = Watermarks::default();
        heard(&mut watermarks, 1, 20);
        assert_eq!(seconds(&watermarks.reached(|_| 1)), [20]);
        heard(&mut watermarks, 1, 10);
        assert!(watermarks.reached(|_| 1).is_empty());
    }

    #[test]
    fn one_who_lags_passes_the_oldest() {
        let mut watermarks = Watermarks::default();
        for n in 1..=1_000 {
            heard(&mut watermarks, n, 1_000);
        }
        assert_eq!(seconds(&watermarks.reached(|_| 5)), [1_000]);
        assert!(watermarks.overdue(Duration::ZERO).contains(&"a".to_owned()));
    }

    #[test]
    fn one_that_speaks_for_another_is_not_believed() {
        let mut watermarks = Watermarks::default();
        watermarks.heard(
            "candour.watermarks.b",
            br#"{"context":"a","position":1,"time":"2024-01-01T00:00:00Z"}"#,
        );
        watermarks.heard("candour.watermarks.b", b"{");
        assert!(watermarks.reached(|_| 9).is_empty());
    }
}
