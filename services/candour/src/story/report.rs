//! What came of a story: the table of failures, and what was not as expected.

use std::{collections::BTreeMap, io};

use jiff::civil::Date;
use proto::oversight::{Flag, FlagState, Severity};
use serde::Serialize;

use super::{
    file::Expected,
    load::{ExpectedFlag, Story},
};
use crate::output::{Format, Output, day, short};

/// What the lags take for granted.
const ASSUMES: &str = "The lags assume that each act was recorded on its day.";

/// What came of a story.
#[derive(Debug, Serialize)]
pub struct Report {
    story: String,
    title: String,
    rows: Vec<Row>,
    /// Flags that should not be there.
    unexpected: Vec<Unexpected>,
    /// Calls that were answered otherwise than expected.
    unmet_calls: Vec<Unmet>,
    calls: usize,
    flags: usize,
    flags_by_rule: BTreeMap<String, usize>,
    flags_by_severity: BTreeMap<String, usize>,
    expectations: usize,
    expectations_met: usize,
    assumes: &'static str,
    #[serde(skip)]
    fired: Vec<Flag>,
}

/// A call that was answered otherwise than expected.
#[derive(Debug, Serialize)]
pub struct Unmet {
    /// Where it stands.
    pub place: String,
    /// The rpc.
    pub call: String,
    /// What was expected.
    pub expected: String,
    /// What came.
    pub got: String,
    /// What was said with it.
    pub says: String,
}

/// A flag that should not be there.
#[derive(Debug, Serialize)]
struct Unexpected {
    rule: String,
    anchor: String,
    flag: String,
    why_not: String,
}

/// A row of the table of failures.
#[derive(Debug, Serialize)]
struct Row {
    row: String,
    failure: String,
    rule: String,
    expected: Expected,
    flag: Option<String>,
    first_day: Option<Date>,
    raised: Option<Date>,
    found: Option<Date>,
    lag_days: Option<i32>,
    /// Absent where nothing is expected yet.
    met: Option<bool>,
    note: String,
}

impl Report {
    /// Compares what was flagged with what should be.
    pub fn new(
        story: &Story,
        unmet_calls: Vec<Unmet>,
        fired: Vec<Flag>,
        not_evidenced: Vec<Flag>,
        rules: &[String],
    ) -> Self {
        let rows: Vec<Row> = story
            .flags
            .iter()
            .map(|expected| row(expected, &fired, &not_evidenced, rules))
            .collect();
        let unexpected: Vec<Unexpected> = story
            .silences
            .iter()
            .filter_map(|silence| {
                let flag = find(&fired, &silence.rule, &silence.anchor)?;
                Some(Unexpected {
                    rule: flag.rule_id.clone(),
                    anchor: flag.anchor_id.clone(),
                    flag: flag.flag_id.clone(),
                    why_not: silence.why.clone(),
                })
            })
            .collect();
        let silences_met = story.silences.len() - unexpected.len();
        let all = fired.iter().chain(&not_evidenced).filter(|_| story.nothing_else);
        let surplus: Vec<Unexpected> = all.filter_map(|flag| surplus(story, flag)).collect();
        let nothing_else = usize::from(story.nothing_else);
        let nothing_else_met = usize::from(story.nothing_else && surplus.is_empty());
        let unexpected = unexpected.into_iter().chain(surplus).collect();
        let judged = rows.iter().filter(|row| row.met.is_some()).count();
        let met = rows.iter().filter(|row| row.met == Some(true)).count();
        Self {
            story: story.name.clone(),
            title: story.title.clone(),
            calls: story.steps.len(),
            flags: fired.len(),
            flags_by_rule: counted(fired.iter().map(|f| f.rule_id.clone())),
            flags_by_severity: counted(fired.iter().map(severity)),
            expectations: story.steps.len() + judged + story.silences.len() + nothing_else,
            expectations_met: story.steps.len() - unmet_calls.len()
                + met
                + silences_met
                + nothing_else_met,
            assumes: ASSUMES,
            rows,
            unexpected,
            unmet_calls,
            fired,
        }
    }

    /// Whether all was as expected.
    pub fn is_met(&self) -> bool {
        self.expectations == self.expectations_met
    }

    /// The flags that were raised.
    pub fn flags(&self) -> &[Flag] {
        &self.fired
    }

    /// Writes it.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, output: &mut Output) -> io::Result<()> {
        match output.format {
            Format::Json => return output.json(self),
            Format::Jsonl => {
                self.rows.iter().try_for_each(|row| output.json_line(row))?;
                self.unexpected.iter().try_for_each(|one| output.json_line(one))?;
                return self.unmet_calls.iter().try_for_each(|one| output.json_line(one));
            }
            Format::Table | Format::Csv => {}
        }
        let headings = [
            "row",
            "failure",
            "rule",
            "first day",
            "raised",
            "found in fact",
            "lag (days)",
            "note",
        ];
        output.table(&headings, self.rows.iter().map(Row::cells))?;
        if output.format == Format::Csv {
            return Ok(());
        }
        output.line("")?;
        output.line(ASSUMES)?;
        for one in &self.unexpected {
            output.line(&format!(
                "unmet: {} has a flag about {} and should not: {}",
                one.rule, one.anchor, one.why_not
            ))?;
        }
        for one in &self.unmet_calls {
            let Unmet { place, call, expected, got, says } = one;
            output
                .line(&format!("unmet: {place}, {call}: expected {expected}, got {got}: {says}"))?;
        }
        output.line(&self.summary())
    }

    fn summary(&self) -> String {
        format!(
            "{} calls made; {} flags raised ({}; {}); {} of {} expectations met",
            self.calls,
            self.flags,
            listed(&self.flags_by_severity),
            listed(&self.flags_by_rule),
            self.expectations_met,
            self.expectations
        )
    }
}

