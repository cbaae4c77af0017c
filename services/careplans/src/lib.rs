//! Care plans: what they say, line by line, and who has them.
//!
//! A restriction is data here: it has a clinician, a reason and an end.

mod carry_out;
pub mod domain;
mod grpc;
pub mod reactions;

use kernel::{
    contract::MOST_BYTES,
    service::{Home, Service, StartError},
};
use proto::{
    Event as _,
    careplans::{Event, care_plans_service_server::CarePlansServiceServer},
};

use crate::reactions::Reactions;

/// Opens the log and makes the service ready to be served.
///
/// # Errors
/// If the data folder cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let desk = home.desk(Event::CONTEXT)?;
    let grpc = grpc::Grpc::new(&desk);
    let carrier = grpc.carrier();
    let rpcs = CarePlansServiceServer::new(grpc).max_decoding_message_size(MOST_BYTES);
    let service = Service::new(Event::CONTEXT, desk.log).with_rpcs(rpcs);
    Ok(service.with_reactions::<Reactions, _>(home, carrier))
}
