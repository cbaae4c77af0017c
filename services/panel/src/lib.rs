//! Panel: agencies, schemes and their posts, panels and their decisions,
//! agreements, claims, disclosures and access to records.

pub mod domain;
