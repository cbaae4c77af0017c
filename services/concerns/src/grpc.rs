//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::concerns::{
    AcknowledgeComplaintRequest, CloseComplaintRequest, RaiseComplaintRequest,
    RaiseSafeguardingRequest, ReportIncidentRequest, concerns_service_server::ConcernsService,
};

use crate::domain::{
    Concern, ConcernCommand as OfConcern, Incident, IncidentCommand as OfIncident,
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    concerns: Executor<Concern, SledLog>,
    incidents: Executor<Incident, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self { concerns: Executor::new(desk.clone()), incidents: Executor::new(desk.clone()) }
    }
}

kernel::commands! {
    impl ConcernsService for Grpc {
        raise_complaint(RaiseComplaintRequest) => concerns, OfConcern::RaiseComplaint;
        acknowledge_complaint(AcknowledgeComplaintRequest) => concerns, OfConcern::AcknowledgeComplaint;
        close_complaint(CloseComplaintRequest) => concerns, OfConcern::CloseComplaint;
        raise_safeguarding(RaiseSafeguardingRequest) => concerns, OfConcern::RaiseSafeguarding;
        report_incident(ReportIncidentRequest) => incidents, OfIncident::Report;
    }
}
