//! Lists that only grow, in chunks of some entries: the store's cost is by the key.
//! Only one may write to a list.

use sled::IVec;

use crate::store::{Room, StoreError, Work};

/// Adds an entry to a list, and gives the number of the chunk in which it is. A chunk takes
/// no further one once it is so long, in bytes.
///
/// # Errors
/// If the store fails, or what it holds is no list.
pub fn append(
    work: &mut Work<'_>,
    list: &[u8],
    chunk_bytes: usize,
    write: impl FnOnce(&mut Vec<u8>),
) -> Result<u64, StoreError> {
    let known = work.ends().get(list);
    let mut number = match known {
        Some(number) => number,
        None => last(work, list)?.map(|(number, _)| number).unwrap_or_default(),
    };
    loop {
        match work.room(key(list, number), chunk_bytes)? {
            Room::Full => {
                number = number.checked_add(1).ok_or_else(|| StoreError::unreadable(list))?;
            }
            Room::Left(chunk) => break write(chunk),
            Room::NoValue => {
                let mut chunk = Vec::new();
                write(&mut chunk);
                break work.put(key(list, number), chunk);
            }
        }
    }
    if known != Some(number) {
        work.ends().insert(list.to_vec(), number);
    }
    Ok(number)
}

/// The last chunk of a list, and its number.
///
/// # Errors
/// If the store fails.
pub fn last(work: &Work<'_>, list: &[u8]) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
    // None is ever removed.
    let last = work.last_up_to(list, &key(list, u64::MAX))?;
    let number = |key: &[u8]| key.split_last_chunk::<8>().map(|(_, n)| u64::from_be_bytes(*n));
    Ok(last.and_then(|(key, chunk)| Some((number(&key)?, chunk.to_vec()))))
}

/// Reads all entries of the lists that begin so, list by list, those first that were added
/// first. `read` gives the first entry of some bytes, and what follows it.
///
/// # Errors
/// If the store fails, or holds what cannot be read.
pub fn read<T>(
    work: &Work<'_>,
    lists: &[u8],
    read: impl Fn(&[u8]) -> Option<(T, &[u8])>,
) -> Result<Vec<T>, StoreError> {
    entries(work.scan(lists), read)
}

/// The same of a list of no more than so many chunks; `None` of a longer one.
///
/// # Errors
/// If the store fails, or holds what cannot be read.
pub fn read_short<T>(
    work: &Work<'_>,
    list: &[u8],
    most: usize,
    read: impl Fn(&[u8]) -> Option<(T, &[u8])>,
) -> Result<Option<Vec<T>>, StoreError> {
    let chunks: Vec<_> = work.scan(list).take(most.saturating_add(1)).collect();
    if chunks.len() > most {
        return Ok(None);
    }
    entries(chunks.into_iter(), read).map(Some)
}

fn entries<T>(
    chunks: impl Iterator<Item = Result<(IVec, IVec), StoreError>>,
    read: impl Fn(&[u8]) -> Option<(T, &[u8])>,
) -> Result<Vec<T>, StoreError> {
    let mut entries = Vec::new();
    for item in chunks {
        let (key, chunk) = item?;
        let mut rest: &[u8] = &chunk;
        while !rest.is_empty() {
            let (entry, next) = read(rest).ok_or_else(|| StoreError::unreadable(&key))?;
            entries.push(entry);
            rest = next;
        }
    }
    Ok(entries)
}

fn key(list: &[u8], number: u64) -> Vec<u8> {
    [list, &number.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    fn word(bytes: &[u8]) -> Option<(u8, &[u8])> {
        bytes.split_first().map(|(first, rest)| (*first, rest)).filter(|(word, _)| *word != 0)
    }

    #[test]
    fn a_list_is_read_as_it_was_added_to_however_many_chunks_it_takes() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        for entry in 1..=40 {
            let mut work = store.work();
            for list in [b"xa", b"xb"] {
                append(&mut work, list, 6, |chunk| chunk.push(entry)).unwrap();
            }
            work.commit().unwrap();
        }
        let work = store.work();
        let all: Vec<u8> = (1..=40).collect();
        assert_eq!(read(&work, b"xa", word).unwrap(), all);
        assert_eq!(read(&work, b"x", word).unwrap(), [all.clone(), all].concat());
        assert_eq!(last(&work, b"xb").unwrap(), Some((5, vec![36, 37, 38, 39, 40])));
        assert_eq!(last(&work, b"xc").unwrap(), None);
        assert!(read(&work, b"xc", word).unwrap().is_empty());
        assert_eq!(read_short(&work, b"xa", 6, word).unwrap().map(|list| list.len()), Some(40));
        assert_eq!(read_short(&work, b"xa", 5, word).unwrap(), None);
        assert_eq!(read_short(&work, b"xc", 0, word).unwrap(), Some(Vec::new()));
    }

    #[test]
    fn a_list_goes_on_after_changes_that_were_not_committed_and_in_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let add = |store: &Store, entry: u8, kept: bool| {
            let mut work = store.work();
            append(&mut work, b"x", 2, |chunk| chunk.push(entry)).unwrap();
            if kept {
                work.commit().unwrap();
            }
        };
        for entries in [1..8, 8..16] {
            let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
            for entry in entries {
                add(&store, 99, false);
                add(&store, entry, true);
            }
        }
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        assert_eq!(read(&store.work(), b"x", word).unwrap(), (1..16).collect::<Vec<_>>());
    }

    #[test]
    fn wherever_a_list_is_thought_to_end_nothing_of_it_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        let mut work = store.work();
        for entry in 1..16 {
            store.work().ends().insert(b"x".to_vec(), u64::from(entry % 5));
            append(&mut work, b"x", 2, |chunk| chunk.push(entry)).unwrap();
        }
        let mut found = read(&work, b"x", word).unwrap();
        found.sort_unstable();
        assert_eq!(found, (1..16).collect::<Vec<_>>());
        work.ends().insert(b"x".to_vec(), u64::MAX);
        work.put(key(b"x", u64::MAX), vec![1; 3]);
        assert!(append(&mut work, b"x", 2, |chunk| chunk.push(1)).is_err());
    }

    #[test]
    fn what_is_no_entry_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        let mut work = store.work();
        append(&mut work, b"x", 6, |chunk| chunk.extend([1, 0])).unwrap();
        assert!(matches!(read(&work, b"x", word), Err(StoreError::Value(_))));
    }
}
