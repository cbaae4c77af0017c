//! Restrictions that were put in force, and reviews that were held.

use jiff::Timestamp;
use proto::{
    careplans::{
        Coproduction, InstructionIssued, InstructionKind, InstructionWithdrawn, PlanPublished,
        ReviewHeld, ReviewOutcome, ViewRecorded,
    },
    common::{Mode, PersonPresence},
};

use super::{super::in_time::InTime, Decision, Heard, Says};
use crate::history::{History, Seen};

/// A version that brought a restriction.
struct Restricted<'a> {
    published: Seen<'a, PlanPublished>,
    /// The version before it.
    before: Option<Seen<'a, PlanPublished>>,
    /// The restrictions that came with it, as far as the record gives lines.
    lines: Vec<Seen<'a, InstructionIssued>>,
}

pub(super) fn restrictions(history: &History) -> impl Iterator<Item = Says> {
    let published: Vec<_> = history.anchored::<PlanPublished>().collect();
    let befores: Vec<_> = [None].into_iter().chain(published.iter().copied().map(Some)).collect();
    published
        .into_iter()
        .zip(befores)
        .filter_map(|(published, before)| brought(history, published, before))
        .map(|restricted| restricted.decision(history).judge(history))
}

fn brought<'a>(
    history: &'a History,
    published: Seen<'a, PlanPublished>,
    before: Option<Seen<'a, PlanPublished>>,
) -> Option<Restricted<'a>> {
    let from = before.map_or(Timestamp::MIN, |before| before.meta.occurred.end);
    let lines: Vec<_> = history
        .anchored::<InstructionIssued>()
        .filter(|issued| issued.event.kind() == InstructionKind::Restriction)
        .filter(|issued| {
            let at = issued.meta.occurred.end;
            (before.is_none() || at > from)
                && at <= published.meta.occurred.end
                && !was_withdrawn(history, issued, published)
        })
        .collect();
    let newly = published.event.restrictive && before.is_none_or(|b| !b.event.restrictive);
    (newly || !lines.is_empty()).then_some(Restricted { published, before, lines })
}

/// True of a line that may have been out of the plan when the version was put in force.
fn was_withdrawn(
    history: &History,
    issued: &Seen<'_, InstructionIssued>,
    published: Seen<'_, PlanPublished>,
) -> bool {
    history.anchored::<InstructionWithdrawn>().any(|withdrawn| {
        withdrawn.event.instruction_id == issued.event.instruction_id
            && withdrawn.meta.occurred.start <= published.meta.occurred.end
    })
}

impl<'a> Restricted<'a> {
    fn decision(&self, history: &'a History) -> Decision<'a> {
        let event = self.published.event;
        Decision {
            seen: self.published.of_any_kind(),
            because: "A restriction was put in force without the person's view and with no advocate offered.",
            shows: "A version of the plan that restricts was put in force.",
            person_id: &event.person_id,
            about: vec![history.anchor(), &event.scheme_id],
            took_part: self.took_part(),
            heard: self.heard(history),
            agency_id: &event.agency_id,
        }
    }

    /// How the person took part is on record for the making of the plan: it
    /// tells of the first version, and of no line that was added later.
    fn took_part(&self) -> InTime {
        match self.published.event.coproduction() {
            Coproduction::Joint | Coproduction::Consulted | Coproduction::Declined => {
                match (self.before, self.lines.is_empty()) {
                    (None, _) => InTime::Yes,
                    (Some(_), true) => InTime::Unclear,
                    (Some(_), false) => InTime::No,
                }
            }
            Coproduction::Without => InTime::No,
            Coproduction::NotRecorded | Coproduction::Unspecified => {
                // An old record need not say how a person took part.
                let is_old = self.published.meta.mode == Mode::Record;
                if is_old { InTime::Unclear } else { InTime::No }
            }
        }
    }

    /// What the person said of the restrictions, or of the plan once they were in it.
    fn heard(&self, history: &'a History) -> Vec<Heard<'a>> {
        let written = self.lines.iter().map(|line| line.meta.occurred.start).max();
        let from = written.or(self.before.map(|before| before.meta.occurred.end));
        let late_enough = move |at: Timestamp| from.is_none_or(|from| at >= from);
        let views = history.anchored::<ViewRecorded>().map(|view| {
            let of_line = !view.event.instruction_id.is_empty();
            let is_theirs = self.lines.is_empty()
                || self.lines.iter().any(|l| l.event.instruction_id == view.event.instruction_id);
            let counts = if of_line { is_theirs } else { late_enough(view.meta.occurred.end) };
            Heard {
                seen: view.of_any_kind(),
                weight: if counts { InTime::Yes } else { InTime::No },
                shows: if counts {
                    "The person said what they think."
                } else {
                    "What the person said was about the plan without the restriction."
                },
            }
        });
        let reviews = history
            .anchored::<ReviewHeld>()
            .filter(|review| took_part(review.event) == InTime::Yes)
            .filter(|review| late_enough(review.meta.occurred.end))
            .map(|review| Heard {
                seen: review.of_any_kind(),
                weight: InTime::Yes,
                shows: "The person took part in a review, or declined to.",
            });
        views.chain(reviews).collect()
    }
}

fn took_part(review: &ReviewHeld) -> InTime {
    match review.person_presence() {
        PersonPresence::Present | PersonPresence::Represented | PersonPresence::Declined => {
            InTime::Yes
        }
        PersonPresence::NotInvited => InTime::No,
        PersonPresence::NotRecorded | PersonPresence::Unspecified => InTime::Unclear,
    }
}

/// Reviews after which the plan goes on; one that ends a plan restricts nobody.
pub(super) fn reviews(history: &History) -> impl Iterator<Item = Says> {
    history
        .anchored::<ReviewHeld>()
        .filter(|review| review.event.outcome() != ReviewOutcome::Ended)
        .map(|review| of_review(history, review).judge(history))
}

fn of_review<'a>(history: &'a History, review: Seen<'a, ReviewHeld>) -> Decision<'a> {
    let before = history
        .anchored::<ReviewHeld>()
        .map(|other| other.meta.occurred)
        .filter(|other| other.end < review.meta.occurred.start)
        .map(|other| other.end);
    let from = before.max();
    let views = history.anchored::<ViewRecorded>().map(|view| {
        let said = view.meta.occurred;
        let (weight, shows) = match from {
            Some(from) if said.end <= from => {
                (InTime::No, "What the person said was said before the last review.")
            }
            Some(from) if said.start < from => {
                (InTime::Unclear, "What the person said may have been said before the last review.")
            }
            _ => (InTime::Yes, "The person said what they think."),
        };
        Heard { seen: view.of_any_kind(), weight, shows }
    });
    let published = history.anchored::<PlanPublished>().next_back();
    let answers = published.map_or(review.meta.agency.as_str(), |p| &p.event.agency_id);
    Decision {
        seen: review.of_any_kind(),
        because: "A plan was reviewed without the person or their view and with no advocate offered.",
        shows: "The plan was reviewed.",
        person_id: &review.meta.person,
        about: vec![history.anchor(), &review.event.scheme_id],
        took_part: took_part(review.event),
        heard: views.collect(),
        agency_id: answers,
    }
}
