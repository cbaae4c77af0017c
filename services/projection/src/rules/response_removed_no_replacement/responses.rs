//! The responses of a plan that ended, and what was left in their place.

use proto::{
    careplans::{
        PlanClosed, PlanOutcome, ResponseAdded, ResponseHours, ResponseNeed, ResponseWithdrawn,
    },
    common::Mode,
    envelope::Meta,
};

use crate::{
    calendar::end_of_day,
    history::{History, Seen},
    rules::{
        in_time::InTime,
        standing::{Standing, Term},
    },
};

const WHICH_NEED: &str = "what need the response met, and when";
const WHEN_IN_PLACE: &str = "whether what replaced it was in place when it ended";
pub(super) const WHETHER_INSTEAD: &str = "whether another response of the plan took its place";
const WHETHER_GIVEN: &str = "whether anybody had accepted to give the response that ended";
const WHETHER_MOVED: &str = "whether the plan that replaced this one holds the response";
const WHETHER_WITH_PLAN: &str = "whether the response ended with its plan or before";

/// A response that ended.
pub(super) struct Ended<'a> {
    pub(super) withdrawn: Seen<'a, ResponseWithdrawn>,
    /// What had promised it, if that is on record.
    pub(super) added: Option<Seen<'a, ResponseAdded>>,
    pub(super) met: Met,
    /// Who gave it.
    pub(super) by_agency_id: &'a str,
    pub(super) left: Left,
    /// Other responses that bear on what was left, and what each shows.
    pub(super) others: Vec<Shown<'a>>,
    pub(super) closed: Option<Seen<'a, PlanClosed>>,
}

/// Another response, and what it shows.
pub(super) struct Shown<'a> {
    pub(super) seen: Seen<'a, ResponseAdded>,
    /// True if it speaks against a gap.
    pub(super) against: bool,
    pub(super) shows: &'static str,
}

/// What was left in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    /// Enough, or nothing was taken away.
    Enough,
    /// The record lacks what would tell.
    Unclear(&'static str),
    Nothing,
}

/// What need a response met, and when it was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Met {
    need: ResponseNeed,
    hours: ResponseHours,
}

/// Every response that ended, in the order of their ends.
pub(super) fn ended(history: &History) -> Vec<Ended<'_>> {
    history.anchored::<ResponseWithdrawn>().map(|withdrawn| judge(history, withdrawn)).collect()
}

fn judge<'a>(history: &'a History, withdrawn: Seen<'a, ResponseWithdrawn>) -> Ended<'a> {
    let added = history.anchored::<ResponseAdded>().rfind(|added| {
        added.event.response_id == withdrawn.event.response_id
            && added.meta.occurred.start <= withdrawn.meta.occurred.end
    });
    let met = Met::by(withdrawn, added);
    let offers = offers(history, withdrawn, met);
    let closed = history.anchored::<PlanClosed>().next();
    let by = &withdrawn.event.by_agency_id;
    let by_agency_id = match added {
        Some(added) if by.is_empty() => &added.event.by_agency_id,
        _ => by,
    };
    Ended {
        withdrawn,
        added,
        met,
        by_agency_id,
        left: left(withdrawn, added, met, &offers, closed),
        others: offers.iter().map(Offer::shown).collect(),
        closed,
    }
}

