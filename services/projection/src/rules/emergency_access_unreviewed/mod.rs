//! A record was opened in an emergency, and nobody reviewed it in time.
//!
//! > An access in an emergency raises an alert, and a privacy officer looks into it.
//! > NHS Summary Care Record, in our words
//!
//! A late review ends the wait and does not undo it. An access that came on record only
//! after its review was due may have been reviewed elsewhere: of it the silence proves
//! nothing.

use jiff::Timestamp;
use proto::{
    Named as _,
    oversight::{GlassBroken, GlassReviewed},
};

use super::{
    Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    in_time::{Deadline, Kept, counted},
    sources::SUMMARY_CARE_RECORD,
    watch::own,
};
use crate::history::{History, Seen};

/// Within how many working days such an access is reviewed.
pub(crate) static REVIEWED_WITHIN_WORKING_DAYS: Dated = Dated {
    name: "reviewed_within_working_days",
    values: &[Since::ours(
        5,
        "no source that we read gives a time; a week lets the privacy officer hear whoever opened the record, and the person",
    )],
};

pub static RULE: Rule = Rule {
    id: "emergency-access-unreviewed",
    pattern: "A record was opened in an emergency, and nobody reviewed it in time.",
    sources: &[&SUMMARY_CARE_RECORD],
    parameters: &[&REVIEWED_WITHIN_WORKING_DAYS],
    maturity: Maturity::InForce {
        reviewed_by: "the founding team, against how the Summary Care Record is overseen",
    },
    told_to_answering: true,
    acts: &[RecommendedAct::InformationGovernance, RecommendedAct::BoardAndReturn],
    anchors: &[GlassBroken::KIND],
    watches: &[own(GlassReviewed::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ConsentAndSharing, Severity::S2)
};

const NO_CALENDAR: &str =
    "The bank holidays are not known, by which it is told until when a review was due.";
const DAY_NOT_SAID: &str = "The record does not say whether it was reviewed in time.";
const RECORDED_AFTERWARDS: &str = "The access came on record after its review was due, and no \
                                   record says whether there was one.";

fn detect(history: &History) -> Finding {
    let Some(broken) = history.anchored::<GlassBroken>().next() else {
        return Finding::silent();
    };
    let from = counted(broken.meta).end;
    let days = history.value(&REVIEWED_WITHIN_WORKING_DAYS, from);
    let deadline = Deadline::after(from, days);
    let due = deadline.due;
    let reviewed: Vec<_> = history.anchored::<GlassReviewed>().collect();
    let reviews = reviewed.iter().map(|reviewed| counted(reviewed.meta));
    let missing = match deadline.kept(history.now(), reviews) {
        Kept::Yes => return Finding::silent(),
        Kept::NotDue => return Finding::silent().and_again(due),
        Kept::NoCalendar => Some(NO_CALENDAR),
        Kept::DayNotSaid => Some(DAY_NOT_SAID),
        Kept::No if reviewed.is_empty() && broken.meta.recorded_at > due => {
            Some(RECORDED_AFTERWARDS)
        }
        Kept::No => None,
    };
    match missing {
        Some(missing) => {
            let because = "A record was opened in an emergency, and whether that was reviewed in \
                           time cannot be told.";
            Finding::not_evidenced(missing, grounds(due, because, broken, &reviewed))
        }
        None => {
            let because = format!(
                "A record was opened in an emergency, and nobody reviewed that within {days} \
                 working days."
            );
            Finding::fires(grounds(due, &because, broken, &reviewed))
        }
    }
}

fn grounds(
    since: Timestamp,
    because: &str,
    broken: Seen<'_, GlassBroken>,
    reviewed: &[Seen<'_, GlassReviewed>],
) -> Grounds {
    let grounds = Grounds::since(since, because)
        .shown_by(broken, "A record was opened in an emergency.")
        .answered_by(&broken.meta.agency);
    reviewed.iter().fold(grounds, |grounds, reviewed| {
        grounds.despite(*reviewed, "It was reviewed at another time.")
    })
}
