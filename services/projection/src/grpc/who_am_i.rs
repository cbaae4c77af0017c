//! As whom somebody is known here, and what they may call: so that whoever draws pages for
//! them offers nothing that would be refused to all of their role.

use kernel::{
    access::Access,
    principal::{Principal, rpcs},
};
use proto::{
    common::{Role, Worker},
    oversight::WhoAmIResponse,
};
use tonic::Status;

use super::failed;
use crate::{store::Work, views::themselves};

/// Tells somebody who they are.
pub(super) fn answer(
    asker: &Principal,
    access: &Access,
    work: &Work<'_>,
) -> Result<WhoAmIResponse, Status> {
    let mut may_call: Vec<String> = rpcs::all()
        .filter(|rpc| access.may_call(asker, rpc).allowed)
        .map(|rpc| rpc.action.clone())
        .collect();
    may_call.sort();
    let person_id = match asker.role {
        Role::Person => themselves::person_of(work, &asker.worker_id).map_err(|e| failed(&e))?,
        _ => None,
    };
    Ok(WhoAmIResponse {
        worker: Some(Worker {
            worker_id: asker.worker_id.clone(),
            agency_id: asker.agency_id.clone(),
            role: asker.role.into(),
        }),
        purpose: asker.purpose.clone(),
        may_call,
        person_id: person_id.unwrap_or_default(),
    })
}
