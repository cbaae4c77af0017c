//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::concerns::{
    AcknowledgeComplaintRequest, CategoriseComplaintRequest, CloseComplaintRequest,
    DecideS42Request, NotifyCandourRequest, RaiseComplaintRequest, RaiseSafeguardingRequest,
    RecordStatementRequest, ReportIncidentRequest, concerns_service_server::ConcernsService,
};

use crate::domain::{
    Concern, ConcernCommand as OfConcern, Incident, IncidentCommand as OfIncident, Statement,
    StatementCommand as OfStatement,
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    concerns: Executor<Concern, SledLog>,
    incidents: Executor<Incident, SledLog>,
    statements: Executor<Statement, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self {
            concerns: Executor::new(desk.clone()),
            incidents: Executor::new(desk.clone()),
            statements: Executor::new(desk.clone()),
        }
    }
}

kernel::commands! {
    impl ConcernsService for Grpc {
        raise_complaint(RaiseComplaintRequest) => concerns, OfConcern::RaiseComplaint;
        acknowledge_complaint(AcknowledgeComplaintRequest) => concerns, OfConcern::AcknowledgeComplaint;
        categorise_complaint(CategoriseComplaintRequest) => concerns, OfConcern::CategoriseComplaint;
        close_complaint(CloseComplaintRequest) => concerns, OfConcern::CloseComplaint;
        raise_safeguarding(RaiseSafeguardingRequest) => concerns, OfConcern::RaiseSafeguarding;
        decide_s42(DecideS42Request) => concerns, OfConcern::DecideS42;
        report_incident(ReportIncidentRequest) => incidents, OfIncident::Report;
        notify_candour(NotifyCandourRequest) => incidents, OfIncident::NotifyCandour;
        record_statement(RecordStatementRequest) => statements, OfStatement::Record;
    }
}
