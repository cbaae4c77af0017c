//! Counts across people: the groups that a scheme's people fall into, and how they compare.
//!
//! One definition serves the rule that flags a difference and the comparison that shows it:
//! who is in which group (`groups.rs`), what restricts somebody (`restricts.rs`), and how far
//! a difference may be chance (`rates.rs`). What of it may be shown to anybody is
//! `shown.rs`, and how it is said `words.rs`. No store, no clock; whose facts they are is
//! `returns/groups.rs`'s.

pub mod groups;
pub mod rates;
pub mod restricts;
pub mod shown;
pub mod words;

/// From when on groups are compared, as the rule `disproportionate-restriction` has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// So many people a group needs, and so many everybody else, before they are compared.
    pub group_people_min: u32,
    /// With a larger share of people without a record, in per cent, nothing is claimed.
    pub unknown_percent_max: u32,
}
