//! A scheme goes on under a new name with the same people and officers.
//!
//! > Schemes like SIM go on under other names.
//! > Medact, 2024, in our words
//!
//! The successor says itself whom it follows. Its people are those whom it took
//! on, planned for, or under whose name their lines were reworded; its officers
//! are those in its posts. Both are compared with the predecessor's up to 90
//! days after the successor was registered. A successor with a purpose of its
//! own, about which people were consulted and whose effect on equality was
//! assessed, is a new scheme. One that names no predecessor is not seen here.

mod caseload;

use jiff::Timestamp;
use proto::{
    Named as _,
    any::AnyEvent,
    careplans::{Event as CarePlans, InstructionRevised, PlanDrafted, PlanPublished},
    common::Answer,
    panel::{AgreementKind, AgreementSigned, PostAssigned, PostVacated, SchemeRegistered},
    referrals::{Event as Referrals, ReferralAccepted},
};

use self::caseload::{Carried, Comparison, compare};
use super::{
    Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    in_time::InTime,
    sources::{MEDACT_2024, SLP_2021_RELABELLED},
    watch::by_scheme,
};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

static SAME_PERCENT: Dated = Dated {
    name: "same_people_and_officers_percent",
    values: &[Since::ours(
        50,
        "no source gives a share; with half of both, more stays than changes",
    )],
};

static WITHIN_DAYS: Dated = Dated {
    name: "within_days",
    values: &[Since::ours(
        90,
        "no source gives a window; a caseload is handed over within a quarter of a year",
    )],
};

pub static RULE: Rule = Rule {
    id: "scheme-relabelled",
    pattern: "A scheme goes on under a new name with at least half of the same people and officers.",
    sources: &[&MEDACT_2024, &SLP_2021_RELABELLED],
    parameters: &[&SAME_PERCENT, &WITHIN_DAYS],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::BoardAndReturn],
    anchors: &[SchemeRegistered::KIND],
    concerns: follows_another,
    watches: &[
        by_scheme(AgreementSigned::KIND),
        by_scheme(InstructionRevised::KIND),
        by_scheme(PlanDrafted::KIND),
        by_scheme(PlanPublished::KIND),
        by_scheme(PostAssigned::KIND),
        by_scheme(PostVacated::KIND),
        by_scheme(ReferralAccepted::KIND),
    ],
    awaits: &[<Referrals as proto::Event>::CONTEXT, <CarePlans as proto::Event>::CONTEXT],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ReviewAndDrift, Severity::S3)
};

/// So many people and officers are shown; more make a finding no clearer.
const SHOWN_AT_MOST: usize = 12;

const NOT_RECORDED: &str = "The record does not say who the schemes' people and officers are.";

fn follows_another(event: &AnyEvent) -> bool {
    event.get::<SchemeRegistered>().is_some_and(|e| !e.successor_of_scheme_id.is_empty())
}

fn detect(history: &History) -> Finding {
    let Some(successor) = history.anchored::<SchemeRegistered>().next() else {
        return Finding::silent();
    };
    let began = successor.meta.occurred.end;
    let until = after_days(began, history.value(&WITHIN_DAYS, began));
    match compare(history, successor) {
        Comparison::Differs => Finding::silent(),
        Comparison::Same(carried) => judge(history, successor, &carried),
        Comparison::Unknown if is_new(history, successor, until) => Finding::silent(),
        Comparison::Unknown if history.now() < until => Finding::silent().and_again(until),
        Comparison::Unknown => {
            let grounds = Grounds::since(until, "A scheme was registered as following another.")
                .shown_by(successor, "The scheme says that it follows another.")
                .answered_by(&successor.event.lead_agency_id);
            Finding::not_evidenced(NOT_RECORDED, grounds)
        }
    }
}

fn judge(
    history: &History,
    successor: Seen<'_, SchemeRegistered>,
    carried: &Carried<'_>,
) -> Finding {
    let since = carried.since.max(successor.meta.occurred.end);
    if is_new(history, successor, since) {
        return Finding::silent();
    }
    let mut grounds = Grounds::since(
        since,
        "A scheme goes on under a new name with at least half of the same people and officers.",
    )
    .shown_by(successor, "The scheme says that it follows another.")
    .answered_by(&successor.event.lead_agency_id);
    for seen in carried.people.iter().take(SHOWN_AT_MOST) {
        grounds = grounds.shown_by(*seen, "One of its people was the predecessor's.");
    }
    for seen in carried.officers.iter().take(SHOWN_AT_MOST) {
        grounds = grounds.shown_by(*seen, "One of its officers was the predecessor's.");
    }
    if let Some(assessed) = assessed(history, successor) {
        grounds = grounds.despite(assessed, "Its effect on equality was assessed.");
    }
    Finding::fires(grounds)
}

/// True of a scheme with a purpose of its own, about which people were
/// consulted, and whose effect on equality may have been assessed by then.
fn is_new(history: &History, successor: Seen<'_, SchemeRegistered>, by: Timestamp) -> bool {
    let assessed = assessed(history, successor);
    successor.event.new_purpose() == Answer::Yes
        && successor.event.consulted() == Answer::Yes
        && assessed.is_some_and(|seen| InTime::by(by, seen.meta.occurred) != InTime::No)
}

/// The first assessment of its effect on equality.
fn assessed<'a>(
    history: &'a History,
    successor: Seen<'_, SchemeRegistered>,
) -> Option<Seen<'a, AgreementSigned>> {
    history.of::<AgreementSigned>().find(|signed| {
        signed.event.kind() == AgreementKind::EqualityAssessment
            && signed.event.scheme_id == successor.event.scheme_id
    })
}
