//! What rules about a plan's words have in common: a line that stood in force
//! and whose words earned a label.

use proto::oversight::{Label, LabelledWords};

use super::{
    Finding, Grounds, Severity,
    says::{Says, sum_up},
    wordings::{Wording, wordings},
};
use crate::history::History;

const NOT_READ: &str = "The labeller could not read what a line of the plan says.";
const A_PERSON_MUST_READ: &str =
    "What a line of the plan says cannot be judged without its context. A person must read it.";
const NOT_PUT_IN_FORCE: &str =
    "The record does not say whether a version of the plan with the line was put in force.";

/// What a rule asks of a line's words.
pub(super) struct Asked {
    /// The labels that are looked for.
    pub(super) labels: &'static [Label],
    /// Which of the words that earned them count.
    pub(super) counts: fn(&Wording<'_>, &LabelledWords) -> bool,
    /// What such a line shows.
    pub(super) shows: &'static str,
    /// What is said of the plan.
    pub(super) because: &'static str,
    /// How severe one such line is, if not as the rule says.
    pub(super) severity: fn(&Wording<'_>, &[&LabelledWords]) -> Option<Severity>,
}

impl Asked {
    /// Of no label yet: all words that earn one count, as severely as the rule says.
    pub(super) const USUAL: Self =
        Self { labels: &[], counts: |_, _| true, shows: "", because: "", severity: |_, _| None };
}

/// Judges the lines of the plan: fires where one stood whose words earned it.
pub(super) fn judge(history: &History, asked: &Asked) -> Finding {
    sum_up([says(history, asked)])
}

/// The same, for a rule that judges more of a plan than its words.
pub(super) fn says(history: &History, asked: &Asked) -> Says {
    let wordings = wordings(history);
    let mut earned = Vec::new();
    for wording in &wordings {
        let words: Vec<&LabelledWords> =
            wording.earned(asked.labels).filter(|words| (asked.counts)(wording, words)).collect();
        if !words.is_empty() {
            earned.push((wording, words));
        }
    }
    let stood: Vec<_> = earned.iter().filter(|(wording, _)| wording.stood.is_some()).collect();
    if let Some(since) = stood.iter().filter_map(|(wording, _)| wording.since()).min() {
        let mut grounds = Grounds::since(since, asked.because);
        for (wording, words) in stood {
            grounds = wording.add_to(grounds, asked.shows);
            if let Some(severity) = (asked.severity)(wording, words) {
                grounds = grounds.at_severity(severity);
            }
        }
        return Says::Stands(grounds);
    }
    match earned.iter().find(|(wording, _)| wording.may_have_stood) {
        Some((wording, _)) => {
            let grounds = Grounds::since(wording.words.meta.occurred.end, NOT_PUT_IN_FORCE);
            Says::Lacks(NOT_PUT_IN_FORCE, wording.add_to(grounds, asked.shows))
        }
        None => unclear(&wordings),
    }
}

/// What the record lacks, where no line is known to have earned it in force.
fn unclear(wordings: &[Wording<'_>]) -> Says {
    let in_force = || wordings.iter().filter(|wording| wording.stood.is_some());
    let unread = in_force().find(|wording| wording.labelled().is_none());
    let referred = in_force().find(|wording| wording.is_referred());
    let lacking = unread
        .map(|wording| (wording, NOT_READ))
        .or_else(|| referred.map(|wording| (wording, A_PERSON_MUST_READ)));
    match lacking {
        Some((wording, missing)) => {
            let since = wording.since().unwrap_or(wording.words.meta.occurred.end);
            let grounds = Grounds::since(since, missing);
            Says::Lacks(missing, wording.add_to(grounds, "The line was put in words."))
        }
        None => Says::Nothing,
    }
}
