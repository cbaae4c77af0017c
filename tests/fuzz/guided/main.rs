//! One target under libFuzzer: `CANDOUR_FUZZ_TARGET` says which.
//!
//! With `CANDOUR_FUZZ_SEEDS=<folder>` it writes the target's first inputs there
//! and ends. `CANDOUR_FUZZ_LIST` makes it name the targets.
#![no_main]

#[path = "../drive"]
mod drive {
    pub mod mutate;

    mod bytes;
    mod json;
    mod wire;
}
#[path = "../targets/mod.rs"]
mod targets;

use std::{env, path::PathBuf, sync::LazyLock};

use drive::mutate;
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use targets::Target;

/// What an input may take at once: some fixed amount, and so much for each byte of it.
const MOST: usize = 4 << 20;
const MOST_A_BYTE: usize = 512;

/// These may take more, whatever the input is: one opens a database, which has its
/// buffers, and the groups of a story multiply what it says, up to a measure.
const MORE: &[(&str, usize)] = &[("clockfile", 64 << 20), ("story", 24 << 20)];

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = env::var("CANDOUR_FUZZ_TARGET").expect("CANDOUR_FUZZ_TARGET names a target");
    targets::all().into_iter().find(|target| target.name == name).expect("a target")
});

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| (TARGET.seeds)());

fn prepare() {
    if env::var_os("CANDOUR_FUZZ_LIST").is_some() {
        targets::all().iter().for_each(|target| println!("{}", target.name));
        std::process::exit(0);
    }
    if let Some(folder) = env::var_os("CANDOUR_FUZZ_SEEDS").map(PathBuf::from) {
        for (n, seed) in SEEDS.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{n:03}")), seed).expect("a seed is written");
        }
        std::process::exit(0);
    }
    LazyLock::force(&SEEDS);
    // Whatever a target keeps between inputs is there before anything is counted.
    (TARGET.run)(b"");
    for seed in SEEDS.iter().take(4) {
        (TARGET.run)(seed);
    }
}

fuzz_target!(
    init: prepare(),
    |input: &[u8]| {
        let mark = mimalloc::mark();
        (TARGET.run)(input);
        let peak = mimalloc::peak_since(mark);
        let fixed = MORE.iter().find(|(name, _)| *name == TARGET.name).map_or(MOST, |(_, most)| *most);
        let most = fixed + MOST_A_BYTE * input.len();
        assert!(peak <= most, "{} bytes of input take {peak} bytes of memory", input.len());
    }
);

fuzz_mutator!(|data: &mut [u8], size: usize, most: usize, seed: u32| {
    let mut rng = StdRng::seed_from_u64(u64::from(seed));
    if rng.random() {
        return fuzzer_mutate(data, size, most);
    }
    let base = data.get(..size).unwrap_or_default().to_vec();
    let other = SEEDS.get(rng.random_range(0..SEEDS.len().max(1))).cloned().unwrap_or_default();
    let made = mutate::mutate(&mut rng, TARGET.form, &base, &other);
    let length = made.len().min(most);
    for (to, from) in data.iter_mut().zip(made.iter().take(length)) {
        *to = *from;
    }
    length
});
