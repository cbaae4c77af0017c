//! A person's id as each agency sees it.
//!
//! An agency's systems keep ids of people, in files and letters that no permission
//! of ours reaches. Were a person's id the same everywhere, any two agencies could
//! lay their lists side by side and see who is in both, without asking anybody.
//! So each agency is told an id of its own for each person, and it alone can ask
//! by it. Who a person is, an agency finds by searching the register or by
//! revealing an identity, with its purpose on record.
//!
//! The agency's id is the register's, enciphered under a key of the agency. It
//! has the same form and the same length, nothing is stored for it, and it is
//! changed at the edge alone: logs, events, rules and services know the
//! register's ids. Words are left as they were said: an id that somebody writes
//! into them is their agency's, and means nobody to another.
//!
//! The register's own ids are seen by the services, by those who must speak of one
//! person with several agencies (`ROLE_OVERSIGHT`), by the person, and by
//! whoever's token says so.
//!
//! What is deliberately not done here: ids of plans, meetings and events are the
//! same for everyone who may see them.

mod ids;
mod layer;
mod message;

pub use ids::AgencyIds;
pub use layer::PseudonymLayer;
