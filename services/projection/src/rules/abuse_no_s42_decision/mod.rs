//! A safeguarding concern was raised, and nobody decided in time whether it is
//! enquired into.
//!
//! > There is an enquiry where an adult has needs for care and support, is at
//! > risk of abuse or neglect, and because of those needs cannot protect themselves.
//! > Care Act 2014, section 42, in our words
//!
//! Any decision counts, and so does passing it to the pathway for children:
//! whether it was right is asked elsewhere. A late decision ends the wait and
//! does not undo it. A concern that came on record only after a decision was
//! due may have been decided elsewhere: of it the silence proves nothing.
//!
//! A person who tells a service of a crime or abuse, and of whom nobody raises a
//! concern, is not seen here. A contact says no more than "victim", which a
//! burglary is too, and every contact of a person would have to be read.

use jiff::Timestamp;
use proto::{
    Named as _,
    concerns::{S42Decided, S42Decision, SafeguardingRaised},
};

use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    in_time::{Deadline, Kept},
    sources::{CARE_ACT_S42, KENDALL_2021, SLP_2021_SAFEGUARDING},
    watch::own,
};
use crate::history::{History, Seen};

static DECIDED_WITHIN_WORKING_DAYS: Dated = Dated {
    name: "decided_within_working_days",
    values: &[Since::ours(
        2,
        "no source that we read gives a time; the next working day lets those who know be asked, and the one after it lets it be decided",
    )],
};

pub static RULE: Rule = Rule {
    id: "abuse-no-s42-decision",
    pattern: "A safeguarding concern was raised, and nobody decided in time whether it is \
              enquired into.",
    sources: &[&CARE_ACT_S42, &KENDALL_2021, &SLP_2021_SAFEGUARDING],
    parameters: &[&DECIDED_WITHIN_WORKING_DAYS],
    acts: &[RecommendedAct::Safeguarding],
    anchors: &[SafeguardingRaised::KIND],
    watches: &[own(S42Decided::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ComplaintsAndSafeguarding, Severity::S1)
};

const NO_CALENDAR: &str =
    "The bank holidays are not known, by which it is told until when a decision was due.";
const DAY_NOT_SAID: &str = "The record does not say whether it was decided in time.";
const RECORDED_AFTERWARDS: &str = "The concern came on record after a decision was due, and no \
                                   record says whether there was one.";

fn detect(history: &History) -> Finding {
    let Some(raised) = history.anchored::<SafeguardingRaised>().next() else {
        return Finding::silent();
    };
    let from = raised.meta.occurred.end;
    let days = history.value(&DECIDED_WITHIN_WORKING_DAYS, from);
    let deadline = Deadline::after(from, days);
    let due = deadline.due;
    let decided: Vec<_> = history
        .anchored::<S42Decided>()
        .filter(|decided| decided.event.decision() != S42Decision::Unspecified)
        .collect();
    let answers = decided.iter().map(|decided| decided.meta.occurred);
    let missing = match deadline.kept(history.now(), answers) {
        Kept::Yes => return Finding::silent(),
        Kept::NotDue => return Finding::silent().and_again(due),
        Kept::NoCalendar => Some(NO_CALENDAR),
        Kept::DayNotSaid => Some(DAY_NOT_SAID),
        Kept::No if decided.is_empty() && raised.meta.recorded_at > due => {
            Some(RECORDED_AFTERWARDS)
        }
        Kept::No => None,
    };
    match missing {
        Some(missing) => {
            let because = "A safeguarding concern was raised, and whether it was decided upon in \
                           time cannot be told.";
            Finding::not_evidenced(missing, grounds(due, because, raised, &decided))
        }
        None => {
            let because = format!(
                "A safeguarding concern was raised, and nobody decided within {days} working \
                 days whether it is enquired into."
            );
            Finding::fires(grounds(due, &because, raised, &decided))
        }
    }
}

fn grounds(
    since: Timestamp,
    because: &str,
    raised: Seen<'_, SafeguardingRaised>,
    decided: &[Seen<'_, S42Decided>],
) -> Grounds {
    let mut grounds = Grounds::since(since, because)
        .shown_by(raised, "A safeguarding concern was raised.")
        .answered_by(&raised.event.to_agency_id);
    for decided in decided {
        let shows = match decided.event.decision() {
            S42Decision::Enquiry | S42Decision::OtherEnquiry => "It was decided to enquire.",
            S42Decision::NoEnquiry => "It was decided not to enquire.",
            S42Decision::Under18 => "It was passed to the pathway for children.",
            S42Decision::Unspecified => "Something was decided.",
        };
        grounds = grounds.despite(*decided, shows);
    }
    grounds
}
