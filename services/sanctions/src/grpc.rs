//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::sanctions::{
    ApplySanctionRequest, EndBehaviouralContractRequest, EndSanctionRequest,
    ImposeBehaviouralContractRequest, InvolvePoliceRequest, OverturnSanctionRequest,
    ReduceServiceRequest, ReviewSanctionRequest, ThreatenSanctionRequest, VarySanctionRequest,
    sanctions_service_server::SanctionsService,
};

use crate::domain::{
    Contract, ContractCommand as OfContract, Involvement, InvolvementCommand as OfInvolvement,
    Reduction, ReductionCommand as OfReduction, Sanction, SanctionCommand as OfSanction,
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    sanctions: Executor<Sanction, SledLog>,
    contracts: Executor<Contract, SledLog>,
    reductions: Executor<Reduction, SledLog>,
    involvements: Executor<Involvement, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self {
            sanctions: Executor::new(desk.clone()),
            contracts: Executor::new(desk.clone()),
            reductions: Executor::new(desk.clone()),
            involvements: Executor::new(desk.clone()),
        }
    }
}

kernel::commands! {
    impl SanctionsService for Grpc {
        threaten_sanction(ThreatenSanctionRequest) => sanctions, OfSanction::Threaten;
        apply_sanction(ApplySanctionRequest) => sanctions, OfSanction::Apply;
        review_sanction(ReviewSanctionRequest) => sanctions, OfSanction::Review;
        vary_sanction(VarySanctionRequest) => sanctions, OfSanction::Vary;
        end_sanction(EndSanctionRequest) => sanctions, OfSanction::End;
        overturn_sanction(OverturnSanctionRequest) => sanctions, OfSanction::Overturn;
        impose_behavioural_contract(ImposeBehaviouralContractRequest) => contracts, OfContract::Impose;
        end_behavioural_contract(EndBehaviouralContractRequest) => contracts, OfContract::End;
        reduce_service(ReduceServiceRequest) => reductions, OfReduction::Reduce;
        involve_police(InvolvePoliceRequest) => involvements, OfInvolvement::InvolvePolice;
    }
}
