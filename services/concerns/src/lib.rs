//! Concerns: complaints, safeguarding concerns and incidents.

pub mod domain;
