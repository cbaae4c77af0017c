//! Somebody complained, and soon afterwards a restriction or sanction was put on
//! the person.
//!
//! > Trusts were asked for complaints, for what was done about them, and how many
//! > people were treated as malicious complainants.
//! > NHS England, letter of 21 July 2021, in our words
//!
//! It is judged by what was done and when, not by what anybody meant. It stands
//! where those complained of did it, supported it or are of the scheme complained
//! of; what others did is said to lack that. What may have been decided upon
//! before the complaint, because a panel had decided about a sanction or the
//! plan, or because it had been threatened, is said to lack that: no decision
//! names the sanction or the line that it was about. So it is with a restriction
//! that was written before the complaint and put in force after it.
//!
//! A restriction is put on the person by the version of a plan with which it comes
//! into force; a draft binds nobody.
//!
//! What the person agreed to is no answer to a complaint, nor is a sanction for
//! an offence apart, nor what a member of staff complained of. Requests for
//! access to one's own record are not seen: no event tells of one.

mod imposed;

use proto::{
    Named as _,
    careplans::{
        InstructionIssued, InstructionLapsed, InstructionRevised, InstructionWithdrawn, PlanClosed,
        PlanDrafted, PlanPublished,
    },
    concerns::{ComplaintClosed, ComplaintOutcome, ComplaintRaised, RaisedBy},
    panel::DecisionMade,
    sanctions::{
        BehaviouralContractImposed, SanctionApplied, SanctionThreatened, SanctionVaried,
        ServiceReduced,
    },
};

use self::imposed::{Imposed, imposed};
use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since,
    follows::within_days_after,
    in_time::InTime,
    once::{despite_once, shown_once},
    sources::{KENDALL_2021, NHSE_2023_B},
    watch::{by_person, own},
};
use crate::history::{History, Seen};

static WITHIN_DAYS: Dated = Dated {
    name: "within_days_of_a_complaint",
    values: &[Since::ours(
        30,
        "no source gives a window; panels meet monthly, and what a complaint sets off is decided at the next meeting",
    )],
};

pub static RULE: Rule = Rule {
    id: "retaliation",
    pattern: "Somebody complained, and soon afterwards a new restriction or sanction was put on \
              the person.",
    sources: &[&KENDALL_2021, &NHSE_2023_B],
    parameters: &[&WITHIN_DAYS],
    acts: &[RecommendedAct::SuspendAndRecall, RecommendedAct::Safeguarding],
    anchors: &[ComplaintRaised::KIND],
    watches: &[
        own(ComplaintClosed::KIND),
        by_person(BehaviouralContractImposed::KIND),
        by_person(InstructionIssued::KIND),
        by_person(InstructionLapsed::KIND),
        by_person(InstructionRevised::KIND),
        by_person(InstructionWithdrawn::KIND),
        by_person(PlanClosed::KIND),
        by_person(PlanPublished::KIND),
        by_person(SanctionApplied::KIND),
        by_person(SanctionThreatened::KIND),
        by_person(SanctionVaried::KIND),
        by_person(ServiceReduced::KIND),
        // What had been decided upon before, and whose plan it is.
        by_person(DecisionMade::KIND),
        by_person(PlanDrafted::KIND),
    ],
    // That it had neither been decided upon nor threatened before.
    awaits: &["panel", "sanctions"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ComplaintsAndSafeguarding, Severity::S1)
};

const WHEN_NOT_SAID: &str =
    "The record does not say whether it came after the complaint and how soon.";
const DECIDED_BEFORE: &str =
    "The record does not say whether it had been decided upon before the complaint.";
const BY_WHOM_NOT_SAID: &str =
    "The record does not say whether those complained of had a part in it.";
const RAISED_BY_NOT_SAID: &str = "The record does not say whether it was raised for the person.";

fn detect(history: &History) -> Finding {
    let Some(raised) = history.anchored::<ComplaintRaised>().next() else {
        return Finding::silent();
    };
    let by_staff = raised.event.raised_by() == RaisedBy::Staff;
    if raised.event.person_id.is_empty() || by_staff {
        return Finding::silent();
    }
    let mut certain = vec![];
    let mut unclear = vec![];
    for act in imposed(history) {
        match missing(history, raised, &act) {
            Weighed::Apart => {}
            Weighed::Stands => certain.push(act),
            Weighed::Lacks(missing) => unclear.push((missing, act)),
        }
    }
    let days = history.value(&WITHIN_DAYS, raised.meta.occurred.end);
    let because = format!(
        "Somebody complained, and within {days} days a new restriction or sanction was put on \
         the person."
    );
    if let Some(grounds) = grounds(history, raised, &certain, because) {
        return Finding::fires(grounds);
    }
    let first = unclear.iter().min_by_key(|(_, act)| act.when.end);
    let missing = first.map(|(missing, _)| *missing);
    let unclear: Vec<Imposed<'_>> = unclear.into_iter().map(|(_, act)| act).collect();
    let because = "Somebody complained, and a restriction or sanction was put on the person, \
                   perhaps because of it.";
    match (missing, grounds(history, raised, &unclear, because.into())) {
        (Some(missing), Some(grounds)) => Finding::not_evidenced(missing, grounds),
        _ => Finding::silent(),
    }
}

