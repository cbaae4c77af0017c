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
use crate::{history::History, rules::contacts::Contact};

/// Where the person was when nothing was heard of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stay {
    /// At large, as far as the record tells.
    None,
    /// Inside, and out again then.
    Until(Timestamp),
    /// Inside, and no record says until when.
    Open,
}

impl Stay {
    /// When the person came out, if that is on record.
    pub(super) fn out(self) -> Option<Timestamp> {
        match self {
            Self::Until(out) => Some(out),
            Self::None | Self::Open => None,
        }
    }

    /// True if the person may be there still.
    pub(super) fn is_open(self) -> bool {
        self == Self::Open
    }
}

/// Where the person was between their last contact before a blow and `due`.
pub(super) fn stay(
    history: &History,
    last: Option<&Contact<'_>>,
    blow: &Blow<'_>,
    due: Timestamp,
) -> Stay {
    let admitted = last.is_some_and(|last| {
        let on_ward =
            last.service == ContactService::Ward && last.disposal != ContactDisposal::Discharged;
        on_ward || matches!(last.disposal, ContactDisposal::Admitted | ContactDisposal::Custody)
    });
    let seen_since = last.map(|last| last.when.start);
    let sentences = history.of::<SanctionApplied>().filter(|applied| {
        matches!(applied.event.kind(), SanctionKind::Prison | SanctionKind::Recall)
            && applied.meta.occurred.start <= due
            // Who was seen at a service since is out.
            && seen_since.is_none_or(|seen| seen <= applied.meta.occurred.end)
    });
    let sentenced = sentences.map(|applied| {
        let ended = history
            .of::<SanctionEnded>()
            .find(|ended| ended.meta.stream == applied.meta.stream)
            .map(|ended| ended.meta.occurred.end);
        match ended {
            Some(out) if out <= blow.when.end => Stay::None,
            Some(out) => Stay::Until(out),
            None => Stay::Open,
        }
    });
    let admitted = if admitted { Stay::Open } else { Stay::None };
    sentenced.chain([admitted]).max().unwrap_or(Stay::None)
}
