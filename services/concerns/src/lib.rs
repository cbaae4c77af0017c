//! Concerns: complaints, safeguarding, incidents, and what the person states.
//!
//! What people say went wrong, and what became of it.

pub mod domain;
mod grpc;

use kernel::{
    contract::MOST_BYTES,
    service::{Home, Service, StartError},
};
use proto::{
    Event as _,
    concerns::{Event, concerns_service_server::ConcernsServiceServer},
};

/// Opens the log and makes the service ready to be served.
///
/// # Errors
/// If the data folder cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let desk = home.desk(Event::CONTEXT)?;
    let rpcs =
        ConcernsServiceServer::new(grpc::Grpc::new(&desk)).max_decoding_message_size(MOST_BYTES);
    Ok(Service::new(Event::CONTEXT, desk.log).with_rpcs(rpcs))
}
