//! The tables belong to the texts and to the labeller as it is.

use std::path::Path;

use projection::labels::read;
use world::labelled::{self, Labelled, Writer};

use crate::{figures::Judged, is_unseen, measure};

/// One text in so many: a build without optimisation reads slowly.
const EACH: usize = 10;

/// What the texts are told by that the weights were fitted to. Another table,
/// or clues that are taken otherwise than they were, do much worse.
const PRECISION_MIN: f32 = 0.98;
const RECALL_MIN: f32 = 0.98;

fn some() -> Vec<Writer> {
    let mut writers = labelled::read(&labelled::training()).expect("the texts are read");
    for writer in &mut writers {
        writer.texts = writer.texts.iter().step_by(EACH).cloned().collect();
    }
    writers
}

#[test]
fn the_tables_hold_for_the_texts_that_they_were_fitted_to() {
    let writers = some();
    let judged = Judged::of(&writers, &measure::read(&writers));
    for (place, count) in judged.all.counts.iter().enumerate() {
        let label = labelled::name(place);
        assert!(count.hit > 50, "{label} is told {} times", count.hit);
        assert!(count.precision() >= PRECISION_MIN, "{label}: {}", count.precision());
        assert!(count.recall() >= RECALL_MIN, "{label}: {}", count.recall());
    }
}

#[test]
fn no_label_is_given_without_the_words_that_earned_it() {
    for Labelled { id, text, .. } in some().iter().flat_map(|writer| &writer.texts) {
        let reading = read(text);
        for label in reading.labels {
            let mut because = reading.because.iter().filter(|because| because.label == label);
            assert!(because.any(|because| !because.words.trim().is_empty()), "{id}: {label:?}");
        }
    }
}

#[test]
fn nothing_is_fitted_to_what_is_for_measuring_alone() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("labels");
    assert!(is_unseen(&here.join("unseen")));
    assert!(is_unseen(&here.join("texts/../unseen/auditor.jsonl")));
    assert!(!is_unseen(&labelled::training()));
}
