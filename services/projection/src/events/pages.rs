//! Events as they were published, found by their position.
//!
//! Neighbours share a page. Each page is found by the position of its first
//! record, and its others follow without a gap. A page that is full is packed: so
//! that more of them stay in the store's memory, and less is written.

use std::{borrow::Cow, collections::BTreeMap};

use proto::envelope::{Envelope, Meta};

use super::packed::{self, unpacked};
use crate::{
    store::{self, Room, StoreError, Work},
    table::Table,
};

const RECORDS: u8 = Table::Page.letter();

/// A page takes no further record once it is this long, in bytes, before it is packed. The
/// store writes a leaf of up to 17 values as one, and ever longer ones ever slower.
const PAGE_BYTES: usize = 12 * 1024;

/// The pages that take the next records of a group, by context: the position of
/// the first record, and that of the next one.
#[derive(Debug, Default)]
pub(super) struct Pages(BTreeMap<String, (u64, u64)>);

impl Pages {
    /// Leaves the pages of earlier groups as they are.
    pub(super) fn begin(&mut self) {
        self.0.clear();
    }

    /// Keeps the bytes of an event; gives back how far behind the first of its page
    /// it stands.
    pub(super) fn keep(
        &mut self,
        work: &mut Work<'_>,
        meta: &Meta,
        bytes: &[u8],
    ) -> Result<u16, StoreError> {
        let (context, position) = (meta.context(), meta.position);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
        let next = position.saturating_add(1);
        if let Some((first, expected)) = self.0.get_mut(context)
            && let Room::Left(page) = work.room(record_key(context, *first), usize::MAX)?
        {
            let fits = *expected == position && page.len() + bytes.len() <= PAGE_BYTES;
            if fits && let Ok(in_page) = u16::try_from(position.saturating_sub(*first)) {
                page.extend_from_slice(&length);
                page.extend_from_slice(bytes);
                *expected = next;
                return Ok(in_page);
            }
            packed::pack(page);
        }
        self.0.insert(context.to_owned(), (position, next));
        work.put(record_key(context, position), packed::plain(&[&length, bytes]));
        Ok(0)
    }
}

/// The records of a page, in the order of their positions; an error where one is
/// cut short.
fn records(page: &[u8]) -> impl Iterator<Item = Result<&[u8], StoreError>> {
    let mut rest = page;
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        let Some((bytes, next)) = after.split_at_checked(length) else {
            rest = &[];
            return Some(Err(StoreError::Value("a page of events".into())));
        };
        rest = next;
        Some(Ok(bytes))
    })
}

/// The bytes of an event, as they were published.
///
/// # Errors
/// If the store fails or does not hold it.
pub fn record(work: &Work<'_>, context: &str, position: u64) -> Result<Vec<u8>, StoreError> {
    let missing = || StoreError::Value(format!("{context} {position}"));
    let prefix = store::key(RECORDS, &[context]);
    let page = work.last_up_to(&prefix, &record_key(context, position))?;
    let (key, page) = page.ok_or_else(missing)?;
    let first: [u8; 8] =
        key.get(prefix.len()..).and_then(|b| b.try_into().ok()).ok_or_else(missing)?;
    let in_page = position.checked_sub(u64::from_be_bytes(first)).ok_or_else(missing)?;
    let page = unpacked(&page).ok_or_else(missing)?;
    nth(&page, in_page).ok_or_else(missing)?.map(<[u8]>::to_vec)
}

/// An event as it was said, not yet read by its type.
///
/// # Errors
/// If the store fails, does not hold it, or holds what is no event.
pub fn envelope(work: &Work<'_>, context: &str, position: u64) -> Result<Envelope, StoreError> {
    let bytes = record(work, context, position)?;
    Envelope::parse(&bytes).map_err(|_| StoreError::Value(format!("{context} {position}")))
}

/// So many records behind the first of a page; `None` if it has not so many.
fn nth(page: &[u8], in_page: u64) -> Option<Result<&[u8], StoreError>> {
    records(page).nth(usize::try_from(in_page).ok()?)
}

/// The page that was read last: who asks for several events asks for neighbours.
#[derive(Debug, Default)]
pub(super) struct LastPage(Option<(Vec<u8>, Vec<u8>)>);

impl LastPage {
    /// The bytes of an event of which it is known how far behind the first of its page
    /// it stands.
    pub(super) fn record(
        &mut self,
        work: &Work<'_>,
        context: &str,
        position: u64,
        in_page: u16,
    ) -> Result<&[u8], StoreError> {
        let missing = || StoreError::Value(format!("{context} {position}"));
        let key = record_key(context, position.checked_sub(in_page.into()).ok_or_else(missing)?);
        let (_, page) = match self.0.take().filter(|(at_hand, _)| *at_hand == key) {
            Some(page) => self.0.insert(page),
            None => {
                let page = work.get(&key)?.ok_or_else(missing)?;
                let page = unpacked(&page).map(Cow::into_owned).ok_or_else(missing)?;
                self.0.insert((key, page))
            }
        };
        nth(page, in_page.into()).ok_or_else(missing)?
    }
}

/// Reads events of which it is known how far behind the first of their page they stand.
#[derive(Debug, Default)]
pub struct Neighbours(LastPage);

