//! Two versions of a plan side by side: which lines came, went or were reworded.

use std::collections::BTreeMap;

use jiff::Timestamp;
use proto::{
    careplans::{InstructionKind, ViewRecorded},
    oversight::{Restriction, RestrictionState},
    time,
};

use super::history::{History, Line, Version, Wording};
use crate::{
    facts,
    marks::{Run, changes, runs},
    names::Names,
    words,
};

/// A line in both versions.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) called: String,
    pub(super) kind: &'static str,
    pub(super) is_restriction: bool,
    pub(super) agency: String,
    /// What became of it between the two.
    pub(super) what: &'static str,
    pub(super) before: Option<Side>,
    pub(super) after: Option<Side>,
    /// How it stands, and the colour of that.
    pub(super) state: String,
    pub(super) colour: &'static str,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) views: Vec<Said>,
    pub(super) may_change: bool,
}

/// A wording as it is drawn.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) since: String,
    pub(super) runs: Vec<Run>,
    /// True if the labeller says that a person must read it.
    pub(super) refer: bool,
}

/// What the person said.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) when: String,
    pub(super) agreement: String,
    pub(super) words: String,
}

/// What a view says.
pub(super) fn said((when, view): &(String, ViewRecorded)) -> Said {
    Said {
        when: when.clone(),
        agreement: words::code(view.agreement().as_str_name(), "AGREEMENT"),
        words: facts::text(view.words.as_ref()),
    }
}

