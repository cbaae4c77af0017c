//! A recipient holds a version of a plan that no longer stands.
//!
//! Staff act on the copy that they have. One that was replaced, closed or
//! called back goes on restricting somebody in the place where it lies. Its
//! recipient has given it up once it says that it holds a later version, that
//! the copy was destroyed, returned or replaced, or on what ground it keeps it.
//! Until a day has passed, such a receipt may be on its way. The newest answer
//! counts: one to the recall of an earlier copy says nothing of a later one, and who
//! says afterwards that it holds the version has not given it up.
//!
//! Of plans of the past whose record holds no receipt of a recipient at all,
//! silence proves nothing: it is said that the record lacks it. The agency that
//! answers for the plan holds the plan itself, not a copy.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{
        CopyAcknowledged, CopyDisposal, CopyRecallAcknowledged, CopyRecalled, PlanClosed,
        PlanPublished,
    },
    common::Mode,
    envelope::Meta,
};

use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    in_time::InTime,
    says::{Says, sum_up},
    sources::{CALDICOTT_2020, UK_GDPR_RIGHTS},
    watch::own,
};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

static GIVEN_UP_WITHIN_DAYS: Dated = Dated {
    name: "copy_given_up_within_days",
    values: &[Since::ours(
        1,
        "no source gives a time; 24 hours let a receipt come, and staff act on the copy meanwhile",
    )],
};

pub static RULE: Rule = Rule {
    id: "stale-copy",
    pattern: "A recipient held a version of a plan for more than a day after it had been replaced, closed or called back.",
    // Of a version that restricts, S1.
    sources: &[&CALDICOTT_2020, &UK_GDPR_RIGHTS],
    parameters: &[&GIVEN_UP_WITHIN_DAYS],
    acts: &[RecommendedAct::SuspendAndRecall],
    anchors: &[PlanPublished::KIND],
    watches: &[
        own(CopyAcknowledged::KIND),
        own(CopyRecallAcknowledged::KIND),
        own(CopyRecalled::KIND),
        own(PlanClosed::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ReviewAndDrift, Severity::S2)
};

/// A version that an agency received.
#[derive(Clone, Copy)]
struct Copy<'a> {
    published: Seen<'a, PlanPublished>,
    holder: &'a str,
}

/// What made a copy out of date.
#[derive(Clone, Copy)]
struct Ended<'a> {
    by: Seen<'a, ()>,
    shows: &'static str,
    restrictive: bool,
}

fn detect(history: &History) -> Finding {
    let published: Vec<_> = history.anchored::<PlanPublished>().collect();
    let copies = published.iter().flat_map(|&published| {
        let holders: BTreeSet<&str> = published
            .event
            .recipient_agency_ids
            .iter()
            .map(String::as_str)
            .filter(|holder| *holder != published.event.agency_id)
            .collect();
        holders.into_iter().map(move |holder| Copy { published, holder })
    });
    sum_up(copies.map(|copy| judge(history, copy)))
}

fn judge(history: &History, copy: Copy<'_>) -> Says {
    let Some(ended) = ended(history, copy) else {
        return Says::Nothing;
    };
    let days = history.value(&GIVEN_UP_WITHIN_DAYS, ended.by.meta.occurred.end);
    let due = after_days(ended.by.meta.occurred.end, days);
    let receipts = receipts(history, copy, ended.by.meta);
    let given_up = receipts.iter().filter(|receipt| receipt.gives_up);
    let in_time = InTime::any_by(due, given_up.map(|receipt| receipt.seen.meta.occurred));
    if in_time == InTime::Yes {
        return Says::Nothing;
    }
    if history.now() < due {
        return Says::AskAt(due);
    }
    let severity = if copy.published.event.restrictive || ended.restrictive {
        Severity::S1
    } else {
        Severity::S2
    };
    let mut grounds =
        Grounds::since(due, "A recipient may act on a version of a plan that no longer stands.")
            .shown_by(copy.published, "A copy of this version went to a recipient.")
            .shown_by(ended.by, ended.shows)
            .answered_by(&copy.published.event.agency_id)
            .answered_by(copy.holder)
            .at_severity(severity);
    for recall in recalls(history, copy).filter(|recall| recall.meta.id != ended.by.meta.id) {
        grounds = grounds.despite(recall, "The copy was called back.");
    }
    for receipt in &receipts {
        grounds = if receipt.gives_up {
            grounds.despite(receipt.seen, receipt.shows)
        } else {
            grounds.shown_by(receipt.seen, receipt.shows)
        };
    }
    // An old record need not hold receipts; one that holds some tells of the rest.
    let mute = ended.by.meta.mode == Mode::Record
        && receipts.is_empty()
        && recalls(history, copy).next().is_none();
    if in_time == InTime::Unclear || mute {
        Says::Lacks("whether the recipient had given the copy up by then", grounds)
    } else {
        Says::Stands(grounds)
    }
}

