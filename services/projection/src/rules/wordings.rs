//! What the lines of a plan said while they stood in a version in force, and
//! what the labeller found in it.

use jiff::Timestamp;
use proto::{
    careplans::{
        InstructionIssued, InstructionLapsed, InstructionRevised, InstructionWithdrawn, PlanClosed,
        PlanPublished,
    },
    oversight::{InstructionLabelled, Label, LabelledWords},
    time,
};
use uuid::Uuid;

use super::{
    Grounds,
    versions::{Version, versions},
};
use crate::history::{History, Seen};

/// What a rule about wordings reads beside the plan's versions, and what else it
/// reads, as one list.
macro_rules! watches {
    ($($more:expr),* $(,)?) => {{
        use proto::{Named, careplans, oversight};
        &[
            $crate::rules::watch::own(<careplans::InstructionIssued as Named>::KIND),
            $crate::rules::watch::own(<oversight::InstructionLabelled as Named>::KIND),
            $crate::rules::watch::own(<careplans::InstructionLapsed as Named>::KIND),
            $crate::rules::watch::own(<careplans::InstructionRevised as Named>::KIND),
            $crate::rules::watch::own(<careplans::InstructionWithdrawn as Named>::KIND),
            $crate::rules::watch::own(<careplans::PlanClosed as Named>::KIND),
            $($more),*
        ]
    }};
}
pub(super) use watches;

/// What a line says as long as it is not reworded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wording<'a> {
    /// The line.
    pub(super) issued: Seen<'a, InstructionIssued>,
    /// The event that holds the words: the line's issue, or a revision.
    pub(super) words: Seen<'a, ()>,
    /// The version in force in which it first stood, and from when; `None` if it
    /// never stood in one.
    pub(super) stood: Option<(Timestamp, Seen<'a, PlanPublished>)>,
    /// From when it need no longer have stood: it was reworded or taken out, or the
    /// plan was closed.
    pub(super) until: Option<Timestamp>,
    /// What took it out of the plan, if anything did.
    pub(super) ended: Option<Seen<'a, ()>>,
    /// What the labeller found, if it has read the words.
    labelled: Option<Seen<'a, InstructionLabelled>>,
}

impl<'a> Wording<'a> {
    /// The words that earned any of these labels.
    pub(super) fn earned(
        &self,
        labels: &'a [Label],
    ) -> impl Iterator<Item = &'a LabelledWords> + use<'a> {
        let because = self.labelled.map(|seen| &seen.event.because);
        because.into_iter().flatten().filter(|words| labels.contains(&words.label()))
    }

    /// What the labeller found, if the words could be read.
    pub(super) fn labelled(&self) -> Option<Seen<'a, InstructionLabelled>> {
        self.labelled.filter(|seen| seen.event.unread.is_empty())
    }

    /// True if a person must read it.
    pub(super) fn is_referred(&self) -> bool {
        self.labelled.is_some_and(|seen| seen.event.refer)
    }

    /// From when it stood in a version in force.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.stood.map(|(since, _)| since)
    }

    /// Shows the line, its words and the version, and what ended it.
    pub(super) fn add_to(&self, grounds: Grounds, shows: &str) -> Grounds {
        let known = |grounds: &Grounds, id: Uuid| grounds.evidence.iter().any(|e| e.event == id);
        let mut grounds = grounds.shown_by(self.words, shows);
        if let Some(labelled) = self.labelled {
            grounds = grounds.shown_by(labelled, "The labeller read the words and marked them.");
        }
        if let Some((_, version)) = self.stood {
            if !known(&grounds, version.meta.id) {
                grounds = grounds.shown_by(version, "The line stood in a version in force.");
            }
            grounds = grounds.answered_by(&version.event.agency_id);
        }
        if let Some(ended) = self.ended {
            grounds = grounds.despite(ended, "The line was taken out of the plan.");
        }
        grounds
    }
}

/// Every wording of every line of the plan that is judged, oldest first.
pub(super) fn wordings(history: &History) -> Vec<Wording<'_>> {
    let versions = versions(history);
    let mut issued: Vec<Seen<'_, InstructionIssued>> = Vec::new();
    for seen in history.anchored::<InstructionIssued>() {
        // A line is issued once; should it be said twice, the first counts.
        if !issued.iter().any(|known| known.event.instruction_id == seen.event.instruction_id) {
            issued.push(seen);
        }
    }
    issued.into_iter().flat_map(|line| of_line(history, &versions, line)).collect()
}

fn of_line<'a>(
    history: &'a History,
    versions: &[Version<'a>],
    issued: Seen<'a, InstructionIssued>,
) -> Vec<Wording<'a>> {
    let line = issued.event.instruction_id.as_str();
    let ended = ended(history, line);
    let closed = history.anchored::<PlanClosed>().map(|seen| seen.meta.occurred.start).min();
    let revised = history
        .anchored::<InstructionRevised>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(Seen::of_any_kind);
    let words: Vec<Seen<'a, ()>> = std::iter::once(issued.of_any_kind()).chain(revised).collect();
    let nexts = words.iter().skip(1).map(|next| Some(next.meta.occurred.start)).chain([None]);
    words
        .iter()
        .zip(nexts)
        .map(|(&words, next)| {
            let out = ended.map(|(at, _)| at);
            let until = [next, out, closed].into_iter().flatten().min();
            Wording {
                until,
                issued,
                words,
                stood: stood(versions, words.meta.occurred.end, until),
                ended: ended.map(|(_, by)| by),
                labelled: labelled(history, words.meta.id),
            }
        })
        .collect()
}

/// What took a line out of the plan, and the earliest moment that the record allows.
fn ended<'a>(history: &'a History, line: &str) -> Option<(Timestamp, Seen<'a, ()>)> {
    let withdrawn = history
        .anchored::<InstructionWithdrawn>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| (seen.meta.occurred.start, seen.of_any_kind()));
    let lapsed = history
        .anchored::<InstructionLapsed>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| {
            let at = time::maybe(seen.event.lapsed.as_ref());
            (at.unwrap_or(seen.meta.occurred.start), seen.of_any_kind())
        });
    withdrawn.chain(lapsed).min_by_key(|(at, _)| *at)
}

/// When the words first stood in a version in force, if they surely did.
fn stood<'a>(
    versions: &[Version<'a>],
    from: Timestamp,
    until: Option<Timestamp>,
) -> Option<(Timestamp, Seen<'a, PlanPublished>)> {
    versions.iter().find_map(|version| {
        let from = from.max(version.published.meta.occurred.end);
        let until = [until, version.until].into_iter().flatten().min();
        until.is_none_or(|until| from < until).then_some((from, version.published))
    })
}

/// What the labeller found in these words; the latest, where it read them anew.
fn labelled(history: &History, words: Uuid) -> Option<Seen<'_, InstructionLabelled>> {
    let of_these = history
        .anchored::<InstructionLabelled>()
        .filter(|seen| seen.event.words_event_id.parse() == Ok(words));
    // One that could not read them any more takes nothing back.
    of_these.max_by_key(|seen| (seen.event.unread.is_empty(), seen.meta.position))
}
