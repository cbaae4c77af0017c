//! What every service is made of: the log, the way from a request to an
//! event, and the edges to the network.

pub mod clock;
pub mod config;
pub mod decider;
pub mod execute;
pub mod follow;
pub mod ledger;
pub mod log;
pub mod nats;
mod ops;
pub mod principal;
pub mod relay;
pub mod scenario;
pub mod seal;
pub mod serve;
pub mod service;
pub mod status;
