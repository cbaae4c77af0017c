//! Looks through a log for what is not as it was signed.
//!
//! What a checkpoint says is one root. Where in a log it was altered is told by the
//! hashes beside the log, once they come to that root themselves: nobody can make other
//! hashes that do. Without them it is told by those checkpoints that still hold.

use std::fmt;

use tlog_tiles::{Hash, record_hash};

use super::{
    checkpoint::TreeHead,
    tree::{Growing, Tree, TreeError},
};

/// What is wrong with a log, at the first place where anything is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Another event stands here than was signed.
    Altered {
        /// Its position.
        position: u64,
    },
    /// An event that was signed is not there.
    Missing {
        /// Its position.
        position: u64,
    },
    /// An event stands here that nobody signed, before one that was.
    Added {
        /// Its position.
        position: u64,
    },
    /// An event stands here that was signed at another place.
    Moved {
        /// Where it stands.
        position: u64,
        /// Where it stood when it was signed.
        signed_at: u64,
    },
    /// Something of these is not as it was signed; the hashes beside the log do not tell
    /// what.
    Somewhere {
        /// The first position that it can be.
        from: u64,
        /// The last position that it can be.
        to: u64,
    },
}

impl Finding {
    /// The first position that it can be about.
    #[must_use]
    pub fn position(&self) -> u64 {
        match *self {
            Self::Altered { position }
            | Self::Missing { position }
            | Self::Added { position }
            | Self::Moved { position, .. } => position,
            Self::Somewhere { from, .. } => from,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered { position } => {
                write!(f, "event {position} is not what was signed: it was altered")
            }
            Self::Missing { position } => write!(f, "event {position} is missing"),
            Self::Added { position } => {
                write!(f, "event {position} was put in: it was never signed")
            }
            Self::Moved { position, signed_at } => {
                write!(f, "event {position} was moved: it was signed as event {signed_at}")
            }
            Self::Somewhere { from, to } => write!(
                f,
                "of the events {from} to {to} something is not as it was signed; which, the \
                 hashes beside the log do not tell"
            ),
        }
    }
}

/// What an inspection came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// How many events there are.
    pub events: u64,
    /// How many of them, from the first on, the checkpoints speak of.
    pub covered: u64,
    /// What is wrong first, if anything is.
    pub finding: Option<Finding>,
    /// The smallest checkpoint to which the events do not come.
    pub fails: Option<u64>,
    /// The root over the events at each size that was asked for, where there are as many.
    pub roots: Vec<(u64, Hash)>,
}

/// A log while it is looked through.
#[derive(Debug)]
pub struct Inspector {
    /// What was signed, the smallest first.
    heads: Vec<TreeHead>,
    /// The hashes beside the log, and how many of them a checkpoint vouches for.
    known: Option<(Tree, u64)>,
    /// Sizes at which it is asked for the root.
    asked: Vec<u64>,
    seen: Growing,
    roots: Vec<(u64, Hash)>,
    /// An event that is not what was signed, until the next one tells why.
    odd: Option<Hash>,
    finding: Option<Finding>,
    /// The largest size at which what was seen is what was signed.
    holds: u64,
    /// The smallest size at which it is not.
    fails: Option<u64>,
}

impl Inspector {
    /// Begins an inspection by tree heads that are to be relied on, with the hashes that
    /// lie beside the log; `asked` are sizes of which the root is to be told.
    ///
    /// # Errors
    /// If the hashes cannot be read.
    pub fn new(
        mut heads: Vec<TreeHead>,
        tree: Option<Tree>,
        asked: Vec<u64>,
    ) -> Result<Self, TreeError> {
        heads.sort_by_key(|head| head.size);
        let known = match tree {
            Some(tree) => vouched(&tree, &heads)?.map(|size| (tree, size)),
            None => None,
        };
        Ok(Self {
            heads,
            known,
            asked,
            seen: Growing::default(),
            roots: Vec::new(),
            odd: None,
            finding: None,
            holds: 0,
            fails: None,
        })
    }

    /// How many events the checkpoints speak of.
    fn covered(&self) -> u64 {
        self.heads.last().map_or(0, |head| head.size)
    }

    /// Takes the next event that is there.
    ///
    /// # Errors
    /// If the hashes cannot be read.
    pub fn event(&mut self, position: u64, bytes: &[u8]) -> Result<(), TreeError> {
        let hash = record_hash(bytes);
        self.explain(Some(hash))?;
        let due = self.seen.size() + 1;
        if position > due {
            self.find(Finding::Missing { position: due });
        } else if position < due {
            self.find(Finding::Added { position });
        }
        if let Some((tree, size)) = &self.known
            && due <= *size
            && tree.event(due - 1)? != hash
            && self.finding.is_none()
        {
            self.odd = Some(hash);
        }
        self.seen.add(hash);
        self.compare();
        Ok(())
    }

