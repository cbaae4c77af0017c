//! The projection: reads every agency's acts and flags coercive practice.

pub mod calendar;
pub mod history;
pub mod rules;
pub mod store;
