//! Sanctions, threats of them, and police involvement.
//!
//! What the person was doing when they were sanctioned is asked of each, since a
//! sanction for seeking help is what this record is there to show.

pub mod domain;
