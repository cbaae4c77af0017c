//! What a figure lacks to show a change.

use proto::panel::ClaimPublished;

use super::super::claims::{any_of, words};

/// What is wanting in a claim.
pub(super) enum Gaps {
    /// Nothing, or it claims no change.
    None,
    /// These.
    Some(Vec<&'static str>),
    /// That cannot be told: what is to be said of it, and what the record lacks.
    Unclear(&'static str, &'static str),
}

const CHANGES: &[&str] = &[
    "changed",
    "cut",
    "cuts",
    "decline",
    "declined",
    "decrease",
    "decreased",
    "difference",
    "down",
    "drop",
    "dropped",
    "fall",
    "fallen",
    "fell",
    "fewer",
    "improved",
    "improvement",
    "increase",
    "increased",
    "less",
    "lower",
    "lowered",
    "more",
    "ratio",
    "reduce",
    "reduced",
    "reducing",
    "reduction",
    "reductions",
    "rise",
    "rose",
    "save",
    "saved",
    "saves",
    "saving",
    "savings",
];

/// People who left, died or went to prison are not among these.
const STAYERS: &[&str] = &[
    "active",
    "best",
    "completed",
    "completers",
    "engaged",
    "engaging",
    "excluding",
    "except",
    "remained",
    "remaining",
    "retained",
    "selected",
    "stayed",
    "successful",
];

/// All who were referred, or whom it was intended to treat.
const EVERYBODY: &[&str] = &["intention", "itt", "referred"];

/// Comparisons with others, or with the whole country.
const CONTROLS: &[&str] = &[
    "comparison",
    "control",
    "controlled",
    "controls",
    "eligible",
    "matched",
    "national",
    "randomised",
    "randomized",
    "trend",
    "unreferred",
    "usual",
    "wait",
    "waited",
    "waiting",
    "waitlist",
];

const OWN_PAST: &[&str] =
    &["baseline", "before", "earlier", "past", "pre", "preceding", "previous", "prior"];

const NONE: &[&str] = &["no", "none", "without", "not", "lacking"];

pub(super) fn gaps(claim: &ClaimPublished) -> Gaps {
    if is_change(claim) {
        of_change(claim)
    } else if claim.count_not_given {
        Gaps::Unclear("A statement was published whose count is not given.", "the count")
    } else if is_share(claim) && (claim.people == 0 || claim.denominator.trim().is_empty()) {
        Gaps::Unclear(
            "A percentage was published without what it is a share of.",
            "whether it is a share or a change, and of how many people",
        )
    } else {
        Gaps::None
    }
}

fn of_change(claim: &ClaimPublished) -> Gaps {
    let denominator = words(&claim.denominator);
    let comparator = words(&claim.comparator);
    let denominators = if denominator.is_empty() {
        Some("without saying of whom")
    } else if any_of(&denominator, STAYERS) {
        Some("without those who left")
    } else {
        None
    };
    let comparators = if comparator.is_empty() || opens_with_none(&comparator) {
        Some("without a comparison")
    } else if any_of(&comparator, OWN_PAST) && !has_control(&comparator) {
        Some("compared with nothing but the same people's past")
    } else {
        None
    };
    let gaps: Vec<_> = (claim.people == 0)
        .then_some("without the number of people")
        .into_iter()
        .chain(denominators)
        .chain(comparators)
        .chain(claim.interval.trim().is_empty().then_some("without an interval"))
        .collect();
    if !gaps.is_empty() {
        return Gaps::Some(gaps);
    }
    if any_of(&denominator, EVERYBODY) {
        return Gaps::None;
    }
    Gaps::Unclear(
        "A change was published, and no record says whether those who left are counted.",
        "whether all who were referred are counted, those who left or died too",
    )
}

fn is_change(claim: &ClaimPublished) -> bool {
    let figure = claim.figure.trim();
    let signed = figure
        .strip_prefix(['-', '−', '–', '+'])
        .is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()));
    signed || any_of(&words(figure), CHANGES) || any_of(&words(&claim.measure), CHANGES)
}

fn is_share(claim: &ClaimPublished) -> bool {
    claim.figure.contains('%') || any_of(&words(&claim.figure), &["percent", "cent"])
}

fn opens_with_none(comparator: &[String]) -> bool {
    comparator.first().is_some_and(|word| NONE.contains(&word.as_str()))
}

/// True if a comparison is named, and not said to be missing.
fn has_control(comparator: &[String]) -> bool {
    let before = std::iter::once(None).chain(comparator.iter().map(Some));
    comparator.iter().zip(before).any(|(word, before)| {
        let denied = before.is_some_and(|before| NONE.contains(&before.as_str()));
        CONTROLS.contains(&word.as_str()) && !denied
    })
}
