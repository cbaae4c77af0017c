//! A plan in force was made harder without anybody assessing the person anew,
//! or a hard line was reworded under another scheme's name and kept its meaning.
//!
//! Harder is a line, new or reworded, whose words earn a label of denial,
//! threat, sanction or removal that the line did not earn before. A review of
//! the plan since it was last put in force is where that would have been
//! decided. Put right spelling changes no label and is no hardening.
//!
//! Whether a clinician saw the person elsewhere is not asked: a reading of every
//! contact would grow with the person's history, and a review is the place at
//! which such an assessment enters a plan.

use jiff::Timestamp;
use proto::{
    Named as _,
    careplans::{InstructionRevised, PlanPublished, ReviewHeld},
    oversight::Label,
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    sources::{MEDACT_2024, SLP_2021_RELABELLED},
    versions::versions,
    watch::own,
    wordings::{Wording, watches, wordings},
};
use crate::history::{History, Seen};

/// What makes a line harder.
const HARD: [Label; 4] = [
    Label::CareDenial,
    Label::SanctionThreat,
    Label::SanctionUse,
    Label::ResponseRemovedWithoutReplacement,
];

pub static RULE: Rule = Rule {
    id: "instruction-hardening",
    pattern: "A plan in force was made harder without a review, or a hard line was reworded under another scheme's name and kept its meaning.",
    sources: &[&SLP_2021_RELABELLED, &MEDACT_2024],
    acts: &[RecommendedAct::IndependentClinicalReview],
    anchors: &[PlanPublished::KIND],
    watches: watches![own(ReviewHeld::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ReviewAndDrift, Severity::S2)
};

const NOT_READ: &str =
    "The labeller could not read what a line of the plan says now or said before.";
const NO_DAY: &str =
    "The record does not say whether the plan was reviewed before it was made harder.";

/// What a change of a line comes to.
enum Change {
    Harder,
    SameUnderAnotherName,
    Unread,
    None,
}

/// Whether the plan was reviewed before a change.
#[derive(PartialEq, Eq)]
enum Reviewed {
    Yes,
    Unclear,
    No,
}

fn detect(history: &History) -> Finding {
    let wordings = wordings(history);
    let mut found: Option<Grounds> = None;
    let mut unclear: Option<(Grounds, &'static str)> = None;
    for (n, wording) in wordings.iter().enumerate() {
        // The plan must have been in force without it, or with other words.
        let (Some(since), Some(before)) = (wording.since(), in_force_before(history, wording))
        else {
            continue;
        };
        let earlier = n.checked_sub(1).and_then(|n| wordings.get(n));
        let earlier = earlier.filter(|one| one.issued.meta.id == wording.issued.meta.id);
        let change = change(history, earlier, wording);
        let (shows, reviewed) = match change {
            Change::None => continue,
            Change::Harder => {
                ("A line of the plan was made harder.", reviewed(history, before, wording))
            }
            Change::SameUnderAnotherName => {
                ("A hard line was reworded under another scheme's name.", Reviewed::No)
            }
            Change::Unread => ("A line of the plan was reworded.", Reviewed::Unclear),
        };
        let begin = |because: &str| wording.add_to(Grounds::since(since, because), shows);
        match reviewed {
            Reviewed::Yes => {}
            Reviewed::No => {
                found = Some(match found.take() {
                    Some(grounds) => wording.add_to(grounds, shows),
                    None => begin(
                        "A plan in force was made harder without a review, or kept hard under another name.",
                    ),
                });
            }
            Reviewed::Unclear => {
                let missing = if matches!(change, Change::Unread) { NOT_READ } else { NO_DAY };
                unclear.get_or_insert_with(|| (begin(missing), missing));
            }
        }
    }
    match (found, unclear) {
        (Some(grounds), _) => Finding::fires(grounds),
        (None, Some((grounds, missing))) => Finding::not_evidenced(missing, grounds),
        (None, None) => Finding::silent(),
    }
}

/// From when the plan had been in force when these words came.
fn in_force_before(history: &History, wording: &Wording<'_>) -> Option<Timestamp> {
    let came = wording.words.meta.occurred.start;
    let before = versions(history)
        .into_iter()
        .filter(|version| version.published.meta.occurred.end < came)
        .map(|version| version.published.meta.occurred.start);
    before.max()
}

fn change(history: &History, earlier: Option<&Wording<'_>>, now: &Wording<'_>) -> Change {
    let Some(read) = now.labelled() else { return Change::Unread };
    let hard = |labels: &[i32], label: Label| labels.contains(&i32::from(label));
    let earned = |label: &Label| hard(&read.event.labels, *label);
    if !HARD.iter().any(earned) {
        return Change::None;
    }
    let Some(earlier) = earlier else { return Change::Harder };
    let Some(before) = earlier.labelled() else { return Change::Unread };
    if HARD.iter().any(|label| earned(label) && !hard(&before.event.labels, *label)) {
        return Change::Harder;
    }
    let revised = history.anchored::<InstructionRevised>().find(|r| r.meta.id == now.words.meta.id);
    if revised.is_some_and(|revised| !revised.event.scheme_id.is_empty()) {
        return Change::SameUnderAnotherName;
    }
    Change::None
}

/// Whether a review was held between the last publication and these words.
fn reviewed(history: &History, since: Timestamp, wording: &Wording<'_>) -> Reviewed {
    let words = wording.words.meta.occurred;
    let mut answer = Reviewed::No;
    for Seen { meta, .. } in history.anchored::<ReviewHeld>() {
        let held = meta.occurred;
        if held.start >= since && held.end <= words.start {
            return Reviewed::Yes;
        }
        if held.end >= since && held.start <= words.end {
            answer = Reviewed::Unclear;
        }
    }
    answer
}