/// The lines of two versions: restrictions first, then in the order in which they came.
pub(super) fn compare(
    history: &History,
    before: Option<&Version>,
    after: &Version,
    restrictions: &BTreeMap<String, Restriction>,
    names: &Names,
    now: Timestamp,
) -> Vec<Row> {
    let of = |version: Option<&Version>, id: &str| version?.lines.get(id).copied();
    let rows = history.order.iter().filter_map(|id| {
        let line = history.lines.get(id)?;
        let old = of(before, id).and_then(|at| line.wordings.get(at));
        let new = of(Some(after), id).and_then(|at| line.wordings.get(at));
        if old.is_none() && new.is_none() {
            return None;
        }
        let restriction = restrictions.get(id);
        let state = match history.closed {
            Some(_) => ("Its plan is closed".to_owned(), "grey"),
            None => {
                let last = history.versions.last();
                let in_force = last.is_some_and(|version| version.lines.contains_key(id));
                stands(line, restriction, in_force, now)
            }
        };
        let mut row = row(id, line, (old, new), state, restriction, names);
        row.may_change &= history.closed.is_none();
        Some(row)
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by_key(|row| !row.is_restriction);
    rows
}

fn row(
    id: &str,
    line: &Line,
    (old, new): (Option<&Wording>, Option<&Wording>),
    (state, colour): (String, &'static str),
    restriction: Option<&Restriction>,
    names: &Names,
) -> Row {
    let texts = |wording: Option<&Wording>| facts::text(wording.and_then(|w| w.text.as_ref()));
    let (before, after) = (texts(old), texts(new));
    let (gone, came) = match (old, new) {
        (Some(_), Some(_)) => changes(&before, &after),
        _ => (Vec::new(), Vec::new()),
    };
    let what = match (old, new) {
        (None, _) => "Added",
        (_, None) => "Taken out",
        (Some(old), Some(new)) if !std::ptr::eq(old, new) => "Reworded",
        _ => "As it was",
    };
    let side = |wording: &Wording, text: &str, changed: &[std::ops::Range<usize>]| Side {
        since: wording.since.clone(),
        // The places of labels are those of the words, and not of what stands in for them.
        runs: match text {
            facts::WITHHELD => runs(text, &[], &[]),
            _ => runs(text, changed, &wording.because),
        },
        refer: wording.refer,
    };
    let kind = line.issued.kind();
    Row {
        id: id.to_owned(),
        called: words::short(id),
        kind: match kind {
            InstructionKind::Support => "Support",
            InstructionKind::Response => "Response",
            InstructionKind::Restriction => "Restriction",
            InstructionKind::Unspecified => "Line of a kind that you may not see",
        },
        is_restriction: kind == InstructionKind::Restriction,
        agency: names.of(&line.issued.for_agency_id),
        what,
        before: old.map(|wording| side(wording, &before, &gone)),
        after: new.map(|wording| side(wording, &after, &came)),
        state,
        colour,
        facts: told(line, restriction, names),
        views: line.views.iter().map(said).collect(),
        may_change: line.withdrawn.is_none() && !line.struck_out,
    }
}

/// How a line stands, and the colour of it.
fn stands(
    line: &Line,
    restriction: Option<&Restriction>,
    in_force: bool,
    now: Timestamp,
) -> (String, &'static str) {
    if let Some((when, _)) = &line.withdrawn {
        return (format!("Taken out: {when}"), "grey");
    }
    if line.struck_out {
        return ("Ended: a challenge was upheld".to_owned(), "grey");
    }
    match restriction.map(Restriction::state) {
        Some(RestrictionState::Lapsed) => return ("Lapsed: full care is due".to_owned(), "grey"),
        Some(RestrictionState::Suspended) => {
            return ("Suspended by a challenge: full care is due".to_owned(), "orange");
        }
        _ => {}
    }
    if let Some(when) = &line.lapsed {
        return (format!("Lapsed: {when}. Full care is due"), "grey");
    }
    if !line.suspended_by.is_empty() {
        return ("Suspended by a challenge: full care is due".to_owned(), "orange");
    }
    let expires = time::maybe(line.issued.expires.as_ref());
    if restriction.is_none() && expires.is_some_and(|end| end <= now) {
        return ("Its end has passed".to_owned(), "grey");
    }
    if in_force {
        ("In force".to_owned(), "green")
    } else {
        ("Not yet in force".to_owned(), "blue")
    }
}

/// What there is to know about a line, besides its words.
fn told(
    line: &Line,
    restriction: Option<&Restriction>,
    names: &Names,
) -> Vec<(&'static str, String)> {
    let issued = &line.issued;
    let expires = restriction.and_then(|known| known.expires.as_ref()).or(issued.expires.as_ref());
    let is_restriction = issued.kind() == InstructionKind::Restriction;
    let nobody = || if is_restriction { "Nobody is named".to_owned() } else { String::new() };
    let or = |text: String| {
        if text.is_empty() && is_restriction { "Not on record".to_owned() } else { text }
    };
    let clinician =
        issued.clinician.as_ref().map_or_else(nobody, |worker| facts::worker(worker, names));
    let reason = line.wordings.last().and_then(|wording| wording.reason.as_ref());
    let withdrawn = line.withdrawn.as_ref().and_then(|(_, why)| why.as_ref());
    let all = [
        ("Issued", line.issued_at.clone()),
        ("Lapses", or(words::day_of(expires))),
        ("Clinician who answers for it", clinician),
        ("Why it is needed", or(facts::text(issued.rationale.as_ref()))),
        ("What less was tried", or(facts::text(issued.less_restrictive_tried.as_ref()))),
        ("Applies when", facts::text(issued.applies_when.as_ref())),
        ("Why it was reworded", facts::text(reason)),
        ("Why it was taken out", facts::text(withdrawn)),
    ];
    all.into_iter().filter(|(_, says)| !says.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use proto::{
        careplans::{InstructionIssued, InstructionRevised, PlanPublished},
        common::{EventRecord, Text},
    };

    use super::*;
    use crate::facts::tests::event;

    fn history() -> Vec<EventRecord> {
        let issued = |id: &str, kind: InstructionKind, text| InstructionIssued {
            instruction_id: id.into(),
            kind: kind.into(),
            text: Some(text),
            ..InstructionIssued::default()
        };
        let withheld: Text = serde_json::from_str(r#"{"withheld":{"reason":"X"}}"#).unwrap();
        let revised = InstructionRevised {
            instruction_id: "b".into(),
            text: Some(Text::plain("Do not admit her.")),
            ..InstructionRevised::default()
        };
        vec![
            event("p", 0, &issued("a", InstructionKind::Support, withheld)),
            event("p", 1, &issued("b", InstructionKind::Restriction, Text::plain("Admit her."))),
            event("p", 2, &PlanPublished { version: 1, ..PlanPublished::default() }),
            event("p", 3, &revised),
            event("p", 4, &PlanPublished { version: 2, ..PlanPublished::default() }),
        ]
    }

    fn rows(restrictions: &BTreeMap<String, Restriction>) -> Vec<Row> {
        let history = History::of(&history());
        let versions = history.all_versions();
        let now = "2021-02-01T00:00:00Z".parse().unwrap();
        let names = Names::default();
        compare(&history, versions.first(), &versions[1], restrictions, &names, now)
    }

    #[test]
    fn restrictions_come_first_and_what_was_reworded_is_said() {
        let rows = rows(&BTreeMap::new());
        let told: Vec<(&str, &str)> = rows.iter().map(|row| (row.kind, row.what)).collect();
        assert_eq!(told, [("Restriction", "Reworded"), ("Support", "As it was")]);
        let changed: Vec<&str> = rows[0]
            .after
            .as_ref()
            .unwrap()
            .runs
            .iter()
            .filter(|run| run.changed)
            .map(|run| run.text.trim())
            .collect();
        assert_eq!(changed, ["Do not admit"]);
    }

    #[test]
    fn what_a_restriction_lacks_is_said_and_of_others_it_is_not() {
        let rows = rows(&BTreeMap::new());
        let of = |row: &Row, name| {
            row.facts.iter().find(|(known, _)| *known == name).map(|(_, says)| says.clone())
        };
        assert_eq!(of(&rows[0], "Lapses").as_deref(), Some("Not on record"));
        assert_eq!(
            of(&rows[0], "Clinician who answers for it").as_deref(),
            Some("Nobody is named")
        );
        assert_eq!(of(&rows[1], "Lapses"), None);
    }

    #[test]
    fn a_restriction_that_lapsed_gives_way_to_full_care() {
        let lapsed = Restriction { state: RestrictionState::Lapsed.into(), ..Default::default() };
        let rows = rows(&BTreeMap::from([("b".to_owned(), lapsed)]));
        assert_eq!(rows[0].state, "Lapsed: full care is due");
        assert_eq!(rows[1].state, "In force");
    }

    #[test]
    fn words_that_are_withheld_are_told_as_such_and_not_compared() {
        let rows = rows(&BTreeMap::new());
        let side = rows[1].after.as_ref().unwrap();
        assert_eq!(side.runs.len(), 1);
        assert_eq!(side.runs[0].text, facts::WITHHELD);
        assert!(!side.runs[0].changed);
    }
}
