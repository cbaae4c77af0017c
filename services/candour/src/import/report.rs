//! What came of an import: a line for each row that was refused, how it stands
//! while it goes on, and the whole at its end.

use std::{
    fs::{File, OpenOptions},
    io::{self, IsTerminal as _},
    path::Path,
    time::Duration,
};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use proto::referrals::{ImportOutcome, ImportResponse};
use serde::Serialize;
use tokio::time::Instant;

use super::{Fault, Kind, Original, Spot, Text, columns};
use crate::output::{Format, Output, say};

/// What came of an import.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    /// What the rows were.
    pub kind: String,
    /// True if nothing was to be stored.
    pub dry_run: bool,
    /// True if all rows were read and answered.
    pub complete: bool,
    /// How many rows there were.
    pub rows: u64,
    /// How many were taken in.
    pub added: u64,
    /// How many had been taken in before.
    pub already_there: u64,
    /// How many would be taken in.
    pub would_be_added: u64,
    /// How many were refused.
    pub refused: u64,
    /// How many of them entered their person in the register, or would.
    pub people_registered: u64,
    /// How many resources were of no kind that was asked for.
    pub passed_over: u64,
    /// How long it took.
    pub seconds: f64,
}

/// What came of a row, as it is written.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: u64,
    key: &'a str,
    outcome: &'a str,
    person_id: &'a str,
    faults: Vec<FaultLine<'a>>,
}

#[derive(Serialize)]
struct FaultLine<'a> {
    column: usize,
    field: &'a str,
    reason: &'a str,
    text: &'a str,
}

impl<'a> From<&'a Fault> for FaultLine<'a> {
    fn from(fault: &'a Fault) -> Self {
        let Fault { spot, reason, text } = fault;
        Self { column: spot.column, field: &spot.field, reason, text }
    }
}

/// Tells what comes of an import.
pub struct Report<'a> {
    /// What came so far.
    pub summary: Summary,
    kind: Kind,
    output: &'a mut Output,
    errors: Option<ErrorsFile>,
    bar: ProgressBar,
    begun: Instant,
    /// Where the last row stood that was answered.
    last: Option<String>,
}

impl<'a> Report<'a> {
    /// Begins.
    pub fn new(
        kind: Kind,
        dry_run: bool,
        output: &'a mut Output,
        errors: Option<ErrorsFile>,
    ) -> Self {
        let summary = Summary { kind: kind.to_string(), dry_run, ..Summary::default() };
        let begun = Instant::now();
        Self { summary, kind, output, errors, bar: bar(), begun, last: None }
    }

    /// A row was answered.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn answered(&mut self, original: &Original, answer: &ImportResponse) -> io::Result<()> {
        let outcome = answer.outcome();
        let count = match outcome {
            ImportOutcome::Added => &mut self.summary.added,
            ImportOutcome::AlreadyThere => &mut self.summary.already_there,
            ImportOutcome::WouldBeAdded => &mut self.summary.would_be_added,
            ImportOutcome::Refused | ImportOutcome::Unspecified => {
                let faults = faults(self.kind, original, answer);
                return self.refused(original, &answer.person_id, &faults);
            }
        };
        *count += 1;
        self.summary.people_registered += u64::from(answer.person_registered);
        let name = outcome.as_str_name().trim_start_matches("IMPORT_OUTCOME_");
        self.came(original, &name.to_ascii_lowercase(), &answer.person_id, &[])
    }

    /// A row was refused, here or by the service.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn refused(
        &mut self,
        original: &Original,
        person_id: &str,
        faults: &[Fault],
    ) -> io::Result<()> {
        self.summary.refused += 1;
        let line = told(original, faults, io::stderr().is_terminal());
        self.bar.suspend(|| say(&line));
        if let Some(errors) = &mut self.errors {
            errors.write(original, faults)?;
        }
        self.came(original, "refused", person_id, faults)
    }

    fn came(
        &mut self,
        original: &Original,
        outcome: &str,
        person_id: &str,
        faults: &[Fault],
    ) -> io::Result<()> {
        self.summary.rows += 1;
        self.last = Some(format!("{} line {}", original.file, original.line));
        if !self.bar.is_hidden() {
            self.bar.set_message(self.stands());
        }
        if self.output.format != Format::Jsonl {
            return Ok(());
        }
        self.output.json_line(&Line {
            file: &original.file,
            line: original.line,
            key: &original.key,
            outcome,
            person_id,
            faults: faults.iter().map(FaultLine::from).collect(),
        })
    }

    /// Says something beside the progress.
    pub fn say(&self, text: &str) {
        self.bar.suspend(|| say(text));
    }

    /// How far it came.
    pub fn last(&self) -> &str {
        self.last.as_deref().unwrap_or("none")
    }

    /// How it stands, in a line.
    fn stands(&self) -> String {
        let Summary { rows, added, already_there, would_be_added, refused, .. } = &self.summary;
        let seconds = self.begun.elapsed().as_secs_f64().max(0.001);
        #[allow(clippy::cast_precision_loss, reason = "a rate is no count")]
        let rate = *rows as f64 / seconds;
        let (new, word) = if self.summary.dry_run {
            (would_be_added, "would be added")
        } else {
            (added, "added")
        };
        format!(
            "{rows} rows, {new} {word}, {already_there} already there, {refused} refused, {rate:.0} a second"
        )
    }

    /// Ends, and writes the whole.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn end(mut self, complete: bool, passed_over: u64) -> io::Result<Summary> {
        self.bar.finish_and_clear();
        self.summary.complete = complete;
        self.summary.passed_over = passed_over;
        self.summary.seconds = (self.begun.elapsed().as_secs_f64() * 1000.0).round() / 1000.0;
        if let Some(errors) = &mut self.errors {
            errors.file.flush()?;
        }
        match self.output.format {
            // What came of each row was written; the whole is talk.
            Format::Jsonl => say(&self.stands()),
            Format::Table | Format::Json | Format::Csv => self.output.one(&self.summary, lines)?,
        }
        Ok(self.summary)
    }
}

