//! The panel: agencies, schemes, meetings, agreements and what is shared.
//!
//! It records who decided what with whom, and on what basis information went where.

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
    panel::{Event, panel_service_server::PanelServiceServer},
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
    let rpcs = PanelServiceServer::new(grpc).max_decoding_message_size(MOST_BYTES);
    let service = Service::new(Event::CONTEXT, desk.log).with_rpcs(rpcs);
    Ok(service.with_reactions::<Reactions, _>(home, carrier))
}
