//! Putting messages into each context's own order.
//!
//! What was applied before is dropped; what comes beyond a gap is held until
//! the gap is closed; contexts do not wait for one another. No IO.

use std::collections::BTreeMap;

use super::{Batch, Checkpoint, Delivered, delivered::Trace};

/// How much is held for one context.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many messages.
    pub held: usize,
    /// How many bytes.
    pub held_bytes: usize,
}

/// What is held for one context.
#[derive(Default)]
struct Lane {
    applied: u64,
    held: BTreeMap<u64, Delivered>,
    bytes: usize,
    /// The first sequence of what did not fit.
    overflow: Option<u64>,
}

impl Lane {
    fn has_gap(&self) -> bool {
        !self.held.is_empty() || self.overflow.is_some()
    }

    fn first_open(&self) -> Option<u64> {
        let held = self.held.values().map(|d| d.stream_seq).min();
        held.into_iter().chain(self.overflow).min()
    }
}

/// Messages in, events in order out.
pub struct Order {
    limits: Limits,
    lanes: BTreeMap<String, Lane>,
    /// What the batches handed out so far come to.
    checkpoint: Checkpoint,
    /// The last message up to which nothing is held.
    settled: Option<Trace>,
    ready: Vec<Delivered>,
}

impl Order {
    /// Goes on from a checkpoint.
    pub fn new(limits: Limits, mut checkpoint: Checkpoint, hint_holds: bool) -> Self {
        if !hint_holds {
            checkpoint.stream_seq_hint = 0;
            checkpoint.hint_digest.clear();
        }
        let lane = |applied: &u64| Lane { applied: *applied, ..Lane::default() };
        let lanes = checkpoint.positions.iter().map(|(c, p)| (c.clone(), lane(p))).collect();
        Self { limits, lanes, checkpoint, settled: None, ready: Vec::new() }
    }

    /// Takes the next message of the stream.
    pub fn offer(&mut self, delivered: Delivered) {
        let trace = delivered.trace();
        self.sort(delivered);
        // Sequences only grow, so without a gap this one settles all before it.
        if self.lanes.values().all(|lane| !lane.has_gap()) {
            self.settled = Some(trace);
        }
    }

    fn sort(&mut self, delivered: Delivered) {
        let Some(position) = delivered.position else {
            self.ready.push(delivered);
            return;
        };
        let lane = match self.lanes.get_mut(&delivered.context) {
            Some(lane) => lane,
            None => self.lanes.entry(delivered.context.clone()).or_default(),
        };
        if position <= lane.applied || lane.held.contains_key(&position) {
            return;
        }
        if position > lane.applied.saturating_add(1) {
            let bytes = lane.bytes.saturating_add(delivered.size());
            if lane.held.len() >= self.limits.held || bytes > self.limits.held_bytes {
                lane.overflow.get_or_insert(delivered.stream_seq);
            } else {
                lane.bytes = bytes;
                lane.held.insert(position, delivered);
            }
            return;
        }
        lane.applied = position;
        self.ready.push(delivered);
        while let Some(next) = lane.held.remove(&lane.applied.saturating_add(1)) {
            lane.applied = lane.applied.saturating_add(1);
            lane.bytes = lane.bytes.saturating_sub(next.size());
            self.ready.push(next);
        }
    }

    /// What can be applied, in batches of at most `limit` events.
    pub fn batches(&mut self, limit: usize) -> Vec<Batch> {
        let mut ready = std::mem::take(&mut self.ready).into_iter().peekable();
        let mut batches = Vec::new();
        while ready.peek().is_some() {
            let events: Vec<Delivered> = ready.by_ref().take(limit.max(1)).collect();
            for event in &events {
                if let Some(position) = event.position {
                    match self.checkpoint.positions.get_mut(&event.context) {
                        Some(known) => *known = position,
                        None => {
                            self.checkpoint.positions.insert(event.context.clone(), position);
                        }
                    }
                }
            }
            let settled = self.settled.take_if(|_| ready.peek().is_none());
            if let Some(settled) =
                settled.filter(|s| s.stream_seq > self.checkpoint.stream_seq_hint)
            {
                self.checkpoint.stream_seq_hint = settled.stream_seq;
                self.checkpoint.hint_digest = settled.digest();
            }
            batches.push(Batch { events, checkpoint: self.checkpoint.clone() });
        }
        batches
    }

    /// The position up to which a context is applied.
    pub fn applied(&self, context: &str) -> u64 {
        self.lanes.get(context).map(|lane| lane.applied).unwrap_or_default()
    }

    /// All of them.
    pub fn positions(&self) -> &BTreeMap<String, u64> {
        &self.checkpoint.positions
    }

    /// How many messages are held.
    pub fn held(&self) -> usize {
        self.lanes.values().map(|lane| lane.held.len()).sum()
    }

    /// The contexts that wait at a gap.
    pub fn gaps(&self) -> impl Iterator<Item = &str> {
        self.lanes.iter().filter(|(_, lane)| lane.has_gap()).map(|(context, _)| context.as_str())
    }

