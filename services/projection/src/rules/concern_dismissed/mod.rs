//! A complaint or safeguarding concern was put aside instead of answered.
//!
//! > Trusts were asked how many people were treated as malicious complainants.
//! > NHS England, letter of 21 July 2021, in our words
//!
//! Four things put a complaint aside: nobody acknowledges it in time; it is put
//! down as persistent, vexatious, malicious or attention seeking; it is put down
//! as an enquiry, which is not counted; or those complained of turn it down
//! themselves. A policy may provide for the second and third, with evidence, and
//! with an ear for new issues; that somebody seeks attention is no policy's. The
//! last category decides, so that what was put right is not flagged. Whether the
//! complaint was right is not asked.
//!
//! A safeguarding concern is put aside where the decision itself finds every
//! part of the test in section 42 of the Care Act met, and makes no enquiry.
//!
//! A complaint that came on record only after its acknowledgement was due, or
//! was not made formally, may have been acknowledged elsewhere: of these the
//! silence proves nothing.

mod complaints;
mod safeguarding;

use jiff::Timestamp;
use proto::{
    Named as _,
    concerns::{
        ComplaintAcknowledged, ComplaintCategorised, ComplaintClosed, ComplaintRaised, S42Decided,
        SafeguardingRaised,
    },
};

use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    sources::{CARE_ACT_S42, KENDALL_2021, NHS_COMPLAINTS, SLP_2021_SAFEGUARDING},
    watch::own,
};
use crate::history::{History, Seen};

static ACKNOWLEDGED_WITHIN_WORKING_DAYS: Dated = Dated {
    name: "acknowledged_within_working_days",
    values: &[Since::published(3, &NHS_COMPLAINTS)],
};

pub static RULE: Rule = Rule {
    id: "concern-dismissed",
    pattern: "A complaint was not acknowledged in time, was put down as less than one or as \
              malicious, or was turned down by those complained of; or a safeguarding concern \
              met the test and was not enquired into.",
    family: Family::ComplaintsAndSafeguarding,
    // S1 where abuse or neglect is at stake.
    severity: Severity::S2,
    sources: &[&KENDALL_2021, &NHS_COMPLAINTS, &SLP_2021_SAFEGUARDING, &CARE_ACT_S42],
    parameters: &[&ACKNOWLEDGED_WITHIN_WORKING_DAYS],
    acts: &[RecommendedAct::Safeguarding, RecommendedAct::BoardAndReturn],
    anchors: &[ComplaintRaised::KIND, SafeguardingRaised::KIND],
    watches: &[
        own(ComplaintAcknowledged::KIND),
        own(ComplaintCategorised::KIND),
        own(ComplaintClosed::KIND),
        own(S42Decided::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::USUAL
};

/// What a leg of the rule says.
enum Says<'a> {
    /// The concern was put aside.
    Dismissed(Leg<'a>),
    /// The record lacks what a judgement needs.
    Lacks(&'static str, Leg<'a>),
    /// Nothing before then.
    AskAt(Timestamp),
}

/// One way in which a concern was put aside, since when, and by which events.
struct Leg<'a> {
    since: Timestamp,
    because: String,
    severity: Severity,
    evidence: Vec<Bears<'a>>,
    agencies: Vec<&'a str>,
}

/// An event for or against it.
struct Bears<'a> {
    seen: Seen<'a, ()>,
    against: bool,
    shows: &'static str,
}

impl<'a> Bears<'a> {
    fn shows<T>(seen: Seen<'a, T>, shows: &'static str) -> Self {
        Self { seen: seen.of_any_kind(), against: false, shows }
    }

    fn against<T>(seen: Seen<'a, T>, shows: &'static str) -> Self {
        Self { seen: seen.of_any_kind(), against: true, shows }
    }
}

fn detect(history: &History) -> Finding {
    let complaint = history.anchored::<ComplaintRaised>().next();
    let says = complaint.into_iter().flat_map(|raised| complaints::judge(history, raised));
    let safeguarding = history.anchored::<SafeguardingRaised>().next();
    let says = says.chain(safeguarding.and_then(|raised| safeguarding::judge(history, raised)));
    let (mut dismissed, mut lacking, mut again) = (vec![], vec![], vec![]);
    for leg in says {
        match leg {
            Says::Dismissed(leg) => dismissed.push(leg),
            Says::Lacks(missing, leg) => lacking.push((missing, leg)),
            Says::AskAt(at) => again.push(at),
        }
    }
    let missing = lacking.iter().min_by_key(|(_, leg)| leg.since).map(|(what, _)| *what);
    let lacking: Vec<Leg<'_>> = lacking.into_iter().map(|(_, leg)| leg).collect();
    let found = match (grounds(dismissed), grounds(lacking), missing) {
        (Some(grounds), ..) => Finding::fires(grounds),
        (None, Some(grounds), Some(missing)) => Finding::not_evidenced(missing, grounds),
        _ => Finding::silent(),
    };
    again.into_iter().fold(found, Finding::and_again)
}

/// All of it in one, each event shown once.
fn grounds(legs: Vec<Leg<'_>>) -> Option<Grounds> {
    let since = legs.iter().map(|leg| leg.since).min()?;
    let severity = legs.iter().map(|leg| leg.severity).min()?; // S1 is the least.
    let because: Vec<&str> = legs.iter().map(|leg| leg.because.as_str()).collect();
    let mut grounds = Grounds::since(since, because.join(" ")).at_severity(severity);
    for leg in legs {
        for Bears { seen, against, shows } in leg.evidence {
            if grounds.evidence.iter().any(|known| known.event == seen.meta.id) {
                continue;
            }
            grounds =
                if against { grounds.despite(seen, shows) } else { grounds.shown_by(seen, shows) };
        }
        grounds = leg.agencies.into_iter().fold(grounds, Grounds::answered_by);
    }
    Some(grounds)
}
