//! What is put on record while a channel that never gives up takes nothing.
//!
//! Such a channel is tried every few seconds for as long as that lasts, which
//! may be days. The first failure is put on record, and then one an hour. Flags
//! whose last failure is not on record rest here until they are tried again; in
//! the delivery log they wait, as they do all the time.

use std::{collections::BTreeMap, time::Duration};

use jiff::Timestamp;

use super::{deliveries::Due, delivery::later};

/// How long nothing more is put on record of an outage: ours. A day of it is
/// then as long as a page.
const QUIET: Duration = Duration::from_secs(3600);

/// How an outage stands, if there is one.
#[derive(Debug, Default)]
pub struct Outage {
    /// When a failure was last put on record, since one last got through.
    noted: Option<Timestamp>,
    /// Flags that rest, by when they are tried again and where they were raised.
    resting: BTreeMap<(Timestamp, u64), Vec<Due>>,
}

impl Outage {
    /// The channel took one.
    pub fn passed(&mut self) {
        self.noted = None;
    }

    /// Whether a failure is to be put on record; if so, it counts as done.
    pub fn is_news(&mut self, now: Timestamp) -> bool {
        let news = self.noted.is_none_or(|noted| later(noted, QUIET) <= now);
        if news {
            self.noted = Some(now);
        }
        news
    }

    /// Lets the alerts about the flag raised at a position rest until the first
    /// of them is to be tried again.
    pub fn rest(&mut self, position: u64, flag: Vec<Due>) {
        let next = flag.iter().filter_map(|due| due.delivery.next_attempt).min();
        self.resting.insert((next.unwrap_or(Timestamp::MIN), position), flag);
    }

    /// Takes out flags that have rested: so many at most, those first whose time
    /// came first.
    pub fn rested(&mut self, flags_max: usize, now: Timestamp) -> Vec<Vec<Due>> {
        let mut rested = Vec::new();
        while rested.len() < flags_max
            && let Some(first) = self.resting.first_entry().filter(|flag| flag.key().0 <= now)
        {
            rested.push(first.remove());
        }
        rested
    }

    /// When the next one has rested.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        self.resting.first_key_value().map(|((at, _), _)| *at)
    }

    /// How many flags rest.
    #[must_use]
    pub fn resting(&self) -> usize {
        self.resting.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::{delivery::Delivery, kept::Place};

    fn second(n: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + n).unwrap()
    }

    fn flag(position: u64, next: i64) -> Vec<Due> {
        let place = Place { channel: "nats".into(), position, recipient: "body".into() };
        let delivery = Delivery { next_attempt: Some(second(next)), ..Delivery::default() };
        vec![Due { place, flag_id: "flag".into(), delivery }]
    }

    #[test]
    fn the_first_failure_is_news_and_then_one_an_hour_until_one_gets_through() {
        let mut outage = Outage::default();
        let news = (0..24 * 3600).step_by(10).filter(|n| outage.is_news(second(*n)));
        assert_eq!(news.count(), 24);
        assert!(!outage.is_news(second(24 * 3600 - 1)));
        outage.passed();
        assert!(outage.is_news(second(24 * 3600 - 1)), "another outage");
    }

    #[test]
    fn a_flag_rests_until_its_time_and_is_then_taken_out_once() {
        let mut outage = Outage::default();
        for (position, next) in [(1, 30), (2, 10), (3, 20), (4, 10)] {
            outage.rest(position, flag(position, next));
        }
        assert_eq!((outage.resting(), outage.next()), (4, Some(second(10))));
        let mut rested = |most, now| {
            let flags = outage.rested(most, second(now)).into_iter().flatten();
            flags.map(|due| due.place.position).collect::<Vec<_>>()
        };
        assert!(rested(8, 9).is_empty());
        assert_eq!(rested(1, 20), [2]);
        assert_eq!(rested(8, 20), [4, 3]);
        assert!(rested(8, 20).is_empty());
        assert_eq!((outage.resting(), outage.next()), (1, Some(second(30))));
    }
}
