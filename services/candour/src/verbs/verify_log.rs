//! `candour verify --log`: holds a log's folder against what was signed, without any
//! service.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use kernel::proof::{Checkpoint, Inspector, PublicKey, Tree, TreeHead, look_through};
use serde::Serialize;

use super::signed::{Witness, log_key, seen_by, witness_key};
use crate::{
    exit::{Exit, Misuse},
    output::{Output, say},
};

/// A log, and what it is held against.
#[derive(clap::Args)]
pub struct OfLog {
    /// The folder of a log that no service has open, such as a copy of
    /// `data/candour/panel/log`, to be held against what was signed.
    #[arg(long, value_name = "FOLDER", requires = "log_key")]
    log: Option<PathBuf>,

    /// The log's public key, `name+id+key`. It must not come from whoever keeps the log now.
    #[arg(long, value_name = "KEY", requires = "log", value_parser = log_key)]
    log_key: Option<PublicKey>,

    /// A checkpoint of the log; several tell more exactly where it was altered. If none is
    /// given, the one beside the log, which whoever has the key could have made.
    #[arg(long = "checkpoint", value_name = "FILE", requires = "log")]
    checkpoints: Vec<PathBuf>,

    /// The public key of a witness, one of whom must have signed each checkpoint.
    #[arg(long = "witness", value_name = "KEY", requires = "checkpoints",
        value_parser = witness_key)]
    witnesses: Vec<PublicKey>,

    /// The file of the hashes beside the log; `../proof/tree` from its folder if absent.
    #[arg(long, value_name = "FILE", requires = "log")]
    tree: Option<PathBuf>,
}

/// A checkpoint that is relied on.
#[derive(Serialize)]
struct Relied {
    size: u64,
    /// Who else signed it, and when.
    witnesses: Vec<Witness>,
}

/// What came of it.
#[derive(Serialize)]
struct Outcome {
    log: String,
    origin: String,
    events: u64,
    /// How many of them the checkpoints speak of.
    covered: u64,
    checkpoints: Vec<Relied>,
    /// The first event about which something is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<u64>,
    differences: Vec<String>,
}

impl OfLog {
    /// The log's folder, if a log is to be looked at.
    pub fn folder(&self) -> Option<&Path> {
        self.log.as_deref()
    }

    /// Looks at it and writes what was found.
    ///
    /// # Errors
    /// If a file cannot be read, or a checkpoint was not signed by these keys.
    pub fn run(&self, output: &mut Output) -> anyhow::Result<Exit> {
        let (Some(folder), Some(key)) = (&self.log, &self.log_key) else {
            return Err(Misuse("give --log and --log-key".to_owned()).into());
        };
        let proof = folder.parent().unwrap_or(Path::new(".")).join("proof");
        let own = read_own(&proof.join("checkpoint"), key);
        let mut relied = Vec::new();
        let mut heads = Vec::new();
        for file in &self.checkpoints {
            let (checkpoint, by) = self.read(file, key)?;
            relied.push(Relied { size: checkpoint.head().size, witnesses: by });
            heads.push(checkpoint.head().clone());
        }
        if heads.is_empty() {
            let head = own.clone().with_context(|| {
                format!("`{}` has no checkpoint that this key signed", proof.display())
            })?;
            say("candour: the log is held against its own checkpoint: whoever has its key could \
                 have replaced both; a checkpoint from a witness tells");
            relied.push(Relied { size: head.size, witnesses: Vec::new() });
            heads.push(head);
        }
        let tree = self.tree.clone().unwrap_or_else(|| proof.join("tree"));
        let found = Tree::look_at(&tree)?;
        if found.is_none() {
            say(&format!(
                "candour: without the hashes in `{}` it cannot be told which event was altered, \
                 only between which",
                tree.display()
            ));
        }
        let asked = own.iter().map(|own| own.size).collect();
        let inspector = Inspector::new(heads, found, asked)?;
        let mut looked = look_through(folder, inspector)?;
        if let (Some(own), Some(inspection)) = (&own, &looked.inspection)
            && inspection.fails.is_some_and(|size| size <= own.size)
            && inspection.roots.contains(&(own.size, own.root))
        {
            looked.differences.push(
                "the log's key signed it as it is now, which is not as it was signed before: two \
                 histories were signed with one key"
                    .to_owned(),
            );
        }
        let outcome = Outcome {
            log: folder.display().to_string(),
            origin: key.name().to_owned(),
            events: looked.inspection.as_ref().map_or(0, |i| i.events),
            covered: looked.inspection.as_ref().map_or(0, |i| i.covered),
            checkpoints: relied,
            position: looked.position,
            differences: looked.differences,
        };
        output.one(&outcome, lines)?;
        Ok(if outcome.differences.is_empty() { Exit::Done } else { Exit::Differences })
    }

    /// A checkpoint of a file that the keys signed, and which witnesses did.
    fn read(&self, file: &Path, key: &PublicKey) -> anyhow::Result<(Checkpoint, Vec<Witness>)> {
        let name = file.display();
        let checkpoint = Checkpoint::of_file(file).with_context(|| format!("`{name}`"))?;
        let checkpoint = checkpoint.with_context(|| format!("there is no file `{name}`"))?;
        let by = seen_by(&checkpoint, key, &self.witnesses);
        let by = by.map_err(|why| anyhow::anyhow!("`{name}`: {why}"))?;
        Ok((checkpoint, by))
    }
}

/// The checkpoint beside a log, if this key signed it. Of one that is spoiled the service
/// tells; here it is not what the log is held against.
fn read_own(file: &Path, key: &PublicKey) -> Option<TreeHead> {
    let checkpoint = Checkpoint::of_file(file).ok().flatten()?;
    checkpoint.signed_by(key).map(|_| checkpoint.head().clone())
}

fn lines(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let said = |relied: &Relied| {
        let by: Vec<String> = relied.witnesses.iter().map(Witness::to_string).collect();
        match by.as_slice() {
            [] => format!("of {} events", relied.size),
            by => format!("of {} events, seen by {}", relied.size, by.join(" and ")),
        }
    };
    let checkpoints: Vec<String> = outcome.checkpoints.iter().map(said).collect();
    let after = outcome.events.saturating_sub(outcome.covered);
    let found = match outcome.differences.as_slice() {
        [] => "nothing was altered, as far as the checkpoints speak of it".to_owned(),
        differences => differences.join("\n"),
    };
    vec![
        ("log", outcome.log.clone()),
        ("signed as", outcome.origin.clone()),
        ("checkpoints", checkpoints.join("\n")),
        ("events", format!("{}, of which {after} came after them", outcome.events)),
        ("found", found),
    ]
}
