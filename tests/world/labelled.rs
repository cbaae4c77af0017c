//! Texts with the labels that people gave them: what the labeller's weights are
//! fitted to, and what it is measured on.
//!
//! A file is a writer; `tests/labels/GUIDE.md` says how a text is judged.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use projection::labels::Label;
use serde::Deserialize;

/// The labels, and a place for `refer` after them.
pub const PLACES: usize = Label::ALL.len() + 1;

/// A line of a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    text: String,
    labels: Vec<String>,
    refer: bool,
}

/// A text, and what is true of it.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// What it is called.
    pub id: String,
    /// What it says.
    pub text: String,
    /// Whether it has each label, and whether a person must read it.
    pub truth: [bool; PLACES],
}

/// All texts of one writer.
#[derive(Clone, Debug)]
pub struct Writer {
    /// The name of the file.
    pub name: String,
    /// In the order of the file.
    pub texts: Vec<Labelled>,
}

/// The label of a place, or `refer`.
#[must_use]
pub fn name(place: usize) -> &'static str {
    Label::ALL.get(place).map_or("refer", |label| label.name())
}

/// Where the texts of this checkout are to which the weights are fitted.
#[must_use]
pub fn training() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("labels/texts")
}

/// Reads a file, or each file of a folder by its name.
///
/// # Errors
///
/// If a file cannot be read, or a line is not as the guide says; it is named.
pub fn read(path: &Path) -> Result<Vec<Writer>, String> {
    let failed = |error| format!("{} cannot be read: {error}", path.display());
    if !path.is_dir() {
        return Ok(vec![Writer::read(path)?]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        files.push(entry.map_err(failed)?.path());
    }
    files.retain(|file| file.extension().is_some_and(|end| end == "jsonl"));
    files.sort();
    if files.is_empty() {
        return Err(format!("{} holds no texts", path.display()));
    }
    files.iter().map(|file| Writer::read(file)).collect()
}

impl Writer {
    fn read(file: &Path) -> Result<Self, String> {
        let all = fs::read_to_string(file)
            .map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut texts = Vec::new();
        let (mut ids, mut wordings) = (HashSet::new(), HashSet::new());
        for (number, line) in all.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let wrong = |what: &str| format!("{}:{}: {what}", file.display(), number + 1);
            let text = Labelled::read(line).map_err(|error| wrong(&error))?;
            if !ids.insert(text.id.clone()) || !wordings.insert(text.bare()) {
                return Err(wrong("the id or the text is there already"));
            }
            texts.push(text);
        }
        Ok(Self { name, texts })
    }
}

impl Labelled {
    fn read(line: &str) -> Result<Self, String> {
        let Line { id, text, labels, refer } =
            serde_json::from_str(line).map_err(|error| error.to_string())?;
        if let Some(odd) = labels.iter().find(|l| Label::ALL.iter().all(|known| known.name() != *l))
        {
            return Err(format!("there is no label `{odd}`"));
        }
        let truth = std::array::from_fn(|place| {
            if place + 1 == PLACES { refer } else { labels.iter().any(|l| l == name(place)) }
        });
        Ok(Self { id, text, truth })
    }

    /// Whether it has any label; to be referred is none.
    #[must_use]
    pub fn has_a_label(&self) -> bool {
        has_a_label(&self.truth)
    }

    /// The text by its letters alone: what tells one wording from another.
    #[must_use]
    pub fn bare(&self) -> String {
        let words: Vec<String> = self
            .text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        words.join(" ")
    }
}

/// Whether any place but that of `refer` is taken.
#[must_use]
pub fn has_a_label(places: &[bool; PLACES]) -> bool {
    places.iter().take(PLACES - 1).any(|place| *place)
}
