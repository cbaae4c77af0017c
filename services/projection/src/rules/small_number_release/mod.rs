//! So few people stand behind a published figure that somebody may be found in it.
//!
//! > Counts from 1 to 7 are not shown, and other counts are rounded to 5.
//! > NHS Digital, disclosure control, in our words
//!
//! A count is small by itself, or it is left when another is taken from its
//! total: of `40 of 47` seven did not. A total with its rows gives away the one
//! row that is not shown; of two that are not shown it gives away neither. What
//! is not a count of people, such as meetings or months, finds nobody. Nought
//! is no small number.
//!
//! All small figures of a publication are one finding, on the first of them.
//! What is shown to those who need to know is no publication and no claim.

mod cells;

use proto::{Named as _, panel::ClaimPublished};

use self::cells::{Small, small};
use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since, claims::publication,
    once::shown_once, sources::NHS_DIGITAL_DISCLOSURE, watch::by_scheme,
};
use crate::history::{History, Seen};

static SMALL_COUNT_MAX: Dated =
    Dated { name: "small_count_max", values: &[Since::published(7, &NHS_DIGITAL_DISCLOSURE)] };

pub static RULE: Rule = Rule {
    id: "small-number-release",
    pattern: "A count of 1 to 7 people was published, or can be had by taking one published count from another.",
    sources: &[&NHS_DIGITAL_DISCLOSURE],
    parameters: &[&SMALL_COUNT_MAX],
    acts: &[RecommendedAct::InformationGovernance],
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
    let limit = u64::from(history.value(&SMALL_COUNT_MAX, claim.meta.occurred.end));
    let found: Vec<(Seen<'_, ClaimPublished>, Small<'_>)> = publication(history, claim)
        .into_iter()
        .filter_map(|seen| small(history, seen, limit).map(|small| (seen, small)))
        .collect();
    match found.first() {
        Some((first, _)) if first.meta.id == claim.meta.id => {}
        _ => return Finding::silent(),
    }
    let because = if found.iter().all(|(_, small)| matches!(small, Small::Derived { .. })) {
        format!("Published counts give away a count of 1 to {limit} people.")
    } else {
        format!("A count of 1 to {limit} people was published.")
    };
    let mut grounds =
        Grounds::since(claim.meta.occurred.end, because).answered_by(&claim.event.agency_id);
    for (seen, small) in found {
        grounds = grounds.shown_by(seen, small.shows());
        for row in small.rows() {
            grounds = shown_once(grounds, *row, "A row of the total was published.");
        }
    }
    Finding::fires(grounds)
}
