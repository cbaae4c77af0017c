//! Pages of a list: where one goes on, bound to what was asked for and by which agency.
//!
//! Agencies see ids of their own for people. A token that two of them could compare
//! would tell that they ask about one person.

use kernel::{
    principal::Principal,
    status::{Violation, invalid},
};
use sha2::{Digest as _, Sha256};
use tonic::Status;

/// Which part of a list is wanted.
#[derive(Debug)]
pub struct Page {
    size: usize,
    after: String,
    /// Of the question and the agency that asks it.
    question: [u8; 32],
}

/// The refusal of a token that is none of ours, or of another question.
#[must_use]
pub fn bad_token() -> Status {
    invalid(&[Violation::new(
        "page_token",
        "page_token",
        "it does not belong to this question; leave it empty to begin anew",
    )])
}

impl Page {
    /// Reads a token; `None` if it belongs to another question, or to another agency's.
    #[must_use]
    pub fn read(
        asker: &Principal,
        token: &str,
        size: i32,
        usual: usize,
        filter: &str,
    ) -> Option<Self> {
        let hash = Sha256::new().chain_update(&asker.agency_id).chain_update("|");
        let question = hash.chain_update(filter).finalize().into();
        let size = usize::try_from(size).ok().filter(|n| *n > 0).unwrap_or(usual);
        let mut page = Self { size, after: String::new(), question };
        if !token.is_empty() {
            let after = token.strip_prefix(&start(&question))?.strip_prefix('.')?;
            after.clone_into(&mut page.after);
        }
        Some(page)
    }

    /// A name for what its own would tell another agency: only who asks this question
    /// comes to the same.
    #[must_use]
    pub fn blind(&self, name: &str) -> String {
        start(&Sha256::new().chain_update(self.question).chain_update(name).finalize().into())
    }

    /// How many entries it has at most.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// The entry after which it begins; empty for the first page.
    #[must_use]
    pub fn after(&self) -> &str {
        &self.after
    }

    /// Cuts the page out of the whole list, and says where the next begins.
    #[must_use]
    pub fn cut<T>(&self, all: Vec<T>, name: impl Fn(&T) -> String) -> (Vec<T>, String) {
        let start = if self.after.is_empty() {
            0
        } else {
            all.iter().position(|entry| name(entry) == self.after).map_or(all.len(), |n| n + 1)
        };
        let rest: Vec<T> = all.into_iter().skip(start).take(self.size + 1).collect();
        self.keep(rest, name)
    }

    /// Keeps the page's entries of a list that begins where it does and may
    /// have one more.
    #[must_use]
    pub fn keep<T>(&self, mut entries: Vec<T>, name: impl Fn(&T) -> String) -> (Vec<T>, String) {
        let more = entries.len() > self.size;
        entries.truncate(self.size);
        let next = match entries.last() {
            Some(last) if more => self.token(&name(last)),
            _ => String::new(),
        };
        (entries, next)
    }

    /// The token of the page that begins after the entry of this name.
    #[must_use]
    pub fn token(&self, name: &str) -> String {
        format!("{}.{name}", start(&self.question))
    }
}

/// The first half of a hash, which is enough to tell two apart.
fn start(hash: &[u8; 32]) -> String {
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// A page of a list that is read from where the page before ended. The first is read to
/// the end, to say how many there are in all; the tokens of the others carry that on.
#[derive(Debug)]
pub struct Listed<'p, T> {
    page: &'p Page,
    entries: Vec<(String, T)>,
    /// How many there are in all, if a page before counted them.
    counted: Option<usize>,
    /// How many were added.
    added: usize,
}

impl<'p, T> Listed<'p, T> {
    /// Begins a page, and says after which place it does; empty for the first. `None`
    /// if the token is none of such a list.
    #[must_use]
    pub fn of(page: &'p Page) -> Option<(Self, &'p str)> {
        let (counted, place) = match page.after.split_once('.') {
            Some((counted, place)) => (Some(counted.parse().ok()?), place),
            None if page.after.is_empty() => (None, ""),
            None => return None,
        };
        Some((Self { page, entries: Vec::new(), counted, added: 0 }, place))
    }

    /// Adds the next of the list, and the place at which it stands.
    pub fn add(&mut self, place: String, entry: T) {
        self.added += 1;
        if self.entries.len() <= self.page.size {
            self.entries.push((place, entry));
        }
    }

    /// True if nothing more of the list is needed.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.counted.is_some() && self.entries.len() > self.page.size
    }

    /// The page's entries, where the next begins, and how many there are in all.
    #[must_use]
    pub fn into_page(self) -> (Vec<T>, String, i32) {
        let total = self.counted.unwrap_or(self.added);
        let (entries, next) = self.page.keep(self.entries, |(place, _)| format!("{total}.{place}"));
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        (entries, next, i32::try_from(total).unwrap_or(i32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use proto::common::Role;

    use super::*;

    fn of(agency: &str) -> Principal {
        Principal {
            worker_id: "worker_1".into(),
            agency_id: agency.into(),
            role: Role::Clinician,
            purpose: String::new(),
        }
    }

    #[test]
    fn pages_together_are_the_list() {
        let all: Vec<u32> = (0..25).collect();
        let (mut token, mut seen) = (String::new(), Vec::new());
        while let Some(page) = Page::read(&of("a"), &token, 10, 5, "x") {
            let (entries, next) = page.cut(all.clone(), ToString::to_string);
            seen.extend(entries);
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn pages_that_are_read_from_their_place_are_the_list_and_all_say_how_long_it_is() {
        let (mut token, mut seen) = (String::new(), Vec::new());
        loop {
            let page = Page::read(&of("a"), &token, 10, 5, "x").unwrap();
            let (mut listed, after) = Listed::of(&page).unwrap();
            let start: u32 = if after.is_empty() { 0 } else { after.parse::<u32>().unwrap() + 1 };
            let mut looked_at = 0;
            for number in start..25 {
                if listed.is_full() {
                    break;
                }
                looked_at += 1;
                listed.add(number.to_string(), number);
            }
            assert!(token.is_empty() || looked_at <= 11, "no more is read than the page shows");
            let (entries, next, total) = listed.into_page();
            assert_eq!(total, 25);
            seen.extend(entries);
            if next.is_empty() {
                break;
            }
            token = next;
        }
        assert_eq!(seen, (0..25).collect::<Vec<u32>>());
    }

    #[test]
    fn a_blind_name_is_told_apart_by_who_asks() {
        let name = |agency| Page::read(&of(agency), "", 1, 5, "x").unwrap().blind("person_1");
        assert_eq!(name("a"), name("a"));
        assert_ne!(name("a"), name("b"));
    }

    #[test]
    fn a_token_of_another_question_or_another_agency_is_refused() {
        let first = Page::read(&of("a"), "", 1, 5, "x").unwrap();
        let (_, token) = first.cut(vec![1, 2], ToString::to_string);
        assert!(Page::read(&of("a"), &token, 1, 5, "x").is_some());
        assert!(Page::read(&of("a"), &token, 1, 5, "y").is_none());
        assert!(Page::read(&of("b"), &token, 1, 5, "x").is_none());
    }
}