    /// From where the stream must be read again, once a gap is closed beyond
    /// which there was no room.
    pub fn rewind(&self) -> Option<u64> {
        let closed = |lane: &Lane| lane.held.is_empty() && lane.overflow.is_some();
        if !self.lanes.values().any(closed) {
            return None;
        }
        self.lanes.values().filter_map(Lane::first_open).min()
    }
}

#[cfg(test)]
mod tests {
    use proto::envelope::Unreadable;

    use super::*;

    const LIMITS: Limits = Limits { held: 3, held_bytes: 1 << 20 };

    fn message(stream_seq: u64, context: &str, position: u64) -> Delivered {
        Delivered {
            stream_seq,
            context: context.to_owned(),
            position: (position > 0).then_some(position),
            subject: "".into(),
            payload: bytes::Bytes::new(),
            envelope: Err(Unreadable::Field("none")),
        }
    }

    fn order() -> Order {
        Order::new(LIMITS, Checkpoint::default(), true)
    }

    fn offered(order: &mut Order, messages: &[(u64, &str, u64)]) -> Vec<(String, u64)> {
        for (sequence, context, position) in messages {
            order.offer(message(*sequence, context, *position));
        }
        let events = order.batches(1_000).into_iter().flat_map(|batch| batch.events);
        events.map(|e| (e.context, e.position.unwrap_or_default())).collect()
    }

    fn events(list: &[(&str, u64)]) -> Vec<(String, u64)> {
        list.iter().map(|(c, p)| ((*c).to_owned(), *p)).collect()
    }

    #[test]
    fn what_was_applied_is_dropped() {
        let mut order = order();
        let got = offered(&mut order, &[(1, "a", 1), (2, "a", 1), (3, "a", 2), (4, "a", 1)]);
        assert_eq!(got, events(&[("a", 1), ("a", 2)]));
    }

    #[test]
    fn a_gap_holds_its_own_context_only() {
        let mut order = order();
        let got = offered(&mut order, &[(1, "a", 2), (2, "b", 1), (3, "a", 3)]);
        assert_eq!(got, events(&[("b", 1)]));
        assert_eq!((order.held(), order.gaps().collect::<Vec<_>>()), (2, vec!["a"]));
        let got = offered(&mut order, &[(4, "a", 1)]);
        assert_eq!(got, events(&[("a", 1), ("a", 2), ("a", 3)]));
        assert_eq!(order.held(), 0);
    }

    #[test]
    fn the_hint_does_not_pass_what_is_held() {
        let mut order = order();
        offered(&mut order, &[(1, "a", 1)]);
        offered(&mut order, &[(2, "a", 3), (3, "b", 1)]);
        assert_eq!(order.checkpoint.stream_seq_hint, 1);
        offered(&mut order, &[(4, "a", 2)]);
        assert_eq!(order.checkpoint.stream_seq_hint, 4);
    }

    #[test]
    fn what_did_not_fit_is_read_again_once_the_gap_is_closed() {
        let mut order = order();
        let beyond = [(1, "b", 2), (2, "a", 2), (3, "a", 3), (4, "a", 4), (5, "a", 5), (6, "a", 6)];
        offered(&mut order, &beyond);
        assert_eq!((order.held(), order.rewind()), (4, None));
        let got = offered(&mut order, &[(7, "a", 1)]);
        assert_eq!(got, events(&[("a", 1), ("a", 2), ("a", 3), ("a", 4)]));
        // Further back than 5, since `b` still holds what a new reading forgets.
        assert_eq!(order.rewind(), Some(1));
    }

    #[test]
    fn bytes_are_bounded_too() {
        let limits = Limits { held: 10, held_bytes: 2_000 };
        let mut order = Order::new(limits, Checkpoint::default(), true);
        let mut large = message(1, "a", 2);
        large.payload = bytes::Bytes::from(vec![0; 4_000]);
        order.offer(large);
        assert_eq!(order.held(), 0);
        assert_eq!(order.gaps().count(), 1);
    }

    #[test]
    fn what_has_no_position_passes_and_moves_nothing() {
        let mut order = order();
        assert_eq!(offered(&mut order, &[(1, "a", 0), (2, "a", 0)]), events(&[("a", 0), ("a", 0)]));
        assert!(order.positions().is_empty());
        assert_eq!(order.checkpoint.stream_seq_hint, 2);
    }

    #[test]
    fn batches_are_bounded_and_each_tells_how_far_it_leads() {
        let mut order = order();
        for n in 1..=5 {
            order.offer(message(n, "a", n));
        }
        let batches = order.batches(2);
        let led: Vec<_> = batches
            .iter()
            .map(|b| (b.events.len(), b.checkpoint.position("a"), b.checkpoint.stream_seq_hint))
            .collect();
        assert_eq!(led, [(2, 2, 0), (2, 4, 0), (1, 5, 5)]);
    }
}