/// What first made the copy out of date.
fn ended<'a>(history: &'a History, copy: Copy<'a>) -> Option<Ended<'a>> {
    let began = copy.published.meta;
    let at = |seen: &Seen<'_, ()>| (seen.meta.occurred.end, seen.meta.occurred.start);
    let replaced = history
        .anchored::<PlanPublished>()
        .skip_while(|later| later.meta.id != began.id)
        .nth(1)
        .map(|later| Ended {
            by: later.of_any_kind(),
            shows: "Another version took its place.",
            restrictive: false,
        });
    let closed = history
        .anchored::<PlanClosed>()
        .find(|closed| closed.meta.occurred.end >= began.occurred.end)
        .map(|closed| Ended {
            by: closed.of_any_kind(),
            shows: "The plan was closed.",
            restrictive: false,
        });
    let recalled = recalls(history, copy).next().map(|recall| Ended {
        by: recall.of_any_kind(),
        shows: "The copy was called back.",
        restrictive: recall.event.restrictive,
    });
    [replaced, closed, recalled].into_iter().flatten().min_by_key(|ended| at(&ended.by))
}

/// When this copy was called back from its holder.
fn recalls<'a>(
    history: &'a History,
    copy: Copy<'a>,
) -> impl Iterator<Item = Seen<'a, CopyRecalled>> {
    history.anchored::<CopyRecalled>().filter(move |recall| {
        recall.meta.occurred.end >= copy.published.meta.occurred.end
            && recall.event.from_agency_ids.iter().any(|from| from == copy.holder)
    })
}

/// What a holder said of the copy.
struct Receipt<'a> {
    seen: Seen<'a, ()>,
    /// True if it does not hold the copy, and did not say afterwards that it does.
    gives_up: bool,
    shows: &'static str,
}

fn receipts<'a>(history: &'a History, copy: Copy<'a>, ended: &Meta) -> Vec<Receipt<'a>> {
    let version = copy.published.event.version;
    let held = history
        .anchored::<CopyAcknowledged>()
        .filter(|held| held.event.agency_id == copy.holder && held.event.version >= version)
        .map(|held| Receipt {
            seen: held.of_any_kind(),
            gives_up: held.event.version > version,
            shows: if held.event.version > version {
                "The recipient said that it holds a later version."
            } else {
                "The recipient said that it holds this version."
            },
        });
    let answered = history
        .anchored::<CopyRecallAcknowledged>()
        .filter(|answer| {
            answer.event.agency_id == copy.holder
                && answer.meta.occurred.end >= copy.published.meta.occurred.start
                && (answer.meta.occurred.end >= ended.occurred.start
                    || !is_of_an_earlier_copy(history, copy, answer))
        })
        .map(|answer| {
            let kept = answer.event.disposal() == CopyDisposal::Retained;
            let (gives_up, shows) = match (kept, answer.event.ground.is_some()) {
                (true, true) => (true, "The recipient keeps the copy on a stated ground."),
                (true, false) => (false, "The recipient keeps the copy and states no ground."),
                (false, _) => (true, "The recipient gave the copy up."),
            };
            Receipt { seen: answer.of_any_kind(), gives_up, shows }
        });
    let (mut held, answered): (Vec<Receipt<'a>>, Vec<Receipt<'a>>) =
        (held.collect(), answered.collect());
    let holds: Vec<Timestamp> = held
        .iter()
        .chain(&answered)
        .filter(|receipt| !receipt.gives_up)
        .map(|receipt| receipt.seen.meta.occurred.start)
        .collect();
    // Who has a later version has it, though it say of this one late that it came.
    held.extend(answered.into_iter().map(|answer| {
        let said = answer.seen.meta.occurred.end;
        let taken_back = holds.iter().any(|holds| *holds > said);
        Receipt { gives_up: answer.gives_up && !taken_back, ..answer }
    }));
    held
}

/// True if the holder was last asked for a copy before it received this one.
fn is_of_an_earlier_copy(
    history: &History,
    copy: Copy<'_>,
    answer: &Seen<'_, CopyRecallAcknowledged>,
) -> bool {
    let asked = history
        .anchored::<CopyRecalled>()
        .filter(|recall| recall.event.from_agency_ids.iter().any(|from| from == copy.holder))
        .filter(|recall| recall.meta.occurred.start <= answer.meta.occurred.end)
        .map(|recall| recall.meta.occurred.end)
        .max();
    asked.is_some_and(|asked| asked < copy.published.meta.occurred.start)
}
