//! `just bench`: how fast it is, against a limit measured in the same run.
//!
//! Every figure stands beside what the machine could do at best: a method that
//! does nothing, a plain file, the bare store, a bare consumer. Ratios come
//! first, since they are what holds on other machines; a machine that is busy
//! with other things lowers both sides of them.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a measurement that cannot be made ends the run"
)]

mod alerts;
mod append;
mod bare;
mod flat;
mod histories;
mod installed;
mod labels;
mod live;
mod memory;
mod rebuild;
mod report;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use report::Report;

const HELP: &str = "\
usage: bench [options] [append] [rebuild] [live] [flat] [alerts] [labels] [memory]

Measures what is named, or everything. The table goes to standard output.

  --json FILE       write all figures to FILE as well
  --seconds N       how long each append, alert and label measurement lasts (default 5)
  --events N        how large the history to rebuild and that of `live` is (default 200000)
  --memory N        how many events the memory measurement stores (default 1000000)
  --candour FILE    the program whose memory is measured (default: beside this one)
";

/// What is measured, and how much of it.
#[derive(Clone, Debug)]
pub struct Options {
    json: Option<PathBuf>,
    /// How long a measurement under load lasts.
    pub duration: Duration,
    /// How many events the history to rebuild has.
    pub events: usize,
    /// How many events the memory measurement stores.
    pub memory_events: u64,
    /// The program whose memory is measured.
    pub candour: PathBuf,
    named: Vec<String>,
}

impl Options {
    fn read() -> Result<Self, String> {
        let beside = std::env::current_exe().map_err(|e| e.to_string())?.with_file_name("candour");
        let mut options = Self {
            json: None,
            duration: Duration::from_secs(5),
            events: 200_000,
            memory_events: 1_000_000,
            candour: beside,
            named: Vec::new(),
        };
        let mut given = std::env::args().skip(1);
        while let Some(argument) = given.next() {
            let mut value = || given.next().ok_or(format!("`{argument}` needs a value"));
            let number = |text: String| text.parse().map_err(|_| format!("`{text}` is no number"));
            match argument.as_str() {
                "--json" => options.json = Some(value()?.into()),
                "--seconds" => options.duration = Duration::from_secs(number(value()?)?),
                "--events" => {
                    options.events = usize::try_from(number(value()?)?).unwrap_or(usize::MAX);
                }
                "--memory" => options.memory_events = number(value()?)?,
                "--candour" => options.candour = value()?.into(),
                "append" | "rebuild" | "live" | "flat" | "alerts" | "labels" | "memory" => {
                    options.named.push(argument)
                }
                _ => return Err(format!("`{argument}` is unknown")),
            }
        }
        Ok(options)
    }

    fn wants(&self, part: &str) -> bool {
        self.named.is_empty() || self.named.iter().any(|named| named == part)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::read() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("bench: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    let mut report = Report::default();
    if options.wants("append") {
        append::measure(&options, &mut report).await;
    }
    if options.wants("rebuild") {
        rebuild::measure(&options, &mut report).await;
    }
    if options.wants("live") {
        live::measure(&options, &mut report).await;
    }
    if options.wants("flat") {
        flat::measure(&options, &mut report).await;
    }
    if options.wants("alerts") {
        alerts::measure(&options, &mut report).await;
    }
    if options.wants("labels") {
        labels::measure(&options, &mut report);
    }
    if options.wants("memory") {
        memory::measure(&options, &mut report).await;
    }
    print(&report.table());
    if let Some(file) = &options.json {
        std::fs::write(file, report.json()).expect("the figures are written");
    }
    ExitCode::SUCCESS
}

#[allow(clippy::print_stdout, reason = "the table is what this program is for")]
fn print(text: &str) {
    println!("{text}");
}
