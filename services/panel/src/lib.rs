//! The panel: agencies, schemes, meetings, agreements and what is shared.
//!
//! It records who decided what with whom, and on what basis information went where.

pub mod domain;
mod grpc;

use kernel::service::{Home, Service, StartError};
use proto::{
    Event as _,
    panel::{Event, panel_service_server::PanelServiceServer},
};

/// Opens the log and makes the service ready to be served.
///
/// # Errors
/// If the data folder cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let desk = home.desk(Event::CONTEXT)?;
    let rpcs = PanelServiceServer::new(grpc::Grpc::new(&desk));
    Ok(Service::new(Event::CONTEXT, desk.log).with_rpcs(rpcs))
}
