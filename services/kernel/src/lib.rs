//! What every service is made of: the log, the way from a request to an
//! event, and the edges to the network.

pub mod clock;
pub mod decider;
pub mod execute;
pub mod log;
pub mod principal;
pub mod scenario;
pub mod seal;
pub mod status;
