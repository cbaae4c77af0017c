//! Proof that nothing in a log was altered.
//!
//! Over each log lies an RFC 6962 Merkle tree, of which a stored event is a leaf, byte
//! for byte. What the tree comes to at a size is a checkpoint: a C2SP `tlog-checkpoint`
//! in a `signed-note`, signed with the installation's proof key and, once a witness has
//! seen it, with theirs (`tlog-cosignature`). A receipt is a `tlog-proof`: an event, its
//! way up the tree, and a checkpoint.
//!
//! Whoever holds the key and the log can make another history and sign it. What they
//! cannot do is make it agree with a checkpoint that a witness holds.

mod checkpoint;
mod desk;
mod inspect;
mod keeper;
mod key;
mod look;
mod publish;
mod receipt;
mod run;
mod tree;
mod witness;

pub use checkpoint::{Checkpoint, NotACheckpoint, TreeHead};
pub use desk::ProofDesk;
pub use inspect::{Finding, Inspection, Inspector};
pub use keeper::{Keeper, ProofError, keep};
pub use key::{KeyError, Maker, NotAKey, ProofKey, PublicKey};
pub use look::{LookError, Looked, look_through};
pub use receipt::{NoReceipt, Receipt};
pub use tree::{Growing, Tree, TreeError};
pub use witness::{Contradiction, follows};

/// The hash of a stored event, a leaf of the tree.
pub use tlog_tiles::{Hash, record_hash};
