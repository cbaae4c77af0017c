//! What a witness holds a checkpoint against, before signing it.

use tlog_tiles::{Hash, check_tree};

use super::{checkpoint::Checkpoint, key::PublicKey};

/// Why a witness does not sign a checkpoint. Each is a thing to look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Contradiction {
    /// The log did not sign it.
    #[error("the log's key, as it was known before, did not sign it")]
    NotSigned,
    /// The log had more events before.
    #[error("the log has {is} events, and had {was} before")]
    Shorter {
        /// How many it had.
        was: u64,
        /// How many it has.
        is: u64,
    },
    /// The log does not begin with what was seen before.
    #[error("the log of {is} events does not begin with the {was} that were there before")]
    Rewritten {
        /// How many there were.
        was: u64,
        /// How many there are.
        is: u64,
    },
}

/// Sees that a checkpoint of a log contains the one before it.
///
/// # Errors
/// If it does not.
pub fn follows(
    before: Option<&Checkpoint>,
    next: &Checkpoint,
    proof: &[Hash],
    log: &PublicKey,
) -> Result<(), Contradiction> {
    next.signed_by(log).ok_or(Contradiction::NotSigned)?;
    let Some(before) = before.map(Checkpoint::head).filter(|before| before.size > 0) else {
        return Ok(());
    };
    let next = next.head();
    let (was, is) = (before.size, next.size);
    if is < was {
        return Err(Contradiction::Shorter { was, is });
    }
    check_tree(&proof.to_vec(), is, next.root, was, before.root)
        .map_err(|_| Contradiction::Rewritten { was, is })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::record_hash;

    use super::*;
    use crate::proof::{Maker, ProofKey, Tree, TreeHead};

    struct Log {
        key: ProofKey,
        tree: Tree,
        _folder: tempfile::TempDir,
    }

    impl Log {
        fn new(events: impl Iterator<Item = u64>) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let mut tree = Tree::open(&folder.path().join("tree")).unwrap();
            tree.add(events.map(|number| record_hash(&number.to_be_bytes()))).unwrap();
            Self { key: ProofKey::open(folder.path()).unwrap(), tree, _folder: folder }
        }

        fn at(&self, size: u64, key: &ProofKey) -> Checkpoint {
            let (origin, root) = (key.origin("panel"), self.tree.root(size).unwrap());
            Checkpoint::sign(key, TreeHead { origin, size, root }).unwrap()
        }
    }

    #[test]
    fn what_is_first_seen_is_taken_if_the_log_signed_it() {
        let (log, other) = (Log::new(0..5), Log::new(0..5));
        let key = log.key.public(&log.key.origin("panel"), Maker::Log);
        assert_eq!(follows(None, &log.at(5, &log.key), &[], &key), Ok(()));
        let not_signed = Err(Contradiction::NotSigned);
        assert_eq!(follows(None, &log.at(5, &other.key), &[], &key), not_signed);
    }

    proptest! {
        #[test]
        fn a_log_that_only_grew_follows_and_no_other_does(
            before in 1_u64..40, more in 0_u64..40, at in 0_u64..40,
        ) {
            let (was, is) = (before, before + more);
            let log = Log::new(0..is);
            let key = log.key.public(&log.key.origin("panel"), Maker::Log);
            let (then, now) = (log.at(was, &log.key), log.at(is, &log.key));
            let proof = log.tree.consistency(was, is).unwrap();
            prop_assert_eq!(follows(Some(&then), &now, &proof, &key), Ok(()));
            if more > 0 {
                let shorter = Err(Contradiction::Shorter { was: is, is: was });
                prop_assert_eq!(follows(Some(&now), &then, &[], &key), shorter);
            }
            // One event of those that were seen is another.
            let other = Log::new((0..is).map(|n| if n == at % was { 1_000 } else { n }));
            let now = other.at(is, &log.key);
            let rewritten = Err(Contradiction::Rewritten { was, is });
            let proof = other.tree.consistency(was, is).unwrap();
            prop_assert_eq!(follows(Some(&then), &now, &proof, &key), rewritten);
        }
    }
}
