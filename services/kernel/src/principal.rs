//! Who is asking.

use proto::common::Role;

/// Who is asking, for whom, as what and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The worker.
    pub worker_id: String,
    /// The agency that they act for.
    pub agency_id: String,
    /// What they act as.
    pub role: Role,
    /// What for.
    pub purpose: String,
}
