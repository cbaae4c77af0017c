//! What a log comes to at a size, signed.

use std::{fmt, io, path::Path};

use jiff::Timestamp;
use signed_note::{Note, Signature};
use tlog_tiles::Hash;

use super::key::{Maker, ProofKey, PublicKey};

/// No log of ours comes near; the mathematics of trees is safe below.
const LARGEST: u64 = 1 << 48;

/// Bytes are no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no checkpoint: a signed note of a log's name, its size and its root")]
pub struct NotACheckpoint;

/// What a log comes to at a size.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeHead {
    /// The log's name.
    pub origin: String,
    /// How many events it has.
    pub size: u64,
    /// The root of the tree over them.
    pub root: Hash,
}

impl TreeHead {
    fn text(&self) -> Vec<u8> {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root).into_bytes()
    }
}

/// The most signatures of one checkpoint: more than there are witnesses.
const MOST_SIGNATURES: usize = 16;

/// A tree head with its signatures, not all of which need be anybody's.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    head: TreeHead,
    text: Vec<u8>,
    signatures: Vec<Signature>,
}

impl Checkpoint {
    /// Signs a tree head as the one who keeps the log.
    ///
    /// # Errors
    /// If its origin is no name.
    pub fn sign(key: &ProofKey, head: TreeHead) -> Result<Self, NotACheckpoint> {
        let text = head.text();
        let mut checkpoint = Self { head, text, signatures: Vec::new() };
        let origin = checkpoint.head.origin.clone();
        checkpoint.add(key, &origin, Maker::Log, Timestamp::UNIX_EPOCH)?;
        Ok(checkpoint)
    }

    /// Signs it as a witness who saw it at a moment. They have to be sure that it
    /// contains what they signed before.
    ///
    /// # Errors
    /// If the name is none.
    pub fn cosign(
        &mut self,
        key: &ProofKey,
        name: &str,
        at: Timestamp,
    ) -> Result<(), NotACheckpoint> {
        self.add(key, name, Maker::Witness, at)
    }

    fn add(
        &mut self,
        key: &ProofKey,
        name: &str,
        maker: Maker,
        at: Timestamp,
    ) -> Result<(), NotACheckpoint> {
        let (id, bytes) = (key.public(name, maker).id(), key.sign(maker, &self.text, at));
        let signature = Signature::new(name.to_owned(), id, bytes).map_err(|_| NotACheckpoint)?;
        // A later signature by the same key stands instead of an earlier one.
        self.signatures.retain(|s| (s.name(), s.id()) != (signature.name(), signature.id()));
        self.signatures.push(signature);
        Ok(())
    }

