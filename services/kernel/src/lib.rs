//! What every service is made of: the log, the way from a request to an
//! event, and the edges to the network.

pub mod log;
