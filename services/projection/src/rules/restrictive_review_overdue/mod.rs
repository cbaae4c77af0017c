//! A restriction stood for more than 28 days without a review, or a plan for
//! more than three months.
//!
//! > Plans were reviewed without the people whom they were about.
//! > SLP review 2021, paras 7.5 and 7.6, in our words
//!
//! The days count from the plan's publication, from the restriction, or from
//! the last review, whichever is latest; a new publication begins them anew.
//! A review counts if the person was there, was represented, or was invited
//! and declined, or if what they think of the plan was on record by then. One
//! held without either does not count for a restriction. For a plan it keeps
//! the days, and from then on it is said that the record lacks the person.
//!
//! The catalogue also asks for a review within seven days of a crisis. That is
//! left out here: it needs the person's crisis contacts in a bounded window
//! around the plan, and every contact of a person would have to be read.

mod lines;

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{
        ChallengeDecided, ChallengeLodged, InstructionIssued, InstructionLapsed,
        InstructionWithdrawn, PlanClosed, PlanPublished, ReviewHeld, ViewRecorded,
    },
    common::PersonPresence,
};

use self::lines::{Term, terms};
use super::{
    Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    in_time::InTime,
    sources::{NICE_CG78, SLP_2021_REVIEWS},
    watch::own,
};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

static RESTRICTION_REVIEWED_WITHIN_DAYS: Dated = Dated {
    name: "restriction_reviewed_within_days",
    values: &[Since::ours(
        28,
        "no source gives a time; panels meet monthly, and no restriction should outlast a meeting unexamined",
    )],
};

static PLAN_REVIEWED_WITHIN_DAYS: Dated = Dated {
    name: "plan_reviewed_within_days",
    values: &[Since::ours(
        91,
        "no source gives a time; a plan made for a crisis is out of date after a quarter of a year",
    )],
};

pub static RULE: Rule = Rule {
    id: "restrictive-review-overdue",
    pattern: "A restriction stood for more than 28 days without a review, or a plan for more than three months.",
    sources: &[&SLP_2021_REVIEWS, &NICE_CG78],
    parameters: &[&RESTRICTION_REVIEWED_WITHIN_DAYS, &PLAN_REVIEWED_WITHIN_DAYS],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::IndependentClinicalReview, RecommendedAct::SpeakWithThePerson],
    anchors: &[PlanPublished::KIND],
    watches: &[
        own(ChallengeDecided::KIND),
        own(ChallengeLodged::KIND),
        own(InstructionIssued::KIND),
        own(InstructionLapsed::KIND),
        own(InstructionWithdrawn::KIND),
        own(PlanClosed::KIND),
        own(ReviewHeld::KIND),
        own(ViewRecorded::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ReviewAndDrift, Severity::S2)
};

const WITHOUT_THE_PERSON: &str = "A review was held without the person and without their view.";
const NO_DAY: &str = "The record does not say whether a review was held in time.";

/// What became of a term that was to be reviewed.
enum Reviewed {
    /// The next review is due then.
    DueAt(Timestamp),
    /// The record cannot tell whether one was held by then.
    Unclear(Timestamp),
    /// None was held by then.
    Missed(Timestamp),
}

