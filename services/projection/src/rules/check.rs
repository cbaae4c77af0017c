//! Runs every history of every rule, and moves every threshold to see whether
//! some history holds it where it is.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proto::{
    Named as _,
    referrals::{ContactCorrected, ContactRecorded},
};
use serde::Serialize;

use super::{
    Finding, Rule, Severity, Through, Verdict, Window, Windows,
    histories::{Case, ParseError, parse},
    part, whole,
    windows::around,
};
use crate::{
    history::{Entry, History, Tried, subjects},
    judge,
};

/// So many histories in which it fires a rule has at least.
pub const FIRES_MIN: usize = 3;

/// So many histories in which it must not a rule has at least.
pub const SILENT_MIN: usize = 5;

/// What came of a rule's histories.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The rule.
    pub rule_id: &'static str,
    /// In how many histories it must fire.
    pub fires: usize,
    /// In how many it must not.
    pub silent: usize,
    /// How many thresholds were moved, one unit up or down.
    pub moved: usize,
    /// What is not as it should be; nothing, if all is well.
    pub faults: Vec<String>,
}

/// Runs a rule's histories, and moves its thresholds by one unit each way.
#[must_use]
pub fn check(rule: &Rule) -> Checked {
    let mut faults = Vec::new();
    let mut read = |name: &str, text: &str| match parse(text) {
        Ok(cases) => cases,
        Err(ParseError(error)) => {
            faults.push(format!("{name}: {error}"));
            Vec::new()
        }
    };
    let fires = read("fires.txt", rule.fires);
    let silent = read("silent.txt", rule.silent);
    if fires.len() < FIRES_MIN {
        faults.push(format!("fires.txt has {} histories, {FIRES_MIN} at least", fires.len()));
    }
    if silent.len() < SILENT_MIN {
        faults.push(format!("silent.txt has {} histories, {SILENT_MIN} at least", silent.len()));
    }
    let untried = Tried::new();
    faults.extend(fires.iter().filter_map(|case| fault(rule, case, true, &untried)));
    faults.extend(silent.iter().filter_map(|case| fault(rule, case, false, &untried)));
    let mut moved = 0;
    for tried in moves(rule) {
        moved += 1;
        let differs = |case: &Case| outcome(rule, case, &untried) != outcome(rule, case, &tried);
        if !fires.iter().chain(&silent).any(differs) {
            let values: Vec<String> = tried.iter().map(|(name, v)| format!("{name}={v}")).collect();
            faults.push(format!("no history notices {}", values.join(", ")));
        }
    }
    Checked { rule_id: rule.id, fires: fires.len(), silent: silent.len(), moved, faults }
}

/// Each threshold at one more, and at one less, than it last was set to.
fn moves(rule: &Rule) -> Vec<Tried> {
    let last = |values: &[super::Since]| values.last().map(|since| since.value);
    let each = rule.parameters.iter().filter_map(|p| last(p.values).map(|value| (p.name, value)));
    each.flat_map(|(name, value)| {
        [value.saturating_add(1), value.saturating_sub(1)].map(|v| (name, v))
    })
    .map(|(name, value)| Tried::from([(name.to_owned(), value)]))
    .collect()
}

/// What a rule says of each anchor of a case, and how severe that is.
fn outcome(rule: &Rule, case: &Case, tried: &Tried) -> Vec<(bool, bool, Option<Severity>)> {
    let found = findings(rule, case, case.now, tried).into_iter();
    found
        .map(|(_, finding)| match finding.verdict {
            Verdict::Fires(grounds) => (true, false, grounds.own_severity()),
            Verdict::NotEvidenced { .. } => (false, true, None),
            Verdict::Silent => (false, false, None),
        })
        .collect()
}

/// What is wrong with what a rule says of a case; `None` if nothing is.
fn fault(rule: &Rule, case: &Case, fires: bool, tried: &Tried) -> Option<String> {
    let found = findings(rule, case, case.now, tried);
    let fired = found.iter().any(|(_, f)| matches!(f.verdict, Verdict::Fires(_)));
    let lacking = found.iter().any(|(_, f)| matches!(f.verdict, Verdict::NotEvidenced { .. }));
    let title = &case.title;
    match (fires, fired) {
        (true, false) => Some(format!("`{title}` did not fire")),
        (false, true) => Some(format!("`{title}` fired")),
        (false, false) if lacking != case.not_evidenced => {
            let said = if lacking { "is" } else { "is not" };
            Some(format!("`{title}` {said} said to be not evidenced"))
        }
        _ => None,
    }
}

