//! `candour witness`: sees what the logs come to, for a body that does not keep them.
//!
//! It signs a checkpoint only if the log then contains all that it signed before, and
//! keeps each in a folder of its own: with them it can be shown later that a log was
//! altered, whoever has the log's key.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use kernel::{
    clock::Clock,
    proof::{Checkpoint, Contradiction, Hash, Maker, ProofKey, PublicKey, follows},
};
use proto::{
    any::LOGS,
    ledger::{AddCosignatureRequest, GetCheckpointRequest, GetCheckpointResponse},
};
use serde::Serialize;
use tonic::{Code, Status};

use crate::{
    client::{Access, Proof},
    exit::{Exit, Misuse, told},
    output::{Column, Format, Output, say},
};

/// What the name of a checkpoint's file ends with, after the log's size.
const CHECKPOINT: &str = ".checkpoint";

/// Signs what the logs come to, as somebody who does not keep them.
#[derive(clap::Args)]
pub struct Witness {
    /// Only these contexts; all if none is named.
    contexts: Vec<String>,

    /// The name under which it signs, such as `oversight.example.org`.
    #[arg(long, value_parser = name)]
    name: String,

    /// The folder of its key and of all that it signed.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,

    /// Look once and end, instead of again and again.
    #[arg(long)]
    once: bool,

    /// How many seconds lie between two looks.
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,

    #[command(flatten)]
    access: Access,
}

/// What was seen of a log.
#[derive(Serialize)]
struct Seen {
    context: String,
    /// How many events it has.
    events: u64,
    /// How many it had when it was last seen.
    before: u64,
    /// Why it was not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    contradiction: Option<String>,
}

/// Reads a name as signed notes have it.
fn name(text: &str) -> Result<String, String> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if text.is_empty() || text.len() > 100 || text.contains(bad) {
        return Err("a name has no spaces and no `+`".to_owned());
    }
    Ok(text.to_owned())
}

impl Witness {
    /// Looks until told to stop, or once, and writes what it saw.
    ///
    /// # Errors
    /// If the folder cannot be used, or nobody answers.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let key = ProofKey::open(&self.folder)?;
        let public = key.public(&self.name, Maker::Witness);
        say(&format!("candour: this witness's key is {public}"));
        let contexts: Vec<&str> = if self.contexts.is_empty() {
            LOGS.to_vec()
        } else {
            self.contexts.iter().map(String::as_str).collect()
        };
        if let Some(unknown) = contexts.iter().find(|context| !LOGS.contains(context)) {
            let known = LOGS.join(", ");
            return Err(Misuse(format!("`{unknown}` is no context; there are {known}")).into());
        }
        let mut contradicted = BTreeSet::new();
        loop {
            let mut proof = self.access.proof().await?;
            let mut all = Vec::new();
            for context in &contexts {
                let seen = self.look(&mut proof, context, &key, &public).await?;
                if seen.contradiction.is_some() {
                    contradicted.insert(*context);
                }
                all.push(seen);
            }
            if !self.once {
                all.retain(|seen| seen.contradiction.is_some() || seen.events != seen.before);
            }
            write(output, &all)?;
            if self.once {
                break;
            }
            tokio::select! {
                stopped = tokio::signal::ctrl_c() => {
                    stopped?;
                    break;
                }
                () = tokio::time::sleep(Duration::from_secs(self.every)) => {}
            }
        }
        Ok(if contradicted.is_empty() { Exit::Done } else { Exit::Differences })
    }

    /// Looks at a log, and signs what it comes to if it contains what was seen before.
    async fn look(
        &self,
        proof: &mut Proof,
        context: &str,
        key: &ProofKey,
        public: &PublicKey,
    ) -> anyhow::Result<Seen> {
        let folder = self.folder.join(context);
        fs::create_dir_all(&folder)
            .with_context(|| format!("`{}` cannot be made", folder.display()))?;
        let before = newest(&folder)?;
        let old_size = before.as_ref().map_or(0, |before| before.head().size);
        let seen = |events, contradiction| Seen {
            context: context.to_owned(),
            events,
            before: old_size,
            contradiction,
        };
        let request = GetCheckpointRequest { context: context.to_owned(), old_size };
        let answer = match proof.get_checkpoint(request).await {
            Ok(answer) => answer.into_inner(),
            // It has fewer events than it had, or found out itself.
            Err(status) if is_contradiction(&status) => {
                return Ok(seen(0, Some(told(&status))));
            }
            Err(status) => return Err(status.into()),
        };
        if answer.checkpoint.is_empty() {
            return Ok(seen(0, None));
        }
        let log = known_key(&folder, &answer)?;
        let (mut next, way) = read(&answer)?;
        let size = next.head().size;
        if let Err(contradiction) = follows(before.as_ref(), &next, &way, &log) {
            let file = folder.join(format!("{size:020}.contradiction"));
            keep(&file, &evidence(contradiction, &answer))?;
            return Ok(seen(size, Some(format!("{contradiction}; see `{}`", file.display()))));
        }
        match before {
            Some(before) if size == old_size => next = before,
            _ => {
                next.cosign(key, &self.name, Clock::system().now())?;
                keep(&folder.join(format!("{size:020}{CHECKPOINT}")), &next.to_string())?;
            }
        }
        proof
            .add_cosignature(AddCosignatureRequest {
                context: context.to_owned(),
                checkpoint: next.to_string(),
                public_key: public.to_string(),
            })
            .await?;
        Ok(seen(size, None))
    }
}

