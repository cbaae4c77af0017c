//! Referrals: people, their contacts with services, referrals and consents.
//!
//! This service owns the register of people, and with it their keys.

pub mod domain;
