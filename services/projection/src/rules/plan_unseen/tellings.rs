//! What on record told the person of a plan, or gave them a copy.

use jiff::Timestamp;
use proto::{
    careplans::{
        CopyGiven, InstructionIssued, InstructionRevised, InstructionWithdrawn, PlanPublished,
        ReviewHeld, ViewRecorded,
    },
    common::PersonPresence,
    referrals::{InformationGiven, InformationKind, InformedHow, InformedOf, PersonInformed},
};

use super::super::in_time::InTime;
use crate::history::{History, Seen};

/// Something that told the person of the plan, or may have.
#[derive(Clone, Copy)]
pub(super) struct Telling<'a> {
    pub(super) seen: Seen<'a, ()>,
    pub(super) is_copy: bool,
    pub(super) shows: &'static str,
    /// The version of which it told, if that is on record.
    version: Option<u32>,
    /// What it shows at best.
    weight: InTime,
}

impl Telling<'_> {
    /// Whether it happened by `due`.
    pub(super) fn by(&self, due: Timestamp) -> InTime {
        InTime::by(due, self.seen.meta.occurred).min(self.weight)
    }
}

/// All that told of the plan, oldest first, and when its text changed.
pub(super) struct Tellings<'a> {
    all: Vec<Telling<'a>>,
    /// The earliest moments that the record allows.
    changes: Vec<Timestamp>,
}

impl<'a> Tellings<'a> {
    /// What the record says of the plan that is judged.
    pub(super) fn of(history: &'a History) -> Self {
        let person = history.anchored::<PlanPublished>().map(|p| p.event.person_id.as_str()).next();
        let mut all: Vec<Telling<'a>> = history.anchored::<CopyGiven>().map(copied).collect();
        all.extend(
            history
                .of::<InformationGiven>()
                .filter(|given| Some(given.event.person_id.as_str()) == person)
                .filter_map(|given| informed(given, history.anchor())),
        );
        all.extend(
            history
                .of::<PersonInformed>()
                .filter(|told| Some(told.event.person_id.as_str()) == person)
                .filter_map(|told| told_of(told, history.anchor())),
        );
        all.extend(history.anchored::<ViewRecorded>().map(|view| Telling {
            seen: view.of_any_kind(),
            is_copy: false,
            shows: "The person said what they think of the plan.",
            version: None,
            weight: InTime::Yes,
        }));
        all.extend(history.anchored::<ReviewHeld>().filter_map(reviewed));
        all.sort_by_key(|t| {
            let meta = t.seen.meta;
            (meta.occurred.end, meta.occurred.start, meta.context(), meta.position)
        });
        let issued = history.anchored::<InstructionIssued>().map(|seen| seen.meta);
        let revised = history.anchored::<InstructionRevised>().map(|seen| seen.meta);
        let withdrawn = history.anchored::<InstructionWithdrawn>().map(|seen| seen.meta);
        let changes = issued.chain(revised).chain(withdrawn).map(|m| m.occurred.start).collect();
        Self { all, changes }
    }

    /// What told of this version: copies of it or of a later one, and else what
    /// came no earlier than the last change of its text.
    pub(super) fn of_version(&self, published: Seen<'_, PlanPublished>) -> Vec<Telling<'a>> {
        let before = published.meta.occurred.end;
        let changed = self.changes.iter().copied().filter(|at| *at <= before).max();
        let tells = |telling: &&Telling<'a>| match telling.version {
            Some(version) => version >= published.event.version,
            None => changed.is_none_or(|at| telling.seen.meta.occurred.end >= at),
        };
        self.all.iter().filter(tells).copied().collect()
    }
}

fn copied(copy: Seen<'_, CopyGiven>) -> Telling<'_> {
    Telling {
        seen: copy.of_any_kind(),
        is_copy: true,
        shows: if copy.event.to_representative {
            "Somebody who acts for the person was given a copy."
        } else {
            "The person was given a copy."
        },
        version: Some(copy.event.version),
        weight: InTime::Yes,
    }
}

fn informed<'a>(given: Seen<'a, InformationGiven>, plan: &str) -> Option<Telling<'a>> {
    let about = given.event.about_id.as_str();
    if given.event.kind() != InformationKind::Plan || !(about == plan || about.is_empty()) {
        return None;
    }
    let (shows, weight) = match (about.is_empty(), given.event.copy_to_keep) {
        (true, _) => {
            ("The person was told of a plan; the record does not say which.", InTime::Unclear)
        }
        (false, true) => ("The person was told of the plan and has a copy to keep.", InTime::Yes),
        (false, false) => ("The person was told of the plan.", InTime::Yes),
    };
    let is_copy = given.event.copy_to_keep;
    Some(Telling { seen: given.of_any_kind(), is_copy, shows, version: None, weight })
}

fn told_of<'a>(told: Seen<'a, PersonInformed>, plan: &str) -> Option<Telling<'a>> {
    let about = told.event.about_id.as_str();
    if told.event.of() != InformedOf::Plan || !(about == plan || about.is_empty()) {
        return None;
    }
    // Told is the person, not somebody for them; a copy that somebody took for
    // them is a copy.
    let for_them = told.event.how() == InformedHow::ThroughRepresentative;
    let is_copy = told.event.copy_to_keep;
    let (shows, weight) = match (about.is_empty(), for_them, is_copy) {
        (true, ..) => {
            ("The person was told of a plan; the record does not say which.", InTime::Unclear)
        }
        (false, true, false) => ("Somebody who acts for the person was told.", InTime::No),
        (false, true, true) => {
            ("Somebody who acts for the person was told and given a copy.", InTime::Yes)
        }
        (false, false, true) => {
            ("The person was told of the plan and has a copy to keep.", InTime::Yes)
        }
        (false, false, false) => ("The person was told of the plan.", InTime::Yes),
    };
    Some(Telling { seen: told.of_any_kind(), is_copy, shows, version: None, weight })
}

fn reviewed(review: Seen<'_, ReviewHeld>) -> Option<Telling<'_>> {
    let (shows, weight) = match review.event.person_presence() {
        PersonPresence::Present => ("The person was at a review of the plan.", InTime::Yes),
        // Told is the person, not somebody for them.
        PersonPresence::Represented => {
            ("Somebody of the person's choice was at a review of the plan.", InTime::No)
        }
        _ => return None,
    };
    Some(Telling { seen: review.of_any_kind(), is_copy: false, shows, version: None, weight })
}
