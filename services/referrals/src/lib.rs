//! Referrals: people, their contacts with services, referrals and consents.
//!
//! This service owns the register of people, and with it their keys.

pub mod domain;
mod grpc;

use kernel::service::{Home, Service, StartError};
use proto::{
    Event as _,
    referrals::{Event, referrals_service_server::ReferralsServiceServer},
};

/// Opens the log and makes the service ready to be served.
///
/// # Errors
/// If the data folder cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let desk = home.desk(Event::CONTEXT)?;
    let rpcs = ReferralsServiceServer::new(grpc::Grpc::new(&desk));
    Ok(Service::new(Event::CONTEXT, desk.log).with_rpcs(rpcs))
}