    /// Compares what was seen with what was signed at this size.
    fn compare(&mut self) {
        let size = self.seen.size();
        if self.asked.contains(&size) {
            self.roots.push((size, self.seen.root()));
        }
        for head in self.heads.iter().filter(|head| head.size == size) {
            if head.root != self.seen.root() {
                self.fails = self.fails.or(Some(size));
            } else if self.fails.is_none() {
                self.holds = size;
            }
        }
    }

    fn find(&mut self, finding: Finding) {
        self.finding = self.finding.or(Some(finding));
    }

    /// Says what is wrong with the odd event, by the one after it.
    fn explain(&mut self, next: Option<Hash>) -> Result<(), TreeError> {
        let Some(odd) = self.odd.take() else { return Ok(()) };
        let position = self.seen.size();
        let Some((tree, size)) = &self.known else { return Ok(()) };
        let signed = tree.event(position - 1)?;
        let following = if position < *size { Some(tree.event(position)?) } else { None };
        let finding = if following == Some(odd) && next != Some(signed) {
            Finding::Missing { position }
        } else if let Some(signed_at) = place_of(tree, *size, odd)? {
            Finding::Moved { position, signed_at }
        } else if next == Some(signed) {
            Finding::Added { position }
        } else {
            Finding::Altered { position }
        };
        self.find(finding);
        Ok(())
    }

    /// What it came to.
    ///
    /// # Errors
    /// If the hashes cannot be read.
    pub fn finish(mut self) -> Result<Inspection, TreeError> {
        self.explain(None)?;
        let (events, covered) = (self.seen.size(), self.covered());
        let told = self.finding.map(|finding| finding.position());
        if let Some(fails) = self.fails
            && told.is_none_or(|position| position > fails)
        {
            // Of two checkpoints of one size one does not hold, whatever the log is.
            let from = self.holds.min(fails - 1) + 1;
            self.finding = Some(Finding::Somewhere { from, to: fails });
        }
        if let Some(head) = self.heads.iter().find(|head| head.size > events) {
            let told = self.known.as_ref().is_some_and(|(_, size)| *size > events);
            let (from, to) = (self.holds + 1, head.size);
            self.find(if told {
                Finding::Missing { position: events + 1 }
            } else {
                Finding::Somewhere { from, to }
            });
        }
        let Self { finding, fails, roots, .. } = self;
        Ok(Inspection { events, covered, finding, fails, roots })
    }
}

/// How many of a tree's events a tree head vouches for: those of the largest to which
/// the hashes of the events themselves come.
fn vouched(tree: &Tree, heads: &[TreeHead]) -> Result<Option<u64>, TreeError> {
    let mut growing = Growing::default();
    let mut vouched = None;
    for head in heads.iter().filter(|head| head.size <= tree.size()) {
        while growing.size() < head.size {
            growing.add(tree.event(growing.size())?);
        }
        if growing.root() == head.root {
            vouched = Some(head.size);
        }
    }
    Ok(vouched)
}