impl Neighbours {
    /// An event as it was said, not yet read by its type.
    ///
    /// # Errors
    /// If the store fails, does not hold it, or holds what is no event.
    pub fn envelope(
        &mut self,
        work: &Work<'_>,
        (context, position): (&str, u64),
        in_page: u16,
    ) -> Result<Envelope, StoreError> {
        let bytes = self.0.record(work, context, position, in_page)?;
        Envelope::parse(bytes).map_err(|_| StoreError::Value(format!("{context} {position}")))
    }
}

/// The bytes of every event, as they were published, context by context.
pub fn all<'a>(work: &'a Work<'_>) -> impl Iterator<Item = Result<Vec<u8>, StoreError>> + 'a {
    work.scan(&[RECORDS]).flat_map(|item| match item {
        Ok((key, page)) => match unpacked(&page) {
            Some(page) => records(&page).map(|record| record.map(<[u8]>::to_vec)).collect(),
            None => vec![Err(StoreError::unreadable(&key))],
        },
        Err(error) => vec![Err(error)],
    })
}

fn record_key(context: &str, position: u64) -> Vec<u8> {
    let mut key = store::key(RECORDS, &[context]);
    key.extend_from_slice(&position.to_be_bytes());
    key
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proto::{
        common::{Mode, Role},
        ids::StreamId,
        time::Span,
    };
    use uuid::Uuid;

    use super::*;
    use crate::store::Store;

    fn at(position: u64) -> Meta {
        Meta {
            id: Uuid::nil(),
            type_name: "candour.panel.v1.ClaimPublished".into(),
            stream: StreamId::new("claim", Uuid::nil()),
            version: 1,
            position,
            occurred: Span::instant(Timestamp::UNIX_EPOCH),
            recorded_at: Timestamp::UNIX_EPOCH,
            person: String::new(),
            agency: String::new(),
            worker: String::new(),
            role: Role::Service,
            mode: Mode::Act,
            source: None,
            causation: None,
            correlation: String::new(),
        }
    }

    #[test]
    fn an_event_is_found_by_its_position_whether_or_not_all_before_it_are_kept()
    -> Result<(), StoreError> {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), 1 << 20, "pages")?;
        let kept = [1_u64, 2, 3, 7, 8, 20, 21, 22, 40];
        let mut pages = Pages::default();
        let mut in_pages = Vec::new();
        for group in kept.chunks(4) {
            let mut work = store.work();
            pages.begin();
            for position in group {
                in_pages.push(pages.keep(&mut work, &at(*position), &position.to_be_bytes())?);
            }
            work.commit()?;
        }
        let work = store.work();
        let mut last = LastPage::default();
        for (position, in_page) in kept.into_iter().zip(in_pages) {
            let found = last.record(&work, "panel", position, in_page)?;
            assert_eq!(found, position.to_be_bytes(), "{position}");
        }
        for position in 0..50 {
            let found = match record(&work, "panel", position) {
                Ok(record) => Some(record),
                Err(StoreError::Value(_)) => None,
                Err(error) => return Err(error),
            };
            let wanted = kept.contains(&position).then(|| position.to_be_bytes().to_vec());
            assert_eq!(found, wanted, "{position}");
        }
        let everything: Vec<Vec<u8>> = all(&work).collect::<Result<_, _>>()?;
        assert_eq!(everything, kept.map(|position| position.to_be_bytes().to_vec()));
        Ok(())
    }

    #[test]
    fn what_is_on_a_packed_page_is_found_and_takes_less_room() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), 1 << 20, "pages")?;
        let record = |position: u64| format!("{position} {}", "and so on ".repeat(200));
        let large = "x".repeat(PAGE_BYTES * 2);
        let mut pages = Pages::default();
        let mut work = store.work();
        let mut in_pages = Vec::new();
        for position in 1..=40 {
            let bytes = if position == 20 { large.clone() } else { record(position) };
            in_pages.push(pages.keep(&mut work, &at(position), bytes.as_bytes())?);
        }
        work.commit()?;
        let work = store.work();
        let sizes: Vec<usize> = work
            .scan(&[RECORDS])
            .map(|page| page.map(|(_, page)| page.len()))
            .collect::<Result<_, _>>()?;
        assert!(sizes.len() > 5, "{sizes:?}");
        assert!(sizes.iter().rev().skip(1).all(|size| *size < PAGE_BYTES / 4), "{sizes:?}");
        let mut last = LastPage::default();
        for (position, in_page) in (1..).zip(in_pages) {
            let wanted = if position == 20 { large.clone() } else { record(position) };
            assert_eq!(last.record(&work, "panel", position, in_page)?, wanted.as_bytes());
            assert_eq!(super::record(&work, "panel", position)?, wanted.as_bytes());
        }
        assert_eq!(all(&work).count(), 40);
        Ok(())
    }

    #[test]
    fn a_page_that_is_cut_short_is_an_error_after_what_can_be_read() {
        let page = [0, 0, 0, 1, b'a', 0, 0, 0, 9, b'b'];
        let read: Vec<_> = records(&page).map(|record| record.ok()).collect();
        assert_eq!(read, [Some(b"a".as_slice()), None]);
    }
}
