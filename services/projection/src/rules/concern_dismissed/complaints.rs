//! Whether a complaint was acknowledged, taken for what it is, and decided by
//! others than those complained of.

use proto::{
    common::Answer,
    concerns::{
        ComplaintAcknowledged, ComplaintCategorised, ComplaintCategory, ComplaintClosed,
        ComplaintOutcome, ComplaintRaised,
    },
};

use super::{ACKNOWLEDGED_WITHIN_WORKING_DAYS, Bears, Leg};
use crate::{
    history::{History, Seen},
    rules::{
        Severity,
        in_time::{Deadline, Kept},
        says::Says,
    },
};

const RAISED: &str = "A complaint was raised.";
const NO_CALENDAR: &str = "The bank holidays are not known, by which it is told until when an \
                           acknowledgement was due.";
const DAY_NOT_SAID: &str = "The record does not say whether it was acknowledged in time.";
const RECORDED_AFTERWARDS: &str = "The complaint came on record after its acknowledgement was \
                                   due, and no record says whether there was one.";
const NOT_FORMAL: &str = "The complaint was not made formally, and no record says whether it \
                          was answered.";
const STILL_HEARD_NOT_SAID: &str = "The record does not say whether new issues are still heard.";
const BY_WHOM_NOT_SAID: &str =
    "The record does not say whether somebody outside the team complained of put it down so.";
const ORDER_NOT_SAID: &str = "The record does not say which category it was put in last.";
const OUTCOME_NOT_SAID: &str = "The record does not say what the complaint came to.";

pub(super) fn judge<'a>(history: &'a History, raised: Seen<'a, ComplaintRaised>) -> Vec<Says> {
    let legs = [unacknowledged(history, raised), put_down(history, raised)];
    legs.into_iter().flatten().chain(turned_down(history, raised)).collect()
}

/// Not acknowledged in time. What was closed by then was answered by then.
fn unacknowledged<'a>(history: &'a History, raised: Seen<'a, ComplaintRaised>) -> Option<Says> {
    let from = raised.meta.occurred.end;
    let days = history.value(&ACKNOWLEDGED_WITHIN_WORKING_DAYS, from);
    let deadline = Deadline::after(from, days);
    let due = deadline.due;
    let acknowledged: Vec<_> = history.anchored::<ComplaintAcknowledged>().collect();
    let closed: Vec<_> = history.anchored::<ComplaintClosed>().collect();
    let answers = acknowledged.iter().map(|seen| seen.meta.occurred);
    let answers = answers.chain(closed.iter().map(|seen| seen.meta.occurred));
    let kept = deadline.kept(history.now(), answers);
    let mut evidence = vec![Bears::shows(raised, RAISED)];
    let late = acknowledged.iter().map(|seen| Bears::against(*seen, "It was acknowledged."));
    evidence.extend(late);
    evidence.extend(closed.iter().map(|seen| Bears::against(*seen, "It was closed.")));
    let leg = Leg {
        since: due,
        because: format!("A complaint was not acknowledged within {days} working days."),
        severity: Severity::S2,
        evidence,
        agencies: vec![&raised.event.about_agency_id],
    };
    let silence = acknowledged.is_empty();
    let missing = match kept {
        Kept::Yes => return None,
        Kept::NotDue => return Some(Says::AskAt(due)),
        Kept::NoCalendar => NO_CALENDAR,
        Kept::DayNotSaid => DAY_NOT_SAID,
        Kept::No if silence && !raised.event.formal => NOT_FORMAL,
        Kept::No if silence && raised.meta.recorded_at > due => RECORDED_AFTERWARDS,
        Kept::No => return Some(Says::Stands(leg.grounds())),
    };
    Some(Says::Lacks(missing, unsure(leg).grounds()))
}

