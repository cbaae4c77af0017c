//! The disk is told to keep an event before anybody is told that it is kept.
//!
//! A child appends, and says after each answer that it came; strace writes down
//! what it asks of the system, and the order is read from that. Without strace
//! the test says so and proves nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{
    collections::HashMap,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use kernel::log::{EventLog as _, SledLog, SledOptions};

use crate::support::{append_words, stream, tell};

const FOLDER: &str = "CANDOUR_TRACED_FOLDER";

const APPENDS: usize = 60;

/// What the words of an append are made of, so that each part of it is known
/// again where it is written.
fn mark(number: usize) -> String {
    format!("mark-{number:04}.")
}

/// What is written once an append was answered.
fn said(number: usize) -> String {
    format!("answered {number}\n")
}

/// Appends one after another, small ones and such as are stored in chunks.
#[tokio::test]
#[ignore = "the child process of the other test"]
async fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let log = SledLog::open(folder.join("log"), SledOptions::default()).unwrap();
    let mut answers = File::create(folder.join("answers")).unwrap();
    for (number, version) in (0..APPENDS).zip(0..) {
        let words = mark(number).repeat(if number % 5 == 4 { 1_500 } else { 10 });
        let append = append_words(&stream("traced"), version, &[words], &format!("a-{number}"));
        log.append(append).await.unwrap();
        answers.write_all(said(number).as_bytes()).unwrap();
    }
    log.close().await;
}

/// Something asked of the system.
#[derive(Debug)]
struct Call {
    name: String,
    /// The first argument's file.
    file: String,
    /// The arguments as they are written down.
    arguments: String,
    /// The lines of the trace at which it began and ended.
    began: usize,
    ended: Option<usize>,
    worked: bool,
}

/// Reads what `strace -f -y` wrote.
fn calls(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    // What each thread has begun and not ended.
    let mut open: HashMap<&str, usize> = HashMap::new();
    for (at, line) in trace.lines().enumerate() {
        let Some((thread, rest)) = line.split_once(' ') else { continue };
        let rest = rest.trim_start();
        let worked = rest.rsplit_once(" = ").is_some_and(|(_, result)| !result.starts_with('-'));
        if rest.starts_with("<... ") {
            if let Some(call) = open.remove(thread).and_then(|n| calls.get_mut(n)) {
                (call.ended, call.worked) = (Some(at), worked);
            }
            continue;
        }
        let Some((name, arguments)) = rest.split_once('(') else { continue };
        let unfinished = rest.ends_with("<unfinished ...>");
        if unfinished {
            open.insert(thread, calls.len());
        }
        let file = arguments.split_once('<').and_then(|(_, file)| file.split_once('>'));
        calls.push(Call {
            name: name.to_owned(),
            file: file.map(|(file, _)| file.to_owned()).unwrap_or_default(),
            arguments: arguments.to_owned(),
            began: at,
            ended: (!unfinished).then_some(at),
            worked: worked && !unfinished,
        });
    }
    calls
}

/// Whether every append was written, then synced, then answered: how many
/// writes and syncs that took, or what is out of order.
fn synced_before_answered(trace: &str, appends: usize) -> Result<(usize, usize), String> {
    let calls = calls(trace);
    let database = |call: &&Call| call.file.ends_with("/db");
    let syncs: Vec<&Call> =
        calls.iter().filter(database).filter(|c| c.name == "fdatasync" && c.worked).collect();
    let mut writes = 0;
    for number in 0..appends {
        let said = said(number).replace('\n', "\\n");
        let answered = calls
            .iter()
            .find(|c| {
                c.name == "write" && c.file.ends_with("/answers") && c.arguments.contains(&said)
            })
            .ok_or_else(|| format!("append {number} was never answered"))?;
        let mark = mark(number);
        let before: Vec<&Call> = calls
            .iter()
            .filter(database)
            .filter(|c| c.name == "pwrite64" && c.began < answered.began)
            .filter(|c| c.arguments.contains(&mark))
            .collect();
        let written = before
            .iter()
            .map(|c| c.ended.filter(|ended| c.worked && *ended < answered.began))
            .max()
            .ok_or_else(|| format!("append {number} was answered and not written"))?
            .ok_or_else(|| format!("append {number} was answered while it was written"))?;
        let synced = syncs.iter().any(|sync| {
            sync.began > written && sync.ended.is_some_and(|ended| ended < answered.began)
        });
        if !synced {
            return Err(format!("append {number} was answered and not synced"));
        }
        writes += before.len();
    }
    Ok((writes, syncs.len()))
}

