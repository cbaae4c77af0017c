//! `labels`: fits the labeller's weights to labelled texts, and measures it.
//!
//! `README.md` beside this file says how the texts came to be, how to add some
//! and what the figures mean.
#![allow(
    clippy::indexing_slicing,
    reason = "clues, places and texts are numbered by the lists that they are looked up in"
)]

mod corpus;
mod figures;
mod fit;
mod held_out;
#[cfg(test)]
mod holds;
mod measure;
mod solver;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use figures::Judged;
use world::labelled::{self, Writer};

const HELP: &str = "\
usage: labels fit [options] [TEXTS]
       labels measure [options] [TEXTS]

TEXTS is a file of labelled texts or a folder of them (default: tests/labels/texts).

fit      fits the weights to all texts, writes the tables, and says how well
         weights do that were fitted without each writer in turn
measure  says how well the labeller does on the texts

  --json FILE    write all figures to FILE as well
  --wrong FILE   list in FILE what was told wrongly
  --into DIR     fit: where the tables are written
                 (default: services/projection/src/labels/weights)
  --held-out     measure: not the tables as they are, but weights fitted
                 without each writer in turn
";

/// Texts in a folder of this name are for measuring alone.
const UNSEEN: &str = "unseen";

/// What is asked for.
struct Options {
    fits: bool,
    held_out: bool,
    texts: PathBuf,
    into: PathBuf,
    json: Option<PathBuf>,
    wrong: Option<PathBuf>,
}

impl Options {
    fn of(mut given: impl Iterator<Item = String>) -> Result<Self, String> {
        let fits = match given.next().as_deref() {
            Some("fit") => true,
            Some("measure") => false,
            _ => return Err("say `fit` or `measure`".into()),
        };
        let mut options = Self {
            fits,
            held_out: false,
            texts: labelled::training(),
            into: PathBuf::from(env!("CARGO_MANIFEST_DIR"))
                .join("../services/projection/src/labels/weights"),
            json: None,
            wrong: None,
        };
        while let Some(argument) = given.next() {
            let mut value = || given.next().ok_or(format!("`{argument}` needs a value"));
            match argument.as_str() {
                "--json" => options.json = Some(value()?.into()),
                "--wrong" => options.wrong = Some(value()?.into()),
                "--into" if fits => options.into = value()?.into(),
                "--held-out" if !fits => options.held_out = true,
                other if other.starts_with('-') => return Err(format!("`{other}` is unknown")),
                _ => options.texts = argument.into(),
            }
        }
        Ok(options)
    }

    /// What was not seen stays so: nothing is fitted to it, and nobody is shown
    /// which of it is told wrongly.
    fn permitted(&self) -> Result<(), String> {
        let shown = self.fits || self.held_out || self.wrong.is_some();
        if shown && is_unseen(&self.texts) {
            let texts = self.texts.display();
            return Err(format!("{texts} is for measuring alone: no fit, and no list of errors"));
        }
        Ok(())
    }
}

/// Whether the texts lie in a folder for unseen ones, by whatever way.
fn is_unseen(texts: &Path) -> bool {
    let real = texts.canonicalize().unwrap_or_else(|_| texts.to_owned());
    real.components().any(|part| part.as_os_str() == UNSEEN)
}

fn run(options: &Options) -> Result<(), String> {
    options.permitted()?;
    let writers: Vec<Writer> = labelled::read(&options.texts)?;
    let said = if options.fits {
        fit::fit(&writers, &options.into)?
    } else if options.held_out {
        fit::held_out(&writers)
    } else {
        measure::read(&writers)
    };
    let judged = Judged::of(&writers, &said);
    print(&judged.table());
    if let Some(file) = &options.json {
        written(file, &judged.json().to_string())?;
    }
    if let Some(file) = &options.wrong {
        written(file, &figures::wrong(&writers, &said))?;
    }
    Ok(())
}

fn written(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|error| format!("{} cannot be written: {error}", file.display()))
}

fn main() -> ExitCode {
    let options = match Options::of(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("labels: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("labels: {error}");
            ExitCode::FAILURE
        }
    }
}

#[allow(clippy::print_stdout, reason = "the table is what this program is for")]
fn print(text: &str) {
    println!("{text}");
}