fn unsure(leg: Leg<'_>) -> Leg<'_> {
    let because = "A complaint was raised, and whether it was acknowledged in time cannot be told.";
    Leg { because: because.into(), ..leg }
}

/// What putting a complaint in a category comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Put {
    /// It is heard and counted, or a policy provides for it.
    Heard,
    /// The record lacks this.
    Lacks(&'static str),
    /// It is put aside.
    Aside,
}

/// Put aside by the category in which it was put last.
fn put_down<'a>(history: &'a History, raised: Seen<'a, ComplaintRaised>) -> Option<Says> {
    let all: Vec<_> = history
        .anchored::<ComplaintCategorised>()
        .map(|seen| (seen, put(raised.event, seen.event)))
        .collect();
    let (last, _) = all.last()?;
    // Any of those that may have been the last.
    let last_start = last.meta.occurred.start;
    let may_be_last = all
        .iter()
        .filter(|(seen, _)| seen.meta.id == last.meta.id || seen.meta.occurred.end > last_start);
    let puts: Vec<Put> = may_be_last.map(|(_, put)| *put).collect();
    let verdict = match puts.as_slice() {
        [first, rest @ ..] if rest.iter().all(|put| put == first) => *first,
        _ => Put::Lacks(ORDER_NOT_SAID),
    };
    // Since it was first put aside and not put right again.
    let aside = all.iter().rev().take_while(|(_, put)| *put != Put::Heard).last();
    let (first, _) = aside.or(all.last())?;
    let mut evidence = vec![Bears::shows(raised, RAISED)];
    let mut agencies = vec![raised.event.about_agency_id.as_str()];
    for (seen, put) in &all {
        evidence.push(match put {
            Put::Heard => Bears::against(*seen, words(seen.event.category())),
            Put::Lacks(_) | Put::Aside => Bears::shows(*seen, words(seen.event.category())),
        });
        agencies.push(&seen.event.agency_id);
    }
    let leg = |because: &str| Leg {
        since: first.meta.occurred.end,
        because: because.into(),
        severity: Severity::S2,
        evidence,
        agencies,
    };
    match verdict {
        Put::Heard => None,
        Put::Lacks(missing) => Some(Says::Lacks(
            missing,
            leg("A complaint was put down in a way that may put it aside.").grounds(),
        )),
        Put::Aside => Some(Says::Stands(
            leg(match last.event.category() {
                ComplaintCategory::Enquiry => {
                    "A complaint was put down as an enquiry, and is not counted."
                }
                _ => "A complaint was put down as one that need not be answered.",
            })
            .grounds(),
        )),
    }
}

fn put(raised: &ComplaintRaised, categorised: &ComplaintCategorised) -> Put {
    let is_enquiry = match categorised.category() {
        ComplaintCategory::Complaint
        | ComplaintCategory::Serious
        | ComplaintCategory::Unspecified => return Put::Heard,
        ComplaintCategory::AttentionSeeking => return Put::Aside,
        ComplaintCategory::Enquiry => true,
        ComplaintCategory::Persistent
        | ComplaintCategory::Vexatious
        | ComplaintCategory::Malicious => false,
    };
    let by_policy = categorised.policy.is_some() && categorised.evidence.is_some();
    match categorised.still_heard() {
        Answer::No => Put::Aside,
        _ if !by_policy && is_enquiry && !raised.formal => Put::Lacks(NOT_FORMAL),
        _ if !by_policy => Put::Aside,
        Answer::Yes if categorised.agency_id == raised.about_agency_id => {
            Put::Lacks(BY_WHOM_NOT_SAID)
        }
        Answer::Yes => Put::Heard,
        Answer::Unknown | Answer::NotRecorded | Answer::Unspecified => {
            Put::Lacks(STILL_HEARD_NOT_SAID)
        }
    }
}

fn words(category: ComplaintCategory) -> &'static str {
    match category {
        ComplaintCategory::Complaint => "It was put down as a complaint.",
        ComplaintCategory::Serious => "It was put down as a serious complaint.",
        ComplaintCategory::Enquiry => "It was put down as an enquiry.",
        ComplaintCategory::Persistent => "It was put down as unreasonably persistent.",
        ComplaintCategory::Vexatious => "It was put down as vexatious.",
        ComplaintCategory::Malicious => "It was put down as malicious.",
        ComplaintCategory::AttentionSeeking => "It was put down as attention seeking.",
        ComplaintCategory::Unspecified => "It was put in a category that no record names.",
    }
}

/// Turned down by the team complained of.
fn turned_down<'a>(history: &'a History, raised: Seen<'a, ComplaintRaised>) -> Option<Says> {
    let own = history.anchored::<ComplaintClosed>().find(|closed| {
        closed.event.agency_id == raised.event.about_agency_id && !closed.event.independent
    })?;
    let leg = |because: &str| Leg {
        since: own.meta.occurred.end,
        because: because.into(),
        severity: Severity::S2,
        evidence: vec![
            Bears::shows(raised, RAISED),
            Bears::shows(own, "Those complained of closed it themselves."),
        ],
        agencies: vec![&own.event.agency_id],
    };
    match own.event.outcome() {
        ComplaintOutcome::NotUpheld => {
            Some(Says::Stands(leg("A complaint was turned down by those complained of.").grounds()))
        }
        ComplaintOutcome::Unspecified => Some(Says::Lacks(
            OUTCOME_NOT_SAID,
            leg("A complaint was closed by those complained of.").grounds(),
        )),
        // Who upholds a complaint against themselves dismisses nobody.
        ComplaintOutcome::Upheld | ComplaintOutcome::PartlyUpheld | ComplaintOutcome::Withdrawn => {
            None
        }
    }
}