impl Row {
    fn cells(&self) -> Vec<String> {
        let date = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
        let mark = if self.met == Some(false) { "UNMET: " } else { "" };
        vec![
            self.row.clone(),
            self.failure.clone(),
            self.rule.clone(),
            date(self.first_day),
            date(self.raised),
            date(self.found),
            self.lag_days.map(|days| days.to_string()).unwrap_or_default(),
            format!("{mark}{}", self.note),
        ]
    }
}

/// A flag that no expectation speaks of.
fn surplus(story: &Story, flag: &Flag) -> Option<Unexpected> {
    let spoken_of = story.flags.iter().any(|expected| {
        expected.rule == flag.rule_id
            && (expected.anchor.is_empty() || expected.anchor == flag.anchor_id)
    });
    let what = if flag.missing.is_empty() { &flag.because } else { &flag.missing };
    (!spoken_of).then(|| Unexpected {
        rule: flag.rule_id.clone(),
        anchor: flag.anchor_id.clone(),
        flag: flag.flag_id.clone(),
        why_not: format!("nothing else is expected, and it says: {what}"),
    })
}

fn row(expected: &ExpectedFlag, fired: &[Flag], not_evidenced: &[Flag], rules: &[String]) -> Row {
    let of = |flags| find(flags, &expected.rule, &expected.anchor);
    let (fires, lacks) = (of(fired), of(not_evidenced));
    let flag = match expected.verdict {
        Expected::NotEvidenced => lacks,
        Expected::Fires | Expected::NotYet => fires,
    };
    let first_day = flag.and_then(|f| days(f.stands_since.as_ref()));
    let raised = flag.and_then(|f| days(f.raised_at.as_ref()));
    let on_its_day = expected.first_day.is_none() || expected.first_day == first_day;
    let met = match expected.verdict {
        Expected::NotYet => None,
        _ => Some(flag.is_some() && on_its_day),
    };
    let no_rule = !expected.rule.is_empty() && !rules.contains(&expected.rule);
    let mut notes = Vec::new();
    match (expected.verdict, flag) {
        (Expected::NotYet, None) => notes.push("no rule yet".to_owned()),
        (Expected::NotYet, Some(_)) => notes.push("raised, and not looked for yet".to_owned()),
        (_, None) if no_rule => notes.push("no rule yet".to_owned()),
        (_, None) if lacks.is_none() && fires.is_none() => notes.push("no flag".to_owned()),
        _ => {}
    }
    if let Some(fires) = fires.filter(|_| expected.verdict == Expected::NotEvidenced) {
        let since = days(fires.stands_since.as_ref()).map(|day| format!(" since {day}"));
        notes.push(format!("it fires{}", since.unwrap_or_default()));
    }
    if let Some(lacks) = lacks.filter(|_| expected.verdict != Expected::NotYet) {
        notes.push(format!("not evidenced: {}", lacks.missing));
    }
    if flag.is_some_and(|f| f.state() == FlagState::GroundWithdrawn) {
        notes.push("its ground was withdrawn".to_owned());
    }
    if let (true, false, Some(day)) = (flag.is_some(), on_its_day, expected.first_day) {
        notes.push(format!("it should stand since {day}"));
    }
    let lag = raised
        .zip(expected.found)
        .and_then(|(raised, found)| raised.until(found).ok().map(|span| span.get_days()));
    Row {
        row: expected.row.clone(),
        failure: expected.failure.clone(),
        rule: expected.rule.clone(),
        expected: expected.verdict,
        flag: flag.map(|f| f.flag_id.clone()),
        first_day,
        raised,
        found: expected.found,
        lag_days: lag,
        met,
        note: notes.join("; "),
    }
}

/// The first flag of a rule about an anchor, or about anything.
fn find<'a>(flags: &'a [Flag], rule: &str, anchor: &str) -> Option<&'a Flag> {
    flags
        .iter()
        .filter(|flag| flag.rule_id == rule && (anchor.is_empty() || flag.anchor_id == anchor))
        .min_by_key(|flag| proto::time::maybe(flag.stands_since.as_ref()))
}

fn days(at: Option<&proto::WireTime>) -> Option<Date> {
    proto::time::maybe(at).map(day)
}

fn severity(flag: &Flag) -> String {
    short(Severity::as_str_name(&flag.severity()), "SEVERITY_").to_owned()
}

fn counted(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    names.fold(BTreeMap::new(), |mut counts, name| {
        *counts.entry(name).or_default() += 1;
        counts
    })
}

fn listed(counts: &BTreeMap<String, usize>) -> String {
    if counts.is_empty() {
        return "none".to_owned();
    }
    let told: Vec<String> = counts.iter().map(|(name, count)| format!("{name} {count}")).collect();
    told.join(", ")
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
