//! A change was claimed that the published figure cannot show, or the figures
//! of one publication contradict each other.
//!
//! > People who attend often attend less later, with a plan or without.
//! > Studies in Christchurch, West Hertfordshire and Durham, in our words
//!
//! A change needs the number of people, all who were referred and not only
//! those who stayed, something else than their own past to compare it with, and
//! an interval. A plain count that says what it counts claims nothing more.
//! What is compared, and who is counted, is read from a few words; words that
//! do not tell are taken for what they are: the record then lacks it.
//!
//! Rows that add up to more than their total contradict it. Rows that add up to
//! less may not be all of them. The period that was measured has no place in
//! what is recorded of a claim, and is not judged.

mod change;
mod contradictions;

use proto::{Named as _, panel::ClaimPublished};

use self::change::{Gaps, gaps};
use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    claims::measure,
    says::{Says, sum_up},
    sources::{REGRESSION, SIM_CLAIMS, SLP_2021_FIGURES},
    watch::by_scheme,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "uncontrolled-claim",
    pattern: "A change was published without the number of people, all who were referred, a comparison or an interval; or published figures contradict each other.",
    sources: &[&SIM_CLAIMS, &REGRESSION, &SLP_2021_FIGURES],
    acts: &[RecommendedAct::BoardAndReturn],
    anchors: &[ClaimPublished::KIND],
    watches: &[by_scheme(ClaimPublished::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ClaimsAndEvidence, Severity::S2)
};

fn detect(history: &History) -> Finding {
    let Some(claim) = history.anchored::<ClaimPublished>().next() else {
        return Finding::silent();
    };
    let contradictions =
        [contradictions::with_rows(history, claim), contradictions::with_another(history, claim)];
    sum_up([of_change(history, claim)].into_iter().chain(contradictions))
}

fn of_change(history: &History, claim: Seen<'_, ClaimPublished>) -> Says {
    let (because, gaps) = match gaps(claim.event) {
        Gaps::None => return Says::Nothing,
        Gaps::Some(gaps) => (format!("A change was published {}.", gaps.join(", ")), None),
        Gaps::Unclear(because, missing) => (because.to_owned(), Some(missing)),
    };
    let mut grounds = Grounds::since(claim.meta.occurred.end, because)
        .shown_by(claim, "The figure was published.")
        .answered_by(&claim.event.agency_id);
    for later in corrections(history, claim) {
        grounds = grounds.despite(later, "A later figure for the same has what this one lacks.");
    }
    match gaps {
        Some(missing) => Says::Lacks(missing, grounds),
        None => Says::Stands(grounds),
    }
}

/// What the same agency published later of the same thing, without a gap.
fn corrections<'a>(
    history: &'a History,
    claim: Seen<'a, ClaimPublished>,
) -> impl Iterator<Item = Seen<'a, ClaimPublished>> {
    history.of::<ClaimPublished>().filter(move |later| {
        later.event.agency_id == claim.event.agency_id
            && later.event.scheme_id == claim.event.scheme_id
            && measure(later.event) == measure(claim.event)
            && later.meta.occurred.start > claim.meta.occurred.end
            && matches!(gaps(later.event), Gaps::None)
    })
}
