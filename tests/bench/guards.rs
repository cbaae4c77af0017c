//! What authorisation, sealing and proof cost: this build against one without them, in turn.
//!
//! Each build runs in a process of its own, so that neither warms anything for the other.

use std::{io, path::Path, process::Command};

use kernel::GUARDED;
use serde_json::Value;

use crate::{Options, append, rebuild, report::Report};

/// What each build is asked for.
pub const ONE: &str = "guarded";

/// What appends may cost more, and what a rebuild may, against the build without guards.
const WANTED: [(&str, f64); 2] = [(append::PATH, 0.85), (rebuild::REBUILT, 0.8)];

/// Measures both builds in turn, and compares what lies in the middle.
pub fn measure(options: &Options, report: &mut Report) -> io::Result<()> {
    let this = std::env::current_exe()?;
    let mut found: Vec<[Vec<f64>; 2]> = vec![<[Vec<f64>; 2]>::default(); WANTED.len()];
    for _ in 0..options.rounds {
        for (build, program) in [&this, &options.unguarded].into_iter().enumerate() {
            let figures = figures(program, options)?;
            for ((what, _), found) in WANTED.iter().zip(&mut found) {
                let figure = figures.iter().find(|(of, _)| of == what).map(|(_, value)| *value);
                let missing = || io::Error::other(format!("no figure of {what}"));
                if let Some(of_build) = found.get_mut(build) {
                    of_build.push(figure.ok_or_else(missing)?);
                }
            }
        }
    }
    for ((what, wanted), [with, without]) in WANTED.into_iter().zip(found) {
        let (with, without) = (middle(with), middle(without));
        report.add(format!("{what}, with guards"), with, "/s", None);
        report.add(format!("{what}, without"), without, "/s", None);
        report.at_least(format!("guards: {what}, with / without"), with / without, wanted);
    }
    Ok(())
}

/// Measures what this build does, whichever it is.
pub async fn measure_one(options: &Options, folder: &Path, report: &mut Report) {
    append::path(options, folder, report).await;
    rebuild::refill(options, folder, report).await;
    report.add("guards", f64::from(u8::from(GUARDED)), "of 1", None);
}

/// What a build finds.
fn figures(program: &Path, options: &Options) -> io::Result<Vec<(String, f64)>> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("figures.json");
    let status = Command::new(program)
        .args([ONE, "--seconds", &options.duration.as_secs().to_string()])
        .args(["--events", &options.events.to_string(), "--json"])
        .arg(&file)
        .stdout(std::process::Stdio::null())
        .status()?;
    if !status.success() {
        return Err(io::Error::other(format!("{} ended with {status}", program.display())));
    }
    let told: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let figures = told.get("figures").and_then(Value::as_array).into_iter().flatten();
    let read = figures.map(|figure| {
        Some((figure.get("what")?.as_str()?.to_owned(), figure.get("value")?.as_f64()?))
    });
    Ok(read.flatten().collect())
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
