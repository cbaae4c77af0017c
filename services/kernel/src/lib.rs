//! What every service is made of: the log, the way from a request to an
//! event, and the edges to the network.

pub mod clock;
pub mod decider;
pub mod principal;
pub mod scenario;
pub mod seal;

pub mod status {
    pub fn chain(error: &dyn std::error::Error) -> String {
        error.to_string()
    }
}
