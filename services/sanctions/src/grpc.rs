//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::sanctions::{
    ApplySanctionRequest, InvolvePoliceRequest, ReviewSanctionRequest, ThreatenSanctionRequest,
    sanctions_service_server::SanctionsService,
};

use crate::domain::{
    Involvement, InvolvementCommand as OfInvolvement, Sanction, SanctionCommand as OfSanction,
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    sanctions: Executor<Sanction, SledLog>,
    involvements: Executor<Involvement, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self { sanctions: Executor::new(desk.clone()), involvements: Executor::new(desk.clone()) }
    }
}

kernel::commands! {
    impl SanctionsService for Grpc {
        threaten_sanction(ThreatenSanctionRequest) => sanctions, OfSanction::Threaten;
        apply_sanction(ApplySanctionRequest) => sanctions, OfSanction::Apply;
        review_sanction(ReviewSanctionRequest) => sanctions, OfSanction::Review;
        involve_police(InvolvePoliceRequest) => involvements, OfInvolvement::InvolvePolice;
    }
}
