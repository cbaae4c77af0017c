//! What restricts somebody under a scheme.
//!
//! A sanction for an offence apart from care, with no term about care, restricts no care; a
//! contract without a penalty that the person agrees to restricts nobody.

use proto::{
    careplans::PlanPublished,
    common::Answer,
    sanctions::{BehaviouralContractImposed, ContractPenalty, SanctionApplied},
};

use crate::rules::{WhatFor, what_applied_for};

/// True if a restriction stands in the plan that was put in force.
#[must_use]
pub fn by_plan(said: &PlanPublished) -> bool {
    said.restrictive
}

/// True if the sanction has to do with care, or no record says that it has not.
#[must_use]
pub fn by_sanction(said: &SanctionApplied) -> bool {
    what_applied_for(said) != WhatFor::Apart
}

/// True unless the person agrees to the contract and nothing follows if it is broken.
#[must_use]
pub fn by_contract(said: &BehaviouralContractImposed) -> bool {
    let agreed = said.person_agrees() == Answer::Yes;
    !(agreed && said.penalty() == ContractPenalty::None)
}
