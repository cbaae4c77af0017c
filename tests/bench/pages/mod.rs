//! How long the pages of the dashboard take with much on record.

mod browser;
mod list;

use std::{io, path::Path};

use hdrhistogram::Histogram;
use jiff::{SignedDuration, Timestamp};
use kernel::clock::Clock;
use tokio::time::Instant;

use self::list::{People, list};
use crate::{
    Options,
    caseload::{self, Size},
    histories,
    installed::{DATA, Installed, nats_over},
    report::{Report, number, times},
};

/// How often each page is asked for.
const TIMES: usize = 50;

/// How long a page may take at the median, in milliseconds.
const LIMIT: f64 = 100.0;

/// The same of a case of which very much is known.
const LIMIT_OF_MUCH: f64 = 300.0;

/// In which file beside an installation it is told how much it holds.
const STORED: &str = "stored";

/// Stores a history, serves it with the pages, and asks for each page again and again, one
/// after the other over one connection, as somebody who is signed in.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
pub async fn measure(options: &Options, folder: &Path, report: &mut Report) -> io::Result<()> {
    let size = Size { people: options.people, events: options.events };
    let folder = options.kept.as_deref().unwrap_or(folder);
    let until = Timestamp::now() - SignedDuration::from_hours(1);
    let kept = stored_before(folder, size)?;
    let events = match kept {
        Some(events) => events,
        None => store(folder, size, until, report).await?,
    };

    let mut nats = nats_over(folder.join("nats")).await;
    let begun = Instant::now();
    let installed = Installed::start(&folder.join(DATA), &nats).await;
    installed.has_judged(events, Some(until)).await;
    if kept.is_none() {
        let judged = number(events) / begun.elapsed().as_secs_f64();
        report.add("pages: published and judged", judged, "events/s", None);
    }
    for (what, count) in [
        ("people", size.people),
        ("schemes", size.schemes()),
        ("events", events),
        ("flags", installed.flags().await),
    ] {
        report.add("pages: on record", number(count), what, None);
    }

    let pages = installed.pages(Clock::system()).await;
    let mut people = People::sign_in(&pages.origin, &installed.caller, size).await;
    for page in list(&mut people, size).await {
        let browser = people.mut_of(page.who);
        let mut took = times();
        let mut first = f64::NAN;
        for turn in 0..TIMES {
            let path = page.path(turn);
            let begun = Instant::now();
            page.ask(browser, &path).await;
            let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            took.saturating_record(micros);
            if turn == 0 {
                first = millis(micros);
            }
        }
        let name = page.name;
        report.add(format!("{name}: asked for the first time"), first, "ms", None);
        let late = at(&took, 0.95);
        report.add(format!("{name}: 95 of 100 are faster"), late, "ms", Some(&took));
        let limit = if page.is_of_much { LIMIT_OF_MUCH } else { LIMIT };
        report.under(format!("pages: milliseconds for {name}"), at(&took, 0.5), limit);
    }
    pages.stop().await;
    installed.stop().await;
    nats.stop().await;
    Ok(())
}

/// Stores a history, and says beside it how long it is.
///
/// # Errors
/// If that cannot be written.
async fn store(
    folder: &Path,
    size: Size,
    until: Timestamp,
    report: &mut Report,
) -> io::Result<usize> {
    let begun = Instant::now();
    let store = async |logs: &histories::Logs<'_>| caseload::store(logs, size, until).await;
    let events = histories::closed(&folder.join(DATA), store).await;
    let stored = number(events) / begun.elapsed().as_secs_f64();
    report.add("pages: stored before", stored, "events/s", None);
    std::fs::write(folder.join(STORED), format!("{} {} {events}", size.people, size.events))?;
    Ok(events)
}

/// How many events an earlier run stored here; `None` if none did.
///
/// # Errors
/// If it cannot be read, or stored a history of another size.
fn stored_before(folder: &Path, size: Size) -> io::Result<Option<usize>> {
    let told = match std::fs::read_to_string(folder.join(STORED)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        told => told?,
    };
    let asked = format!("{} {} ", size.people, size.events);
    let events = told.strip_prefix(&asked).and_then(|events| events.parse().ok());
    let other = || io::Error::other(format!("a history of another size is kept here: {told}"));
    events.ok_or_else(other).map(Some)
}

/// How many milliseconds such a share of the answers took at most.
fn at(took: &Histogram<u64>, share: f64) -> f64 {
    millis(took.value_at_quantile(share))
}

fn millis(micros: u64) -> f64 {
    number(usize::try_from(micros).unwrap_or(usize::MAX)) / 1_000.0
}
