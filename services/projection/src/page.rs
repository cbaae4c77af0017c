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
    bound: String,
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
        let hash = hash.chain_update(filter).finalize();
        let bound: String = hash.iter().take(4).map(|b| format!("{b:02x}")).collect();
        let size = usize::try_from(size).ok().filter(|n| *n > 0).unwrap_or(usual);
        if token.is_empty() {
            return Some(Self { size, after: String::new(), bound });
        }
        let after = token.strip_prefix(&bound)?.strip_prefix('.')?.to_owned();
        Some(Self { size, after, bound })
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
            Some(last) if more => format!("{}.{}", self.bound, name(last)),
            _ => String::new(),
        };
        (entries, next)
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
    fn a_token_of_another_question_or_another_agency_is_refused() {
        let first = Page::read(&of("a"), "", 1, 5, "x").unwrap();
        let (_, token) = first.cut(vec![1, 2], ToString::to_string);
        assert!(Page::read(&of("a"), &token, 1, 5, "x").is_some());
        assert!(Page::read(&of("a"), &token, 1, 5, "y").is_none());
        assert!(Page::read(&of("b"), &token, 1, 5, "x").is_none());
    }
}
