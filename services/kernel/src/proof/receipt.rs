//! A receipt: an event, and the proof that it is in a log.
//!
//! It is a C2SP `tlog-proof`, whose `extra` is the event as it is stored, so that one
//! file is all that somebody has to keep. It can be checked without us, for years.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use tlog_tiles::{Hash, check_record, record_hash};

use super::checkpoint::Checkpoint;

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// More than a proof can need: a tree of as many levels has more events than there are.
const MOST_HASHES: usize = 64;

/// Why a receipt proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoReceipt {
    /// It is none.
    #[error("it is no receipt: no `{HEADER}` with an event in it")]
    Malformed,
    /// Its parts do not belong together.
    #[error("the event is not the one that the checkpoint contains at this place")]
    NotContained,
}

/// An event with the proof that it is in a log.
#[derive(Debug)]
pub struct Receipt {
    /// The event, as it is stored.
    pub event: Vec<u8>,
    /// Its position in the log, from 1.
    pub position: u64,
    /// The hashes beside its way to the root.
    pub way: Vec<Hash>,
    /// What the log came to then.
    pub checkpoint: Checkpoint,
}

impl Receipt {
    /// Reads a receipt; whether it holds is another question.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, NoReceipt> {
        let text = std::str::from_utf8(bytes).map_err(|_| NoReceipt::Malformed)?;
        let (proof, checkpoint) = text.split_once("\n\n").ok_or(NoReceipt::Malformed)?;
        let mut lines = proof.split('\n');
        let after = |line: Option<&str>, word: &str| {
            line.and_then(|line| line.strip_prefix(word)).map(str::to_owned)
        };
        let header = lines.next() == Some(HEADER);
        let event = after(lines.next(), "extra ").and_then(|text| STANDARD.decode(text).ok());
        let index = after(lines.next(), "index ").and_then(|text| number(&text));
        let way: Vec<Hash> = lines
            .by_ref()
            .take(MOST_HASHES)
            .map(|line| Hash::parse_hash(line).map_err(|_| NoReceipt::Malformed))
            .collect::<Result<_, _>>()?;
        let checkpoint = Checkpoint::read(checkpoint.as_bytes());
        match (header, event, index, checkpoint, lines.next()) {
            (true, Some(event), Some(index), Ok(checkpoint), None) => Ok(Self {
                event,
                position: index.checked_add(1).ok_or(NoReceipt::Malformed)?,
                way,
                checkpoint,
            }),
            _ => Err(NoReceipt::Malformed),
        }
    }

    /// Checks that the event is the one that the checkpoint contains at this position.
    /// Who signed the checkpoint is another question.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&self) -> Result<(), NoReceipt> {
        let head = self.checkpoint.head();
        let index = self.position.checked_sub(1).ok_or(NoReceipt::NotContained)?;
        check_record(&self.way, head.size, head.root, index, record_hash(&self.event))
            .map_err(|_| NoReceipt::NotContained)
    }
}

/// A decimal number as the standard has it: without zeroes before it.
fn number(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}\nextra {}", STANDARD.encode(&self.event))?;
        writeln!(f, "index {}", self.position.saturating_sub(1))?;
        for hash in &self.way {
            writeln!(f, "{hash}")?;
        }
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::proof::{ProofKey, Tree, TreeHead};

    fn receipt(size: u64, position: u64) -> Receipt {
        let folder = tempfile::tempdir().unwrap();
        let key = ProofKey::open(folder.path()).unwrap();
        let mut tree = Tree::open(&folder.path().join("tree")).unwrap();
        let event = |number: u64| format!("event {number}").into_bytes();
        tree.add((1..=size).map(|number| record_hash(&event(number)))).unwrap();
        let head = TreeHead { origin: key.origin("panel"), size, root: tree.root(size).unwrap() };
        Receipt {
            event: event(position),
            position,
            way: tree.inclusion(position - 1, size).unwrap(),
            checkpoint: Checkpoint::sign(&key, head).unwrap(),
        }
    }

    #[test]
    fn a_receipt_of_the_only_event_needs_no_hash() {
        let only = receipt(1, 1);
        assert!(only.way.is_empty());
        assert_eq!(Receipt::read(only.to_string().as_bytes()).unwrap().check(), Ok(()));
    }

    proptest! {
        #[test]
        fn a_receipt_reads_back_and_holds_for_its_event_alone(size in 1_u64..70, of in 0_u64..70) {
            let position = of % size + 1;
            let text = receipt(size, position).to_string();
            let mut read = Receipt::read(text.as_bytes()).unwrap();
            prop_assert_eq!(&read.to_string(), &text);
            prop_assert_eq!(read.check(), Ok(()));
            read.event.push(b'!');
            prop_assert_eq!(read.check(), Err(NoReceipt::NotContained));
            read.event.pop();
            read.position += 1;
            prop_assert_eq!(read.check(), Err(NoReceipt::NotContained));
        }

        #[test]
        fn no_edit_of_a_receipt_makes_the_reader_panic_or_believe(at in 0_usize..900, byte: u8) {
            let whole = receipt(37, 12);
            let mut bytes = whole.to_string().into_bytes();
            let slot = at % bytes.len();
            prop_assume!(bytes[slot] != byte);
            bytes[slot] = byte;
            if let Ok(read) = Receipt::read(&bytes) && read.check().is_ok() {
                // What is left is a signature, which is checked by whoever knows the key.
                prop_assert_eq!(read.event, whole.event);
                prop_assert_eq!(read.position, 12);
                prop_assert_eq!(read.checkpoint.head().root, whole.checkpoint.head().root);
            }
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
            let _ = Receipt::read(&bytes);
        }
    }
}
