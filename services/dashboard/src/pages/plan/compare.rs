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
    pub(super) stands: Stands,
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
        let stands = stands(history, id, restriction, now)?;
        let mut row = row(id, line, (old, new), stands, restriction, names);
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
    stands: Stands,
    restriction: Option<&Restriction>,
    names: &Names,
) -> Row {
    let texts = |wording: Option<&Wording>| facts::text(wording.and_then(|w| w.text.as_ref()));
    let (before, after) = (texts(old), texts(new));
    // What stands in for words that are withheld is no wording, and is compared with none.
    let is_read = before != facts::WITHHELD && after != facts::WITHHELD;
    let (gone, came) = match (old, new) {
        (Some(_), Some(_)) if is_read => changes(&before, &after),
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
        stands,
        facts: told(line, restriction, names),
        views: line.views.iter().map(said).collect(),
        may_change: line.withdrawn.is_none() && !line.struck_out,
    }
}

/// How a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Stands {
    InForce,
    NotYet,
    /// A challenge suspends it.
    Suspended,
    /// It lapsed; with when, if that is on record.
    Lapsed(Option<String>),
    /// It was taken out, and when.
    TakenOut(String),
    /// A challenge to it was upheld.
    StruckOut,
    PlanClosed,
}

impl Stands {
    /// In words.
    pub(in crate::pages) fn says(&self) -> String {
        match self {
            Self::InForce => "In force".to_owned(),
            Self::NotYet => "Not yet in force".to_owned(),
            Self::Suspended => "Suspended by a challenge: full care is due".to_owned(),
            Self::Lapsed(None) => "Lapsed: full care is due".to_owned(),
            Self::Lapsed(Some(when)) => format!("Lapsed: {when}. Full care is due"),
            Self::TakenOut(when) => format!("Taken out: {when}"),
            Self::StruckOut => "Ended: a challenge was upheld".to_owned(),
            Self::PlanClosed => "Its plan is closed".to_owned(),
        }
    }

    /// The colour of its tag. The words say it too.
    pub(in crate::pages) fn colour(&self) -> &'static str {
        match self {
            Self::InForce => "green",
            Self::NotYet => "blue",
            Self::Suspended => "orange",
            Self::Lapsed(_) | Self::TakenOut(_) | Self::StruckOut | Self::PlanClosed => "grey",
        }
    }
}

/// How a line of a plan stands: as the services work it out where they were asked, else as
/// the plan's own events tell it.
pub(in crate::pages) fn stands(
    history: &History,
    id: &str,
    restriction: Option<&Restriction>,
    now: Timestamp,
) -> Option<Stands> {
    let line = history.lines.get(id)?;
    if history.closed.is_some() {
        return Some(Stands::PlanClosed);
    }
    if let Some((when, _)) = &line.withdrawn {
        return Some(Stands::TakenOut(when.clone()));
    }
    if line.struck_out {
        return Some(Stands::StruckOut);
    }
    let told = restriction.map(Restriction::state);
    let is_over = restriction.is_none() && line.expires.is_some_and(|end| end <= now);
    if line.lapsed.is_some() || told == Some(RestrictionState::Lapsed) || is_over {
        return Some(Stands::Lapsed(line.lapsed.clone()));
    }
    if !line.suspended_by.is_empty() || told == Some(RestrictionState::Suspended) {
        return Some(Stands::Suspended);
    }
    let in_force = history.versions.last().is_some_and(|last| last.lines.contains_key(id));
    Some(if in_force { Stands::InForce } else { Stands::NotYet })
}

/// What there is to know about a line, besides its words.
fn told(
    line: &Line,
    restriction: Option<&Restriction>,
    names: &Names,
) -> Vec<(&'static str, String)> {
    let issued = &line.issued;
    let known = restriction.and_then(|known| time::maybe(known.expires.as_ref()));
    let expires = known.or(line.expires).or_else(|| time::maybe(issued.expires.as_ref()));
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
        ("Lapses", or(expires.map(words::day).unwrap_or_default())),
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
        careplans::{
            InstructionIssued, InstructionRevised, PlanClosed, PlanPublished, ReviewHeld,
            ReviewOutcome,
        },
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
        assert_eq!(rows[0].stands.says(), "Lapsed: full care is due");
        assert_eq!(rows[1].stands, Stands::InForce);
    }

    #[test]
    fn where_the_services_were_not_asked_the_events_tell_how_a_restriction_stands() {
        let start: Timestamp = "2021-01-01T10:00:00Z".parse().unwrap();
        let on = |day: i64| start + jiff::SignedDuration::from_hours(24 * day);
        let issued = InstructionIssued {
            instruction_id: "a".into(),
            kind: InstructionKind::Restriction.into(),
            expires: Some(time::wire(on(28))),
            ..InstructionIssued::default()
        };
        let published = PlanPublished { version: 1, ..PlanPublished::default() };
        let continued =
            ReviewHeld { outcome: ReviewOutcome::Continued.into(), ..ReviewHeld::default() };
        let mut events = vec![event("p", 0, &issued), event("p", 1, &published)];
        let of = |events: &[EventRecord], day, told: Option<&Restriction>| {
            stands(&History::of(events), "a", told, on(day)).unwrap()
        };
        assert_eq!(of(&events, 27, None), Stands::InForce);
        assert_eq!(of(&events, 28, None), Stands::Lapsed(None));
        events.push(event("p", 20, &continued));
        assert_eq!(of(&events, 40, None), Stands::InForce);
        assert_eq!(of(&events, 48, None), Stands::Lapsed(None));
        let state = RestrictionState::Lapsed.into();
        let told = Restriction { state, ..Restriction::default() };
        assert_eq!(of(&events, 40, Some(&told)), Stands::Lapsed(None));
        events.push(event("p", 41, &PlanClosed::default()));
        assert_eq!(of(&events, 42, None), Stands::PlanClosed);
    }

    #[test]
    fn words_beside_those_that_are_withheld_are_not_told_as_changed() {
        let withheld: Text = serde_json::from_str(r#"{"withheld":{"reason":"X"}}"#).unwrap();
        let mut events = history();
        let revised = InstructionRevised {
            instruction_id: "b".into(),
            text: Some(withheld),
            ..InstructionRevised::default()
        };
        events[3] = event("p", 3, &revised);
        let history = History::of(&events);
        let versions = history.all_versions();
        let now = "2021-02-01T00:00:00Z".parse().unwrap();
        let (none, names) = (BTreeMap::new(), Names::default());
        let rows = compare(&history, versions.first(), &versions[1], &none, &names, now);
        assert_eq!(rows[0].what, "Reworded");
        assert!(rows[0].before.as_ref().unwrap().runs.iter().all(|run| !run.changed));
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
