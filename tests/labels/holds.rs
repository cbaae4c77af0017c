//! The tables belong to the texts and to the labeller as it is.

use std::{collections::HashSet, path::Path};

use world::labelled::{self, Labelled, Writer};

use crate::{Options, figures::Judged, measure};

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
fn nothing_is_fitted_to_what_is_for_measuring_alone() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("labels");
    let asked = |arguments: &[&str], texts: &str| {
        let texts = here.join(texts).display().to_string();
        let arguments = arguments.iter().map(|argument| (*argument).to_owned());
        Options::of(arguments.chain([texts])).and_then(|options| options.permitted())
    };
    for texts in ["unseen", "texts/../unseen/auditor.jsonl"] {
        for shown in [&["fit"][..], &["measure", "--held-out"], &["measure", "--wrong", "list"]] {
            assert!(asked(shown, texts).is_err(), "{shown:?} of {texts}");
        }
        assert_eq!(asked(&["measure"], texts), Ok(()));
    }
    assert_eq!(asked(&["fit"], "texts"), Ok(()));
}

#[test]
fn what_is_for_measuring_alone_is_in_no_text_to_fit_to() {
    let unseen = Path::new(env!("CARGO_MANIFEST_DIR")).join("labels/unseen");
    let of = |path: &Path| labelled::read(path).expect("the texts are read");
    let known = of(&labelled::training());
    let known: HashSet<String> =
        known.iter().flat_map(|writer| &writer.texts).map(Labelled::bare).collect();
    for text in of(&unseen).iter().flat_map(|writer| &writer.texts) {
        assert!(!known.contains(&text.bare()), "{} is fitted to as well", text.id);
    }
}

#[test]
fn a_folder_without_texts_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(labelled::read(folder.path()).is_err());
}
