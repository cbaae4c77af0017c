//! Fits the weights, and writes them as the labeller's tables.

use std::{fmt::Write as _, path::Path};

use world::labelled::{PLACES, Writer, name};

use crate::{
    corpus::{Corpus, Text},
    held_out::HeldOut,
    solver::Model,
    written,
};

/// How much each label has of what tells a text with any label from one
/// without.
const SHARED: f32 = 0.15;

/// A table has hundredths.
const UNIT: f32 = 100.0;

/// How many clues a line of a table has.
const LINE: usize = 12;

/// Fits to all texts, cuts where unseen writers are told best, and writes the
/// tables. Says what was told of each text by weights that never saw its writer.
pub fn fit(writers: &[Writer], into: &Path) -> Result<Vec<[bool; PLACES]>, String> {
    let corpus = Corpus::of(writers);
    let HeldOut { said, cuts } = HeldOut::of(&corpus);
    let all: Vec<usize> = (0..corpus.texts.len()).collect();
    for (place, model) in models(&corpus, &all).iter().enumerate() {
        let file = into.join(format!("{}.txt", name(place)));
        written(&file, &table(&corpus, model, cuts[place]))?;
    }
    Ok(said)
}

/// The same without writing anything.
pub fn held_out(writers: &[Writer]) -> Vec<[bool; PLACES]> {
    HeldOut::of(&Corpus::of(writers)).said
}

/// A model a place, fitted to some of the texts.
pub fn models(corpus: &Corpus, some: &[usize]) -> Vec<Model> {
    let any = Model::fit(corpus, some, Text::has_a_label);
    (0..PLACES)
        .map(|place| {
            let mut model = Model::fit(corpus, some, |text| text.truth[place]);
            if place + 1 < PLACES {
                model.add(&any, SHARED);
            }
            model
        })
        .collect()
}

/// What is in a model, heaviest first.
fn table(corpus: &Corpus, model: &Model, cut: f32) -> String {
    let mut table = format!("BIAS {:.0}\n", (model.bias - cut) * UNIT);
    let mut heavy: Vec<(&str, f32)> = (corpus.clues.iter().zip(&model.weights))
        .map(|(clue, weight)| (clue.as_str(), (weight * UNIT).round()))
        .filter(|(_, weight)| weight.abs() >= 1.0)
        .collect();
    heavy.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    for line in heavy.chunks(LINE) {
        let line: Vec<String> = line.iter().map(|(c, w)| format!("{c} {w}")).collect();
        let _ = writeln!(table, "{}", line.join("  "));
    }
    table
}
