//! `candour screen`: what the words of drafts would be labelled with.
//!
//! It needs no server: the labeller is the one that the projection has. Words
//! are read from a file and are kept nowhere.

use std::{
    fs::File,
    io::{BufRead, BufReader, stdin},
    path::PathBuf,
};

use anyhow::Context as _;
use projection::labels;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    exit::Exit,
    output::{Column, Output, say},
};

/// How many texts are screened at a time where they are written as lines.
const AT_ONCE: usize = 1_000;

/// Which texts are screened.
#[derive(clap::Args)]
pub struct Screen {
    /// A file of lines `{"id": …, "text": "…"}`; `-` reads standard input.
    #[arg(long, value_name = "FILE.jsonl")]
    input: PathBuf,
}

/// A text to screen.
#[derive(Deserialize)]
struct Text {
    id: Value,
    text: String,
}

/// What a text directs.
#[derive(Debug, PartialEq, Serialize)]
struct Screened {
    id: Value,
    labels: Vec<&'static str>,
    refer: bool,
    because: Vec<Because>,
}

/// Words that earned a label.
#[derive(Debug, PartialEq, Serialize)]
struct Because {
    label: &'static str,
    words: String,
    start: usize,
    end: usize,
}

impl Screen {
    /// Screens every text.
    ///
    /// # Errors
    /// If the file cannot be read, or the output not be written. A line that
    /// cannot be read is told of and the rest goes on.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let name = self.input.display().to_string();
        let read: Box<dyn BufRead + Send> = if name == "-" {
            Box::new(BufReader::new(stdin()))
        } else {
            let file = File::open(&self.input).with_context(|| format!("could not open {name}"))?;
            Box::new(BufReader::new(file))
        };
        let as_lines = output.format == crate::output::Format::Jsonl;
        let mut screened = Vec::new();
        let mut unreadable = 0_u64;
        for (number, line) in (1_u64..).zip(read.split(b'\n')) {
            let line = line.with_context(|| format!("could not read {name}"))?;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match serde_json::from_slice::<Text>(&line) {
                Ok(text) => screened.push(screen(text)),
                Err(error) => {
                    unreadable += 1;
                    // Where, and never what: the words are somebody's.
                    let (column, what) = (error.column(), error.classify());
                    say(&format!(
                        "{name}:{number}:{column}: not read, {what:?} error: a line is {{\"id\": …, \"text\": \"…\"}}"
                    ));
                }
            }
            if as_lines && screened.len() == AT_ONCE {
                output.list(&screened, COLUMNS)?;
                screened.clear();
            }
        }
        output.list(&screened, COLUMNS)?;
        if unreadable > 0 {
            say(&format!("{unreadable} lines were not read"));
            return Ok(Exit::Usage);
        }
        Ok(Exit::Done)
    }
}

const COLUMNS: &[Column<'_, Screened>] = &[
    ("id", |s| match &s.id {
        Value::String(id) => id.clone(),
        other => other.to_string(),
    }),
    ("labels", |s| s.labels.join(", ")),
    ("a person must read it", |s| if s.refer { "yes" } else { "" }.to_owned()),
    ("because", |s| {
        let words = s.because.iter().map(|b| format!("{}: \"{}\"", b.label, b.words));
        words.collect::<Vec<_>>().join("; ")
    }),
];

fn screen(Text { id, text }: Text) -> Screened {
    let read = labels::read(&text);
    let because = read.because.into_iter().map(|because| Because {
        label: because.label.name(),
        words: because.words,
        start: because.start,
        end: because.end,
    });
    Screened {
        id,
        labels: read.labels.iter().map(|label| label.name()).collect(),
        refer: read.refer,
        because: because.collect(),
    }
}
