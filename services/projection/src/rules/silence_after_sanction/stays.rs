//! Whether the person was in hospital, custody or prison.
//!
//! An admission says when it began; nothing but a later contact says when it
//! ended. A sentence ends when the record says that it was served.

use jiff::Timestamp;
use proto::{
    referrals::{ContactDisposal, ContactService},
    sanctions::{SanctionApplied, SanctionEnded, SanctionKind},
};

use super::blows::Blow;
use crate::{
    history::{History, Seen},
    rules::{
        Grounds,
        contacts::Contact,
        once::{despite_once, shown_once},
    },
};

/// Where the person was when nothing was heard of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Whereabouts {
    /// At large, as far as the record tells.
    AtLarge,
    /// Inside, and out again then.
    InsideUntil(Timestamp),
    /// Inside, and no record says until when.
    Inside,
}

/// Where the person was, and what shows it.
pub(super) struct Stay<'a> {
    pub(super) whereabouts: Whereabouts,
    admitted: Option<Contact<'a>>,
    sentences: Vec<(Seen<'a, SanctionApplied>, Option<Seen<'a, SanctionEnded>>)>,
}

impl<'a> Stay<'a> {
    /// Where the person was between their last contact before a blow and `due`.
    pub(super) fn of(
        history: &'a History,
        last: Option<&Contact<'a>>,
        blow: &Blow<'_>,
        due: Timestamp,
    ) -> Self {
        let admitted = last.filter(|last| is_admission(last)).copied();
        let seen_since = last.map(|last| last.when.start);
        let sentences: Vec<_> = history
            .of::<SanctionApplied>()
            .filter(|applied| {
                matches!(applied.event.kind(), SanctionKind::Prison | SanctionKind::Recall)
                    && applied.meta.occurred.start <= due
                    // Who was seen at a service since is out.
                    && seen_since.is_none_or(|seen| seen <= applied.meta.occurred.end)
            })
            .map(|applied| {
                let ended = history
                    .of::<SanctionEnded>()
                    .find(|ended| ended.meta.stream == applied.meta.stream);
                (applied, ended)
            })
            .collect();
        let sentenced = sentences.iter().map(|(_, ended)| match ended {
            Some(ended) if ended.meta.occurred.end <= blow.when.end => Whereabouts::AtLarge,
            Some(ended) => Whereabouts::InsideUntil(ended.meta.occurred.end),
            None => Whereabouts::Inside,
        });
        let on_ward = admitted.map(|_| Whereabouts::Inside);
        let whereabouts = sentenced.chain(on_ward).max().unwrap_or(Whereabouts::AtLarge);
        Self { whereabouts, admitted, sentences }
    }

    pub(super) fn add_to(&self, mut grounds: Grounds) -> Grounds {
        if let Some(contact) = self.admitted {
            let shows = "The person was last known to be in hospital or custody.";
            grounds = despite_once(grounds, contact.seen(), shows);
        }
        for (applied, ended) in &self.sentences {
            grounds = despite_once(grounds, *applied, "The person was imprisoned or recalled.");
            if let Some(ended) = ended {
                grounds = shown_once(grounds, *ended, "That came to an end.");
            }
        }
        grounds
    }
}

fn is_admission(contact: &Contact<'_>) -> bool {
    let on_ward =
        contact.service == ContactService::Ward && contact.disposal != ContactDisposal::Discharged;
    on_ward || matches!(contact.disposal, ContactDisposal::Admitted | ContactDisposal::Custody)
}
