//! Rows of one person wait for each other, so that they keep their order; all
//! others go on beside them.

use std::collections::HashMap;

use tokio::sync::oneshot::{self, error::TryRecvError};

/// Who waits for whom among the rows of one stream.
#[derive(Debug, Default)]
pub struct Lanes(HashMap<String, oneshot::Receiver<()>>);

/// A row's place behind the one before it; given up when it is dropped.
#[derive(Debug)]
pub struct Turn {
    before: Option<oneshot::Receiver<()>>,
    _behind: oneshot::Sender<()>,
}

/// Among how many lanes those are left that are empty; clearing them at every
/// row would cost as much as the row.
const LANES: usize = 256;

impl Lanes {
    /// A place behind all that came about this person.
    pub fn behind(&mut self, person_id: &str) -> Turn {
        if self.0.len() >= LANES {
            self.0.retain(|_, last| matches!(last.try_recv(), Err(TryRecvError::Empty)));
        }
        let (behind, last) = oneshot::channel();
        Turn { before: self.0.insert(person_id.to_owned(), last), _behind: behind }
    }
}

impl Turn {
    /// Waits for the row before.
    pub async fn come(&mut self) {
        if let Some(before) = self.before.take() {
            // It says nothing; it is gone once the row is done, however it went.
            let _ = before.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt as _;

    use super::*;

    #[test]
    fn a_row_waits_for_those_of_its_person_and_for_no_others() {
        let mut lanes = Lanes::default();
        let mut first = lanes.behind("ada");
        let mut second = lanes.behind("ada");
        let mut other = lanes.behind("omar");
        assert!(first.come().now_or_never().is_some());
        assert!(other.come().now_or_never().is_some());
        assert!(second.come().now_or_never().is_none());
    }

    #[test]
    fn a_row_that_is_done_lets_the_next_one_go() {
        let mut lanes = Lanes::default();
        let first = lanes.behind("ada");
        let mut second = lanes.behind("ada");
        drop(first);
        assert!(second.come().now_or_never().is_some());
    }

    #[test]
    fn lanes_without_rows_are_cleared_and_those_with_rows_are_kept() {
        let mut lanes = Lanes::default();
        let waits = lanes.behind("ada");
        for n in 0..10 * LANES {
            drop(lanes.behind(&n.to_string()));
        }
        assert!(lanes.0.len() <= LANES);
        assert!(lanes.behind("ada").come().now_or_never().is_none());
        drop(waits);
    }
}
