//! The side that runs a target, and is watched while it does.
#![allow(
    clippy::disallowed_methods,
    reason = "measures how long something took, which is no fact of the domain"
)]

use std::{
    env,
    fs::{File, OpenOptions},
    io::Write as _,
    os::unix::fs::FileExt as _,
    panic::{self, AssertUnwindSafe},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

use super::{memory, mutate, told};
use crate::targets::{self, Target};

/// An input that takes longer than this hangs.
const PATIENCE: Duration = Duration::from_secs(1);

/// A machine that has other work may keep an input waiting, so the processor's
/// time counts; this is for inputs that wait for nothing.
const STANDSTILL: Duration = Duration::from_secs(20);

/// An input that takes no longer has taken no memory worth looking at.
const UNREMARKABLE: Duration = Duration::from_millis(2);

/// What happened on any thread, by the panic hook.
static PANICKED: Mutex<Option<String>> = Mutex::new(None);
static HAS_PANICKED: AtomicBool = AtomicBool::new(false);

/// The input that is being run, by number; 0 between two.
static RUNNING: AtomicU64 = AtomicU64::new(0);

/// Runs the target that the environment names, if it names one.
pub fn main() {
    let Ok(name) = env::var(told::TARGET) else { return };
    let target = targets::all().into_iter().find(|t| t.name == name).expect("a target");
    let seconds = number(told::SECONDS).unwrap_or(1);
    let seed = number(told::SEED).unwrap_or(1);

    panic::set_hook(Box::new(|info| {
        eprintln!("{info}");
        eprintln!("{}", std::backtrace::Backtrace::force_capture());
        let mut first = PANICKED.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| info.to_string().replace('\n', " "));
        HAS_PANICKED.store(true, Ordering::Release);
    }));
    thread::spawn(watch);
    let ran = panic::catch_unwind(|| {
        let mut run = Run::new(target);
        match env::var(told::FILE) {
            Ok(file) => {
                let input = std::fs::read(file).expect("the file is there");
                run.get_ready((run.target.seeds)().first());
                run.input(&input);
            }
            Err(_) => run.all(Duration::from_secs(seconds), seed),
        }
        say(told::REPORT, &run.report());
    });
    if ran.is_err() {
        wrong(&format!("it cannot be begun with: {}", panicked()));
    }
    // Threads that a target has left behind are not waited for.
    std::process::exit(0);
}

/// What the first panic said.
fn panicked() -> String {
    PANICKED.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default()
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

fn say(start: &str, what: &str) {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "\n{start}{what}");
    let _ = out.flush();
}

fn wrong(what: &str) -> ! {
    say(told::WRONG, what);
    std::process::exit(told::EXIT);
}

/// Looks whether the input that is being run ever ends.
fn watch() {
    let (mut known, mut since, mut spent) = (0, Instant::now(), memory::processor_time());
    loop {
        thread::sleep(Duration::from_millis(50));
        let running = RUNNING.load(Ordering::Acquire);
        if running != known || running == 0 {
            (known, since, spent) = (running, Instant::now(), memory::processor_time());
            continue;
        }
        let (waited, worked) = (since.elapsed(), memory::processor_time().saturating_sub(spent));
        if (waited > PATIENCE && worked > PATIENCE) || waited > STANDSTILL {
            wrong(&format!("it hangs: {waited:?} and {worked:?} of the processor"));
        }
    }
}

struct Run {
    target: Target,
    in_flight: Option<File>,
    memory: memory::Memory,
    count: u64,
    began: Instant,
    slowest: Duration,
}

impl Run {
    fn new(target: Target) -> Self {
        let in_flight = env::var(told::INPUT).ok().map(|path| {
            OpenOptions::new().write(true).create(true).truncate(true).open(path).expect("a file")
        });
        Self {
            target,
            in_flight,
            memory: memory::Memory::now(),
            count: 0,
            began: Instant::now(),
            slowest: Duration::ZERO,
        }
    }

    /// Replays what is kept, then changes it until the time is up.
    fn all(&mut self, long: Duration, seed: u64) {
        let mut pool: Vec<Vec<u8>> = (self.target.seeds)();
        pool.extend(super::kept(self.target.name).into_iter().map(|(_, bytes)| bytes));
        pool.push(Vec::new());
        self.get_ready(pool.first());
        for input in &pool {
            self.input(input);
        }
        let mut rng = StdRng::seed_from_u64(seed);
        self.began = Instant::now();
        self.count = 0;
        self.slowest = Duration::ZERO;
        while self.began.elapsed() < long {
            let base = pool.get(rng.random_range(0..pool.len())).cloned().unwrap_or_default();
            let other = pool.get(rng.random_range(0..pool.len())).cloned().unwrap_or_default();
            let input = mutate::mutate(&mut rng, self.target.form, &base, &other);
            self.input(&input);
            // Some are gone on with, since one change rarely gets far.
            if rng.random_ratio(1, 64) && pool.len() < 512 {
                pool.push(input);
            }
        }
    }

    /// The first input makes what the target keeps between inputs, which may take its time.
    fn get_ready(&mut self, first: Option<&Vec<u8>>) {
        (self.target.run)(first.map(Vec::as_slice).unwrap_or_default());
        self.memory = memory::Memory::now();
    }

    fn input(&mut self, input: &[u8]) {
        if let Some(file) = &self.in_flight {
            file.write_all_at(input, 0).expect("what is run is noted");
            file.set_len(input.len() as u64).expect("what is run is noted");
        }
        self.count += 1;
        RUNNING.store(self.count, Ordering::Release);
        let began = Instant::now();
        let run = self.target.run;
        let has_panicked = panic::catch_unwind(AssertUnwindSafe(|| run(input))).is_err();
        let took = began.elapsed();
        RUNNING.store(0, Ordering::Release);
        self.slowest = self.slowest.max(took);
        if has_panicked || HAS_PANICKED.load(Ordering::Acquire) {
            wrong(&format!("it panics: {}", panicked()));
        }
        // So much memory is not touched in no time, and looking takes longer than most inputs.
        if took > UNREMARKABLE {
            if self.memory.is_beyond() {
                let (length, more) = (input.len(), self.memory.peak_mib());
                wrong(&format!("{length} bytes of input take {more} MiB of memory"));
            }
            self.memory = memory::Memory::now();
        }
    }

    fn report(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64().max(0.001);
        let rate = self.count as f64 / seconds;
        format!(
            "{} inputs in {seconds:.1} s, {rate:.0} a second, the slowest {:.1} ms",
            self.count,
            self.slowest.as_secs_f64() * 1000.0
        )
    }
}
