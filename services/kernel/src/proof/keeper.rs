//! Keeps the tree over a log while the log grows, signs what it comes to, and publishes it.
//!
//! It follows the log and holds up no append. It signs nothing that does not contain what
//! it signed before: a log that was altered gets no more checkpoints, and says so.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use tlog_tiles::Hash;
use tokio::{
    sync::{Mutex, watch},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    checkpoint::{Checkpoint, TreeHead},
    key::{Maker, ProofKey, PublicKey},
    publish,
    receipt::Receipt,
    tree::{Tree, TreeError},
};
use crate::{
    log::{EventLog as _, ReadError, SledLog},
    nats::NatsOptions,
    seal::files::{self, Audience},
    status::chain,
};

/// The folder beside a log.
const FOLDER: &str = "proof";
/// The file of the tree.
const TREE: &str = "tree";
/// The file of the newest checkpoint.
const CHECKPOINT: &str = "checkpoint";
/// The file of the newest checkpoint that a witness signed as well.
const WITNESSED: &str = "witnessed";

/// How often the tree is let grow at most.
const GROWING: Duration = Duration::from_secs(1);

/// How often a checkpoint is signed at most, unless somebody asks for one.
const SIGNING: Duration = Duration::from_secs(60);

/// When NATS is tried again that could not be reached.
const AGAIN: Duration = Duration::from_secs(5);

/// How many events are read at once.
const PAGE: usize = 500;

/// Why nothing can be proved of a log.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The tree cannot be used.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// A file cannot be written or read.
    #[error("the checkpoint `{path}` could not be kept")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The log is not the one of which something was signed before.
    #[error("the log is not the one that was signed before: {why}")]
    Altered {
        /// What tells.
        why: String,
    },
    /// The log has no such event.
    #[error("the log ends at event {size}; there is no event {position}")]
    NoEvent {
        /// Which was asked for.
        position: u64,
        /// The last one.
        size: u64,
    },
}

/// What is known of a log's tree.
#[derive(Debug)]
struct State {
    tree: Tree,
    /// The newest checkpoint.
    signed: Option<Checkpoint>,
    /// The newest checkpoint that a witness signed as well.
    witnessed: Option<Checkpoint>,
    /// True once the log was found to contain what was signed before.
    sound: bool,
    /// True if what was signed before cannot be read, or was signed with another key.
    unreadable: bool,
}

impl State {
    /// How many events the newest checkpoint is of.
    fn covered(&self) -> u64 {
        self.signed.as_ref().map_or(0, |checkpoint| checkpoint.head().size)
    }
}

/// Keeps the tree over one log.
#[derive(Debug)]
pub struct Keeper {
    context: &'static str,
    log: Arc<SledLog>,
    key: ProofKey,
    folder: PathBuf,
    state: Mutex<State>,
}