/// The position at which an event was signed.
fn place_of(tree: &Tree, size: u64, event: Hash) -> Result<Option<u64>, TreeError> {
    for number in 0..size {
        if tree.event(number)? == event {
            return Ok(Some(number + 1));
        }
    }
    Ok(None)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Log = Vec<(u64, Vec<u8>)>;

    fn log(size: u64) -> Log {
        (1..=size).map(|position| (position, format!("event {position}").into_bytes())).collect()
    }

    fn tree(log: &Log, size: usize) -> (tempfile::TempDir, Tree) {
        let folder = tempfile::tempdir().unwrap();
        let mut tree = Tree::open(&folder.path().join("tree")).unwrap();
        tree.add(log.iter().take(size).map(|(_, bytes)| record_hash(bytes))).unwrap();
        (folder, tree)
    }

    fn head(log: &Log, size: u64) -> TreeHead {
        let mut growing = Growing::default();
        let bytes = log.iter().map(|(_, bytes)| bytes);
        bytes.take(usize::try_from(size).unwrap()).for_each(|b| growing.add(record_hash(b)));
        TreeHead { origin: "log".into(), size, root: growing.root() }
    }

    fn inspect(log: &Log, heads: Vec<TreeHead>, tree: Option<Tree>) -> Inspection {
        let mut inspector = Inspector::new(heads, tree, Vec::new()).unwrap();
        for (position, bytes) in log {
            inspector.event(*position, bytes).unwrap();
        }
        inspector.finish().unwrap()
    }

    /// What is found in a log of 20 events, 16 of them signed, that was edited.
    fn found(edit: impl Fn(&mut Log)) -> Option<Finding> {
        let whole = log(20);
        let (_folder, tree) = tree(&whole, 18);
        let mut edited = whole.clone();
        edit(&mut edited);
        inspect(&edited, vec![head(&whole, 16)], Some(tree)).finding
    }

    /// Closes the gaps that an edit left.
    fn renumber(log: &mut Log) {
        (1..).zip(log.iter_mut()).for_each(|(position, event)| event.0 = position);
    }

    #[test]
    fn of_a_log_as_it_was_signed_nothing_is_found() {
        let whole = log(20);
        let (_folder, tree) = tree(&whole, 18);
        let heads = vec![head(&whole, 16), head(&whole, 3)];
        let inspection = inspect(&whole, heads, Some(tree));
        let expected =
            Inspection { events: 20, covered: 16, finding: None, fails: None, roots: Vec::new() };
        assert_eq!(inspection, expected);
    }

    #[test]
    fn each_edit_is_named_with_its_place() {
        let altered = |log: &mut Log| log[4].1.push(b'!');
        assert_eq!(found(altered), Some(Finding::Altered { position: 5 }));
        let gap = |log: &mut Log| drop(log.remove(4));
        assert_eq!(found(gap), Some(Finding::Missing { position: 5 }));
        let closed = |log: &mut Log| {
            log.remove(4);
            renumber(log);
        };
        assert_eq!(found(closed), Some(Finding::Missing { position: 5 }));
        let put_in = |log: &mut Log| {
            log.insert(4, (0, b"another".to_vec()));
            renumber(log);
        };
        assert_eq!(found(put_in), Some(Finding::Added { position: 5 }));
        let swapped = |log: &mut Log| {
            log.swap(4, 5);
            renumber(log);
        };
        assert_eq!(found(swapped), Some(Finding::Moved { position: 5, signed_at: 6 }));
        let far = |log: &mut Log| {
            log.swap(4, 12);
            renumber(log);
        };
        assert_eq!(found(far), Some(Finding::Moved { position: 5, signed_at: 13 }));
        let cut = |log: &mut Log| log.truncate(9);
        assert_eq!(found(cut), Some(Finding::Missing { position: 10 }));
        let emptied = |log: &mut Log| log.clear();
        assert_eq!(found(emptied), Some(Finding::Missing { position: 1 }));
    }

    #[test]
    fn the_last_event_that_was_signed_is_covered_and_the_next_is_not() {
        let last = |log: &mut Log| log[15].1.push(b'!');
        assert_eq!(found(last), Some(Finding::Altered { position: 16 }));
        assert_eq!(found(|log: &mut Log| log[16].1.push(b'!')), None);
    }

    #[test]
    fn with_other_hashes_beside_it_the_checkpoints_tell_between_which_events() {
        let whole = log(20);
        let mut edited = whole.clone();
        edited[6].1.push(b'!');
        let (_folder, other) = tree(&edited, 20);
        let heads = vec![head(&whole, 4), head(&whole, 9), head(&whole, 16)];
        let somewhere = Some(Finding::Somewhere { from: 5, to: 9 });
        assert_eq!(inspect(&edited, heads.clone(), Some(other)).finding, somewhere);
        assert_eq!(inspect(&edited, heads, None).finding, somewhere);
    }

    #[test]
    fn a_log_is_as_it_was_signed_whatever_lies_beside_it() {
        let whole = log(20);
        let mut edited = whole.clone();
        edited[6].1.push(b'!');
        let (_folder, other) = tree(&edited, 20);
        assert_eq!(inspect(&whole, vec![head(&whole, 16)], Some(other)).finding, None);
    }

    #[test]
    fn roots_that_are_asked_for_are_told() {
        let whole = log(20);
        let mut inspector = Inspector::new(Vec::new(), None, vec![7, 30]).unwrap();
        for (position, bytes) in &whole {
            inspector.event(*position, bytes).unwrap();
        }
        assert_eq!(inspector.finish().unwrap().roots, vec![(7, head(&whole, 7).root)]);
    }

    proptest! {
        /// Any edit of what was signed is found, and no sooner than where it is.
        #[test]
        fn any_edit_is_found_at_its_place(
            size in 2_usize..40, place: prop::sample::Index, other: prop::sample::Index, kind in 0..5,
            beside: bool,
        ) {
            let whole = log(size as u64);
            let at = place.index(size);
            let mut edited = whole.clone();
            let first = match kind {
                0 => {
                    edited[at].1[0] ^= 1;
                    at
                }
                1 => {
                    edited.remove(at);
                    at
                }
                2 => {
                    edited.remove(at);
                    renumber(&mut edited);
                    at
                }
                3 => {
                    edited.insert(at, (0, b"another".to_vec()));
                    renumber(&mut edited);
                    at
                }
                _ => {
                    let with = other.index(size);
                    prop_assume!(with != at);
                    edited.swap(at, with);
                    renumber(&mut edited);
                    at.min(with)
                }
            };
            let (_folder, tree) = tree(&whole, size);
            let heads = vec![head(&whole, size as u64)];
            let finding = inspect(&edited, heads, beside.then_some(tree)).finding;
            let position = first as u64 + 1;
            match finding {
                Some(Finding::Somewhere { from, to }) => {
                    prop_assert!(!beside && (from..=to).contains(&position));
                }
                Some(finding) if beside => prop_assert_eq!(finding.position(), position),
                Some(finding) => prop_assert_eq!((kind, finding.position()), (1, position)),
                None => prop_assert!(false, "nothing was found"),
            }
        }
    }
}
