//! What every service is made of: the log, the way from a request to an
//! event, and the edges to the network.

pub mod access;
pub mod clock;
pub mod config;
pub mod contract;
pub mod decider;
pub mod disposable;
pub mod encoded;
pub mod execute;
pub mod follow;
pub mod https;
pub mod ledger;
pub mod log;
pub mod looks;
pub mod nats;
mod ops;
mod patience;
pub mod principal;
pub mod proof;
pub mod pseudonym;
pub mod react;
pub mod relay;
mod sandbox;
pub mod scenario;
pub mod seal;
pub mod seen;
pub mod serve;
pub mod service;
pub mod settings;
pub mod spreadsheet;
pub mod status;
pub mod tls;

/// True in every program that there is. False in a build with the feature `unguarded`, which
/// lets everybody in, seals no words and proves no log, so that what these cost can be
/// measured (`bench guards`). No program compiles with it but the measurement.
pub const GUARDED: bool = !cfg!(feature = "unguarded");

/// What every process of ours allocates with. Under load a sixth of all time
/// went into the system's allocator, mostly for the store's copies of its nodes.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