/// Runs this binary's child under strace, which writes to a file.
fn traced(folder: &Path, to: &Path) -> Result<(), String> {
    let mut strace = Command::new("strace");
    // Whole buffers, threads, and names of files.
    strace.args(["-f", "-y", "-s", "1000000", "-o"]).arg(to);
    strace.args(["-e", "trace=fdatasync,write,pwrite64,sync_file_range", "--"]);
    strace.arg(std::env::current_exe().unwrap());
    strace.args(["--exact", "child", "--ignored", "--test-threads=1"]).env(FOLDER, folder);
    let output = strace.stdin(Stdio::null()).output().map_err(|e| format!("strace: {e}"))?;
    let says = String::from_utf8_lossy(&output.stderr).into_owned();
    if !folder.join("answers").exists() && says.contains("strace: ") {
        return Err(says.trim().to_owned());
    }
    assert!(output.status.success(), "the child fails: {says}");
    Ok(())
}

#[test]
fn an_event_is_synced_before_it_is_acknowledged() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("trace");
    if let Err(reason) = traced(place.path(), &file) {
        return tell(&format!("SKIPPED: the trace of syncs: {reason}"));
    }
    let trace = fs::read(file).unwrap();
    let trace = String::from_utf8_lossy(&trace);
    let (writes, syncs) = synced_before_answered(&trace, APPENDS).unwrap_or_else(|e| panic!("{e}"));
    assert!(syncs >= APPENDS, "one after another, each append has a sync of its own");
    tell(&format!("trace: {APPENDS} appends, {writes} writes, {syncs} syncs, each in its order"));

    // The same trace without its syncs is not taken for good.
    let without: Vec<&str> = trace.lines().filter(|line| !line.contains("fdatasync")).collect();
    let refused = synced_before_answered(&without.join("\n"), APPENDS);
    assert_eq!(refused, Err("append 0 was answered and not synced".to_owned()));
}

const WRITE: &str = r#"7 pwrite64(9</t/log/db>, "..mark-0000.mark-0000...", 512, 0) = 512"#;
const FLUSH: &str = "7 sync_file_range(9</t/log/db>, 0, 0, SYNC_FILE_RANGE_WRITE) = 0";
const SYNC: &str = "7 fdatasync(10</t/log/db>) = 0";
const ANSWER: &str = r#"8 write(11</t/answers>, "answered 0\n", 11) = 11"#;

fn judged(lines: &[&str]) -> Result<(usize, usize), String> {
    synced_before_answered(&lines.join("\n"), 1)
}

#[test]
fn a_trace_is_in_order_only_if_a_sync_lies_between() {
    assert_eq!(judged(&[WRITE, FLUSH, SYNC, ANSWER]), Ok((1, 1)));
    let begun = "7 fdatasync(10</t/log/db> <unfinished ...>";
    let done = "7 <... fdatasync resumed>) = 0";
    let other = "9 write(1</dev/null>, \"\", 0) = 0";
    assert_eq!(judged(&[WRITE, begun, other, done, ANSWER]), Ok((1, 1)));

    let not_synced = Err("append 0 was answered and not synced".to_owned());
    for wrong in [
        &[WRITE, ANSWER] as &[&str],
        &[WRITE, FLUSH, ANSWER],
        // Before the write, after the answer, or of something else.
        &[SYNC, WRITE, ANSWER],
        &[WRITE, ANSWER, SYNC],
        &[WRITE, "7 fdatasync(10</t/log/conf>) = 0", ANSWER],
        &[WRITE, "7 fsync(10</t/log/snap>) = 0", ANSWER],
        // It failed, had not ended, or began too early.
        &[WRITE, "7 fdatasync(10</t/log/db>) = -1 EIO (Input/output error)", ANSWER],
        &[WRITE, begun, ANSWER, done],
        &[begun, "9 pwrite64(9</t/log/db>, \"mark-0000.\", 9, 0) = 9", done, ANSWER],
        // A second part of it came after the sync.
        &[WRITE, SYNC, WRITE, ANSWER],
    ] {
        assert_eq!(judged(wrong), not_synced, "{wrong:?}");
    }
    assert!(judged(&[SYNC, ANSWER]).is_err_and(|e| e.ends_with("not written")));
    let begun = "7 pwrite64(9</t/log/db>, \"mark-0000.\", 9, 0 <unfinished ...>";
    assert!(judged(&[begun, SYNC, ANSWER]).is_err_and(|e| e.ends_with("while it was written")));
    assert!(judged(&[WRITE, SYNC]).is_err_and(|e| e.ends_with("never answered")));
}