fn left(
    withdrawn: Seen<'_, ResponseWithdrawn>,
    added: Option<Seen<'_, ResponseAdded>>,
    met: Met,
    offers: &[Offer<'_>],
    closed: Option<Seen<'_, PlanClosed>>,
) -> Left {
    let with_plan = closed.map_or(Left::Nothing, |closed| left_by_the_plan(withdrawn, closed));
    if with_plan == Left::Enough {
        return Left::Enough;
    }
    let was_promised = added.is_none_or(|added| added.event.accepted_by.is_some());
    if !was_promised {
        // Here and now nobody gives what nobody has accepted; of the past the
        // acceptance may be what is missing.
        let done_here = added.is_some_and(|added| added.meta.mode == Mode::Act);
        return if done_here { Left::Enough } else { Left::Unclear(WHETHER_GIVEN) };
    }
    if !met.is_known() {
        return Left::Unclear(WHICH_NEED);
    }
    let linked = together(offers.iter().filter(|offer| offer.is_linked));
    match (linked, together(offers.iter())) {
        (Standing::Yes, _) => Left::Enough,
        (Standing::Unclear, _) => Left::Unclear(WHEN_IN_PLACE),
        (_, Standing::Yes | Standing::Unclear) => Left::Unclear(WHETHER_INSTEAD),
        _ => with_plan,
    }
}

/// Whether offers made up for what ended: one of them, or two that between them
/// were there whenever it was.
fn together<'o, 'a: 'o>(offers: impl Iterator<Item = &'o Offer<'a>> + Clone) -> Standing {
    let best = |covers| {
        let those = offers.clone().filter(|offer| offer.covers == covers);
        those.map(Offer::made_up_for_it).max().unwrap_or(Standing::No)
    };
    best(Covers::Always).max(best(Covers::OfficeHours).min(best(Covers::OutOfHours)))
}

/// When another response meets the need, of the hours at which the other one did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Covers {
    Always,
    OfficeHours,
    OutOfHours,
    Never,
}

/// A plan that ended by the end of that day has taken its responses along: who
/// closes one puts its responses away first.
fn left_by_the_plan(withdrawn: Seen<'_, ResponseWithdrawn>, closed: Seen<'_, PlanClosed>) -> Left {
    let ended = withdrawn.meta.occurred.end;
    let by = end_of_day(ended).unwrap_or(ended);
    let in_time = InTime::by(by, closed.meta.occurred);
    if in_time == InTime::No {
        return Left::Nothing;
    }
    match closed.event.outcome() {
        PlanOutcome::Completed
        | PlanOutcome::PersonChose
        | PlanOutcome::Died
        | PlanOutcome::Moved => {
            if in_time == InTime::Yes {
                Left::Enough
            } else {
                Left::Unclear(WHETHER_WITH_PLAN)
            }
        }
        PlanOutcome::Replaced => Left::Unclear(WHETHER_MOVED),
        // A scheme that closes is what the scheme's own rule speaks of.
        PlanOutcome::SchemeClosed | PlanOutcome::Unspecified => Left::Nothing,
    }
}

/// Another response of the plan, from when it was given until it was given
/// anew or ended.
struct Offer<'a> {
    seen: Seen<'a, ResponseAdded>,
    /// Whether it stood when the other one ended.
    stood: Standing,
    /// True if it was named for the other one, or says that it takes its place.
    is_linked: bool,
    covers: Covers,
    began_after: bool,
}

fn offers<'a>(
    history: &'a History,
    withdrawn: Seen<'a, ResponseWithdrawn>,
    met: Met,
) -> Vec<Offer<'a>> {
    let ends = withdrawn.event;
    let others = history
        .anchored::<ResponseAdded>()
        .filter(|other| other.event.response_id != ends.response_id);
    let offers = others.map(|seen| {
        let id = &seen.event.response_id;
        let given_anew = history
            .anchored::<ResponseAdded>()
            .filter(|next| next.event.response_id == *id && is_later(*next, seen))
            .map(|next| next.meta)
            .next();
        let ended = history
            .anchored::<ResponseWithdrawn>()
            .find(|end| {
                end.event.response_id == *id && end.meta.occurred.end >= seen.meta.occurred.start
            })
            .map(|end| end.meta);
        let term = Term::since(seen.meta).ended_by(given_anew).ended_by(ended);
        Offer {
            seen,
            stood: match term.at(&withdrawn.meta.occurred) {
                // Of two that were done here on one day, what was said first came first.
                Standing::Unclear
                    if is_said_first(seen.meta, withdrawn.meta)
                        && given_anew.is_none()
                        && ended.is_none() =>
                {
                    Standing::Yes
                }
                stood => stood,
            },
            is_linked: *id == ends.replaced_by_response_id
                || seen.event.replaces_response_id == ends.response_id,
            covers: met.covered_by(seen.event),
            began_after: term.began_after(&withdrawn.meta.occurred),
        }
    });
    // Beside what is linked only what might have taken its place bears on it.
    offers.filter(|o| o.is_linked || o.made_up_for_it() != Standing::No).collect()
}

