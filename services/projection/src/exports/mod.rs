//! Exports: a person's case as a file, as one asker sees it.
//!
//! Pure: what goes in is what the asker may see, in the ids that they see, and what comes
//! out is bytes. Who may see what, and that it is on record, is for the query
//! (`grpc/exports.rs`). What becomes of what in FHIR stands in `README.md`; the code
//! systems of our own are `codes.json`, written from the contract.

pub mod codes;
mod csv;
mod fhir;
#[cfg(test)]
mod laws;
mod ndjson;
mod seen;

use jiff::Timestamp;
use proto::{
    common::Class,
    oversight::{ExportFormat, Flag, Look, Restriction},
};

pub use fhir::schemes;
pub use seen::Seen;

/// A person's case, as one asker sees it.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The person.
    pub person_id: String,
    /// The other entries of the register that are the same person.
    pub linked_person_ids: Vec<String>,
    /// When it is written.
    pub written: Timestamp,
    /// What happened, the oldest first.
    pub events: Vec<Seen>,
    /// Who sits on the panels of the person's schemes and who holds their posts.
    pub around: Vec<Seen>,
    /// How the restrictions on their care stand.
    pub restrictions: Vec<Restriction>,
    /// The flags about them; none where flags are not for the asker.
    pub flags: Option<Vec<Flag>>,
    /// Who looked, the newest first; none where that is not for the asker.
    pub looks: Option<Vec<Look>>,
    /// True if more looks are on record than are told.
    pub looks_left_out: bool,
    /// The parts of the record that the asker is not shown.
    pub hidden: Vec<Class>,
}

/// Why a case cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// Something of it has no JSON form.
    #[error("the case has no form in JSON")]
    Json(#[from] serde_json::Error),
    /// The table could not be written.
    #[error("the table could not be written")]
    Csv(#[from] kernel::spreadsheet::Error),
}

/// Writes a case into a file. A table and lines hold its events, a bundle all of it.
///
/// # Errors
/// If something of it has no JSON form.
pub fn write(case: &Case, format: ExportFormat) -> Result<Vec<u8>, ExportError> {
    Ok(match format {
        ExportFormat::Csv => csv::write(&case.events)?,
        ExportFormat::Ndjson => ndjson::write(&case.events)?,
        ExportFormat::FhirR4Bundle | ExportFormat::Unspecified => fhir::write(case)?,
    })
}