fn lines(summary: &Summary) -> Vec<(&'static str, String)> {
    let number = |count: u64| if count == 0 { String::new() } else { count.to_string() };
    vec![
        ("rows", summary.rows.to_string()),
        ("added", if summary.dry_run { String::new() } else { summary.added.to_string() }),
        (
            "would be added",
            if summary.dry_run { summary.would_be_added.to_string() } else { String::new() },
        ),
        ("already there", summary.already_there.to_string()),
        ("refused", summary.refused.to_string()),
        ("people registered", number(summary.people_registered)),
        ("passed over", number(summary.passed_over)),
        ("seconds", format!("{:.1}", summary.seconds)),
    ]
}

/// A row's faults in a line.
///
/// Cells are quoted to whoever sits before the screen alone: what goes elsewhere may be
/// a log, and a row that has slipped by a column has a name where a code should be.
fn told(original: &Original, faults: &[Fault], quoted: bool) -> String {
    let fault = |fault: &Fault| {
        let Spot { column, field } = &fault.spot;
        let text = if quoted { &fault.text } else { &fault.reason };
        match (column, field.as_str()) {
            (0, "") => text.clone(),
            (0, field) => format!("{field}: {text}"),
            (column, field) => format!("column {column} ({field}): {text}"),
        }
    };
    let faults: Vec<String> = faults.iter().map(fault).collect();
    let line = format!("{}:{}: {}", original.file, original.line, faults.join(" | "));
    line.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What the service says of a row, by where it stands in the file.
fn faults(kind: Kind, original: &Original, answer: &ImportResponse) -> Vec<Fault> {
    let fault = |field: &str, text: &str| Fault {
        spot: original.spot(kind, field),
        reason: answer.reason.clone(),
        text: text.to_owned(),
    };
    if answer.violations.is_empty() {
        return vec![fault("", &format!("it was refused as {}", answer.reason))];
    }
    answer.violations.iter().map(|found| fault(&found.field, &found.text)).collect()
}

/// A file of the rows that were refused, as they stood, with what is wrong. Mended,
/// it can be imported under the same source: its rows keep their keys.
pub struct ErrorsFile {
    file: csv::Writer<File>,
    kind: Kind,
}

/// The columns that say what is wrong.
const WRONG: [&str; 6] =
    ["error_file", "error_line", "error_column", "error_field", "error_reason", "error_text"];

/// The column of a row that did not come apart into columns.
const ORIGINAL: &str = "error_original";

impl ErrorsFile {
    /// Begins the file. Only its owner may read it: the rows are about people.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn create(path: &Path, kind: Kind) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(path)?;
        // One that was there keeps its mode when it is opened.
        #[cfg(unix)]
        file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
        let mut file = csv::Writer::from_writer(file);
        let names = columns::of(kind).map(|column| column.name);
        file.write_record(WRONG.into_iter().chain(names).chain([ORIGINAL]))?;
        file.flush()?;
        Ok(Self { file, kind })
    }

    /// Adds a row that was refused.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, original: &Original, faults: &[Fault]) -> io::Result<()> {
        let first = faults.first().map(|fault| fault.spot.column).filter(|column| *column > 0);
        let all =
            |part: fn(&Fault) -> &str| faults.iter().map(part).collect::<Vec<_>>().join(" | ");
        let mut record = csv::ByteRecord::new();
        record.push_field(original.file.as_bytes());
        record.push_field(original.line.to_string().as_bytes());
        record.push_field(first.map(|column| column.to_string()).unwrap_or_default().as_bytes());
        record.push_field(all(|fault| &fault.spot.field).as_bytes());
        record.push_field(all(|fault| &fault.reason).as_bytes());
        record.push_field(all(|fault| &fault.text).as_bytes());
        for column in columns::of(self.kind) {
            let cell = match &original.text {
                Text::Fields(header, fields) => header
                    .known()
                    .find(|(_, known)| known.name == column.name)
                    .and_then(|(n, _)| fields.get(n))
                    .map(Vec::as_slice),
                Text::Resource(..) | Text::Raw(_) => None,
            };
            let key = (column.name == "key").then_some(original.key.as_bytes());
            record.push_field(key.or(cell).unwrap_or_default());
        }
        record.push_field(match &original.text {
            Text::Fields(..) => b"",
            Text::Resource(_, text) | Text::Raw(text) => text,
        });
        self.file.write_byte_record(&record)?;
        Ok(())
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    if !io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        return bar;
    }
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod tests;