/// True if one was done before the other in the plan's own stream. What is done
/// here is done in the order of the saying; what is only recorded need not be.
fn is_said_first(one: &Meta, other: &Meta) -> bool {
    let done = one.mode == Mode::Act && other.mode == Mode::Act;
    done && one.version < other.version && one.occurred.end <= other.occurred.end
}

fn is_later(one: Seen<'_, ResponseAdded>, other: Seen<'_, ResponseAdded>) -> bool {
    let order = |seen: Seen<'_, ResponseAdded>| {
        (seen.meta.occurred.end, seen.meta.occurred.start, seen.meta.position)
    };
    order(one) > order(other)
}

impl<'a> Offer<'a> {
    fn made_up_for_it(&self) -> Standing {
        let accepted = self.covers != Covers::Never && self.seen.event.accepted_by.is_some();
        if accepted { self.stood } else { Standing::No }
    }

    fn shown(&self) -> Shown<'a> {
        let (against, shows) = if self.covers == Covers::Never {
            (false, "Another response was named, for another need or other hours.")
        } else if self.seen.event.accepted_by.is_none() {
            (false, "Another response was named, and nobody had accepted to give it.")
        } else if self.began_after {
            (true, "Another response was accepted only afterwards.")
        } else if self.stood == Standing::No {
            (false, "Another response had been accepted, and no longer stood.")
        } else if self.covers != Covers::Always {
            (true, "Another response was accepted for the same need and some of its hours.")
        } else if self.is_linked {
            (true, "Another response was accepted to take its place.")
        } else {
            (true, "Another response was there for the same need.")
        };
        Shown { seen: self.seen, against, shows }
    }
}

impl Met {
    /// As the end says, else as the promise said.
    fn by(withdrawn: Seen<'_, ResponseWithdrawn>, added: Option<Seen<'_, ResponseAdded>>) -> Self {
        let end = Self { need: withdrawn.event.need(), hours: withdrawn.event.hours() };
        match added {
            Some(added) if !end.is_known() => {
                Self { need: added.event.need(), hours: added.event.hours() }
            }
            _ => end,
        }
    }

    fn is_known(self) -> bool {
        self.need != ResponseNeed::Unspecified && self.hours != ResponseHours::Unspecified
    }

    fn covered_by(self, other: &ResponseAdded) -> Covers {
        if !self.is_known() || other.need() != self.need {
            return Covers::Never;
        }
        match (other.hours(), self.hours) {
            (ResponseHours::AnyTime, _) => Covers::Always,
            (hours, needed) if hours == needed => Covers::Always,
            (ResponseHours::OfficeHours, ResponseHours::AnyTime) => Covers::OfficeHours,
            (ResponseHours::OutOfHours, ResponseHours::AnyTime) => Covers::OutOfHours,
            _ => Covers::Never,
        }
    }

    pub(super) fn need_in_words(self) -> &'static str {
        match self.need {
            ResponseNeed::CrisisSupport => "support in a crisis",
            ResponseNeed::EmergencyAssessment => "assessment in an emergency",
            ResponseNeed::Treatment => "treatment",
            ResponseNeed::Conveyance => "conveyance to hospital",
            ResponseNeed::Admission => "admission",
            ResponseNeed::PlannedCare => "planned care",
            ResponseNeed::WelfareCheck => "a check that the person is safe",
            ResponseNeed::SocialSupport => "social support",
            ResponseNeed::Unspecified => "a need that no record gives",
        }
    }

    pub(super) fn hours_in_words(self) -> &'static str {
        match self.hours {
            ResponseHours::AnyTime => "there at any time",
            ResponseHours::OfficeHours => "there in office hours",
            ResponseHours::OutOfHours => "there outside office hours",
            ResponseHours::ByAppointment => "there by appointment",
            ResponseHours::Unspecified => "there at hours that no record gives",
        }
    }
}
