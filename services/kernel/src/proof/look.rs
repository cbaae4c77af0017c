//! Looks through a log's folder that no service has open.

use std::path::Path;

use proto::envelope::Envelope;

use super::{
    inspect::{Inspection, Inspector},
    tree::TreeError,
};
use crate::log::{OpenError, ReadError, SledLog};

/// How many events are read at once.
const PAGE: usize = 1_000;

/// Why a log could not be looked through.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// It could not be opened, and not because it is damaged.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The hashes beside it could not be read.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// What was seen in a log's folder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Looked {
    /// What holding it against what was signed came to, if it could be opened.
    pub inspection: Option<Inspection>,
    /// The first event about which something is wrong.
    pub position: Option<u64>,
    /// What is wrong, in words; nothing if nothing is.
    pub differences: Vec<String>,
}

impl Looked {
    fn find(&mut self, position: u64, says: String) {
        self.position = Some(self.position.map_or(position, |found| found.min(position)));
        self.differences.push(says);
    }
}

/// Reads all that a log's folder holds, and holds it against what was signed.
///
/// # Errors
/// If it cannot be opened for another reason than damage, or the hashes beside it cannot
/// be read.
pub fn look_through(folder: &Path, mut inspector: Inspector) -> Result<Looked, LookError> {
    let mut looked = Looked::default();
    let log = match SledLog::open_existing(folder) {
        Ok(log) => log,
        Err(error @ (OpenError::Damaged { .. } | OpenError::Storage { .. })) => {
            looked.find(1, error.to_string());
            return Ok(looked);
        }
        Err(error) => return Err(error.into()),
    };
    let (mut next, mut most) = (0, PAGE);
    // The index is no part of the tree, and events could be hidden by it.
    let (mut indexed, mut hidden) = (0, None);
    let unreadable = loop {
        let page = match log.found(next, most) {
            Ok(page) => page,
            // Those before the one that cannot be read can be.
            Err(_) if most > 1 => {
                most = 1;
                continue;
            }
            Err(error) => break Some(error),
        };
        for record in &page {
            inspector.event(record.position, &record.bytes)?;
            match is_indexed(&log, record.position, &record.bytes) {
                Ok(true) => indexed += 1,
                Ok(false) => hidden = hidden.or(Some((record.position, None))),
                Err(error) => hidden = hidden.or(Some((record.position, Some(error)))),
            }
        }
        match page.last().and_then(|record| record.position.checked_add(1)) {
            Some(after) => next = after,
            None => break None,
        }
    };
    let inspection = inspector.finish()?;
    if let Some(finding) = inspection.finding {
        looked.find(finding.position(), finding.to_string());
    }
    if let Some(error) = unreadable {
        let from = next.max(1);
        looked.find(from, format!("the store cannot be read from event {from} on: {error}"));
    } else if looked.position.is_none() {
        match (hidden, log.count_indexed()) {
            (Some((at, None)), _) => {
                looked.find(at, format!("event {at} is not found by its stream"));
            }
            (Some((at, Some(error))), _) => {
                looked.find(at, format!("event {at} cannot be looked up by its stream: {error}"));
            }
            (None, Ok(all)) if all == indexed => {}
            (None, Ok(_)) => {
                let says = "the index of streams names events that are not there";
                looked.find(inspection.events.saturating_add(1), says.to_owned());
            }
            (None, Err(error)) => {
                looked.find(1, format!("the index of streams cannot be read: {error}"));
            }
        }
    }
    looked.inspection = Some(inspection);
    Ok(looked)
}

/// Whether an event is found by its stream.
fn is_indexed(log: &SledLog, position: u64, bytes: &[u8]) -> Result<bool, ReadError> {
    let Ok(Envelope { meta, .. }) = Envelope::parse(bytes) else { return Ok(false) };
    Ok(log.indexed(&meta.stream, meta.version)? == Some(position))
}