/// What something that was put on the person is to the complaint.
enum Weighed {
    /// It has nothing to do with it, as far as time tells.
    Apart,
    /// The record lacks this.
    Lacks(&'static str),
    /// It followed the complaint, and those complained of had a part in it.
    Stands,
}

fn missing(history: &History, raised: Seen<'_, ComplaintRaised>, act: &Imposed<'_>) -> Weighed {
    let days = history.value(&WITHIN_DAYS, raised.meta.occurred.end);
    let followed = within_days_after(&raised.meta.occurred, days, &act.when);
    let complained_of = raised.event;
    let same_scheme =
        !complained_of.scheme_id.is_empty() && act.scheme_id == complained_of.scheme_id;
    let had_a_part =
        same_scheme || act.agencies.iter().any(|agency| *agency == complained_of.about_agency_id);
    match followed {
        InTime::No => Weighed::Apart,
        InTime::Unclear => Weighed::Lacks(WHEN_NOT_SAID),
        InTime::Yes => {
            let lacking = act.lacks.or_else(|| {
                if matches!(complained_of.raised_by(), RaisedBy::Other | RaisedBy::Unspecified) {
                    Some(RAISED_BY_NOT_SAID)
                } else if !had_a_part {
                    Some(BY_WHOM_NOT_SAID)
                } else if before(history, raised, act).next().is_some() {
                    Some(DECIDED_BEFORE)
                } else {
                    None
                }
            });
            lacking.map_or(Weighed::Stands, Weighed::Lacks)
        }
    }
}

/// What may have led to it and was there when somebody complained.
fn before<'a>(
    history: &'a History,
    raised: Seen<'a, ComplaintRaised>,
    act: &'a Imposed<'a>,
) -> impl Iterator<Item = (Seen<'a, ()>, &'static str)> {
    let is_before = move |seen: &Seen<'_, ()>| seen.meta.occurred.start <= raised.meta.occurred.end;
    let decided = history
        .of::<DecisionMade>()
        .filter(|made| act.may_be_of(made.event))
        .map(|made| (made.of_any_kind(), "A panel had decided about such a matter before."));
    let threatened = history
        .of::<SanctionThreatened>()
        .filter(|threat| {
            threat.meta.stream == act.seen.meta.stream && threat.meta.id != act.seen.meta.id
        })
        .map(|threat| (threat.of_any_kind(), "It had been threatened before."));
    let written = act.by.map(|_| (act.seen, "The restriction had been written before."));
    decided.chain(threatened).chain(written).filter(move |(seen, _)| is_before(seen))
}

fn grounds(
    history: &History,
    raised: Seen<'_, ComplaintRaised>,
    acts: &[Imposed<'_>],
    because: String,
) -> Option<Grounds> {
    let since = acts.iter().map(|act| act.when.end).min()?;
    let mut grounds = Grounds::since(since, because)
        .shown_by(raised, "A complaint was raised.")
        .answered_by(&raised.event.about_agency_id);
    for act in acts {
        for (seen, shows) in before(history, raised, act) {
            grounds = despite_once(grounds, seen, shows);
        }
        grounds = shown_once(grounds, act.seen, act.shows);
        if let Some(version) = act.by {
            grounds =
                shown_once(grounds, version, "A version of the plan with it was put in force.");
        }
        grounds = act.agencies.iter().fold(grounds, |grounds, agency| grounds.answered_by(agency));
    }
    for closed in history.anchored::<ComplaintClosed>() {
        grounds = match closed.event.outcome() {
            ComplaintOutcome::Upheld | ComplaintOutcome::PartlyUpheld => {
                grounds.shown_by(closed, "The complaint was upheld, at least in part.")
            }
            ComplaintOutcome::NotUpheld => grounds.despite(closed, "The complaint was not upheld."),
            ComplaintOutcome::Withdrawn => grounds.shown_by(closed, "The complaint was withdrawn."),
            ComplaintOutcome::Unspecified => grounds.shown_by(closed, "The complaint was closed."),
        };
    }
    Some(grounds)
}
