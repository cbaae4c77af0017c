//! Up to when each context is known to be complete.
//!
//! A service says at least every second: everything that I recorded before
//! this moment has been published. What rests on a silence is judged only as
//! far as everybody concerned has said so.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proto::any::CONTEXTS;

/// The watermarks of all contexts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Watermarks(BTreeMap<String, Timestamp>);

impl Watermarks {
    /// Notes that a context is complete up to `at`; never back. True if that is new.
    pub fn reached(&mut self, context: &str, at: Timestamp) -> bool {
        match self.0.get_mut(context) {
            Some(known) if *known >= at => false,
            Some(known) => {
                *known = at;
                true
            }
            None => {
                self.0.insert(context.to_owned(), at);
                true
            }
        }
    }

    /// Up to when every context is complete; `None` until all have spoken.
    #[must_use]
    pub fn all(&self) -> Option<Timestamp> {
        CONTEXTS.iter().map(|context| self.0.get(*context).copied()).min().flatten()
    }

    /// True if these contexts are complete beyond a moment. At the moment
    /// itself more may still be said.
    #[must_use]
    pub fn beyond(&self, contexts: &[&str], moment: Timestamp) -> bool {
        contexts.iter().all(|context| self.0.get(*context).is_some_and(|at| *at > moment))
    }

    /// A context's watermark.
    #[must_use]
    pub fn of(&self, context: &str) -> Option<Timestamp> {
        self.0.get(context).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap_or(Timestamp::MIN)
    }

    #[test]
    fn nothing_is_complete_until_all_have_spoken() {
        let mut marks = Watermarks::default();
        for context in CONTEXTS.iter().skip(1) {
            marks.reached(context, at(9));
        }
        assert_eq!(marks.all(), None);
        marks.reached(CONTEXTS.first().copied().unwrap_or_default(), at(5));
        assert_eq!(marks.all(), Some(at(5)));
    }

    #[test]
    fn a_watermark_never_goes_back() {
        let mut marks = Watermarks::default();
        assert!(marks.reached("panel", at(5)));
        assert!(!marks.reached("panel", at(4)));
        assert_eq!(marks.of("panel"), Some(at(5)));
    }

    #[test]
    fn at_the_moment_itself_more_may_still_be_said() {
        let mut marks = Watermarks::default();
        marks.reached("panel", at(5));
        assert!(!marks.beyond(&["panel"], at(5)));
        assert!(marks.beyond(&["panel"], at(4)));
    }
}