impl Keeper {
    /// Prepares the tree over a context's log, in the context's folder.
    ///
    /// # Errors
    /// If its files cannot be used.
    pub fn open(
        context: &'static str,
        log: Arc<SledLog>,
        key: ProofKey,
        data: &Path,
    ) -> Result<Self, ProofError> {
        let folder = data.join(FOLDER);
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |source| ProofError::File { path, source }
        };
        files::make_folder(&folder).map_err(failed(&folder))?;
        let own = key.public(&key.origin(context), Maker::Log);
        let kept = |name: &str| {
            let path = folder.join(name);
            match std::fs::read(&path) {
                Ok(bytes) => Ok(Some(Checkpoint::read(&bytes).ok())),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(failed(&path)(error)),
            }
        };
        let by_own = |checkpoint: &Checkpoint| checkpoint.signed_by(&own).is_some();
        let signed = kept(CHECKPOINT)?.map(|read| read.filter(by_own));
        let witnessed = kept(WITNESSED)?.flatten().filter(by_own);
        let mut tree = Tree::open(&folder.join(TREE))?;
        // What was added since is not sure to have survived, and is read again.
        let size = signed.as_ref().and_then(Option::as_ref).map_or(0, |c| c.head().size);
        tree.cut(size)?;
        let unreadable = matches!(signed, Some(None));
        let signed = signed.flatten();
        let state = Mutex::new(State { tree, signed, witnessed, sound: false, unreadable });
        Ok(Self { context, log, key, folder, state })
    }

    /// The key by which its checkpoints are checked.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key.public(&self.key.origin(self.context), Maker::Log)
    }

    /// The context whose log it is.
    #[must_use]
    pub fn context(&self) -> &'static str {
        self.context
    }

    /// Signs what the log comes to, if that was not signed; gives back its size.
    pub(super) async fn sign(&self) -> Result<u64, ProofError> {
        let mut state = self.state.lock().await;
        self.newest(&mut state).await?;
        Ok(state.tree.size())
    }

    /// Sees to it that the newest checkpoint is of all that is stored.
    async fn newest(&self, state: &mut State) -> Result<(), ProofError> {
        self.grow(state).await?;
        let size = state.tree.size();
        if size == state.covered() {
            return Ok(());
        }
        // What is signed must not be forgotten by a loss of power.
        state.tree.sync()?;
        let (origin, root) = (self.key.origin(self.context), state.tree.root(size)?);
        let head = TreeHead { origin, size, root };
        let checkpoint = Checkpoint::sign(&self.key, head)
            .map_err(|error| ProofError::Altered { why: error.to_string() })?;
        self.keep(CHECKPOINT, &checkpoint)?;
        state.signed = Some(checkpoint);
        Ok(())
    }

    fn keep(&self, name: &str, checkpoint: &Checkpoint) -> Result<(), ProofError> {
        let (path, text) = (self.folder.join(name), checkpoint.to_string());
        files::replace(&path, &self.folder, text.as_bytes(), Audience::Everyone)
            .map_err(|source| ProofError::File { path: path.display().to_string(), source })
    }

    /// Lets the tree grow to the log's end.
    async fn grow(&self, state: &mut State) -> Result<(), ProofError> {
        if !state.sound {
            self.look_back(state).await?;
            state.sound = true;
        }
        let stored = *self.log.head().borrow();
        self.grow_to(&mut state.tree, stored).await
    }

    async fn grow_to(&self, tree: &mut Tree, size: u64) -> Result<(), ProofError> {
        while tree.size() < size {
            let page = self.log.read_all(tree.size() + 1, PAGE).await?;
            if page.is_empty() {
                break;
            }
            let left = usize::try_from(size - tree.size()).unwrap_or(usize::MAX);
            tree.add(page.iter().take(left).map(|record| super::record_hash(&record.bytes)))?;
        }
        Ok(())
    }

    /// Sees that the log contains what was signed before, as far as the tree tells; the
    /// log itself is read through only if the tree does not come to what was signed.
    async fn look_back(&self, state: &mut State) -> Result<(), ProofError> {
        if state.unreadable {
            let why = format!("`{}` is no checkpoint of it by this key", CHECKPOINT);
            return Err(ProofError::Altered { why });
        }
        let Some(head) = state.signed.as_ref().map(Checkpoint::head) else { return Ok(()) };
        let stored = *self.log.head().borrow();
        if stored < head.size {
            let why = format!("it has {stored} events, of which {} were signed", head.size);
            return Err(ProofError::Altered { why });
        }
        if state.tree.size() == head.size && state.tree.root(head.size)? == head.root {
            return Ok(());
        }
        tracing::warn!(context = self.context, "the tree over the log is made anew");
        state.tree.cut(0)?;
        self.grow_to(&mut state.tree, head.size).await?;
        if state.tree.root(head.size)? == head.root {
            return Ok(());
        }
        state.tree.cut(0)?;
        let why = format!("its first {} events do not come to the root that was", head.size);
        Err(ProofError::Altered { why })
    }

    /// A checkpoint of all that is stored, with the proof that it contains the first
    /// `before` events, of which there may be none; `None` of a log without events.
    ///
    /// # Errors
    /// If there are not so many, the log cannot be read, or is not the one that was
    /// signed before.
    pub async fn checkpoint(
        &self,
        before: u64,
    ) -> Result<Option<(Checkpoint, Vec<Hash>)>, ProofError> {
        let mut state = self.state.lock().await;
        self.newest(&mut state).await?;
        let size = state.covered();
        if before > size {
            return Err(ProofError::NoEvent { position: before, size });
        }
        let proof = if before == 0 { vec![] } else { state.tree.consistency(before, size)? };
        Ok(state.signed.clone().map(|checkpoint| (checkpoint, proof)))
    }

    /// Sees that the log contains what a checkpoint of it says.
    pub(super) async fn contains(&self, earlier: &TreeHead) -> Result<(), ProofError> {
        let mut state = self.state.lock().await;
        self.newest(&mut state).await?;
        if earlier.size <= state.covered() && state.tree.root(earlier.size)? == earlier.root {
            return Ok(());
        }
        let size = earlier.size;
        let why = format!("a checkpoint of {size} events was signed that it does not contain");
        Err(ProofError::Altered { why })
    }

    /// Keeps what a witness signed, to be shown in receipts; gives back whether it is a
    /// good signature of a checkpoint of this log that is not older than what is kept.
    ///
    /// # Errors
    /// If the log is not the one that was signed before, or it cannot be kept.
    pub async fn add_witness(
        &self,
        signed: &Checkpoint,
        witness: &PublicKey,
    ) -> Result<bool, ProofError> {
        if signed.signed_by(&self.public_key()).is_none() {
            return Ok(false);
        }
        self.contains(signed.head()).await?;
        let mut state = self.state.lock().await;
        let newer = state.witnessed.clone().filter(|w| w.head().size >= signed.head().size);
        let mut kept = newer.unwrap_or_else(|| signed.by_log_alone());
        let good = kept.take_over(signed, witness);
        if good {
            self.keep(WITNESSED, &kept)?;
            state.witnessed = Some(kept);
        }
        Ok(good)
    }

    /// A receipt of an event, by a checkpoint that a witness signed if there is one of it.
    ///
    /// # Errors
    /// If there is no such event, the log cannot be read, or it is not the one that was
    /// signed before.
    pub async fn receipt(&self, position: u64) -> Result<Receipt, ProofError> {
        let mut state = self.state.lock().await;
        if !state.sound || state.covered() < position {
            self.newest(&mut state).await?;
        }
        let none = || ProofError::NoEvent { position, size: state.covered() };
        let number = position.checked_sub(1).ok_or_else(none)?;
        let has_it = |c: &&Checkpoint| c.head().size >= position;
        let witnessed = state.witnessed.as_ref().filter(has_it);
        let checkpoint = witnessed.or_else(|| state.signed.as_ref().filter(has_it));
        let checkpoint = checkpoint.ok_or_else(none)?.clone();
        let event = self.log.read_all(position, 1).await?.pop().ok_or_else(none)?;
        let way = state.tree.inclusion(number, checkpoint.head().size)?;
        let receipt = Receipt { event: event.bytes.to_vec(), position, way, checkpoint };
        receipt.check().map_err(|_| ProofError::Altered {
            why: format!("event {position} is not the one that was signed"),
        })?;
        Ok(receipt)
    }

    /// Keeps the tree until told to stop.
    pub async fn run(self: Arc<Self>, nats: NatsOptions, stop: CancellationToken) {
        let mut head = self.log.head();
        let (mut due, mut published, mut told) = (Instant::now(), 0, false);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                () = sleep_until(due) => {}
                () = grown(&mut head) => {}
            }
            let done = if Instant::now() < due {
                let mut state = self.state.lock().await;
                self.grow(&mut state).await
            } else {
                let done = publish::publish(&self, &nats, &mut published).await;
                let not_reached = matches!(done, Ok(false));
                due = Instant::now() + if not_reached { AGAIN } else { SIGNING };
                done.map(drop)
            };
            told = self.tell(done, told);
        }
        // The next start then finds all of it covered.
        let done = self.sign().await.map(drop);
        self.tell(done, told);
    }

    /// Says once that nothing is signed any more; gives back whether it was said.
    fn tell(&self, done: Result<(), ProofError>, told: bool) -> bool {
        let broken = metrics::gauge!("candour_proof_broken", "context" => self.context);
        match done {
            Ok(()) => {
                broken.set(0.0);
                false
            }
            Err(error) => {
                broken.set(1.0);
                if !told {
                    let error = chain(&error);
                    tracing::error!(context = self.context, error, "no checkpoint is signed");
                }
                true
            }
        }
    }
}

/// Waits until the log grew, and a little longer, for more of it.
async fn grown(head: &mut watch::Receiver<u64>) {
    if head.changed().await.is_err() {
        // A log that is gone grows no more.
        std::future::pending::<()>().await;
    }
    sleep(GROWING).await;
}
