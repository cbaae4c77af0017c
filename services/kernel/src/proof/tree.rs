//! The tree over a log, kept in a file beside it.
//!
//! The file has the hash of every event and of every complete subtree, 32 bytes each,
//! in the order in which they come to be, so that it is only ever added to. It can be
//! made anew from the log at any time, and what it says is believed only once it comes
//! to the root that was signed.

use std::{
    fs::{File, OpenOptions},
    io,
    os::unix::fs::FileExt as _,
    path::Path,
};

use tlog_tiles::{
    EMPTY_HASH, Error, HASH_SIZE, Hash, HashReader, node_hash, prove_record, prove_tree,
    stored_hash_count, stored_hash_index, stored_hashes_for_record_hash, tree_hash,
};

/// Why the tree could not be read or added to.
#[derive(Debug, thiserror::Error)]
pub enum TreeError {
    /// The file could not be read or written.
    #[error("the file of the log's tree could not be used")]
    File(#[from] io::Error),
    /// What is asked for lies beyond its end, or is no tree.
    #[error("the tree has {size} events; {asked} were asked for")]
    Beyond {
        /// How many events it has.
        size: u64,
        /// How many it would have to have.
        asked: u64,
    },
    /// The hashes do not make a proof.
    #[error("the tree does not give a proof")]
    NoProof(#[source] Error),
}

/// The tree over a log.
#[derive(Debug)]
pub struct Tree {
    file: File,
    size: u64,
}

impl Tree {
    /// Opens the tree of a file, and makes an empty one if it is not there. What was
    /// half written at its end does not count.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub fn open(path: &Path) -> Result<Self, TreeError> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        Self::over(file)
    }

    /// Opens a tree to look at, and changes nothing; `None` if there is none.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn look_at(path: &Path) -> Result<Option<Self>, TreeError> {
        match File::open(path) {
            Ok(file) => Self::over(file).map(Some),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn over(file: File) -> Result<Self, TreeError> {
        let hashes = file.metadata()?.len() / HASH_SIZE as u64;
        // There are fewer than two hashes an event, and never fewer than one.
        let (mut few, mut many) = (hashes / 2, hashes);
        while few < many {
            let middle = many - (many - few) / 2;
            if stored_hash_count(middle) <= hashes {
                few = middle;
            } else {
                many = middle - 1;
            }
        }
        Ok(Self { file, size: few })
    }

    /// How many events it has.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Leaves the first events alone, if it has more.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn cut(&mut self, size: u64) -> Result<(), TreeError> {
        self.size = self.size.min(size);
        self.file.set_len(place(stored_hash_count(self.size)))?;
        Ok(())
    }

    /// Adds events by their hashes.
    ///
    /// # Errors
    /// If the file cannot be used.
    pub fn add(&mut self, events: impl IntoIterator<Item = Hash>) -> Result<(), TreeError> {
        let mut more =
            More { file: &self.file, from: stored_hash_count(self.size), hashes: Vec::new() };
        let mut size = self.size;
        for event in events {
            let hashes = stored_hashes_for_record_hash(size, event, &more);
            more.hashes.extend(hashes.map_err(TreeError::NoProof)?);
            size += 1;
        }
        let bytes: Vec<u8> = more.hashes.iter().flat_map(|hash| hash.0).collect();
        self.file.write_all_at(&bytes, place(more.from))?;
        self.size = size;
        Ok(())
    }

    /// The file, for whoever makes what was added survive loss of power.
    ///
    /// # Errors
    /// If there is no handle left.
    pub fn handle(&self) -> Result<File, TreeError> {
        Ok(self.file.try_clone()?)
    }

    /// The root over the first events.
    ///
    /// # Errors
    /// If it has fewer, or the file cannot be read.
    pub fn root(&self, size: u64) -> Result<Hash, TreeError> {
        self.has(size)?;
        tree_hash(size, self).map_err(TreeError::NoProof)
    }

    /// The hash of an event, of which the first is number 0.
    ///
    /// # Errors
    /// If it has fewer, or the file cannot be read.
    pub fn event(&self, number: u64) -> Result<Hash, TreeError> {
        self.has(number.saturating_add(1))?;
        Ok(read(&self.file, stored_hash_index(0, number))?)
    }

    /// The way from an event to the root over the first `size`.
    ///
    /// # Errors
    /// If it has fewer, the event is none of them, or the file cannot be read.
    pub fn inclusion(&self, number: u64, size: u64) -> Result<Vec<Hash>, TreeError> {
        self.has(size)?;
        prove_record(size, number, self).map_err(TreeError::NoProof)
    }

    /// The proof that the first `size` events begin with the first `before`, of which
    /// there is at least one.
    ///
    /// # Errors
    /// If it has fewer, or the file cannot be read.
    pub fn consistency(&self, before: u64, size: u64) -> Result<Vec<Hash>, TreeError> {
        self.has(size)?;
        prove_tree(size, before, self).map_err(TreeError::NoProof)
    }

    fn has(&self, asked: u64) -> Result<(), TreeError> {
        let size = self.size;
        if asked <= size { Ok(()) } else { Err(TreeError::Beyond { size, asked }) }
    }
}

impl HashReader for Tree {
    fn read_hashes(&self, places: &[u64]) -> Result<Vec<Hash>, Error> {
        places.iter().map(|at| read(&self.file, *at).map_err(unreadable)).collect()
    }
}

/// What is in the file and what is about to be.
struct More<'a> {
    file: &'a File,
    from: u64,
    hashes: Vec<Hash>,
}

