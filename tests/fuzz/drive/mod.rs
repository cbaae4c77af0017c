//! Driving targets without a fuzzer: replaying, changing, watching.

pub mod child;
pub mod memory;
pub mod mutate;
pub mod parent;

mod bytes;
mod json;
mod wire;

use std::path::{Path, PathBuf};

/// The folder of the inputs that are kept, a folder a target.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

/// What is kept for a target, in the order of names.
pub fn kept(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(corpus().join(target))
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path())
        .collect();
    files.sort();
    files.into_iter().filter_map(|path| Some((path.clone(), std::fs::read(path).ok()?))).collect()
}

/// How the two processes understand each other.
pub mod told {
    /// Which target is to be run; its absence tells the child that it is none.
    pub const TARGET: &str = "CANDOUR_FUZZ_TARGET";
    /// For how many seconds.
    pub const SECONDS: &str = "CANDOUR_FUZZ_SECONDS";
    /// With which changes.
    pub const SEED: &str = "CANDOUR_FUZZ_SEED";
    /// Where it is written what is being run.
    pub const INPUT: &str = "CANDOUR_FUZZ_INPUT";
    /// A single file to be run instead of all else.
    pub const FILE: &str = "CANDOUR_FUZZ_FILE";
    /// How the line begins that tells how it went.
    pub const REPORT: &str = "fuzzed: ";
    /// How the line begins that tells what is wrong.
    pub const WRONG: &str = "wrong: ";
    /// With what the child ends when something is wrong.
    pub const EXIT: i32 = 70;
}
