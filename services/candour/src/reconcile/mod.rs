//! A return that was published elsewhere, held against itself and against the ledger.
//!
//! Nothing here knows of any one publication: what contradicts what follows from the columns
//! alone.

mod contradictions;
mod ledger;
mod statement;
mod value;

pub use contradictions::{Finding, contradictions};
pub use ledger::{Ledger, against, not_compared};
pub use statement::{TEMPLATE, Wrong, read};

#[cfg(test)]
mod tests;