impl HashReader for More<'_> {
    fn read_hashes(&self, places: &[u64]) -> Result<Vec<Hash>, Error> {
        let one = |at: &u64| match at.checked_sub(self.from) {
            None => read(self.file, *at).map_err(unreadable),
            Some(new) => usize::try_from(new)
                .ok()
                .and_then(|new| self.hashes.get(new).copied())
                .ok_or(Error::IndexesNotInTree),
        };
        places.iter().map(one).collect()
    }
}

fn read(file: &File, at: u64) -> io::Result<Hash> {
    let mut hash = [0; HASH_SIZE];
    file.read_exact_at(&mut hash, place(at))?;
    Ok(Hash(hash))
}

/// Where the hash with this number begins.
fn place(number: u64) -> u64 {
    number.saturating_mul(HASH_SIZE as u64)
}

fn unreadable(error: io::Error) -> Error {
    Error::InvalidInput(error.to_string())
}

/// The root of a tree of which only the events go by.
#[derive(Clone, Debug, Default)]
pub struct Growing {
    size: u64,
    /// The complete subtrees so far, the largest first, each half as large at most as the
    /// one before.
    subtrees: Vec<Hash>,
}

impl Growing {
    /// How many events went by.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Takes the next event's hash.
    pub fn add(&mut self, event: Hash) {
        let mut hash = event;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.subtrees.pop() else { break };
            hash = node_hash(left, hash);
        }
        self.subtrees.push(hash);
        self.size += 1;
    }

    /// The root over all of them.
    #[must_use]
    pub fn root(&self) -> Hash {
        let joined = self.subtrees.iter().rev().copied();
        joined.reduce(|right, left| node_hash(left, right)).unwrap_or(EMPTY_HASH)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use tlog_tiles::{check_record, check_tree, record_hash};

    use super::*;

    fn event(number: u64) -> Hash {
        record_hash(&number.to_be_bytes())
    }

    fn tree(size: u64) -> (tempfile::TempDir, Tree) {
        let folder = tempfile::tempdir().unwrap();
        let mut tree = Tree::open(&folder.path().join("tree")).unwrap();
        tree.add((0..size).map(event)).unwrap();
        (folder, tree)
    }

    fn growing(size: u64) -> Growing {
        let mut growing = Growing::default();
        (0..size).for_each(|number| growing.add(event(number)));
        growing
    }

    /// The roots that RFC 6962's own reference trees have.
    #[test]
    fn roots_are_those_of_the_standard() {
        let leaves = [
            "",
            "00",
            "10",
            "2021",
            "3031",
            "40414243",
            "5051525354555657",
            "606162636465666768696a6b6c6d6e6f",
        ];
        let bytes = |hex: &str| -> Vec<u8> {
            (0..hex.len())
                .step_by(2)
                .map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap())
                .collect()
        };
        let mut growing = Growing::default();
        assert_eq!(
            crate::seal::hex(&growing.root().0),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        let mut roots = Vec::new();
        for leaf in leaves {
            growing.add(record_hash(&bytes(leaf)));
            roots.push(crate::seal::hex(&growing.root().0));
        }
        assert_eq!(roots[0], "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(roots[1], "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
        assert_eq!(roots[7], "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn what_is_half_written_does_not_count() {
        let (folder, tree) = tree(13);
        let path = folder.path().join("tree");
        let whole = tree.root(13).unwrap();
        for cut in 0..=place(stored_hash_count(13)) {
            tree.file.set_len(place(stored_hash_count(13)) - cut).unwrap();
            let mut again = Tree::open(&path).unwrap();
            assert!(again.size() <= 13);
            again.cut(again.size()).unwrap();
            again.add((again.size()..13).map(event)).unwrap();
            assert_eq!(again.root(13).unwrap(), whole, "{cut}");
        }
    }

    #[test]
    fn beyond_its_end_there_is_nothing() {
        let (_folder, tree) = tree(5);
        assert!(matches!(tree.root(6), Err(TreeError::Beyond { size: 5, asked: 6 })));
        assert!(matches!(tree.event(5), Err(TreeError::Beyond { .. })));
        assert!(tree.inclusion(5, 5).is_err() && tree.consistency(0, 5).is_err());
    }

    proptest! {
        #[test]
        fn added_in_any_portions_it_is_the_same_tree(portions in prop::collection::vec(0_u64..9, 0..9)) {
            let (folder, mut tree) = tree(0);
            for portion in portions {
                let from = tree.size();
                tree.add((from..from + portion).map(event)).unwrap();
            }
            let again = Tree::look_at(&folder.path().join("tree")).unwrap().unwrap();
            prop_assert_eq!(again.size(), tree.size());
            for size in 0..=tree.size() {
                prop_assert_eq!(again.root(size).unwrap(), growing(size).root());
            }
        }

        #[test]
        fn every_event_is_proved_and_no_other_is(size in 1_u64..200, number in 0_u64..200, other in 0_u64..200) {
            prop_assume!(number < size && other != number);
            let (_folder, tree) = tree(size);
            let (proof, root) = (tree.inclusion(number, size).unwrap(), tree.root(size).unwrap());
            prop_assert!(check_record(&proof, size, root, number, event(number)).is_ok());
            prop_assert!(check_record(&proof, size, root, number, event(other)).is_err());
        }

        #[test]
        fn every_earlier_tree_is_proved(before in 1_u64..100, more in 0_u64..100) {
            let (size, (_folder, tree)) = (before + more, tree(before + more));
            let proof = tree.consistency(before, size).unwrap();
            let (then, now) = (tree.root(before).unwrap(), tree.root(size).unwrap());
            prop_assert!(check_tree(&proof, size, now, before, then).is_ok());
            prop_assert!(check_tree(&proof, size, now, before, event(before)).is_err());
        }
    }
}
