//! What the lines of a plan said while they stood in a version in force, and
//! what the labeller found in it.
//!
//! A line binds from publication: what is written, or reworded, while a version
//! stands is a draft of the next one, and the version says what it said until then.

use jiff::Timestamp;
use proto::{
    careplans::{
        InstructionIssued, InstructionLapsed, InstructionRevised, InstructionWithdrawn, PlanClosed,
        PlanPublished,
    },
    common::Mode,
    envelope::Meta,
    oversight::{InstructionLabelled, Label, LabelledWords},
    time,
};
use uuid::Uuid;

use super::{
    Grounds,
    once::shown_once,
    versions::{Version, versions_of},
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
    /// From when it need no longer have stood: other words were put in force in its
    /// place, it was taken out, or the plan was closed.
    pub(super) until: Option<Timestamp>,
    /// True if it may have stood in one that is on no record: it was put on record as
    /// written while a version stood, and none with it was published.
    pub(super) may_have_stood: bool,
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

    /// The earliest moment at which it may have stood in a version in force.
    pub(super) fn earliest(&self) -> Option<Timestamp> {
        let (_, version) = self.stood?;
        Some(self.words.meta.occurred.start.max(version.meta.occurred.start))
    }

    /// From when it stood in a version in force.
    pub(super) fn since(&self) -> Option<Timestamp> {
        self.stood.map(|(since, _)| since)
    }

    /// Shows the line, its words and the version, and what ended it.
    pub(super) fn add_to(&self, grounds: Grounds, shows: &str) -> Grounds {
        let mut grounds = grounds.shown_by(self.words, shows);
        if let Some(labelled) = self.labelled {
            grounds = grounds.shown_by(labelled, "The labeller read the words and marked them.");
        }
        if let Some((_, version)) = self.stood {
            grounds = shown_once(grounds, version, "The line stood in a version in force.")
                .answered_by(&version.event.agency_id);
        }
        if let Some(ended) = self.ended {
            grounds = grounds.despite(ended, "The line was taken out of the plan.");
        }
        grounds
    }
}

/// Every wording of every line of the plan that is judged, oldest first.
pub(super) fn wordings(history: &History) -> Vec<Wording<'_>> {
    wordings_of(history, history.anchor())
}

/// The same of any plan that a rule sees.
pub(super) fn wordings_of<'a>(history: &'a History, plan: &'a str) -> Vec<Wording<'a>> {
    let versions = versions_of(history, plan);
    let mut issued: Vec<Seen<'_, InstructionIssued>> = Vec::new();
    for seen in history.in_stream::<InstructionIssued>(plan) {
        // A line is issued once; should it be said twice, the first counts.
        if !issued.iter().any(|known| known.event.instruction_id == seen.event.instruction_id) {
            issued.push(seen);
        }
    }
    issued.into_iter().flat_map(|line| of_line(history, plan, &versions, line)).collect()
}

fn of_line<'a>(
    history: &'a History,
    plan: &'a str,
    versions: &[Version<'a>],
    issued: Seen<'a, InstructionIssued>,
) -> Vec<Wording<'a>> {
    let line = issued.event.instruction_id.as_str();
    let ended = ended(history, plan, line);
    let closed = history.in_stream::<PlanClosed>(plan).map(|seen| seen.meta.occurred.start).min();
    let revised = history
        .in_stream::<InstructionRevised>(plan)
        .filter(|seen| seen.event.instruction_id == line)
        .map(Seen::of_any_kind);
    let words: Vec<Seen<'a, ()>> = std::iter::once(issued.of_any_kind()).chain(revised).collect();
    // The last first: words stand until later ones are put in force.
    let mut next = None;
    let mut found = Vec::new();
    for &words in words.iter().rev() {
        let until = [next, ended.map(|(at, _)| at), closed].into_iter().flatten().min();
        let stood = stood(versions, words, until);
        let wording = Wording {
            until,
            may_have_stood: stood.is_none() && may_have_stood(versions, words, until),
            issued,
            words,
            stood,
            ended: ended.map(|(_, by)| by),
            labelled: labelled(history, words.meta.id),
        };
        next = wording.earliest().or(next);
        found.push(wording);
    }
    found.reverse();
    found
}

/// What took a line out of the plan, and the earliest moment that the record allows.
fn ended<'a>(history: &'a History, plan: &'a str, line: &str) -> Option<(Timestamp, Seen<'a, ()>)> {
    let withdrawn = history
        .in_stream::<InstructionWithdrawn>(plan)
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| (seen.meta.occurred.start, seen.of_any_kind()));
    let lapsed = history
        .in_stream::<InstructionLapsed>(plan)
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
    words: Seen<'_, ()>,
    until: Option<Timestamp>,
) -> Option<(Timestamp, Seen<'a, PlanPublished>)> {
    versions.iter().filter(|version| holds(version, words.meta)).find_map(|version| {
        let from = words.meta.occurred.end.max(version.published.meta.occurred.end);
        let until = [until, version.until].into_iter().flatten().min();
        until.is_none_or(|until| from < until).then_some((from, version.published))
    })
}

/// True if the words were in the plan when the version was put in force.
fn holds(version: &Version<'_>, words: &Meta) -> bool {
    let published = version.published.meta;
    if words.occurred.end < published.occurred.start {
        return true;
    }
    let said_first = words.version < published.version;
    let done_here = words.mode == Mode::Act && published.mode == Mode::Act;
    let may_be_first = words.occurred.start <= published.occurred.end;
    // What is only recorded need not be said in the order in which it was done.
    may_be_first && (said_first || (!done_here && words.occurred.end <= published.occurred.end))
}

/// True of words of the past that were written while a version stood.
fn may_have_stood(versions: &[Version<'_>], words: Seen<'_, ()>, until: Option<Timestamp>) -> bool {
    let written = words.meta.occurred.end;
    let goes_on = |until: Option<Timestamp>| until.is_none_or(|until| written < until);
    words.meta.mode == Mode::Record
        && goes_on(until)
        && versions
            .iter()
            .any(|version| version.published.meta.occurred.end <= written && goes_on(version.until))
}

/// What the labeller found in these words; the latest, where it read them anew.
fn labelled(history: &History, words: Uuid) -> Option<Seen<'_, InstructionLabelled>> {
    let of_these = history
        .anchored::<InstructionLabelled>()
        .filter(|seen| seen.event.words_event_id.parse() == Ok(words));
    // One that could not read them any more takes nothing back.
    of_these.max_by_key(|seen| (seen.event.unread.is_empty(), seen.meta.position))
}
