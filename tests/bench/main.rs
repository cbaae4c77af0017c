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

mod access;
mod alerts;
mod append;
mod bare;
mod caseload;
mod flat;
mod guards;
mod histories;
mod installed;
mod labels;
mod live;
mod memory;
mod pages;
mod rebuild;
mod report;
mod teller;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use report::Report;

const HELP: &str = "\
usage: bench [options] [append] [rebuild] [live] [flat] [alerts] [labels] [access] [guards]
             [memory] [pages]

Measures what is named, or everything. The table goes to standard output.

  --json FILE       write all figures to FILE as well
  --seconds N       how long each append, alert, label and access measurement lasts (default 5)
  --events N        how large the history to rebuild and those of `live` and `pages` are
                    (default 200000)
  --people N        of how many people the history of `pages` is (default 2000)
  --kept FOLDER     keep the installation of `pages` here; one that is here is measured again
  --memory N        how many events the memory measurement stores (default 1000000)
  --rounds N        how often `guards` measures each build (default 3)
  --unguarded FILE  the build without guards (default: bench-unguarded beside this one)
  --candour FILE    the program whose memory is measured (default: beside this one)
";

/// A part of what can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Append,
    Rebuild,
    Live,
    Flat,
    Alerts,
    Labels,
    Access,
    Guards,
    Memory,
    Pages,
    /// What `guards` asks each build for.
    Guarded,
}

/// All of them by their names, in the order in which they are measured.
const PARTS: [(&str, Part); 10] = [
    ("append", Part::Append),
    ("rebuild", Part::Rebuild),
    ("live", Part::Live),
    ("flat", Part::Flat),
    ("alerts", Part::Alerts),
    ("labels", Part::Labels),
    ("access", Part::Access),
    ("guards", Part::Guards),
    ("memory", Part::Memory),
    ("pages", Part::Pages),
];

/// What is measured, and how much of it.
#[derive(Clone, Debug)]
pub struct Options {
    json: Option<PathBuf>,
    /// How long a measurement under load lasts.
    pub duration: Duration,
    /// How many events the history has that is rebuilt, lived or shown on pages.
    pub events: usize,
    /// Of how many people the history is that is shown on pages.
    pub people: usize,
    /// Where the installation whose pages are shown is kept.
    pub kept: Option<PathBuf>,
    /// How many events the memory measurement stores.
    pub memory_events: u64,
    /// The program whose memory is measured.
    pub candour: PathBuf,
    /// This program, built without guards.
    pub unguarded: PathBuf,
    /// How often each of the two builds is measured.
    pub rounds: usize,
    named: Vec<Part>,
}

impl Options {
    fn read() -> Result<Self, String> {
        let this = std::env::current_exe().map_err(|e| e.to_string())?;
        let mut options = Self {
            json: None,
            duration: Duration::from_secs(5),
            events: 200_000,
            people: 2_000,
            kept: None,
            memory_events: 1_000_000,
            candour: this.with_file_name("candour"),
            unguarded: this.with_file_name("bench-unguarded"),
            rounds: 3,
            named: Vec::new(),
        };
        let mut given = std::env::args().skip(1);
        while let Some(argument) = given.next() {
            let mut value = || given.next().ok_or(format!("`{argument}` needs a value"));
            let number = |text: String| text.parse().map_err(|_| format!("`{text}` is no number"));
            let count = |text| number(text).map(|n| usize::try_from(n).unwrap_or(usize::MAX));
            match argument.as_str() {
                "--json" => options.json = Some(value()?.into()),
                "--seconds" => options.duration = Duration::from_secs(number(value()?)?),
                "--events" => options.events = count(value()?)?,
                "--people" => options.people = count(value()?)?,
                "--kept" => options.kept = Some(value()?.into()),
                "--memory" => options.memory_events = number(value()?)?,
                "--candour" => options.candour = value()?.into(),
                "--unguarded" => options.unguarded = value()?.into(),
                "--rounds" => options.rounds = count(value()?)?,
                guards::ONE => options.named.push(Part::Guarded),
                name => match PARTS.iter().find(|(of, _)| *of == name) {
                    Some((_, part)) => options.named.push(*part),
                    None => return Err(format!("`{name}` is unknown")),
                },
            }
        }
        Ok(options)
    }

    /// The parts that are named, or all.
    fn wanted(&self) -> impl Iterator<Item = Part> {
        let parts = PARTS.into_iter().map(|(_, part)| part).chain([Part::Guarded]);
        let all = |part: &Part| self.named.is_empty() && *part != Part::Guarded;
        parts.filter(move |part| all(part) || self.named.contains(part))
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
    match measure(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Measures what is wanted, each part in a folder of its own that goes with it.
async fn measure(options: &Options) -> std::io::Result<()> {
    let mut report = Report::default();
    for part in options.wanted() {
        let folder = tempfile::tempdir()?;
        let folder = folder.path();
        match part {
            Part::Append => append::measure(options, folder, &mut report).await,
            Part::Rebuild => rebuild::measure(options, folder, &mut report).await,
            Part::Live => live::measure(options, folder, &mut report).await,
            Part::Flat => flat::measure(folder, &mut report).await,
            Part::Alerts => alerts::measure(options, &mut report).await,
            Part::Labels => labels::measure(options, &mut report),
            Part::Access => access::measure(options, &mut report),
            Part::Guards => guards::measure(options, &mut report)?,
            Part::Guarded => guards::measure_one(options, folder, &mut report).await,
            Part::Memory => memory::measure(options, folder, &mut report).await,
            Part::Pages => pages::measure(options, folder, &mut report).await?,
        }
    }
    print(&report.table());
    match &options.json {
        Some(file) => std::fs::write(file, report.json()),
        None => Ok(()),
    }
}

#[allow(clippy::print_stdout, reason = "the table is what this program is for")]
fn print(text: &str) {
    println!("{text}");
}