    /// Reads a checkpoint. Who signed it is another question.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, NotACheckpoint> {
        let note = Note::from_bytes(bytes).map_err(|_| NotACheckpoint)?;
        let text = note.text().to_vec();
        let head = tlog_tiles::Checkpoint::from_bytes(&text).map_err(|_| NotACheckpoint)?;
        if head.size() > LARGEST {
            return Err(NotACheckpoint);
        }
        let signatures = std::str::from_utf8(bytes).ok().and_then(|t| t.rsplit_once("\n\n"));
        let lines = signatures.map(|(_, lines)| lines.lines()).ok_or(NotACheckpoint)?;
        let signatures = lines.map(|line| Signature::from_bytes(line.as_bytes()));
        Ok(Self {
            head: TreeHead {
                origin: head.origin().to_owned(),
                size: head.size(),
                root: *head.hash(),
            },
            text,
            signatures: signatures.collect::<Result<_, _>>().map_err(|_| NotACheckpoint)?,
        })
    }

    /// Reads the checkpoint of a file; `None` if there is no file.
    ///
    /// # Errors
    /// If it cannot be read, or (`InvalidData`) is no checkpoint.
    pub fn of_file(path: &Path) -> io::Result<Option<Self>> {
        match std::fs::read(path) {
            Ok(bytes) => Self::read(&bytes)
                .map(Some)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What it says.
    #[must_use]
    pub fn head(&self) -> &TreeHead {
        &self.head
    }

    /// When it was signed by a key, if it was; a log's signature does not tell, and gives
    /// the Unix epoch. A log's key has to be that of the log which the checkpoint names.
    #[must_use]
    pub fn signed_by(&self, key: &PublicKey) -> Option<Timestamp> {
        if key.maker() == Maker::Log && key.name() != self.head.origin {
            return None;
        }
        let of_key = |s: &&Signature| (s.name(), s.id()) == (key.name(), key.id());
        self.signatures
            .iter()
            .filter(of_key)
            .find_map(|signature| key.signed(&self.text, signature.signature()))
    }

    /// Takes over a witness's signature of the same, if it is good and there is room;
    /// gives back whether it did.
    pub fn take_over(&mut self, other: &Self, witness: &PublicKey) -> bool {
        let good = |s: &&Signature| {
            (s.name(), s.id()) == (witness.name(), witness.id())
                && witness.signed(&self.text, s.signature()).is_some()
        };
        let Some(signature) = other.signatures.iter().find(good).cloned() else { return false };
        self.signatures.retain(|s| (s.name(), s.id()) != (witness.name(), witness.id()));
        let room = self.signatures.len() < MOST_SIGNATURES;
        if room {
            self.signatures.push(signature);
        }
        room
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", String::from_utf8_lossy(&self.text))?;
        for signature in &self.signatures {
            f.write_str(&String::from_utf8_lossy(&signature.to_bytes()))?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::record_hash;

    use super::*;

    fn key() -> (tempfile::TempDir, ProofKey) {
        let folder = tempfile::tempdir().unwrap();
        let key = ProofKey::open(folder.path()).unwrap();
        (folder, key)
    }

    fn head(origin: String) -> TreeHead {
        TreeHead { origin, size: 12, root: record_hash(b"twelve") }
    }

    #[test]
    fn a_signed_checkpoint_reads_back_and_names_who_signed_it() {
        let (_folder, key) = key();
        let (_other_folder, witness) = self::key();
        let origin = key.origin("panel");
        let mut checkpoint = Checkpoint::sign(&key, head(origin.clone())).unwrap();
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        checkpoint.cosign(&witness, "watch.example.org", at).unwrap();
        let read = Checkpoint::read(checkpoint.to_string().as_bytes()).unwrap();
        assert_eq!(read.head(), &head(origin.clone()));
        assert_eq!(read.to_string(), checkpoint.to_string());
        assert_eq!(read.signed_by(&key.public(&origin, Maker::Log)), Some(Timestamp::UNIX_EPOCH));
        let seen = witness.public("watch.example.org", Maker::Witness);
        assert_eq!(read.signed_by(&seen), Some(at));
        assert_eq!(read.signed_by(&witness.public(&origin, Maker::Log)), None);
    }

    #[test]
    fn a_checkpoint_of_one_log_is_not_signed_by_the_key_of_another() {
        let (_folder, key) = key();
        let checkpoint = Checkpoint::sign(&key, head(key.origin("panel"))).unwrap();
        let other = key.public(&key.origin("referrals"), Maker::Log);
        assert_eq!(checkpoint.signed_by(&other), None);
    }

    #[test]
    fn a_checkpoint_with_another_size_is_signed_by_nobody() {
        let (_folder, key) = key();
        let origin = key.origin("panel");
        let checkpoint = Checkpoint::sign(&key, head(origin.clone())).unwrap().to_string();
        let other = Checkpoint::read(checkpoint.replacen("\n12\n", "\n13\n", 1).as_bytes());
        let other = other.unwrap();
        assert_eq!(other.head().size, 13);
        assert_eq!(other.signed_by(&key.public(&origin, Maker::Log)), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, text in "\\PC*\n[0-9]{1,20}\n\\PC*\n\n— a \\PC*\n") {
            let _ = (Checkpoint::read(&bytes), Checkpoint::read(text.as_bytes()));
        }
    }
}