/// What a rule says of every anchor of a case, as of a moment.
pub(super) fn findings(
    rule: &Rule,
    case: &Case,
    now: Timestamp,
    tried: &Tried,
) -> Vec<(String, Finding)> {
    if let Some(windows) = rule.windows {
        return findings_in_time(rule, &windows, case, now, tried);
    }
    let mut anchors: Vec<String> = case
        .entries
        .iter()
        .filter(|e| rule.anchors.contains(&e.meta.type_name.as_str()))
        .map(|e| rule.anchor(e.meta.stream.as_str(), &e.meta.person))
        .collect();
    anchors.sort();
    anchors.dedup();
    anchors
        .into_iter()
        .filter_map(|anchor| {
            let own: Vec<Entry> = case
                .entries
                .iter()
                .filter(|e| rule.owns(&anchor, &e.meta))
                .filter(|e| rule.anchors.contains(&e.meta.type_name.as_str()))
                .cloned()
                .collect();
            let first = own.iter().min_by_key(|e| e.meta.version)?;
            if !(rule.concerns)(&first.event) {
                return None;
            }
            let (stream, _) = whole(&anchor);
            let around: Vec<String> = own.iter().flat_map(|e| subjects(e)).collect();
            let watched = case.entries.iter().filter(|e| {
                rule.watches.iter().filter(|w| w.kind == e.meta.type_name).any(|watch| {
                    let through = |s: &String| watch.through.leads(stream, s);
                    subjects(e).iter().any(|s| through(s) && around.contains(s))
                        && (watch.near.is_none()
                            || own.iter().any(|o| {
                                ends(case, e).any(|end| watch.reaches(o.meta.occurred.end, end))
                            }))
                })
            });
            let mut seen: Vec<Entry> = own.iter().chain(watched).cloned().collect();
            seen.retain(|e| e.meta.stream.as_str() != stream || rule.owns(&anchor, &e.meta));
            let (mut now, mut again) = (now, None);
            if rule.counts_people() {
                seen.extend(of_people(rule, case, &seen));
                (now, again) = judge::by_month(&mut seen, now);
            }
            let history = History::new(stream.to_owned(), now, seen).trying(tried.clone());
            let finding = (rule.detect)(&history);
            Some((anchor, again.into_iter().fold(finding, Finding::and_again)))
        })
        .collect()
}

/// What a rule that counts people sees of each of them.
fn of_people(rule: &Rule, case: &Case, seen: &[Entry]) -> Vec<Entry> {
    let kinds = rule.watches.iter().filter(|watch| watch.through == Through::People);
    let kinds: Vec<&str> = kinds.map(|watch| watch.kind).collect();
    let people: BTreeSet<&str> = seen.iter().map(|e| e.meta.person.as_str()).collect();
    let about = |e: &&Entry| people.contains(e.meta.person.as_str());
    let of_kind = case.entries.iter().filter(|e| kinds.contains(&e.meta.type_name.as_str()));
    of_kind.filter(about).cloned().collect()
}

/// When a contact ended, as it was recorded and as it was corrected. A correction
/// stands wherever its contact does.
fn ends<'a>(case: &'a Case, entry: &'a Entry) -> impl Iterator<Item = Timestamp> + 'a {
    let id = contact_id(entry);
    let own = std::iter::once(entry.meta.occurred.end).filter(|_| !is_correction(entry));
    let other = case.entries.iter().filter(move |other| {
        let same = contact_id(other).is_some() && contact_id(other) == id;
        same && (is_correction(other) || is_correction(entry))
    });
    own.chain(other.flat_map(|other| {
        let recorded = (!is_correction(other)).then_some(other.meta.occurred.end);
        recorded.into_iter().chain(crate::events::moved_to(&other.event))
    }))
}

fn is_correction(entry: &Entry) -> bool {
    entry.meta.type_name == ContactCorrected::KIND
}

fn contact_id(entry: &Entry) -> Option<&str> {
    let recorded = entry.event.get::<ContactRecorded>().map(|e| e.contact_id.as_str());
    recorded.or_else(|| entry.event.get::<ContactCorrected>().map(|e| e.contact_id.as_str()))
}

/// The same of a rule about a person's time, window by window.
fn findings_in_time(
    rule: &Rule,
    windows: &Windows,
    case: &Case,
    now: Timestamp,
    tried: &Tried,
) -> Vec<(String, Finding)> {
    let kinds = rule.kinds();
    let bearing = || case.entries.iter().filter(|e| kinds.contains(&e.meta.type_name.as_str()));
    let windows = windows.trying(tried);
    let mut parts: BTreeMap<String, (String, i64)> = BTreeMap::new();
    for entry in bearing() {
        for person in subjects(entry).into_iter().filter(|id| id.starts_with(windows.of)) {
            let (kind, end) = (entry.meta.type_name.as_str(), entry.meta.occurred.end);
            for number in windows.touched_by(kind, end) {
                parts.insert(part(&person, number), (person.clone(), number));
            }
        }
    }
    let mut found = Vec::new();
    for (anchor, (person, number)) in parts {
        let window = windows.window(number);
        let judged = concerned(rule, case, &person, window);
        let seen: Vec<Entry> = bearing()
            .filter(|e| subjects(e).contains(&person))
            .filter(|e| {
                let kind = e.meta.type_name.as_str();
                ends(case, e).any(|end| windows.reach(kind, judged).holds(end))
            })
            .cloned()
            .collect();
        if seen.iter().any(|e| rule.anchors.contains(&e.meta.type_name.as_str())) {
            let history = History::new(person, now, seen).trying(tried.clone());
            found.push((anchor, (rule.detect)(&history.within(window))));
        }
    }
    found
}

/// From the first to the last in a window of a person's time that has a rule judge it,
/// or the window. What is corrected may have been at any time.
fn concerned(rule: &Rule, case: &Case, person: &str, window: Window) -> Window {
    let of_person = || case.entries.iter().filter(|e| e.meta.person == person);
    if of_person().any(is_correction) {
        return window;
    }
    let ends = of_person().filter(|e| (rule.concerns)(&e.event)).map(|e| e.meta.occurred.end);
    let moments = ends.filter(|end| window.holds(*end)).map(|end| around(end, 0, 0));
    moments.reduce(|one, other| one.and(&other)).unwrap_or(window)
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
