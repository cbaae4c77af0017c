//! Care and response plans: what is written about a person, line by line.
//!
//! A plan says how agencies are to answer somebody who seeks help, so each line,
//! approval, publication, copy and review is on record by itself.

pub mod domain;
