//! `candour backup`: copies what a stopped installation keeps.
//!
//! A log's database is copied while nobody has it open, or the copy would be of several
//! moments at once. What can be made anew is left out: views, the index of identities,
//! and NATS, which is filled again from the logs. The master key is left out as well. A
//! copy of the wrapped keys beside the key that opens them would be a copy of everything,
//! and would keep on opening what is erased later.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io,
    path::{Component, Path, PathBuf},
};

use anyhow::Context as _;
use jiff::Timestamp;
use kernel::{
    clock::Clock,
    log::{Held, OpenError, Restore},
};
use proto::any::LOGS;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::{
    exit::{Exit, Misuse},
    output::{Column, Output, say},
};

/// The file that says what a backup holds.
pub const MANIFEST: &str = "backup.json";

/// The form of that file.
pub const FORMAT: u32 = 1;

/// Copies what a stopped installation keeps to another folder.
#[derive(clap::Args)]
pub struct Backup {
    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    data: PathBuf,

    /// The folder to which it is copied; it must not be there yet.
    #[arg(long)]
    out: PathBuf,
}

/// What a backup holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// The form of this file.
    pub format: u32,
    /// When it was made.
    pub made: Timestamp,
    /// By context, how many events its log has.
    pub events: BTreeMap<String, u64>,
    /// By path, what each file is.
    pub files: BTreeMap<String, Copied>,
}

/// A file as it was copied.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// A log, for the list.
#[derive(Serialize)]
struct Line {
    context: String,
    events: u64,
}

impl Backup {
    /// Copies it.
    ///
    /// # Errors
    /// If a service runs, or a file cannot be read or written.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let (from, to) = (&self.data, &self.out);
        if to.exists() {
            let says = format!("`{}` is there already; name a new folder with --out", to.display());
            return Err(Misuse(says).into());
        }
        let (mut events, mut held) = (BTreeMap::new(), Vec::new());
        for context in LOGS {
            let log = from.join(context).join("log");
            match Held::of(&log) {
                Err(OpenError::NoLog(_)) => continue,
                taken => drop(taken?),
            }
            // Opening it also mends what a crash left, so that the copy opens too.
            events.insert(context.to_owned(), Restore::open(&log)?.last());
            held.push(Held::of(&log)?);
        }
        if events.is_empty() {
            let says =
                format!("there is no log in `{}`; name the folder with --data", from.display());
            return Err(Misuse(says).into());
        }
        let mut files = BTreeMap::new();
        private_folder(to)?;
        for path in kept(from)? {
            let copied = copy(&from.join(&path), &to.join(&path))?;
            files.insert(path.to_string_lossy().into_owned(), copied);
        }
        drop(held);
        let manifest = Manifest { format: FORMAT, made: Clock::system().now(), events, files };
        let path = to.join(MANIFEST);
        fs::write(&path, serde_json::to_vec_pretty(&manifest)?)
            .and_then(|()| File::open(&path)?.sync_all())
            .and_then(|()| File::open(to)?.sync_all())
            .with_context(|| format!("`{}` cannot be written", path.display()))?;
        list(output, &manifest)?;
        say("candour: the master key is not in it; back it up apart from this");
        Ok(Exit::Done)
    }
}

/// Writes how many events each log has.
///
/// # Errors
/// If that cannot be written.
pub fn list(output: &mut Output, manifest: &Manifest) -> io::Result<()> {
    let lines: Vec<Line> = manifest
        .events
        .iter()
        .map(|(context, events)| Line { context: context.clone(), events: *events })
        .collect();
    let columns: &[Column<'_, Line>] =
        &[("context", |l| l.context.clone()), ("events", |l| l.events.to_string())];
    output.list(&lines, columns)
}

/// The files to be copied, relative to the folder, in order.
fn kept(data: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        let place = data.join(&folder);
        let entries = fs::read_dir(&place)
            .with_context(|| format!("`{}` cannot be read", place.display()))?;
        for entry in entries {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            if is_left_out(&path) {
                continue;
            }
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// What can be made anew, and what must not lie beside the keys.
fn is_left_out(path: &Path) -> bool {
    let parts: Vec<String> =
        path.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    match parts.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        // The users' keys come along: with others, whoever hears alerts would be let in no more.
        ["nats", file, ..] => !file.ends_with(".nk"),
        ["keys" | "roots", "staging"] => true,
        [file] => file.starts_with("master.key"),
        [_, part] => *part == "views" || part.starts_with("identity"),
        [.., "log", file] => *file == "lock",
        _ => false,
    }
}

/// Copies a file, and what may read it, and makes it outlive a loss of power.
///
/// # Errors
/// If it cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> anyhow::Result<Copied> {
    let failed = || format!("`{}` cannot be copied to `{}`", from.display(), to.display());
    if let Some(folder) = to.parent() {
        private_folder(folder)?;
    }
    let bytes = fs::copy(from, to).with_context(failed)?;
    let sha256 = digest(to).and_then(|digest| {
        File::open(to)?.sync_all()?;
        Ok(digest)
    });
    Ok(Copied { bytes, sha256: sha256.with_context(failed)? })
}

/// What a file holds, in short.
///
/// # Errors
/// If it cannot be read.
pub fn digest(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A folder that its owner alone may enter.
///
/// # Errors
/// If it cannot be made.
pub fn private_folder(path: &Path) -> anyhow::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| format!("`{}` cannot be made", path.display()))
}

/// Whether a path that stands in a file leads nowhere else.
#[must_use]
pub fn is_inner(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neither_the_master_key_nor_what_can_be_made_anew_is_copied() {
        for out in [
            "master.key",
            "master.key.old",
            "nats/jetstream",
            "oversight/views",
            "referrals/identity",
            "referrals/identity.forgotten",
            "keys/staging",
            "panel/log/lock",
        ] {
            assert!(is_left_out(Path::new(out)), "{out}");
        }
        for kept in [
            "keys/0a/person_x.key",
            "keys/master.check",
            "keys/roots",
            "keys/erasures",
            "referrals/log/db",
            "referrals/proof/tree",
            "referrals/reactions.json",
            "auth/jwks.json",
            "proof/signing.pem",
            "sandbox",
        ] {
            assert!(!is_left_out(Path::new(kept)), "{kept}");
        }
    }

    #[test]
    fn a_path_that_leads_out_is_told() {
        assert!(is_inner(Path::new("keys/0a/x.key")));
        for outer in ["../x", "/x", "keys/../../x"] {
            assert!(!is_inner(Path::new(outer)), "{outer}");
        }
    }
}
