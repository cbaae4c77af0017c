//! Sanctions, behavioural contracts, reductions of services, and police involvement.
//!
//! Each says what the person was doing, or what was put to them and why.

pub mod domain;
mod grpc;

use kernel::{
    contract::MOST_BYTES,
    service::{Home, Service, StartError},
};
use proto::{
    Event as _,
    sanctions::{Event, sanctions_service_server::SanctionsServiceServer},
};

/// Opens the log and makes the service ready to be served.
///
/// # Errors
/// If the data folder cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let desk = home.desk(Event::CONTEXT)?;
    let rpcs =
        SanctionsServiceServer::new(grpc::Grpc::new(&desk)).max_decoding_message_size(MOST_BYTES);
    Ok(Service::new(Event::CONTEXT, desk.log).with_rpcs(rpcs))
}