fn detect(history: &History) -> Finding {
    let view = history.anchored::<ViewRecorded>().map(|view| view.meta.occurred.start).min();
    let (with, without): (Vec<_>, Vec<_>) =
        history.anchored::<ReviewHeld>().partition(|review| has_a_voice(review, view));
    let terms = terms(history);
    let all: Vec<_> = history.anchored::<ReviewHeld>().collect();
    let judged: Vec<(&Term<'_>, Reviewed)> = terms
        .iter()
        .flat_map(|term| {
            // A restriction is not reviewed over the person's head. Of a plan, a
            // review without the person is a review, and its worth is not evidenced.
            let counts = if term.is_restriction { &with } else { &all };
            follow(history, term, counts).into_iter().map(move |r| (term, r))
        })
        .collect();
    let again = judged.iter().filter_map(|(_, reviewed)| match reviewed {
        Reviewed::DueAt(at) => Some(*at),
        _ => None,
    });
    let found = fires(history, &judged, &with, &without)
        .or_else(|| not_evidenced(&judged, &without, &terms))
        .unwrap_or_else(Finding::silent);
    again.fold(found, Finding::and_again)
}

/// True if the person took part, declined to, or had said what they think by then.
fn has_a_voice(review: &Seen<'_, ReviewHeld>, first_view: Option<Timestamp>) -> bool {
    match review.event.person_presence() {
        PersonPresence::Present | PersonPresence::Represented | PersonPresence::Declined => true,
        _ => first_view.is_some_and(|view| view <= review.meta.occurred.end),
    }
}

/// Follows a term from review to review until one is missed.
fn follow(history: &History, term: &Term<'_>, reviews: &[Seen<'_, ReviewHeld>]) -> Vec<Reviewed> {
    let now = history.now();
    let within = term.within(history);
    let mut due = after_days(term.from, within);
    let mut found = vec![];
    for review in reviews {
        let held = review.meta.occurred;
        if held.end <= term.from {
            continue;
        }
        if term.ended_by(due) {
            return found;
        }
        match InTime::by(due, held) {
            InTime::Yes => {}
            InTime::Unclear if now >= due => found.push(Reviewed::Unclear(due)),
            InTime::Unclear | InTime::No => break,
        }
        due = after_days(held.end, within);
    }
    if !term.ended_by(due) {
        found.push(if now < due { Reviewed::DueAt(due) } else { Reviewed::Missed(due) });
    }
    found
}

fn fires(
    history: &History,
    judged: &[(&Term<'_>, Reviewed)],
    with: &[Seen<'_, ReviewHeld>],
    without: &[Seen<'_, ReviewHeld>],
) -> Option<Finding> {
    let missed = || {
        judged.iter().filter_map(|(term, reviewed)| match reviewed {
            Reviewed::Missed(at) => Some((*at, *term)),
            _ => None,
        })
    };
    let since = missed().map(|(at, _)| at).min()?;
    let restriction = missed().any(|(_, term)| term.is_restriction);
    let plan = missed().any(|(_, term)| !term.is_restriction);
    let mut because = vec![];
    if restriction {
        let days = history.value(&RESTRICTION_REVIEWED_WITHIN_DAYS, since);
        because.push(format!("A restriction stood for more than {days} days without a review."));
    }
    if plan {
        let days = history.value(&PLAN_REVIEWED_WITHIN_DAYS, since);
        because.push(format!("A plan stood for more than {days} days without a review."));
    }
    let mut grounds = Grounds::since(since, because.join(" "));
    for (_, term) in missed() {
        grounds = term.add_to(grounds);
    }
    for review in without {
        grounds = grounds.shown_by(*review, WITHOUT_THE_PERSON);
    }
    for review in with.iter().filter(|review| review.meta.occurred.end > since) {
        grounds = grounds.despite(*review, "A review was held after that.");
    }
    Some(Finding::fires(grounds))
}

fn not_evidenced(
    judged: &[(&Term<'_>, Reviewed)],
    without: &[Seen<'_, ReviewHeld>],
    terms: &[Term<'_>],
) -> Option<Finding> {
    let unclear = || {
        judged.iter().filter_map(|(term, reviewed)| match reviewed {
            Reviewed::Unclear(at) => Some((*at, *term)),
            _ => None,
        })
    };
    let held = without.iter().map(|review| review.meta.occurred.end);
    let since = held.chain(unclear().map(|(at, _)| at)).min()?;
    let missing = if without.is_empty() { NO_DAY } else { WITHOUT_THE_PERSON };
    let mut grounds = Grounds::since(since, missing);
    for (_, term) in unclear() {
        grounds = term.add_to(grounds);
    }
    for review in without {
        grounds = grounds.shown_by(*review, WITHOUT_THE_PERSON);
    }
    if let Some(term) = terms.last() {
        grounds = grounds.answered_by(term.agency_id());
    }
    Some(Finding::not_evidenced(missing, grounds))
}
