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
    once::{despite_once, shown_once},
    says::sum_up,
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
    // S1 where abuse or neglect is at stake.
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
    ..Rule::usual(Family::ComplaintsAndSafeguarding, Severity::S2)
};

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

impl Leg<'_> {
    fn grounds(self) -> Grounds {
        let grounds = Grounds::since(self.since, self.because).at_severity(self.severity);
        let grounds = self.evidence.into_iter().fold(grounds, |grounds, bears| {
            let Bears { seen, against, shows } = bears;
            if against {
                despite_once(grounds, seen, shows)
            } else {
                shown_once(grounds, seen, shows)
            }
        });
        self.agencies.into_iter().fold(grounds, Grounds::answered_by)
    }
}

fn detect(history: &History) -> Finding {
    let complaint = history.anchored::<ComplaintRaised>().next();
    let says = complaint.into_iter().flat_map(|raised| complaints::judge(history, raised));
    let safeguarding = history.anchored::<SafeguardingRaised>().next();
    sum_up(says.chain(safeguarding.and_then(|raised| safeguarding::judge(history, raised))))
}
