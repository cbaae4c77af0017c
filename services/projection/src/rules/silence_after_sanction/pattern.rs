//! Whether somebody had often sought help before a blow.

use jiff::ToSpan as _;

use super::{CONTACTS_BEFORE_MIN, CONTACTS_BEFORE_WITHIN_DAYS, blows::Blow};
use crate::{history::History, rules::contacts::Contact};

const HOW_OFTEN: &str = "how often the person had sought help before";

/// The contacts before a blow, of which there were enough, or may have been.
pub(super) struct Pattern<'a> {
    contacts: Vec<Contact<'a>>,
    is_certain: bool,
}

impl<'a> Pattern<'a> {
    /// `None` if there were too few. The days count from the end of the blow's
    /// time; the contact at which help was refused is not one before it.
    pub(super) fn before(
        history: &History,
        contacts: &[Contact<'a>],
        blow: &Blow<'_>,
    ) -> Option<Self> {
        let end = blow.when.end;
        let days = i64::from(history.value(&CONTACTS_BEFORE_WITHIN_DAYS, end));
        let start = end.checked_sub((days * 24).hours()).ok()?;
        let sought = contacts.iter().filter(|contact| {
            contact.is_help_seeking()
                && contact.event() != blow.event()
                && start <= contact.when.end
                && contact.when.start <= end
        });
        let (certain, unclear): (Vec<_>, Vec<_>) = sought
            .copied()
            .partition(|contact| start <= contact.when.start && contact.when.end <= end);
        let wanted = history.value(&CONTACTS_BEFORE_MIN, end);
        let enough = |number: usize| u32::try_from(number).is_ok_and(|number| number >= wanted);
        if enough(certain.len()) {
            Some(Self { contacts: certain, is_certain: true })
        } else if enough(certain.len() + unclear.len()) {
            Some(Self { contacts: [certain, unclear].concat(), is_certain: false })
        } else {
            None
        }
    }

    /// What the record lacks, if it cannot tell.
    pub(super) fn missing(&self) -> Option<&'static str> {
        (!self.is_certain).then_some(HOW_OFTEN)
    }

    /// The contacts that were counted.
    pub(super) fn contacts(&self) -> &[Contact<'a>] {
        &self.contacts
    }
}
