//! The side that starts a target's process and tells what came of it.

use std::{
    env,
    io::Read as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use super::told;

/// How long a target runs unless told otherwise.
const SECONDS: &str = "1";

/// Virtual memory of a target's process, in KiB: what asks for more gets none
/// and aborts, however little of it would have been touched.
const ADDRESSES: &str = "16777216";

/// Runs a target in a process of its own.
#[track_caller]
pub fn fuzz(target: &str) {
    let found = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz").join(target);
    std::fs::create_dir_all(&found).expect("a folder for what is found");
    let input = found.join("in-flight");
    let _ = std::fs::remove_file(&input);
    let scratch = scratch();
    let seconds = env::var(told::SECONDS).unwrap_or_else(|_| SECONDS.to_owned());
    let seed = seed();

    let mut child = Command::new("sh")
        .arg("-c")
        .arg("ulimit -v \"$0\" && exec \"$@\"")
        .arg(ADDRESSES)
        .arg(env::current_exe().expect("this binary"))
        .args(["--exact", "a_target_by_itself", "--nocapture", "--test-threads=1"])
        .env(told::TARGET, target)
        .env(told::SECONDS, &seconds)
        .env(told::SEED, &seed)
        .env(told::INPUT, &input)
        // What is freed is given back at once, so that the next peak can be told from the last.
        .env("MIMALLOC_PURGE_DELAY", "0")
        .env(crate::targets::scratch::FOLDER, scratch.path())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the target's process");
    let mut stderr = child.stderr.take().expect("its standard error");
    let talk = thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stderr.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let ended = child.wait_with_output().expect("it ends");
    let talk = talk.join().unwrap_or_default();
    let said = String::from_utf8_lossy(&ended.stdout).into_owned();
    let line = |start: &str| said.lines().find_map(|l| Some(l.split_once(start)?.1.to_owned()));

    if ended.status.success() {
        let report = line(told::REPORT).expect("it says how it went");
        println!("{target}: {report}");
        return;
    }
    let wrong = line(told::WRONG).unwrap_or_else(|| format!("its process ended: {}", ended.status));
    let saved = keep(&found, &input);
    // From the first panic on; the innermost frames say most.
    let lines: Vec<&str> = talk.lines().collect();
    let from = lines.iter().position(|l| l.contains("panicked at")).unwrap_or(0);
    let heard = lines.get(from..).unwrap_or_default();
    let heard = heard.get(..heard.len().min(60)).unwrap_or_default().join("\n");
    panic!(
        "\n{target}: {wrong}\n  the input: {}\n  seed {seed}, {seconds} s; again: {}='{}' cargo test \
         --package tests --test fuzz {target}\n{}\n",
        saved.display(),
        told::FILE,
        saved.display(),
        heard
    );
}

/// Files that are written all the time lie in memory, where that can be had.
fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = memory.is_dir().then(|| tempfile::tempdir_in(memory).ok()).flatten();
    made.unwrap_or_else(|| tempfile::tempdir().expect("a folder"))
}

/// The same in each short run, so that it says the same twice; another in each
/// long one, so that it goes further.
#[allow(clippy::disallowed_methods, reason = "which changes are tried is no fact of the domain")]
fn seed() -> String {
    env::var(told::SEED).unwrap_or_else(|_| match env::var(told::SECONDS) {
        Err(_) => "1".to_owned(),
        Ok(_) => SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(1, |since| since.subsec_nanos())
            .to_string(),
    })
}

/// Puts the input that was being run under a name of its own.
fn keep(found: &Path, input: &Path) -> PathBuf {
    let bytes = std::fs::read(input).unwrap_or_default();
    let hash = Sha256::digest(&bytes);
    let name: String = hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let saved = found.join(name);
    std::fs::write(&saved, bytes).expect("the input is kept");
    saved
}
