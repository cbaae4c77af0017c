//! Events that are on record and of which only the envelope can be read: what is kept
//! of them, under whom and what they are about.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{
    Named as _,
    any::AnyEvent,
    envelope::{Envelope, Meta, Unreadable},
    referrals::ContactCorrected,
};
use serde::{Deserialize, Serialize};

use super::Events;
use crate::{
    rules::{Rule, Window, reads},
    store::{self, StoreError, Work},
    table::Table,
};

const ABOUT: u8 = Table::AsideAbout.letter();

/// An event of which only its envelope could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unheard {
    /// Its type.
    kind: String,
    /// Whether this build knows the type.
    known: bool,
    /// The person whom it is about; empty if it names none.
    person: String,
    /// When what it tells of ended.
    at: Timestamp,
}

impl Unheard {
    /// The context that said it.
    #[must_use]
    pub fn context(&self) -> &str {
        self.kind.split('.').nth(1).unwrap_or_default()
    }

    /// True if it corrects a contact: it bears wherever that was.
    #[must_use]
    pub fn is_correction(&self) -> bool {
        self.kind == ContactCorrected::KIND
    }

    /// When what it tells of ended.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// True if a rule might have read it: as this type, or as one that nobody here knows.
    #[must_use]
    pub fn may_be_read_by(&self, rule: &Rule) -> bool {
        if self.known {
            rule.kinds().contains(&self.kind.as_str())
        } else {
            reads(rule, self.context())
        }
    }

    /// True if it may bear on a window.
    #[must_use]
    pub fn is_near(&self, window: Option<Window>) -> bool {
        self.is_correction() || window.is_none_or(|window| window.holds(self.at))
    }

    /// True if it speaks of the person of an anchor in which people are judged apart.
    #[must_use]
    pub fn is_of(&self, anchor: &str) -> bool {
        match anchor.split_once("#person_") {
            Some((_, id)) => {
                self.person.is_empty() || self.person.strip_prefix("person_") == Some(id)
            }
            None => true,
        }
    }
}

impl Events {
    /// Keeps what an envelope tells that stands at a position of a context's log; `None`
    /// if it cannot be read or says that it stands elsewhere, which is not believed.
    ///
    /// # Errors
    /// If the store fails.
    pub fn keep_unheard(
        &mut self,
        work: &mut Work<'_>,
        (context, position): (&str, u64),
        bytes: &[u8],
    ) -> Result<Option<(Meta, Unheard)>, StoreError> {
        let Ok(envelope) = Envelope::parse(bytes) else { return Ok(None) };
        let meta = envelope.meta.clone();
        if meta.context() != context || meta.position != position {
            return Ok(None);
        }
        let unheard = Unheard {
            kind: meta.type_name.clone(),
            known: !matches!(AnyEvent::read(envelope), Err(Unreadable::UnknownType(_))),
            person: meta.person.clone(),
            at: meta.occurred.end,
        };
        let about = BTreeSet::from([meta.stream.as_str(), meta.person.as_str()]);
        for about in about.into_iter().filter(|id| !id.is_empty()) {
            let key = store::key(ABOUT, &[about, context, &position.to_string()]);
            let value = serde_json::to_vec(&unheard).map_err(|_| StoreError::unreadable(&key))?;
            work.put(key, value);
            self.note_any_month(work, about)?;
        }
        self.unheard = Some(true);
        Ok(Some((meta, unheard)))
    }

    /// Whether the record of anybody or anything is known to be incomplete.
    ///
    /// # Errors
    /// If the store fails.
    pub fn any_unheard(&mut self, work: &Work<'_>) -> Result<bool, StoreError> {
        let known = match self.unheard {
            Some(known) => known,
            None => any(work)?,
        };
        self.unheard = Some(known);
        Ok(known)
    }
}

/// Whether the record of anybody or anything is known to be incomplete.
///
/// # Errors
/// If the store fails.
pub fn any(work: &Work<'_>) -> Result<bool, StoreError> {
    Ok(work.scan(&[ABOUT]).next().transpose()?.is_some())
}

/// What is kept of such events about somebody or something.
///
/// # Errors
/// If the store fails, or holds one that cannot be read.
pub fn about(work: &Work<'_>, id: &str) -> Result<Vec<Unheard>, StoreError> {
    let kept = work.scan(&store::key(ABOUT, &[id])).map(|item| {
        let (key, value) = item?;
        serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))
    });
    kept.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_people_are_judged_apart_it_bears_on_its_own_person() {
        let of = |person: &str| Unheard {
            kind: "candour.panel.v1.SaidByANewerBuild".into(),
            known: false,
            person: person.into(),
            at: Timestamp::UNIX_EPOCH,
        };
        assert!(of("person_1").is_of("meeting_1#person_1"));
        assert!(!of("person_2").is_of("meeting_1#person_1"));
        assert!(of("").is_of("meeting_1#person_1"), "what names nobody is of each");
        assert!(of("person_2").is_of("plan_1"));
        assert!(of("person_2").is_of("person_2#7"));
    }
}