/// Whether the log says itself that it is not what it was.
fn is_contradiction(status: &Status) -> bool {
    matches!(status.code(), Code::NotFound | Code::DataLoss)
        && ["EVENT_NOT_IN_LOG", "LOG_ALTERED"].contains(&crate::exit::reason(status).as_str())
}

/// The newest checkpoint that was signed.
fn newest(folder: &Path) -> anyhow::Result<Option<Checkpoint>> {
    let failed = || format!("`{}` cannot be read", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        if path.to_string_lossy().ends_with(CHECKPOINT) {
            files.push(path);
        }
    }
    let Some(file) = files.into_iter().max() else { return Ok(None) };
    let name = file.display();
    let bytes = fs::read(&file).with_context(|| format!("`{name}` cannot be read"))?;
    Ok(Some(Checkpoint::read(&bytes).with_context(|| format!("`{name}`"))?))
}

/// The log's key as it was first told; later ones do not count.
fn known_key(folder: &Path, answer: &GetCheckpointResponse) -> anyhow::Result<PublicKey> {
    let file = folder.join("log.key");
    if !file.exists() {
        keep(&file, &format!("{}\n", answer.public_key))?;
        say(&format!("candour: from now on the log is known by {}", answer.public_key));
    }
    let name = file.display();
    let text = fs::read_to_string(&file).with_context(|| format!("`{name}` cannot be read"))?;
    text.parse().with_context(|| format!("`{name}`"))
}

/// What an answer says: the checkpoint, and the proof that it contains an earlier one.
fn read(answer: &GetCheckpointResponse) -> anyhow::Result<(Checkpoint, Vec<Hash>)> {
    let checkpoint = Checkpoint::read(answer.checkpoint.as_bytes()).context("what was answered")?;
    let hash = |bytes: &Vec<u8>| <[u8; 32]>::try_from(bytes.as_slice()).map(Hash);
    let way = answer.consistency_proof.iter().map(hash).collect::<Result<_, _>>();
    Ok((checkpoint, way.context("a hash has 32 bytes")?))
}

/// What shows a contradiction to others: what the log signed, and what it was asked.
fn evidence(contradiction: Contradiction, answer: &GetCheckpointResponse) -> String {
    format!("{contradiction}\n{}\n\n{}", answer.public_key, answer.checkpoint)
}

/// Writes a file whole or not at all.
fn keep(file: &Path, text: &str) -> anyhow::Result<()> {
    let new = file.with_extension("new");
    let write = || -> std::io::Result<()> {
        use std::io::Write as _;

        let mut written = fs::File::create(&new)?;
        written.write_all(text.as_bytes())?;
        written.sync_all()?;
        fs::rename(&new, file)
    };
    write().with_context(|| format!("`{}` cannot be written", file.display()))
}

fn write(output: &mut Output, all: &[Seen]) -> anyhow::Result<()> {
    let columns: &[Column<'_, Seen>] = &[
        ("context", |s| s.context.clone()),
        ("events", |s| s.events.to_string()),
        ("before", |s| s.before.to_string()),
        ("found", |s| s.contradiction.clone().unwrap_or_else(|| "it only grew".to_owned())),
    ];
    if all.is_empty() && output.format != Format::Json {
        return Ok(());
    }
    Ok(output.list(all, columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word() {
        assert_eq!(name("oversight.example.org"), Ok("oversight.example.org".to_owned()));
        for bad in ["", "a b", "a+b", "a\nb"] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }
}
