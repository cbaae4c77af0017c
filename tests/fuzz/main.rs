//! Fuzzing: no bytes from outside make a decoder panic, hang, or take memory
//! beyond all proportion.
//!
//! A target is a function from bytes to nothing, one file in `targets/`. Each is
//! driven twice: here, on stable and inside `cargo test`, which replays what
//! is kept in `corpus/` and then changes it for a second; and by libFuzzer
//! (`guided/`, `just fuzz`), which sees what an input reaches and so gets further.
//!
//! A target runs in a process of its own, since an abort and a stack that
//! overflows end the process. What was being run then lies in a file.
//!
//! `CANDOUR_FUZZ_SECONDS` says how long a target is run, `CANDOUR_FUZZ_SEED`
//! which changes are made; a failure tells both, and the input's file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod drive;
#[macro_use]
mod targets;

use std::collections::BTreeSet;

/// A test for each target: `cargo test --test fuzz envelope` runs one.
macro_rules! tests {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            drive::parent::fuzz(stringify!($name));
        })*
    };
}

each_target!(tests);

/// Not a test of its own: what the processes of the others run.
#[test]
fn a_target_by_itself() {
    drive::child::main();
}

#[test]
fn every_folder_of_the_corpus_has_its_target_and_stays_small() {
    let names: BTreeSet<&str> = targets::all().iter().map(|target| target.name).collect();
    for folder in std::fs::read_dir(drive::corpus()).unwrap().flatten() {
        let name = folder.file_name().into_string().unwrap();
        assert!(names.contains(name.as_str()), "corpus/{name} has no target");
        let files: Vec<u64> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|file| file.unwrap().metadata().unwrap().len())
            .collect();
        assert!(files.len() <= 30, "corpus/{name} has {} files", files.len());
        let bytes: u64 = files.iter().sum();
        assert!(bytes <= 100 * 1024, "corpus/{name} has {bytes} bytes");
    }
}
